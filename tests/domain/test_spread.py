from collections import Counter
from datetime import timedelta

import pytest

from bot.domain.ids import MemberId, WorkspaceId
from bot.domain.spread import DEFAULT_BOUNDS, Bounds, first_gap, settle

ACME = WorkspaceId("T1")
MEMBERS = [MemberId(f"U{number}") for number in range(3000)]


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def first_gaps(interval: int, bounds: Bounds = DEFAULT_BOUNDS) -> set[timedelta]:
    return {first_gap(ACME, member, interval=minutes(interval), bounds=bounds) for member in MEMBERS}


@pytest.mark.parametrize(
    ("interval", "lowest"),
    [(120, 120), (134, 120), (135, 120), (136, 121), (150, 135), (165, 150), (166, 150), (180, 150)],
)
def test_the_first_gap_takes_every_whole_minute_of_half_an_hour_within_the_bounds(interval: int, lowest: int) -> None:
    assert first_gaps(interval) == {minutes(lowest + offset) for offset in range(30)}


def test_the_narrowest_bounds_still_hold_the_whole_spread() -> None:
    assert first_gaps(100, Bounds(minutes(90), minutes(120))) == {minutes(90 + offset) for offset in range(30)}


def test_settle_takes_every_minute_from_0_to_14() -> None:
    assert {settle(ACME, member) for member in MEMBERS} == {minutes(count) for count in range(15)}


def test_ten_thousand_members_do_not_start_at_once() -> None:
    starts = Counter(
        first_gap(ACME, MemberId(f"U{number}"), interval=minutes(150), bounds=DEFAULT_BOUNDS)
        for number in range(10_000)
    )
    assert max(starts.values()) < 2 * 10_000 / 30


def test_the_spread_never_changes_between_versions() -> None:
    member = MemberId("U0ANA")
    assert first_gap(ACME, member, interval=minutes(150), bounds=DEFAULT_BOUNDS) == minutes(135)
    assert settle(ACME, member) == minutes(7)


def test_the_same_member_of_another_workspace_has_another_spread() -> None:
    here = [settle(ACME, member) for member in MEMBERS]
    there = [settle(WorkspaceId("T2"), member) for member in MEMBERS]
    assert here != there


@pytest.mark.parametrize(("shortest", "longest"), [(120, 149), (120, 120), (180, 120), (0, 60), (-30, 30)])
def test_bounds_too_close_or_not_positive_are_refused(shortest: int, longest: int) -> None:
    with pytest.raises(ValueError, match="must be"):
        Bounds(minutes(shortest), minutes(longest))


def test_bounds_half_an_hour_apart_are_fine() -> None:
    assert Bounds(minutes(120), minutes(150)).longest == minutes(150)
