import asyncio
from datetime import timedelta

from bot.sandbox.people import GENERAL
from bot.slack.socket import Socket
from bot.slack.socket_timing import SocketTiming
from bot.slack.tasks import Tasks
from tests.slack.stage import Stage

SHORT = SocketTiming(ping=timedelta(seconds=0.2), look=timedelta(seconds=0.05), stuck_after=timedelta(seconds=0.3))


async def test_it_comes_back_after_slack_hangs_up(stage: Stage) -> None:
    link = stage.sandbox.wire.link
    old = link.pick()

    await link.disconnect("refresh_requested")
    await link.until(lambda: link.connections == 1 and link.pick() is not old)

    async with asyncio.timeout(10):  # what is said into a connection that Slack has given up is lost, as in Slack
        while not (await stage.say("/budge hello")).ok:
            await link.until(lambda: link.connections > 0)
            await asyncio.sleep(0)
    assert stage.last(GENERAL).text.startswith("I'm Budge.")


async def test_stopping_waits_for_what_was_begun_and_leaves_no_task(stage: Stage) -> None:
    await stage.say("/budge start")

    assert await stage.socket.stop(stage.tasks, seconds=5)

    assert not await stage.socket.is_connected()
    left = [task for task in asyncio.all_tasks() if "slack_sdk" in str(task.get_coro())]
    assert left == []


async def test_stopping_before_it_ever_connected_does_not_hang(stage: Stage) -> None:
    stage.sandbox.weather.rate = lambda *_: 30
    app_token = stage.sandbox.team.app.app_token
    socket = Socket(stage.socket._app, stage.wire, app_token=app_token)
    await socket.start()
    assert not await socket.wait_connected(seconds=0.05)

    async with asyncio.timeout(30):
        await socket.stop(stage.tasks, seconds=1)
    stage.sandbox.weather.rate = None


async def test_an_address_that_is_refused_is_given_up_for_a_new_one(stage: Stage) -> None:
    app_token = stage.sandbox.team.app.app_token
    socket = Socket(stage.socket._app, stage.wire, app_token=app_token, timing=SHORT)
    await socket.start()
    assert socket._handler is not None
    socket._handler.client.wss_uri = (
        f"{stage.wire.base_url.replace('http', 'ws').removesuffix('api/')}link/?ticket=used"
    )

    await stage.sandbox.wire.link.until(lambda: stage.sandbox.wire.link.connections == 2)
    await socket.stop(Tasks(), seconds=1)
