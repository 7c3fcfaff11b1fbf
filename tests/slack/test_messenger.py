from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.ids import ChannelId, MemberId, MessageRef, MessageTs
from bot.domain.reminder import Reminder
from bot.ports import DeliveryFailed
from bot.sandbox.faults import Fault
from bot.sandbox.people import ANA, GENERAL, LIN, NOOR, WELLNESS
from bot.sandbox.records import Json, Message
from bot.slack.message import Message as Said
from tests.slack.stage import Stage


async def reminder_of(stage: Stage, card: Message) -> Reminder:
    assert card.metadata is not None
    found = await stage.services.completion.card(
        stage.workspace, MemberId(ANA), card.metadata["event_payload"]["reminder"]
    )
    return found.reminder


async def test_a_card_carries_nothing_but_its_reminders_id(stage: Stage) -> None:
    await stage.join()
    card = await stage.reminded()

    assert card.metadata is not None
    assert card.metadata["event_type"] == "budge_reminder"
    assert list(card.metadata["event_payload"]) == ["reminder"]


async def test_a_card_is_found_by_its_reminder_while_it_stands(stage: Stage) -> None:
    dm = ChannelId(await stage.join())
    card = await stage.reminded()
    reminder = await reminder_of(stage, card)
    since = stage.clock.at - timedelta(minutes=1)

    ref = MessageRef(dm, MessageTs(card.ts))
    assert await stage.messenger.find_card(reminder, channel=dm, since=since) == ref
    later = stage.clock.at + timedelta(minutes=1)
    assert await stage.messenger.find_card(reminder, channel=dm, since=later) is None

    await stage.messenger.delete_card(stage.workspace, ref)
    await stage.messenger.delete_card(stage.workspace, ref)
    assert await stage.messenger.find_card(reminder, channel=dm, since=since) is None


async def test_a_card_is_found_behind_more_messages_than_a_page_holds(stage: Stage) -> None:
    dm = ChannelId(await stage.join())
    card = await stage.reminded()
    for number in range(250):
        stage.sandbox.team.post(dm, author=ANA, text=str(number), at=stage.clock.at)

    reminder = await reminder_of(stage, card)
    found = await stage.messenger.find_card(reminder, channel=dm, since=stage.clock.at - timedelta(minutes=1))

    assert found is not None
    assert found.ts == card.ts


async def test_somebody_elses_message_with_the_same_metadata_is_no_card(stage: Stage) -> None:
    dm = ChannelId(await stage.join())
    card = await stage.reminded()
    reminder = await reminder_of(stage, card)
    stage.sandbox.team.delete(card)
    stage.sandbox.team.post(dm, author=ANA, text="forged", at=stage.clock.at, metadata=card.metadata)

    assert await stage.messenger.find_card(reminder, channel=dm, since=stage.clock.at) is None


async def test_a_redraw_keeps_the_metadata(stage: Stage) -> None:
    dm = await stage.join()
    card = await stage.reminded()

    await stage.say("done", channel=dm)

    redrawn = stage.now_of(card)
    assert redrawn is not None
    assert redrawn.metadata == card.metadata
    assert redrawn.text != card.text


async def test_redrawing_a_message_that_is_gone_is_no_failure(stage: Stage) -> None:
    dm = ChannelId(await stage.join())

    await stage.messenger.update(stage.workspace, MessageRef(dm, MessageTs("1.000001")), Said("Nothing"))


@pytest.mark.parametrize(("kind", "after"), [("drop", True), ("drop", False), ("error", True), ("error", False)])
async def test_a_post_in_bad_weather_is_tried_once_and_its_outcome_unknown(
    stage: Stage, kind: str, after: bool
) -> None:
    dm = ChannelId(await stage.join())
    calls: list[str] = []

    def fault(method: str, _: Json) -> Fault:
        calls.append(method)
        return Fault("drop" if kind == "drop" else "error", after=after)

    before = len(stage.seen(dm))
    stage.sandbox.weather.fault = fault
    with pytest.raises(DeliveryFailed) as caught:
        await stage.messenger.post(stage.workspace, Said("Hello"), to=dm)
    stage.sandbox.weather.fault = None

    assert caught.value.outcome_unknown
    assert calls == ["chat.postMessage"]
    assert len(stage.seen(dm)) == before + (0 if not after else 1)


async def test_a_rate_limit_is_told_and_nothing_was_done(stage: Stage) -> None:
    dm = ChannelId(await stage.join())
    stage.sandbox.weather.rate = lambda *_: 17

    with pytest.raises(DeliveryFailed) as caught:
        await stage.messenger.post(stage.workspace, Said("Hello"), to=dm)
    stage.sandbox.weather.rate = None

    assert caught.value.retry_after == timedelta(seconds=17)
    assert not caught.value.outcome_unknown


async def test_the_facts_of_channels(stage: Stage) -> None:
    dm = ChannelId(await stage.join())
    shared = replace(stage.sandbox.team.channels[WELLNESS], is_ext_shared=True)

    assert (await stage.messenger.channel_facts(stage.workspace, dm)).is_direct
    assert not (await stage.messenger.channel_facts(stage.workspace, ChannelId(GENERAL))).has_budge
    assert not (await stage.messenger.channel_facts(stage.workspace, ChannelId("C0HIDDEN"))).has_budge
    wellness = await stage.messenger.channel_facts(stage.workspace, ChannelId(WELLNESS))
    assert (wellness.is_direct, wellness.is_shared, wellness.has_budge) == (False, False, True)
    stage.sandbox.team.channels[WELLNESS] = shared
    assert (await stage.messenger.channel_facts(stage.workspace, ChannelId(WELLNESS))).is_shared


async def test_the_members_of_a_channel_come_from_every_page(stage: Stage) -> None:
    many = tuple(f"U{number:05}" for number in range(450))
    stage.sandbox.team.set_members(WELLNESS, members=(*many, stage.sandbox.team.app.bot_user_id))

    members = await stage.messenger.channel_members(stage.workspace, ChannelId(WELLNESS))

    assert set(many) <= set(members)


async def test_profiles_are_read_from_slack(stage: Stage) -> None:
    lin = await stage.messenger.profile(stage.workspace, MemberId(LIN))
    noor = await stage.messenger.profile(stage.workspace, MemberId(NOOR))

    assert (lin.name, lin.zone, lin.can_join) == ("Lin", "Europe/Berlin", True)
    assert noor.zone is None
