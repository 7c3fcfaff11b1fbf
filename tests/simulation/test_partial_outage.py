"""Slack in trouble with some workspaces: it is called sparingly, others notice nothing, and nothing is left over."""

import pytest

from bot.domain.ids import WorkspaceId
from bot.domain.planner import GRACE
from bot.services.timing import UNHURRIED
from tests.simulation.partial_outage import FATES, RETRY_AFTER, TROUBLE, Course, partial_outage

MEMBERS = 24
TROUBLED, HEALTHY = WorkspaceId("T0"), WorkspaceId("T1")
AS_EVER = 5.0  # seconds after its time


def most_calls(kind: str) -> float:
    """As many as one round makes, and no second round before the wait is over."""
    wait = RETRY_AFTER if kind == "limited" else UNHURRIED.look_up_after.total_seconds()
    return UNHURRIED.at_once * (TROUBLE / wait + 1)


def most_tasks(*, workspaces: int) -> int:
    """The ring; and for each workspace its turn, and the calls of a round."""
    return 1 + workspaces * (1 + UNHURRIED.at_once)


def all_came(course: Course, workspace: WorkspaceId) -> bool:
    return course.states(workspace) == {"sent": MEMBERS} and len(course.lateness[workspace]) == MEMBERS


@pytest.mark.parametrize("kind", sorted(FATES))
def test_ten_minutes_of_trouble_in_one_workspace(kind: str) -> None:
    course = partial_outage(FATES[kind], members=MEMBERS)

    assert course.violations == []
    assert 0 < course.calls[TROUBLED] <= most_calls(kind)
    assert course.most_tasks <= most_tasks(workspaces=2)
    assert all_came(course, HEALTHY)
    assert course.latest(HEALTHY) < AS_EVER
    assert all_came(course, TROUBLED)
    assert course.latest(TROUBLED) < GRACE.total_seconds()
    if kind != "html":  # there the work was done at once
        assert course.latest(TROUBLED) > AS_EVER


def test_as_many_silent_workspaces_as_are_served_at_once_hold_up_nobody() -> None:
    troubled = UNHURRIED.workspaces_at_once
    course = partial_outage(FATES["silent"], members=MEMBERS, troubled=troubled)
    healthy = list(course.lateness)[-1]

    assert course.violations == []
    assert all_came(course, healthy)
    assert course.latest(healthy) < AS_EVER
    assert max(course.calls.values()) <= most_calls("silent")
    assert all(all_came(course, workspace) for workspace in course.lateness)
