"""The whole check, and what it prints."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import typer

from bot.checks.database import database_findings
from bot.checks.findings import Findings
from bot.checks.ports import port_findings
from bot.checks.slack import slack_findings
from bot.config import Settings, SettingsError
from bot.services.flaws import Effect, Flaw, Kind
from routines.loader import load_catalog

WRONG_SETTINGS, CANNOT_WORK, WORKS = 2, 1, 0
ALL_IS_WELL = "Settings, routines, database and Slack are in order."
IT_STARTS = "`budge run` starts the bot."
IT_STARTS_ALL_THE_SAME = "`budge run` starts the bot all the same."


def check(environ: Mapping[str, str]) -> int:
    """Prints what is wrong, or that all is well. 2 if there are wrong settings, 1 if `budge run` would not work for
    another reason, else 0. Nothing is changed, made or posted by it.

    What a wrong setting hides is told as well: everything that the right ones reach is tried.
    """
    wrong, settings, left_out = read_what_is_right(environ)
    found = Findings(flaws=[*wrong, *routine_flaws(settings.routines)])
    asyncio.run(look_outside(found, settings, left_out=left_out))
    flaws = in_order(found.flaws)
    for flaw in flaws:
        typer.echo(flaw.sentence, err=True)
    for remark in found.remarks:
        typer.echo(remark)
    if wrong:
        return WRONG_SETTINGS
    if any(flaw.effect in {Effect.STOPS, Effect.WAITS} for flaw in flaws):
        return CANNOT_WORK
    if verdict := " ".join(_verdict(found)):
        typer.echo(verdict)
    return WORKS


def _verdict(found: Findings) -> Iterator[str]:
    """What it comes to where the bot works; one that is running is not told to be started."""
    if not found.flaws:
        yield ALL_IS_WELL
    if not found.is_running:
        yield IT_STARTS_ALL_THE_SAME if found.flaws else IT_STARTS


def read_what_is_right(environ: Mapping[str, str]) -> tuple[list[Flaw], Settings, frozenset[str]]:
    """What is wrong with the settings, those that are right, and the names of the others."""
    try:
        return [], Settings.read(environ), frozenset()
    except SettingsError as error:
        problems = error.problems
    named = frozenset(problem.split()[0] for problem in problems)  # each problem begins with its setting
    right = {name: value for name, value in environ.items() if name not in named}
    flaws = [Flaw(problem, kind=Kind.SETTING) for problem in problems]
    return flaws, Settings.read(right, needs_slack=False), named


def routine_flaws(folder: Path | None) -> list[Flaw]:
    """One for each routine file that is refused."""
    return [
        Flaw(f"{problem} Mend the file, then type `budge routines`.", kind=Kind.ROUTINE)
        for problem in load_catalog(extra=folder).problems
    ]


async def look_outside(found: Findings, settings: Settings, *, left_out: frozenset[str]) -> None:
    """At the ports, the database and Slack, as far as the settings for them are right."""
    await port_findings(found, settings, left_out=left_out)
    survey = None
    if "BUDGE_DATABASE_URL" not in left_out:
        survey = await database_findings(found, settings)
    if "SLACK_API_URL" not in left_out:  # the tokens are for that address alone
        await slack_findings(found, settings, left_out=left_out, survey=survey)


def in_order(flaws: Iterable[Flaw]) -> list[Flaw]:
    """As they are told: each once, what keeps the bot from working first."""
    order = {kind: place for place, kind in enumerate(Kind)}
    return sorted(dict.fromkeys(flaws), key=lambda flaw: order[flaw.kind])
