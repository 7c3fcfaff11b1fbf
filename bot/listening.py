"""The web server in this process: of the ops port and the sandbox, on loopback; of Slack's requests, on any address."""

import asyncio
import errno
import ipaddress
import os
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from uvicorn.protocols.http.h11_impl import H11Protocol

LOOPBACK = "127.0.0.1"
NO_OTHER_NAME = Middleware(TrustedHostMiddleware, allowed_hosts=[LOOPBACK, "localhost"])
"""For whatever is served on loopback: a page from elsewhere must not reach it under a name of its own."""

ONE_ANSWER_EACH = [("connection", "close")]
"""A connection that stayed open could bring a request just as we hang up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Public:
    """How a server behaves that anybody can reach."""

    headers_within: float = 5.0
    """Seconds from connecting to having said what one wants."""
    at_once: int = 500
    """Connections side by side; further ones are turned away."""
    speak_within: float = 0.5
    """Seconds that one gets, at the end, who has connected and not yet said what for."""


class CannotListen(Exception):  # noqa: N818 - it reads as what is the case
    """Nobody can be served at the port; the sentence is for the operator."""


@asynccontextmanager
async def served(
    app: Starlette, *, port: int, end_within: int, if_taken: str, host: str = LOOPBACK, public: Public | None = None
) -> AsyncIterator[int]:
    """Serves while the block lasts; gives the port, a free one for 0. Requests under way get some seconds to end.

    On a public one nobody gets long to say what they want, there are no WebSockets, and whoever has connected by the
    end is still heard. Raises CannotListen with the sentence.
    """
    listening = _listen(host, port, if_taken=if_taken)
    config = uvicorn.Config(
        app,
        http=_impatient(public.headers_within) if public else "auto",
        ws="none" if public else "websockets-sansio",
        limit_concurrency=public.at_once if public else None,
        log_config=None,
        access_log=False,
        proxy_headers=False,
        timeout_graceful_shutdown=end_within,
        headers=ONE_ANSWER_EACH if public else None,
        server_header=False,
        date_header=False,
    )
    server = _Server(config, speak_within=public.speak_within if public else 0.0)
    task = asyncio.create_task(server.serve(sockets=[listening]), name=f"server at port {port}")
    try:
        yield listening.getsockname()[1]
    finally:
        server.stopping.set()
        await task


class _Server(uvicorn.Server):
    """A server that leaves the process's signals to whoever started it, and sleeps until it is stopped."""

    def __init__(self, config: uvicorn.Config, *, speak_within: float) -> None:
        super().__init__(config)
        self.stopping = asyncio.Event()
        self._speak_within = speak_within

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def main_loop(self) -> None:
        await self.on_tick(0)
        await self.stopping.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self._speak_within:
            await self._hear_the_last(sockets or [])
        await super().shutdown(sockets)

    async def _hear_the_last(self, sockets: list[socket.socket]) -> None:
        """Takes no new connections, and answers those that the kernel or we have taken already.

        A listening socket that is closed resets what waits in it, and uvicorn hangs up on whoever has not spoken yet.
        """
        for listening in sockets:
            listening.listen(0)
        await asyncio.sleep(0.01)  # the loop takes what waits
        for server in self.servers:
            server.close()
        ends_at = asyncio.get_running_loop().time() + self._speak_within
        while self.server_state.connections and asyncio.get_running_loop().time() < ends_at:  # noqa: ASYNC110 - uvicorn tells nobody
            await asyncio.sleep(0.01)


def _impatient(headers_within: float) -> type[H11Protocol]:
    """The protocol that hangs up on whoever has not said in time what they want."""

    class Impatient(H11Protocol):
        _hurry: asyncio.TimerHandle

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            self._hurry = self.loop.call_later(headers_within, self._hang_up)

        def connection_lost(self, exc: Exception | None) -> None:
            self._hurry.cancel()
            super().connection_lost(exc)

        def _hang_up(self) -> None:
            if self.cycle is None:  # nothing has been asked yet
                self.transport.close()

        def _unsupported_upgrade_warning(self) -> None:
            """Anybody could fill the log with it."""

    return Impatient


def why_not_listen(host: str, port: int, *, if_taken: str) -> str | None:
    """A sentence that says why nothing could listen there now; None where it could. Nothing listens meanwhile."""
    try:
        _bound(host, port, if_taken=if_taken).close()
    except CannotListen as problem:
        return str(problem)
    return None


def _listen(host: str, port: int, *, if_taken: str) -> socket.socket:
    """A socket that takes connections from now on, even before the server looks at them."""
    listening = _bound(host, port, if_taken=if_taken)
    listening.listen()
    return listening


def _bound(host: str, port: int, *, if_taken: str) -> socket.socket:
    address = LOOPBACK if host == "localhost" else host
    family = socket.AF_INET6 if ipaddress.ip_address(address).version == 6 else socket.AF_INET  # noqa: PLR2004 - IPv6
    # Named as TCP: of any other socket asyncio does not turn Nagle's algorithm off, and every answer waits 40 ms.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((address, port))
    except OSError as error:
        listening.close()
        reason = os.strerror(error.errno or 0)
        elsewhere = "Set an address of this machine, and a port that this user may have."
        otherwise = f"Nothing can listen at {host} port {port}: {reason}. {elsewhere}"
        raise CannotListen(if_taken if error.errno == errno.EADDRINUSE else otherwise) from None
    return listening
