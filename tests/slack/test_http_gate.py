"""Who is let in, and what the others are told: a number, and no more."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta

import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.slack import http_gate
from bot.slack.http import http_app
from bot.slack.http_gate import MOST_BYTES, Gate
from tests.slack.signing import FORM, SECRET, Sent, command, send
from tests.slack.stage import TUESDAY, HandClock

PING = command(
    {
        "command": "/budge",
        "team_id": "T1",
        "user_id": "U1",
        "channel_id": "C1",
        "trigger_id": "1.2",
        "response_url": "https://hooks.slack.com/commands/1",
    }
)


class Hut:
    """A door with nothing behind it but a count of who came in."""

    def __init__(self, *, body_within: float = 5.0) -> None:
        self.came_in = 0
        self.clock = HandClock()
        bolt = AsyncApp(signing_secret="", token="xoxb-test", process_before_response=True)

        async def count(ack: AsyncAck) -> None:
            self.came_in += 1
            await ack()

        async def authorize() -> None: ...

        bolt.command("/budge")(count)
        bolt._async_middleware_list.clear()  # nobody is authorized: there is no Slack
        self.app = http_app(bolt, Gate(signing_secret=SECRET, clock=self.clock, body_within=body_within))

    async def asked(self, request: Sent) -> int:
        answer = await send(self.app, request)
        if answer.status != 200:
            assert answer.body == b""
        return answer.status


@pytest.mark.parametrize(("seconds", "status"), [(-301, 401), (-300, 200), (0, 200), (300, 200), (301, 401)])
async def test_a_signature_holds_for_five_minutes_both_ways(seconds: int, status: int) -> None:
    hut = Hut()
    assert await hut.asked(PING.signed(TUESDAY + timedelta(seconds=seconds))) == status
    assert hut.came_in == (status == 200)


SIGNED = dict(PING.signed(TUESDAY).headers)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-slack-signature": SIGNED["x-slack-signature"]},
        {"x-slack-request-timestamp": SIGNED["x-slack-request-timestamp"]},
        SIGNED | {"x-slack-request-timestamp": "now"},
        SIGNED | {"x-slack-request-timestamp": "1" * 5000},
        SIGNED | {"x-slack-request-timestamp": "-" + SIGNED["x-slack-request-timestamp"]},
        SIGNED | {"x-slack-request-timestamp": SIGNED["x-slack-request-timestamp"] + ".0"},
        SIGNED | {"x-slack-request-timestamp": "²" * 10},
        SIGNED | {"x-slack-signature": "v0="},
        SIGNED | {"x-slack-signature": "v1=" + SIGNED["x-slack-signature"][3:]},
        SIGNED | {"x-slack-signature": SIGNED["x-slack-signature"].upper()},
        SIGNED | {"x-slack-signature": SIGNED["x-slack-signature"] + "0"},
        SIGNED | {"x-slack-signature": "v0=" + "é" * 64},
        PING.signed(TUESDAY, secret="f" * 32).headers,
        dict(PING.signed(TUESDAY - timedelta(seconds=1)).headers)
        | {"x-slack-request-timestamp": SIGNED["x-slack-request-timestamp"]},
    ],
)
async def test_whoever_is_not_slack_is_told_401(headers: Mapping[str, str]) -> None:
    hut = Hut()
    assert await hut.asked(Sent(PING.body, headers=headers)) == 401
    assert hut.came_in == 0


async def test_a_changed_body_is_not_the_one_that_was_signed() -> None:
    hut = Hut()
    assert await hut.asked(Sent(PING.body + b"&text=stop", headers=SIGNED)) == 401
    assert await hut.asked(Sent(b"", headers=SIGNED)) == 401


async def test_a_body_that_is_no_text_is_refused_though_it_was_signed() -> None:
    assert await Hut().asked(Sent(b"command=\xff").signed(TUESDAY)) == 401


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        (FORM, 200),
        (f"{FORM}; charset=utf-8", 200),
        ("APPLICATION/X-WWW-FORM-URLENCODED", 200),
        ("application/json", 400),
        ("", 415),
        ("text/plain", 415),
        ("multipart/form-data; boundary=x", 415),
    ],
)
async def test_only_forms_and_json_are_read(content_type: str, status: int) -> None:
    hut = Hut()
    assert await hut.asked(Sent(PING.body, content_type=content_type, headers=SIGNED)) == status


async def test_a_body_of_the_largest_size_is_read_and_no_larger_one() -> None:
    hut = Hut()
    largest = Sent(PING.body + b"&text=" + b"a" * (MOST_BYTES - len(PING.body) - 6))
    assert await hut.asked(largest.signed(TUESDAY)) == 200
    assert await hut.asked(Sent(largest.body + b"a").signed(TUESDAY)) == 413
    assert hut.came_in == 1


async def test_a_body_that_does_not_say_how_large_it_is_is_not_read_to_its_end() -> None:
    hut = Hut()
    endless = [b"a" * 100_000] * 1000
    answer = await send(hut.app, Sent(b"", headers={"content-length": "0"}).signed(TUESDAY), chunks=endless)
    assert answer.status == 413


async def test_a_body_that_breaks_off_is_refused() -> None:
    assert (await send(Hut().app, PING.signed(TUESDAY), chunks=[])).status == 400


async def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    hut = Hut(body_within=0.05)
    said: list[int] = []

    async def receive() -> dict[str, object]:
        await asyncio.Event().wait()
        raise AssertionError

    async def answer(message: Mapping[str, object]) -> None:
        if message["type"] == "http.response.start":
            said.append(int(str(message["status"])))

    scope = {"type": "http", "method": "POST", "path": "/slack/events", "query_string": b"", "root_path": ""}
    headers = [(name.encode(), value.encode()) for name, value in PING.signed(TUESDAY).all_headers.items()]
    await hut.app({**scope, "headers": headers}, receive, answer)
    assert said == [408]


async def test_a_signature_is_remembered_until_it_is_stale_anyway() -> None:
    hut = Hut()
    ahead = PING.signed(TUESDAY + timedelta(seconds=300))
    assert await hut.asked(ahead) == 200
    hut.clock.at += timedelta(seconds=600)
    assert await hut.asked(PING.signed(hut.clock.at)) == 200  # when what is stale is let go
    assert await hut.asked(ahead) == 401
    hut.clock.at += timedelta(seconds=1)
    assert await hut.asked(ahead) == 401
    assert hut.came_in == 2


async def test_the_memory_of_signatures_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_gate, "SEALS_IN_MIND", 10)
    hut = Hut()
    gate = Gate(signing_secret=SECRET, clock=hut.clock)
    for number in range(50):
        gate._remember(str(number), timestamp=int(TUESDAY.timestamp()))
    assert len(gate._used) == 10
