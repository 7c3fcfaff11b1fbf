"""Pictures that Slack refuses, on the real wire: they are never in a card's way, and tried again later."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.card import CardPicture
from bot.sandbox.faults import ready_after
from bot.services.timing import UNHURRIED
from bot.services.uploading import WAITS
from bot.store.transaction import SqlStore
from tests.slack.pictured import (
    AT,
    EVERY_PICTURE,
    FIRST,
    KEY_POSES,
    LAST,
    POST,
    ROUTINE,
    Calls,
    another_process,
    asks_for_a_card,
    cards,
    images,
    joined_with_pictures,
    rows,
)
from tests.slack.stage import Stage, raised, words

SECOND = timedelta(seconds=1)


@pytest.fixture
async def stage(database_url: str) -> AsyncIterator[Stage]:
    async with raised(database_url, is_pictured=True) as fresh:
        yield fresh


async def test_without_the_scope_cards_come_without_pictures_and_it_is_tried_again_later(stage: Stage) -> None:
    app = stage.sandbox.team.app
    stage.sandbox.team.app = replace(app, scopes=app.scopes - {"files:write"})
    calls = Calls(stage)
    await joined_with_pictures(stage)

    assert images(await asks_for_a_card(stage)) == []
    await stage.services.uploading.ring()
    assert calls.counts[FIRST] == 1
    assert {row.reason for row in await rows(stage)} == {"missing_scope"}

    stage.sandbox.team.app = app
    stage.clock.at += WAITS[0]
    await asks_for_a_card(stage)
    await stage.services.uploading.ring()
    stage.clock.at += UNHURRIED.picture_usable_after
    assert len(images(await asks_for_a_card(stage))) == len(KEY_POSES)
    assert {row.reason for row in await rows(stage)} == {None}


async def test_where_slack_refuses_the_pictures_one_card_comes_at_once_without(stage: Stage) -> None:
    await joined_with_pictures(stage)
    stage.sandbox.team.shelf.is_ready = lambda _: False
    calls = Calls(stage)
    card = await stage.reminded()

    assert images(card) == []
    assert len(cards(stage)) == 1
    assert calls.counts[POST] == 2

    await stage.services.uploading.ring()
    await asks_for_a_card(stage)
    assert calls.counts[POST] == 3
    assert {row.reason for row in await rows(stage) if row.setbacks} == {"invalid_blocks"}


async def test_a_refusal_that_two_processes_run_into_counts_once(stage: Stage) -> None:
    await joined_with_pictures(stage)
    held = await rows(stage)
    shown = [CardPicture(alt_text="A person.", file=row.file) for row in held]
    others = [another_process(stage) for _ in range(2)]
    for illustrating, _ in others:
        async with SqlStore(stage.engine).transaction() as tx:
            await illustrating.load(tx, stage.workspace)
        illustrating.refused(stage.workspace, shown, reason="invalid_blocks")
    for _, uploading in others:
        await uploading.ring()

    assert {row.setbacks for row in await rows(stage)} == {1}


async def test_files_that_were_not_ready_are_shown_a_minute_later_as_they_are(stage: Stage) -> None:
    await joined_with_pictures(stage)
    stage.sandbox.team.shelf.is_ready = ready_after(1)
    calls = Calls(stage)
    assert images(await asks_for_a_card(stage)) == []
    await stage.services.uploading.ring()
    stage.clock.at += 2 * WAITS[0]

    stage.sandbox.team.shelf.is_ready = lambda _: True
    assert len(images(await asks_for_a_card(stage))) == len(KEY_POSES)
    assert calls.counts[FIRST] == 0


async def test_files_that_are_refused_again_are_uploaded_anew_and_each_time_later(stage: Stage) -> None:
    await joined_with_pictures(stage)
    old = {row.file for row in await rows(stage)}
    stage.sandbox.team.shelf.is_ready = lambda file: file not in old
    for wait in WAITS[:2]:
        assert images(await asks_for_a_card(stage)) == []
        await stage.services.uploading.ring()
        stage.clock.at += wait
    await asks_for_a_card(stage)  # wishes for them
    await stage.services.uploading.ring()
    stage.clock.at += UNHURRIED.picture_usable_after

    assert len(images(await asks_for_a_card(stage))) == len(KEY_POSES)


async def test_a_redraw_that_is_refused_with_pictures_is_made_without(stage: Stage) -> None:
    await joined_with_pictures(stage)
    card = await stage.reminded()
    stage.sandbox.team.shelf.is_ready = lambda _: False

    await stage.say("done 1", channel=stage.dm())
    redrawn = stage.now_of(card)

    assert redrawn is not None
    assert images(redrawn) == []
    assert redrawn.text != card.text
    assert len(cards(stage)) == 1


async def test_a_press_draws_a_card_without_what_slack_refuses_by_then(stage: Stage) -> None:
    await joined_with_pictures(stage)
    card = await stage.reminded()
    stage.sandbox.team.shelf.is_ready = lambda _: False

    await stage.press(f"{ROUTINE.exercises[0].short_name} done", card)
    redrawn = stage.now_of(card)

    assert redrawn is not None
    assert images(redrawn) == []
    assert redrawn.text != card.text


async def test_a_card_that_is_refused_without_pictures_too_sets_none_of_them_aside(stage: Stage) -> None:
    await joined_with_pictures(stage)
    calls = Calls(stage, refusing=POST, word="msg_too_long", having="budge_reminder")
    await stage.say("now", channel=stage.dm())
    await stage.services.uploading.ring()

    assert calls.counts[POST] >= 2
    assert {row.reason for row in await rows(stage)} == {None}


async def test_a_limit_of_uploads_is_waited_out(stage: Stage) -> None:
    calls = Calls(stage)
    stage.sandbox.weather.rate = lambda method, _: 17 if method == FIRST else None
    await stage.join()
    await stage.services.uploading.ring()
    assert calls.counts[LAST] == 0

    stage.sandbox.weather.rate = None
    stage.clock.at += 16 * SECOND
    await asks_for_a_card(stage)
    await stage.services.uploading.ring()
    assert calls.counts[LAST] == 0

    stage.clock.at += SECOND
    await asks_for_a_card(stage)
    await stage.services.uploading.ring()
    assert calls.counts[LAST] == EVERY_PICTURE
    assert {row.setbacks for row in await rows(stage)} == {0}


async def test_pictures_that_slack_cannot_fetch_are_left_out_for_a_while(database_url: str) -> None:
    async with raised(database_url, is_pictured=True, pictures_at=AT) as stage:
        await joined_with_pictures(stage)
        calls = Calls(stage, refusing=POST, word="invalid_blocks", having="image_url")

        assert images(await asks_for_a_card(stage)) == []
        await stage.services.uploading.ring()
        assert images(await asks_for_a_card(stage)) == []
        assert calls.counts[POST] == 3
        assert "image_url" not in words(cards(stage)[-1].blocks)

        stage.sandbox.weather.fault = None
        stage.clock.at += WAITS[0]
        assert len(images(await asks_for_a_card(stage))) == len(KEY_POSES)


async def test_a_folded_card_that_slack_refuses_is_not_drawn_again_for_pictures_it_does_not_show(stage: Stage) -> None:
    await joined_with_pictures(stage)
    await stage.reminded()
    calls = Calls(stage, refusing="chat.update", word="msg_too_long")
    await stage.say("done", channel=stage.dm())
    await stage.services.uploading.ring()

    assert calls.counts["chat.update"] == 1
    assert {row.reason for row in await rows(stage)} == {None}
