"""What a member is told about themselves."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.ids import MemberId
from bot.domain.member import Member
from bot.domain.reminder import Reminder
from bot.domain.scoring import OwnWeek
from bot.domain.selection import Selection
from bot.domain.standings import Ahead


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """A member as they stand at `now`: what every reply that changes a schedule ends with."""

    member: Member
    now: datetime
    next_at: datetime | None
    """The next moment something comes: a reminder or a snooze's return. None: nothing is planned."""
    empty_days: tuple[int, ...] = ()
    """Weekdays (Monday 0) whose hours are too short for a reminder."""
    is_all_left_out: bool = False
    """Whether nothing is planned because every day that has hours offers nothing."""
    week_exercises: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayRow:
    """One reminder of today on the App Home: the newest of a chain of snoozes, with what the whole chain offers."""

    reminder: Reminder
    done: int
    offered: int
    done_at: datetime | None
    can_be_ticked: bool
    back_at: datetime | None = None
    """When a snooze brings it back; None: none is out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnView:
    """A member's own week and, where the rules allow, a look at the team."""

    status: Status
    week: OwnWeek
    team_total: int | None
    ahead: tuple[Ahead, ...]
    """At most two shown people just ahead; never anyone behind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """All the App Home shows."""

    view: OwnView
    today: tuple[TodayRow, ...]
    selection: Selection


@dataclass(frozen=True, slots=True, kw_only=True)
class PostSetUp:
    """A weekly post as it was set up."""

    set_by: MemberId
    set_by_name: str
    weekday: int
    minute: int
    zone: str
    next_post_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneMove:
    """Slack moved a member to another zone."""

    status: Status
    old_zone: str
    new_zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Snoozed:
    """The outcome of a snooze: back at `until`, or None when it did not fit and became a skip."""

    status: Status
    until: datetime | None
    asked: timedelta
