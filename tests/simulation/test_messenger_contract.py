"""The Messenger port's contract, for the real one over the wire and for the simulated one."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.card import CardPicture
from bot.domain.ids import ChannelId, MemberId, MessageRef, MessageTs
from bot.ports import DeliveryFailed
from tests.simulation.rigs import BOARD_CHANNEL, RIGS, Rig, Trouble, board_of, card_due, notice_to

A_MINUTE = timedelta(minutes=1)


@pytest.fixture(params=sorted(RIGS))
async def rig(request: pytest.FixtureRequest, sqlite_url: str) -> AsyncIterator[Rig]:
    async with RIGS[request.param](sqlite_url) as built:
        yield built


async def test_a_posted_card_stands_once_where_the_answer_says(rig: Rig) -> None:
    ref = await rig.messenger.post_card(card_due(rig), to=rig.dm)

    assert ref.channel == rig.dm
    assert rig.cards() == 1


async def test_a_card_with_a_picture_that_cannot_be_shown_is_posted_once_all_the_same(rig: Rig) -> None:
    card = card_due(rig)
    unknown = CardPicture(alt_text="A person stands.", file="F0UNKNOWN")
    pictured = replace(card, pictures={exercise.picture or "": unknown for exercise in card.exercises})

    ref = await rig.messenger.post_card(pictured, to=rig.dm)

    assert rig.cards() == 1
    await rig.messenger.redraw_card(replace(pictured, reminder=replace(card.reminder, ref=ref)))
    assert rig.cards() == 1


async def test_each_picture_that_is_uploaded_has_an_id_and_nobody_sees_it(rig: Rig) -> None:
    ids = {await rig.messenger.upload_picture(rig.workspace, b"GIF89a", name="rest.gif") for _ in range(2)}

    assert len(ids) == 2
    assert rig.files() == []


async def test_two_cards_have_two_refs(rig: Rig) -> None:
    first = await rig.messenger.post_card(card_due(rig), to=rig.dm)
    second = await rig.messenger.post_card(card_due(rig, minutes=1), to=rig.dm)

    assert first != second


async def test_a_card_is_found_by_its_own_reminder_alone(rig: Rig) -> None:
    card, other = card_due(rig), card_due(rig, minutes=1)
    ref = await rig.messenger.post_card(card, to=rig.dm)
    since = rig.now() - A_MINUTE

    assert await rig.messenger.find_card(card.reminder, channel=rig.dm, since=since) == ref
    assert await rig.messenger.find_card(other.reminder, channel=rig.dm, since=since) is None


async def test_a_card_from_before_the_moment_is_not_found(rig: Rig) -> None:
    card = card_due(rig)
    await rig.messenger.post_card(card, to=rig.dm)

    assert await rig.messenger.find_card(card.reminder, channel=rig.dm, since=rig.now() + A_MINUTE) is None


async def test_a_deleted_card_is_not_found_and_deleting_it_again_is_fine(rig: Rig) -> None:
    card = card_due(rig)
    ref = await rig.messenger.post_card(card, to=rig.dm)
    await rig.messenger.delete_card(rig.workspace, ref)
    await rig.messenger.delete_card(rig.workspace, ref)

    assert rig.cards() == 0
    assert await rig.messenger.find_card(card.reminder, channel=rig.dm, since=rig.now() - A_MINUTE) is None


async def test_deleting_what_never_was_is_fine(rig: Rig) -> None:
    await rig.messenger.delete_card(rig.workspace, MessageRef(rig.dm, MessageTs("1.000001")))


async def test_a_redraw_leaves_one_card_that_is_still_found(rig: Rig) -> None:
    card = card_due(rig)
    ref = await rig.messenger.post_card(card, to=rig.dm)
    posted = replace(card, reminder=replace(card.reminder, ref=ref), done={card.exercises[0].id: rig.now()})

    await rig.messenger.redraw_card(posted)

    assert rig.cards() == 1
    assert await rig.messenger.find_card(card.reminder, channel=rig.dm, since=rig.now() - A_MINUTE) == ref


async def test_redrawing_a_card_that_is_gone_brings_nothing_back(rig: Rig) -> None:
    card = card_due(rig)
    ref = await rig.messenger.post_card(card, to=rig.dm)
    await rig.messenger.delete_card(rig.workspace, ref)

    await rig.messenger.redraw_card(replace(card, reminder=replace(card.reminder, ref=ref)))

    assert rig.cards() == 0


@pytest.mark.parametrize("trouble", Trouble)
async def test_in_trouble_a_post_is_made_once_or_not_at_all_and_nobody_knows(rig: Rig, trouble: Trouble) -> None:
    rig.suffer(trouble)
    with pytest.raises(DeliveryFailed) as caught:
        await rig.messenger.post_card(card_due(rig), to=rig.dm)
    rig.clear()

    assert (caught.value.outcome_unknown, caught.value.permanent, caught.value.retry_after) == (True, False, None)
    assert rig.cards() == (1 if trouble.has_effect else 0)


async def test_a_limit_says_how_long_and_nothing_was_done(rig: Rig) -> None:
    rig.limit(seconds=17)
    with pytest.raises(DeliveryFailed) as caught:
        await rig.messenger.post_card(card_due(rig), to=rig.dm)
    rig.clear()

    assert (caught.value.retry_after, caught.value.outcome_unknown) == (timedelta(seconds=17), False)
    assert rig.cards() == 0


@pytest.mark.parametrize(("word", "concerns_workspace"), [("channel_not_found", False), ("account_inactive", True)])
async def test_a_refusal_for_good_says_whom_it_concerns(rig: Rig, word: str, concerns_workspace: bool) -> None:
    rig.refuse(word)
    with pytest.raises(DeliveryFailed) as caught:
        await rig.messenger.post_card(card_due(rig), to=rig.dm)
    rig.clear()

    failure = caught.value
    assert (failure.reason, failure.permanent, failure.concerns_workspace) == (word, True, concerns_workspace)
    assert not failure.outcome_unknown
    assert rig.cards() == 0


async def test_a_profile_is_read_and_a_strangers_is_refused_for_good(rig: Rig) -> None:
    profile = await rig.messenger.profile(rig.workspace, rig.member)
    with pytest.raises(DeliveryFailed) as caught:
        await rig.messenger.profile(rig.workspace, MemberId("U0NOBODY"))

    assert (profile.name, profile.zone, profile.can_join) == ("Ana", "Europe/Berlin", True)
    assert caught.value.permanent


async def test_a_dm_is_opened_as_often_as_wanted(rig: Rig) -> None:
    assert await rig.messenger.open_dm(rig.workspace, rig.member) == rig.dm
    assert await rig.messenger.open_dm(rig.workspace, rig.member) == rig.dm


async def test_the_facts_and_the_members_of_channels(rig: Rig) -> None:
    channel = await rig.messenger.channel_facts(rig.workspace, BOARD_CHANNEL)
    hidden = await rig.messenger.channel_facts(rig.workspace, ChannelId("C0HIDDEN"))
    direct = await rig.messenger.channel_facts(rig.workspace, rig.dm)

    assert (channel.is_direct, channel.is_shared, channel.has_budge) == (False, False, True)
    assert (hidden.is_direct, hidden.has_budge) == (False, False)
    assert direct.is_direct
    assert rig.member in await rig.messenger.channel_members(rig.workspace, BOARD_CHANNEL)


async def test_a_board_is_posted_once_and_redrawn_in_its_place(rig: Rig) -> None:
    before, post = rig.boards(), board_of(rig)
    ref = await rig.messenger.post_board(post)
    await rig.messenger.redraw_board(replace(post, ref=ref))

    assert ref.channel == BOARD_CHANNEL
    assert rig.boards() == before + 1


async def test_a_limit_holds_for_boards_too(rig: Rig) -> None:
    before = rig.boards()
    rig.limit(seconds=3)
    with pytest.raises(DeliveryFailed) as caught:
        await rig.messenger.post_board(board_of(rig))
    rig.clear()

    assert caught.value.retry_after == timedelta(seconds=3)
    assert rig.boards() == before


async def test_a_notice_is_found_by_its_own_id_alone_and_is_no_card(rig: Rig) -> None:
    told, other = notice_to(rig), notice_to(rig, moved_to=timedelta(hours=3))
    since = rig.now() - A_MINUTE
    ref = await rig.messenger.post_notice(told, to=rig.dm)

    assert await rig.messenger.find_notice(told.notice, channel=rig.dm, since=since) == ref
    assert await rig.messenger.find_notice(other.notice, channel=rig.dm, since=since) is None
    assert await rig.messenger.find_card(card_due(rig).reminder, channel=rig.dm, since=since) is None


async def test_a_notice_from_before_the_moment_is_not_found(rig: Rig) -> None:
    told = notice_to(rig)
    await rig.messenger.post_notice(told, to=rig.dm)

    assert await rig.messenger.find_notice(told.notice, channel=rig.dm, since=rig.now() + A_MINUTE) is None


@pytest.mark.parametrize("trouble", Trouble)
async def test_in_trouble_a_notice_is_posted_once_or_not_at_all_and_nobody_knows(rig: Rig, trouble: Trouble) -> None:
    told = notice_to(rig)
    rig.suffer(trouble)
    with pytest.raises(DeliveryFailed) as caught:
        await rig.messenger.post_notice(told, to=rig.dm)
    rig.clear()

    found = await rig.messenger.find_notice(told.notice, channel=rig.dm, since=rig.now() - A_MINUTE)
    assert (caught.value.outcome_unknown, caught.value.permanent, caught.value.retry_after) == (True, False, None)
    assert (found is not None) == trouble.has_effect


async def test_a_file_stands_in_the_dm_or_nothing_does(rig: Rig) -> None:
    await rig.messenger.send_file(rig.workspace, b"{}", name="a.json", to=rig.dm)
    assert rig.files() == [b"{}"]
    rig.limit(seconds=7)
    with pytest.raises(DeliveryFailed) as limited:
        await rig.messenger.send_file(rig.workspace, b"[]", name="a.json", to=rig.dm)
    assert limited.value.retry_after == timedelta(seconds=7)
    assert rig.files() == [b"{}"]


async def test_a_sound_stands_beside_the_card_until_it_is_deleted(rig: Rig) -> None:
    card = card_due(rig)
    timer = next(screen.timer for screen in card.screens if screen.timer)
    ref = await rig.messenger.post_card(card, to=rig.dm)

    sound = await rig.messenger.post_sound(rig.workspace, timer, to=rig.dm)
    for _ in range(2):
        await rig.messenger.delete_sound(rig.workspace, sound)

    assert sound != ref
    assert rig.cards() == 1
