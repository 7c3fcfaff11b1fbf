"""What is wrong with the app as Slack has it, though it lets us in."""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.domain.installation import Installation
from bot.services.flaws import Effect, Flaw, Kind
from bot.slack.asking import asked
from bot.slack.client import Wire
from bot.slack.http_gate import FRESH_FOR
from bot.slack.manifest import SCOPES
from bot.slack.oauth import METHOD, OAuth
from bot.slack.probe import Admission, NotLetIn, admitted
from bot.slack.scopes import missing, scope_flaws

log = structlog.get_logger(__name__)

TOLERATED = timedelta(seconds=60)
"""People notice it when they are reminded a minute off."""
CLOSED_TAB = "messages_tab_disabled"
"""What Slack says of a direct message that nobody could see."""
NO_CODE = "0"
"""Slack looks at it only once it knows the app."""
SET_CLOCK = "set it right, as by `timedatectl set-ntp true`"
NO_PUBLIC_URL = Flaw(
    "BUDGE_PUBLIC_URL is missing, so nothing tells which address Slack is to send requests to: set it to the one at "
    "which Slack reaches Budge, such as https://budge.example.com.",
    kind=Kind.PUBLIC_URL,
)


async def vetted(wire: Wire, *, app_token: str, public_url: str | None, now: datetime) -> Admission:
    """Who the bot token says we are, where Budge can work as that; what is off otherwise is in the log.

    Raises NotLetIn where it cannot, and DeliveryFailed when Slack cannot be asked now.
    """
    admission = await admitted(wire)
    over_http = not app_token
    flaws = await flaws_of(wire, admission, app_token=app_token, over_http=over_http, public_url=public_url)
    heed([*flaws, *clock_flaws(admission.dated, now=now, over_http=over_http)])
    return admission


async def flaws_of(
    wire: Wire, admission: Admission, *, app_token: str, over_http: bool, public_url: str | None
) -> list[Flaw]:
    """What is wrong with an app that serves one workspace, but for the clock. Without an app-level token nobody asks
    what app it is of. Raises DeliveryFailed when Slack cannot be asked now.
    """
    found = list(scope_flaws(admission.scopes))
    if app_token:
        found += [flaw async for flaw in _of_two_apps(wire, admission, app_token)]
    if over_http and not public_url:
        found.append(NO_PUBLIC_URL)
    return found


async def client_flaws(oauth: OAuth, *, now: datetime) -> list[Flaw]:
    """All that is wrong where any workspace may install Budge. Raises DeliveryFailed when Slack cannot be asked now."""
    answer = await asked(oauth.wire, METHOD, authorization=oauth.basic, code=NO_CODE, redirect_uri=oauth.redirect_uri)
    told = _client_help(oauth.redirect_uri).get(answer.refused_with or "")
    found = [Flaw(told, kind=Kind.CLIENT)] if told else []
    return found + list(clock_flaws(answer.dated, now=now, over_http=True))


async def installation_flaws(wire: Wire, installation: Installation, *, install_at: str) -> list[Flaw]:
    """What is wrong with the token that a workspace gave us. Raises DeliveryFailed when Slack cannot be asked now."""
    answer = await asked(replace(wire, token=installation.token), "auth.test")
    again = f"until somebody there installs Budge again at {install_at}"
    whose = f"the workspace {installation.workspace}"
    told = [
        f"{whose[0].upper()}{whose[1:]} lacks the scope {scope}, so this is off {again}: {SCOPES[scope]}."
        for scope in missing(answer.scopes)
    ]
    if answer.refused_with is not None:
        told = [f"Slack refuses the stored token of {whose} ({answer.refused_with}): Budge does nothing there {again}."]
    return [Flaw(each, kind=Kind.INSTALLATION) for each in told]


def clock_flaws(dated: datetime | None, *, now: datetime, over_http: bool) -> Iterator[Flaw]:
    """What Slack's time says of this machine's."""
    ahead = timedelta() if dated is None else now - dated
    if abs(ahead) > timedelta(seconds=FRESH_FOR) and over_http:
        told = f"{clock_off(ahead, than='Slack')}, so all requests from there look forged: {SET_CLOCK}."
        yield Flaw(told, kind=Kind.FAR_OFF_CLOCK)
    elif abs(ahead) > TOLERATED:
        yield Flaw(f"{clock_off(ahead, than='Slack')}, and members are reminded by it: {SET_CLOCK}.", kind=Kind.CLOCK)


def clock_off(ahead: timedelta, *, than: str) -> str:
    """The beginning of a sentence about the clock of this machine."""
    way = "ahead of" if ahead > timedelta() else "behind"
    return f"The clock of this machine is {abs(ahead) // timedelta(seconds=1):,} seconds {way} that of {than}"


def closed_tab_flaws(kept_from: int) -> Iterator[Flaw]:
    """Of so many members Slack has said that the Messages tab is off. Without a post it tells nobody."""
    if kept_from:
        whom = "one member was" if kept_from == 1 else f"{kept_from:,} members were"
        told = (
            f"{whom[0].upper()}{whom[1:]} not sent a card because the app's Messages tab was off: switch it on under "
            "App Home, Show Tabs, in the app's settings at api.slack.com/apps, then let them type `/budge start`."
        )
        yield Flaw(told, kind=Kind.MESSAGES_TAB)


def heed(flaws: Iterable[Flaw]) -> None:
    """Writes into the log what is off. Raises NotLetIn for what Budge cannot work with."""
    flaws = list(flaws)
    for flaw in flaws:
        if flaw.effect is Effect.STARTS:
            log.warning("set_up_flaw", why=flaw.sentence)
    if stopping := [flaw for flaw in flaws if flaw.effect is Effect.STOPS]:
        raise NotLetIn(*stopping)


async def _of_two_apps(wire: Wire, admission: Admission, app_token: str) -> AsyncIterator[Flaw]:
    """Whether the app-level token is of the app that the bot token is of. Slack tells both, to those it knows."""
    bot = await asked(wire, "bots.info", bot=admission.identity.bot_id)
    ours = _object(bot.content.get("bot")).get("app_id")
    theirs = (await asked(replace(wire, token=app_token), "auth.test")).content.get("app_id")
    if ours and theirs and ours != theirs:
        told = (
            f"SLACK_BOT_TOKEN is of the app {ours} and SLACK_APP_TOKEN of the app {theirs}, which hears nothing meant "
            f"for it: copy both from one app's settings, such as https://api.slack.com/apps/{ours}."
        )
        yield Flaw(told, kind=Kind.TWO_APPS)


def _client_help(redirect: str) -> Mapping[str, str]:
    nobody = "so nobody can install Budge"
    return {
        "invalid_client_id": f"Slack knows no app with this SLACK_CLIENT_ID, {nobody}: copy it again from Basic "
        "Information, App Credentials.",
        "bad_client_secret": f"SLACK_CLIENT_SECRET is not the one of the app of SLACK_CLIENT_ID, {nobody}: copy both "
        "again from Basic Information, App Credentials.",
        "bad_redirect_uri": f"Slack sends nobody back to {redirect}, {nobody}: add it under OAuth & Permissions, "
        "Redirect URLs, or set BUDGE_PUBLIC_URL to the address that is there.",
    }


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
