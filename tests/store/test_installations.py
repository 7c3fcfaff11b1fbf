"""What each workspace granted: kept encrypted, rotated by one process at a time, never brought back."""

import asyncio
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.ids import MemberId
from bot.ports import UnreadableSecret
from bot.store.keyring import Keyring
from bot.store.transaction import SqlStore
from tests.store.rows import (
    ACME,
    ANA,
    HOUR,
    MINUTE,
    NINE,
    OTHER,
    REFRESH_TOKEN,
    SECOND,
    TOKEN,
    install,
    installation,
)
from tests.stores import NEWER_KEY
from tests.whole_database import mentions

ENDS = NINE + 24 * HOUR
ROTATED = installation(token="xoxe.xoxb-1-rotated", refresh_token="xoxe-1-rotated", expires_at=ENDS)


async def test_an_installation_comes_back_as_it_was(store: SqlStore) -> None:
    plain = installation(OTHER, refresh_token=None, expires_at=None, installed_by=None)
    await install(store, installation(), plain)
    async with store.transaction() as tx:
        assert await tx.installations.get(ACME) == installation()
        assert await tx.installations.get(OTHER) == plain
        assert await tx.installations.installed_at(ACME) == NINE


async def test_no_token_stands_in_the_database(store: SqlStore, engine: AsyncEngine) -> None:
    await install(store, installation())
    assert await mentions(engine, TOKEN, REFRESH_TOKEN, "xox") == []


def test_no_token_stands_in_what_is_logged_of_an_installation() -> None:
    assert "xox" not in repr(installation())


async def test_another_key_reads_nothing_and_says_so(store: SqlStore, engine: AsyncEngine) -> None:
    await install(store, installation())
    stranger = SqlStore(engine, Keyring([NEWER_KEY]))
    with pytest.raises(UnreadableSecret):
        async with stranger.transaction() as tx:
            await tx.installations.get(ACME)
    with pytest.raises(UnreadableSecret):
        async with stranger.transaction() as tx:
            await tx.installations.begin_rotation(ACME, ends_by=ENDS, now=NINE, until=NINE + MINUTE)
    async with stranger.transaction() as tx:  # what needs no token needs no key
        assert await tx.installations.installed_at(ACME) == NINE
        assert await tx.installations.due_for_rotation(NINE + 12 * HOUR, now=NINE, limit=9) == [ACME]
        await tx.installations.remove(ACME)


async def test_without_a_key_none_is_kept(engine: AsyncEngine) -> None:
    with pytest.raises(UnreadableSecret):
        await install(SqlStore(engine), installation())
    async with SqlStore(engine).transaction() as tx:
        assert await tx.workspaces.get(ACME) is None


async def test_a_newer_installation_replaces_an_older_one_and_never_the_other_way(store: SqlStore) -> None:
    newer = installation(token="xoxb-2", installed_at=NINE + SECOND)
    await install(store, installation(), newer)
    await install(store, installation())
    async with store.transaction() as tx:
        assert await tx.installations.get(ACME) == newer


async def test_what_is_removed_is_gone_and_removing_it_twice_is_nothing(store: SqlStore) -> None:
    await install(store, installation())
    for _ in range(2):
        async with store.transaction() as tx:
            await tx.installations.remove(ACME)
            assert await tx.installations.get(ACME) is None
            assert await tx.installations.installed_at(ACME) is None


async def test_of_two_who_rotate_at_once_one_does(store: SqlStore) -> None:
    await install(store, installation())

    async def begin() -> bool:
        async with store.transaction() as tx:
            return await tx.installations.begin_rotation(ACME, ends_by=ENDS, now=NINE, until=NINE + MINUTE) is not None

    assert sorted(await asyncio.gather(begin(), begin(), begin())) == [False, False, True]


@pytest.mark.parametrize(("at", "may"), [(NINE + MINUTE - SECOND, False), (NINE + MINUTE, True)])
async def test_a_rotation_that_nobody_ended_is_begun_anew_in_time(store: SqlStore, at: datetime, may: bool) -> None:
    await install(store, installation())
    async with store.transaction() as tx:
        await tx.installations.begin_rotation(ACME, ends_by=ENDS, now=NINE, until=NINE + MINUTE)
    async with store.transaction() as tx:
        begun = await tx.installations.begin_rotation(ACME, ends_by=ENDS, now=at, until=NINE + HOUR)
    assert (begun is not None) is may


async def test_renewing_ends_the_rotation(store: SqlStore) -> None:
    await install(store, installation())
    async with store.transaction() as tx:
        assert (
            await tx.installations.begin_rotation(ACME, ends_by=ENDS, now=NINE, until=NINE + MINUTE) == installation()
        )
    async with store.transaction() as tx:
        assert await tx.installations.renew(ROTATED)
    async with store.transaction() as tx:
        assert await tx.installations.begin_rotation(ACME, ends_by=ENDS, now=NINE, until=NINE + MINUTE) == ROTATED


