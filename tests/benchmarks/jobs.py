"""What most bots do: one APScheduler job a member, in a SQLAlchemyJobStore."""

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pickle import HIGHEST_PROTOCOL, dumps
from time import perf_counter
from typing import Any

from apscheduler.job import Job
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy import create_engine, insert
from sqlalchemy.engine import make_url

from bot.clock import SystemClock

INTERVAL = timedelta(minutes=150)


@dataclass(slots=True)
class Wave:
    """What the jobs that are due do, and how many of them have not ended."""

    work: Callable[[int], Awaitable[None]]
    left: int
    ended: asyncio.Event = field(default_factory=asyncio.Event)


_wave: ContextVar[Wave] = ContextVar("wave")  # a stored job knows the name of its function and plain arguments only


async def remind(member: int) -> None:
    """The job of one member."""
    wave = _wave.get()
    await wave.work(member)
    wave.left -= 1
    if wave.left == 0:
        wave.ended.set()


async def nothing(_member: int) -> None:
    """For jobs that are only to be woken."""


def fill(url: str, *, members: int, due: int) -> None:
    """Stores a job for each member; the first ones are due. The rows are those of `add_job`, which takes minutes."""
    now = SystemClock().now()
    scheduler, store = _scheduler_and_store(url)
    store.jobs_t.create(store.engine)
    rows = [
        _row(scheduler, number, next_at=now - timedelta(seconds=1) if number < due else now + INTERVAL)
        for number in range(members)
    ]
    with store.engine.begin() as connection:
        connection.execute(insert(store.jobs_t), rows)
        connection.exec_driver_sql("ANALYZE")
    store.engine.dispose()


async def wake(url: str, *, due: int, work: Callable[[int], Awaitable[None]] = nothing) -> float:
    """Seconds from the start of the scheduler to the end of the last of the jobs that are due."""
    wave = Wave(work, due)
    _wave.set(wave)
    scheduler, store = _scheduler_and_store(url)
    started = perf_counter()
    scheduler.start()
    await wave.ended.wait()
    seconds = perf_counter() - started
    scheduler.shutdown(wait=False)
    await asyncio.sleep(0)  # it shuts down in the next turn of the loop
    store.engine.dispose()
    return seconds


def _scheduler_and_store(url: str) -> tuple[AsyncIOScheduler, SQLAlchemyJobStore]:
    """Neither is started."""
    parsed = make_url(url)
    driver = "sqlite+pysqlite" if parsed.get_backend_name() == "sqlite" else "postgresql+psycopg"
    store = SQLAlchemyJobStore(engine=create_engine(parsed.set(drivername=driver)))
    return AsyncIOScheduler(timezone=UTC, jobstores={"default": store}), store


def _row(scheduler: AsyncIOScheduler, number: int, *, next_at: datetime) -> dict[str, Any]:
    job = Job(
        scheduler,
        id=f"U{number}",
        name="remind",
        func=remind,
        args=(number,),
        kwargs={},
        trigger=IntervalTrigger(minutes=150, start_date=next_at, timezone=UTC),
        executor="default",
        misfire_grace_time=None,  # or none of those that come late would run
        coalesce=True,
        max_instances=1,
        next_run_time=next_at,
    )
    state = dumps(job.__getstate__(), HIGHEST_PROTOCOL)
    return {"id": job.id, "next_run_time": next_at.timestamp(), "job_state": state}
