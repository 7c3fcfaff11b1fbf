"""The file a member is handed: all of theirs, nobody else's, in plain JSON."""

import json
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from bot.domain.belongings import Everything
from bot.domain.board import BoardPost, ChannelPost, PostState
from bot.domain.export import LEGEND, Json, export, plain
from bot.domain.ids import ChannelId, MemberId, MessageRef, MessageTs, ReminderId, WorkspaceId
from bot.domain.member import Member
from bot.domain.periods import DEFAULT_WEEK
from bot.domain.reminder import Completion, Kind, Reminder, State
from bot.domain.scoring import Day, Record
from bot.domain.standings import Board, LongestRun, Named, Place
from bot.domain.streak import Streak

ACME, ANA, LIN = WorkspaceId("T1"), MemberId("U1ANA"), MemberId("U2LIN")
NINE = datetime(2026, 11, 17, 9, tzinfo=UTC)
TUESDAY = date(2026, 11, 17)
MEMBER = Member(
    workspace=ACME,
    id=ANA,
    name="Ana",
    channel=ChannelId("D1"),
    zone="Europe/Berlin",
    joined_at=NINE - timedelta(days=3),
)
REMINDER = Reminder(
    workspace=ACME,
    member=ANA,
    id=ReminderId("r1"),
    origin=ReminderId("r1"),
    kind=Kind.PLANNED,
    due_at=NINE,
    active_on=TUESDAY,
    exercises=("hip", "knee"),
    opener=3,
    state=State.DONE,
    ref=MessageRef(ChannelId("D1"), MessageTs("1.0")),
)
BOARD = Board(
    total=9,
    took_part=3,
    places=(
        Place(place=1, percent=90, people=(Named(LIN, "Lin"),)),
        Place(place=2, percent=80, people=(Named(ANA, "Ana"),)),
    ),
    best=(Named(ANA, "Ana"),),
    longest_run=LongestRun(people=(Named(LIN, "Lin"),), days=12),
    private=frozenset({MemberId("U3PRIVATE")}),
)


def post(board: Board | None) -> BoardPost:
    return BoardPost(
        workspace=ACME,
        channel=ChannelId("C1"),
        week=TUESDAY,
        state=PostState.POSTED,
        after=NINE,
        until=NINE,
        set_by=LIN,
        set_by_name="Lin",
        board=board,
    )


@pytest.fixture
def exported() -> Json:
    everything = Everything(
        member=MEMBER,
        reminders=[REMINDER],
        completions=[Completion(reminder=REMINDER.id, exercise="hip", completed_at=NINE)],
        days=[Day(active_on=TUESDAY, delivered=1, done=1)],
        record=Record(until=TUESDAY, best_week=7, streak=Streak(length=2, best=5, free_days=1)),
        archive=None,
        set_up=[
            ChannelPost(
                workspace=ACME,
                channel=ChannelId("C1"),
                weekday=4,
                minute=960,
                zone="Europe/Berlin",
                set_by=ANA,
                set_by_name="Ana",
                next_post_at=NINE,
            )
        ],
        posts=[post(BOARD), post(None)],
    )
    found: Json = json.loads(json.dumps(export(everything, at=NINE)))
    return found


def test_every_field_of_the_own_rows_is_in_it(exported: Json) -> None:
    assert exported["member"].keys() == {field.name for field in fields(Member)}
    assert exported["reminders"][0].keys() == {field.name for field in fields(Reminder)} | {"done"}
    assert exported["channel_posts_you_set_up"][0].keys() == {field.name for field in fields(ChannelPost)}


def test_the_legend_explains_every_part(exported: Json) -> None:
    assert exported["legend"] == LEGEND
    assert LEGEND.keys() == exported.keys() - {"legend", "exported_at"} | {"times"}


def test_what_was_ticked_off_stands_with_its_reminder(exported: Json) -> None:
    assert exported["reminders"][0]["done"] == [{"exercise": "hip", "at": "2026-11-17T09:00:00Z"}]


def test_of_a_weekly_post_there_is_only_the_own_part(exported: Json) -> None:
    named, empty = exported["weekly_posts"]
    assert named == {
        "channel": "C1",
        "week_of": "2026-11-16",
        "you_set_it_up": False,
        "named_as": "Ana",
        "place": 2,
        "percent": 80,
        "beat_own_best": True,
        "longest_run_days": None,
        "counted_unnamed": False,
        "did_exactly_one": False,
    }
    assert empty.keys() == {"channel", "week_of", "you_set_it_up"}
    assert not [other for other in ("Lin", LIN, "U3PRIVATE") if other in json.dumps(exported)]


def test_moments_are_utc_days_are_days_and_durations_minutes() -> None:
    east = timezone(timedelta(hours=5, minutes=45))
    assert plain(datetime(2026, 11, 17, 9, tzinfo=east)) == "2026-11-17T03:15:00Z"
    assert plain(TUESDAY) == "2026-11-17"
    assert plain(timedelta(hours=2, minutes=30)) == 150
    assert plain(DEFAULT_WEEK)["mon"] == ["9-17:30"]
    assert plain(DEFAULT_WEEK)["sun"] == []


def test_a_record_is_told_in_words(exported: Json) -> None:
    assert exported["record"] == {"until": "2026-11-17", "best_week": 7, "run": 2, "longest_run": 5, "free_days": 1}
    assert exported["archive"] is None
