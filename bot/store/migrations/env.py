"""How Alembic reaches the database: over the connection it is given, or by itself from the command line.

On the command line the address comes from `-x url=…` or BUDGE_DATABASE_URL.
"""

import asyncio
import os

from alembic import context
from sqlalchemy import Connection

from bot.store.engine import make_engine, rebuilding
from bot.store.schema import metadata


def migrate(connection: Connection) -> None:
    """Runs the migrations in the connection's own transaction."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


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
