import time
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.clock import MovableClock, SystemClock, lasting_seconds
from bot.ports import Clock

MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


class Ticks:
    """Real seconds, as a test decides."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def test_both_clocks_are_what_the_services_ask_for() -> None:
    clocks: list[Clock] = [SystemClock(), MovableClock(MONDAY)]
    assert all(clock.now().tzinfo is UTC for clock in clocks)


def test_the_system_clock_never_goes_back() -> None:
    clock = SystemClock()
    assert clock.now() <= clock.now()
    assert clock.monotonic() <= clock.monotonic()


def test_lasting_seconds_go_on_at_the_pace_of_real_ones() -> None:
    outer, inner = time.monotonic(), lasting_seconds()
    while lasting_seconds() < inner + 0.02:
        pass
    lasted = lasting_seconds() - inner

    assert 0.02 <= lasted <= time.monotonic() - outer + 0.001


def test_a_movable_clock_ticks_with_real_seconds_from_its_start() -> None:
    ticks = Ticks()
    clock = MovableClock(MONDAY, monotonic=ticks)
    assert clock.now() == MONDAY
    ticks.seconds += 90
    assert clock.now() == MONDAY + timedelta(seconds=90)


def test_a_moved_clock_goes_on_ticking_from_there() -> None:
    ticks = Ticks()
    clock = MovableClock(MONDAY, monotonic=ticks)
    clock.move_to(MONDAY + timedelta(days=4))
    ticks.seconds += 5
    assert clock.now() == MONDAY + timedelta(days=4, seconds=5)


def test_moving_the_clock_leaves_real_seconds_alone() -> None:
    ticks = Ticks()
    clock = MovableClock(MONDAY, monotonic=ticks)
    clock.move_to(MONDAY + timedelta(days=4))
    assert clock.monotonic() == 1000.0


def test_a_moment_that_has_passed_moves_nothing() -> None:
    clock = MovableClock(MONDAY, monotonic=Ticks())
    clock.move_to(MONDAY - timedelta(microseconds=1))
    assert clock.now() == MONDAY


def test_a_moment_in_another_zone_becomes_utc() -> None:
    berlin = timezone(timedelta(hours=1))
    clock = MovableClock(MONDAY.astimezone(berlin), monotonic=Ticks())
    clock.move_to((MONDAY + timedelta(hours=1)).astimezone(berlin))
    assert clock.now().tzinfo is UTC
    assert clock.now() == MONDAY + timedelta(hours=1)


def test_a_clock_does_not_start_at_a_moment_without_a_zone() -> None:
    with pytest.raises(ValueError, match="aware"):
        MovableClock(MONDAY.replace(tzinfo=None))
