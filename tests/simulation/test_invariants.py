"""Each check can fail: the least that it must notice, and beside it what is in order."""

import pytest

from tests.simulation.mirror import Row
from tests.simulation.quiet import MOST_ATTEMPTS
from tests.simulation.told import (
    ANA,
    BACK,
    CARD,
    MINUTE,
    TEAM,
    Told,
    at,
    errand,
    member,
    reminder,
    workspace,
)

TICK = {"workspace_id": TEAM, "member_id": ANA, "reminder_id": CARD, "origin_id": CARD, "exercise": "hip"}
UNTIL = at(10 * MINUTE)
SNOOZED = reminder(state="snoozed", snoozed_until=UNTIL)
WAITING = reminder(BACK, kind="snooze", state="pending", due_at=UNTIL, message_ts=None)
CALLED_OFF = WAITING | {"state": "expired", "reason": "superseded"}


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.mark.parametrize(
    ("state", "shows"),
    [("sent", "pending 0/2"), ("sent", "sent 1/2"), ("done", "done 2/2"), ("missed", "deleted"), ("skipped", "gone")],
)
def test_a_card_that_shows_what_is_stored_is_in_order(told: Told, state: str, shows: str) -> None:
    told.commit(reminder(state=state))
    told.show(shows)
    assert told.rest() == []


@pytest.mark.parametrize("state", ["done", "skipped", "moved", "snoozed", "missed"])
def test_a_closed_card_with_buttons_is_noticed_once_it_had_its_time(told: Told, state: str) -> None:
    told.commit(SNOOZED | {"state": state}, WAITING)
    told.show("sent 0/2")
    assert told.rest(minutes=19) == []
    assert told.rest(minutes=2) == [f"a card that is closed has no buttons any more: card is {state}"]


@pytest.mark.parametrize(("apart", "is_noticed"), [(14.0, False), (16.0, True)])
def test_a_card_may_be_covered_only_by_a_drawing_that_was_still_on_its_way(
    told: Told, apart: float, is_noticed: bool
) -> None:
    told.commit(reminder())
    told.loop.elapsed += apart
    told.commit(reminder(state="done"))
    told.show("sent 1/2")
    assert bool(told.rest()) == is_noticed


def test_an_open_card_that_was_folded_or_deleted_is_noticed(told: Told) -> None:
    told.commit(reminder())
    told.show("deleted")
    assert told.rest() == ["who has an open card sees it: card"]


def test_a_card_that_went_by_untouched_and_stands_is_noticed(told: Told) -> None:
    told.commit(reminder(state="missed"))
    told.show("missed 0/2")
    assert told.rest() == ["a card that went by untouched is removed: card"]


def test_a_card_that_went_by_half_done_may_stand_folded(told: Told) -> None:
    told.commit(reminder(state="missed"), TICK)
    told.show("missed 1/2")
    assert told.rest() == []


def test_two_cards_with_buttons_are_noticed(told: Told) -> None:
    told.commit(reminder(state="skipped"), reminder(BACK))
    told.show("sent 0/2")
    told.show("sent 0/2", of=BACK)
    assert "a member sees at most one card with buttons: U1 sees ['card', 'back']" in told.rest()


def test_a_card_that_is_tried_again_later_or_was_tried_too_often_may_stand(told: Told) -> None:
    told.commit(reminder(state="missed"), errand(due_at=at(30 * MINUTE), attempts=MOST_ATTEMPTS))
    told.show("sent 0/2")
    assert told.rest() == []
    told.remove(errand())
    assert told.rest() == []


def test_an_old_card_that_nobody_sees_to_is_noticed(told: Told) -> None:
    told.commit(errand())
    assert told.rest() == ["an old card that is due is seen to: card"]


@pytest.mark.parametrize("column", ["next_due_at", "wake_at"])
def test_a_workspace_that_nobody_serves_is_noticed_unless_it_is_suspended(told: Told, column: str) -> None:
    told.commit(workspace(**{column: at(0)}, suspended_reason="token_revoked"))
    assert told.rest() == []
    told.commit(workspace(**{column: at(0)}))
    assert told.rest() == ["a workspace with something due is served: T1"]


def test_a_promised_tick_that_is_gone_is_noticed(told: Told) -> None:
    told.ledger.to((TEAM, ANA)).ticked.add((CARD, "hip"))
    assert told.rest()[0].startswith("what was ticked off stays so")


