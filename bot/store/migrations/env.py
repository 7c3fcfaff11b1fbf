"""How Alembic reaches the database: over the connection it is given, or by itself from the command line.

On the command line the address comes from `-x url=…` or BUDGE_DATABASE_URL.
"""

import asyncio
import os
from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection
from sqlalchemy.types import TypeDecorator

from bot.store.columns import UtcDateTime
from bot.store.engine import make_engine, rebuilding
from bot.store.schema import metadata


def migrate(connection: Connection) -> None:
    """Runs the migrations in the connection's own transaction."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=plain_type,
    )
    with context.begin_transaction():
        context.run_migrations()


def plain_type(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """Our column types written out in a new migration, so that it stays what it was when they change."""
    if kind != "type" or not isinstance(item, TypeDecorator):
        return False
    if isinstance(item, UtcDateTime):
        return 'sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")'
    return f"sa.{item.impl!r}"


async def migrate_by_address() -> None:
    url = context.get_x_argument(as_dictionary=True).get("url") or os.environ.get("BUDGE_DATABASE_URL")
    if not url:
        raise SystemExit("Which database? Give -x url=… or set BUDGE_DATABASE_URL.")
    engine = make_engine(url)
    try:
        async with rebuilding(engine) as connection:
            await connection.run_sync(migrate)
    finally:
        await engine.dispose()


given: Connection | None = context.config.attributes.get("connection")
if context.is_offline_mode():
    raise SystemExit("Migrations need the database itself: --sql is not possible.")
if given is None:
    asyncio.run(migrate_by_address())
else:
    migrate(given)
