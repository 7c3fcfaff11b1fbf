from dataclasses import replace

from bot.ports import Upload
from bot.store.transaction import SqlStore
from tests.store.rows import ACME, MINUTE, NINE, OTHER, SECOND

REFUSED = Upload(workspace=ACME, checksum="a1", try_at=NINE, reason="missing_scope", setbacks=2)
HELD = Upload(workspace=ACME, checksum="b2", try_at=NINE, file="F1", usable_at=NINE + MINUTE)


async def stored(store: SqlStore, *uploads: Upload) -> None:
    async with store.transaction() as tx:
        await tx.workspaces.ensure(ACME)
        await tx.workspaces.ensure(OTHER)
        await tx.pictures.put(*uploads)


async def test_a_workspace_has_its_own_pictures_alone(store: SqlStore) -> None:
    theirs = replace(HELD, workspace=OTHER, file="F2")
    await stored(store, HELD, REFUSED, theirs)

    async with store.transaction() as tx:
        assert await tx.pictures.of(ACME) == [REFUSED, HELD]
        assert await tx.pictures.of(OTHER) == [theirs]


async def test_what_is_known_of_a_picture_is_written_over(store: SqlStore) -> None:
    newer = replace(REFUSED, file="F3", usable_at=NINE + SECOND, reason=None, setbacks=0)
    await stored(store, REFUSED)
    await stored(store, newer)

    async with store.transaction() as tx:
        assert await tx.pictures.of(ACME) == [newer]


def test_a_picture_is_free_until_it_is_uploaded_and_left_alone_when_it_was_refused() -> None:
    later = replace(REFUSED, try_at=NINE + SECOND)

    assert (REFUSED.is_free(NINE), later.is_free(NINE), HELD.is_free(NINE)) == (True, False, False)


def test_a_file_can_be_shown_once_slack_has_looked_at_it_and_not_while_it_is_left_alone() -> None:
    aside = replace(HELD, try_at=NINE + 2 * MINUTE)

    assert not HELD.is_usable(NINE + MINUTE - SECOND)
    assert HELD.is_usable(NINE + MINUTE)
    assert not aside.is_usable(NINE + MINUTE)
    assert aside.is_usable(NINE + 2 * MINUTE)
    assert not REFUSED.is_usable(NINE)


async def test_the_pictures_of_an_erased_workspace_are_erased_and_no_others(store: SqlStore) -> None:
    await stored(store, HELD, replace(HELD, workspace=OTHER))
    async with store.transaction() as tx:
        await tx.workspaces.suspend(ACME, reason="uninstalled", erase_at=NINE)

    more = True
    while more:
        async with store.transaction() as tx:
            more = await tx.erasures.erase_some(ACME, now=NINE, limit=1)

    async with store.transaction() as tx:
        assert await tx.workspaces.get(ACME) is None
        assert await tx.pictures.of(ACME) == []
        assert len(await tx.pictures.of(OTHER)) == 1
