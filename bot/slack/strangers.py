"""Who is let in: the people of workspaces that installed us. In a shared channel others can press our buttons too."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse

from bot.slack.client import Wire
from bot.slack.folded import FoldedLog
from bot.slack.installations import Installations
from bot.slack.message import Message
from bot.slack.response_url import send_ephemeral
from bot.slack.tasks import Tasks
from bot.slack.wording.installing import NOT_HERE

WE_ARE = "budge_we_are"
"""Where the context keeps who we are to the payload."""
FAREWELLS = frozenset({"app_uninstalled", "tokens_revoked"})
"""They are heard from whomever they come."""
EACH_AT_MOST_EVERY = timedelta(minutes=1)

Next = Callable[[], Awaitable[None]]
Middleware = Callable[[Mapping[str, Any], AsyncBoltContext, Next], Awaitable[BoltResponse | None]]


def turning_strangers_away(installations: Installations, *, wire: Wire, tasks: Tasks) -> Middleware:
    """What Bolt is to do before it asks who we are. It would send a stranger its own words, and before the ack."""
    refused = FoldedLog(every=EACH_AT_MOST_EVERY)

    async def turn_away(body: Mapping[str, Any], context: AsyncBoltContext, next: Next) -> BoltResponse | None:  # noqa: A002 - Bolt's name
        if (body.get("event") or {}).get("type") in FAREWELLS:
            await next()
            return None
        known = await installations.authorize(context.enterprise_id, context.team_id)
        if known is not None:
            context[WE_ARE] = known
            await next()
            return None
        refused.warn("workspace_unknown", reason=str(body.get("type") or "slash_command"))
        if (url := body.get("response_url")) is not None:
            telling = partial(send_ephemeral, wire, url, Message(NOT_HERE))
            tasks.start(telling, name="tell a stranger", of=context.team_id)
        return BoltResponse(status=200, body="")

    return turn_away


async def who_we_are(context: AsyncBoltContext) -> AuthorizeResult:
    """What Bolt asks for next; it was found out already."""
    known: AuthorizeResult = context[WE_ARE]
    return known
