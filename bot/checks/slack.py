"""What Slack says to our tokens, and to our client id and secret."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.checks.findings import Findings
from bot.clock import SystemClock
from bot.config import Settings
from bot.ports import DeliveryFailed
from bot.services.flaws import Flaw, Kind
from bot.services.timing import UNHURRIED
from bot.slack.client import Wire, open_session
from bot.slack.http import INSTALL_PATH
from bot.slack.oauth import OAuth
from bot.slack.probe import NotLetIn, admitted, connection_address
from bot.slack.vetting import NO_PUBLIC_URL, client_flaws, clock_flaws, flaws_of, installation_flaws
from bot.store.survey import Survey

NO_ANSWER = ("not_connected", "no_answer")
"""How the reasons begin that stand for no answer at all."""

UNKNOWN_ADDRESS = "https://…"
"""Stands for the public address where that is what is wrong."""


async def slack_findings(
    found: Findings, settings: Settings, *, left_out: frozenset[str], survey: Survey | None
) -> None:
    """As far as the settings are right; a Slack out of reach is told once."""
    async with open_session(call=UNHURRIED.call) as session:
        wire = Wire(session=session, base_url=settings.api_url, token=settings.bot_token.get_secret_value())
        if settings.serves_many:
            await of_client(found, settings, wire)
            if survey is not None:
                await of_installations(found, survey, wire, public_url=settings.public_url or UNKNOWN_ADDRESS)
        else:
            await of_tokens(found, settings, wire, left_out=left_out)


async def of_tokens(found: Findings, settings: Settings, wire: Wire, *, left_out: frozenset[str]) -> None:
    """What is wrong where one workspace is served. Both tokens are tried, whatever is wrong with the other."""
    app_token = settings.app_token.get_secret_value()
    over_http = settings.uses_http and "SLACK_APP_TOKEN" not in left_out
    told_already = {NO_PUBLIC_URL} if "BUDGE_PUBLIC_URL" in left_out else set()
    if wire.token:
        with telling(found, wire):
            admission = await admitted(wire)
            found.dated = admission.dated
            flaws = await flaws_of(
                wire, admission, app_token=app_token, over_http=over_http, public_url=settings.public_url
            )
            found.flaws += [flaw for flaw in flaws if flaw not in told_already]
    if app_token:
        with telling(found, wire):
            await connection_address(wire, app_token=app_token)
    found.flaws += clock_flaws(found.dated, now=SystemClock().now(), over_http=over_http)


async def of_client(found: Findings, settings: Settings, wire: Wire) -> None:
    """What is wrong where any workspace may install Budge."""
    oauth = OAuth(
        wire=wire,
        client_id=settings.client_id.get_secret_value(),
        client_secret=settings.client_secret.get_secret_value(),
        public_url=settings.public_url or "",
        clock=SystemClock(),
    )
    with telling(found, wire):
        found.flaws += await client_flaws(oauth, now=SystemClock().now())


async def of_installations(found: Findings, survey: Survey, wire: Wire, *, public_url: str) -> None:
    """What is wrong with the newest workspaces that installed Budge."""
    install_at = f"{public_url}{INSTALL_PATH}"
    if not survey.installed:
        found.remarks.append(f"No workspace has installed Budge yet: that is done at {install_at} once it runs.")
        return
    with telling(found, wire):
        for installation in survey.newest:
            found.flaws += await installation_flaws(wire, installation, install_at=install_at)
    have = "workspace has" if survey.installed == 1 else "workspaces have"
    found.remarks.append(
        f"{survey.installed:,} {have} installed Budge. The tokens of the newest were tried: {len(survey.newest)}."
    )


@contextmanager
def telling(found: Findings, wire: Wire) -> Iterator[None]:
    """Keeps what Slack says no to, and that it says nothing."""
    try:
        yield
    except NotLetIn as refusal:
        found.flaws += refusal.flaws
        found.dated = found.dated or refusal.dated
    except DeliveryFailed as failure:
        found.flaws.append(Flaw(out_of_reach(wire, failure), kind=Kind.UNREACHED))


def out_of_reach(wire: Wire, failure: DeliveryFailed) -> str:
    if failure.reason.startswith(NO_ANSWER):
        return f"Slack at {wire.base_url} cannot be reached ({failure.reason}): check the network and SLACK_API_URL."
    return (
        f"What answers at {wire.base_url} is not Slack, or is in trouble ({failure.reason}): "
        "check SLACK_API_URL, then type `budge check` again."
    )