async def test_a_rotation_brings_back_nothing_that_was_uninstalled_meanwhile(store: SqlStore) -> None:
    await install(store, installation())
    async with store.transaction() as tx:
        await tx.installations.begin_rotation(ACME, ends_by=ENDS, now=NINE, until=NINE + MINUTE)
        await tx.installations.remove(ACME)
    async with store.transaction() as tx:
        assert not await tx.installations.renew(ROTATED)
        assert await tx.installations.get(ACME) is None


async def test_a_rotation_spoils_no_installation_that_came_meanwhile(store: SqlStore) -> None:
    newer = installation(token="xoxb-2", installed_at=NINE + MINUTE)
    await install(store, installation(), newer)
    async with store.transaction() as tx:
        assert not await tx.installations.renew(ROTATED)
        assert await tx.installations.get(ACME) == newer


async def test_tokens_that_do_not_end_are_not_rotated(store: SqlStore) -> None:
    await install(store, installation(refresh_token=None, expires_at=None))
    async with store.transaction() as tx:
        assert await tx.installations.due_for_rotation(NINE + 1000 * HOUR, now=NINE, limit=9) == []
        assert await tx.installations.begin_rotation(ACME, ends_by=ENDS, now=NINE, until=NINE + MINUTE) is None


async def test_a_token_that_somebody_has_changed_already_is_left_alone(store: SqlStore) -> None:
    await install(store, installation())
    ended_at = installation().expires_at
    assert ended_at is not None
    async with store.transaction() as tx:
        assert await tx.installations.renew(ROTATED)
    async with store.transaction() as tx:
        assert await tx.installations.begin_rotation(ACME, ends_by=ended_at, now=NINE, until=NINE + MINUTE) is None


async def test_one_that_somebody_changes_now_is_due_when_they_are_late(store: SqlStore) -> None:
    await install(store, installation())
    async with store.transaction() as tx:
        await tx.installations.begin_rotation(ACME, ends_by=ENDS, now=NINE, until=NINE + MINUTE)
    async with store.transaction() as tx:
        assert await tx.installations.due_for_rotation(ENDS, now=NINE + MINUTE - SECOND, limit=9) == []
        assert await tx.installations.due_for_rotation(ENDS, now=NINE + MINUTE, limit=9) == [ACME]


async def test_those_whose_token_ends_soonest_are_rotated_first(store: SqlStore) -> None:
    await install(store, installation(), installation(OTHER, expires_at=NINE + HOUR))
    async with store.transaction() as tx:
        assert await tx.installations.due_for_rotation(NINE + HOUR - SECOND, now=NINE, limit=9) == []
        assert await tx.installations.due_for_rotation(NINE + HOUR, now=NINE, limit=9) == [OTHER]
        assert await tx.installations.due_for_rotation(NINE + 12 * HOUR, now=NINE, limit=9) == [OTHER, ACME]
        assert await tx.installations.due_for_rotation(NINE + 12 * HOUR, now=NINE, limit=1) == [OTHER]
        await tx.workspaces.suspend(OTHER, reason="tokens_revoked")
        assert await tx.installations.due_for_rotation(NINE + 12 * HOUR, now=NINE, limit=9) == [ACME]


async def test_an_installer_is_told_once_also_after_a_rotation_or_more_scopes(store: SqlStore) -> None:
    await install(store, installation(), installation(OTHER, installed_by=None))
    async with store.transaction() as tx:
        assert await tx.installations.ungreeted(limit=9) == [ACME]
        await tx.installations.greeted(ACME, at=NINE)
        assert await tx.installations.ungreeted(limit=9) == []
    async with store.transaction() as tx:
        await tx.installations.renew(ROTATED)
        await tx.installations.put(replace(ROTATED, installed_at=NINE + HOUR))
        assert await tx.installations.ungreeted(limit=9) == []


async def test_who_installed_it_is_forgotten_once_they_were_told(store: SqlStore, engine: AsyncEngine) -> None:
    eve = MemberId("U7EVEEVE")
    granted = installation(installed_by=eve)
    await install(store, granted)
    async with store.transaction() as tx:
        assert await tx.installations.get(ACME) == granted
        await tx.installations.greeted(ACME, at=NINE)
        await tx.installations.renew(granted)
        await tx.installations.put(replace(granted, installed_at=NINE + HOUR))
    assert await mentions(engine, eve) == []


async def test_an_installer_who_uninstalled_is_told_anew(store: SqlStore) -> None:
    await install(store, installation())
    async with store.transaction() as tx:
        await tx.installations.greeted(ACME, at=NINE)
        await tx.installations.remove(ACME)
    await install(store, installation(installed_by=ANA))
    async with store.transaction() as tx:
        assert await tx.installations.ungreeted(limit=9) == [ACME]
        await tx.workspaces.suspend(ACME, reason="tokens_revoked")
        assert await tx.installations.ungreeted(limit=9) == []
