"""The cast on a card, and the clock that stops wherever somebody acts."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.sandbox.feed import Change
from bot.sandbox.habits import HABITS
from bot.sandbox.mover import Mover, StuckClockError, next_friday
from bot.sandbox.people import ANA, JONAS, KIT, LIN, MARA, NOOR, PRIYA, SAM, TOM
from bot.sandbox.records import Json
from tests.sandbox.stage import TUESDAY, Stage, actions, button, connected, options, raised
from tests.sandbox.test_gestures import MORE, SNOOZE

CARD = [
    actions(
        button("Both done", action_id="both"),
        button("Hip stretch done", action_id="hip"),
        button("Knee to chest done", action_id="knee"),
        block_id="done",
    ),
    actions(SNOOZE, {**MORE, "options": options("I already moved", "Skip this one")}, block_id="later"),
]


@dataclass(slots=True)
class Deeds:
    """What the colleagues did, and when."""

    done: list[tuple[str, str, datetime]] = field(default_factory=list)
    first: asyncio.Event = field(default_factory=asyncio.Event)

    def of(self, person: str) -> list[str]:
        return [what for who, what, _ in self.done if who == person]


@asynccontextmanager
async def troupe(stage: Stage) -> AsyncIterator[Deeds]:
    """A bot that notes what is done to its cards."""
    app, deeds = stage.app(), Deeds()

    async def note(ack: Any, body: Json) -> None:
        [action] = body["actions"]
        what = action["selected_option"]["value"] if "selected_option" in action else action["action_id"]
        deeds.done.append((body["user"]["id"], what, stage.clock.at))
        deeds.first.set()
        await ack()

    for action_id in ("both", "hip", "knee", "snooze", "more"):
        app.action(action_id)(note)
    async with connected(stage, app):
        yield deeds


async def send_card(stage: Stage, person: str) -> None:
    await stage.client.chat_postMessage(channel=person, text="Stand up", blocks=CARD)


def mover_of(stage: Stage) -> Mover:
    assert stage.sandbox.mover is not None
    return stage.sandbox.mover


async def test_every_colleague_deals_with_a_card_in_their_own_way() -> None:
    async with raised(chance=Random(7), is_movable=True) as stage, troupe(stage) as deeds:
        for _ in range(4):
            for person in HABITS:
                await send_card(stage, person)
            await mover_of(stage).move_by(timedelta(hours=2))
    assert deeds.of(PRIYA) == deeds.of(LIN) == deeds.of(TOM) == ["both"] * 4
    assert deeds.of(SAM) == ["20 minutes", "both", "20 minutes", "both"]
    assert deeds.of(KIT) == ["both", "both", "Skip this one", "both"]
    assert deeds.of(NOOR) == ["both", "I already moved", "both", "I already moved"]
    assert deeds.of(MARA) == ["hip", "knee", "hip", "hip", "hip", "knee"]
    assert len(deeds.of(JONAS)) < 4


async def test_they_act_at_the_minute_that_suits_them() -> None:
    async with raised(chance=Random(7), is_movable=True) as stage, troupe(stage) as deeds:
        await send_card(stage, PRIYA)
        await send_card(stage, TOM)
        await mover_of(stage).move_by(timedelta(hours=2))
        assert stage.clock.at == TUESDAY + timedelta(hours=2)
    [(_, _, priya), (_, _, tom)] = deeds.done
    assert timedelta(minutes=2) <= priya - TUESDAY <= timedelta(minutes=6)
    assert timedelta(minutes=30) <= tom - TUESDAY <= timedelta(minutes=70)


async def test_the_same_chance_gives_the_same_day() -> None:
    days = []
    for _ in range(2):
        async with raised(chance=Random(3), is_movable=True) as stage, troupe(stage) as deeds:
            for person in HABITS:
                await send_card(stage, person)
            await mover_of(stage).move_by(timedelta(hours=2))
            days.append(deeds.done)
    assert days[0] == days[1]


async def test_a_card_that_is_gone_is_left_alone() -> None:
    async with raised(chance=Random(7), is_movable=True) as stage, troupe(stage) as deeds:
        posted = await stage.client.chat_postMessage(channel=PRIYA, text="Stand up", blocks=CARD)
        changed = await stage.client.chat_postMessage(channel=LIN, text="Stand up", blocks=CARD)
        await mover_of(stage).move_by(timedelta(minutes=1))
        await stage.client.chat_delete(channel=posted["channel"], ts=posted["ts"])
        await stage.client.chat_update(channel=changed["channel"], ts=changed["ts"], text="Skipped.", blocks=[])
        await mover_of(stage).move_by(timedelta(minutes=30))
    assert deeds.done == []


async def test_the_cast_lives_while_time_passes_by_itself() -> None:
    async with raised(chance=Random(7)) as stage, troupe(stage) as deeds:
        await send_card(stage, PRIYA)
        stage.clock.at += timedelta(minutes=6)
        stage.sandbox.team.feed.publish(Change("clock"))
        async with asyncio.timeout(30):
            await deeds.first.wait()
    assert deeds.of(PRIYA) == ["both"]


async def test_moving_to_the_next_card_stops_at_it_even_when_a_colleague_gets_one_before() -> None:
    async with raised(is_movable=True) as stage:
        due = [(TUESDAY + timedelta(hours=1), TOM), (TUESDAY + timedelta(hours=2), ANA)]

        async def advance(stop: datetime) -> datetime:
            if due and due[0][0] <= stop:
                stage.clock.at, person = due.pop(0)
                await send_card(stage, person)
            else:
                stage.clock.at = stop
            return stage.clock.at

        mover = Mover(stage.sandbox.team, now=stage.clock, advance=advance, cast=None)
        assert await mover.move_to_next_card(ANA)
        assert stage.clock.at == TUESDAY + timedelta(hours=2)
        assert not await mover.move_to_next_card(ANA)
        assert stage.clock.at == TUESDAY + timedelta(hours=2, days=8)


async def test_a_clock_that_stands_still_is_noticed() -> None:
    async with raised() as stage:

        async def advance(_stop: datetime) -> datetime:
            return stage.clock.at

        mover = Mover(stage.sandbox.team, now=stage.clock, advance=advance, cast=None)
        with pytest.raises(StuckClockError):
            await mover.move_by(timedelta(minutes=1))
        assert not mover.is_moving


@pytest.mark.parametrize(
    ("now", "zone", "friday"),
    [
        (datetime(2026, 11, 17, 8, tzinfo=UTC), "Europe/Berlin", datetime(2026, 11, 20, 15, tzinfo=UTC)),
        (datetime(2026, 11, 20, 14, 59, tzinfo=UTC), "Europe/Berlin", datetime(2026, 11, 20, 15, tzinfo=UTC)),
        (datetime(2026, 11, 20, 15, tzinfo=UTC), "Europe/Berlin", datetime(2026, 11, 27, 15, tzinfo=UTC)),
        (datetime(2026, 11, 17, 8, tzinfo=UTC), "Asia/Kathmandu", datetime(2026, 11, 20, 10, 15, tzinfo=UTC)),
        (datetime(2026, 10, 23, 14, tzinfo=UTC), "Europe/Berlin", datetime(2026, 10, 30, 15, tzinfo=UTC)),
    ],
)
def test_friday_is_by_the_wall_clock_of_the_person(now: datetime, zone: str, friday: datetime) -> None:
    assert next_friday(now, zone=ZoneInfo(zone)) == friday


async def test_moving_to_friday_uses_the_persons_zone() -> None:
    async with raised(is_movable=True) as stage:
        await mover_of(stage).move_to_friday(PRIYA)
        assert stage.clock.at == datetime(2026, 11, 20, 10, 15, tzinfo=UTC)