def test_an_open_card_whose_message_was_removed_is_noticed(told: Told) -> None:
    told.commit(reminder(removed=1))
    assert told.violations == ["an open card has its message: that of card was removed"]


@pytest.mark.parametrize("planned", [(member(stopped_at=at(0), next_at=at(60)),), (member(stopped_at=at(0)), WAITING)])
def test_a_plan_for_who_stopped_is_noticed(told: Told, planned: tuple[Row, ...]) -> None:
    told.commit(*planned)
    assert told.violations[0].startswith("nothing is planned for who stopped: U1")


@pytest.mark.parametrize("waiting", [(), (WAITING | {"due_at": UNTIL + 1},), (WAITING | {"origin_id": "other"},)])
def test_a_snooze_without_the_return_it_promised_is_noticed(told: Told, waiting: tuple[Row, ...]) -> None:
    told.commit(reminder())
    told.commit(SNOOZED, *waiting)
    assert told.violations == ["what was snoozed is planned to come back when it says: card"]


@pytest.mark.parametrize("of_no_concern", [(), (member(last_completed_at=at(5)),), (TICK | {"origin_id": "older"},)])
def test_a_snooze_called_off_for_nothing_is_noticed(told: Told, of_no_concern: tuple[Row, ...]) -> None:
    told.commit(SNOOZED, WAITING)
    told.commit(CALLED_OFF, *of_no_concern)
    assert told.violations == ["a snooze that is out is called off for a reason: back"]


@pytest.mark.parametrize(
    "reason",
    [
        member(paused=1),
        member(stopped_at=at(5)),
        member(moved_at=at(5)),
        member(skipped_at=at(5)),
        TICK,
        SNOOZED | {"state": "sent", "snoozed_until": None},
        SNOOZED | {"state": "done"},
    ],
)
def test_a_snooze_that_its_member_ended_is_called_off(told: Told, reason: Row) -> None:
    told.commit(SNOOZED, WAITING)
    told.commit(CALLED_OFF, reason)
    assert told.violations == []


def test_a_snooze_ends_with_another_card(told: Told) -> None:
    told.commit(SNOOZED, WAITING)
    told.commit(CALLED_OFF, reminder(reminder_id="another", state="sent"))
    assert told.violations == []


@pytest.mark.parametrize(
    ("screen", "ends_at", "shows"),
    [(None, None, "sent 0/2"), (2, None, "sent 0/2 at 2"), (2, 30, "sent 0/2 at 2 running")],
)
def test_a_guide_that_is_shown_where_it_is_is_in_order(
    told: Told, screen: int | None, ends_at: int | None, shows: str
) -> None:
    told.commit(reminder(guide_screen=screen, guide_ends_at=ends_at and at(ends_at * MINUTE)))
    told.show(shows)
    assert told.rest() == []


@pytest.mark.parametrize("shows", ["sent 0/2", "sent 0/2 at 3", "sent 0/2 at 2 running"])
def test_a_guide_that_is_shown_elsewhere_is_noticed(told: Told, shows: str) -> None:
    told.commit(reminder(guide_screen=2))
    told.show(shows)
    assert [said.partition(":")[0] for said in told.rest()] == ["a card shows where its guide is"]


def test_a_timer_that_nobody_moves_on_from_is_noticed(told: Told) -> None:
    told.commit(reminder(guide_screen=2, guide_ends_at=at(0)))
    told.show("sent 0/2 at 2 running")
    assert told.rest() == ["a timer that has ended is moved on from: card"]


@pytest.mark.parametrize(("apart", "is_noticed"), [(14.0, False), (16.0, True)])
def test_a_press_that_changed_nothing_may_have_its_drawing_on_its_way(
    told: Told, apart: float, is_noticed: bool
) -> None:
    told.commit(reminder())
    told.loop.elapsed += MINUTE
    told.checks.drawing_begun(CARD)
    told.loop.elapsed += apart
    told.commit(reminder(state="done"))
    told.show("sent 1/2")
    assert bool(told.rest()) == is_noticed


@pytest.mark.parametrize(("version", "is_noticed"), [(1, False), (2, True)])
def test_an_older_state_that_was_drawn_while_the_database_was_away_is_counted(
    told: Told, version: int, is_noticed: bool
) -> None:
    told.commit(reminder(state="done", version=2))
    told.show("sent 1/2")
    told.checks.drawing_not_noted(CARD, version=version)
    assert bool(told.rest()) == is_noticed
    told.commit(reminder(state="done", version=3, closed_at=at(0)))
    assert told.rest() != []
