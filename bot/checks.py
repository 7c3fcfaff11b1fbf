"""What `budge check` tells: everything wrong with the set-up at once, one line each, with the next thing to do."""

import asyncio
from collections.abc import Awaitable, Mapping
from pathlib import Path

import typer

from bot.config import Settings, SettingsError
from bot.ports import DeliveryFailed
from bot.services.timing import UNHURRIED
from bot.slack.client import Wire, open_session
from bot.slack.probe import NotLetIn, connection_address, identified
from bot.store.opening import database_problem
from routines.loader import load_catalog

NO_ANSWER = ("not_connected", "no_answer")
"""How the reasons begin that stand for no answer at all."""


def check(environ: Mapping[str, str]) -> int:
    """Prints what is wrong, or that all is well: 0 then, 2 if there are wrong settings, 1 for anything else.

    What a wrong setting hides is told as well: everything that the right ones reach is tried.
    """
    wrong_settings, settings, left_out = read_what_is_right(environ)
    problems = [
        *wrong_settings,
        *routine_problems(settings.routines),
        *asyncio.run(outside_problems(settings, left_out=left_out)),
    ]
    for problem in problems:
        typer.echo(problem, err=True)
    if wrong_settings:
        return 2
    if problems:
        return 1
    typer.echo("Settings, routines, database and Slack are in order. `budge run` starts the bot.")
    return 0


def read_what_is_right(environ: Mapping[str, str]) -> tuple[list[str], Settings, frozenset[str]]:
    """What is wrong with the settings, those that are right, and the names of the others."""
    try:
        return [], Settings.read(environ), frozenset()
    except SettingsError as error:
        problems = error.problems
    named = frozenset(problem.split()[0] for problem in problems)  # each problem begins with its setting
    right = {name: value for name, value in environ.items() if name not in named}
    return problems, Settings.read(right, needs_slack=False), named


def routine_problems(folder: Path | None) -> list[str]:
    """A line for each routine file that is refused."""
    return [f"{problem} Mend the file, then type `budge routines`." for problem in load_catalog(extra=folder).problems]


async def outside_problems(settings: Settings, *, left_out: frozenset[str]) -> list[str]:
    """What is wrong with the database and with Slack, as far as the settings for them are right."""
    found: list[str | None] = []
    if "BUDGE_DATABASE_URL" not in left_out:
        found.append(await database_problem(settings.database_url))
    if "SLACK_API_URL" not in left_out:  # the tokens are for that address alone
        found += await slack_problems(settings, left_out=left_out)
    return [problem for problem in dict.fromkeys(found) if problem is not None]


async def slack_problems(settings: Settings, *, left_out: frozenset[str]) -> list[str | None]:
    """What Slack says to each token that is there; a Slack out of reach is told once."""
    async with open_session(call=UNHURRIED.call) as session:
        wire = Wire(session=session, base_url=settings.api_url, token=settings.bot_token.get_secret_value())
        app_token = settings.app_token.get_secret_value()
        found: list[str | None] = []
        if "SLACK_BOT_TOKEN" not in left_out:
            found.append(await problem_of(identified(wire), wire))
        if "SLACK_APP_TOKEN" not in left_out and not settings.uses_http:
            found.append(await problem_of(connection_address(wire, app_token=app_token), wire))
        return found


async def problem_of(knock: Awaitable[object], wire: Wire) -> str | None:
    try:
        await knock
    except NotLetIn as refusal:
        return str(refusal)
    except DeliveryFailed as failure:
        if failure.reason.startswith(NO_ANSWER):
            return (
                f"Slack at {wire.base_url} cannot be reached ({failure.reason}): check the network and SLACK_API_URL."
            )
        return (
            f"What answers at {wire.base_url} is not Slack, or is in trouble ({failure.reason}): "
            "check SLACK_API_URL, then type `budge check` again."
        )
    return None
