"""Which team's sandbox a request is for."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.sandbox.page.look import entrance
from bot.sandbox.server import Sandbox


def sandbox_of(request: Request, wish: Mapping[str, Any] | None = None) -> Sandbox:
    """The sandbox of the team that the address names, or what was posted to it; the first one without such a name."""
    named = (request.query_params if wish is None else wish).get("team", "")
    first: Sandbox = request.app.state.sandbox
    sandboxes: Mapping[str, Sandbox] = request.app.state.sandboxes
    return sandboxes.get(str(named), first)


async def enter(request: Request) -> Response:
    """From a team's own address to the page; 404 for a team that there is not."""
    sandbox: Sandbox | None = request.app.state.sandboxes.get(request.path_params["team"])
    return RedirectResponse(entrance(sandbox.team)) if sandbox else Response(status_code=404)
