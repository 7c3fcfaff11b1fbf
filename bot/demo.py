"""The demo: the sandbox and the bot in one process, and the sandbox alone."""

import asyncio
import base64
import secrets
import tempfile
import webbrowser
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import typer

from bot.app import Bot, assembled, connected
from bot.clock import MovableClock, SystemClock
from bot.config import LogFormat, LogLevel, Settings
from bot.history import make_history
from bot.listening import CannotListen
from bot.log import set_up_logging
from bot.sandbox import page
from bot.sandbox.app import App
from bot.sandbox.people import GENERAL, JONAS, LIN, MARA, cast, neighbours
from bot.sandbox.request_url import RequestUrl
from bot.sandbox.server import build, serve
from bot.sandbox.state import Team
from bot.services.timing import AT_FULL_SPEED
from bot.stopping import stop_signal, unless

MORNING = datetime(2026, 11, 17, 9, 2, tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)
"""The Tuesday on which a newcomer arrives."""
PAST = timedelta(weeks=3, days=1, hours=1)
"""How long before that the colleagues began: on a Monday, before anybody's hours."""
SEED = 20261117
SMALL_TALK = (
    (JONAS, 41, "Morning. The coffee machine is back."),
    (MARA, 38, "Then I am coming up."),
    (LIN, 12, "Budge posts our week in #wellness on Fridays. Sign yourself up if you like: /budge start"),
)
"""Who said how many minutes ago what in #general."""
STUCK = timedelta(minutes=1)
REDELIVER_AFTER = (timedelta(), timedelta(seconds=2), timedelta(seconds=10))
"""Slack waits a minute and five; nobody has that patience before a page."""


def run_demo(*, port: int, open_browser: bool, routines: Path | None = None) -> int:
    """Serves the page until Ctrl-C; the exit code. `routines` is a file or a folder of them to choose from besides."""
    set_up_logging(LogLevel.WARNING, LogFormat.CONSOLE)
    try:
        return asyncio.run(_demo(port=port, open_browser=open_browser, routines=routines))
    except CannotListen as problem:
        typer.echo(f"{problem} For example: ./budge demo --port {port + 1 if port < 65535 else port - 1}", err=True)  # noqa: PLR2004 - the highest port
        return 1


def run_sandbox(*, port: int, request_url: str | None = None, is_shared: bool = False) -> int:
    """Serves the emulated Slack alone until Ctrl-C; the exit code. With a request URL it reaches the bot there.

    A shared one has two teams, in which nobody has installed the bot yet.
    """
    set_up_logging(LogLevel.WARNING, LogFormat.CONSOLE)
    try:
        return asyncio.run(_sandbox(port=port, request_url=request_url, is_shared=is_shared))
    except CannotListen as problem:
        typer.echo(str(problem), err=True)
        return 1


@asynccontextmanager
async def demo(*, port: int, folder: Path, routines: Path | None = None) -> AsyncIterator[str]:
    """The demo at work; gives the address of its page."""
    clock = MovableClock(MORNING - PAST)
    team = cast()
    bots: list[Bot] = []

    async def advance(until: datetime) -> datetime:
        return await advanced(bots, clock, until)

    app = build(team, now=clock.now, advance=advance, chance=luck())
    async with (
        serve(app, port=port) as served_at,
        assembled(demo_settings(folder, served_at, routines), clock=clock, timing=AT_FULL_SPEED) as bot,
    ):
        bots.append(bot)
        await make_history(bot, clock=clock, until=MORNING, chance=luck())
        small_talk(team, at=clock.now())
        async with connected(bot):
            await bot.way_in.wait_connected(seconds=10)
            app.router.routes.extend(page.routes())  # only now: an early visitor would see the weeks before
            yield f"http://127.0.0.1:{served_at}/"


def small_talk(team: Team, *, at: datetime) -> None:
    """What the colleagues said this morning."""
    for author, minutes, text in SMALL_TALK:
        team.post(GENERAL, author=author, text=text, at=at - timedelta(minutes=minutes))


def luck() -> Random:
    """The same luck every time, so that every newcomer meets the same colleagues."""
    return Random(SEED)  # noqa: S311 - habits of an emulated team, no secrets


