"""Pictures on the real wire: each uploaded once, and shown when Slack can."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.member import Style
from bot.ports import Upload
from bot.sandbox.people import LIN
from bot.services.timing import UNHURRIED
from bot.services.uploading import HELD_FOR
from bot.store.transaction import SqlStore
from routines.album import Album, PictureFile, Place
from tests.slack.pictured import (
    AT,
    CATALOG,
    EVERY_PICTURE,
    FIRST,
    KEY_POSES,
    LAST,
    ROUTINE,
    Calls,
    ana_of,
    another_process,
    asks_for_a_card,
    images,
    joined_with_pictures,
    rows,
)
from tests.slack.stage import Stage, raised


@pytest.fixture
async def stage(database_url: str) -> AsyncIterator[Stage]:
    async with raised(database_url, is_pictured=True) as fresh:
        yield fresh


async def test_the_first_card_of_a_newcomer_has_its_pictures(stage: Stage) -> None:
    await joined_with_pictures(stage)
    card = await stage.reminded()

    held = {row.file for row in await rows(stage)}
    assert [image["alt_text"] for image in images(card)] == [ROUTINE.picture(one or "").alt_text for one in KEY_POSES]
    assert {image["slack_file"]["id"] for image in images(card)} <= held
    assert len(held) == EVERY_PICTURE


async def test_a_card_before_slack_can_show_them_has_none_and_the_next_one_does(stage: Stage) -> None:
    await stage.join()
    await stage.services.uploading.ring()

    assert images(await asks_for_a_card(stage)) == []

    stage.clock.at += UNHURRIED.picture_usable_after
    assert len(images(await asks_for_a_card(stage))) == len(KEY_POSES)


async def test_two_processes_at_once_upload_each_picture_once(stage: Stage) -> None:
    calls = Calls(stage)
    await stage.join()
    illustrating, uploading = another_process(stage)
    illustrating.expect(await ana_of(stage), ROUTINE.exercises)

    await asyncio.gather(uploading.ring(), stage.services.uploading.ring())

    assert calls.counts[LAST] == EVERY_PICTURE
    assert len({row.file for row in await rows(stage)}) == EVERY_PICTURE


async def test_joining_again_uploads_nothing_anew(stage: Stage) -> None:
    await joined_with_pictures(stage)
    calls = Calls(stage)
    await stage.say("/budge start")
    await stage.services.uploading.ring()

    assert calls.counts[FIRST] == 0


async def test_after_a_restart_the_same_files_are_shown(stage: Stage) -> None:
    await joined_with_pictures(stage)
    before = await rows(stage)
    calls = Calls(stage)
    illustrating, uploading = another_process(stage)
    ana = await ana_of(stage)
    async with SqlStore(stage.engine).transaction() as tx:
        await illustrating.load(tx, stage.workspace)
    shown = illustrating.of(ana, ROUTINE.exercises)
    await uploading.ring()

    assert {one.file for one in shown.values()} <= {row.file for row in before}
    assert len(shown) == len(KEY_POSES)
    assert calls.counts[FIRST] == 0


async def test_a_picture_that_was_drawn_anew_is_uploaded_and_the_others_stay(stage: Stage, tmp_path: Path) -> None:
    await joined_with_pictures(stage)
    calls = Calls(stage)
    illustrating, uploading = another_process(stage, album=drawn_anew(KEY_POSES[0] or "", tmp_path / "anew.png"))
    illustrating.expect(await ana_of(stage), ROUTINE.exercises)
    await uploading.ring()

    assert calls.counts[LAST] == 1
    assert len(await rows(stage)) == EVERY_PICTURE + 1


def drawn_anew(picture: str, path: Path) -> Album:
    """The album with another file in the place of this picture's."""
    old = next(file for place, file in CATALOG.album.by_place.items() if place.picture_id == picture)
    path.write_bytes(old.path.read_bytes() + b"\0")
    new = PictureFile(checksum="anew", path=path, media_type=old.media_type)
    changed: dict[Place, PictureFile] = {
        place: new if place.picture_id == picture else file for place, file in CATALOG.album.by_place.items()
    }
    return Album(changed)


async def test_what_a_dead_process_was_about_to_upload_is_uploaded_by_another(stage: Stage) -> None:
    await stage.join()
    stage.services.uploading.draining.set()
    dead = [
        Upload(workspace=stage.workspace, checksum=file.checksum, try_at=stage.clock.at + HELD_FOR)
        for file in CATALOG.album.files
    ]
    async with SqlStore(stage.engine).transaction() as tx:
        await tx.pictures.put(*dead)
    ana, calls = await ana_of(stage), Calls(stage)
    illustrating, uploading = another_process(stage)
    illustrating.expect(ana, ROUTINE.exercises)
    await uploading.ring()
    assert calls.counts[LAST] == 0

    stage.clock.at += HELD_FOR
    illustrating.expect(ana, ROUTINE.exercises)
    await uploading.ring()
    assert calls.counts[LAST] == EVERY_PICTURE


async def test_one_that_stops_leaves_the_rest_to_others_at_once(stage: Stage) -> None:
    await stage.join()
    stage.services.uploading.draining.set()
    await stage.services.uploading.ring()

    assert all(row.is_free(stage.clock.at) for row in await rows(stage))


async def test_nothing_is_uploaded_for_an_erased_workspace(stage: Stage) -> None:
    await joined_with_pictures(stage)
    calls = Calls(stage)
    await stage.say("/budge start", by=LIN)
    await stage.services.installing.uninstalled(stage.workspace, at=stage.clock.at)
    await stage.services.installing.erase_due()
    await stage.services.uploading.ring()

    assert calls.counts[FIRST] == 0
    assert await rows(stage) == []


async def test_whoever_wants_the_steps_alone_gets_no_pictures(stage: Stage) -> None:
    await joined_with_pictures(stage)
    ana = await ana_of(stage)
    async with SqlStore(stage.engine).transaction() as tx:
        await tx.members.save(replace(ana, style=Style.STEPS))

    assert images(await stage.reminded()) == []


async def test_pictures_that_are_served_are_not_uploaded(sqlite_url: str) -> None:
    async with raised(sqlite_url, is_pictured=True, pictures_at=AT) as stage:
        calls = Calls(stage)
        await joined_with_pictures(stage)
        shown = images(await stage.reminded())

        assert len(shown) == len(KEY_POSES)
        assert all(image["image_url"].startswith(f"{AT}/slack/pictures/") for image in shown)
        assert calls.counts[FIRST] == 0
