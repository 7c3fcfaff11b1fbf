"""The demo with more routines than its own, and stopped before it is ready."""

import asyncio
import re
from contextlib import AsyncExitStack
from pathlib import Path

from bot.app import catalog_of
from bot.demo import demo, demo_settings
from routines.loader import BUILT_IN

EXAMPLE = re.findall(r"```toml\n(.*?)\n```", (BUILT_IN.parent / "README.md").read_text(encoding="utf-8"), re.DOTALL)[0]


def test_a_file_of_routines_can_be_chosen_from_besides_its_own(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text(EXAMPLE, encoding="utf-8")

    alone, with_mine = (catalog_of(demo_settings(tmp_path, 8040, extra)).routines for extra in (None, mine))

    assert len(alone) == 1
    assert with_mine[0] == alone[0]
    assert len(with_mine) == 2


async def test_one_that_is_stopped_while_it_starts_leaves_nothing_at_work(tmp_path: Path) -> None:
    before = asyncio.all_tasks()
    async with AsyncExitStack() as stack:
        opening = asyncio.create_task(stack.enter_async_context(demo(port=0, folder=tmp_path)))
        async with asyncio.timeout(20):
            while "Serving.serve" not in names(asyncio.all_tasks() - before):  # noqa: ASYNC110 - a turn tells nobody that it begins
                await asyncio.sleep(0)
        opening.cancel()
        await asyncio.wait([opening])

        assert opening.cancelled()
        assert names(asyncio.all_tasks() - before) == []


def names(tasks: set[asyncio.Task[object]]) -> list[str]:
    return [getattr(task.get_coro(), "__qualname__", "") for task in tasks]
