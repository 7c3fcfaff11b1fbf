"""A clock that several processes read and one moves."""

from datetime import UTC, datetime, timedelta
from multiprocessing.context import ForkServerContext
from multiprocessing.sharedctypes import Synchronized

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class SharedClock:
    """Stands still until it is moved; every process sees the same moment."""

    def __init__(self, start: datetime, *, context: ForkServerContext) -> None:
        self._micros: Synchronized[int] = context.Value("q", _micros(start))

    def now(self) -> datetime:
        return EPOCH + timedelta(microseconds=self._micros.value)

    def move_to(self, moment: datetime) -> None:
        self._micros.value = max(self._micros.value, _micros(moment))


def _micros(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1)
