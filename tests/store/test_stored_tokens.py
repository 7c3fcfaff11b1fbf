"""Keys that change: every stored token under the newest one, and a key that does not fit refused before any harm."""

from pathlib import Path

import pytest

from bot.domain.ids import WorkspaceId
from bot.ports import UnreadableSecret
from bot.store import stored_tokens as module
from bot.store.backup import backup
from bot.store.copying import copy_everything
from bot.store.keyring import Keyring
from bot.store.opening import database_flaw, encrypt_anew, open_store
from bot.store.transaction import SqlStore
from tests.store.rows import ACME, OTHER, REFRESH_TOKEN, TOKEN, install, installation
from tests.stores import KEY, NEWER_KEY, engine_for
from tests.whole_database import mentions

TOKENS = (TOKEN, REFRESH_TOKEN)
GRANTED = [
    installation(),
    installation(OTHER, refresh_token=None, expires_at=None),
    *(installation(WorkspaceId(f"T9{number}")) for number in range(5)),
]


async def kept(url: str, *keys: str) -> bool:
    """Whether these keys alone read all that was granted."""
    async with engine_for(url) as engine, SqlStore(engine, Keyring(keys)).transaction() as tx:
        return [await tx.installations.get(each.workspace) for each in GRANTED] == GRANTED


async def test_all_tokens_come_under_the_newest_key(
    store: SqlStore, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "AT_ONCE", 2)
    await install(store, *GRANTED)
    assert await encrypt_anew(database_url, keys=[NEWER_KEY, KEY]) == len(GRANTED)
    assert await kept(database_url, NEWER_KEY)
    assert await encrypt_anew(database_url, keys=[NEWER_KEY, KEY]) == 0


async def test_only_what_is_under_an_older_key_changes(store: SqlStore, database_url: str) -> None:
    await install(store, *GRANTED[1:])
    async with engine_for(database_url) as engine:
        await install(SqlStore(engine, Keyring([NEWER_KEY, KEY])), GRANTED[0])
    assert await encrypt_anew(database_url, keys=[NEWER_KEY, KEY]) == len(GRANTED) - 1
    assert await kept(database_url, NEWER_KEY)


async def test_a_key_that_does_not_fit_is_told_with_the_workspace_and_changes_nothing(
    store: SqlStore, database_url: str
) -> None:
    await install(store, *GRANTED)
    with pytest.raises(UnreadableSecret, match=f"does not fit the stored tokens.* workspace {ACME}"):
        await encrypt_anew(database_url, keys=[NEWER_KEY])
    assert await kept(database_url, KEY)


async def test_a_store_does_not_open_with_a_key_that_does_not_fit(store: SqlStore, database_url: str) -> None:
    await install(store, *GRANTED)
    with pytest.raises(UnreadableSecret, match="BUDGE_SECRET_KEY does not fit"):
        async with open_store(database_url, keys=[NEWER_KEY]):
            pytest.fail("it opened")
    async with open_store(database_url, keys=[NEWER_KEY, KEY]) as opened, opened.transaction() as tx:
        assert await tx.installations.get(ACME) == GRANTED[0]


async def test_the_check_tells_a_key_that_does_not_fit(store: SqlStore, database_url: str) -> None:
    await install(store, *GRANTED)
    flaw = await database_flaw(database_url, keys=[NEWER_KEY])
    assert flaw is not None
    assert "does not fit" in flaw.sentence
    assert await database_flaw(database_url, keys=[KEY]) is None
    assert await database_flaw(database_url) is None


async def test_no_key_is_needed_where_one_workspace_is_served(store: SqlStore, database_url: str) -> None:
    async with store.transaction() as tx:
        await tx.workspaces.revive(ACME)
    async with open_store(database_url) as opened, opened.transaction() as tx:
        assert await tx.workspaces.get(ACME) is not None


@pytest.mark.parametrize("direction", ["to PostgreSQL", "to SQLite"])
async def test_tokens_move_as_they_are_encrypted_and_the_same_key_reads_them(
    direction: str, sqlite_url: str, postgres_url: str
) -> None:
    source, target = (sqlite_url, postgres_url) if direction == "to PostgreSQL" else (postgres_url, sqlite_url)
    async with engine_for(source) as engine:
        await install(SqlStore(engine, Keyring([KEY])), *GRANTED)
    counts = await copy_everything(source=source, target=target)
    assert counts["installations"] == len(GRANTED)
    assert await kept(target, KEY)
    async with engine_for(target) as engine:
        assert [await mentions(engine, token) for token in TOKENS] == [[]] * len(TOKENS)


async def test_a_backup_holds_tokens_encrypted(sqlite_url: str, tmp_path: Path) -> None:
    async with engine_for(sqlite_url) as engine:
        await install(SqlStore(engine, Keyring([KEY])), *GRANTED)
    await backup(sqlite_url, tmp_path / "copy.db")
    assert await kept(f"sqlite+aiosqlite:///{tmp_path / 'copy.db'}", KEY)
    copied = (tmp_path / "copy.db").read_bytes()
    assert [token for token in TOKENS if token.encode() in copied] == []
