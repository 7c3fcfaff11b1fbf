"""A stage for whole stories: the real bot under the emulated Slack, and people who act by what they see.

    async with stage(url) as scene:
        await scene.types(ANA, "/budge start", into=WELLNESS)
        await scene.goes_to("11:32")
        await scene.presses(ANA, "Both done")
        assert scene.card_of(ANA).startswith("Both done, 11:32.")

Every gesture returns once the bot has answered and all that it began has ended. The clock stands still until a story
moves it. At the end, all that was ever shown is held against the rules of the house.
"""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import KW_ONLY, dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import SecretStr
from sqlalchemy import select

from bot.app import Bot, assembled, connected
from bot.clock import MovableClock, SystemClock
from bot.config import Settings
from bot.demo import advanced, settled
from bot.sandbox.gestures import Gestures, HomeSpot, MessageSpot, ModalSpot, Spot
from bot.sandbox.mover import Mover
from bot.sandbox.mrkdwn import Reader
from bot.sandbox.people import ANA, cast
from bot.sandbox.records import Message, View
from bot.sandbox.request_url import RequestUrl
from bot.sandbox.server import Sandbox, build, serve
from bot.sandbox.state import Team
from bot.services.meter import UNMETERED, Meter
from bot.services.timing import AT_FULL_SPEED
from bot.slack.http import PATH
from bot.slack.http_way_in import HttpWayIn
from bot.store.schema import metadata
from tests.scenario.chronicle import Chronicle
from tests.scenario.complaints import Complaints
from tests.scenario.form import filled_in
from tests.scenario.screen import control_of, words_of
from tests.stores import engine_for

BERLIN = ZoneInfo("Europe/Berlin")
TUESDAY = datetime(2026, 11, 17, 9, 2, tzinfo=BERLIN)
"""When stories begin, unless they say otherwise."""
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class NothingLikeThatError(AssertionError):
    """Nobody could do this: what they look for is nowhere on their screen."""


