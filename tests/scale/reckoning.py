"""What became of many reminders: what Slack got, held against what the bots have stored."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from bot.domain.reminder import State
from bot.store.schema import reminders
from tests.lean_slack import LeanSlack
from tests.stores import engine_for

STANDS_STILL = 150.0  # seconds without a post until nothing is waited for any more: a takeover may last ninety


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    due: int
    posted: int
    """Reminders, however often each."""
    doubled: int
    given_up: Counter[str]
    """Reminders that were never posted and say why, by that reason."""
    lost: int
    """Neither posted nor given up with a reason."""
    pending: int
    """Still under way when nothing was waited for any more."""

    def __str__(self) -> str:
        reasons = self._reasons
        return (
            f"{self.due} due: {self.posted} posted, {self.doubled} doubled,"
            f" {self.given_up.total()} given up{f' ({reasons})' if reasons else ''}, {self.lost} lost"
        )

    def faults(self) -> Iterator[str]:
        """What must not be, each in a line: nothing, and all that were due have been posted once. As the clock stands
        still, there is no reason to give one up.
        """
        if self.doubled:
            yield f"{self.doubled} doubled"
        if self.lost:
            yield f"{self.lost} lost"
        if self.given_up:
            yield f"{self.given_up.total()} given up: {self._reasons}"
        if self.pending:
            yield f"{self.pending} still pending at the end"

    @property
    def _reasons(self) -> str:
        return ", ".join(f"{count} {reason}" for reason, count in sorted(self.given_up.items()))


async def settled(url: str, slack: LeanSlack, *, due: int, stands_still: float = STANDS_STILL) -> None:
    """Returns once so many reminders have been posted or given up, or when nothing has come for so long that no more
    will. The database is asked only while no post comes in.
    """
    loop = asyncio.get_running_loop()
    posts, last = 0, loop.time()
    while loop.time() - last < stands_still:
        await asyncio.sleep(0.1)
        if len(slack.posts) > posts:
            posts, last = len(slack.posts), loop.time()
        elif await _count(url, reminders.c.state != State.PENDING) >= due:
            return


async def reckoned(url: str, slack: LeanSlack, *, due: int) -> Reckoning:
    times = slack.times
    gone = select(reminders.c.id, reminders.c.reason).where(
        reminders.c.state.in_([State.EXPIRED, State.FAILED]), reminders.c.reason.is_not(None)
    )
    async with engine_for(url) as engine, engine.connect() as connection:
        given_up = Counter(row.reason for row in await connection.execute(gone) if row.id not in times)
    return Reckoning(
        due=due,
        posted=len(times),
        doubled=len(slack.posts) - len(times),
        given_up=given_up,
        lost=due - len(times) - given_up.total(),
        pending=await _count(url, reminders.c.state == State.PENDING),
    )


async def _count(url: str, condition: ColumnElement[bool]) -> int:
    async with engine_for(url) as engine, engine.connect() as connection:
        return await connection.scalar(select(func.count()).select_from(reminders).where(condition)) or 0
