"""That a killed process of the simulation is as dead as one that got `kill -9`."""

import asyncio
from datetime import UTC, datetime
from random import Random

from bot.domain.ids import WorkspaceId
from bot.store.transaction import SqlStore
from tests.simulation.database import Database, engine, migrated
from tests.simulation.processes import Blow, Process, own_new_task
from tests.simulation.virtual_time import ElapsedClock, VirtualLoop, run_virtually
from tests.simulation.weather import Weather

ACME, OTHER = WorkspaceId("T1"), WorkspaceId("T2")


class DiesAt(Weather):
    """Strikes the first process that comes to a step."""

    def __init__(self, step: str) -> None:
        super().__init__(Random(1))
        self.step = step

    def at(self, process: Process, step: str) -> Blow | None:  # noqa: ARG002 - whoever it is
        return Blow(dies=True) if step == self.step else None


def rows_after_death_at(step: str) -> tuple[list[str], list[str]]:
    """The workspaces that are stored once a process died at that step of its second statement; and what it cleaned."""
    cleaned: list[str] = []
    migrated()  # before the virtual loop runs: this takes a real one

    async def work(store: SqlStore, weather: DiesAt) -> None:
        async with store.transaction() as tx:
            try:
                await tx.workspaces.ensure(ACME)
                weather.step = step
                await tx.workspaces.suspend(ACME, reason="half done")
            finally:
                cleaned.append("ran")
                await tx.workspaces.ensure(OTHER)

    async def main(loop: VirtualLoop) -> list[str]:
        loop.on_task = own_new_task
        database = Database(lambda _: None)
        weather = DiesAt("never")
        process = Process("one", database=database, fates=weather, on_end=lambda _: None)
        await asyncio.wait([process.run(work(SqlStore(engine()), weather))])
        assert not process.is_alive
        weather.step = "never"
        successor = Process("two", database=database, fates=weather, on_end=lambda _: None)

        async def looked() -> None:  # nothing is locked any more
            async with SqlStore(engine()).transaction() as tx:
                await tx.workspaces.earliest_due(now=clock.now(), lease_now=clock.now())

        clock = ElapsedClock(loop, datetime(2026, 3, 2, tzinfo=UTC))
        await successor.run(looked())
        return [row[0] for row in database.connection.execute("SELECT workspace_id FROM workspaces")]

    return run_virtually(main), cleaned


def test_what_dies_within_a_transaction_leaves_nothing_whatever_its_finally_blocks_do() -> None:
    assert rows_after_death_at("statement") == ([], ["ran"])


def test_what_dies_before_the_commit_leaves_nothing() -> None:
    assert rows_after_death_at("commit")[0] == []


def test_what_dies_after_the_commit_leaves_all_of_it() -> None:
    assert rows_after_death_at("committed")[0] == [ACME, OTHER]


def test_a_week_of_waiting_takes_no_time() -> None:
    async def wait(loop: VirtualLoop) -> float:
        await asyncio.sleep(7 * 86_400)
        return loop.time()

    assert run_virtually(wait) == 7 * 86_400
