"""An outage while reminders go out and people press: what they are told, and what is true afterwards."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import KW_ONLY, dataclass, field
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
from tests.outages.account import Account, account_of
from tests.outages.gauge import Gauge
from tests.outages.neighbours import Neighbours
from tests.outages.outage import Outage, lasting
from tests.outages.passing import going, reached
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
MOST_LOAD = 0.5  # of a processor
LINES = 20  # of log, besides one for each press that could not be saved


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """The neighbours' reminders: how long they come due before the outage and after it, and how often all the while."""

    before: timedelta
    after: timedelta
    every: timedelta = timedelta(seconds=0.2)
    at_most: timedelta = timedelta(minutes=2)
    """How much longer than planned the outage may take."""

    def of(self, span: timedelta) -> Neighbours:
        until = NOON + span + self.after + self.at_most
        return Neighbours(first_at=NOON - self.before, until=until, every=self.every)


@dataclass(slots=True)
class Story:
    """A bot at work for five people, who press whatever happens, and for their neighbours, who only get their cards."""

    pair: Apart
    _: KW_ONLY
    load: Load
    span: timedelta
    """How long the outage lasts."""
    refused: list[str] = field(default_factory=list)
    """Who was told, each time, that nothing was saved, or that nobody knows yet."""
    saved: list[str] = field(default_factory=list)
    busy: float = 0.0
    """The share of a processor that the bot took up during the outage."""
    began_at: datetime = NOON
    """The outage, by the bot's clock."""
    ended_at: datetime = NOON

    @property
    def neighbours(self) -> Neighbours:
        return self.load.of(self.span)

    async def everybody_joins(self) -> None:
        for person in PEOPLE:
            await self.pair.types(person, "/budge start")
        await self.pair.sees(lambda: all("You're in." in self.pair.said(person) for person in PEOPLE))

    async def all_become_due(self) -> None:
        """Everybody's card is planned for the same moment; the neighbours' for before it, about it and after it."""
        async with self.pair.store._engine.begin() as connection:
            await connection.execute(update(members).values(next_at=NOON))
            await connection.execute(update(workspaces).values(next_due_at=NOON))
        self.neighbours.gather(self.pair.sandbox.team)
        await self.neighbours.join(self.pair.store)

    async def suffer(self, outage: Outage) -> None:
        """The outage begins in the moment of the first post to one of the five; as long as it lasts, everybody presses
        again and again. The time passes as it does for us.
        """
        clock, post = self.pair.clock, self._first_post()
        clock.move_to(NOON - self.load.before)
        async with going(clock):
            async with asyncio.timeout(self.load.before.total_seconds() + SOON):
                await post.wait()
            self.began_at = clock.now()
            with lasting(outage):
                await self._press_on()
            self.ended_at = clock.now()
            await reached(clock, self.ended_at + self.load.after)
        assert clock.now() < self.neighbours.until, "the outage took longer than neighbours were due"

    async def _press_on(self) -> None:
        await self.pair.sees(lambda: any(map(self.pair.cards, PEOPLE)))
        gauge, loop = Gauge(self._process), asyncio.get_running_loop()
        spent, started = gauge.cpu_seconds, loop.time()
        while (seconds := loop.time() - started) < self.span.total_seconds():
            until_next = asyncio.create_task(asyncio.sleep(BETWEEN_PRESSES.total_seconds()))
            await asyncio.gather(*(self.press(person) for person in PEOPLE if self.pair.cards(person)))
            await until_next
        self.busy = (gauge.cpu_seconds - spent) / seconds

    async def press(self, person: str) -> None:
        """A press on Both done is acked in time, and either done or explained."""
        answers = self._sentences(person)
        outcome = await self.pair.presses(person, "Both done")
        assert outcome.ok, f"{person}: {outcome.error}"
        await self.pair.sees(lambda: self._is_done(person) or self._sentences(person) > answers)
        (self.saved if self._is_done(person) else self.refused).append(person)

    async def all_is_well(self) -> Account:
        """Everybody has the one card, the next press on it counts, and what is stored is what was seen."""
        await self._all_went_on()
        for person in PEOPLE:
            assert len(self.pair.cards(person)) == 1, f"{person} has {len(self.pair.cards(person))} cards"
            await until(partial(self._is_whole, person), within=SOON)  # what was late may have been saved meanwhile
            if not self._is_done(person):
                await self.press(person)
            assert await self._completions(person) == 2, f"{person}'s press is half saved"
        await ledger.check(self.pair)
        return await account_of(self.pair, self.neighbours, began_at=self.began_at, ended_at=self.ended_at)

    def faults(self, account: Account) -> Iterator[str]:
        """What must not be, each in a line; `all_is_well` has raised already what is worse."""
        bot = self.pair.bot
        assert bot is not None
        if not self.refused:
            yield "nobody was told anything"
        if self.busy >= MOST_LOAD:
            yield f"a busy loop: {self.busy:.0%} of a processor"
        if (lines := len(bot.said.splitlines())) > LINES + len(self.refused):
            yield f"a storm of log lines: {lines}"
        if "Traceback" in bot.said:
            yield f"a traceback:\n{bot.said}"
        if not (account.before and account.during and account.after):
            yield f"no reminders before, during or after the outage: {account}"

    def _first_post(self) -> asyncio.Event:
        begun = asyncio.Event()
        theirs = {self.pair.sandbox.team.open_dm(person).id for person in PEOPLE}

        def watch(method: str, args: Json) -> None:
            if method == "chat.postMessage" and args.get("channel") in theirs:
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

    async def _all_went_on(self) -> None:
        """Nothing hangs, and everybody who was due has come up."""
        now = self.pair.clock.now()
        due = len(PEOPLE) + sum(due_at <= now for _, _, due_at in self.neighbours.due())
        try:
            await until(lambda: self._is_settled(due), within=SOON)
        except TimeoutError:
            raise AssertionError(
                f"{SOON:.0f} s later, {await self._settled()} of {due} reminders are settled"
            ) from None

    async def _is_settled(self, due: int) -> bool:
        await asyncio.sleep(0.1)
        return await self._settled() >= due

    async def _settled(self) -> int:
        settled = select(func.count()).where(reminders.c.state != State.PENDING)
        async with self.pair.store._engine.connect() as connection:
            return await connection.scalar(settled) or 0

    async def _completions(self, person: str) -> int:
        async with self.pair.store._engine.connect() as connection:
            ticked = await connection.scalar(select(func.count()).where(completions.c.member == person))
            return ticked or 0


@asynccontextmanager
async def story(url: str, folder: Path, *, load: Load, span: timedelta, timing: Timing = HASTY) -> AsyncIterator[Story]:
    """A bot at work for people who have joined, stopped well at the end."""
    async with apart(url, folder) as pair:
        link = pair.sandbox.wire.link
        link._ack_within = ACK
        pair.bot = Child(live, pair.environ, pair.clock, timing, TICK_EVERY, says=folder / "bot.log")
        await link.until(lambda: link.connections == 1)
        told = Story(pair, load=load, span=span)
        await told.everybody_joins()
        await told.all_become_due()
        yield told
        await pair.stop()
