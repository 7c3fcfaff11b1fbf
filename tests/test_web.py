"""The ops port by HTTP, over inspections made by hand."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from bot.listening import CannotListen
from bot.services.readiness import Finding, Inspection, Readiness
from bot.web import ops, serving

PATIENCE = timedelta(seconds=0.1)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who watches the process."""

    browser: aiohttp.ClientSession

    async def asks(self, path: str, **headers: str) -> tuple[int, Any]:
        async with self.browser.get(path, headers=headers) as answer:
            return answer.status, await answer.json(content_type=None) if answer.status != 400 else None


class Counted:
    """Figures made by hand."""

    content_type = "text/plain; version=0.0.4; charset=utf-8"

    async def exposition(self) -> bytes:
        return b"budge_things_total 3.0\n"


@asynccontextmanager
async def watched(readiness: Readiness) -> AsyncIterator[Visitor]:
    async with (
        serving(ops(readiness, Counted()), port=0) as port,
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as browser,
    ):
        yield Visitor(browser)


def finding(problem: str | None = None, **figures: float) -> Inspection:
    async def inspect() -> Finding:
        return Finding(problem, figures)

    return inspect


async def test_a_process_that_starts_lives_but_is_not_ready() -> None:
    async with watched(Readiness()) as visitor:
        assert await visitor.asks("/healthz") == (200, {"alive": True})
        assert await visitor.asks("/readyz") == (
            503,
            {"ready": False, "process": {"ok": False, "problem": "It has not connected yet: it is starting."}},
        )


async def test_the_figures_are_told_as_they_are() -> None:
    async with watched(Readiness()) as visitor, visitor.browser.get("/metrics") as answer:
        assert answer.headers["content-type"] == Counted.content_type
        assert await answer.read() == b"budge_things_total 3.0\n"


async def test_a_process_that_waits_says_for_what() -> None:
    readiness = Readiness()
    readiness.wait("Slack cannot be reached.")
    async with watched(readiness) as visitor:
        status, told = await visitor.asks("/readyz")
    assert (status, told["process"]["problem"]) == (503, "Slack cannot be reached.")


async def test_it_is_ready_when_nothing_is_wrong() -> None:
    readiness = Readiness()
    readiness.watch({"database": finding(), "slack": finding(pong_seconds_ago=3.2)})
    async with watched(readiness) as visitor:
        assert await visitor.asks("/readyz") == (
            200,
            {"ready": True, "database": {"ok": True}, "slack": {"ok": True, "pong_seconds_ago": 3.2}},
        )


async def test_everything_that_is_wrong_is_told_at_once() -> None:
    readiness = Readiness()
    readiness.watch({"database": finding("It is gone."), "slack": finding("It is deaf."), "bell": finding()})
    async with watched(readiness) as visitor:
        status, told = await visitor.asks("/readyz")
    assert status == 503
    assert {name: each.get("problem") for name, each in told.items() if name != "ready"} == {
        "database": "It is gone.",
        "slack": "It is deaf.",
        "bell": None,
    }


async def test_an_inspection_that_hangs_is_told_in_time_and_begun_once() -> None:
    begun: list[str] = []
    may_end = asyncio.Event()

    async def hangs() -> Finding:
        begun.append("it")
        await may_end.wait()
        return Finding()

    readiness = Readiness(patience=PATIENCE)
    readiness.watch({"database": hangs, "slack": finding()})
    async with watched(readiness) as visitor, asyncio.timeout(5):
        for _ in range(3):
            status, told = await visitor.asks("/readyz")
            assert (status, told["slack"]) == (503, {"ok": True})
            assert told["database"]["problem"] == "It does not answer within 0.1 seconds."
        assert begun == ["it"]
        may_end.set()
        assert (await visitor.asks("/readyz"))[0] == 200


async def test_an_inspection_that_fails_is_a_problem_and_no_error_page() -> None:
    async def fails() -> Finding:
        raise KeyError("a name that nobody should read")

    readiness = Readiness()
    readiness.watch({"bell": fails})
    async with watched(readiness) as visitor:
        status, told = await visitor.asks("/readyz")
    assert (status, told["bell"]["problem"]) == (503, "Looking at it failed (KeyError); the log says more.")


async def test_what_is_forgotten_is_not_inspected_any_more() -> None:
    readiness = Readiness(patience=PATIENCE)

    async def hangs() -> Finding:
        await asyncio.Event().wait()
        return Finding()

    readiness.watch({"database": hangs})
    async with watched(readiness) as visitor:
        await visitor.asks("/readyz")
        await readiness.forget("It is stopping.")
        status, told = await visitor.asks("/readyz")
    assert (status, told["process"]["problem"]) == (503, "It is stopping.")
    assert not [task for task in asyncio.all_tasks() if task.get_name().startswith("inspection")]


async def test_it_answers_to_no_other_name() -> None:
    async with watched(Readiness()) as visitor:
        assert (await visitor.asks("/readyz", Host="budge.example"))[0] == 400


async def test_where_other_machines_may_ask_it_answers_to_any_name() -> None:
    app = ops(Readiness(), Counted(), host="0.0.0.0")
    async with (
        serving(app, port=0, host="0.0.0.0") as port,
        aiohttp.ClientSession() as browser,
        browser.get(f"http://127.0.0.1:{port}/healthz", headers={"Host": "10.0.0.7:3001"}) as answer,
    ):
        assert answer.status == 200


async def test_a_taken_port_is_told_in_a_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CannotListen) as told:
            async with serving(ops(Readiness(), Counted()), port=port):
                pass
    assert str(told.value) == (
        f"The ops port {port} is taken: set BUDGE_OPS_PORT to another one, or to 0 for any that is free."
    )


async def test_a_request_under_way_does_not_hold_up_the_end() -> None:
    is_asked = asyncio.Event()

    async def hangs() -> Finding:
        is_asked.set()
        await asyncio.Event().wait()
        return Finding()

    readiness = Readiness(patience=timedelta(hours=1))
    readiness.watch({"database": hangs})
    async with asyncio.timeout(5):
        async with serving(ops(readiness, Counted()), port=0) as port:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            await is_asked.wait()
        writer.close()
        readiness.patience = PATIENCE
        await readiness.forget("It has ended.")
