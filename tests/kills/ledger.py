"""What must be true of a world in which nothing is left to do: what was posted and pressed against what is stored."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.board import PostState
from bot.domain.reminder import State
from bot.store.schema import board_posts, channel_posts, completions, members, reminders
from tests.kills.presses import Fate, fates
from tests.kills.record import Record
from tests.kills.world import World

NEVER_POSTED = {State.PENDING, State.EXPIRED, State.FAILED}
MOST_EXCUSED = 0.1
"""Of the presses that are ticked off or excused: people also press on cards that have just closed, but not often."""
SLACK_IN_THE_PLAN = timedelta(hours=1)
"""How much later than an interval after the last thing that anchors it a reminder may be due: it gathers, settles, and
waits for leaps of the clock."""


@dataclass(slots=True)
class Account:
    """What the ledger comes to."""

    posted: int = 0
    unposted: Counter[str] = field(default_factory=Counter)
    """Those that were not posted, by their recorded reason."""
    ticked: int = 0
    """Presses that were acked and are stored."""
    excused: list[str] = field(default_factory=list)
    """Presses that were acked and are not stored, as the bot knew and answered."""
    boards: int = 0
    doubled: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    stumbled: list[str] = field(default_factory=list)
    """The logs of lives in which something went wrong that nobody had thought of."""

    def add(self, other: "Account") -> None:
        """Takes in another world's."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def is_clean(self) -> bool:
        return not (self.doubled or self.lost or self.stumbled)

    @property
    def excused_share(self) -> float:
        """Of the presses that are ticked off or excused."""
        return len(self.excused) / (self.ticked + len(self.excused)) if self.excused else 0.0

    @property
    def counts_presses(self) -> bool:
        """Whether most of them are ticked off: a bot that refused every press would lose none."""
        return self.ticked > 0 and self.excused_share <= MOST_EXCUSED


def told(row: Row[Any] | None) -> str:
    """A row without what is the same in all of them."""
    return " ".join(f"{name}={value}" for name, value in row._mapping.items() if value) if row else "nothing"


async def account(world: World) -> Account:
    """Holds everything against everything."""
    result = Account(stumbled=[life.process.log for life in world.lives.values() if "Traceback" in life.process.said])
    async with world.engine.connect() as connection:
        rows = (await connection.execute(select(reminders).order_by(reminders.c.member, reminders.c.due_at))).all()
        _reminders(result, rows, world.record)
        _gaps(result, rows, {row.id: row for row in await connection.execute(select(members))})
        await _members(result, connection, now=world.clock.now())
        ticked = {(row.reminder, row.exercise) for row in await connection.execute(select(completions))}
        _presses(result, {row.id: row for row in rows}, ticked, world.record)
        await _boards(result, connection, world)
    return result


def _reminders(result: Account, rows: Sequence[Row[Any]], record: Record) -> None:
    for row in rows:
        times, state = record.posts[row.id], State(row.state)
        if times > 1:
            result.doubled.append(f"posted {times} times: {told(row)}; {record.story(row.id)}")
        if state is State.PENDING and row.attempted_at is not None:
            result.lost.append(f"nobody found out what became of it: {told(row)}")
        elif state in NEVER_POSTED and times:
            result.lost.append(f"it was posted, and the store does not know: {told(row)}; {record.story(row.id)}")
        elif state not in NEVER_POSTED and not times:
            result.lost.append(f"the store takes it for posted: {told(row)}")
        elif state in {State.EXPIRED, State.FAILED} and not row.reason:
            result.lost.append(f"nobody knows why it was not posted: {told(row)}")
        if state in {State.EXPIRED, State.FAILED}:
            result.unposted[row.reason or "no reason"] += 1
    result.posted = sum(record.posts.values())
    strays = set(record.posts) - {row.id for row in rows}
    result.lost += [f"a card without a reminder: {stray}" for stray in strays if record.posts[stray]]


def _gaps(result: Account, rows: Sequence[Row[Any]], owners: dict[str, Row[Any]]) -> None:
    """No reminder was left out: within a day each follows an interval after whatever anchored it."""
    for (member, _), days in groupby(rows, key=lambda row: (row.member, row.active_on)):
        for first, second in pairwise(days):
            anchors = (first.due_at, first.sent_at, first.closed_at, first.snoozed_until)
            latest = max(moment for moment in anchors if moment is not None)
            if second.due_at > latest + owners[member].interval + SLACK_IN_THE_PLAN:
                result.lost.append(f"none between {first.due_at} and {second.due_at} for {member}")


async def _members(result: Account, connection: AsyncConnection, *, now: datetime) -> None:
    for row in await connection.execute(select(members)):
        if row.next_at is None or row.next_at <= now or row.suspended_reason:
            result.lost.append(f"a member whom nobody reminds: {told(row)}")
    for row in await connection.execute(select(channel_posts).where(channel_posts.c.next_post_at <= now)):
        result.lost.append(f"a weekly post that nobody makes: {told(row)}")


def _presses(result: Account, rows: dict[str, Row[Any]], ticked: set[tuple[str, str]], record: Record) -> None:
    offered = {reminder: row.exercises for reminder, row in rows.items()}
    for press, fate in fates(record, offered=offered, ticked=ticked):
        if fate is Fate.TICKED:
            result.ticked += 1
            continue
        found = result.excused if fate is Fate.EXCUSED else result.lost
        where = f"{press} on {told(rows.get(press.reminder))}; {record.story(press.reminder)}"
        found.append(f"a press that was acked, {fate}: {where}")


async def _boards(result: Account, connection: AsyncConnection, world: World) -> None:
    """Each row stands for at most one post, and each post for a row."""
    sure, possible = Counter[str](), Counter[str]()
    for row in await connection.execute(select(board_posts)):
        sure[row.channel] += row.state == PostState.POSTED
        possible[row.channel] += row.state != PostState.SKIPPED
    for channel in {*possible, *world.record.boards}:
        times = world.record.boards[channel]
        if times > possible[channel]:
            result.doubled.append(f"{times} weekly posts in {channel}, where {possible[channel]} were meant")
        if times < sure[channel]:
            result.lost.append(f"{times} weekly posts in {channel}, where {sure[channel]} are recorded")
    result.boards = sum(world.record.boards.values())
