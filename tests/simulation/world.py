"""A whole world from a seed: people, processes, a database, a Slack, the weather, and what must hold in it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from random import Random
from typing import Any

from bot.domain.board import BoardPost
from bot.domain.card import Card
from bot.domain.errors import Refusal
from bot.domain.ids import MemberId, ReminderId, WorkspaceId
from bot.domain.notice import Notice
from bot.ports import DeliveryFailed, StoreUnavailable
from bot.services.building import build_services
from bot.services.lease_clock import LeaseClock
from bot.services.services import Services
from bot.store.transaction import SqlStore
from routines.loader import load_catalog
from routines.model import Routine
from tests.simulation.answers import Answer, Outcome
from tests.simulation.commanding import CHANNEL, ZONES, give
from tests.simulation.commands import Command
from tests.simulation.database import Database, engine
from tests.simulation.invariants import Begun, Invariants
from tests.simulation.ledger import Ledger
from tests.simulation.machines import Machine, machines
from tests.simulation.messenger import SimulatedMessenger
from tests.simulation.mirror import Change
from tests.simulation.people import Person
from tests.simulation.processes import Process, current_process
from tests.simulation.slack import Channel, Message, Team
from tests.simulation.times import Times
from tests.simulation.trace import Trace
from tests.simulation.virtual_time import ElapsedClock, VirtualLoop
from tests.simulation.weather import Spell, Weather

STARTS = (
    datetime(2026, 3, 6, 6, tzinfo=UTC),  # New York's spring night is the 8th
    datetime(2026, 3, 27, 6, tzinfo=UTC),  # Berlin's is the 29th
    datetime(2026, 4, 3, 6, tzinfo=UTC),  # Lord Howe's, Auckland's and Santiago's autumn night is the 5th
    datetime(2026, 6, 8, 6, tzinfo=UTC),
    datetime(2026, 9, 25, 6, tzinfo=UTC),  # Auckland's spring night is the 27th
    datetime(2026, 10, 23, 6, tzinfo=UTC),  # Berlin's autumn night is the 25th
    datetime(2026, 10, 30, 6, tzinfo=UTC),  # New York's is the 1st
)
"""But for one, the Friday before some of the people here put their clocks forward or back."""
APART = tuple(timedelta(days=days) for days in (0, -200, 200))
"""By how much the real clock differs from the one that people live by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    members: int = 10
    weeks: float = 1.0
    processes: int = 2
    workspaces: int = 2
    spells: tuple[Spell, ...] = ()
    """If given, the weather is only these, one after the other."""


def first_rng(seed: int) -> Random:
    """What everything of a world is drawn from that has no source of its own; the first is when it begins."""
    return Random(f"world {seed}")


def beginning(rng: Random) -> datetime:
    return rng.choice(STARTS)


@cache
def routine() -> Routine:
    return load_catalog().routines[0]


