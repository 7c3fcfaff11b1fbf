"""The ops port: whether the process lives, whether it can do its work, and what it counts."""

from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.listening import LOOPBACK, NO_OTHER_NAME, served
from bot.services.readiness import Finding, Readiness

READY, NOT_READY = 200, 503
ONLY_HERE = frozenset({LOOPBACK, "localhost"})
"""Hosts that no other machine reaches; on any other the operator has chosen who does."""
END_WITHIN = 1  # seconds that a request under way gets at the end


class Figures(Protocol):
    """What is counted, in the text that a monitoring system reads."""

    content_type: str

    async def exposition(self) -> bytes: ...


def ops(readiness: Readiness, figures: Figures, *, host: str = LOOPBACK) -> Starlette:
    """What the ops port serves; on loopback under no other name."""

    async def healthz(_: Request) -> JSONResponse:
        return JSONResponse({"alive": True})  # whoever reads this knows that the event loop turns

    async def readyz(_: Request) -> JSONResponse:
        report = await readiness.report()
        found = {name: _told(finding) for name, finding in report.findings.items()}
        return JSONResponse({"ready": report.is_ready, **found}, status_code=READY if report.is_ready else NOT_READY)

    async def metrics(_: Request) -> Response:
        return Response(await figures.exposition(), headers={"content-type": figures.content_type})

    routes = [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)]
    return Starlette(routes=routes, middleware=[NO_OTHER_NAME] if host in ONLY_HERE else [])


def serving(app: Starlette, *, port: int, host: str = LOOPBACK) -> AbstractAsyncContextManager[int]:
    """Serves while the block lasts; gives the port, a free one for 0. Raises CannotListen."""
    return served(app, host=host, port=port, end_within=END_WITHIN, if_taken=taken(port))


def taken(port: int) -> str:
    """What is said of an ops port that is not free."""
    return f"The ops port {port} is taken: set BUDGE_OPS_PORT to another one, or to 0 for any that is free."


def _told(finding: Finding) -> dict[str, Any]:
    problem = {} if finding.problem is None else {"problem": finding.problem}
    return {"ok": finding.problem is None, **problem, **finding.figures}
