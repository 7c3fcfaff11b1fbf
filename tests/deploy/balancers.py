"""What stands before the bots: HAProxy as `deploy/haproxy.cfg` sets it up, or the least that does the same."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from tests.scenario.processes.bot_process import until

HAPROXY_CFG = Path(__file__).parents[2] / "deploy" / "haproxy.cfg"


@dataclass(frozen=True, slots=True)
class Ports:
    """Where a bot listens for Slack, and for whoever watches it."""

    public: int
    ops: int


@asynccontextmanager
async def haproxy(bots: Sequence[Ports], *, port: int, folder: Path) -> AsyncIterator[None]:
    """HAProxy with the file of `deploy/`, in which nothing but the addresses is another."""
    here = folder / "haproxy.cfg"
    here.write_text(on_loopback(HAPROXY_CFG.read_text(encoding="utf-8"), bots, port=port))
    process = await asyncio.create_subprocess_exec("haproxy", "-db", "-f", here)
    try:
        await until(lambda: _is_open(port))
        yield
    finally:
        process.terminate()
        await process.wait()


def on_loopback(written: str, bots: Sequence[Ports], *, port: int) -> str:
    """The set-up with the addresses of this machine in place of the containers'."""
    text, found = re.subn(r"bind :8080", f"bind 127.0.0.1:{port}", written)
    for number, bot in enumerate(bots, start=1):
        name = f"bot-{number}"
        text, servers = re.subn(
            rf"server {name} {name}:3000 check port 3001",
            f"server {name} 127.0.0.1:{bot.public} check port {bot.ops}",
            text,
        )
        found += servers
    if found != 1 + len(bots):
        raise ValueError("the file names other servers than the bots here")
    return re.sub(r"(?ms)^resolvers .*?(?=^\S|\Z)", "", text).replace(" resolvers docker", "")


@asynccontextmanager
async def own(bots: Sequence[Ports], *, port: int, folder: Path) -> AsyncIterator[None]:
    """Hands each connection to the bots in turn; one that takes none is passed over. Knows nothing else."""
    del folder
    turns = cycle(range(len(bots)))
    pipes: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = next(turns)
        for bot in (*bots[first:], *bots[:first]):
            with contextlib.suppress(ConnectionError):
                to_bot = await asyncio.open_connection("127.0.0.1", bot.public)
                up = asyncio.create_task(_pipe(reader, to_bot[1]))
                pipes.add(up)
                await _pipe(to_bot[0], writer)
                break
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", port)
    async with server:
        yield
    for pipe in pipes:
        pipe.cancel()


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while chunk := await reader.read(65536):
            writer.write(chunk)
            await writer.drain()
    writer.close()


async def _is_open(port: int) -> bool:
    with contextlib.suppress(OSError):
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.close()
        return True
    return False
