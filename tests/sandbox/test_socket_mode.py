"""Socket Mode, with the real Bolt at the other end."""

import asyncio
from typing import Any

import aiohttp
import pytest

from bot.sandbox.people import ANA, GENERAL
from bot.sandbox.records import Json
from tests.sandbox.stage import Heard, Stage, connected

OPEN = "app_home_opened"


async def ask_for_url(stage: Stage) -> str:
    answer = await stage.client.api_call(
        "apps.connections.open", headers={"Authorization": "Bearer xapp-sandbox-budge"}
    )
    return str(answer["url"])


async def test_the_first_frame_is_hello_and_a_ticket_opens_one_connection(stage: Stage) -> None:
    async with aiohttp.ClientSession() as session:
        url = await ask_for_url(stage)
        async with session.ws_connect(url) as socket:
            hello = await socket.receive_json()
            assert (hello["type"], hello["num_connections"]) == ("hello", 1)
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await session.ws_connect(url)


async def test_pings_are_answered(stage: Stage) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(await ask_for_url(stage), autoping=False) as socket,
    ):
        await socket.receive_json()
        await socket.ping(b"there?")
        answer = await socket.receive()
        assert (answer.type, bytes(answer.data)) == (aiohttp.WSMsgType.PONG, b"there?")


async def test_an_event_reaches_bolt_with_its_envelope(stage: Stage) -> None:
    app, heard = stage.app(), Heard()
    heard.listen(app, OPEN)
    async with connected(stage, app):
        assert (await stage.sandbox.gestures.open_home(ANA)).ok
        [body] = await heard.until(1)
    assert (body["team_id"], body["api_app_id"], body["event"]["user"]) == ("T0SANDBOX", "A0BUDGE", ANA)
    assert body["authorizations"][0]["user_id"] == "U0BUDGE"
    assert body["event_id"].startswith("Ev")


async def test_an_event_without_an_ack_comes_again_with_the_same_id_three_times_at_most(hasty_stage: Stage) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(await ask_for_url(hasty_stage)) as socket:
        await socket.receive_json()
        assert (await hasty_stage.sandbox.gestures.open_home(ANA)).error == "not_acked"
        frames = [await socket.receive_json() for _ in range(4)]
    assert [(f["retry_attempt"], f["retry_reason"]) for f in frames] == [(0, ""), *[(n, "timeout") for n in (1, 2, 3)]]
    assert len({frame["payload"]["event_id"] for frame in frames}) == 1
    assert len({frame["envelope_id"] for frame in frames}) == 4


async def test_an_event_during_a_gap_is_delivered_once_the_bot_is_back(stage: Stage) -> None:
    app, heard = stage.app(), Heard()
    heard.listen(app, OPEN)
    assert (await stage.sandbox.gestures.open_home(ANA)).error == "not_acked"
    async with connected(stage, app):
        [body] = await heard.until(1)
    assert body["event"]["type"] == OPEN


async def test_what_is_sent_twice_has_one_envelope_id(stage: Stage) -> None:
    stage.sandbox.wire.link.copies = 2
    async with aiohttp.ClientSession() as session, session.ws_connect(await ask_for_url(stage)) as socket:
        await socket.receive_json()
        typing = asyncio.create_task(stage.sandbox.gestures.say(ANA, channel=GENERAL, text="/budge"))
        first, second = await socket.receive_json(), await socket.receive_json()
        await socket.send_json({"envelope_id": first["envelope_id"]})
        await socket.send_json({"envelope_id": first["envelope_id"]})
        assert (await typing).ok
    assert first == second


async def test_a_bot_that_hangs_up_instead_of_answering_is_a_failed_dispatch(stage: Stage) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(await ask_for_url(stage)) as socket:
        await socket.receive_json()
        typing = asyncio.create_task(stage.sandbox.gestures.say(ANA, channel=GENERAL, text="/budge"))
        await socket.receive_json()
        await socket.close()
        assert (await typing).error == "dispatch_failed"


async def test_two_connections_share_the_traffic(stage: Stage) -> None:
    apps = [(stage.app(), Heard()), (stage.app(), Heard())]
    for app, heard in apps:
        heard.listen(app, OPEN)
    async with connected(stage, apps[0][0]), connected(stage, apps[1][0]):
        for _ in range(4):
            await stage.sandbox.gestures.open_home(ANA)
        for _, heard in apps:
            await heard.until(2)
    assert [len(heard.bodies) for _, heard in apps] == [2, 2]


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_the_sdk_comes_back_after_a_disconnect_frame(stage: Stage, reason: str) -> None:
    app, heard = stage.app(), Heard()
    heard.listen(app, OPEN)
    link = stage.sandbox.wire.link
    async with connected(stage, app):
        tickets = link.tickets_used
        await link.disconnect(reason)
        await link.until(lambda: link.tickets_used > tickets and link.connections == 1)
        assert (await stage.sandbox.gestures.open_home(ANA)).ok


async def test_bolt_sees_no_retry_on_the_first_delivery(stage: Stage) -> None:
    app = stage.app()
    seen: asyncio.Queue[Any] = asyncio.Queue()

    @app.event(OPEN)
    async def note(request: Any) -> None:
        await seen.put(request.headers.get("x-slack-retry-num"))

    async with connected(stage, app):
        await stage.sandbox.gestures.open_home(ANA)
        async with asyncio.timeout(30):
            assert await seen.get() == ["0"]


async def test_no_event_tells_of_the_bots_own_messages(stage: Stage) -> None:
    app, heard = stage.app(), Heard()
    heard.listen(app, OPEN, "message")
    async with connected(stage, app):
        dm = await stage.dm(ANA)
        await stage.client.chat_postMessage(channel=dm, text="Hello")
        await stage.sandbox.gestures.say(ANA, channel=dm, text="Hello you")
        [body] = await heard.until(1)
    said: Json = body["event"]
    assert (said["type"], said["channel_type"], said["text"]) == ("message", "im", "Hello you")


async def test_a_connection_too_many_is_told_so_and_closed(stage: Stage) -> None:
    stage.sandbox.wire.link.most = 1
    async with aiohttp.ClientSession() as session, session.ws_connect(await ask_for_url(stage)) as first:
        await first.receive_json()
        async with asyncio.timeout(30), session.ws_connect(await ask_for_url(stage)) as second:
            assert (await second.receive_json())["type"] == "hello"
            frame = await second.receive_json()
            assert (frame["type"], frame["reason"]) == ("disconnect", "too_many_websockets")
            assert (await second.receive()).type is aiohttp.WSMsgType.CLOSE
        assert not first.closed


async def test_a_refused_handshake_uses_its_ticket_up(stage: Stage) -> None:
    link = stage.sandbox.wire.link
    link.refuses = True
    async with aiohttp.ClientSession() as session:
        url = await ask_for_url(stage)
        for _ in range(2):
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await session.ws_connect(url)
            link.refuses = False
    assert link.turned_away == 2
