"""A consistent copy of a SQLite file, also while a bot runs on it."""

import sqlite3
from pathlib import Path

from bot.store.migrate import backup_sqlite
from bot.store.opening import sqlite_file
from bot.store.trouble import sqlite_reason


class CannotBackUp(Exception):  # noqa: N818 - it reads as what is the case
    """There is no copy, and the sentence says why and what to do."""


async def backup(url: str, to: Path) -> None:
    """Copies the database to a new file and sees that the copy is whole. Raises CannotBackUp; then there is none."""
    file = sqlite_file(url)
    if file is None:
        raise CannotBackUp(
            "This database is PostgreSQL, which has its own way: pg_dump --format=custom --file=budge.dump "
            "with the address in BUDGE_DATABASE_URL."
        )
    if not file.exists():
        raise CannotBackUp(f"There is no database file {file} yet: set BUDGE_DATABASE_URL to the one to copy.")
    try:
        await backup_sqlite(file, to)
    except FileExistsError:
        raise CannotBackUp(f"{to} exists already and is left as it is: name another file.") from None
    except OSError as error:
        raise CannotBackUp(f"{to} cannot be written ({error.strerror}): name a file in a folder that can.") from None
    except sqlite3.Error as error:
        raise CannotBackUp(f"The database file {file} cannot be copied to {to}: {sqlite_reason(error)}.") from None
