"""Two bots on one PostgreSQL behind a balancer, stopped and started in turn under presses and commands.

`python -m tests.deploy.rolling` does it behind HAProxy as `deploy/haproxy.cfg` sets it up; CI behind the least that
balances.
"""

import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Protocol

import aiohttp

from bot.sandbox.people import ANA
from bot.store.migrate import upgrade
from tests.deploy.balancers import Ports, haproxy
from tests.postgres import running_postgres
from tests.scenario.processes.apart import Apart, apart, free_port
from tests.scenario.processes.bot_process import Child, bot_process, until
from tests.scenario.processes.rush import A_SECOND, Rush, pressing, typing
from tests.stores import engine_for

TWO = 2


class Balancer(Protocol):
    def __call__(self, bots: Sequence[Ports], *, port: int, folder: Path) -> AbstractAsyncContextManager[None]: ...


class Fleet:
    """The bots, each with its own ports, which it keeps over its lives."""

    def __init__(self, pair: Apart) -> None:
        self._pair = pair
        self.ports = [Ports(free_port(), free_port()) for _ in range(TWO)]
        self._bots: list[Child | None] = [None] * TWO
        self._lives = 0

    async def start(self, number: int) -> None:
        ports = self.ports[number]
        environ = self._pair.environ | {"BUDGE_PORT": str(ports.public), "BUDGE_OPS_PORT": str(ports.ops)}
        self._lives += 1
        self._bots[number] = bot_process(environ, self._pair.clock, says=self._pair.folder / f"bot-{self._lives}.log")

        async def is_ready() -> bool:
            return await _status(ports.ops) == 200

        await until(is_ready)

    async def stop(self, number: int) -> None:
        bot, self._bots[number] = self._bots[number], None
        assert bot is not None
        bot.terminate()
        assert await bot.ended() == 0, bot.said
        assert "Traceback" not in bot.said, bot.said

    def kill(self) -> None:
        for bot in self._bots:
            if bot is not None:
                bot.kill()


async def _status(port: int) -> int:
    try:
        async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/readyz") as answer:
            return answer.status
    except aiohttp.ClientError:
        return 0


async def restarted_in_turn(
    pair: Apart, balancer: Balancer, *, port: int, a_second: int = A_SECOND, settle: int = A_SECOND
) -> Counter[str]:
    """What became of what Slack brought while each bot was stopped, left out for a while, and started anew."""
    fleet = Fleet(pair)
    try:
        for number in range(TWO):
            await fleet.start(number)
        async with balancer(fleet.ports, port=port, folder=pair.folder):
            await has_a_card(pair)
            rush = Rush(port, pressing(pair, "Hip stretch done"), typing(pair, "every 2h"), a_second=a_second)
            rushing = asyncio.create_task(rush.go_on())
            try:
                await rush.acked(settle)
                for number in range(TWO):
                    await fleet.stop(number)
                    await rush.acked(settle)
                    await fleet.start(number)
                    await rush.acked(settle)
            finally:
                rushing.cancel()
                await asyncio.wait([rushing])
        for number in range(TWO):
            await fleet.stop(number)
    finally:
        fleet.kill()
    return rush.outcomes


async def has_a_card(pair: Apart) -> None:
    """Ana joins and gets her first card."""
    await pair.types(ANA, "/budge start")
    await pair.sees(lambda: "Next" in pair.said(ANA))
    await pair.types(ANA, "/budge now")
    await pair.sees(lambda: len(pair.cards(ANA)) == 1)


@asynccontextmanager
async def on_postgresql(*, reached_at: int) -> AsyncIterator[Apart]:
    with tempfile.TemporaryDirectory() as folder, running_postgres() as server:
        url = server.url(server.create())
        async with engine_for(url) as engine:
            await upgrade(engine)
        async with apart(url, Path(folder), over_http=True, reached_at=reached_at) as pair:
            yield pair


async def main() -> int:
    port = free_port()
    async with on_postgresql(reached_at=port) as pair:
        outcomes = await restarted_in_turn(pair, haproxy, port=port, settle=4 * A_SECOND)
    sys.stdout.write(f"{sum(outcomes.values())} presses and commands: {dict(outcomes)}\n")
    return 0 if set(outcomes) == {"200"} else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
