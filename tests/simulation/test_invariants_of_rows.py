"""The checks of what a transaction writes, of the weekly post and of notices: each can fail."""

from datetime import date, timedelta

import pytest

from bot.domain.board import BoardPost, PostState
from bot.domain.ids import ChannelId
from bot.domain.notice import Notice
from bot.domain.standings import Board
from tests.simulation.invariants import Begun
from tests.simulation.mirror import Row
from tests.simulation.processes import Freeze
from tests.simulation.timing_laws import ANCHORS
from tests.simulation.told import (
    ANA,
    BACK,
    BEGAN,
    CARD,
    MINUTE,
    TEAM,
    Told,
    at,
    idle_process,
    member,
    reminder,
    workspace,
)

HOUR = 60 * MINUTE
BY_DAY = "/".join(["540-1050"] * 7)
AT_WORK = member(
    **(dict.fromkeys(ANCHORS) | {"joined_at": at(0)}),
    interval=2.5 * HOUR,
    zone="UTC",
    week=BY_DAY,
)
"""From nine to half past five; the world begins at six."""
MOVED = Notice(
    workspace=TEAM,
    member=ANA,
    moved_from=timedelta(hours=1),
    moved_to=timedelta(hours=2),
    owed_at=BEGAN,
    due_at=BEGAN,
)
NOTICE = {"workspace_id": TEAM, "member_id": ANA, "moved_to": 7200.0, "due_at": at(0), "begun_at": None}


@pytest.fixture
def told() -> Told:
    told = Told()
    told.commit(AT_WORK)
    return told


def planned(due_after: float, *, begun_after: float | None = None) -> Row:
    begun_at = None if begun_after is None else at(begun_after)
    return reminder(kind="planned", state="pending", message_ts=None, due_at=at(due_after), attempted_at=begun_at)


def test_two_open_cards_of_a_member_are_noticed(told: Told) -> None:
    told.commit(reminder(CARD))
    assert told.violations == []
    told.commit(reminder(BACK))
    assert told.violations == ["a member has at most one open card: ['back', 'card']"]


def test_the_second_may_be_opened_as_the_first_is_closed(told: Told) -> None:
    told.commit(reminder(CARD))
    told.commit(reminder(CARD, state="missed"), reminder(BACK))
    assert told.violations == []


def test_a_reminder_in_the_night_is_noticed(told: Told) -> None:
    told.commit(planned(21 * HOUR))  # three in the morning
    assert told.violations == [
        "no reminder comes against the timing laws: card: it lies outside the member's periods",
    ]


def test_a_reminder_soon_after_the_start_of_the_day_is_noticed(told: Told) -> None:
    told.commit(planned(4 * HOUR))
    assert told.violations == [
        "no reminder comes against the timing laws: card: it comes 1:00:00 after the start of the stretch"
    ]


def test_a_reminder_sooner_than_the_interval_after_an_anchor_is_noticed(told: Told) -> None:
    told.commit({**AT_WORK, "last_completed_at": at(6 * HOUR)})
    told.commit(planned(6 * HOUR + 10 * MINUTE))
    (found,) = told.violations
    assert found.startswith("no reminder comes against the timing laws: card: it comes 0:10:00 after the anchor")


def test_a_reminder_an_interval_after_its_anchor_is_in_order(told: Told) -> None:
    told.commit({**AT_WORK, "last_completed_at": at(6 * HOUR)})
    told.commit(planned(8.5 * HOUR))
    assert told.violations == []


@pytest.mark.parametrize(("late", "is_noticed"), [(15 * MINUTE, False), (15 * MINUTE + 1, True)])
def test_a_post_begun_later_than_the_grace_is_noticed(told: Told, late: float, is_noticed: bool) -> None:
    told.commit(planned(6 * HOUR))
    told.commit(planned(6 * HOUR, begun_after=6 * HOUR + late))
    noticed = ["nothing is posted more than fifteen minutes late: card by 0:15:01"]
    assert told.violations == (noticed if is_noticed else [])


@pytest.mark.parametrize(("begun", "is_noticed"), [(-MINUTE, False), (0.0, True)])
def test_a_post_begun_when_the_day_is_over_is_noticed(told: Told, begun: float, is_noticed: bool) -> None:
    end = 11.5 * HOUR
    told.commit(planned(end - 5 * MINUTE))
    told.commit(planned(end - 5 * MINUTE, begun_after=end + begun))
    noticed = ["nothing is posted outside the member's periods: card"]
    assert told.violations == (noticed if is_noticed else [])


