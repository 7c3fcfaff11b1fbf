"""Time, as the bots see it: it runs with the real one, and leaps to where somebody is due once all is done."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf
from random import Random
from time import monotonic

from sqlalchemy import bindparam, func, select

from bot.domain.reminder import State
from bot.store.columns import UtcDateTime
from bot.store.schema import is_pending, members, reminders, workspaces
from tests.kills.world import World

STEP = 0.02  # seconds
GATHER = timedelta(minutes=13)
"""How long reminders gather that are then due together: less than the grace, so that all of them are still sent."""
BEYOND_GRACE = timedelta(minutes=16)
SUDDEN = 0.1  # of all times that something is due, the clock leaps on before it is done
SUDDENLY = 1.0  # seconds until it does, at most
STUCK_AFTER = 90.0  # seconds


class StuckError(AssertionError):
    """Something is due, and nobody does it."""


@dataclass(slots=True)
class TimePassing:
    """Moves a world's clock."""

    world: World
    chance: Random

    async def run(self) -> None:
        """Until cancelled."""
        sudden_at = inf
        while True:
            await self._step()
            if await self.is_idle():
                self._leap(await self._earliest() + self.chance.random() * GATHER)
                is_sudden = self.chance.random() < SUDDEN
                sudden_at = monotonic() + self.chance.uniform(0, SUDDENLY) if is_sudden else inf
            elif monotonic() > sudden_at:
                self._leap(self.world.clock.now() + BEYOND_GRACE)
                sudden_at = inf

    async def settle(self) -> None:
        """Until all is done that is due by now. Raises StuckError when that does not come about."""
        began = monotonic()
        while not await self.is_idle():
            await self._step()
            if monotonic() > began + STUCK_AFTER:
                raise StuckError(await self.outstanding())

    async def is_idle(self) -> bool:
        """Whether nothing is due, and no outcome unknown."""
        async with self.world.engine.connect() as connection:
            due = await connection.scalar(_DUE, {"now": self.world.clock.now()})
        return not due

    async def has_unknown(self) -> bool:
        """Whether an attempt has been begun whose outcome is not recorded."""
        async with self.world.engine.connect() as connection:
            return bool(await connection.scalar(_UNKNOWN))

    async def outstanding(self) -> str:
        """What there is to do, for people to read."""
        async with self.world.engine.connect() as connection:
            rows = (await connection.execute(select(workspaces))).all()
            waiting = (await connection.execute(select(reminders).where(reminders.c.state == State.PENDING))).all()
        return f"now {self.world.clock.now()}; {rows}; {waiting}"

    async def _step(self) -> None:
        began = monotonic()
        await asyncio.sleep(STEP)
        self.world.clock.move_to(self.world.clock.now() + timedelta(seconds=monotonic() - began))

    async def _earliest(self) -> datetime:
        async with self.world.engine.connect() as connection:
            earliest: datetime | None = await connection.scalar(_EARLIEST)
        assert earliest is not None
        return earliest

    def _leap(self, to: datetime) -> None:
        self.world.record.notes(f"the clock leaps to {to}")
        self.world.clock.move_to(to)


_now = bindparam("now", type_=UtcDateTime)
_DUE = select(
    select(func.count()).where(workspaces.c.next_due_at <= _now).scalar_subquery()
    + select(func.count()).where(is_pending, reminders.c.due_at <= _now).scalar_subquery()
)
_UNKNOWN = select(func.count()).where(is_pending, reminders.c.attempted_at.is_not(None))
_EARLIEST = select(func.min(members.c.next_at))
