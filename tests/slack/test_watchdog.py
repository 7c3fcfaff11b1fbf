"""What happens to the connection and what is done about it, on a real wire, with short spans."""

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from tests.slack.way_in import NEVER, SHORT, WayIn, logged, running, until, until_connected, way_in

__all__ = ["way_in"]

SOON = timedelta(seconds=0.1)
SILENT = "Slack does not say where to connect (internal_error)."


async def test_a_refused_address_is_thrown_away_for_a_new_one(way_in: WayIn) -> None:
    way_in.link.refuses = True
    async with way_in.starting(replace(SHORT, stuck_after=SOON)) as socket:
        await way_in.link.until(lambda: way_in.link.turned_away >= 2)
        way_in.link.refuses = False  # yet the ticket that was refused is used up

        await until_connected(socket)


async def test_a_refused_handshake_is_told_once_and_without_its_ticket(
    way_in: WayIn, caplog: pytest.LogCaptureFixture
) -> None:
    way_in.link.refuses = True
    async with way_in.starting(replace(SHORT, ping=timedelta(seconds=0.01))):
        await way_in.link.until(lambda: way_in.link.turned_away >= 10)

    told = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(told) == 1
    assert "ticket" not in caplog.text


async def test_a_client_that_finds_no_way_is_closed_wholly_and_built_anew(way_in: WayIn) -> None:
    way_in.link.refuses = True
    async with way_in.starting(replace(SHORT, rebuild_after=SOON)) as socket:
        assert socket._handler is not None
        first = socket._handler.client
        await until(lambda: first.closed)
        way_in.link.refuses = False

        await until_connected(socket)

        assert first.aiohttp_client_session.closed
        await until(lambda: len(running()) == 4)  # one client's three loops, and the watchdog


async def test_a_connection_that_answers_no_pings_is_replaced(way_in: WayIn) -> None:
    async with way_in.connected() as socket:
        await way_in.relay.fall_silent()

        await way_in.link.until(lambda: way_in.link.tickets_used == 2)
        await until_connected(socket)
        before = socket.heard_at
        await until(lambda: socket.heard_at != before)


async def test_stopping_with_a_dead_connection_does_not_wait_for_slack(way_in: WayIn) -> None:
    async with way_in.connected(replace(SHORT, ping=NEVER)) as socket:
        await way_in.relay.fall_silent()
        assert await socket.is_connected(), "nobody has noticed yet"


async def test_too_many_connections_are_told_once_and_tried_again_more_and_more_slowly(way_in: WayIn) -> None:
    way_in.link.most = 0
    with logged("too_many_websockets") as told:
        # Looked at seldom, so that even on a busy machine no look takes the moment before Slack hangs up for success.
        async with way_in.starting(replace(SHORT, look=timedelta(seconds=0.5))) as socket:
            await way_in.asked(4)

            assert not await socket.is_connected()
            assert socket.trouble is not None
            assert socket.trouble.startswith("Slack closed the connection because this app has as many as it may have")

            way_in.link.most = 1
            await until_connected(socket)
            await until(lambda: socket.trouble is None)
    gaps = [later - earlier for earlier, later in pairwise(way_in.asked_at[:4])]
    assert [gap >= 0.5 * pause for gap, pause in zip(gaps, (0.1, 0.2, 0.2), strict=True)] == [True] * 3
    assert len(told()) == 1


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("token_revoked", "The app-level token was revoked"),
        ("invalid_auth", "Slack does not know the app-level token"),
    ],
)
async def test_a_token_that_is_refused_is_told_once_and_tried_again_slowly(
    way_in: WayIn, word: str, sentence: str
) -> None:
    timing = replace(SHORT, stuck_after=SOON, rebuild_after=2 * SOON)  # which would build in vain
    with logged("app_token_refused", "slack_lets_us_in_again", "socket_built_anew") as told:
        async with way_in.connected(timing) as socket:
            way_in.refusals.append(word)
            await way_in.link.disconnect("link_disabled")
            await way_in.asked(5)

            assert not await socket.is_connected()
            assert socket.trouble is not None
            assert socket.trouble.startswith(sentence)

            way_in.refusals.clear()
            await until_connected(socket)
            assert socket.trouble is None
    assert way_in.asked_at[4] - way_in.asked_at[1] >= 0.2  # three pauses of 0.1 s
    assert [entry["event"] for entry in told()] == ["app_token_refused", "slack_lets_us_in_again"]
    assert told()[0]["why"].startswith(sentence)


async def test_a_slack_that_hangs_up_again_and_again_is_not_hurried(way_in: WayIn) -> None:
    pauses = (timedelta(), timedelta(seconds=0.4))
    async with way_in.connected(replace(SHORT, pauses=pauses)):
        for times in (1, 2, 3):
            await way_in.stands(times)
            await way_in.link.disconnect("refresh_requested")
            await way_in.asked(times + 1)

    gaps = [later - earlier for earlier, later in pairwise(way_in.asked_at)]
    assert all(gap >= 0.2 for gap in gaps[1:])  # on a busy machine a call may arrive late, the next one in time


async def test_a_limit_on_asking_is_kept(way_in: WayIn) -> None:
    limits = [1]
    way_in.sandbox.weather.rate = lambda *_: limits.pop() if limits else None
    started = asyncio.get_running_loop().time()
    async with way_in.starting() as socket:
        await until_connected(socket)

    assert way_in.asked_at[0] - started >= 0.95


async def test_a_loss_and_the_return_are_told_once_each(way_in: WayIn) -> None:
    with logged("socket_not_connected", "socket_back") as told:
        async with way_in.connected() as socket:
            way_in.refusals.append("internal_error")
            await way_in.link.disconnect("refresh_requested")
            await until(lambda: len(told()) == 1 and socket.trouble == SILENT)
            way_in.refusals.clear()
            await until(lambda: len(told()) == 2)
    assert [entry["event"] for entry in told()] == ["socket_not_connected", "socket_back"]


async def test_stopping_while_slack_refuses_us_ends_at_once(way_in: WayIn) -> None:
    way_in.refusals.append("token_revoked")
    async with way_in.starting(replace(SHORT, refused=NEVER)):
        await way_in.asked(1)


async def test_stopping_ends_all_that_wait_for_one_another_to_connect(way_in: WayIn) -> None:
    async with way_in.connected(replace(SHORT, refused=NEVER)):
        way_in.refusals.append("token_revoked")
        await way_in.link.disconnect("link_disabled")  # the frame and the end of the connection, each a reason
        await way_in.link.until(lambda: way_in.link.connections == 0)
        await way_in.asked(2)
