"""What `budge check` tells: everything wrong with the set-up at once, one line each, with the next thing to do."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

import typer

from bot.config import Settings, SettingsError
from bot.ports import DeliveryFailed
from bot.slack.client import Wire, open_session
from bot.slack.probe import probe_app_token, probe_bot_token
from bot.store.opening import database_problem
from routines.loader import load_catalog

BOT_TOKEN_HELP = {
    "invalid_auth": "Slack does not know the bot token: copy it again from OAuth & Permissions into SLACK_BOT_TOKEN.",
    "account_inactive": "The bot token was revoked or the app removed: install the app again and copy the new token.",
    "token_revoked": "The bot token was revoked: install the app again and copy the new token into SLACK_BOT_TOKEN.",
}
APP_TOKEN_HELP = {
    "invalid_auth": "Slack does not know the app-level token: copy it again from Basic Information into SLACK_APP_TOKEN.",
    "missing_scope": "The app-level token lacks connections:write: make a new one with that scope.",
    "not_allowed_token_type": "SLACK_APP_TOKEN is no app-level token: make one under Basic Information.",
    "socket_mode_not_enabled": "Socket Mode is off: switch it on in the app's settings.",
}


def check(environ: Mapping[str, str]) -> int:
    """Prints what was checked and what is wrong; 0 when all is well, 2 for wrong settings, 1 for anything else."""
    wrong_settings: list[str] = []
    try:
        settings = Settings.read(environ)
    except SettingsError as error:
        wrong_settings = error.problems
    if wrong_settings:
        tell(wrong_settings)
        return 2
    problems = [*routine_problems(settings.routines), *asyncio.run(outside_problems(settings))]
    if problems:
        tell(problems)
        return 1
    typer.echo("Settings, routines, database and Slack are in order. `budge run` starts the bot.")
    return 0


def tell(problems: list[str]) -> None:
    for problem in problems:
        typer.echo(problem, err=True)


def routine_problems(folder: Path | None) -> list[str]:
    """A line for each routine file that is refused."""
    return [str(problem) for problem in load_catalog(extra=folder).problems]


async def outside_problems(settings: Settings) -> list[str]:
    """What is wrong with the database and with Slack."""
    found = [await database_problem(settings.database_url)]
    async with open_session() as session:
        wire = Wire(session=session, base_url=settings.api_url, token=settings.bot_token.get_secret_value())
        found.append(await bot_token_problem(wire))
        found.append(await app_token_problem(wire, settings.app_token.get_secret_value()))
    return [problem for problem in dict.fromkeys(found) if problem is not None]


async def bot_token_problem(wire: Wire) -> str | None:
    try:
        await probe_bot_token(wire)
    except DeliveryFailed as failure:
        return explained(failure, BOT_TOKEN_HELP, wire)
    return None


async def app_token_problem(wire: Wire, app_token: str) -> str | None:
    try:
        await probe_app_token(wire, app_token=app_token)
    except DeliveryFailed as failure:
        return explained(failure, APP_TOKEN_HELP, wire)
    return None


def explained(failure: DeliveryFailed, known: Mapping[str, str], wire: Wire) -> str:
    """The line for a failure: what Slack refused, or that it cannot be reached."""
    if failure.reason in known:
        return known[failure.reason]
    if failure.permanent:
        return f"Slack refuses with {failure.reason}: look the word up in Slack's documentation of the method."
    return f"Slack at {wire.base_url} cannot be reached ({failure.reason}): check the network and SLACK_API_URL."
