"""The ops port, on loopback: whether the process lives, and whether it can do its work."""

from contextlib import AbstractAsyncContextManager
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.loopback import NO_OTHER_NAME, served
from bot.services.readiness import Finding, Readiness

READY, NOT_READY = 200, 503
END_WITHIN = 1  # seconds that a request under way gets at the end


def ops(readiness: Readiness) -> Starlette:
    """What the ops port serves."""

    async def healthz(_: Request) -> JSONResponse:
        return JSONResponse({"alive": True})  # whoever reads this knows that the event loop turns

    async def readyz(_: Request) -> JSONResponse:
        report = await readiness.report()
        found = {name: _told(finding) for name, finding in report.findings.items()}
        return JSONResponse({"ready": report.is_ready, **found}, status_code=READY if report.is_ready else NOT_READY)

    return Starlette(routes=[Route("/healthz", healthz), Route("/readyz", readyz)], middleware=[NO_OTHER_NAME])


def serving(app: Starlette, *, port: int) -> AbstractAsyncContextManager[int]:
    """Serves on loopback while the block lasts; gives the port, a free one for 0. Raises PortTaken."""
    taken = f"The ops port {port} is taken: set BUDGE_OPS_PORT to another one, or to 0 for any that is free."
    return served(app, port=port, end_within=END_WITHIN, if_taken=taken)


def _told(finding: Finding) -> dict[str, Any]:
    problem = {} if finding.problem is None else {"problem": finding.problem}
    return {"ok": finding.problem is None, **problem, **finding.figures}