def test_a_second_weekly_post_of_a_channel_and_week_is_noticed(told: Told) -> None:
    def post(week: date) -> BoardPost:
        return BoardPost(
            workspace=TEAM,
            channel=ChannelId("C1"),
            week=week,
            state=PostState.PENDING,
            after=BEGAN,
            until=BEGAN + timedelta(days=7),
            set_by=ANA,
            set_by_name="Ana",
            board=Board(total=0, took_part=0, best=()),
        )

    friday = date(2026, 6, 12)
    told.checks.board_posted(post(friday))
    told.checks.board_posted(post(friday + timedelta(days=7)))
    assert told.violations == []
    told.checks.board_posted(post(friday))
    assert told.violations == ["a channel has one weekly post a week: ('T1', 'C1', '2026-06-08')"]


@pytest.mark.parametrize("frozen", [0.0, 14.0, 16.0])
def test_a_member_who_is_told_twice_of_new_bounds_is_noticed(told: Told, frozen: float) -> None:
    process = idle_process()
    told.commit(workspace(lease_owner=process.name, lease_until=at(15.0)), NOTICE | {"begun_at": at(0)})
    begun = told.checks.notice_begun(MOVED, process)
    process.freezes.append(Freeze(0.0, frozen))
    told.checks.notice_posted(MOVED, begun)
    assert told.violations == []
    told.checks.notice_posted(MOVED, Begun(idle_process(), 0.0, 15.0, "notice"))
    noticed = ["a member is told of new bounds once: U1 of 2:00:00"]
    assert told.violations == ([] if frozen > 15 else noticed)


@pytest.mark.parametrize(
    ("begun_at", "owner", "noticed"),
    [
        (at(0), "idle", []),
        (None, "idle", ["a notice leaves only after its intent was committed: U1"]),
        (at(0), "other", ["only who holds the lease posts: idle does, other has it"]),
    ],
)
def test_a_notice_without_its_intent_or_lease_is_noticed(
    told: Told, begun_at: int | None, owner: str, noticed: list[str]
) -> None:
    told.commit(workspace(lease_owner=owner, lease_until=at(15.0)), NOTICE | {"begun_at": begun_at})
    told.checks.notice_begun(MOVED, idle_process())
    assert told.violations == noticed


def test_a_notice_that_nobody_tells_is_noticed(told: Told) -> None:
    told.commit(NOTICE)
    assert told.rest(minutes=19) == []
    assert told.rest(minutes=2) == ["who is owed a notice is told, or it is settled: U1"]


def test_a_reminder_that_goes_without_its_member_is_noticed(told: Told) -> None:
    told.commit(planned(6 * HOUR))
    told.remove(planned(6 * HOUR))
    assert told.violations == ["a reminder goes only with its member: card"]


def test_one_that_goes_with_its_member_is_in_order(told: Told) -> None:
    told.commit(planned(6 * HOUR))
    told.remove(planned(6 * HOUR), AT_WORK)
    assert told.violations == []


def test_the_open_card_of_who_was_erased_is_noticed_where_all_was_well_since(told: Told) -> None:
    told.commit(reminder())
    told.show("sent 0/2")
    told.remove(reminder(), AT_WORK)
    assert told.rest(minutes=19) == []
    assert told.rest(minutes=2) == ["the open card of who was erased is removed: card"]


@pytest.mark.parametrize(("shows", "minutes"), [("deleted", 21), ("done 2/2", 21), ("sent 0/2", 28)])
def test_a_card_of_who_was_erased_may_be_gone_or_closed_or_left_by_earlier_trouble(
    told: Told, shows: str, minutes: float
) -> None:
    told.commit(reminder())
    told.show(shows)
    told.remove(reminder(), AT_WORK)
    assert told.rest(minutes) == []


def test_the_double_that_a_frozen_process_left_to_who_was_erased_is_its_own_affair(told: Told) -> None:
    told.commit(reminder(message_ts="another.1"))
    told.show("sent 0/2")
    told.remove(reminder(), AT_WORK)
    assert told.rest() == []


def test_a_closed_card_that_an_old_drawing_covers_is_not_what_erasing_removes(told: Told) -> None:
    told.commit(reminder(state="done"))
    told.show("sent 0/2")
    told.remove(reminder(state="done"), AT_WORK)
    assert told.rest() == []


def test_the_completions_that_went_without_being_undone_are_noticed(told: Told) -> None:
    tick = {"workspace_id": TEAM, "member_id": ANA, "reminder_id": CARD, "origin_id": CARD, "exercise": "hip"}
    told.commit(reminder(), tick)
    told.remove(tick)
    (found,) = told.violations
    assert found.startswith("what was ticked off stays so unless it is undone")
