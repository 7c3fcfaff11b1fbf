"""Which pictures a card shows, and when a refused one is tried again; Slack is not asked."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.card import CardPicture
from bot.domain.ids import MemberId
from bot.domain.member import Member, Style
from bot.ports import Upload
from bot.services.illustrating import Gallery, Illustrating, served_name
from bot.services.uploading import FORGIVEN_AFTER, WAITS, set_aside
from bot.store.transaction import SqlStore
from routines.album import look_for
from routines.loader import load_catalog
from routines.screens import screens_of
from tests.services.acts import StoppedClock
from tests.store.rows import ACME, ANA, MINUTE, NINE, SECOND, join, member

CATALOG = load_catalog()
[ROUTINE] = CATALOG.routines
HIP, KNEE = ROUTINE.exercises
ANA_LOOKS = look_for(f"{ACME}/{ANA}")
EVERYTHING = [
    Upload(workspace=ACME, checksum=file.checksum, try_at=NINE, file=f"F{number}", usable_at=NINE)
    for number, file in enumerate(CATALOG.album.files)
]


def illustrating(clock: StoppedClock | None = None) -> Illustrating:
    return Illustrating(Gallery(routines=[ROUTINE], album=CATALOG.album, clock=clock or StoppedClock()))


@pytest.fixture
async def held(store: SqlStore) -> SqlStore:
    """A workspace that holds every picture."""
    async with store.transaction() as tx:
        await join(tx, member())
        await tx.pictures.put(*EVERYTHING)
    return store


async def shown(
    store: SqlStore, pictures: Illustrating, *, screen: int | None = None, to: Member | None = None
) -> Mapping[str, CardPicture]:
    async with store.transaction() as tx:
        await pictures.load(tx, ACME)
    return pictures.of(to or member(), ROUTINE.exercises, screen)


async def test_a_card_shows_the_key_poses_in_the_look_that_is_the_members(held: SqlStore) -> None:
    pictures = await shown(held, illustrating())

    assert list(pictures) == [HIP.picture, KNEE.picture]
    for picture_id, picture in pictures.items():
        file = CATALOG.album.file(ROUTINE.id, picture_id, ANA_LOOKS)
        assert file is not None
        [upload] = [one for one in EVERYTHING if one.checksum == file.checksum]
        assert picture == CardPicture(alt_text=ROUTINE.picture(picture_id).alt_text, file=upload.file)


async def test_members_of_every_look_see_pictures_of_their_own(held: SqlStore) -> None:
    pictures, people = illustrating(), [member(MemberId(f"U{number}")) for number in range(40)]

    first = [(await shown(held, pictures, to=one))[HIP.picture or ""].file for one in people]

    assert len(set(first)) == len({look_for(f"{ACME}/{one.id}").id for one in people}) > 1


async def test_each_screen_of_the_guide_shows_its_own_picture(held: SqlStore) -> None:
    pictures = illustrating()

    for screen in screens_of(ROUTINE.exercises):
        running = {screen.timer.picture} if screen.timer is not None else set()
        assert set(await shown(held, pictures, screen=screen.no)) == {screen.picture, *running} - {None}


@pytest.mark.parametrize("style", [Style.STEPS, Style.SHORT])
async def test_whoever_wants_no_pictures_sees_them_in_the_guide_alone(held: SqlStore, style: Style) -> None:
    pictures, plain = illustrating(), replace(member(), style=style)

    assert await shown(held, pictures, to=plain) == {}
    assert await shown(held, pictures, to=plain, screen=2) != {}


async def test_what_is_not_there_is_wished_for_once_and_not_shown(store: SqlStore) -> None:
    async with store.transaction() as tx:
        await join(tx, member())
    pictures = illustrating()

    assert await shown(store, pictures) == await shown(store, pictures) == {}
    assert len(pictures.take_wishes()[ACME]) == len(ROUTINE.pictures)
    assert pictures.take_wishes() == {}


async def test_of_a_workspace_that_nobody_has_looked_at_nothing_is_shown(held: SqlStore) -> None:
    del held
    assert illustrating().of(member(), ROUTINE.exercises) == {}


async def test_what_others_uploaded_is_seen_within_a_minute(store: SqlStore) -> None:
    async with store.transaction() as tx:
        await join(tx, member())
    clock = StoppedClock()
    pictures = illustrating(clock)
    assert await shown(store, pictures) == {}
    async with store.transaction() as tx:
        await tx.pictures.put(*EVERYTHING)

    clock.at = NINE + MINUTE
    assert len(await shown(store, pictures)) == len(ROUTINE.exercises)


async def test_a_card_shows_what_was_read_for_it_while_another_picture_is_being_uploaded(held: SqlStore) -> None:
    pictures = illustrating()
    before = await shown(held, pictures)
    pictures.forget(ACME)

    assert pictures.of(member(), ROUTINE.exercises) == before != {}
    pictures.refused(ACME, tuple(before.values()), reason="invalid_blocks")
    [refusal] = pictures.take_refusals()
    assert len(refusal.checksums) == len(before)


async def test_a_refused_picture_is_not_shown_again_before_anybody_has_noted_it(held: SqlStore) -> None:
    pictures = illustrating()
    card = await shown(held, pictures)
    pictures.refused(ACME, [card[HIP.picture or ""]], reason="invalid_blocks")

    assert list(await shown(held, pictures)) == [KNEE.picture]
    [refusal] = pictures.take_refusals()
    assert (refusal.workspace, len(refusal.checksums), refusal.reason) == (ACME, 1, "invalid_blocks")


def test_without_a_gallery_there_are_no_pictures() -> None:
    assert Illustrating().of(member(), ROUTINE.exercises) == {}


def test_every_file_has_a_name_of_its_own_where_it_is_served() -> None:
    names = {served_name(file) for file in CATALOG.album.files}

    assert len(names) == len(CATALOG.album.files)
    assert {name.rsplit(".")[-1] for name in names} <= {"gif", "png", "jpeg"}


def test_a_refused_picture_is_left_alone_longer_each_time_up_to_a_day() -> None:
    upload, now, waits = EVERYTHING[0], NINE, []
    for _ in range(len(WAITS) + 1):
        upload = set_aside(upload, reason="invalid_blocks", now=now)
        waits.append(upload.try_at - now)
        now = upload.try_at

    assert waits == [*WAITS, timedelta(days=1)]
    assert upload.file is None


def test_a_refused_file_is_shown_once_more_before_it_is_uploaded_anew() -> None:
    once = set_aside(EVERYTHING[0], reason="invalid_blocks", now=NINE)
    twice = set_aside(once, reason="invalid_blocks", now=once.try_at)

    assert (once.file, twice.file) == (EVERYTHING[0].file, None)


def test_what_went_well_for_days_begins_with_the_shortest_wait() -> None:
    once = set_aside(EVERYTHING[0], reason="invalid_blocks", now=NINE)
    late = once.try_at + FORGIVEN_AFTER

    assert set_aside(once, reason="invalid_blocks", now=late).try_at == late + WAITS[0]
    assert set_aside(once, reason="invalid_blocks", now=late - SECOND).try_at == late - SECOND + WAITS[1]
