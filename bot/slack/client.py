"""The way out to Slack: one HTTP session, and a Web API client on it."""

import logging
from dataclasses import dataclass, field
from datetime import timedelta

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.ids import MemberId, WorkspaceId
from bot.services.meter import UNMETERED, Meter
from bot.slack.failures import delivery_failures


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who the bot token says we are."""

    workspace: WorkspaceId
    bot_user: MemberId
    bot_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """What every call to Slack goes through: a shared session, the Web API's base address, a proxy if there is one."""

    session: aiohttp.ClientSession
    base_url: str
    proxy: str | None = None
    token: str = field(repr=False)
    meter: Meter = UNMETERED
    """Is told of every call that knows its Wire."""


def open_session(*, call: timedelta) -> aiohttp.ClientSession:
    """A session whose every call ends within so long; the client's own timeout does not apply to a given one."""
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=call.total_seconds()))


def web_client(wire: Wire, *, with_token: bool = True) -> AsyncWebClient:
    """A client that calls once: the SDK's own retry would post a second message after a dropped connection."""
    client = AsyncWebClient(
        token=wire.token if with_token else None,
        base_url=wire.base_url,
        session=wire.session,
        proxy=wire.proxy,
        logger=sdk_logger("bot.slack.sdk"),
        retry_handlers=[],
    )
    client.proxy = wire.proxy  # the SDK would take one from the environment, for loopback too
    return client


def sdk_logger(name: str) -> logging.Logger:
    """A logger with a level of its own: the SDK takes the inherited one for DEBUG and then logs whole bodies."""
    logger = logging.getLogger(name)
    logger.setLevel(logging.INFO)
    return logger


async def identify(client: AsyncWebClient) -> Identity:
    """Asks Slack once whose token this is; raises DeliveryFailed."""
    with delivery_failures():
        answer = await client.auth_test()
        workspace, bot_user, bot_id = (answer.get(name) for name in ("team_id", "user_id", "bot_id"))
        if not (workspace and bot_user and bot_id):
            raise TypeError("Slack's answer does not say who we are")
    return Identity(workspace=WorkspaceId(workspace), bot_user=MemberId(bot_user), bot_id=bot_id)
