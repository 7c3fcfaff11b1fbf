"""What new bounds change for a member, and what there is to tell of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.administration import allowed_bounds
from bot.domain.errors import BoundsOutOfRange, BoundsTooClose
from bot.domain.ids import ChannelId, MemberId, WorkspaceId
from bot.domain.member import Member
from bot.domain.notice import Notice, fitted
from bot.domain.spread import DEFAULT_BOUNDS, Bounds

NOW = datetime(2026, 11, 17, 9, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NARROW, LOW = Bounds(2 * HOUR, 2.75 * HOUR), Bounds(1 * HOUR, 2 * HOUR)
ANA = Member(
    workspace=WorkspaceId("T1"),
    id=MemberId("U1"),
    name="Ana",
    channel=ChannelId("D1"),
    zone="Europe/Berlin",
    joined_at=NOW,
    interval=3 * HOUR,
)

quarters = st.integers(2, 32).map(lambda count: count * 15 * MINUTE)
bounds = st.tuples(quarters, st.integers(2, 20)).map(lambda both: Bounds(both[0], both[0] + both[1] * 15 * MINUTE))


def moved(member: Member, *changes: Bounds) -> tuple[Member, Notice | None]:
    """After these changes, one right after the other, before anybody was told."""
    notice: Notice | None = None
    for change in changes:
        outcome = fitted(member, notice, change, now=NOW)
        if outcome is not None:
            member, notice = outcome
    return member, notice


def test_whoever_is_outside_comes_to_the_nearest_bound_and_is_owed_a_word() -> None:
    member, notice = moved(ANA, NARROW)
    assert member.interval == 2.75 * HOUR
    assert notice is not None
    assert (notice.moved_from, notice.moved_to, notice.is_longest) == (3 * HOUR, 2.75 * HOUR, True)


def test_whoever_is_inside_or_on_a_bound_stays() -> None:
    for interval in (2 * HOUR, 2.5 * HOUR, 2.75 * HOUR):
        assert fitted(replace(ANA, interval=interval), None, NARROW, now=NOW) is None


def test_two_changes_before_the_word_went_are_told_as_one() -> None:
    member, notice = moved(ANA, NARROW, LOW)
    assert member.interval == 2 * HOUR
    assert notice is not None
    assert (notice.moved_from, notice.moved_to) == (3 * HOUR, 2 * HOUR)


def test_bounds_that_are_changed_back_have_nothing_to_tell() -> None:
    assert moved(ANA, NARROW, DEFAULT_BOUNDS) == (ANA, None)


def test_what_the_member_chose_meanwhile_counts() -> None:
    member, notice = moved(ANA, NARROW)
    chosen = replace(member, interval=2.25 * HOUR)
    assert notice is not None
    assert not notice.is_true_of(chosen)
    assert fitted(chosen, notice, DEFAULT_BOUNDS, now=NOW) is None


def test_once_its_post_has_begun_a_word_stands_and_the_next_change_is_another() -> None:
    member, notice = moved(ANA, NARROW)
    assert notice is not None
    begun = replace(notice, begun_at=NOW)
    assert fitted(member, begun, DEFAULT_BOUNDS, now=NOW) is None
    outcome = fitted(member, begun, LOW, now=NOW + MINUTE)
    assert outcome is not None
    assert outcome[1] is not None
    assert outcome[1].moved_from == 2.75 * HOUR
    assert outcome[1].id != notice.id


@given(quarters, st.lists(bounds, min_size=1, max_size=4))
def test_however_often_they_change_only_the_last_ones_matter(interval: timedelta, changes: list[Bounds]) -> None:
    member, notice = moved(replace(ANA, interval=interval), *changes)
    assert member.interval == changes[-1].nearest(interval)
    assert (notice is None) == (member.interval == interval)
    assert notice is None or (notice.moved_from, notice.moved_to) == (interval, member.interval)


@pytest.mark.parametrize("apart", [-60, 0, 29])
def test_bounds_are_half_an_hour_apart_at_least(apart: int) -> None:
    with pytest.raises(BoundsTooClose):
        allowed_bounds(2 * HOUR, 2 * HOUR + apart * MINUTE)
    assert allowed_bounds(2 * HOUR, 2 * HOUR + 30 * MINUTE) == Bounds(2 * HOUR, 2.5 * HOUR)


@pytest.mark.parametrize(("shortest", "longest"), [(29, 120), (120, 481), (-60, 60)])
def test_bounds_that_nobody_could_live_with_are_refused(shortest: int, longest: int) -> None:
    with pytest.raises(BoundsOutOfRange):
        allowed_bounds(shortest * MINUTE, longest * MINUTE)
    assert allowed_bounds(30 * MINUTE, 480 * MINUTE) == Bounds(30 * MINUTE, 8 * HOUR)
