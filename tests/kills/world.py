"""A world for bots to live and die in: the emulated Slack, its people, a database, a clock, and doors in between."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import KW_ONLY, dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from random import Random

from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.middleware import Middleware

from bot.sandbox.gestures import Gestures
from bot.sandbox.server import build, serve
from bot.sandbox.state import Team
from bot.sandbox.wire import Patience
from bot.store.transaction import SqlStore
from tests.kills.answers import Answers
from tests.kills.clockwork import SHORT, tenths
from tests.kills.database_door import database_door
from tests.kills.home import Home
from tests.kills.life import Mortal, live
from tests.kills.points import Phase, Trap
from tests.kills.record import Record, RecordingFeed
from tests.kills.slack_door import SlackDoor
from tests.kills.team import Crowd, gathered, seed
from tests.scenario.processes.bot_process import forking
from tests.scenario.processes.clock import SharedClock
from tests.stores import engine_for

BEGINNING = datetime(2026, 11, 17, 9, 50, tzinfo=UTC)
PATIENCE = Patience(ack=tenths(20), redeliver_after=())


@dataclass(slots=True)
class Life:
    """One process, from its start to its death."""

    number: int
    _: KW_ONLY
    process: Mortal
    trap: Trap | None
    acts: int = 0
    """How often it has called Slack for something else than to get in."""
    is_in: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once it has called Slack at all: it runs."""
    _acted: asyncio.Event = field(default_factory=asyncio.Event)

    def comes_to(self, act: str) -> None:
        self.is_in.set()
        self.acts += bool(act)
        self._acted.set()

    async def comes_as_far_as(self, acts: int) -> None:
        """Returns once it has acted so often."""
        while self.acts < acts:
            self._acted.clear()
            await self._acted.wait()

    def dies_at(self, act: str, phase: Phase) -> bool:
        is_time = self.trap is not None and self.trap.springs(act, phase)
        if is_time:
            self.process.kill()
        return is_time


@dataclass(slots=True)
class World:
    """`live` begins a life in it."""

    home: Home
    _: KW_ONLY
    address: str
    """Of its Slack."""
    team: Team
    clock: SharedClock
    crowd: Crowd
    record: Record
    gestures: Gestures
    engine: AsyncEngine
    """For looking only."""
    lives: dict[int, Life]
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @asynccontextmanager
    async def live(self, trap: Trap | None = None) -> AsyncIterator[Life]:
        """A life, which has ended by the end of the block."""
        number, home = next(self.numbers), self.home
        in_child = trap if trap and trap.point.is_in_database and home.server is None else None
        async with AsyncExitStack() as stack:
            environ = {
                "SLACK_BOT_TOKEN": self.team.app.bot_token,
                "SLACK_APP_TOKEN": self.team.app.app_token,
                "SLACK_API_URL": f"{self.address}/life/{number}/api/",
                "BUDGE_DATABASE_URL": home.url,
                "BUDGE_OPS_PORT": "0",
            }
            if home.server is not None:
                folder = home.folder_of(number)
                door = database_door(folder, server=home.server, trap=trap, kill=partial(self._kill, number))
                await stack.enter_async_context(door)
                environ["BUDGE_DATABASE_URL"] = home.url_through(folder)
            process = Mortal(live, environ, self.clock, SHORT, in_child, says=self.says(number))
            life = self.lives[number] = Life(number, process=process, trap=None if in_child else trap)
            try:
                yield life
            finally:
                process.kill()
                await process.dies()

    def _kill(self, number: int) -> None:
        self.lives[number].process.kill()

    def says(self, number: int) -> Path:
        """Where a life's log is."""
        return self.home.folder / f"life-{number}.log"


@asynccontextmanager
async def world(home: Home, *, crowd: Crowd, chance: Random) -> AsyncIterator[World]:
    """A world whose database has been migrated and is empty; nobody lives in it yet."""
    team, record, lives = gathered(crowd), Record(), dict[int, Life]()
    team.feed = RecordingFeed(team, record)
    clock = SharedClock(BEGINNING, context=forking())
    app = build(team, now=clock.now, patience=PATIENCE)
    app.user_middleware.append(Middleware(SlackDoor, life=lives.__getitem__, chance=chance, answers=Answers(record)))
    async with engine_for(home.url) as engine:
        await seed(SqlStore(engine), crowd, now=BEGINNING)
    async with serve(app) as port, home.reading() as engine:
        yield World(
            home,
            address=f"http://127.0.0.1:{port}",
            team=team,
            clock=clock,
            crowd=crowd,
            record=record,
            gestures=app.state.sandbox.gestures,
            engine=engine,
            lives=lives,
        )
