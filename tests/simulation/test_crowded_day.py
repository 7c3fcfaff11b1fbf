"""The crowded day in small: a few more people than a minute lets through, and then a protocol that is broken."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.services import planning
from bot.services.timing import Timing
from tests.simulation.caps import Cap
from tests.simulation.crowd import OPENS, Crowd, live_through
from tests.simulation.mutations import Mutation, Patch
from tests.simulation.queueing import Served, Spread, evenly_paced, excess, in_bursts, quantile, waiting
from tests.simulation.verdict import Verdict

HOUR = 3600.0  # seconds
PACED = Timing(posts_a_minute=5, at_once=1)
TWO_ROUNDS = Crowd(members=100, cap=6, timing=PACED, ends_at=OPENS + 5.7 * HOUR)
ONE_ROUND = Crowd(members=60, cap=4, timing=replace(PACED, posts_a_minute=3), ends_at=OPENS + 3 * HOUR)
A_FIFTH = replace(ONE_ROUND, members=80, cap=60, timing=Timing(posts_a_minute=59, at_once=1))
"""A fifth of what production is paced for, with more people than a minute lets through."""


def verdict_on(crowd: Crowd) -> Verdict:
    return Verdict(crowd, live_through(crowd))


def all_at_half_past_eleven() -> Sequence[Patch]:
    return [(planning, "first_gap", lambda *_, **__: timedelta(minutes=150))]


def test_a_crowd_is_served_as_fast_as_the_cap_allows() -> None:
    verdict = verdict_on(TWO_ROUNDS)

    assert verdict.missed == [], "\n".join(verdict.lines())
    assert verdict.day.deletions.passed > 0
    assert verdict.day.deletions.refused == verdict.day.edits.refused == []
    assert len(verdict.day.sent) == verdict.day.posts.passed == 2 * TWO_ROUNDS.members


def test_without_a_pace_there_is_a_storm_of_429s() -> None:
    unpaced = replace(ONE_ROUND, timing=Timing(posts_a_minute=None))

    assert verdict_on(unpaced).missed == ["no storm of 429s"]


def test_a_pace_far_below_the_cap_is_noticed() -> None:
    slow = replace(TWO_ROUNDS, timing=replace(PACED, posts_a_minute=2), ends_at=ONE_ROUND.ends_at)

    assert "in time" in verdict_on(slow).missed


def test_even_if_all_are_due_at_once_the_pace_is_kept() -> None:
    with Mutation("everybody's first reminder comes at the same time", all_at_half_past_eleven).applied():
        verdict = verdict_on(A_FIFTH)

    assert verdict.day.posts.refused == []
    assert verdict.missed == ["first reminders evenly spread"]


@pytest.mark.parametrize(("at", "retry_after"), [(59.9, 1), (30.0, 30), (60.0, None)])
def test_a_cap_counts_the_last_sixty_seconds(at: float, retry_after: int | None) -> None:
    cap = Cap(2)
    assert [cap.admit(0.0), cap.admit(0.0)] == [None, None]

    assert cap.admit(at) == retry_after


def test_an_ideal_queue_takes_each_in_order_and_rests_when_nothing_is_due() -> None:
    due = [0.0, 0.0, 0.0, 100.0, 110.0]

    assert evenly_paced(due, a_minute=2) == [0.0, 30.0, 60.0, 100.0, 130.0]


def test_a_queue_in_bursts_never_sends_more_within_a_minute() -> None:
    due = [0.0, 0.0, 0.0, 20.0, 70.0]

    assert in_bursts(due, a_minute=2) == [0.0, 0.0, 60.0, 60.0, 120.0]


def test_what_is_later_than_forced_is_told_from_what_is_late() -> None:
    served = [Served(0.0, 1.0), Served(0.0, 32.0)]

    assert [one.late for one in served] == [1.0, 32.0]
    assert excess(served, evenly_paced([0.0, 0.0], a_minute=2)) == [1.0, 2.0]
    assert [waiting(served, moment) for moment in (0.5, 1.0, 32.0)] == [2, 1, 0]


def test_a_quantile_is_one_of_the_values() -> None:
    assert quantile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert quantile(list(range(1, 101)), 0.99) == 99


def test_a_spread_says_how_uneven_it_is() -> None:
    assert Spread.over([0, 1, 2, 0, 1, 2], parts=3).chi_square == 0
    assert Spread.over([1, 1, 1, -1], parts=3) == Spread((0, 3, 0), outside=1)
    assert Spread((0, 3, 0)).chi_square == 6.0
    assert Spread((0, 3, 0)).fullest == 3.0