@dataclass(slots=True)
class World:
    seed: int
    size: Size
    loop: VirtualLoop
    trace: Trace = field(default_factory=Trace)
    violations: list[str] = field(default_factory=list)
    rng: Random = field(init=False)
    weather: Weather = field(init=False)
    times: Times = field(init=False)
    ledger: Ledger = field(default_factory=Ledger)
    database: Database = field(init=False)
    invariants: Invariants = field(init=False)
    teams: dict[WorkspaceId, Team] = field(default_factory=dict)
    people: dict[MemberId, Person] = field(default_factory=dict)
    machines: Sequence[Machine] = field(init=False)
    """What each runs on."""
    processes: dict[int, Process] = field(default_factory=dict)
    """The present life of each."""
    lives: int = 0
    broken: asyncio.Event = field(default_factory=asyncio.Event)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.rng = first_rng(self.seed)
        self.weather = Weather(Random(f"weather {self.seed}"))
        began_at = beginning(self.rng)
        clock = ElapsedClock(self.loop, began_at)
        self.times = Times(self.loop, clock, ElapsedClock(self.loop, began_at + self.rng.choice(APART)))
        true = self.times.lease_clock
        lasting = timedelta(weeks=self.size.weeks)
        self.machines = machines(Random(f"machines {self.seed}"), true, count=self.size.processes, lasting=lasting)
        self.database = Database(self._committed, clock=true)
        self.invariants = Invariants(self.database.mirror, self.ledger, self.times, self.violate)
        for number in range(self.size.workspaces):
            self._settle_team(number)

    def _settle_team(self, number: int) -> None:
        began_at = self.times.clock.began_at.timestamp()
        team = Team(WorkspaceId(f"T{number}"), on_card=self._card_appears, began_at=began_at)
        self.teams[team.id] = team
        for each in range(number, self.size.members, self.size.workspaces):
            member = MemberId(f"U{each:03}")
            person = Person(
                team=team,
                id=member,
                rng=Random(f"person {self.seed} {each}"),
                world=self,
                is_admin=each == number,
                eagerness=self.rng.choice((0.2, 1.0, 2.0)),
            )
            self.people[member] = person
            team.profiles[member] = person.profile(self.rng.choice(ZONES))
        team.channels[CHANNEL] = Channel(id=CHANNEL, people=tuple(team.profiles))

    def violate(self, what: str) -> None:
        self.tell(f"VIOLATION {what}")
        self.violations.append(what)
        self.broken.set()

    def tell(self, line: str) -> None:
        self.trace.tell(self.loop.time(), line)

    def logged(self, event: str, error: str | None) -> None:
        """Something went into the log; an error there is one that was caught so that the rest could go on."""
        self.invariants.counts[f"log: {event}"] += 1
        if error is not None:
            self.violate(f"nothing goes wrong but what is meant to: {event}: {error}")

    def begin_life(self, slot: int) -> Process:
        """A process that has just been started, in the place of one that ended."""
        self.lives += 1
        name = f"process-{slot}-{self.lives}"
        process = Process(name, database=self.database, fates=self.weather, on_end=self._process_ended)
        messenger = SimulatedMessenger(
            self.teams, steps=process, sky=self.weather, clock=self.times.clock, witness=self
        )
        process.messenger = messenger
        store = SqlStore(engine())
        process.lease_clock = LeaseClock(store, machine=self.machines[slot], seconds=self.loop.time)
        process.services = build_services(
            store=store,
            clock=self.times.clock,
            lease_clock=process.lease_clock,
            messenger=messenger,
            routines=[routine()],
            owner=name,
        )
        self.processes[slot] = process
        self.tell(f"{name} begins on a machine whose clock is off by {self.machines[slot]}")
        return process

    async def ask(self, who: Person, work: Callable[[Services], Awaitable[Any]]) -> Answer:
        open_ones = [process for process in self.processes.values() if process.is_alive and process.is_open]
        if not open_ones:
            return self._heard(who, Answer(Outcome.UNAVAILABLE))
        process = who.rng.choice(open_ones)
        asked = process.run(self._answer(process, work))
        await asyncio.wait([asked])
        answer = Answer(Outcome.LOST) if asked.cancelled() else asked.result()
        if isinstance(answer.value, Card) and process.is_alive:
            process.run(self._draw(process, who, answer.value))
        return self._heard(who, answer)

    async def give(self, who: Person, command: Command) -> Answer:
        return await give(who, command)

    def is_ticked(self, reminder: ReminderId, exercise: str) -> bool:
        kept = (reminder, exercise) in self.database.mirror.tables["completions"]
        if not kept:
            self.violate(f"what an answer shows as done is stored: {exercise} of {reminder}")
        return kept

    def card_begun(self, card: Card) -> Begun:
        process = current_process()
        self.tell(f"{process.name} posts {card.reminder.id} to {card.reminder.member}")
        return self.invariants.card_begun(card, process)

    def card_posted(self, card: Card, begun: object) -> None:
        if isinstance(begun, Begun):
            self.invariants.card_posted(card, begun)

    def notice_begun(self, notice: Notice) -> Begun:
        return self.invariants.notice_begun(notice, current_process())

    def notice_posted(self, notice: Notice, begun: object) -> None:
        self.tell(f"{notice.member} is told of {notice.moved_to}")
        if isinstance(begun, Begun):
            self.invariants.notice_posted(notice, begun)

    def board_posted(self, post: BoardPost) -> None:
        self.tell(f"board of {post.channel} for {post.monday}")
        self.invariants.board_posted(post)

    async def _answer(self, process: Process, work: Callable[[Services], Awaitable[Any]]) -> Answer:
        try:
            return Answer(Outcome.ACKED, await work(process.services))
        except Refusal as refusal:
            return Answer(Outcome.REFUSED, refusal)
        except (StoreUnavailable, DeliveryFailed) as trouble:
            return Answer(Outcome.UNAVAILABLE, trouble)
        except Exception as error:  # the services promise no other
            self.violate(f"a request ends in an answer or a refusal: {error!r}")
            raise

    async def _draw(self, process: Process, who: Person, card: Card) -> None:
        """What happens after an ack, as `Redraw` has it: one drawing of a card at a time, and where one may still be on
        its way the bell has the last word.
        """
        with suppress(Refusal, StoreUnavailable, DeliveryFailed):  # the bell draws what is owed
            await process.turns.draw(card.reminder.id, partial(self._draw_as_stored, process, who, card.reminder.id))

    async def _draw_as_stored(self, process: Process, who: Person, reminder: ReminderId) -> None:
        card = await process.services.completion.card(*who.who, reminder)
        self.invariants.drawing_begun(reminder)
        try:
            try:
                await process.messenger.redraw_card(card)
            except DeliveryFailed as failure:
                if failure.outcome_unknown:
                    await process.services.completion.doubted(card)
                raise
            await process.services.completion.drawn(card)
        except StoreUnavailable:
            self.invariants.drawing_not_noted(reminder, version=card.reminder.version)
            raise

    def _heard(self, who: Person, answer: Answer) -> Answer:
        self.ledger.answers[answer.outcome] += 1
        shown = type(answer.value).__name__ if answer.value is not None else ""
        self.tell(f"{who.id} hears {answer.outcome} {shown}")
        return answer

    def _card_appears(self, message: Message) -> None:
        self.tell(f"card {message.reminder} stands in {message.ref.channel}")
        if message.member is not None:
            self.people[message.member].sees(message)

    def _committed(self, changes: list[Change]) -> None:
        for change in changes:
            if change.table == "reminders" and change.after is not None:
                self.tell(f"{change.after['reminder_id']} is {change.after['state']} {change.after['reason'] or ''}")
        self.invariants.committed(changes)
        self.changed.set()

    def _process_ended(self, process: Process) -> None:
        self.tell(f"{process.name} dies")
        self.changed.set()
