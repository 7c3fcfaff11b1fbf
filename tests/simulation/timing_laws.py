"""The timing laws of DESIGN 4, said once more for the checks: from wall clocks, not by asking the planner."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from tests.simulation.mirror import Row

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ANCHORS = ("joined_at", "resumed_at", "last_sent_at", "last_completed_at", "moved_at", "skipped_at")
SHORTEST_FIRST_GAP = timedelta(hours=2)  # from the start of a stretch, pulled back or not
ONE_STRETCH = timedelta(hours=2)
GRACE = timedelta(minutes=15)


def moment(microseconds: int) -> datetime:
    """A stored moment."""
    return EPOCH + timedelta(microseconds=microseconds)


@dataclass(frozen=True, slots=True)
class Opening:
    """A period of a date, from its first moment to the first that is outside."""

    begins: datetime
    ends: datetime


def openings(row: Row, day: date) -> list[Opening]:
    """A member's periods of one date, by the wall clock of their zone."""
    return list(_openings(row["week"], row["zone"], day))


@lru_cache(maxsize=4096)
def _openings(week: str, zone: str, day: date) -> tuple[Opening, ...]:
    found = []
    for period in week.split("/")[day.weekday()].split():
        start, end = (_by_wall_clock(day, int(minute), zone) for minute in period.split("-"))
        if start < end:
            found.append(Opening(start, end))
    return tuple(found)


def _by_wall_clock(day: date, minute: int, zone: str) -> datetime:
    wall = datetime.combine(
        day + timedelta(days=minute // 1440), time(minute % 1440 // 60, minute % 60), ZoneInfo(zone)
    )
    return wall.astimezone(UTC)  # fold 0: what was skipped moves on by the gap, of what is repeated it is the first


def is_open(row: Row, at: datetime) -> bool:
    """Whether the member may be reminded then."""
    return _open_day(row, at) is not None


def _open_day(row: Row, at: datetime) -> date | None:
    here = at.astimezone(ZoneInfo(row["zone"])).date()
    for day in (here - timedelta(days=1), here):
        if any(opening.begins <= at < opening.ends for opening in openings(row, day)):
            return day
    return None


def breach(row: Row, due_at: datetime) -> str | None:
    """Why a planned reminder of this member may not be due then; None if it may."""
    day = _open_day(row, due_at)
    if day is None:
        return "it lies outside the member's periods"
    start = _stretch_start(openings(row, day), due_at)
    latest = max((at for at in _anchors(row) if at <= due_at), default=start)
    interval = timedelta(seconds=row["interval"])
    if latest > start:
        if due_at < latest + interval:
            return f"it comes {due_at - latest} after the anchor at {latest}, the interval is {interval}"
    elif due_at < start + min(SHORTEST_FIRST_GAP, interval):
        return f"it comes {due_at - start} after the start of the stretch"
    return None


def stretch_start(row: Row, at: datetime) -> datetime | None:
    """When the stretch began that this moment lies in."""
    day = _open_day(row, at)
    return None if day is None else _stretch_start(openings(row, day), at)


def _stretch_start(periods: Iterable[Opening], at: datetime) -> datetime:
    start = last_end = None
    for opening in sorted(periods, key=lambda one: one.begins):
        if opening.begins > at:
            break
        if start is None or last_end is None or opening.begins - last_end >= ONE_STRETCH:
            start = opening.begins
        last_end = opening.ends
    return start or at


def _anchors(row: Row) -> list[datetime]:
    found = [moment(row[name]) for name in ANCHORS if row[name] is not None]
    if row["paused"] and row["paused_until"] is not None:
        found.append(moment(row["paused_until"]))
    return found
