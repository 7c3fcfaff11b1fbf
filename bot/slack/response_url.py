"""Posts to a response_url: five uses within thirty minutes of the payload it came with."""

import json
import re
from typing import Any

import aiohttp

from bot.ports import DeliveryFailed
from bot.slack.calls import counted
from bot.slack.client import Wire
from bot.slack.failures import DEFAULT_RETRY_AFTER, NOT_CONNECTED, failure
from bot.slack.message import Message

MOST_USES = 5
"""So often one can be used."""
EXPIRED = "response_url_expired"
"""Too old, used up, or its message is gone: another way has to be taken."""

_SPENT = frozenset({"expired_url", "used_url", "message_not_found"})
_GONE = frozenset({404, 410})
_OK = 200
_ERROR_WORD = re.compile(r"[a-z][a-z0-9_]{0,60}")
_UNDECODABLE = "undecodable_answer"


async def send_ephemeral(wire: Wire, url: str, message: Message) -> None:
    """Shows the message to the person alone."""
    await _counted(wire, url, {"response_type": "ephemeral", "replace_original": False, **message.fields})


async def send_in_channel(wire: Wire, url: str, message: Message) -> None:
    """Shows the message to everybody where the command was typed, also where Budge is not."""
    await _counted(wire, url, {"response_type": "in_channel", "replace_original": False, **message.fields})


async def replace_original(wire: Wire, url: str, message: Message) -> None:
    """Redraws the message that was pressed, an ephemeral one too."""
    await _counted(wire, url, {"replace_original": True, **message.fields})


async def _counted(wire: Wire, url: str, body: dict[str, Any]) -> None:
    with counted(wire.meter, "response_url"):
        await _send(wire, url, body)


async def _send(wire: Wire, url: str, body: dict[str, Any]) -> None:
    # The address is a key to the conversation for half an hour: no error may carry it further, so no cause is chained.
    try:
        async with wire.session.post(url, json=body, proxy=wire.proxy) as answer:
            text = (await answer.read()).decode(errors="replace")
            status, headers = answer.status, answer.headers
    except aiohttp.ClientConnectorError as error:
        reason = f"response_url {NOT_CONNECTED} ({type(error).__name__})"
        raise DeliveryFailed(reason, retry_after=DEFAULT_RETRY_AFTER) from None
    except (aiohttp.ClientError, OSError) as error:
        raise DeliveryFailed(f"response_url ({type(error).__name__})", outcome_unknown=True) from None
    reason = _refusal(text)
    if status in _GONE or reason in _SPENT:
        raise DeliveryFailed(EXPIRED)
    if status == _OK and reason == _UNDECODABLE:
        raise DeliveryFailed(reason, outcome_unknown=True)
    if status != _OK or reason:
        raise failure(reason, status=status, headers=headers)


def _refusal(text: str) -> str:
    """Slack's error word; an answer is the word `ok`, a bare error word, or JSON with `ok` in it.

    Whatever else came, say a page of HTML, is named but not quoted.
    """
    if text in {"", "ok"} or _ERROR_WORD.fullmatch(text):
        return "" if text == "ok" else text
    try:
        answer = json.loads(text)
    except ValueError:
        return _UNDECODABLE
    if not isinstance(answer, dict):
        return _UNDECODABLE
    return "" if answer.get("ok") else str(answer.get("error", "refused"))
