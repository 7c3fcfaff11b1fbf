"""Installations: what each workspace granted, its tokens encrypted."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import WorkspaceId
from bot.domain.installation import Installation
from bot.store.inserts import insert
from bot.store.keyring import Keyring
from bot.store.schema import installations, workspaces
from bot.store.values import by_key, to_row

_row = installations.c
_this = _row.workspace == bindparam("of_workspace")

_GET = select(installations).where(_this)
_INSTALLED_AT = select(_row.installed_at).where(_this)
_is_served = select(workspaces.c.id).where(workspaces.c.id == _row.workspace, workspaces.c.suspended_reason.is_(None))
_may_be_rotated = and_(
    _row.refresh_token.is_not(None),
    _row.expires_at.is_not(None),
    _row.expires_at <= bindparam("ends_by"),
    or_(_row.rotating_until.is_(None), _row.rotating_until <= bindparam("now")),
)
_DUE = (
    select(_row.workspace)
    .where(_may_be_rotated, _is_served.exists())
    .order_by(_row.expires_at)
    .limit(bindparam("most"))
)
_UNGREETED = (
    select(_row.workspace)
    .where(_row.greeted_at.is_(None), _row.installed_by.is_not(None), _is_served.exists())
    .order_by(_row.installed_at)
    .limit(bindparam("most"))
)
_ROTATE = (
    update(installations)
    .where(_this, _may_be_rotated)
    .values(rotating_until=bindparam("until"))
    .returning(*installations.c)
)


class SqlInstallations:
    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        self._connection = connection
        self._keyring = keyring

    async def get(self, workspace: WorkspaceId) -> Installation | None:
        rows = by_key(installations, await self._connection.execute(_GET, {"of_workspace": workspace}))
        return next((self._installation(row) for row in rows), None)

    async def installed_at(self, workspace: WorkspaceId) -> datetime | None:
        found: datetime | None = await self._connection.scalar(_INSTALLED_AT, {"of_workspace": workspace})
        return found

    async def put(self, installation: Installation) -> None:
        new = insert(self._connection, installations)
        values = self._values(installation)
        changed: dict[str, Any] = {name: new.excluded[name] for name in values.keys() - {"workspace"}}
        changed["installed_by"] = case((_row.greeted_at.is_(None), new.excluded.installed_by))
        is_newer = _row.installed_at <= new.excluded.installed_at
        key = [_row.workspace]
        await self._connection.execute(
            new.on_conflict_do_update(index_elements=key, set_=changed, where=is_newer), values
        )

    async def renew(self, installation: Installation) -> bool:
        is_same: ColumnElement[bool] = _row.installed_at == installation.installed_at
        values = self._values(installation)
        changed = {name: values[name] for name in ("token", "refresh_token", "expires_at", "scopes", "rotating_until")}
        renewing = update(installations).where(_this, is_same).values(changed)
        renewed = await self._connection.execute(renewing, {"of_workspace": installation.workspace})
        return renewed.rowcount == 1

    async def remove(self, workspace: WorkspaceId) -> None:
        await self._connection.execute(delete(installations).where(_this), {"of_workspace": workspace})

    async def begin_rotation(
        self, workspace: WorkspaceId, *, ends_by: datetime, now: datetime, until: datetime
    ) -> Installation | None:
        wanted = {"of_workspace": workspace, "ends_by": ends_by, "now": now, "until": until}
        rows = by_key(installations, await self._connection.execute(_ROTATE, wanted))
        return next((self._installation(row) for row in rows), None)

    async def due_for_rotation(self, ends_by: datetime, *, now: datetime, limit: int) -> Sequence[WorkspaceId]:
        return list(await self._connection.scalars(_DUE, {"ends_by": ends_by, "now": now, "most": limit}))

    async def ungreeted(self, *, limit: int) -> Sequence[WorkspaceId]:
        return list(await self._connection.scalars(_UNGREETED, {"most": limit}))

    async def greeted(self, workspace: WorkspaceId, *, at: datetime) -> None:
        told = update(installations).where(_this).values(greeted_at=at, installed_by=None)
        await self._connection.execute(told, {"of_workspace": workspace})

    def _values(self, installation: Installation) -> dict[str, Any]:
        refresh_token = installation.refresh_token
        return to_row(installation) | {
            "scopes": tuple(sorted(installation.scopes)),
            "token": self._keyring.encrypted(installation.token),
            "refresh_token": None if refresh_token is None else self._keyring.encrypted(refresh_token),
            "rotating_until": None,
        }

    def _installation(self, row: Mapping[str, Any]) -> Installation:
        fields = {name: value for name, value in row.items() if name not in {"greeted_at", "rotating_until"}}
        stored = fields["refresh_token"]
        return Installation(
            **fields
            | {
                "scopes": frozenset(fields["scopes"]),
                "token": self._keyring.decrypted(fields["token"]),
                "refresh_token": None if stored is None else self._keyring.decrypted(stored),
            }
        )
