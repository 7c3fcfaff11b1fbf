"""Ten minutes in which Slack is in trouble with some workspaces and not with others, and what came of it."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import cycle
from typing import TypeVar

from bot.domain.ids import WorkspaceId
from bot.domain.member import Profile
from bot.services.building import build_services
from bot.store.transaction import SqlStore
from tests.simulation.commanding import give
from tests.simulation.commands import Command
from tests.simulation.database import engine, migrated
from tests.simulation.messenger import SimulatedMessenger
from tests.simulation.mirror import Row
from tests.simulation.processes import Process, outside, own_new_task
from tests.simulation.silence import listening
from tests.simulation.slack import Message
from tests.simulation.virtual_time import VirtualLoop, run_virtually
from tests.simulation.weather import CALL_TIMEOUT, CallFate
from tests.simulation.world import Size, World, routine

T = TypeVar("T")

MINUTE = 60.0  # seconds
BEFORE = 5 * MINUTE  # of reminders that come as they should
TROUBLE = 10 * MINUTE
AFTER = 35 * MINUTE  # the last reminder is due by then, and the grace is over
RETRY_AFTER = 30  # seconds

ZONE = "Europe/Berlin"
QUICK = 0.05  # seconds of an answer

Fate = Callable[[bool], CallFate]
"""What becomes of a call; every second one has its effect all the same."""

FATES: Mapping[str, Fate] = {
    "limited": lambda _: CallFate(effect_after=None, answer_after=QUICK, answer="limited", retry_after=RETRY_AFTER),
    "broken": lambda done: CallFate(effect_after=0.0 if done else None, answer_after=QUICK, answer="error"),
    "silent": lambda done: CallFate(effect_after=0.0 if done else None, answer_after=CALL_TIMEOUT, answer="nothing"),
    "html": lambda _: CallFate(effect_after=0.0, answer_after=QUICK, answer="error"),
}
"""A page of HTML comes from something in front of Slack: the work was done, and nobody can read the answer."""


@dataclass(slots=True)
class Sky:
    """Over the workspaces that are in trouble."""

    fate: Fate
    _takes_effect: "cycle[bool]" = field(default_factory=lambda: cycle((False, True)))

    def of_call(self, *, is_over_cap: bool) -> CallFate:  # noqa: ARG002 - nothing gets through anyway
        return self.fate(next(self._takes_effect))

    def lag(self) -> float:
        return 0.0


@dataclass(slots=True)
class Course:
    """What came of it."""

    calls: Counter[WorkspaceId] = field(default_factory=Counter)
    """Made while the trouble lasted, by the workspace in trouble."""
    lateness: dict[WorkspaceId, list[float]] = field(default_factory=dict)
    """Seconds by which each card came after its time."""
    most_tasks: int = 0
    """Of the process at one moment."""
    reminders: list[Row] = field(default_factory=list)
    """As they stand in the end."""
    violations: list[str] = field(default_factory=list)

    def latest(self, workspace: WorkspaceId) -> float:
        return max(self.lateness[workspace])

    def states(self, workspace: WorkspaceId) -> Counter[str]:
        """How many reminders of this workspace ended how, and why."""
        own = [row for row in self.reminders if row["workspace_id"] == workspace]
        return Counter(f"{row['state']} {row['reason'] or ''}".strip() for row in own)


class Line(SimulatedMessenger):
    """A line to a Slack of which some workspaces lie under another sky for a while."""

    def in_trouble(self, workspaces: set[WorkspaceId], *, troubled: SimulatedMessenger, course: Course) -> None:
        self._workspaces, self._troubled, self._course = workspaces, troubled, course

    async def _call(self, method: str, workspace: WorkspaceId, effect: Callable[[], T]) -> T:
        if workspace not in self._workspaces:
            return await super()._call(method, workspace, effect)
        self._course.calls[workspace] += 1
        return await self._troubled._call(method, workspace, effect)


def partial_outage(fate: Fate, *, members: int, troubled: int = 1, healthy: int = 1) -> Course:
    """Ten minutes of this in so many workspaces, beside healthy ones; each has so many members, served by one process.

    The first of the workspaces are those in trouble.
    """
    migrated()  # before the virtual loop runs: this takes a real one
    workspaces = troubled + healthy
    size = Size(members=members * workspaces, workspaces=workspaces, processes=1)

    async def run(loop: VirtualLoop) -> Course:
        world = World(1, size, loop)
        with listening(world.logged):
            return await _Outage(world, fate, list(world.teams)[:troubled]).to_its_end()

    return run_virtually(run)


@dataclass(slots=True)
class _Outage:
    world: World
    fate: Fate
    troubled: list[WorkspaceId]
    course: Course = field(default_factory=Course)
    now_in_trouble: set[WorkspaceId] = field(default_factory=set)

    async def to_its_end(self) -> Course:
        world = self.world
        world.loop.on_task = own_new_task
        process = self._begin_life()
        await self._everybody_joins()
        counting = outside(self._count_tasks(process))
        await self._first_is_due()
        bell = process.run(self._ring(process))
        await asyncio.sleep(BEFORE)
        self.now_in_trouble.update(self.troubled)
        await asyncio.sleep(TROUBLE)
        self.now_in_trouble.clear()
        await asyncio.sleep(AFTER)
        assert not bell.done(), bell.exception()
        counting.cancel()
        self.course.reminders = list(world.database.mirror.tables["reminders"].values())
        self.course.violations = world.violations
        return self.course

    def _begin_life(self) -> Process:
        world = self.world
        process = world.begin_life(0)
        process.is_open = True
        clock = world.times.clock
        line = Line(world.teams, steps=process, sky=world.weather, clock=clock, witness=world)
        sky = Sky(self.fate)
        troubled = SimulatedMessenger(world.teams, steps=process, sky=sky, clock=clock, witness=world)
        line.in_trouble(self.now_in_trouble, troubled=troubled, course=self.course)
        process.messenger = line
        process.services = build_services(
            store=SqlStore(engine()),
            clock=clock,
            lease_clock=world.times.lease_clock,
            messenger=line,
            routines=[routine()],
            owner=process.name,
        )
        return process

    async def _everybody_joins(self) -> None:
        """They wait for their cards, and do nothing else."""
        for team in self.world.teams.values():
            team.on_card = self._appears
            self.course.lateness[team.id] = []
        for person in self.world.people.values():
            person.team.profiles[person.id] = Profile(name=person.id, zone=ZONE, can_join=True)
            await give(person, Command.START)

    async def _first_is_due(self) -> None:
        times = self.world.times
        planned = [row["next_at"] for row in self.world.database.mirror.tables["members"].values()]
        await asyncio.sleep(times.of_moved(min(planned)) - times.now)

    async def _ring(self, process: Process) -> None:
        """Every second, but for what rings longer."""
        while True:
            await process.services.reminding.tick()
            await asyncio.sleep(1 - self.world.loop.time() % 1)

    async def _count_tasks(self, process: Process) -> None:
        while True:
            self.course.most_tasks = max(self.course.most_tasks, len(process._tasks))
            await asyncio.sleep(0.5)

    def _appears(self, card: Message) -> None:
        row = self.world.database.mirror.tables["reminders"][str(card.reminder),]
        late = self.world.times.now - self.world.times.of_moved(row["due_at"])
        self.course.lateness[row["workspace_id"]].append(late)
