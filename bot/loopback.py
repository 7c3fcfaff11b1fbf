"""A web server in this process that only this machine reaches: the ops port and the sandbox are each served by one."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

LOOPBACK = "127.0.0.1"
NO_OTHER_NAME = Middleware(TrustedHostMiddleware, allowed_hosts=[LOOPBACK, "localhost"])
"""For whatever is served here: a page from elsewhere must not reach it under a name of its own."""


class PortTaken(Exception):  # noqa: N818 - it reads as what is the case
    """Something else listens at the port already; the sentence is for the operator."""


@asynccontextmanager
async def served(app: Starlette, *, port: int, end_within: int, if_taken: str) -> AsyncIterator[int]:
    """Serves while the block lasts; gives the port, a free one for 0. Requests under way get some seconds to end.

    Raises PortTaken with the sentence.
    """
    listening = _listen(port, if_taken=if_taken)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        ws="websockets-sansio",
        timeout_graceful_shutdown=end_within,
        server_header=False,
        date_header=False,
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listening]), name=f"server at port {port}")
    try:
        yield listening.getsockname()[1]
    finally:
        server.stopping.set()
        await task


class _Server(uvicorn.Server):
    """A server that leaves the process's signals to whoever started it, and sleeps until it is stopped."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.stopping = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def main_loop(self) -> None:
        await self.on_tick(0)
        await self.stopping.wait()


def _listen(port: int, *, if_taken: str) -> socket.socket:
    """A socket that takes connections from now on, even before the server looks at them."""
    # Named as TCP: of any other socket asyncio does not turn Nagle's algorithm off, and every answer waits 40 ms.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((LOOPBACK, port))
    except OSError:
        listening.close()
        raise PortTaken(if_taken) from None
    listening.listen()
    return listening
