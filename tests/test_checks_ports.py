"""What `budge check` says of ports that are taken."""

import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.listening import served
from bot.metrics import Metrics
from bot.services.readiness import Readiness
from bot.web import ops, serving
from tests.checking import *  # noqa: F403 - the fixtures, by their names in __all__
from tests.checking import ALL_IS_WELL, IN_ORDER, Checked, SetUp

OVER_HTTP = {
    "SLACK_APP_TOKEN": "",
    "SLACK_SIGNING_SECRET": "0123456789abcdef0123456789abcdef",
    "BUDGE_PUBLIC_URL": "https://budge.example.com",
}


@contextmanager
def taken() -> Iterator[str]:
    """A port that somebody has who answers nothing."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield str(listening.getsockname()[1])


@asynccontextmanager
async def budge() -> AsyncIterator[str]:
    """The ops port of a Budge."""
    async with serving(ops(Readiness(), Metrics(version="1")), port=0) as port:
        yield str(port)


async def test_a_taken_ops_port_is_told(set_up: SetUp) -> None:
    with taken() as port:
        checked = await set_up.check(BUDGE_OPS_PORT=port)

    assert checked == Checked(
        1, "", [f"The ops port {port} is taken: set BUDGE_OPS_PORT to another one, or to 0 for any that is free."]
    )


async def test_a_taken_port_for_slacks_requests_is_told(set_up: SetUp) -> None:
    with taken() as port:
        checked = await set_up.check(**OVER_HTTP, BUDGE_PORT=port)

    assert checked == Checked(1, "", [f"Port {port} is taken: set BUDGE_PORT to another one."])


async def test_over_socket_mode_nobody_needs_that_port(set_up: SetUp) -> None:
    with taken() as port:
        assert await set_up.check(BUDGE_PORT=port) == Checked(0, ALL_IS_WELL, [])


async def test_an_address_of_another_machine_is_told(set_up: SetUp) -> None:
    checked = await set_up.check(BUDGE_OPS_HOST="192.0.2.1", BUDGE_OPS_PORT="8080")

    assert checked.code == 1
    assert checked.problems == [
        (
            "Nothing can listen at 192.0.2.1 port 8080: Cannot assign requested address. Set an address of this "
            "machine, and a port that this user may have."
        )
    ]


async def test_the_ports_of_a_running_budge_are_not_told(set_up: SetUp) -> None:
    async with budge() as port:
        with taken() as other:
            checked = await set_up.check(**OVER_HTTP, BUDGE_OPS_PORT=port, BUDGE_PORT=other)

    assert checked == Checked(0, f"A Budge is running here already, with the ops port {port}.\n{IN_ORDER}\n", [])


async def test_something_else_that_answers_is_no_budge(set_up: SetUp) -> None:
    async def answer(_: Request) -> JSONResponse:
        return JSONResponse({"alive": "so to say"})

    other = Starlette(routes=[Route("/healthz", answer)])
    async with served(other, port=0, end_within=1, if_taken="") as port:
        assert (await set_up.check(BUDGE_OPS_PORT=str(port))).code == 1
