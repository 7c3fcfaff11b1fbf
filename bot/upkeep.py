"""What an operator does with the database now and then: bring it up to date, copy it, move it."""

import asyncio
from pathlib import Path

import typer

from bot.config import Settings
from bot.ports import StoreUnavailable, UnreadableSecret
from bot.store.backup import CannotBackUp, backup
from bot.store.copying import CannotCopy, copy_everything
from bot.store.opening import NewerSchema, OldSchema, bring_up_to_date, encrypt_anew


def migrate(settings: Settings) -> int:
    """Brings the database to this version, and stored tokens under the newest key; the exit code."""
    try:
        has_changed = asyncio.run(bring_up_to_date(settings.database_url))
        said = "The database is at this version now." if has_changed else "The database was at this version already."
        typer.echo(said)
        if settings.secret_keys:
            renewed = asyncio.run(encrypt_anew(settings.database_url, keys=settings.secret_keys))
            typer.echo(
                f"All stored tokens are encrypted with the first key; those of {renewed:,} workspaces were not before."
            )
    except (StoreUnavailable, NewerSchema, UnreadableSecret) as problem:
        return _refused(problem)
    return 0


def back_up(settings: Settings, to: Path) -> int:
    """Copies the SQLite file, also while a bot runs on it; the exit code."""
    try:
        asyncio.run(backup(settings.database_url, to))
    except CannotBackUp as problem:
        return _refused(problem)
    typer.echo(f"{to} is a whole copy of the database, {to.stat().st_size:,} bytes. It holds people's names and hours.")
    return 0


def copy(settings: Settings, to: str) -> int:
    """Copies everything to an empty database of the other kind; the exit code."""
    try:
        counts = asyncio.run(copy_everything(source=settings.database_url, target=to))
    except (CannotCopy, StoreUnavailable, OldSchema, NewerSchema) as problem:
        return _refused(problem)
    for table, count in counts.items():
        typer.echo(f"{count:>9,}  {table}")
    typer.echo("Everything was copied. Set BUDGE_DATABASE_URL to the new address before you start Budge again.")
    return 0


def _refused(problem: Exception) -> int:
    typer.echo(str(problem), err=True)
    return 1
