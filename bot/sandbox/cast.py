"""The cast at work: colleagues who see a card in their direct message and deal with it in their own way."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import KW_ONLY, dataclass
from datetime import datetime
from random import Random

from bot.sandbox.controls import controls, find
from bot.sandbox.gestures import Gestures, ImpossibleGesture, MessageSpot
from bot.sandbox.habits import ALL, Habit, Step
from bot.sandbox.records import Message
from bot.sandbox.state import Team
from bot.sandbox.wire import Now


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody is going to do to a card."""

    at: datetime
    _: KW_ONLY
    person: str
    card: Message
    step: Step


class Cast:
    """Plans what colleagues do to the cards that appear, and does it when its time has come."""

    def __init__(
        self, team: Team, *, gestures: Gestures, habits: Mapping[str, Habit], chance: Random, now: Now
    ) -> None:
        self._team = team
        self._gestures = gestures
        self._habits = {person: habit for person, habit in habits.items() if person in team.people}
        self._chance = chance
        self._now = now
        self._acts: list[Act] = []
        self._seen: dict[str, int] = {}  # cards, by person
        self._read_up_to = {person: self._latest_ts(person) for person in self._habits}
        self._acting = asyncio.Lock()

    def next_at(self) -> datetime | None:
        """When somebody acts next, as far as it is known now."""
        self._notice()
        return min((act.at for act in self._acts), default=None)

    async def act(self, now: datetime) -> bool:
        """Do what is due, in order; whether there was anything."""
        async with self._acting:
            self._notice()
            due = sorted((act for act in self._acts if act.at <= now), key=lambda act: act.at)
            self._acts = [act for act in self._acts if act.at > now]
            for act in due:
                await self._do(act)
        return bool(due)

    async def live(self) -> None:
        """Act as time passes by itself, until cancelled."""
        with self._team.feed.subscribe() as changes:
            while True:
                await self.act(self._now())
                next_at = self.next_at()
                wait = None if next_at is None else max((next_at - self._now()).total_seconds(), 0)
                with suppress(TimeoutError):
                    async with asyncio.timeout(wait):
                        await changes.next()

    def _notice(self) -> None:
        """Look through the direct messages for cards that came since the last look."""
        for person, habit in self._habits.items():
            for card in self._new_cards(person):
                seen = self._seen.get(person, 0)
                self._seen[person] = seen + 1
                self._acts += [
                    Act(card.posted_at + step.after, person=person, card=card, step=step)
                    for step in habit(self._chance, seen)
                ]

    def _new_cards(self, person: str) -> list[Message]:
        """The cards in a person's direct message that are newer than what they read; those who left read nothing."""
        dm = self._team.dm_of(person)
        latest = self._latest_ts(person)
        if dm is None or latest == self._read_up_to[person] or self._team.people[person].deleted:
            return []
        unread = [m for m in self._team.messages(dm.id) if m.ts > self._read_up_to[person]]
        self._read_up_to[person] = latest
        return [message for message in unread if is_card(message)]

    def _latest_ts(self, person: str) -> str:
        dm = self._team.dm_of(person)
        return self._team.latest_ts(dm.id) if dm else ""

    async def _do(self, act: Act) -> None:
        card = self._team.message(act.card.channel, ts=act.card.ts)
        found = (find(card.blocks, label, menu=act.step.menu) for label in act.step.labels) if card else ()
        control = next((each for each in found if each), None)
        if card is None or control is None:
            return  # the card is gone, or says something else by now
        with suppress(ImpossibleGesture):  # gone in this very moment
            await self._gestures.press(
                act.person,
                where=MessageSpot(channel=card.channel, ts=card.ts),
                block_id=control.block_id,
                action_id=control.action_id,
                value=control.value,
            )


def is_card(message: Message) -> bool:
    """Whether a message offers something to tick off."""
    return any(control.label in ALL for control in controls(message.blocks))
