"""The clock of the leases against a database whose answers take their time, and machines whose clocks are wrong."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ports import Clock, StoreUnavailable, Transaction
from bot.services.lease_clock import DRIFT, SAMPLES, LeaseClock
from bot.services.readiness import Finding

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
NEAR = timedelta(milliseconds=1)

Trip = tuple[float, float]
"""Seconds that a question takes, and its answer."""


@dataclass(slots=True)
class Server:
    """A database with the right time, or none; and a machine beside it, whose clock may be wrong."""

    ahead: timedelta = timedelta()
    """The machine's clock."""
    seconds: float = 1000.0
    trips: list[Trip] = field(default_factory=list)
    """The next ones; after them every answer comes at once."""
    set_by: timedelta = timedelta()
    """What somebody has done to the clock of the database."""
    has_clock: bool = True
    is_gone: bool = False

    @property
    def time(self) -> datetime:
        return NOON + timedelta(seconds=self.seconds - 1000.0) + self.set_by

    def clock(self) -> LeaseClock:
        return LeaseClock(self, machine=Machine(self), seconds=lambda: self.seconds)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        if self.is_gone:
            raise StoreUnavailable("gone")
        yield cast("Transaction", self)

    async def now(self) -> datetime | None:
        there, back = self.trips.pop(0) if self.trips else (0.0, 0.0)
        self.seconds += there
        time = self.time
        self.seconds += back
        return time if self.has_clock else None


@dataclass(frozen=True, slots=True)
class Machine(Clock):
    server: Server

    def now(self) -> datetime:
        return self.server.time - self.server.set_by + self.server.ahead


async def measured(server: Server, *trips: Trip) -> LeaseClock:
    clock = server.clock()
    server.trips = list(trips)
    await clock.measure()
    return clock


async def test_before_it_is_measured_the_machine_s_own_time_has_to_do() -> None:
    assert Server(ahead=MINUTE).clock().now() == NOON + MINUTE


@pytest.mark.parametrize("ahead", [timedelta(), 2 * MINUTE, -2 * MINUTE, 24 * HOUR])
async def test_it_shows_the_time_of_the_database_whatever_the_machine_says(ahead: timedelta) -> None:
    server = Server(ahead=ahead)
    clock = await measured(server)
    server.seconds += 25

    assert clock.now() == server.time == NOON + 25 * SECOND


async def test_it_does_not_heed_what_is_done_to_the_machine_s_clock() -> None:
    server = Server()
    clock = await measured(server)
    server.ahead = -HOUR

    assert clock.now() == NOON


async def test_an_answer_counts_for_the_middle_of_its_round_trip() -> None:
    server = Server()
    clock = await measured(server, *[(2.0, 2.0)] * SAMPLES)
    assert clock.now() == server.time

    clock = await measured(server, *[(3.0, 1.0)] * SAMPLES)
    assert clock.now() == server.time + SECOND


async def test_of_several_answers_the_quickest_counts() -> None:
    server = Server()
    clock = await measured(server, (0.0, 8.0), (0.001, 0.0), (9.0, 0.0))

    assert abs(clock.now() - server.time) <= NEAR


async def test_a_slow_answer_does_not_replace_a_quick_one() -> None:
    server = Server()
    clock = await measured(server)
    server.seconds += 10
    server.trips = [(0.0, 4.0)] * SAMPLES
    await clock.measure()

    assert clock.now() == server.time


async def test_an_old_answer_is_worth_less_and_less() -> None:
    server = Server()
    clock = await measured(server)
    server.seconds += 1.0 / DRIFT
    server.trips = [(0.0, 1.0)] * SAMPLES
    await clock.measure()

    assert clock.now() == server.time - SECOND / 2


@pytest.mark.parametrize("by", [HOUR, -HOUR, 20 * SECOND])
async def test_a_database_whose_clock_was_set_is_believed_at_once(by: timedelta) -> None:
    server = Server()
    clock = await measured(server)
    server.set_by = by
    server.trips = [(1.0, 1.0)] * SAMPLES
    await clock.measure()

    assert clock.now() == server.time


async def test_while_the_database_is_gone_the_last_measure_holds() -> None:
    server = Server(ahead=MINUTE)
    clock = await measured(server)
    server.is_gone = True
    server.seconds += 600
    await clock.follow()
    with pytest.raises(StoreUnavailable):
        await clock.measure()

    assert clock.now() == server.time == NOON + 10 * MINUTE


async def test_beside_a_database_without_a_clock_it_follows_the_machine_which_may_learn_the_time_late() -> None:
    server = Server(ahead=MINUTE, has_clock=False)
    clock = await measured(server)
    server.ahead = HOUR
    server.seconds += 10
    await clock.measure()

    assert clock.now() == NOON + HOUR + 10 * SECOND
    assert await clock.look() == Finding()


async def test_it_says_once_that_the_machine_s_clock_is_off(capsys: pytest.CaptureFixture[str]) -> None:
    server = Server(ahead=-MINUTE)
    clock = await measured(server)
    await clock.measure()
    said = capsys.readouterr().out
    assert said.count("clock_off") == 1
    assert "-60.0" in said

    server.ahead = timedelta()
    await clock.measure()
    assert capsys.readouterr().out == ""

    server.ahead = 5 * SECOND
    await clock.measure()
    assert "clock_off" in capsys.readouterr().out


@pytest.mark.parametrize("ahead", [2 * SECOND, -2 * SECOND])
async def test_it_says_nothing_of_what_nobody_notices(ahead: timedelta, capsys: pytest.CaptureFixture[str]) -> None:
    await measured(Server(ahead=ahead))

    assert capsys.readouterr().out == ""


async def test_slow_answers_alone_accuse_no_clock(capsys: pytest.CaptureFixture[str]) -> None:
    await measured(Server(), *[(0.0, 9.0)] * SAMPLES)

    assert capsys.readouterr().out == ""


async def test_readiness_tells_how_far_the_machine_is_off() -> None:
    clock = await measured(Server(ahead=timedelta(seconds=131.24)))

    assert await clock.look() == Finding(figures={"ahead_seconds": 131.2})


trips = st.tuples(st.floats(0, 10), st.floats(0, 10))


@given(measures=st.lists(st.tuples(st.floats(0, 600), st.lists(trips, min_size=SAMPLES, max_size=SAMPLES)), min_size=1))
def test_it_is_never_further_off_than_its_quickest_answer_leaves_open(
    measures: Sequence[tuple[float, list[Trip]]],
) -> None:
    server = Server(ahead=HOUR)
    clock, began_at = server.clock(), server.seconds

    async def live() -> None:
        for pause, server.trips in measures:
            server.seconds += pause
            await clock.measure()

    quickest = min(sum(trip) for _, three in measures for trip in three)
    asyncio.run(live())

    leaves_open = quickest / 2 + DRIFT * (server.seconds - began_at)
    assert abs((clock.now() - server.time).total_seconds()) <= leaves_open + 1e-5
