"""All stored tokens at once: whether the keys fit them, and the same tokens under a new key."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.ports import UnreadableSecret
from bot.store.keyring import Keyring
from bot.store.schema import installations
from bot.store.transaction import passing_as_unavailable

AT_ONCE = 100  # installations

_row = installations.c
_secrets = (_row.token, _row.refresh_token)
_PAGE = (
    select(_row.workspace, *_secrets)
    .where(_row.workspace > bindparam("after"))
    .order_by(_row.workspace)
    .limit(bindparam("most"))
)
_HOLD = _PAGE.with_for_update()
_RENEW = (
    update(installations)
    .where(_row.workspace == bindparam("of_workspace"))
    .values(token=bindparam("new_token"), refresh_token=bindparam("new_refresh_token"))
)


async def refuse_wrong_keys(engine: AsyncEngine, keyring: Keyring) -> None:
    """Looks at some of the stored tokens. Raises UnreadableSecret if the keys do not fit them."""
    with passing_as_unavailable():
        async with engine.connect() as connection:
            for row in await connection.execute(_PAGE, {"after": "", "most": AT_ONCE}):
                keyring.decrypted(row.token)


async def renew_secrets(engine: AsyncEngine, keyring: Keyring) -> int:
    """Encrypts all tokens with the newest key; of how many workspaces that changed. A bot may be running.

    Raises UnreadableSecret where the keys do not fit one; those before it are done.
    """
    changed, after = 0, ""
    while True:
        with passing_as_unavailable():
            async with engine.begin() as connection:
                found = (await connection.execute(_HOLD, {"after": after, "most": AT_ONCE})).mappings().all()
                changed += await _renew(connection, keyring, found)
        if len(found) < AT_ONCE:
            return changed
        after = found[-1]["workspace"]


async def _renew(connection: AsyncConnection, keyring: Keyring, rows: Sequence[Mapping[Any, Any]]) -> int:
    outdated = [new for row in rows if (new := _renewed(keyring, row)) is not None]
    if outdated:
        await connection.execute(_RENEW, outdated)
    return len(outdated)


def _renewed(keyring: Keyring, row: Mapping[Any, Any]) -> dict[str, str | None] | None:
    """What to write; None where it is under the newest key already."""
    stored = row["token"], row["refresh_token"]
    try:
        token, refresh_token = (None if secret is None else keyring.renewed(secret) for secret in stored)
    except UnreadableSecret as problem:
        raise UnreadableSecret(f"{problem} The first it does not fit is of workspace {row['workspace']}.") from None
    if (token, refresh_token) == stored:
        return None
    return {"of_workspace": row["workspace"], "new_token": token, "new_refresh_token": refresh_token}
