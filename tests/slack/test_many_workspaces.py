"""Who installed the bot, kept in mind: read once, and read anew when it must be."""

import asyncio
import gc
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.ports import StoreUnavailable
from tests.slack.stage import TUESDAY
from tests.slack.tenants import ACME, HOUR, Place, installation, refusal, settled
from tests.stores import NEWER_KEY


@pytest.fixture
async def place(sqlite_url: str) -> AsyncIterator[Place]:
    async with settled(sqlite_url) as place:
        yield place


async def test_a_workspace_is_read_once_and_then_known(place: Place) -> None:
    process = place.process()
    await process.keeps(installation())

    for _ in range(100):
        known = await process.many.authorize(None, ACME)
        assert known is not None
        assert (known.team_id, known.bot_user_id, known.bot_id) == (ACME, "U0BOT", "B0BOT")
        await process.posts()

    assert process.store.transactions == 1
    assert set(place.slack.calls) == {"xoxb-1"}


async def test_a_hundred_payloads_at_once_read_it_once(place: Place) -> None:
    process = place.process()
    await process.keeps(installation())
    found = await asyncio.gather(*(process.many.authorize(None, ACME) for _ in range(100)))
    assert all(known is not None for known in found)
    assert process.store.transactions == 1


async def test_whoever_has_not_installed_it_is_nobody(place: Place) -> None:
    process = place.process()
    assert await process.many.authorize(None, ACME) is None
    assert await process.many.authorize("E1", None) is None
    failure = await refusal(process.posts())
    assert (failure.reason, failure.permanent, failure.concerns_workspace) == ("not_installed", True, True)
    await process.keeps(installation())  # another process did
    assert await process.many.authorize(None, ACME) is not None


async def test_what_is_forgotten_while_it_is_read_is_not_kept(place: Place) -> None:
    process = place.process()
    await process.keeps(installation())
    process.store.may_go.clear()
    reading = asyncio.create_task(process.many.authorize(None, ACME))
    await asyncio.sleep(0)

    process.many.forget(ACME)
    process.store.may_go.set()
    assert await reading is not None
    await process.many.authorize(None, ACME)

    assert process.store.transactions == 2


async def test_no_ack_waits_for_a_database_that_hangs(place: Place) -> None:
    process = place.process(read_within=timedelta(milliseconds=1))
    await process.keeps(installation())
    process.store.may_go.clear()

    with pytest.raises(StoreUnavailable):
        await process.many.authorize(None, ACME)

    process.store.may_go.set()
    process.many.read_within = HOUR
    assert await process.many.authorize(None, ACME) is not None
    assert process.store.transactions == 1  # the same reading


async def test_a_reading_that_fails_when_nobody_waits_any_more_fails_quietly(place: Place) -> None:
    complaints: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: complaints.append(context["message"]))
    process = place.process(read_within=timedelta(milliseconds=1))
    process.store.may_go.clear()
    with pytest.raises(StoreUnavailable):
        await process.many.authorize(None, ACME)

    process.store.trouble = StoreUnavailable("away")
    (reading,) = process.many._reading.values()
    process.store.may_go.set()
    await asyncio.wait((reading,))
    del reading
    process.store.trouble = None  # it holds on to whoever met it
    gc.collect()

    assert complaints == []


async def test_a_post_waits_for_a_database_that_is_away(place: Place) -> None:
    process = place.process()
    process.store.trouble = StoreUnavailable("away")
    failure = await refusal(process.posts())
    assert failure.retry_after is not None
    assert not failure.permanent
    assert place.slack.calls == []


async def test_a_token_that_no_key_opens_is_the_operators_affair(place: Place) -> None:
    await place.process().keeps(installation())
    process = place.process(key=NEWER_KEY)
    with pytest.raises(StoreUnavailable):
        await process.many.authorize(None, ACME)
    assert not (await refusal(process.posts())).permanent


async def test_a_refused_token_is_looked_up_and_the_call_made_once_more(place: Place) -> None:
    process, other = place.process(), place.process()
    await process.keeps(installation())
    await process.posts()
    await other.keeps(installation(token="xoxb-2", installed_at=TUESDAY + HOUR))
    place.slack.good = {"xoxb-2"}

    await process.posts()
    await process.posts()

    assert place.slack.calls == ["xoxb-1", "xoxb-1", "xoxb-2", "xoxb-2"]


@pytest.mark.parametrize("word", ["account_inactive", "invalid_auth", "token_revoked", "token_expired"])
async def test_a_token_that_nothing_replaced_is_refused_for_good(place: Place, word: str) -> None:
    process = place.process()
    await process.keeps(installation())
    place.slack.good, place.slack.refusal = set(), word

    failure = await refusal(process.posts())

    assert (failure.reason, failure.concerns_workspace) == (word, True)
    assert place.slack.calls == ["xoxb-1"]


async def test_any_other_refusal_is_not_tried_again(place: Place) -> None:
    process = place.process()
    await process.keeps(installation())
    place.slack.good, place.slack.refusal = set(), "channel_not_found"
    assert (await refusal(process.posts())).reason == "channel_not_found"
    assert process.store.transactions == 1
