"""The timers that a process follows: each moment is struck once, and the next one is known."""

from datetime import timedelta

import pytest

from bot.domain.ids import ReminderId
from bot.services.countdowns import Countdowns, Moment
from tests.services.acts import StoppedClock
from tests.store.rows import NINE

ONE, OTHER = ReminderId("one"), ReminderId("other")
SECOND = timedelta(seconds=1)


class Struck:
    """What was struck, in order."""

    def __init__(self) -> None:
        self.clock = StoppedClock()
        self.countdowns = Countdowns(self.clock)
        self.told: list[str] = []

    def follow(self, reminder: ReminderId, *seconds: int) -> None:
        def moment(after: int) -> Moment:
            return Moment(NINE + after * SECOND, lambda: self.told.append(f"{reminder} {after}"))

        self.countdowns.follow(reminder, [moment(after) for after in seconds])

    async def ring_at(self, seconds: int) -> list[str]:
        """What the bell strikes then."""
        self.clock.at, self.told = NINE + seconds * SECOND, []
        await self.countdowns.ring()
        return self.told


@pytest.fixture
def struck() -> Struck:
    return Struck()


async def test_each_moment_is_struck_once(struck: Struck) -> None:
    struck.follow(ONE, 30, 10, 20)
    assert [await struck.ring_at(second) for second in (9, 10, 11, 20, 30, 31)] == [
        *([], ["one 10"], [], ["one 20"]),
        *(["one 30"], []),
    ]
    assert len(struck.countdowns) == 0


async def test_a_late_bell_strikes_only_what_is_newest(struck: Struck) -> None:
    struck.follow(ONE, 10, 20, 30)
    struck.follow(OTHER, 25)
    assert await struck.ring_at(25) == ["one 20", "other 25"]


async def test_the_next_moment_is_known(struck: Struck) -> None:
    assert struck.countdowns.earliest() is None
    struck.follow(ONE, 30)
    struck.follow(OTHER, 20)
    assert struck.countdowns.earliest() == NINE + 20 * SECOND
    await struck.ring_at(20)
    assert struck.countdowns.earliest() == NINE + 30 * SECOND


async def test_a_newer_timer_takes_the_place_of_the_older(struck: Struck) -> None:
    struck.follow(ONE, 10, 20)
    struck.follow(ONE, 30)
    assert await struck.ring_at(30) == ["one 30"]


async def test_one_is_forgotten_only_if_it_is_the_one_that_is_meant(struck: Struck) -> None:
    struck.follow(ONE, 10, 30)
    struck.countdowns.forget(ONE, ends_at=NINE + 20 * SECOND)
    assert len(struck.countdowns) == 1
    struck.countdowns.forget(ONE, ends_at=NINE + 30 * SECOND)
    assert len(struck.countdowns) == 0
    struck.countdowns.forget(ONE)
