"""What must hold whatever happened to the bot: nothing doubled, nothing lost, nobody reminded outside their hours."""

from collections import Counter
from datetime import date, time
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.domain.ids import ReminderId
from bot.domain.reminder import State
from bot.sandbox.people import WELLNESS
from bot.sandbox.records import Message
from bot.store.schema import reminders
from tests.scenario.processes.apart import Apart

OPENS, CLOSES = time(9), time(17, 30)
"""The hours of everybody who did not choose others."""
BOARD = "Our week to"
NEVER_POSTED = {State.PENDING, State.EXPIRED, State.FAILED}


def posted(pair: Apart) -> list[Message]:
    """Every card that was ever posted, also those that are gone, each as it first stood."""
    firsts = (message for message in pair.chronicle.messages if message.edited_at is None and message.metadata)
    return list({(message.channel, message.ts): message for message in firsts}.values())


def reminder_of(card: Message) -> ReminderId:
    assert card.metadata is not None
    return ReminderId(card.metadata["event_payload"]["reminder"])


def boards(pair: Apart) -> list[Message]:
    """The weekly posts."""
    return [message for message in pair.sandbox.team.messages(WELLNESS) if message.text.startswith(BOARD)]


async def check(pair: Apart) -> None:
    """Holds all that was posted against what is stored, once the bot has nothing left to do."""
    times = Counter(map(reminder_of, posted(pair)))
    assert not {reminder: count for reminder, count in times.items() if count > 1}, "a reminder was doubled"
    async with pair.store._engine.connect() as connection:
        rows = (await connection.execute(select(reminders))).all()
    for row in rows:
        state = State(row.state)
        assert state is not State.PENDING, f"a reminder still hangs: {row}"
        assert (row.id in times) == (state not in NEVER_POSTED), f"the store and Slack disagree: {row}"
        assert state not in NEVER_POSTED or row.reason, f"a reminder was lost without a reason: {row}"
    assert set(times) <= {row.id for row in rows}, "a card without a reminder"
    for card in posted(pair):
        assert is_within_hours(pair, card), f"outside the hours: {card.posted_at}"


def is_within_hours(pair: Apart, card: Message) -> bool:
    owner = next(each for each in pair.sandbox.team.channels[card.channel].members if each.startswith("U0"))
    local = card.posted_at.astimezone(ZoneInfo(pair.sandbox.team.people[owner].tz or "UTC"))
    return local.weekday() < 5 and OPENS <= local.time() < CLOSES


def days_with_a_card(pair: Apart, person: str) -> set[date]:
    """The days on which this person was reminded, as their own calendar has them."""
    zone = ZoneInfo(pair.sandbox.team.people[person].tz or "UTC")
    dm = pair.sandbox.team.dm_of(person)
    return {card.posted_at.astimezone(zone).date() for card in posted(pair) if dm and card.channel == dm.id}
