"""The ops port, on loopback: whether the process lives, and whether it can do its work."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.services.readiness import Finding, Readiness

LOOPBACK = "127.0.0.1"
READY, NOT_READY = 200, 503
END_WITHIN = 1  # seconds that a request under way gets at the end


class PortTaken(Exception):  # noqa: N818 - it reads as what is the case
    """Something else listens at the ops port; the sentence is for the operator."""

    def __init__(self, port: int) -> None:
        super().__init__(
            f"The ops port {port} is taken: set BUDGE_OPS_PORT to another one, or to 0 for any that is free."
        )


def ops(readiness: Readiness) -> Starlette:
    """What the ops port serves."""

    async def healthz(_: Request) -> JSONResponse:
        return JSONResponse({"alive": True})  # whoever reads this knows that the event loop turns

    async def readyz(_: Request) -> JSONResponse:
        report = await readiness.report()
        found = {name: _told(finding) for name, finding in report.findings.items()}
        return JSONResponse({"ready": report.is_ready, **found}, status_code=READY if report.is_ready else NOT_READY)

    return Starlette(
        routes=[Route("/healthz", healthz), Route("/readyz", readyz)],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=[LOOPBACK, "localhost"])],
    )


@asynccontextmanager
async def serving(app: Starlette, *, port: int) -> AsyncIterator[int]:
    """Serves on loopback while the block lasts; gives the port, a free one for 0. Raises PortTaken."""
    listening = _listen(port)
    config = uvicorn.Config(
        app,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=END_WITHIN,
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listening]), name="ops port")
    try:
        yield listening.getsockname()[1]
    finally:
        server.stopping.set()
        await task


class _Server(uvicorn.Server):
    """A server that leaves the process's signals alone and sleeps until it is stopped."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.stopping = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def main_loop(self) -> None:
        await self.on_tick(0)
        await self.stopping.wait()


def _listen(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((LOOPBACK, port))
    except OSError:
        listening.close()
        raise PortTaken(port) from None
    listening.listen()
    return listening


def _told(finding: Finding) -> dict[str, Any]:
    problem = {} if finding.problem is None else {"problem": finding.problem}
    return {"ok": finding.problem is None, **problem, **finding.figures}
