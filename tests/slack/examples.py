"""Ana on Wednesday 18 November 2026: Mon–Fri 9:00–17:30 in Berlin, every 2 h 30. What COPY's examples show."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.board import BoardPost, ChannelPost, PostState
from bot.domain.card import Card, Progress
from bot.domain.ids import ChannelId, MemberId, ReminderId, WorkspaceId
from bot.domain.member import Member
from bot.domain.offer import LeftOut
from bot.domain.periods import Period, Week
from bot.domain.reminder import Kind, Reminder
from bot.domain.scoring import OwnWeek
from bot.domain.selection import Selection
from bot.domain.settings import SettingsShown
from bot.domain.spread import DEFAULT_BOUNDS
from bot.domain.standings import Ahead, Board, LongestRun, Named, Place
from bot.domain.status import Home, OwnView, PostSetUp, Status
from bot.domain.streak import Streak
from routines.loader import load_catalog

BERLIN = "Europe/Berlin"
WORKSPACE, ANA = WorkspaceId("T1"), MemberId("U1")
RID = ReminderId("0" * 31 + "1")
ROUTINE = load_catalog().routines[0]
EXERCISES = ROUTINE.exercises
HIP, KNEE = EXERCISES


def at(time: str, day: int = 18) -> datetime:
    """A time of day in Berlin in November 2026."""
    hour, _, minute = time.partition(":")
    return datetime(2026, 11, day, int(hour), int(minute), tzinfo=ZoneInfo(BERLIN)).astimezone(UTC)


NOW = at("11:42")


def member(**changes: Any) -> Member:
    ana = Member(workspace=WORKSPACE, id=ANA, name="Ana", channel=ChannelId("D1"), zone=BERLIN, joined_at=at("9:00", 2))
    return replace(ana, **changes)


def status(of: Member | None = None, **changes: Any) -> Status:
    ana = Status(member=of or member(), now=NOW, next_at=at("14:12"), week_exercises=14)
    return replace(ana, **changes)


def paused(until: datetime | None, **changes: Any) -> Status:
    return status(member(paused=True, paused_until=until), **changes)


def reminder(**changes: Any) -> Reminder:
    sent = Reminder(
        workspace=WORKSPACE,
        member=ANA,
        id=RID,
        origin=RID,
        kind=Kind.PLANNED,
        due_at=at("11:30"),
        active_on=date(2026, 11, 18),
        exercises=tuple(exercise.id for exercise in EXERCISES),
        opener=0,
        sent_at=at("11:30"),
    )
    return replace(sent, **changes)


def card(of: Reminder | None = None, **changes: Any) -> Card:
    shown = Card(
        reminder=of or reminder(),
        exercises=EXERCISES,
        done={},
        zone=BERLIN,
        now=NOW,
        next_at=at("14:12"),
        snoozes=(10, 20, 30),
    )
    return replace(shown, **changes)


BOTH_DONE = {HIP.id: at("11:38"), KNEE.id: at("11:42")}


def progress(**changes: Any) -> Progress:
    first = Progress(done_today=1, sent_today=1, week_exercises=14, is_best_week=False, streak_days=6)
    return replace(first, **changes)


def own_week(**changes: Any) -> OwnWeek:
    days = ((date(2026, 11, 16), 6), (date(2026, 11, 17), 6), (date(2026, 11, 18), 2))
    run = Streak(length=6, best=11, free_days=1)
    return replace(OwnWeek(done=14, by_day=days, best_week=26, is_best=False, streak=run), **changes)


def selection(*left_out: LeftOut) -> Selection:
    return Selection(exercises=EXERCISES, left_out=left_out, day=date(2026, 11, 18))


def home(**changes: Any) -> Home:
    return replace(Home(view=own_view(), today=(), selection=selection()), **changes)


def settings_shown(of: Member | None = None, **changes: Any) -> SettingsShown:
    ana = of or member()
    shown = SettingsShown(
        status=status(ana),
        bounds=DEFAULT_BOUNDS,
        routines=(ROUTINE,),
        routine=ROUTINE,
        selection=selection(*ana.left_out),
    )
    return replace(shown, **changes)


def own_view(**changes: Any) -> OwnView:
    ahead = (
        Ahead(member=MemberId("U4"), name="Lin", percent=83),
        Ahead(member=MemberId("U3"), name="Tom", percent=90),
    )
    return replace(OwnView(status=status(), week=own_week(), team_total=112, ahead=ahead), **changes)


def named(*names: str) -> tuple[Named, ...]:
    return tuple(Named(MemberId(name), name) for name in names)


def board(**changes: Any) -> Board:
    shown = Board(
        total=187,
        more_than_last=12,
        took_part=9,
        places=(
            Place(place=1, people=named("Ana"), percent=93),
            Place(place=2, people=named("Priya", "Tom"), percent=90),
            Place(place=4, people=named("Lin"), percent=83),
        ),
        best=named("Sam", "Lin"),
        longest_run=LongestRun(people=named("Tom"), days=14),
    )
    return replace(shown, **changes)


def post(of: Board | None, *, set_by_name: str = "Ana") -> BoardPost:
    return BoardPost(
        workspace=WORKSPACE,
        channel=ChannelId("C1"),
        week=date(2026, 11, 20),
        state=PostState.PENDING,
        after=at("16:00", 13),
        until=at("16:00", 20),
        set_by=ANA,
        set_by_name=set_by_name,
        board=of,
    )


def set_up(*, name: str = "Ana") -> PostSetUp:
    return PostSetUp(set_by=ANA, set_by_name=name, weekday=4, minute=16 * 60, zone=BERLIN, next_post_at=at("16:00", 20))


def week(**days: str) -> Week:
    """A week from typed hours: `week(mon="9-12 13-17")`."""
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    return Week(tuple(_hours(days.get(name, "")) for name in names))


def _hours(text: str) -> tuple[Period, ...]:
    return tuple(Period.of(*(_minute(time) for time in part.split("-"))) for part in text.split())


def _minute(time: str) -> int:
    hours, _, minutes = time.partition(":")
    return int(hours) * 60 + int(minutes or 0)


def channel_post(**changes: Any) -> ChannelPost:
    fridays = ChannelPost(
        workspace=WORKSPACE,
        channel=ChannelId("C0WELLNESS"),
        weekday=4,
        minute=16 * 60,
        zone=BERLIN,
        set_by=ANA,
        set_by_name="Ana",
        next_post_at=at("16:00", 20),
    )
    return replace(fridays, **changes)
