"""Running a world: its bells ring, its processes come back, its weather changes, and at the end all is calm."""

import asyncio
import warnings
from collections import Counter
from dataclasses import dataclass, field
from random import Random

from bot.ports import StoreUnavailable
from bot.services.lease_clock import MEASURE_EVERY
from tests.simulation.processes import Process, outside, own_new_task
from tests.simulation.quiet import CALM_FOR
from tests.simulation.silence import listening
from tests.simulation.virtual_time import run_virtually
from tests.simulation.weather import STORMS, Spell
from tests.simulation.world import Size, World

WEEK = 7 * 24 * 3600.0  # seconds
MINUTE = 60.0  # seconds
STORM = 10 * MINUTE
OVERDUE = 20 * MINUTE
LOOK_EVERY = 5 * MINUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    seed: int
    size: Size
    violations: tuple[str, ...]
    digest: str
    lines: int
    last: tuple[str, ...]
    """The end of the trace."""
    last_posted_at: float = 0.0
    """The last card, in seconds since the beginning."""
    counts: Counter[str] = field(default_factory=Counter)


def simulate(seed: int, size: Size) -> Report:
    """Runs the world of this seed until its end, or until something does not hold."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the pool complains of sessions that died with their process
        return run_virtually(lambda loop: _run(World(seed, size, loop)))


async def _run(world: World) -> Report:
    with listening(world.logged):
        return await _Run(world).to_its_end()


@dataclass(slots=True)
class _Run:
    world: World
    rng: Random = field(init=False)
    last_trouble: float = 0.0

    def __post_init__(self) -> None:
        self.rng = Random(f"course {self.world.seed}")
        self.world.loop.on_task = own_new_task

    async def to_its_end(self) -> Report:
        world = self.world
        for slot in range(world.size.processes):
            self._start(slot)
        going = [outside(person.live()) for person in world.people.values()]
        going += [outside(self._weather()), outside(self._look_around())]
        end = outside(self._end(going))
        broken = outside(world.broken.wait())
        await asyncio.wait([end, broken], return_when=asyncio.FIRST_COMPLETED)
        if end.done():
            end.result()
        for process in world.processes.values():
            process.kill()
        counts = world.invariants.counts
        counts["crashes"] += world.weather.crashes
        counts["freezes"] += world.weather.freezes
        counts["faults"] += world.weather.faults
        counts.update({f"answers: {outcome}": count for outcome, count in world.ledger.answers.items()})
        world.database.close()
        return Report(
            seed=world.seed,
            size=world.size,
            violations=tuple(world.violations),
            digest=world.trace.digest,
            lines=world.trace.lines,
            last=tuple(world.trace.last),
            last_posted_at=max((post.at for found in world.invariants.posts.values() for post in found), default=0.0),
            counts=counts,
        )

    def _start(self, slot: int) -> None:
        process = self.world.begin_life(slot)
        self.last_trouble = self.world.loop.time()
        process.run(self._begin(process))
        outside(self._come_back(slot, process))

    async def _begin(self, process: Process) -> None:
        """What `budge run` does first, and then its bell."""
        while True:
            try:
                await process.lease_clock.measure()
                async with process.services.reminding.store.transaction() as tx:
                    for workspace in self.world.teams:
                        await tx.workspaces.ensure(workspace)
                        await tx.workspaces.revive(workspace)
                break
            except StoreUnavailable:
                await asyncio.sleep(5)
        process.is_open = True
        process.run(self._follow_the_database(process))
        await self._ring(process)

    async def _follow_the_database(self, process: Process) -> None:
        """The bell of the lease clock; the rings while nothing is to be done are spared."""
        while True:
            await self._something_due()
            await asyncio.sleep(MEASURE_EVERY.total_seconds())
            await process.point("ring")
            await process.lease_clock.follow()

    async def _ring(self, process: Process) -> None:
        phase = self.rng.random()
        while True:
            await self._something_due()
            await asyncio.sleep(1 - (self.world.loop.time() - phase) % 1)
            await process.point("ring")
            try:
                await process.services.reminding.tick()
            except StoreUnavailable:
                await asyncio.sleep(0.5)
            except Exception as error:  # whatever it is, it is a finding
                self.world.violate(f"the bell ends in peace or without a database: {error!r}")
                raise

    async def _something_due(self) -> None:
        """Returns once a ring could find something. The bell of the real one rings every second, and finds nothing."""
        world = self.world
        while True:
            due = min((at for at in map(self._due_at, world.teams) if at is not None), default=None)
            now = world.loop.time()
            if due is not None and due <= now:
                return
            world.changed.clear()
            try:
                async with asyncio.timeout(None if due is None else due - now):
                    await world.changed.wait()
            except TimeoutError:
                pass

    def _due_at(self, workspace: str) -> float | None:
        row = self.world.database.mirror.tables["workspaces"].get((workspace,))
        if row is None or row["suspended_reason"] is not None:
            return None
        times = self.world.times
        work = [] if row["next_due_at"] is None else [times.of_moved(row["next_due_at"])]
        work += [] if row["wake_at"] is None else [times.of_real(row["wake_at"])]
        held = [times.of_real(at) for at in (row["lease_until"], row["blocked_until"]) if at is not None]
        return max([min(work), *held]) if work else None

    async def _come_back(self, slot: int, process: Process) -> None:
        await process.ended.wait()
        if self.world.weather.spell in {Spell.CALM, Spell.DEADLY}:
            pause = self.rng.uniform(0.5, 5)
        else:
            pause = self.rng.choice((1.0, 5.0, 30.0, 90.0, 300.0, 1200.0))
        await asyncio.sleep(pause)
        self._start(slot)

    async def _weather(self) -> None:
        rng = self.rng
        while self.world.size.spells:
            for spell in self.world.size.spells:
                await self._storm(spell)
        while True:
            self._turn(Spell.CALM)
            await asyncio.sleep(rng.uniform(10, 120) * MINUTE)
            self._turn(Spell.UNSETTLED)
            await asyncio.sleep(rng.uniform(10, 150) * MINUTE)
            for _ in range(rng.choice((1, 1, 2))):
                await self._storm(rng.choice(STORMS))

    async def _storm(self, spell: Spell) -> None:
        self._turn(spell)
        match spell:
            case Spell.CUT_OFF:
                await self._cut_off()
            case Spell.REFUSED:
                await self._refused()
            case _:
                await asyncio.sleep(STORM)

    async def _cut_off(self) -> None:
        database, rng = self.world.database, self.rng
        for _ in range(rng.choice((1, 2, 5))):
            database.is_out = True
            await asyncio.sleep(rng.choice((0.5, 5.0, 30.0, 200.0)))
            database.is_out = False
            await asyncio.sleep(rng.choice((0.5, 5.0, 60.0)))

    async def _refused(self) -> None:
        """Slack lets nothing of ours into a workspace, until its operator mends that and starts Budge anew; or members
        have closed their conversation with it, until they open it again.
        """
        team = self.rng.choice(list(self.world.teams.values()))
        if self.rng.random() < 0.5:
            team.refusal = self.rng.choice(("account_inactive", "token_revoked", "missing_scope"))
            await asyncio.sleep(STORM)
            team.refusal = None
            for process in list(self.world.processes.values()):
                process.kill()
        else:
            team.closed = {team.dm_of(member) for member in team.profiles if self.rng.random() < 0.5}
            await asyncio.sleep(STORM)
            team.closed = set()

    def _turn(self, spell: Spell) -> None:
        self.world.weather.turn(spell)
        self.last_trouble = self.world.loop.time()
        self.world.tell(f"the weather is {spell}")

    def _let_in(self) -> None:
        """Whatever Slack refused when everybody went home is mended."""
        for team in self.world.teams.values():
            team.closed = set()
            if team.refusal is not None:
                team.refusal = None
                for process in list(self.world.processes.values()):
                    process.kill()

    def _is_calm(self) -> bool:
        world = self.world
        now = world.loop.time()
        for process in world.processes.values():
            thawed = process.freezes[-1].ended if process.freezes else 0.0
            if not process.is_alive or thawed > now - CALM_FOR:
                return False
        return world.weather.spell is Spell.CALM and now - self.last_trouble >= CALM_FOR

    async def _look_around(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            if self._is_calm():
                self.nothing_is_overdue()

    def nothing_is_overdue(self) -> None:
        world, times = self.world, self.world.times
        for row in world.invariants.pending.values():
            if times.of_moved(row["due_at"]) < times.now - OVERDUE and self._is_served(row["workspace_id"]):
                world.violate(f"what is pending is sent or given up: {row['reminder_id']}")
        for row in world.database.mirror.tables["members"].values():
            waits = row["next_at"] is not None and row["stopped_at"] is None and row["suspended_reason"] is None
            if waits and times.of_moved(row["next_at"]) < times.now - OVERDUE and self._is_served(row["workspace_id"]):
                world.violate(f"what is due is claimed: {row['member_id']}")
        world.invariants.at_rest(world.teams.values())

    def _is_served(self, workspace: str) -> bool:
        return self.world.database.mirror.tables["workspaces"][workspace,]["suspended_reason"] is None

    async def _end(self, going: list["asyncio.Task[None]"]) -> None:
        """Everybody goes home, the weather clears, and what is left must come right by itself."""
        world = self.world
        await asyncio.sleep(world.size.weeks * WEEK)
        for task in going:
            task.cancel()
        world.database.is_out = False
        self._let_in()
        self._turn(Spell.CALM)
        await asyncio.sleep(40 * MINUTE + CALM_FOR)
        self.nothing_is_overdue()
        for row in world.database.mirror.tables["workspaces"].values():
            if row["suspended_reason"] is not None:
                world.violate(f"a workspace that Slack lets in again is served again: {row['workspace_id']}")
        for table in world.database.mirror.differs_from(world.database.connection):
            world.violate(f"the mirror shows what the database holds: {table}")
