"""The last resort: whatever a listener raised is acked and explained, and logged without the payload."""

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse

from bot.slack.after_ack import AfterAck
from bot.slack.asker import read_asker
from bot.slack.reporting import report


def register(app: AsyncApp, after: AfterAck) -> None:
    """Refusals of the services come here too: they are answers, and the person gets them."""

    async def answer(error: Exception, body: Mapping[str, Any], context: AsyncBoltContext) -> BoltResponse | None:
        kind = _kind(body)
        report(error, name=f"{kind} of {context.user_id} in {context.team_id}")
        asker = read_asker(body, context)
        if asker is None or not _is_answerable(kind):
            return None  # not acked, so Slack sends the event again
        after.tell_error(asker, error)
        after.draw_home(asker)
        return BoltResponse(status=200, body="")

    app.error(answer)


def _kind(body: Mapping[str, Any]) -> str:
    event: Mapping[str, Any] = body.get("event") or {}
    return str(event.get("type") or body.get("type") or "slash_command")


def _is_answerable(kind: str) -> bool:
    """Whether somebody waits for an answer: they typed, pressed or submitted."""
    return kind in {"message", "slash_command", "block_actions", "view_submission"}
