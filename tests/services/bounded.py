"""A workspace whose admin changes its bounds, over a real database and a Slack that does as it is told."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.domain.ids import ChannelId, MemberId
from bot.domain.member import Profile
from bot.domain.notice import Notice
from bot.domain.spread import Bounds
from bot.ports import StoreUnavailable, Transaction
from bot.services.services import Services
from bot.services.timing import Timing
from bot.store.transaction import SqlStore
from tests.services.delivery import QUICK, Delivery
from tests.simulation.slack import Message
from tests.store.rows import ACME, HOUR, NINE

LIN = MemberId("U9LIN")
NARROW, LOW = Bounds(2 * HOUR, 2.5 * HOUR), Bounds(1 * HOUR, 2 * HOUR)
EVER = datetime.max.replace(tzinfo=UTC)


class Workspace(Delivery):
    """Lin is its admin, and no member."""

    def __init__(self, store: SqlStore, *, timing: Timing = QUICK) -> None:
        super().__init__(store, timing=timing)
        self.team.profiles[LIN] = Profile(name="Lin", zone="Europe/Berlin", can_join=True, is_admin=True)

    async def choose(self, interval: timedelta, *people: MemberId, due_at: datetime | None = NINE + HOUR) -> None:
        """They joined long ago and chose this, and have a reminder due then."""
        await self.joins(*people, due_at=due_at)
        async with self.store.transaction() as tx:
            for member in await tx.members.lock(ACME, people):
                await tx.members.save(replace(member, interval=interval))

    async def change(self, bounds: Bounds, *, by: MemberId = LIN, process: Services | None = None) -> None:
        services = process or self.services
        await services.administration.change_bounds(ACME, by, shortest=bounds.shortest, longest=bounds.longest)

    async def intervals(self) -> set[timedelta]:
        async with self.store.transaction() as tx:
            return {member.interval for member in await tx.members.all_active(ACME)}

    async def owed(self) -> list[Notice]:
        async with self.store.transaction() as tx:
            return list(await tx.notices.due(ACME, now=EVER, limit=100))

    def told(self, who: MemberId | None = None) -> list[Message]:
        """The notices that stand in anybody's DM, or in theirs."""
        posted = [message for message in self.team.messages.values() if message.notice is not None]
        return [message for message in posted if who is None or message.ref.channel == ChannelId(f"D{who[1:]}")]


@dataclass(slots=True)
class FailingStore:
    """Goes away after so many transactions: the next one rolls back, and all that follow."""

    store: SqlStore
    left: int

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        async with self.store.transaction() as tx:
            yield tx
            self.left -= 1
            if self.left < 0:
                raise StoreUnavailable("gone")
