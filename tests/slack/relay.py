"""A relay between the bot and the sandbox, which can fall silent as a broken network does: nothing is closed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

PIECE = 65_536  # bytes


class Relay:
    """Passes bytes on, both ways."""

    def __init__(self, port: int) -> None:
        self._behind = port
        self._passing: set[asyncio.Task[None]] = set()
        self._writers: list[asyncio.StreamWriter] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Takes a connection."""
        behind_reader, behind_writer = await asyncio.open_connection("127.0.0.1", self._behind)
        self._writers += [writer, behind_writer]
        for source, target in ((reader, behind_writer), (behind_reader, writer)):
            task = asyncio.create_task(_pass_on(source, target))
            self._passing.add(task)
            task.add_done_callback(self._passing.discard)

    async def fall_silent(self) -> None:
        """From now on nothing passes on the connections there are; new ones work."""
        passing = list(self._passing)
        for task in passing:
            task.cancel()
        await asyncio.gather(*passing, return_exceptions=True)

    async def end(self) -> None:
        await self.fall_silent()
        for writer in self._writers:
            writer.transport.abort()


async def _pass_on(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    while piece := await source.read(PIECE):
        target.write(piece)
        await target.drain()
    target.close()


@asynccontextmanager
async def relaying(port: int) -> AsyncIterator[tuple[Relay, int]]:
    """A relay before that port, and its own."""
    relay = Relay(port)
    server = await asyncio.start_server(relay.serve, "127.0.0.1", 0)
    try:
        yield relay, server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await relay.end()
