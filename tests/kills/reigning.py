"""A world with a killer in it; or several side by side."""

import asyncio
from collections.abc import Sequence
from random import Random

from tests.kills.home import Home
from tests.kills.killing import Killer
from tests.kills.ledger import Account
from tests.kills.team import ALONE, TOGETHER, Crowd
from tests.kills.toll import Toll
from tests.kills.world import world


async def apocalypse(homes: Sequence[Home], toll: Toll, *, processes: int, seed: int) -> Account:
    """Reigns in every world at once until there are as many dead as wanted."""
    total = Account()
    async with asyncio.TaskGroup() as group:
        reigns = [
            group.create_task(reign(home, toll, processes=processes, seed=f"{seed}/{number}"))
            for number, home in enumerate(homes)
        ]
    for each in reigns:
        total.add(each.result())
    return total


async def reign(home: Home, toll: Toll, *, processes: int, seed: str, crowd: Crowd | None = None) -> Account:
    """Kills in one world until there are as many dead as wanted in all of them; its account."""
    chance = Random(seed)
    crowd = crowd or (ALONE if processes == 1 else TOGETHER)
    async with world(home, crowd=crowd, chance=chance) as place:
        return await Killer(place, chance, toll).reign(processes=processes)
