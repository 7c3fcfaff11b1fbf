"""The command line. Every command is a thin call; what it calls is imported only when it is called."""

import os
import shutil
import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn
from urllib.parse import urlsplit

import typer

from bot.config import Settings, SettingsError, database_address, hide_from_bolt, https_address

if TYPE_CHECKING:
    from routines.loader import Catalog

WRONG_SETTINGS = 2  # the exit code that says nothing was contacted

app = typer.Typer(
    name="budge",
    help="A Slack bot that gets desk workers out of their chairs every two to three hours.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # its tracebacks print local variables
)


def web_address(value: str) -> str:
    """An address of the option that takes one."""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise typer.BadParameter("must be an address such as http://127.0.0.1:3000/slack/events")
    return value


def public_address(value: str) -> str:
    """The address that Slack is told, judged as BUDGE_PUBLIC_URL is."""
    try:
        return https_address(value)
    except ValueError as problem:
        raise typer.BadParameter(str(problem)) from None


def other_database(value: str) -> str:
    """The address of a database, judged as BUDGE_DATABASE_URL is."""
    try:
        return database_address(value)
    except ValueError as problem:
        raise typer.BadParameter(str(problem)) from None


Port = Annotated[int, typer.Option(min=1, max=65535, help="The port of the page, on this machine only.")]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"budge {version('budge')}")
        raise typer.Exit


def main() -> None:
    """What the installed `budge` runs."""
    app()


@app.callback()
def budge(
    *,
    show_version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, help="Show the version and leave.", callback=_version),
    ] = False,
) -> None:
    del show_version  # its callback has answered


@app.command()
def demo(
    *,
    port: Port = 8040,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only print the address.")] = False,
) -> None:
    """Try everything in the browser: an emulated Slack and the bot in one process, no Slack account needed."""
    hide_from_bolt(os.environ)
    from bot.demo import run_demo

    raise typer.Exit(run_demo(port=port, open_browser=not no_browser))


@app.command()
def sandbox(
    *,
    port: Port = 8040,
    url: Annotated[
        str | None,
        typer.Option(
            parser=web_address,
            metavar="URL",
            help="Reach the bot by signed requests to this address, such as http://127.0.0.1:3000/slack/events.",
        ),
    ] = None,
    teams: Annotated[
        int, typer.Option(min=1, max=2, help="With 2 and --url: two workspaces, into which one bot can be installed.")
    ] = 1,
) -> None:
    """Run the emulated Slack alone; it prints the settings for a `budge run` beside it."""
    if teams > 1 and url is None:
        raise typer.BadParameter("--teams 2 needs --url: a bot for many workspaces is reached by signed requests.")
    from bot.demo import run_sandbox

    raise typer.Exit(run_sandbox(port=port, request_url=url, is_shared=teams > 1))


@app.command()
def run() -> None:
    """Run the bot against Slack: over Socket Mode, or over signed HTTP where there is no app-level token."""
    settings = _settings()
    from bot.lifetime import run as run_bot

    raise typer.Exit(run_bot(settings))


@app.command()
def check() -> None:
    """Tell everything that is wrong with the set-up, all at once."""
    from bot.checks import check as check_all

    environ = dict(os.environ)
    hide_from_bolt(os.environ)
    raise typer.Exit(check_all(environ))


@app.command()
def migrate() -> None:
    """Bring the database to this version."""
    settings = _settings(needs_slack=False)
    from bot.upkeep import migrate as migrate_database

    raise typer.Exit(migrate_database(settings))


@app.command()
def backup(path: Annotated[Path, typer.Argument(help="The new file.")]) -> None:
    """Copy the SQLite file to a new one, also while a bot runs on it."""
    settings = _settings(needs_slack=False)
    from bot.upkeep import back_up

    raise typer.Exit(back_up(settings, path))


@app.command()
def copy(
    url: Annotated[str, typer.Argument(parser=other_database, metavar="URL", help="Its address.")],
) -> None:
    """Copy everything to an empty database of the other kind, such as from SQLite to PostgreSQL; stop Budge first."""
    settings = _settings(needs_slack=False)
    from bot.upkeep import copy as copy_database

    raise typer.Exit(copy_database(settings, url))


@app.command()
def manifest(
    *,
    url: Annotated[
        str | None,
        typer.Option(
            parser=public_address,
            metavar="URL",
            help="The address at which Slack reaches Budge over HTTP, such as https://budge.example.com; "
            "without it, Socket Mode.",
        ),
    ] = None,
) -> None:
    """Print the Slack app manifest to paste where Slack asks for one."""
    from bot.slack.manifest import manifest_yaml

    typer.echo(manifest_yaml(url).rstrip())


@app.command()
def routines(
    path: Annotated[
        Path | None, typer.Argument(help="A routine file or a folder of them, besides the built-in ones.")
    ] = None,
    *,
    preview: Annotated[
        bool, typer.Option("--preview", help="Print those of PATH as the card tells them and as the guide shows them.")
    ] = False,
    sandbox: Annotated[
        bool, typer.Option("--sandbox", help="Try them in the browser: the demo, with those of PATH to choose from.")
    ] = False,
    port: Port = 8040,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only print the sandbox's address.")] = False,
) -> None:
    """Check and list the routines: the built-in ones, and those of PATH or BUDGE_ROUTINES."""
    from routines.loader import load_catalog

    named = os.environ.get("BUDGE_ROUTINES")
    extra = path or (Path(named) if named else None)
    catalog = load_catalog(extra=extra)
    for problem in catalog.problems:
        typer.echo(problem, err=True)
    for routine in catalog.routines:
        typer.echo(f"{routine.id}: {routine.title}, about {_counted(routine.about_minutes, 'minute')}")
        for no, exercise in enumerate(routine.exercises, start=1):
            typer.echo(f"  {no}  {exercise.title}: {_counted(len(exercise.steps), 'step')}. {exercise.needs}")
    if catalog.problems:
        raise typer.Exit(1)
    if preview:
        _preview(load_catalog(extra) if extra else catalog)
    if sandbox:
        _serve_routines(extra, port=port, open_browser=not no_browser)


def _preview(catalog: "Catalog") -> None:
    from bot.routine_preview import Paper, Preview

    has_colours = sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    paper = Paper.here(width=shutil.get_terminal_size().columns, has_colours=has_colours)
    for routine in catalog.routines:
        typer.echo()
        for line in Preview(routine=routine, album=catalog.album, paper=paper).lines():
            typer.echo(line)


def _counted(many: int, unit: str) -> str:
    return f"{many} {unit}{'' if many == 1 else 's'}"


def _serve_routines(extra: Path | None, *, port: int, open_browser: bool) -> NoReturn:
    hide_from_bolt(os.environ)
    from bot.demo import run_demo

    typer.echo("Type /budge start there, choose your routine in /budge settings, and see it with /budge now.")
    raise typer.Exit(run_demo(port=port, open_browser=open_browser, routines=extra))


def _settings(*, needs_slack: bool = True) -> Settings:
    """The settings of this process, out of Bolt's sight from here on. Leaves with every problem if there are any."""
    try:
        settings = Settings.read(os.environ, needs_slack=needs_slack)
    except SettingsError as error:
        _leave(error)
    hide_from_bolt(os.environ)
    return settings


def _leave(error: SettingsError) -> NoReturn:
    for problem in error.problems:
        typer.echo(problem, err=True)
    sys.exit(WRONG_SETTINGS)
