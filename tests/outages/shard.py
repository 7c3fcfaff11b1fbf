"""Slack in trouble with some of a bot's workspaces while reminders come due in all of them, and what came of it."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select, update

from bot.domain.reminder import State
from bot.store.schema import members, reminders
from tests.benchmarks.seeding import TUESDAY, seed
from tests.lean_slack import LeanSlack, serving
from tests.outages.course import Course, Plan, Reading
from tests.outages.gauge import Gauge
from tests.outages.passing import going, reached
from tests.outages.troubles import TROUBLES
from tests.scale.crew import at_work
from tests.scenario.processes.bot_process import Child, forking, said, until
from tests.scenario.processes.clock import SharedClock
from tests.stores import engine_for

UNHARMED = 15.0  # seconds that the healthy workspaces' last cards are waited for before the trouble may end
SOON = 60.0  # seconds until all is settled after the last reminder is due, besides as long as the trouble lasted


async def course_of(plan: Plan, *, url: str, folder: Path) -> Course:
    """Lets it happen on this database, which is empty or new. What did not come in time, the course tells."""
    await seed(url, plan.crowd)
    await _spread_out(url, plan)
    clock = SharedClock(TUESDAY - timedelta(seconds=1), context=forking())
    course = Course(plan=plan)
    slack = LeanSlack()
    async with (
        serving(slack) as address,
        at_work(
            1, url=url, slack=address, clock=clock, timing=plan.timing, tick_every=plan.tick_every, folder=folder
        ) as crew,
    ):
        slack.on_post = lambda post: course.posts.append((post, clock.now()))
        slack.on_call = course.calls.append
        (bot,) = crew.bots.values()
        await said(bot, "running")
        async with going(clock):
            await reached(clock, _at(plan.before))
            await _suffer(course, slack, bot, clock)
            await reached(clock, _at(plan.before + plan.lasts + plan.after))
            with suppress(TimeoutError):
                await until(lambda: _is_settled(url, plan), within=SOON + plan.lasts)
        await crew.stop()
    await _read(course, url)
    return course


async def _suffer(course: Course, slack: LeanSlack, bot: Child, clock: SharedClock) -> None:
    """It lasts as long as is planned, and until the healthy workspaces have all that came due by then."""
    plan, over = course.plan, asyncio.Event()
    course.readings.append(_reading(bot))
    course.begins = len(course.calls)
    slack.troubles = {workspace: TROUBLES[plan.trouble](plan.retry_after, over) for workspace in plan.in_trouble}
    await reached(clock, _at(plan.before + plan.lasts / 2))
    course.readings.append(_reading(bot))
    await reached(clock, _at(plan.before + plan.lasts))
    wanted = plan.healthy * int((plan.before + plan.lasts) / plan.every)

    async def healthy_have_theirs() -> bool:
        return sum(post.workspace not in plan.in_trouble for post, _ in course.posts) >= wanted

    with suppress(TimeoutError):
        await until(healthy_have_theirs, within=UNHARMED)
    course.ends = len(course.calls)
    course.readings.append(_reading(bot))
    slack.troubles = {}
    over.set()


def _reading(bot: Child) -> Reading:
    assert bot._process.pid is not None
    gauge = Gauge(bot._process.pid)
    return Reading(
        at=asyncio.get_running_loop().time(),
        cpu_seconds=gauge.cpu_seconds,
        resident=gauge.resident,
        lines=len(bot.said.splitlines()),
    )


def _at(seconds: float) -> datetime:
    return TUESDAY + timedelta(seconds=seconds)


async def _spread_out(url: str, plan: Plan) -> None:
    """In each workspace one member after the other is due."""
    each = plan.crowd.members // plan.crowd.workspaces
    async with engine_for(url) as engine, engine.begin() as connection:
        for number in range(each):
            due_at = TUESDAY + timedelta(seconds=number * plan.every)
            await connection.execute(update(members).where(members.c.id == f"U{number}").values(next_at=due_at))


async def _is_settled(url: str, plan: Plan) -> bool:
    await asyncio.sleep(0.1)
    settled = select(func.count()).where(reminders.c.state != State.PENDING)
    async with engine_for(url) as engine, engine.connect() as connection:
        return await connection.scalar(settled) == plan.crowd.members


async def _read(course: Course, url: str) -> None:
    async with engine_for(url) as engine, engine.connect() as connection:
        rows: Sequence[tuple[str, str, datetime, State, str | None]] = [
            (row.id, row.workspace, row.due_at, row.state, row.reason)
            for row in await connection.execute(select(reminders))
        ]
    for reminder, workspace, due_at, state, reason in rows:
        course.due[reminder] = due_at
        course.pending += state == State.PENDING
        course.given_up += state in {State.EXPIRED, State.FAILED} and bool(reason) and reminder not in course.times
        if workspace in course.plan.in_trouble:
            course.states[state, reason or ""] += 1
