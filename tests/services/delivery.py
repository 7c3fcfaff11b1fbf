"""Delivery by hand: the real services over a real database, a Slack that does as it is told, and two clocks."""

import asyncio
from collections import Counter
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from bot.domain.ids import ChannelId, MemberId, ReminderId
from bot.domain.member import Member, Profile
from bot.domain.reminder import Reminder
from bot.ports import Messenger, Store, Workspace
from bot.services.building import build_services
from bot.services.services import Services
from bot.services.timing import Timing
from bot.store.transaction import SqlStore
from routines.loader import load_catalog
from tests.services.acts import StoppedClock
from tests.simulation.messenger import SimulatedMessenger
from tests.simulation.slack import Message, Team
from tests.simulation.weather import CallFate
from tests.store.rows import ACME, HOUR, NINE, member

T = TypeVar("T")

DONE = CallFate(effect_after=0.0, answer_after=0.001, answer="ok")
LOST = CallFate(effect_after=0.0, answer_after=0.001, answer="nothing")
"""Done, and nobody hears of it."""
BROKEN = CallFate(effect_after=None, answer_after=0.001, answer="error")
LIMITED = CallFate(effect_after=None, answer_after=0.001, answer="limited", retry_after=30)
QUICK = Timing(posts_a_minute=None, errands_a_minute=None)
PATIENCE = 30.0  # seconds until something that should happen has failed to


@dataclass(slots=True)
class Hold:
    """Calls of one kind that wait at one step until they may go on."""

    step: str
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    may_go: asyncio.Event = field(default_factory=asyncio.Event)

    async def strike(self) -> None:
        """Waits until a call has come to it."""
        async with asyncio.timeout(PATIENCE):
            await self.reached.wait()


@dataclass(slots=True)
class Sky:
    """What becomes of each method's calls: done and answered at once, unless a test says otherwise."""

    fates: dict[str, CallFate] = field(default_factory=dict)
    calls: Counter[str] = field(default_factory=Counter)
    hold: Hold | None = None
    _method: str = ""

    def of_call(self, *, is_over_cap: bool) -> CallFate:  # noqa: ARG002 - the test decides
        return self.fates.get(self._method, DONE)

    def lag(self) -> float:
        return 0.0

    async def point(self, step: str) -> None:
        when, _, method = step.partition(":")
        if when == "call":
            self.calls[method] += 1
        if self.hold is not None and self.hold.step == step:
            self.hold.reached.set()
            await self.hold.may_go.wait()
        self._method = method  # the fate is drawn before anybody else has a turn


class Delivery:
    """The workspace, whoever joined it, and as many processes as a test wants."""

    def __init__(self, store: SqlStore, *, timing: Timing = QUICK) -> None:
        self.store, self.timing = store, timing
        self.clock, self.lease_clock = StoppedClock(), StoppedClock(NINE - 1000 * HOUR)
        self.sky, self.team = Sky(), Team(ACME)
        self.routine = load_catalog().routines[0]
        self.services = self.process("one")

    def process(self, owner: str, *, messenger: Messenger | None = None, store: Store | None = None) -> Services:
        """Another process on the same database."""
        return build_services(
            store=store or self.store,
            clock=self.clock,
            lease_clock=self.lease_clock,
            messenger=messenger
            or SimulatedMessenger({ACME: self.team}, steps=self.sky, sky=self.sky, clock=self.clock),
            routines=[self.routine],
            owner=owner,
            timing=self.timing,
        )

    def messenger(self) -> Messenger:
        return SimulatedMessenger({ACME: self.team}, steps=self.sky, sky=self.sky, clock=self.clock)

    async def joins(self, *people: MemberId, due_at: datetime | None = NINE) -> None:
        """They joined long ago and have a reminder due then."""
        async with self.store.transaction() as tx:
            await tx.workspaces.ensure(ACME)
            for who in people:
                self.team.profiles[who] = Profile(name=str(who), zone="Europe/Berlin", can_join=True)
                channel = self.team.dm_of(who)
                await tx.members.add(member(who, channel=channel, joined_at=NINE - 24 * HOUR, next_at=due_at))
            if due_at is not None:
                await tx.workspaces.expect(ACME, due_at)

    async def tick(self, *, later: timedelta = timedelta()) -> None:
        """Rings the bell, that much later by both clocks."""
        self.wait(later)
        async with asyncio.timeout(PATIENCE):
            await self.services.reminding.tick()

    def begin(self, work: Coroutine[Any, Any, T]) -> "asyncio.Task[T]":
        """Has it done beside the test, which waits for what it needs."""
        return asyncio.create_task(work)

    def wait(self, span: timedelta) -> None:
        self.clock.at += span
        self.lease_clock.at += span

    def holds(self, step: str) -> Hold:
        self.sky.hold = Hold(step)
        return self.sky.hold

    def cards(self, who: MemberId) -> list[Message]:
        """Those that stand in their DM, the oldest first."""
        channel = ChannelId(f"D{who[1:]}")
        mine = [message for message in self.team.messages.values() if message.ref.channel == channel]
        return [message for message in mine if not message.is_deleted and message.reminder is not None]

    async def row(self, reminder: ReminderId) -> Reminder:
        async with self.store.transaction() as tx:
            found = await tx.reminders.get(ACME, reminder)
        assert found is not None
        return found

    async def unsent(self, who: MemberId) -> Sequence[Reminder]:
        async with self.store.transaction() as tx:
            return await tx.reminders.unsent(ACME, who)

    async def open_ones(self, *who: MemberId) -> Sequence[Reminder]:
        async with self.store.transaction() as tx:
            return await tx.reminders.open_ones(ACME, who)

    async def member(self, who: MemberId) -> Member:
        async with self.store.transaction() as tx:
            found = await tx.members.get(ACME, who)
        assert found is not None
        return found

    async def workspace(self) -> Workspace:
        async with self.store.transaction() as tx:
            return await tx.workspaces.ensure(ACME)
