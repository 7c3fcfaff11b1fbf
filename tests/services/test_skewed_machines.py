"""Two services on one PostgreSQL, on machines whose clocks differ: what one has under way, the other does not do."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from bot.clock import SystemClock, lasting_seconds
from bot.domain.member import Profile
from bot.ports import Clock
from bot.services.building import build_services
from bot.services.lease_clock import LeaseClock
from bot.services.services import Services
from bot.services.timing import Timing
from bot.store.transaction import SqlStore
from routines.loader import load_catalog
from tests.services.acts import StoppedClock
from tests.simulation.messenger import SimulatedMessenger, Steps
from tests.simulation.rigs import ByHand
from tests.simulation.slack import Team
from tests.store.rows import ACME, ANA
from tests.stores import engine_for

PATIENCE = 30  # seconds until something that should happen has failed to
LOOKS_AT_ONCE = Timing(look_again_after=timedelta())
"""Production's, but that the second look follows the first at once: for whom it is time to look."""


@dataclass(frozen=True, slots=True)
class Machine:
    """One whose clock is ahead by so much."""

    ahead: timedelta

    def now(self) -> datetime:
        return SystemClock().now() + self.ahead


@dataclass(slots=True)
class HeldUp:
    """Steps of a process whose posts hang on their way to Slack until they may go."""

    is_posting: asyncio.Event = field(default_factory=asyncio.Event)
    may_go: asyncio.Event = field(default_factory=asyncio.Event)

    async def point(self, step: str) -> None:
        if step == "call:post_card":
            self.is_posting.set()
            await self.may_go.wait()


Agreement = Callable[[SqlStore, Machine], Awaitable[Clock]]
"""What clock the services of a machine go by."""


async def the_database_s(store: SqlStore, machine: Machine) -> Clock:
    clock = LeaseClock(store, machine=machine, seconds=lasting_seconds)
    await clock.measure()
    return clock


async def its_own(_: SqlStore, machine: Machine) -> Clock:
    return machine


@asynccontextmanager
async def running(url: str, team: Team, machine: Machine, go_by: Agreement, steps: Steps) -> AsyncIterator[Services]:
    """The services of a process on that machine."""
    async with engine_for(url) as engine:
        store, clock = SqlStore(engine), StoppedClock()
        yield build_services(
            store=store,
            clock=clock,
            lease_clock=await go_by(store, machine),
            messenger=SimulatedMessenger({team.id: team}, steps=steps, sky=ByHand(), clock=clock),
            routines=load_catalog().routines,
            owner=f"{machine.ahead.total_seconds():+g}",
            timing=LOOKS_AT_ONCE,
        )


async def cards_posted(url: str, go_by: Agreement, *, one: timedelta, other: timedelta) -> int:
    """How many cards come of one that was asked for in one process, while the bell rings in the other."""
    team, held_up = Team(ACME, profiles={ANA: Profile(name="Ana", zone="Europe/Berlin", can_join=True)}), HeldUp()
    async with (
        running(url, team, Machine(one), go_by, held_up) as asked,
        running(url, team, Machine(other), go_by, ByHand()) as beside,
        asyncio.timeout(PATIENCE),
    ):
        await asked.enrolment.start(ACME, ANA)
        posting = asyncio.create_task(asked.requests.now(ACME, ANA))
        await held_up.is_posting.wait()
        await beside.reminding.tick()
        held_up.may_go.set()
        await posting
        await beside.reminding.tick()
    return sum(message.reminder is not None for message in team.messages.values())


@pytest.mark.parametrize(
    ("one", "other"), [(0, 16), (0, 120), (-120, 120), (120, -120), (0, 0)], ids=lambda seconds: f"{seconds:+}"
)
async def test_a_card_under_way_on_one_machine_is_not_posted_by_another(
    postgres_url: str, one: int, other: int
) -> None:
    ahead = {"one": timedelta(seconds=one), "other": timedelta(seconds=other)}

    assert await cards_posted(postgres_url, the_database_s, **ahead) == 1


async def test_it_would_be_if_each_trusted_its_own_clock(postgres_url: str) -> None:
    assert await cards_posted(postgres_url, its_own, one=timedelta(), other=timedelta(seconds=16)) == 2
