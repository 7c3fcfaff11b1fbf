"""Moving the clock: forward only, stopping at every moment at which the bot or somebody of the cast acts."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.sandbox.cast import Cast, is_card
from bot.sandbox.feed import Change
from bot.sandbox.state import Team
from bot.sandbox.wire import Now

#: Moves the shared clock to the bot's next due moment, or to the given one if that is earlier; says where it stopped.
#: It returns once the bot has done all that was due by then.
Advance = Callable[[datetime], Awaitable[datetime]]

FARTHEST = timedelta(days=8)
_FRIDAY = 5  # ISO weekday
_MOST_IDLE_STEPS = 100


class StuckClockError(Exception):
    """The clock stands still although it was told to move."""


class Mover:
    """Moves the clock as far as somebody wants; one move at a time."""

    def __init__(self, team: Team, *, now: Now, advance: Advance, cast: Cast | None) -> None:
        self._team = team
        self._now = now
        self._advance = advance
        self._cast = cast
        self._moving = asyncio.Lock()

    @property
    def is_moving(self) -> bool:
        return self._moving.locked()

    async def move(self, until: datetime) -> None:
        """Move to a moment; one that has passed moves nothing."""
        await self._run(until, is_enough=lambda: False)

    async def move_by(self, span: timedelta) -> None:
        """Move by a span of time."""
        await self.move(self._now() + span)

    async def move_to_next_card(self, person: str) -> bool:
        """Move until a new card appears in a person's direct message, at most eight days; whether one did."""
        known = self._cards(person)
        await self._run(self._now() + FARTHEST, is_enough=lambda: bool(self._cards(person) - known))
        return bool(self._cards(person) - known)

    async def move_to_friday(self, person: str) -> None:
        """Move to the next Friday at 16:00 where the person is."""
        zone = ZoneInfo(self._team.people[person].tz or "UTC")
        await self.move(next_friday(self._now(), zone=zone))

    async def _run(self, until: datetime, *, is_enough: Callable[[], bool]) -> None:
        async with self._moving:
            idle_steps = 0
            while not is_enough():
                before = self._now()
                reached, has_acted = await self._step(until)
                if reached >= until and not has_acted:
                    return
                idle_steps = 0 if reached > before else idle_steps + 1
                if idle_steps > _MOST_IDLE_STEPS:
                    raise StuckClockError(f"the clock stays at {reached:%H:%M:%S}")

    async def _step(self, until: datetime) -> tuple[datetime, bool]:
        """Go to the next moment at which anything happens, and let it happen."""
        next_at = self._cast.next_at() if self._cast else None
        stop = max(min(until, next_at or until), self._now())
        reached = await self._advance(stop)
        has_acted = await self._cast.act(reached) if self._cast else False
        self._team.feed.publish(Change("clock"))
        return reached, has_acted

    def _cards(self, person: str) -> set[str]:
        dm = self._team.dm_of(person)
        return {message.ts for message in self._team.messages(dm.id) if is_card(message)} if dm else set()


def next_friday(now: datetime, *, zone: ZoneInfo) -> datetime:
    """The first Friday 16:00 after a moment, by the wall clock of a zone."""
    here = now.astimezone(zone)
    days = (_FRIDAY - here.isoweekday()) % 7
    friday = datetime.combine(here.date() + timedelta(days=days), time(16), tzinfo=zone)
    if friday <= here:
        friday = datetime.combine(friday.date() + timedelta(days=7), time(16), tzinfo=zone)
    return friday.astimezone(UTC)
