"""What comes first with all that Slack brings: an id, which every log line bears that comes of it."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from structlog.contextvars import bind_contextvars

from bot.services.meter import Heard

HEARD_AT = "budge_heard_at"
"""Where the context keeps the loop's time at which it came."""
ID_BYTES = 4

KINDS = {
    "block_actions": Heard.PRESS,
    "view_submission": Heard.FORM,
    "block_suggestion": Heard.MENU,
    "event_callback": Heard.EVENT,
}

Next = Callable[[], Awaitable[None]]


def register(app: AsyncApp) -> None:
    """To be called first. The id goes along into all work that a listener begins, also after the ack."""
    app.middleware(hear)


async def hear(context: AsyncBoltContext, next: Next) -> None:  # noqa: A002 - Bolt's name
    bind_contextvars(request=secrets.token_hex(ID_BYTES))
    context[HEARD_AT] = asyncio.get_running_loop().time()
    await next()


def kind_of(body: Mapping[str, Any]) -> Heard:
    """What a payload is counted as. A slash command alone has no type."""
    if "command" in body:
        return Heard.COMMAND
    return KINDS.get(str(body.get("type")), Heard.OTHER)
