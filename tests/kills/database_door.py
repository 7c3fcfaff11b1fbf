"""A proxy in front of PostgreSQL: it reads the statements that pass, and kills the process at a point of a transaction.

One door for each life: a Unix socket in a folder of its own.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import KW_ONLY, dataclass, field
from pathlib import Path

from tests.kills.deeds import Watch
from tests.kills.points import Trap
from tests.kills.postgres_wire import Frames, Statements

SOCKET = ".s.PGSQL.5432"
CHUNK = 1 << 16
Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@asynccontextmanager
async def database_door(
    folder: Path, *, server: Path, trap: Trap | None, kill: Callable[[], None]
) -> AsyncIterator[None]:
    """Lets through to the server, in whose folder its socket is, whoever connects to the socket in this folder."""
    passages: dict[asyncio.Task[None] | None, Passage] = {}

    async def let_in(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        upstream = await asyncio.open_unix_connection(str(server / SOCKET))
        task = asyncio.current_task()
        passages[task] = Passage((reader, writer), upstream=upstream, watch=Watch(trap), kill=kill)
        await passages[task].last()
        del passages[task]

    listening = await asyncio.start_unix_server(let_in, str(folder / SOCKET))
    try:
        yield
    finally:
        listening.close()
        for passage in passages.values():
            passage.hang_up()
        await asyncio.gather(*(task for task in passages if task is not None))


class Dead(Exception):  # noqa: N818 - it reads as what has happened
    """The process at the other end has just been killed: nothing more passes."""


@dataclass(slots=True)
class Passage:
    """One connection, both ways."""

    client: Stream
    _: KW_ONLY
    upstream: Stream
    watch: Watch
    kill: Callable[[], None]
    _frames: Frames = field(default_factory=Frames)
    _statements: Statements = field(default_factory=Statements)

    async def last(self) -> None:
        """Until either end hangs up; then the other one is hung up on."""
        ways = asyncio.ensure_future(self._up()), asyncio.ensure_future(self._down())
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        self.hang_up()
        await asyncio.gather(*ways, return_exceptions=True)

    def hang_up(self) -> None:
        """At once and on both: the server rolls back what is open."""
        for reader, writer in (self.client, self.upstream):
            writer.transport.abort()
            reader.feed_eof()

    async def _up(self) -> None:
        while data := await self.client[0].read(CHUNK):
            for frame in self._frames.feed(data):
                self._look_at(frame)
                self.upstream[1].write(frame)
            await self.upstream[1].drain()

    async def _down(self) -> None:
        while data := await self.upstream[0].read(CHUNK):
            if self.watch.committed:
                self._die_if(self.watch.sees_committed())
            self.client[1].write(data)
            await self.client[1].drain()

    def _look_at(self, frame: bytes) -> None:
        statement = self._statements.of(frame)
        match (statement or "").partition(" ")[0].upper():
            case "":
                return
            case "COMMIT":
                self._die_if(self.watch.sees_commit())
            case "BEGIN" | "ROLLBACK":
                self.watch.sees_rollback()
            case _:
                self._die_if(self.watch.sees(statement or ""))

    def _die_if(self, is_time: bool) -> None:
        if is_time:
            self.kill()
            raise Dead