@dataclass(slots=True)
class Scene:
    """The people, their screens and the clock."""

    team: Team
    _: KW_ONLY
    bots: list[Bot]
    """The processes at work: one, unless a story starts another."""
    start: Callable[[], Awaitable[Bot]]
    stop: Callable[[], Awaitable[None]]
    sandbox: Sandbox
    clock: MovableClock
    chronicle: Chronicle
    url: str
    typed: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    """What the bot logged as going wrong; a story that means it to takes it out."""

    # What people do. Each returns what they read next that is new.

    async def types(self, person: str, text: str, *, into: str | None = None) -> str:
        """Types a line, into the DM unless told otherwise."""
        self.typed += [text, *text.split()]
        channel = into or self.team.open_dm(person).id
        return await self._reading(person, self.gestures.say(person, channel=channel, text=text))

    async def presses(self, person: str, label: str, *, on: Message | View | None = None, near: str = "") -> str:
        """Presses or picks what bears this label: in the modal on top, else on the newest message that has it."""
        surface = on or self.surface_with(person, label, near=near)
        control = control_of(surface, label, near=near)
        if control is None:
            raise NothingLikeThatError(f"no [{label}] on:\n{words_of(surface)}")
        pressing = self.gestures.press(
            person,
            where=spot_of(surface),
            block_id=control.block_id,
            action_id=control.action_id,
            value=control.value,
        )
        return await self._reading(person, pressing)

    async def presses_at_home(self, person: str, label: str, *, near: str = "") -> str:
        return await self.presses(person, label, on=self.team.homes[person], near=near)

    async def looks_up(self, person: str, city: str, *, on: Message | View | None = None) -> list[str]:
        """Types into the menu of cities: what it offers."""
        surface, block_id = self.zone_menu(person, on)
        offered = await self.gestures.suggest(
            person, where=spot_of(surface), block_id=block_id, action_id="choose_zone", query=city
        )
        return [option["text"]["text"] for option in offered]

    async def picks_zone(self, person: str, city: str, zone: str, *, on: Message | View | None = None) -> str:
        """Looks a city up and picks one of the zones offered."""
        assert zone in await self.looks_up(person, city, on=on)
        surface, block_id = self.zone_menu(person, on)
        picking = self.gestures.press(
            person, where=spot_of(surface), block_id=block_id, action_id="choose_zone", value=zone
        )
        return await self._reading(person, picking)

    async def saves(self, person: str, fields: Mapping[str, str | Sequence[str]] | None = None) -> dict[str, str]:
        """Fills fields of the modal on top by their labels and submits it: the errors, by label."""
        view = self.modal_of(person)
        filled = filled_in(view, fields or {})
        errors = await self.gestures.submit(person, view_id=view.id, filled=filled)
        await self.settles()
        labels = {block["block_id"]: block["label"]["text"] for block in view.blocks if block["type"] == "input"}
        return {labels[block_id]: words for block_id, words in errors.items()}

    async def opens_home(self, person: str) -> str:
        await self.gestures.open_home(person)
        await self.settles()
        return self.home_of(person)

    async def becomes(self, person: str, **changes: Any) -> None:
        """Another profile in Slack, such as another name; told to the bot."""
        self.team.change_person(replace(self.team.people[person], **changes))
        await self.gestures.set_status(person, text="", emoji="")
        await self.settles()

    # The clock.

    async def goes_to(self, at: str, *, zone: ZoneInfo = BERLIN) -> None:
        """Moves to the next time this clock face is seen: `11:30`, or `Fri 16:00`."""
        await self.mover.move(self.next_time(at, zone=zone))

    def next_time(self, at: str, *, zone: ZoneInfo = BERLIN) -> datetime:
        *day, face = at.split()
        now = self.clock.now().astimezone(zone)
        hours, minutes = map(int, face.split(":"))
        moment = datetime.combine(now.date(), time(hours, minutes), tzinfo=zone)
        while moment <= now or (day and DAYS[moment.weekday()] != day[0]):
            moment += timedelta(days=1)
        return moment.astimezone(UTC)

    async def passes(self, **span: float) -> None:
        """Lets so much time pass: `minutes=6`."""
        await self.mover.move(self.clock.now() + timedelta(**span))

    async def next_card(self, person: str) -> Message:
        """Moves to the moment at which the person's next card comes."""
        assert await self.mover.move_to_next_card(person), "no card came in eight days"
        return self.card(person)

    async def settles(self) -> None:
        """Until the bot has finished what it began, and done what is due."""
        await settled(self.bots)

    # The processes.

    @property
    def bot(self) -> Bot:
        return self.bots[0]

    async def restarts(self) -> None:
        """The bot stops as it should, and another takes its place."""
        self.bots.clear()
        await self.stop()
        self.bots.append(await self.start())

    async def is_joined_by_another(self) -> None:
        """A second process on the same database; Slack brings things to them in turn."""
        self.bots.append(await self.start())

    # What people see.

    @property
    def gestures(self) -> Gestures:
        return self.sandbox.gestures

    @property
    def mover(self) -> Mover:
        assert self.sandbox.mover is not None
        return self.sandbox.mover

    def messages(self, person: str, channel: str | None = None) -> list[Message]:
        """What the bot says in the DM (or a channel), as this person sees it, oldest first."""
        place = channel or self.team.open_dm(person).id
        return [m for m in self.team.messages(place, seen_by=person) if m.author_id == self.team.app.bot_user_id]

    def all_messages(self, person: str) -> list[Message]:
        """What the bot says anywhere this person looks, newest last."""
        places = [channel.id for channel in self.team.channels.values() if person in channel.members]
        found = [message for place in places for message in self.messages(person, place)]
        return sorted(found, key=lambda message: message.ts)

    def surfaces(self, person: str) -> list[Message | View]:
        """Where a person looks for something to press: the modal on top, then the newest message first."""
        modals = self.team.modals.get(person) or []
        return [*modals[-1:], *reversed(self.all_messages(person))]

    def surface_with(self, person: str, label: str, *, near: str = "") -> Message | View:
        for surface in self.surfaces(person):
            if control_of(surface, label, near=near):
                return surface
        raise NothingLikeThatError(f"no [{label}] anywhere for {person}")

    def cards(self, person: str) -> list[Message]:
        """The messages that carry a reminder, whatever became of it, oldest first."""
        return [message for message in self.messages(person) if message.metadata]

    def card(self, person: str) -> Message:
        """The newest card."""
        cards = self.cards(person)
        if not cards:
            raise NothingLikeThatError(f"no card for {person}")
        return cards[-1]

    def card_of(self, person: str) -> str:
        """What the newest card says."""
        return words_of(self.card(person))

    def home_of(self, person: str) -> str:
        return words_of(self.team.homes[person])

    def modal_of(self, person: str) -> View:
        modals = self.team.modals.get(person)
        if not modals:
            raise NothingLikeThatError(f"no modal before {person}")
        return modals[-1]

    def time(self, zone: ZoneInfo = BERLIN) -> str:
        """What the clock on the wall says: `Tue 11:32`."""
        now = self.clock.now().astimezone(zone)
        return f"{DAYS[now.weekday()]} {now.hour}:{now:%M}"

    # What is kept.

    async def stored(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row but the leases and what is only derived: what must not change when something is refused."""
        async with engine_for(self.url) as engine, engine.connect() as connection:
            return {
                table.name: sorted((tuple(row) for row in await connection.execute(select(table))), key=repr)
                for table in metadata.sorted_tables
                if table.name not in {"workspaces", "records"}
            }

    async def _reading(self, person: str, gesture: Awaitable[object]) -> str:
        before = {(message.channel, message.ts) for message in self.all_messages(person)}
        await gesture
        await self.settles()
        new = [message for message in self.all_messages(person) if (message.channel, message.ts) not in before]
        return "\n".join(map(words_of, new))

    def zone_menu(self, person: str, on: Message | View | None = None) -> tuple[Message | View, str]:
        for surface in [on] if on else self.surfaces(person):
            for block in surface.blocks or ():
                elements = [*block.get("elements", ()), block.get("element", {}), block.get("accessory", {})]
                if any(element.get("type") == "external_select" for element in elements):
                    return surface, block["block_id"]
        raise NothingLikeThatError(f"no menu of cities before {person}")


def spot_of(surface: Message | View) -> Spot:
    if isinstance(surface, Message):
        return MessageSpot(channel=surface.channel, ts=surface.ts)
    return HomeSpot() if surface.kind == "home" else ModalSpot(surface.id)


@asynccontextmanager
async def stage(
    url: str, *, at: datetime = TUESDAY, meter: Meter = UNMETERED, over_http: bool = False
) -> AsyncIterator[Scene]:
    """A team that has just installed the bot, on an empty database; checked at the end.

    Slack reaches the bot over Socket Mode, or over signed HTTP.
    """
    team = cast()
    chronicle = team.feed = Chronicle(team)
    clock = MovableClock(at, monotonic=lambda: 0.0)  # it stands still until it is moved
    bots: list[Bot] = []

    async def advance(until: datetime) -> datetime:
        return await advanced(bots, clock, until)

    request_url = RequestUrl("", signing_secret=team.app.signing_secret, now=SystemClock().now) if over_http else None
    app = build(team, now=clock.now, advance=advance, request_url=request_url)
    complaints: list[str] = []
    listening = Complaints(complaints)
    logging.root.addHandler(listening)
    try:
        async with serve(app) as port, AsyncExitStack() as running:
            settings = Settings.for_demo(Path(), port).model_copy(update={"database_url": url})
            if over_http:
                settings = settings.model_copy(update=signed_http(team))

            async def start() -> Bot:
                opening = assembled(settings, clock=clock, timing=AT_FULL_SPEED, meter=meter)
                bot = await running.enter_async_context(opening)
                await running.enter_async_context(connected(bot))
                assert await bot.way_in.wait_connected(seconds=10)
                if request_url is not None:
                    assert isinstance(bot.way_in, HttpWayIn)
                    request_url.url = f"http://127.0.0.1:{bot.way_in.port}{PATH}"
                return bot

            bots.append(await start())
            scene = Scene(
                team,
                bots=bots,
                start=start,
                stop=running.aclose,
                sandbox=app.state.sandbox,
                clock=clock,
                chronicle=chronicle,
                url=url,
                complaints=complaints,
            )
            yield scene
    finally:
        logging.root.removeHandler(listening)
    names = [person.name for person in team.people.values()]
    reader = Reader(zone=UTC, now=clock.now(), people={}, channels={})
    chronicle.check(typed=[*scene.typed, *names], reader=reader)
    assert complaints == [], "the bot logged that something went wrong"


def signed_http(team: Team) -> dict[str, Any]:
    """The settings that differ where Slack comes by requests."""
    return {"app_token": SecretStr(""), "signing_secret": SecretStr(team.app.signing_secret), "port": 0}


__all__ = ["ANA", "BERLIN", "TUESDAY", "NothingLikeThatError", "Scene", "stage"]