async def advanced(bots: Sequence[Bot], clock: MovableClock, until: datetime) -> datetime:
    """Moves the clock to the next moment at which something is due for one of the bots, or to `until` if that is
    earlier, and has them do what is due there.
    """
    await settled(bots)
    due = await earliest_due(bots)
    now = clock.now()
    if due is not None and due <= now:
        due = now + STUCK  # due, and still there after a tick: it waits for time to pass
    stop = until if due is None else min(until, due)
    if stop > now:
        clock.move_to(stop)
    await settled(bots)
    return clock.now()


async def settled(bots: Sequence[Bot]) -> None:
    """Returns once they have done what is due now, and ended what they began."""
    for bot in bots:
        await bot.settle()
    for bot in bots:
        await bot.tasks.settle()


async def earliest_due(bots: Sequence[Bot]) -> datetime | None:
    """When one of them next has something to do, be it only a timer to draw."""
    stored = [await bot.services.reminding.earliest_due() for bot in bots[:1]]  # the database is the same for all
    moments = [*stored, *(bot.services.countdowns.earliest() for bot in bots)]
    return min((moment for moment in moments if moment is not None), default=None)


def demo_settings(folder: Path, served_at: int, routines: Path | None) -> Settings:
    """The demo's, with more routines in the catalog."""
    return Settings.for_demo(folder, served_at).model_copy(update={"routines": routines})


async def _demo(*, port: int, open_browser: bool, routines: Path | None) -> int:
    stop = stop_signal()
    with tempfile.TemporaryDirectory(prefix="budge-demo-") as folder:
        async with AsyncExitStack() as stack:
            opening = stack.enter_async_context(demo(port=port, folder=Path(folder), routines=routines))
            address = await unless(stop, opening)
            if address is not None:
                typer.echo(f"Budge is ready: open {address} in a browser. Stop it with Ctrl-C.")
                if open_browser:
                    await asyncio.to_thread(webbrowser.open, address)
                await stop.wait()
    return 0


async def _sandbox(*, port: int, request_url: str | None, is_shared: bool) -> int:
    stop = stop_signal()
    teams = _two_without_it(_install_address(request_url)) if is_shared else [cast()]
    app, now = teams[0].app, SystemClock().now
    address = None
    if request_url:
        address = RequestUrl(request_url, signing_secret=app.signing_secret, now=now, redeliver_after=REDELIVER_AFTER)
    server = build(*teams, now=now, chance=luck(), request_url=address, page_routes=page.routes())
    server.state.sandbox.weather.date = now
    async with serve(server, port=port) as served_at:
        typer.echo(f"The sandbox is at http://127.0.0.1:{served_at}/ and knows no clock but the real one.")
        typer.echo("Settings for a `budge run` beside it:")
        for name, value in _settings(app, served_at=served_at, request_url=request_url, is_shared=is_shared).items():
            typer.echo(f"  export {name}={value}")
        if is_shared:
            names = " and ".join(team.name for team in teams)
            typer.echo(f"Then install it in {names}: open {_install_address(request_url)} in a browser.")
        await stop.wait()
    return 0


def _two_without_it(install_url: str) -> list[Team]:
    """Two teams in which nobody has installed the bot yet, and where they can."""
    teams = [cast(is_installed=False), neighbours(is_installed=False)]
    for team in teams:
        team.app = replace(team.app, install_url=install_url)
    return teams


def _settings(app: App, *, served_at: int, request_url: str | None, is_shared: bool) -> dict[str, str]:
    """What a bot needs to be told of the sandbox."""
    settings = {"SLACK_API_URL": f"http://127.0.0.1:{served_at}/api/"}
    if request_url is None:
        return settings | {"SLACK_BOT_TOKEN": app.bot_token, "SLACK_APP_TOKEN": app.app_token}
    asked = urlsplit(request_url)
    settings |= {
        "SLACK_SIGNING_SECRET": app.signing_secret,
        "BUDGE_PUBLIC_URL": f"{asked.scheme}://{asked.netloc}",
    }
    if asked.port is not None:
        settings["BUDGE_PORT"] = str(asked.port)
    if not is_shared:
        return settings | {"SLACK_BOT_TOKEN": app.bot_token}
    return settings | {
        "SLACK_CLIENT_ID": app.client_id,
        "SLACK_CLIENT_SECRET": app.client_secret,
        "BUDGE_SECRET_KEY": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
    }


def _install_address(request_url: str | None) -> str:
    asked = urlsplit(request_url or "")
    return f"{asked.scheme}://{asked.netloc}/slack/install"
