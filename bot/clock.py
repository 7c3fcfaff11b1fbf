"""The only place that reads the time. Two clocks stand behind the port: the system's, and one that can be moved. Beside
them, seconds that nothing moves.
"""

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


def lasting_seconds() -> float:
    """Seconds since some moment. They go on while the machine sleeps, and nobody can set them: neither an administrator
    nor the network's time.
    """
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    if sys.platform == "darwin":
        return time.clock_gettime(time.CLOCK_MONOTONIC)  # goes on in sleep there, unlike `time.monotonic`
    return time.monotonic()


class SystemClock:
    """The time of the machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251  this is the clock

    def monotonic(self) -> float:
        """Seconds that never jump, for what must last a real while."""
        return time.monotonic()


class MovableClock:
    """A clock that starts at a given moment, ticks like a real one and can be moved ahead."""

    def __init__(self, start: datetime, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock starts at an aware moment")
        self._monotonic = monotonic
        self._base = start.astimezone(UTC)
        self._base_at = monotonic()

    def now(self) -> datetime:
        return self._base + timedelta(seconds=self._monotonic() - self._base_at)

    def monotonic(self) -> float:
        """Real seconds: moving the clock does not touch them."""
        return self._monotonic()

    def move_to(self, moment: datetime) -> None:
        """Make `moment` the present. One that has passed changes nothing, for the clock ticks while it is moved."""
        read_at = self._monotonic()
        if moment > self._base + timedelta(seconds=read_at - self._base_at):
            self._base, self._base_at = moment.astimezone(UTC), read_at
