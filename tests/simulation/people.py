"""The people of a world: they react to cards, type commands, press twice, travel, go away and come back."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import Any, Protocol

from bot.domain.card import Card
from bot.domain.guide import Place, place_of
from bot.domain.ids import MemberId, ReminderId, WorkspaceId
from bot.domain.member import Profile
from bot.domain.phrases import GuideStep
from bot.services.services import Services
from tests.simulation.answers import Answer, Outcome
from tests.simulation.commands import Command, some_command
from tests.simulation.ledger import Ledger, Promises
from tests.simulation.processes import outside
from tests.simulation.slack import Message, Team
from tests.simulation.times import Times

MINUTE = 60.0  # seconds


class Surroundings(Protocol):
    """What a person has around them."""

    @property
    def times(self) -> Times: ...
    @property
    def ledger(self) -> Ledger: ...

    async def ask(self, who: "Person", work: Callable[[Services], Awaitable[Any]]) -> Answer:
        """Has one of the processes do something, and says what was heard of it."""

    async def give(self, who: "Person", command: Command) -> Answer:
        """Carries out what they typed."""

    def is_ticked(self, reminder: ReminderId, exercise: str) -> bool:
        """Whether the database says so."""


@dataclass(slots=True, kw_only=True)
class Person:
    team: Team
    id: MemberId
    rng: Random
    world: Surroundings
    is_admin: bool = False
    eagerness: float
    """How often they do something on their own, as a share of the usual."""
    cards: list[Message] = field(default_factory=list)

    @property
    def workspace(self) -> WorkspaceId:
        return self.team.id

    @property
    def who(self) -> tuple[WorkspaceId, MemberId]:
        return self.team.id, self.id

    @property
    def promised(self) -> Promises:
        return self.world.ledger.to(self.who)

    async def live(self) -> None:
        await asyncio.sleep(self.rng.uniform(0, 4 * 60 * MINUTE))
        await self.join()
        while True:
            await asyncio.sleep(self.rng.expovariate(self.eagerness / (150 * MINUTE)))
            if self.promised.has_stopped:
                await self.join()
            else:
                await self.act(some_command(self.rng))

    async def join(self) -> None:
        """Starts until it has worked."""
        outcome = (await self.act(Command.START)).outcome
        while outcome not in {Outcome.ACKED, Outcome.REFUSED}:
            await asyncio.sleep(self.rng.uniform(5, 120))
            outcome = (await self.act(Command.START)).outcome
        if self.rng.random() < 0.8:
            await self.act(Command.SHOW)

    async def act(self, command: Command) -> Answer:
        """Types a command; what it promises is kept in mind."""
        return await self.world.give(self, command)

    async def ask(self, work: Callable[[Services], Awaitable[Any]]) -> Answer:
        return await self.world.ask(self, work)

    def sees(self, card: Message) -> None:
        """A card has come: what they do with it, they do in their own time."""
        self.cards = [*self.cards[-3:], card]
        outside(self._react(card))

    async def _react(self, card: Message) -> None:
        rng = self.rng
        chance = rng.random()
        if chance < 0.12:
            return  # it goes by
        quick = rng.random() < 0.25
        await asyncio.sleep(rng.uniform(0.05, 12.0) if quick else rng.uniform(20.0, 50 * MINUTE))
        if quick and rng.random() < 0.1:
            await self.act(rng.choice((Command.PAUSE, Command.STOP)))  # before its post is known to have succeeded
            return
        if rng.random() < 0.05 and len(self.cards) > 1:
            card = rng.choice(self.cards)  # they scrolled up
        if rng.random() < 0.4:
            await self._walk(card)
        times = rng.choice((1, 1, 1, 1, 2, 3))
        await asyncio.gather(
            *(outside(self._press(card, chance, after=rng.uniform(0, 2) * each)) for each in range(times))
        )
        if chance < 0.3 and rng.random() < 0.3:
            await asyncio.sleep(rng.uniform(1, 5 * MINUTE))
            await self.act(Command.UNDO)

    async def _walk(self, card: Message) -> None:
        """Goes through the guide, or a part of it: back, too late and twice as well."""
        rng = self.rng
        if card.reminder is None or card.is_deleted:
            return
        target: dict[str, Any] = {"reminder": card.reminder, "at": card.ref}
        opened = await self.ask(lambda services: services.guiding.open(*self.who, **target))
        place = _place(opened)
        for _ in range(rng.randrange(12)):
            await asyncio.sleep(rng.choice((rng.uniform(0.1, 3), rng.uniform(5, 200))))
            if card.is_deleted:
                return
            step, on = rng.choices(tuple(GuideStep), weights=(6, 1, 4, 1))[0], place
            times = rng.choice((1, 1, 1, 2))
            work = partial(self._step, step, on, target)
            answers = await asyncio.gather(*(outside(self.ask(work)) for _ in range(times)))
            place = _place(answers[-1]) or place

    async def _step(self, step: GuideStep, on: Place | None, target: dict[str, Any], services: Services) -> Card:
        return await services.guiding.move(*self.who, step, on=on, **target)

    async def _press(self, card: Message, chance: float, *, after: float) -> None:
        await asyncio.sleep(after)
        reminder = card.reminder
        if reminder is None or card.is_deleted:
            return  # there is nothing to press any more
        target: dict[str, Any] = {"reminder": reminder, "at": card.ref}
        if chance < 0.55:
            await self.tick(target, number=None)
        elif chance < 0.75:
            await self.tick(target, number=self.rng.choice((1, 2)))
            if self.rng.random() < 0.5:
                await asyncio.sleep(self.rng.uniform(0.1, 600))
                await self.tick(target, number=None)
        elif chance < 0.86:
            count = self.rng.choice((10, 20, 30))
            await self.ask(lambda services: services.closing.snooze(*self.who, count, **target))
            if self.rng.random() < 0.3:
                await asyncio.sleep(self.rng.uniform(0.1, 300))
                await self.ask(lambda services: services.undoing.unsnooze(*self.who, **target))
        elif chance < 0.95:
            await self.ask(lambda services: services.closing.skip(*self.who, **target))
        else:
            await self.ask(lambda services: services.closing.moved(*self.who, **target))

    async def tick(self, target: dict[str, Any], *, number: int | None) -> Answer:
        """Ticks off; what the answer shows as done is held against the database from now on."""
        undone = self.promised.undone
        answer = await self.ask(lambda services: services.completion.done(*self.who, number=number, **target))
        is_news = self.promised.undone == undone  # a process may stand still over its answer
        if isinstance(answer.value, Card) and answer.outcome is Outcome.ACKED and is_news:
            self.is_shown(answer.value)
        return answer

    def is_shown(self, card: Card) -> None:
        """The answer to a press has arrived. While something is being undone it may be out of date already."""
        if self.promised.undoing:
            return
        for exercise in card.done:
            if self.world.is_ticked(card.reminder.id, exercise):
                self.promised.ticked.add((card.reminder.id, exercise))

    def profile(self, zone: str) -> Profile:
        return Profile(name=str(self.id), zone=zone, can_join=True, is_admin=self.is_admin)

    def goes_away(self, *, until: float | None, stopped: bool) -> None:
        promised = self.promised
        promised.away_since, promised.away_until, promised.has_stopped = self.world.times.now, until, stopped

    def may_be_back(self) -> None:
        self.promised.away_since = None
        self.promised.has_stopped = False


def _place(answer: Answer) -> Place | None:
    """Where the guide is by what they were shown."""
    return place_of(answer.value.reminder) if isinstance(answer.value, Card) else None
