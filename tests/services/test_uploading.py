"""Uploading while a host is slow or ill: no workspace waits for another one, and no process for a dead one."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import cast

import pytest

from bot.domain.ids import MemberId, WorkspaceId
from bot.ports import DeliveryFailed, Messenger
from bot.services.illustrating import Gallery, Illustrating
from bot.services.timing import UNHURRIED
from bot.services.uploading import Uploading
from bot.store.transaction import SqlStore
from routines.loader import load_catalog
from tests.services.acts import StoppedClock
from tests.store.rows import ACME, join, member

CATALOG = load_catalog()
[ROUTINE] = CATALOG.routines
OTHER = WorkspaceId("T2")
SECOND = timedelta(seconds=1)
LIMITED = DeliveryFailed("upload_failed (TimeoutError)", retry_after=30 * SECOND)


@dataclass(slots=True)
class Host:
    """Takes files, each after so many seconds; ill for some workspaces, and open or shut to all."""

    clock: StoppedClock
    seconds: int = 0
    ill: frozenset[WorkspaceId] = frozenset()
    taken: Counter[bytes] = field(default_factory=Counter)
    asked: list[WorkspaceId] = field(default_factory=list)
    called: asyncio.Event = field(default_factory=asyncio.Event)
    opened: asyncio.Event = field(default_factory=asyncio.Event)
    meanwhile: dict[int, Callable[[], Awaitable[None]]] = field(default_factory=dict)

    async def upload_picture(self, workspace: WorkspaceId, content: bytes, *, name: str) -> str:
        del name
        self.asked.append(workspace)
        self.clock.at += self.seconds * SECOND
        if (happens := self.meanwhile.pop(len(self.asked), None)) is not None:
            await happens()
        if workspace in self.ill:
            self.called.set()
            await self.opened.wait()
            raise LIMITED
        self.taken[content] += 1
        return f"F{len(self.asked)}"


@dataclass(slots=True, kw_only=True)
class Process:
    """One of those that share the database, with every look's pictures wished for."""

    host: Host
    illustrating: Illustrating
    uploading: Uploading

    def wish(self, workspace: WorkspaceId) -> None:
        for number in range(40):
            self.illustrating.expect(replace(member(MemberId(f"U{number}")), workspace=workspace), ROUTINE.exercises)


def process(store: SqlStore, host: Host) -> Process:
    illustrating = Illustrating(Gallery(routines=[ROUTINE], album=CATALOG.album, clock=host.clock))
    uploading = Uploading(
        store=store,
        clock=host.clock,
        messenger=cast("Messenger", host),
        illustrating=illustrating,
        timing=UNHURRIED,
        draining=asyncio.Event(),
    )
    return Process(host=host, illustrating=illustrating, uploading=uploading)


@pytest.fixture
async def shared(store: SqlStore) -> SqlStore:
    """Two workspaces with a member each."""
    async with store.transaction() as tx:
        await join(tx, member())
        await join(tx, replace(member(), workspace=OTHER))
    return store


@asynccontextmanager
async def hanging(one: Process) -> AsyncIterator[None]:
    """While the host hangs for Acme."""
    one.wish(ACME)
    ringing = asyncio.create_task(one.uploading.ring())
    await asyncio.wait_for(one.host.called.wait(), timeout=30)
    yield
    one.host.opened.set()
    await asyncio.wait_for(ringing, timeout=30)


async def test_while_the_host_hangs_for_one_workspace_another_is_given_its_pictures(shared: SqlStore) -> None:
    one = process(shared, Host(StoppedClock(), ill=frozenset({ACME})))
    async with hanging(one):
        assert not one.uploading.is_wanted
        one.wish(OTHER)
        assert one.uploading.is_wanted
        await one.uploading.ring()

        assert one.host.taken.total() == len(CATALOG.album.files)


async def test_a_host_that_does_not_answer_is_asked_once_and_left_alone_for_a_while(shared: SqlStore) -> None:
    one = process(shared, Host(StoppedClock(), ill=frozenset({ACME})))
    async with hanging(one):
        pass
    one.wish(ACME)
    await one.uploading.ring()

    assert one.host.asked == [ACME]
    async with shared.transaction() as tx:
        assert {row.setbacks for row in await tx.pictures.of(ACME)} == {0}


async def test_what_is_wished_for_during_an_upload_comes_after_it(shared: SqlStore) -> None:
    one = process(shared, Host(StoppedClock(), ill=frozenset({ACME})))
    async with hanging(one):
        one.wish(ACME)
        await one.uploading.ring()
        assert one.host.asked == [ACME]
    assert one.uploading.is_wanted


async def test_a_slow_host_is_given_each_file_once_by_two_processes(shared: SqlStore) -> None:
    clock = StoppedClock()
    slow, quick = (process(shared, Host(clock, seconds=seconds)) for seconds in (10, 0))
    for one in (slow, quick):
        one.wish(ACME)
    slow.host.meanwhile[31] = quick.uploading.ring
    await slow.uploading.ring()

    assert set((slow.host.taken + quick.host.taken).values()) == {1}
    assert len(slow.host.taken + quick.host.taken) == len(CATALOG.album.files)
