"""Whether a PostgreSQL database lets us write."""

from sqlalchemy import ARRAY, Text, bindparam, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.services.flaws import Flaw, Kind
from bot.store.schema import metadata
from bot.store.transaction import passing_as_unavailable
from bot.store.unusable import Unusable

_MODE = text(
    "SELECT pg_is_in_recovery() AS is_standby, current_setting('transaction_read_only') = 'on' AS is_read_only"
)
_FORBIDDEN = text(
    "SELECT current_user, name FROM unnest(:names) AS name WHERE NOT (has_table_privilege(name, 'SELECT')"
    " AND has_table_privilege(name, 'INSERT') AND has_table_privilege(name, 'UPDATE')"
    " AND has_table_privilege(name, 'DELETE')) ORDER BY name LIMIT 1"
).bindparams(bindparam("names", type_=ARRAY(Text)))


async def refuse_read_only(engine: AsyncEngine, *, place: str) -> None:
    """Changes nothing. Raises Unusable where a database at this version only lets itself be read."""
    with passing_as_unavailable():
        async with engine.connect() as connection:
            mode = (await connection.execute(_MODE)).one()
            forbidden = (await connection.execute(_FORBIDDEN, {"names": sorted(metadata.tables)})).one_or_none()
    if mode.is_standby:
        raise _unusable(f"The database {place} is a standby: set BUDGE_DATABASE_URL to the primary.")
    if mode.is_read_only:
        raise _unusable(
            f"The database {place} only lets itself be read: switch default_transaction_read_only off for it and this "
            "role, or set BUDGE_DATABASE_URL to another."
        )
    if forbidden is not None:
        role, table = forbidden
        raise _unusable(
            f"The database {place} does not let {role} write to the table {table}: connect as the role that ran "
            f'`budge migrate`, or let that one GRANT ALL ON ALL TABLES IN SCHEMA public TO "{role}".'
        )


def _unusable(told: str) -> Unusable:
    return Unusable(Flaw(told, kind=Kind.READ_ONLY))
