"""What the database holds, kept up row by row by SQLite itself: triggers tell of every change, COMMIT makes it true.

So a check costs what has changed, not what is stored. Moments are microseconds since 1970, as SQLite keeps them.
"""

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]
Key = tuple[str, ...]

KEYS: Mapping[str, tuple[str, ...]] = {
    "workspaces": ("workspace_id",),
    "members": ("workspace_id", "member_id"),
    "reminders": ("reminder_id",),
    "completions": ("reminder_id", "exercise"),
    "errands": ("reminder_id",),
    "notices": ("workspace_id", "member_id"),
    "board_posts": ("workspace_id", "channel_id", "monday"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """A row as it was and as it is; None: it was not there, or is gone."""

    table: str
    key: Key
    before: Row | None
    after: Row | None


class Mirror:
    """The committed rows of these tables, and what the open transaction has changed."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[Key, Row]] = {table: {} for table in KEYS}
        self._columns: dict[str, list[str]] = {}
        self._pending: dict[tuple[str, Key], Row | None] = {}

    def watch(self, connection: sqlite3.Connection) -> None:
        connection.create_function("budge_seen", -1, self._see)
        for table in KEYS:
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            self._columns[table] = columns
            for verb, which in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
                values = ", ".join(f'{which}."{column}"' for column in columns)
                connection.execute(
                    f"CREATE TEMP TRIGGER seen_{table}_{verb} AFTER {verb} ON main.{table} "
                    f"BEGIN SELECT budge_seen('{table}', '{verb}', {values}); END"
                )

    def committed(self) -> list[Change]:
        """Takes over what the transaction changed, and tells it."""
        changes = []
        for (table, key), after in self._pending.items():
            rows = self.tables[table]
            before = rows.get(key)
            if after is None:
                rows.pop(key, None)
            else:
                rows[key] = after
            changes.append(Change(table, key, before, after))
        self._pending.clear()
        return changes

    def rolled_back(self) -> None:
        self._pending.clear()

    def differs_from(self, connection: sqlite3.Connection) -> list[str]:
        """Tables that do not hold what was seen; empty when nothing was missed."""
        return [
            table
            for table, columns in self._columns.items()
            if sorted(
                map(
                    repr, (dict(zip(columns, row, strict=True)) for row in connection.execute(f"SELECT * FROM {table}"))
                )
            )
            != sorted(map(repr, self.tables[table].values()))
        ]

    def _see(self, table: str, verb: str, *values: Any) -> None:
        row = dict(zip(self._columns[table], values, strict=True))
        key = tuple(row[name] for name in KEYS[table])
        self._pending[table, key] = None if verb == "DELETE" else row


OnCommit = Callable[[list[Change]], None]
