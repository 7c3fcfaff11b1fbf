"""Checks that are only told of what happens: a database, a Slack and a time by hand."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any

from bot.domain.ids import ChannelId, MemberId, MessageRef, MessageTs, ReminderId, WorkspaceId
from tests.simulation.database import Database
from tests.simulation.invariants import Invariants
from tests.simulation.ledger import Ledger
from tests.simulation.mirror import Change, Key, Mirror, Row
from tests.simulation.processes import Process
from tests.simulation.slack import Message, Team
from tests.simulation.times import Times
from tests.simulation.virtual_time import ElapsedClock
from tests.simulation.weather import Weather

BEGAN = datetime(2026, 6, 8, 6, tzinfo=UTC)
TEAM, DM, ANA = WorkspaceId("T1"), ChannelId("D1"), MemberId("U1")
CARD, BACK = ReminderId("card"), ReminderId("back")
MINUTE = 60.0  # seconds


class HandLoop(asyncio.AbstractEventLoop):
    """It only tells the time."""

    def __init__(self) -> None:
        self.elapsed = 0.0

    def time(self) -> float:
        return self.elapsed


def at(elapsed: float) -> int:
    """A moment so many seconds after the beginning, as it is stored."""
    return int((BEGAN.timestamp() + elapsed) * 1_000_000)


def reminder(name: ReminderId = CARD, **changes: Any) -> Row:
    """A card that was asked for and is open."""
    key = {"workspace_id": TEAM, "member_id": ANA, "reminder_id": name, "origin_id": CARD}
    empty = dict.fromkeys(("attempted_at", "snoozed_until", "reason", "guide_screen", "guide_ends_at"))
    return {**key, **empty, "kind": "now", "state": "sent", "removed": 0, "message_ts": f"{name}.1", **changes}


def member(**changes: Any) -> Row:
    empty = dict.fromkeys(("stopped_at", "paused_until", "next_at", "suspended_reason", "moved_at", "skipped_at"))
    return {"workspace_id": TEAM, "member_id": ANA, **empty, "paused": 0, "last_completed_at": None, **changes}


def errand(**changes: Any) -> Row:
    return {"workspace_id": TEAM, "reminder_id": CARD, "due_at": at(0), "attempts": 0, **changes}


def workspace(**changes: Any) -> Row:
    empty = dict.fromkeys(("next_due_at", "wake_at", "suspended_reason", "lease_owner", "lease_until"))
    return {"workspace_id": TEAM, **empty, **changes}


@dataclass(slots=True)
class Told:
    violations: list[str] = field(default_factory=list)
    team: Team = field(default_factory=lambda: Team(TEAM))
    ledger: Ledger = field(default_factory=Ledger)
    mirror: Mirror = field(default_factory=Mirror)
    loop: HandLoop = field(default_factory=HandLoop)
    checks: Invariants = field(init=False)

    def __post_init__(self) -> None:
        clock = ElapsedClock(self.loop, BEGAN)
        times = Times(self.loop, clock, clock)
        self.checks = Invariants(self.mirror, self.ledger, times, self.violations.append)
        self.commit(workspace(), member())

    def commit(self, *rows: Row) -> None:
        """A transaction wrote these, each known by its columns."""
        self._tell([(*_place(row), row) for row in rows])

    def remove(self, *rows: Row) -> None:
        self._tell([(*_place(row), None) for row in rows])

    def show(self, what: str, *, of: ReminderId = CARD) -> None:
        """A card's message shows this now; `deleted`: it is gone."""
        ref = MessageRef(DM, MessageTs(f"{of}.1"))
        message = self.team.messages.setdefault(ref, Message(ref=ref, reminder=of, posted_at=0.0, listed_at=0.0))
        message.shows, message.is_deleted = what, what == "deleted"

    def rest(self, minutes: float = 21) -> list[str]:
        """What is wrong when all has been well for so long."""
        self.loop.elapsed += minutes * MINUTE
        self.checks.at_rest([self.team])
        return self.violations

    def _tell(self, written: list[tuple[str, Key, Row | None]]) -> None:
        changes = []
        for table, key, after in written:
            rows = self.mirror.tables[table]
            changes.append(Change(table, key, rows.get(key), after))
            if after is None:
                rows.pop(key, None)
            else:
                rows[key] = after
        self.checks.committed(changes)


def idle_process(name: str = "idle") -> Process:
    """A process that does nothing; it can have stood still."""
    database = Database(lambda _: None)
    process = Process(name, database=database, fates=Weather(Random(0)), on_end=lambda _: None)
    database.close()
    return process


def _place(row: Row) -> tuple[str, Key]:
    if "exercise" in row:
        return "completions", (row["reminder_id"], row["exercise"])
    if "state" in row:
        return "reminders", (row["reminder_id"],)
    if "moved_to" in row:
        return "notices", (row["workspace_id"], row["member_id"])
    if "attempts" in row:
        return "errands", (row["reminder_id"],)
    if "member_id" in row:
        return "members", (row["workspace_id"], row["member_id"])
    return "workspaces", (row["workspace_id"],)
