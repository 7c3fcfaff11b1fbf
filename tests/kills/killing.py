"""The killer: lives follow each other in one or several places at once, and each ends at a moment of chance, or at a
point of the protocol.
"""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from random import Random

from tests.kills.ledger import Account, account
from tests.kills.people import Hands
from tests.kills.points import LOOK_UPS, Point, Trap
from tests.kills.team import HOME
from tests.kills.time_passing import TimePassing
from tests.kills.toll import Toll
from tests.kills.world import Life, World

BY_CHANCE = 0.4  # of all kills
FROM_BIRTH = 0.25  # of those by chance; the others strike a process that is at work
LONGEST_START = 0.15  # seconds
MOST_ACTS = 20  # calls to Slack until a kill by chance, at most
BETWEEN_ACTS = 0.04  # seconds
LOOK_UPS_OFTEN = 0.15  # of those at a point, where an outcome is unknown
MOST_OFTEN = 3  # the time of coming to its point at which a process dies, at most
ENOUGH_ACTS, ENOUGH_FOR_RARE = 40, 150  # until a process dies without having come to its point
PATIENCE = 6.0  # seconds that it runs until it dies all the same
STARTS_WITHIN = 60.0  # seconds: a dozen processes that start at once on two cores take their time
KILLED = -9  # the exit code
SOMETIME = "some moment"


@dataclass(slots=True)
class Killer:
    """Kills in one world."""

    world: World
    chance: Random
    toll: Toll

    async def reign(self, *, processes: int) -> Account:
        """Kills as often as wanted, lets the last ones live until all is done, and draws the account."""
        time = TimePassing(self.world, self.chance)
        hands = Hands(self.world.team, self.world.gestures, self.world.record, self.chance)
        async with doing(hands.press(frozenset(self.world.crowd.of(HOME)))):
            async with doing(time.run()), asyncio.TaskGroup() as group:
                for _ in range(processes):
                    group.create_task(self._successive_lives(time))
            await self._peace(time, processes)
        return await account(self.world)

    async def _successive_lives(self, time: TimePassing) -> None:
        while self.toll.take():
            trap = await self._trap(time)
            async with self.world.live(trap) as life:
                point = await (self._at_a_moment(life) if trap is None else self._at_its_point(life, trap))
                assert await life.process.dies() == KILLED, life.process.said
                self.world.record.notes(f"life {life.number} ends at {point or SOMETIME}")

    async def _trap(self, time: TimePassing) -> Trap | None:
        if self.chance.random() < BY_CHANCE:
            return None
        if self.chance.random() < LOOK_UPS_OFTEN and await time.has_unknown():
            return Trap(self.chance.choice(LOOK_UPS))
        point = self.toll.aim(self.chance)
        return Trap(point, nth=1 if point.is_rare else self.chance.randint(1, MOST_OFTEN))

    async def _at_a_moment(self, life: Life) -> None:
        if self.chance.random() < FROM_BIRTH:
            await died(life, within=self.chance.uniform(0, LONGEST_START))
        else:
            await has_acted(life, self.chance.randint(1, MOST_ACTS))
            await died(life, within=self.chance.uniform(0, BETWEEN_ACTS))
        life.process.kill()

    async def _at_its_point(self, life: Life, trap: Trap) -> Point | None:
        """The point, if it died there."""
        self.toll.aimed[trap.point] += 1
        await has_acted(life, ENOUGH_FOR_RARE if trap.point.is_rare else ENOUGH_ACTS)
        if await died(life, within=BETWEEN_ACTS):
            self.toll.struck[trap.point] += 1
            return trap.point
        life.process.kill()
        return None

    async def _peace(self, time: TimePassing, processes: int) -> None:
        async with AsyncExitStack() as stack:
            lives = [await stack.enter_async_context(self.world.live()) for _ in range(processes)]
            await time.settle()
            for life in lives:
                life.process.terminate()
            for life in lives:
                assert await life.process.dies() == 0, life.process.said


async def died(life: Life, *, within: float) -> bool:
    """Whether it did by itself, or at a door, within so many seconds."""
    try:
        async with asyncio.timeout(within):
            await life.process.dies()
    except TimeoutError:
        return False
    return True


async def has_acted(life: Life, acts: int) -> None:
    """Until it has acted so often, or is dead, or has had the time to since it runs."""
    dying = asyncio.create_task(life.process.dies())
    for work, within in ((life.is_in.wait(), STARTS_WITHIN), (life.comes_as_far_as(acts), PATIENCE)):
        going_on = asyncio.create_task(work)
        await asyncio.wait((going_on, dying), timeout=within, return_when=asyncio.FIRST_COMPLETED)
        going_on.cancel()
    dying.cancel()


@asynccontextmanager
async def doing(work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """The work goes on while the block lasts; what it raises ends the block."""
    async with asyncio.TaskGroup() as group:
        task = group.create_task(work)
        yield
        task.cancel()
