"""The console command of the demo, as a process of its own."""

import asyncio
import signal
import socket
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser

pytestmark = pytest.mark.browser

BUDGE = Path(sys.executable).with_name("budge")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
async def demo_process() -> AsyncIterator[Process]:
    command = (BUDGE, "demo", "--no-browser", "--port", str(free_port()))
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    yield process
    if process.returncode is None:
        process.kill()
        await process.wait()


async def test_the_demo_shows_its_page_within_a_minute_and_leaves_within_ten_seconds(
    demo_process: Process, browser: Browser
) -> None:
    assert demo_process.stdout
    page = await browser.new_page()
    async with asyncio.timeout(60):
        told = (await demo_process.stdout.readline()).decode()
        await page.goto(next(word for word in told.split() if word.startswith("http")))
        await page.get_by_role("heading", name="Budge").first.wait_for()
    demo_process.send_signal(signal.SIGTERM)  # with the page still open
    async with asyncio.timeout(10):
        assert await demo_process.wait() == 0
    await page.close()
