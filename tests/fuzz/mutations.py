"""Spoils payloads and requests: each turn of the dice is another way in which they can be wrong."""

import copy
import json
from collections.abc import Iterator
from random import Random
from typing import Any
from urllib.parse import urlencode

from tests.fuzz.corpus import Kind
from tests.slack.signing import FORM, JSON, Sent

Json = dict[str, Any]
Place = tuple[Any, Any]  # a dict or a list, and a key or an index of it

DEEP: Any = []
for _ in range(300):
    DEEP = [DEEP]

JUNK: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    10**30,
    1e308,
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud800",
    "\udfff\ud800",
    "\u202e<!channel>",
    "'; DROP TABLE members; --",
    "{}",
    "9" * 5000,
    "2026-99-99",
    "99:99",
    "Nowhere/Never",
    "../../etc/passwd",
    "U0ANA",
    "view_submission",
    "message",
    [],
    {},
    [None],
    [[]],
    [{}],
    {"id": None},
    {"": ""},
    {"\x00": "\ud800"},
    DEEP,
)
CONTENT_TYPES = (FORM, JSON, f"{JSON}; charset=utf-16", "text/plain", "", "multipart/form-data", "\x00")


def spoiled(payload: Json, dice: Random) -> Json:
    """The payload with one to four things wrong; now and then with none."""
    spoiled = copy.deepcopy(payload)
    for _ in range(dice.choice((0, 1, 1, 1, 2, 4))):
        _spoil(spoiled, dice)
    return spoiled


def _spoil(payload: Json, dice: Random) -> None:
    places = list(_places(payload))
    if not places:
        return
    container, key = dice.choice(places)
    match dice.randrange(6):
        case 0:
            del container[key]
        case 1 if isinstance(container, dict):
            name = dice.choice(("unknown", "type", "id", "user", "team_id", "\x00"))
            container[name] = copy.deepcopy(dice.choice(JUNK))
        case 2:
            other, other_key = dice.choice(places)
            container[key] = copy.deepcopy(other[other_key])
        case 3 if isinstance(container[key], str):
            container[key] = _spoiled_text(container[key], dice)
        case _:
            container[key] = copy.deepcopy(dice.choice(JUNK))


def _places(value: Any) -> Iterator[Place]:
    if isinstance(value, dict):
        for key, below in value.items():
            yield value, key
            yield from _places(below)
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield value, index
            yield from _places(below)


def _spoiled_text(text: str, dice: Random) -> str:
    at = dice.randrange(len(text) + 1)
    more = dice.choice(("\x00", "\ud83d", "<@U1>", ":", "\u0000", "é" * 100, "0", " "))
    return dice.choice((text[:at], text[at:], text[:at] + more + text[at:], text * 2))


def request_of(kind: Kind, payload: Json, dice: Random) -> Sent:
    """The payload as a request; now and then the bytes themselves are spoiled, or what stands above them."""
    body, content_type = _written(kind, payload, dice)
    if dice.random() < 0.1:
        body = _spoiled_bytes(body, dice)
    if dice.random() < 0.03:
        content_type = dice.choice(CONTENT_TYPES)
    headers = {"x-slack-retry-num": dice.choice(("0", "1", "x", ""))} if dice.random() < 0.1 else {}
    return Sent(body, content_type=content_type, headers=headers)


def _written(kind: Kind, payload: Json, dice: Random) -> tuple[bytes, str]:
    fields: Json = payload
    if kind == "event":
        return json.dumps(payload, ensure_ascii=dice.random() < 0.9).encode(errors="surrogatepass"), JSON
    if kind == "interaction":
        fields = {"payload": json.dumps(payload)}
    if dice.random() < 0.03:
        fields = {
            **fields,
            dice.choice(("payload", "command", "ssl_check", "type")): dice.choice(("", "1", "{}", "[]")),
        }
    return urlencode(fields, errors="surrogatepass").encode(), FORM


def _spoiled_bytes(body: bytes, dice: Random) -> bytes:
    at = dice.randrange(len(body) + 1)
    more = dice.choice((b"\x00", b"\xff", b"%00", b"%ED%A0%80", b"&payload=", b"[" * 2000, b'{"a":' * 2000, b"NaN"))
    return dice.choice((b"", body[:at], body[at:], body[:at] + more + body[at:], more, body + body))
