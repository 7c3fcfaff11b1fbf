"""Whether the ports are free that `budge run` would listen at."""

from datetime import timedelta

import aiohttp

from bot import web
from bot.checks.findings import Findings
from bot.config import Settings
from bot.listening import LOOPBACK, why_not_listen
from bot.services.flaws import Flaw, Kind
from bot.slack import http_way_in
from bot.slack.client import open_session

ALL_ADDRESSES = {"0.0.0.0": LOOPBACK, "::": "::1"}  # noqa: S104 - what is listened at, and where that is reached
ANSWERS_WITHIN = timedelta(seconds=2)


async def port_findings(found: Findings, settings: Settings, *, left_out: frozenset[str]) -> None:
    """A taken port is a flaw, unless a Budge has it that is running: it may be the one that is looked after."""
    problems = []
    if not left_out & {"BUDGE_OPS_PORT", "BUDGE_OPS_HOST"}:
        problems.append(why_not_listen(settings.ops_host, settings.ops_port, if_taken=web.taken(settings.ops_port)))
    if settings.uses_http and not left_out & {"SLACK_APP_TOKEN", "BUDGE_PORT", "BUDGE_HOST"}:
        problems.append(why_not_listen(settings.host, settings.port, if_taken=http_way_in.taken(settings.port)))
    flaws = [Flaw(problem, kind=Kind.PORT) for problem in problems if problem is not None]
    if flaws and await is_budge(settings.ops_host, settings.ops_port):
        found.is_running = True
        found.remarks.append(f"A Budge is running here already, with the ops port {settings.ops_port}.")
    else:
        found.flaws += flaws


async def is_budge(host: str, port: int) -> bool:
    """Whether a Budge answers at this ops port."""
    if port == 0:
        return False
    name = ALL_ADDRESSES.get(host, host)
    address = f"http://{f'[{name}]' if ':' in name else name}:{port}/healthz"
    try:
        async with open_session(call=ANSWERS_WITHIN) as session, session.get(address) as answer:
            return bool(await answer.json() == {"alive": True})
    except (aiohttp.ClientError, OSError, ValueError):  # OSError: TimeoutError is one
        return False
