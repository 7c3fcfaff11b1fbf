"""What Slack brings a second time: the same envelope now and then comes twice, half a minute apart."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse

from bot.slack.recent import Recent

GESTURES_IN_MIND = 10_000

Next = Callable[[], Awaitable[None]]


def register(app: AsyncApp) -> None:
    """Acks a command or a press that was here before, and does nothing more: each has a trigger of its own. Events
    have none; `words` knows the messages that it heard.

    A form is saved as often as it comes, which changes nothing: Slack takes an empty ack of the second copy for leave
    to close the modal, though the first may still be told what is wrong with it.
    """
    known: Recent[str] = Recent(size=GESTURES_IN_MIND)

    async def only_once(body: Mapping[str, Any], next: Next) -> BoltResponse | None:  # noqa: A002 - Bolt's name
        trigger = body.get("trigger_id")
        is_form = body.get("type") == "view_submission"
        if trigger and not is_form and not known.add(str(trigger)):
            return BoltResponse(status=200, body="")
        await next()
        return None

    app.middleware(only_once)
