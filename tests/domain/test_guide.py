"""From screen to screen: what Next, Back, Start, Leave and the end of a timer lead to, and what a tick does."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.guide import GET_SET, Guide, Place, place_of
from bot.domain.ids import MemberId, ReminderId, WorkspaceId
from bot.domain.reminder import Kind, Reminder, State
from routines.loader import load_catalog

NOW = datetime(2026, 11, 18, 10, 32, tzinfo=UTC)
HIP, KNEE = load_catalog().routines[0].exercises
SECOND = timedelta(seconds=1)
RUNNING = NOW + 40 * SECOND


def guide(screen: int | None = None, *, ends_at: datetime | None = None, done: Collection[str] = ()) -> Guide:
    reminder = Reminder(
        workspace=WorkspaceId("T1"),
        member=MemberId("U1"),
        id=ReminderId("r1"),
        origin=ReminderId("r1"),
        kind=Kind.PLANNED,
        due_at=NOW,
        active_on=NOW.date(),
        exercises=(HIP.id, KNEE.id),
        opener=0,
        state=State.SENT,
        guide_screen=screen,
        guide_ends_at=ends_at,
    )
    return Guide(reminder=reminder, exercises=(HIP, KNEE), done=done, now=NOW)


def at(reminder: Reminder) -> tuple[int | None, timedelta | None]:
    """The screen, and how long its timer still runs."""
    ends_at = reminder.guide_ends_at
    return reminder.guide_screen, None if ends_at is None else ends_at - NOW


def test_it_opens_at_the_first_screen_of_what_is_open() -> None:
    assert at(guide().opened()) == (1, None)
    assert at(guide(done=[HIP.id]).opened()) == (8, None)
    assert at(guide(done=[KNEE.id]).opened()) == (1, None)


def test_next_leads_through_all_of_it_and_a_rest_runs_from_the_press() -> None:
    reached = [at(guide(no).next()) for no in range(1, 11)]
    a_minute = 60 * SECOND
    assert reached == [
        *((2, None), (3, None), (4, a_minute), (5, None), (6, None)),
        *((7, a_minute), (8, None), (9, None), (10, None), (None, None)),
    ]


def test_next_passes_by_what_is_done_and_ends_at_the_card() -> None:
    assert at(guide(7, done=[KNEE.id]).next()) == (None, None)
    assert at(guide(1, done=[HIP.id]).next()) == (8, None)


@pytest.mark.parametrize(
    ("screen", "before"), [(1, None), (2, 1), (3, 2), (4, 3), (5, 3), (6, 5), (7, 6), (8, 6), (9, 8)]
)
def test_back_passes_by_what_runs_by_itself(screen: int, before: int | None) -> None:
    assert at(guide(screen).back()) == (before, None)


def test_back_from_a_timer_that_was_started_waits_for_start_again() -> None:
    assert at(guide(2, ends_at=RUNNING).back()) == (2, None)
    assert at(guide(4, ends_at=RUNNING).back()) == (3, None)


def test_start_leaves_ten_seconds_to_get_set() -> None:
    assert at(guide(2).started()) == (2, GET_SET + 120 * SECOND)
    assert GET_SET == 10 * SECOND


@pytest.mark.parametrize("screen", [None, 1, 3, 4, 10])
def test_start_means_nothing_where_nothing_waits_for_it(screen: int | None) -> None:
    assert guide(screen).started() == guide(screen).reminder


def test_start_pressed_twice_starts_once() -> None:
    assert guide(2, ends_at=RUNNING).started() == guide(2, ends_at=RUNNING).reminder


def test_leaving_shows_the_card() -> None:
    assert at(guide(4, ends_at=RUNNING).left()) == (None, None)


@pytest.mark.parametrize(("screen", "after"), [(2, 3), (4, 5), (5, 6), (7, 7)])
def test_the_end_of_a_timer_moves_on_but_from_the_last_screen_of_an_exercise(screen: int, after: int) -> None:
    assert at(guide(screen, ends_at=NOW).timed_out()) == (after, None)


def test_a_tick_goes_on_to_what_is_open_and_leaves_alone_what_is_not_done() -> None:
    assert at(guide(7, ends_at=RUNNING, done=[HIP.id]).ticked()) == (8, None)
    assert at(guide(2, ends_at=RUNNING, done=[KNEE.id]).ticked()) == (2, 40 * SECOND)
    assert at(guide(done=[HIP.id]).ticked()) == (None, None)


def test_a_tick_taken_back_leads_to_where_it_was_made() -> None:
    assert at(guide(9, done=[KNEE.id]).taken_back([HIP.id])) == (7, 60 * SECOND)
    assert at(guide().taken_back([HIP.id])) == (None, None)


def test_a_tick_taken_back_of_what_the_guide_has_not_left_leaves_it_alone() -> None:
    assert at(guide(2, ends_at=RUNNING).taken_back([KNEE.id])) == (2, 40 * SECOND)
    assert at(guide(2).taken_back([HIP.id])) == (2, None)
    assert at(guide(4, ends_at=RUNNING).taken_back([HIP.id])) == (4, 40 * SECOND)


def test_a_screen_that_has_left_the_catalog_is_the_card() -> None:
    assert guide(11).screen is None
    assert guide(11).place is None
    assert at(guide(11).next()) == (None, None)
    assert at(guide(11).opened()) == (1, None)
    assert at(guide(11, done=[HIP.id]).ticked()) == (None, None)


def test_a_place_tells_a_screen_that_waits_from_one_that_runs() -> None:
    assert place_of(guide().reminder) is None
    assert place_of(guide(2).reminder) == Place(2)
    assert place_of(guide(2, ends_at=RUNNING).reminder) == Place(2, is_running=True)


def test_whatever_closes_the_card_leaves_the_guide() -> None:
    closed = guide(2, ends_at=RUNNING).reminder.become(State.SKIPPED)
    assert place_of(closed) is None
