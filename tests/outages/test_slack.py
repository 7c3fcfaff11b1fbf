from datetime import timedelta
from pathlib import Path

import pytest

from tests.hurry import HASTY
from tests.outages.course import Plan
from tests.outages.shard import course_of
from tests.outages.troubles import TROUBLES

LINES = 10  # of log, whatever is in trouble for how long
HARM = 8.0  # seconds: four cards in quiet tell little of a busy machine; a call that is not answered still takes ten


def plan_of(trouble: str) -> Plan:
    return Plan(
        trouble=trouble,
        before=0.4,
        lasts=1.6,
        after=0.2,
        every=0.2,
        healthy=2,
        timing=HASTY,
        tick_every=timedelta(milliseconds=50),
        retry_after=1,
        harm=HARM,
    )


@pytest.mark.parametrize("trouble", sorted(TROUBLES))
async def test_trouble_with_some_workspaces_is_theirs_alone_and_passes(
    trouble: str, sqlite_url: str, tmp_path: Path
) -> None:
    plan = plan_of(trouble)
    course = await course_of(plan, url=sqlite_url, folder=tmp_path)
    begun, *_, ended = course.readings

    assert course.calls_in_trouble.keys() == set(plan.in_trouble)
    assert max(course.calls_in_trouble.values()) <= plan.most_calls(ended.at - begun.at)
    assert ended.lines - begun.lines <= LINES
    assert list(course.faults()) == []
    assert course.unlooked == 0
    assert course.states == {("sent", ""): plan.troubled * plan.crowd.members // plan.crowd.workspaces}
