"""An outage while reminders go out and people press: what they are told, and what is true afterwards."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import func, select, update

from bot.domain.reminder import State
from bot.sandbox.people import ANA, JONAS, KIT, LIN, MARA
from bot.sandbox.records import Json
from bot.services.timing import Timing
from bot.slack.wording.failures import MAY_BE_SAVED, SAVE_FAILED, TOO_SLOW
from bot.store.schema import completions, members, reminders, workspaces
from tests.hurry import HASTY
from tests.outages.gauge import Gauge
from tests.outages.outage import Outage, lasting
from tests.scale.crew import live
from tests.scenario.processes import ledger
from tests.scenario.processes.apart import Apart, apart
from tests.scenario.processes.bot_process import Child, until

PEOPLE = (ANA, JONAS, KIT, LIN, MARA)
NOON = datetime(2026, 11, 17, 11, 0, tzinfo=UTC)
"""By the clocks of Berlin."""
TICK_EVERY = timedelta(seconds=1)  # as in production: what a shorter one logs says nothing
ACK = timedelta(seconds=3)  # as long as Slack waits
BETWEEN_PRESSES = timedelta(seconds=1)
SOON = 60.0  # seconds; how long it may take until all is well again


@dataclass(slots=True)
class Story:
    """A bot at work for five people, who press whatever happens."""

    pair: Apart
    refused: list[str] = field(default_factory=list)
    """Who was told, each time, that nothing was saved, or that nobody knows yet."""
    saved: list[str] = field(default_factory=list)
    load: float = 0.0
    """The share of a processor that the bot took up during the outage."""

    async def everybody_joins(self) -> None:
        for person in PEOPLE:
            await self.pair.types(person, "/budge start")
        await self.pair.sees(lambda: all("You're in." in self.pair.said(person) for person in PEOPLE))

    async def all_become_due(self) -> None:
        """Everybody's card is planned for the same moment."""
        async with self.pair.store._engine.begin() as connection:
            await connection.execute(update(members).values(next_at=NOON))
            await connection.execute(update(workspaces).values(next_due_at=NOON))

    async def suffer(self, outage: Outage, *, span: timedelta) -> None:
        """The outage begins in the moment of the first post; as long as it lasts, everybody presses again and again."""
        post = self._first_post()
        self.pair.clock.move_to(NOON)
        async with asyncio.timeout(SOON):
            await post.wait()
        with lasting(outage):
            await self.pair.sees(lambda: any(map(self.pair.cards, PEOPLE)))
            gauge = Gauge(self._process)
            spent = gauge.cpu_seconds
            for _ in range(int(span / BETWEEN_PRESSES)):
                until_next = asyncio.create_task(asyncio.sleep(BETWEEN_PRESSES.total_seconds()))
                await asyncio.gather(*(self.press(person) for person in PEOPLE if self.pair.cards(person)))
                await until_next
            self.load = (gauge.cpu_seconds - spent) / span.total_seconds()

    async def press(self, person: str) -> None:
        """A press on Both done is acked in time, and either done or explained."""
        answers = self._sentences(person)
        outcome = await self.pair.presses(person, "Both done")
        assert outcome.ok, f"{person}: {outcome.error}"
        await self.pair.sees(lambda: self._is_done(person) or self._sentences(person) > answers)
        (self.saved if self._is_done(person) else self.refused).append(person)

    async def all_is_well(self) -> None:
        """Everybody has the one card, the next press on it counts, and what is stored is what was seen."""
        await until(self._nothing_hangs, within=SOON)
        for person in PEOPLE:
            assert len(self.pair.cards(person)) == 1
            await until(partial(self._is_whole, person), within=SOON)  # what was late may have been saved meanwhile
            if not self._is_done(person):
                await self.press(person)
            assert await self._completions(person) == 2
        await ledger.check(self.pair)

    def _first_post(self) -> asyncio.Event:
        begun = asyncio.Event()

        def watch(method: str, _args: Json) -> None:
            if method == "chat.postMessage":
                begun.set()

        self.pair.sandbox.weather.fault = watch
        return begun

    @property
    def _process(self) -> int:
        assert self.pair.bot is not None
        assert self.pair.bot._process.pid is not None
        return self.pair.bot._process.pid

    def _is_done(self, person: str) -> bool:
        cards = self.pair.cards(person)
        return bool(cards) and cards[-1].text.startswith("Both done,")

    async def _is_whole(self, person: str) -> bool:
        """Whether the card shows what is stored: all or nothing."""
        return self._is_done(person) or await self._completions(person) == 0

    def _sentences(self, person: str) -> int:
        said = self.pair.said(person)
        return sum(said.count(words) for words in (SAVE_FAILED, MAY_BE_SAVED, TOO_SLOW))

    async def _nothing_hangs(self) -> bool:
        pending = select(func.count()).where(reminders.c.state == State.PENDING)
        sent = select(func.count()).where(reminders.c.sent_at.is_not(None))
        async with self.pair.store._engine.connect() as connection:
            return await connection.scalar(pending) == 0 and await connection.scalar(sent) == len(PEOPLE)

    async def _completions(self, person: str) -> int:
        async with self.pair.store._engine.connect() as connection:
            ticked = await connection.scalar(select(func.count()).where(completions.c.member == person))
            return ticked or 0


@asynccontextmanager
async def story(url: str, folder: Path, *, timing: Timing = HASTY) -> AsyncIterator[Story]:
    """A bot at work for people who have joined, stopped well at the end."""
    async with apart(url, folder) as pair:
        link = pair.sandbox.wire.link
        link._ack_within = ACK
        pair.bot = Child(live, pair.environ, pair.clock, timing, TICK_EVERY, says=folder / "bot.log")
        await link.until(lambda: link.connections == 1)
        told = Story(pair)
        await told.everybody_joins()
        await told.all_become_due()
        yield told
        await pair.stop()
