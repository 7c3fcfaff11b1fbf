"""What a database tells beside whether it can be used: its time, whom Slack keeps us from, who installed Budge."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, or_, select

from bot.domain.ids import WorkspaceId
from bot.domain.installation import Installation
from bot.ports import UnreadableSecret
from bot.store.columns import UtcDateTime
from bot.store.installations import SqlInstallations
from bot.store.keyring import Keyring
from bot.store.migrate import is_current
from bot.store.opening import asking, sqlite_file
from bot.store.schema import installations, members, pictures, workspaces

_row = installations.c
_served = _row.workspace == workspaces.c.id, workspaces.c.suspended_reason.is_(None)
_NOW = select(func.clock_timestamp(type_=UtcDateTime()))
_TOKENS = select(_row.workspace, _row.token, _row.refresh_token).order_by(_row.workspace)
_REFUSED = (
    select(pictures.c.reason, func.count())
    .where(
        pictures.c.reason.is_not(None),
        or_(pictures.c.file.is_(None), pictures.c.try_at > bindparam("now", type_=UtcDateTime())),
        pictures.c.checksum.in_(bindparam("checksums", expanding=True)),
    )
    .group_by(pictures.c.reason)
    .order_by(func.count().desc(), pictures.c.reason)
)
_INSTALLED = select(func.count()).select_from(installations)


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """Read at one moment."""

    time: datetime | None
    """The database's own; None where it has no clock but this machine's."""
    suspended: int
    """How many members cannot be sent cards for the reason that was asked about."""
    refused_pictures: Mapping[str, int]
    """Why Slack refused how many of those that were asked about, that cards go out without now."""
    installed: int
    newest: Sequence[Installation]
    """The last ones that are served, with a token that has not ended."""
    unreadable: Sequence[WorkspaceId]
    """Whose tokens none of the keys fits; where there are no keys, nobody looks."""


async def surveyed(
    url: str, *, keys: Sequence[str], reason: str, pictures_of: Collection[str], now: datetime, newest: int
) -> Survey | None:
    """None where there are no tables of this version yet. `reason` is why members are suspended, `pictures_of` the
    checksums of the pictures that there are.

    Raises StoreUnavailable.
    """
    file = sqlite_file(url)
    if file is not None and not file.exists():
        return None
    lasting = or_(_row.expires_at.is_(None), _row.expires_at > now)
    latest = select(_row.workspace).where(*_served, lasting).order_by(_row.installed_at.desc()).limit(newest)
    kept_from = select(func.count()).where(members.c.suspended_reason == reason, members.c.stopped_at.is_(None))
    keyring = Keyring(keys)
    async with asking(url) as engine:
        if not await is_current(engine):
            return None
        async with engine.connect() as connection:
            rows = (await connection.execute(_TOKENS)).all() if keys else []
            unreadable = [row.workspace for row in rows if not _reads(keyring, row.token, row.refresh_token)]
            stored = SqlInstallations(connection, keyring)
            newest_ones = await connection.scalars(latest) if keys else ()
            refused = await connection.execute(_REFUSED, {"now": now, "checksums": list(pictures_of)})
            found = [await stored.get(each) for each in newest_ones if each not in unreadable]
            return Survey(
                suspended=await connection.scalar(kept_from) or 0,
                refused_pictures={row[0]: row[1] for row in refused},
                installed=await connection.scalar(_INSTALLED) or 0,
                newest=[each for each in found if each is not None],
                unreadable=unreadable,
                time=await connection.scalar(_NOW),
            )


def _reads(keyring: Keyring, *secrets: str | None) -> bool:
    try:
        for secret in secrets:
            if secret is not None:
                keyring.decrypted(secret)
    except UnreadableSecret:
        return False
    return True
