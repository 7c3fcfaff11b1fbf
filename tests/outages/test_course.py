from collections.abc import Mapping
from datetime import timedelta

import pytest

from tests.benchmarks.seeding import TUESDAY
from tests.lean_slack import Post
from tests.outages.course import Course, Plan, Reading
from tests.outages.slack import faults, told

PLAN = Plan(trouble="silent", before=1, lasts=1, after=0, every=1, healthy=1, troubled=1)
HEALTHY, TROUBLED = PLAN.crowd.ids


def course_of(late: Mapping[str, float], *, pending: int = 0) -> Course:
    """Of a healthy workspace's two cards, one due in quiet and one in the time of trouble, so many seconds late."""
    due = {name: TUESDAY + timedelta(seconds=at) for name, at in (("quiet", 0), ("trouble", 1))}
    posts = [(Post(name, HEALTHY, "bot-1"), due[name] + timedelta(seconds=seconds)) for name, seconds in late.items()]
    own = [(Post(name, TROUBLED, "bot-1"), TUESDAY) for name in ("first", "second")]
    return Course(plan=PLAN, posts=posts + own, due=due | {"first": TUESDAY, "second": TUESDAY}, pending=pending)


def test_healthy_workspaces_may_wait_a_little_longer_in_the_time_of_trouble() -> None:
    assert list(course_of({"quiet": 1, "trouble": 1 + PLAN.harm}).faults()) == []


@pytest.mark.parametrize(
    ("late", "pending", "fault"),
    [
        (
            {"quiet": 1, "trouble": 1.1 + PLAN.harm},
            0,
            "others are harmed: a card of a healthy workspace came 6.1 s late",
        ),
        ({"quiet": 1}, 0, "0 doubled, 1 lost"),
        ({"quiet": 1, "trouble": 1}, 1, "1 still pending"),
    ],
)
def test_what_must_not_be_is_said(late: Mapping[str, float], pending: int, fault: str) -> None:
    assert next(course_of(late, pending=pending).faults()).startswith(fault)


def test_a_time_in_which_nothing_came_is_told_and_judged() -> None:
    readings = [Reading(at=at, cpu_seconds=0.0, resident=80.0, lines=0) for at in (0.0, 0.5, 1.0)]
    course = Course(plan=PLAN, readings=readings)

    assert "lateness of the healthy: no cards before, no cards meanwhile" in told(course)
    assert list(faults(course)) == [
        "nobody in trouble was called at all",
        "0 doubled, 4 lost",
        "2 cards of the healthy workspaces never came",
        "no cards of the healthy workspaces to compare",
    ]
