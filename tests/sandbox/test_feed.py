"""The feed of changes."""

import asyncio
from datetime import timedelta

import pytest

from bot.sandbox.feed import Change, Feed
from bot.sandbox.people import ANA, cast
from tests.sandbox.stage import TUESDAY


async def test_a_subscriber_sees_changes_in_order_until_the_feed_closes() -> None:
    feed = Feed()
    with feed.subscribe() as changes:
        feed.publish(Change("person"))
        assert [change.kind for change in changes.pending()] == ["person"]
        feed.publish(Change("posted", channel="D1"))
        feed.publish(Change("clock"))
        feed.close()
        assert list(changes.pending()) == [Change("posted", channel="D1"), Change("clock")]
        assert [change async for change in changes] == []
    with feed.subscribe() as changes:
        feed.publish(Change("posted", channel="D1"))
        feed.publish(Change("clock"))
        feed.close()
        assert [change.kind async for change in changes] == ["posted", "clock"]


async def test_every_change_of_the_team_is_told_with_its_place() -> None:
    team = cast()
    with team.feed.subscribe() as changes:
        dm = team.open_dm(ANA)
        message = team.post(dm.id, author="U0BUDGE", text="Hello", at=TUESDAY, ephemeral_to=ANA)
        team.delete(message)
        team.delete(message)
        team.edit(message)
        team.feed.close()
        told = [(change.kind, change.channel, change.person) async for change in changes]
    assert told == [("channel", dm.id, None), ("posted", dm.id, ANA), ("deleted", dm.id, ANA)]


async def test_waiting_ends_when_the_condition_holds_and_not_before() -> None:
    team = cast()
    await team.feed.until(lambda: team.dm_of(ANA) is None)
    with pytest.raises(TimeoutError):
        await team.feed.until(lambda: team.dm_of(ANA) is not None, within=timedelta(milliseconds=1))
    asyncio.get_running_loop().call_soon(team.open_dm, ANA)
    await team.feed.until(lambda: team.dm_of(ANA) is not None)
