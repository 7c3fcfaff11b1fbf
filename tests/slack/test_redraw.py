from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.domain.ids import ChannelId, MemberId, MessageRef, MessageTs
from bot.ports import DeliveryFailed
from bot.sandbox.faults import Fault
from bot.sandbox.people import ANA, GENERAL
from bot.sandbox.records import Message as Seen
from bot.slack.asker import Asker
from bot.slack.message import Message
from bot.slack.redraw import Redraw
from bot.slack.replies import Replies
from tests.slack.stage import Stage

DROPPED = 0


@asynccontextmanager
async def response_url(status: int) -> AsyncIterator[str]:
    """An address that answers everything with this status, or drops the connection."""

    async def answer(request: web.Request) -> web.Response:
        if status == DROPPED and request.transport is not None:
            request.transport.close()
        return web.Response(status=status or 500)

    app = web.Application()
    app.router.add_post("/", answer)
    async with TestServer(app) as server:
        yield str(server.make_url("/"))


def presser(stage: Stage, message: Seen, *, url: str) -> Asker:
    ref = MessageRef(ChannelId(message.channel), MessageTs(message.ts))
    return Asker(workspace=stage.workspace, member=MemberId(ANA), channel=ref.channel, message=ref, response_url=url)


@pytest.mark.parametrize("status", [429, 500, 400, DROPPED])
async def test_a_card_is_redrawn_in_another_way_when_its_address_fails(stage: Stage, status: int) -> None:
    await stage.join()
    card = await stage.reminded()
    done = await stage.services.completion.done(stage.workspace, MemberId(ANA))
    replies = Replies(stage.wire, stage.messenger)
    redraw = Redraw(stage.services.completion, stage.messenger, replies, stage.services.sounds)

    async with response_url(status) as url:
        await redraw.card(presser(stage, card, url=url), done.reminder.id)

    redrawn = stage.now_of(card)
    assert redrawn is not None
    assert redrawn.text.startswith("Both done")


@pytest.mark.parametrize("status", [429, 500])
async def test_any_other_message_is_redrawn_in_another_way_too(stage: Stage, status: int) -> None:
    welcome = stage.last(await stage.join())
    replies = Replies(stage.wire, stage.messenger)

    async with response_url(status) as url:
        await replies.replace(presser(stage, welcome, url=url), Message("Noted."))

    redrawn = stage.now_of(welcome)
    assert redrawn is not None
    assert redrawn.text == "Noted."


async def test_a_redraw_that_fails_in_both_ways_is_a_failure(stage: Stage) -> None:
    welcome = stage.last(await stage.join())
    replies = Replies(stage.wire, stage.messenger)
    stage.sandbox.weather.fault = lambda method, _: Fault("error") if method == "chat.update" else None

    async with response_url(500) as url:
        with pytest.raises(DeliveryFailed):
            await replies.replace(presser(stage, welcome, url=url), Message("Noted."))


async def test_an_ephemeral_message_that_cannot_be_redrawn_is_a_failure(stage: Stage) -> None:
    await stage.join()
    replies = Replies(stage.wire, stage.messenger)

    async with response_url(429) as url:
        asker = replace(presser(stage, stage.last(GENERAL), url=url), message=None)
        with pytest.raises(DeliveryFailed):
            await replies.replace(asker, Message("Noted."))
