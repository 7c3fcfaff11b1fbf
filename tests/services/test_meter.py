"""What a meter is told, and what is read where nothing is known."""

import asyncio
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.ports import StoreUnavailable
from bot.services.levels import watch_loop
from bot.services.meter import MeteredStore, Transacted, Unmetered
from bot.store.transaction import SqlStore
from tests.store.rows import ACME
from tests.stores import engine_for


@dataclass(slots=True)
class Noting(Unmetered):
    """Keeps what a test asks about."""

    endings: list[Transacted] = field(default_factory=list)
    lags: list[float] = field(default_factory=list)
    lagged_enough: asyncio.Event = field(default_factory=asyncio.Event)

    def transacted(self, outcome: Transacted, *, seconds: float) -> None:
        assert seconds >= 0
        self.endings.append(outcome)

    def lagged(self, seconds: float) -> None:
        self.lags.append(seconds)
        if len(self.lags) >= 3:
            self.lagged_enough.set()


async def test_a_transaction_is_told_by_how_it_ended(sqlite_url: str) -> None:
    meter = Noting()
    async with engine_for(sqlite_url) as engine:
        store = MeteredStore(SqlStore(engine), meter)
        async with store.transaction() as tx:
            await tx.workspaces.ensure(ACME)
        with suppress(LookupError):
            async with store.transaction():
                raise LookupError
        with closing(sqlite3.connect(sqlite_url.partition(":///")[2], isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreUnavailable):
                async with store.transaction():
                    pass
    assert meter.endings == [Transacted.COMMITTED, Transacted.ROLLED_BACK, Transacted.UNAVAILABLE]


async def test_a_loop_that_turns_freely_hardly_lags() -> None:
    meter = Noting()
    watching = asyncio.create_task(watch_loop(meter, every=timedelta(milliseconds=5)))
    async with asyncio.timeout(30):
        await meter.lagged_enough.wait()
    watching.cancel()
    assert min(meter.lags) < 1
