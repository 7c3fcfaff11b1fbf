"""The people of the home workspace: each of their cards gets what its person is in the mood for, again if need be."""

import asyncio
from dataclasses import dataclass
from random import Random

from bot.sandbox.controls import Control, controls
from bot.sandbox.gestures import Gestures, ImpossibleGesture, MessageSpot
from bot.sandbox.records import Message
from bot.sandbox.state import Team
from bot.slack.ids import read_card_value
from tests.kills.record import Acked, Record, reminder_of

MOODS = {"nothing": 25, "one": 20, "one by one": 20, "both": 20, "skip": 5, "snooze": 10}
"""What is pressed, and how often of a hundred cards."""
TRIES = 6
REACTION = 0.4  # seconds at most from the card, or from a press in vain, to the next press
AT_ONCE = 4
TICKS = {"Both done", "Hip stretch done", "Knee to chest done"}


@dataclass(frozen=True, slots=True)
class Hands:
    """They press while the bot lives and dies."""

    team: Team
    gestures: Gestures
    record: Record
    chance: Random

    async def press(self, members: frozenset[str]) -> None:
        """Reacts to every card that comes, until cancelled."""
        busy = asyncio.Semaphore(AT_ONCE)
        with self.team.feed.subscribe() as changes:
            async with asyncio.TaskGroup() as group:
                async for change in changes:
                    if change.kind != "posted" or not change.channel or not change.ts:
                        continue
                    card = self.team.message(change.channel, ts=change.ts)
                    person = f"U{change.channel[1:]}"
                    if card is not None and card.metadata and person in members:
                        group.create_task(self._react(person, card, busy))

    async def _react(self, person: str, card: Message, busy: asyncio.Semaphore) -> None:
        (mood,) = self.chance.choices(list(MOODS), weights=list(MOODS.values()))
        wanted = {"nothing": 0, "one by one": 2}.get(mood, 1)
        for _ in range(TRIES):
            if not wanted:
                return
            await asyncio.sleep(self.chance.uniform(0, REACTION))  # they are people
            async with busy:
                wanted -= await self._press(person, card, mood)

    async def _press(self, person: str, card: Message, mood: str) -> bool:
        """Whether it was acked."""
        shown = self.team.message(card.channel, ts=card.ts)
        control = self._choice(shown, mood) if shown else None
        if control is None:
            return False
        where = MessageSpot(channel=card.channel, ts=card.ts)
        try:
            outcome = await self.gestures.press(
                person, where=where, block_id=control.block_id, action_id=control.action_id, value=control.value
            )
        except ImpossibleGesture:  # the card has changed under their finger
            return False
        if outcome.ok and control.label in TICKS:
            value, reminder = control.value or "", reminder_of(card)
            _, exercise = read_card_value(value)
            key = self.record.latest_of(person, value)  # they wait for the ack before they press the same again
            self.record.acked.append(Acked(reminder, exercise or None, person, key))
            self.record.notes(f"acked {control.label}", about=reminder)
        return outcome.ok

    def _choice(self, card: Message, mood: str) -> Control | None:
        labels = {
            "one": ["Hip stretch done", "Knee to chest done"],
            "one by one": ["Hip stretch done", "Knee to chest done"],
            "both": ["Both done"],
            "skip": ["Skip this one"],
            "snooze": ["20 minutes"],
        }[mood]
        found = [control for control in controls(card.blocks) if control.label in labels]
        return self.chance.choice(found) if found else None
