"""The same stage twice: the messenger over the wire to the sandbox, and the simulated one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from bot.domain.board import BoardPost, PostState
from bot.domain.card import Card
from bot.domain.ids import ChannelId, MemberId, WorkspaceId, reminder_id
from bot.domain.member import Member, Profile
from bot.domain.notice import Notice, ToldNotice
from bot.domain.reminder import Kind, Reminder
from bot.domain.standings import Board, Named
from bot.domain.status import Status
from bot.ports import Messenger
from bot.sandbox.faults import Fault
from bot.sandbox.people import ANA, WELLNESS
from bot.sandbox.records import Json
from bot.sandbox.wire import Patience
from tests.simulation.messenger import SimulatedMessenger
from tests.simulation.slack import Channel, Team
from tests.simulation.weather import CallFate
from tests.simulation.world import routine
from tests.slack.stage import HandClock, Stage, raised

BOARD_CHANNEL = ChannelId(WELLNESS)


class Trouble(StrEnum):
    """What goes wrong with the next calls, before or after they have had their effect."""

    ERROR_BEFORE = "5xx before"
    ERROR_AFTER = "5xx after"
    DROP_BEFORE = "dropped before"
    DROP_AFTER = "dropped after"

    @property
    def has_effect(self) -> bool:
        return self in {Trouble.ERROR_AFTER, Trouble.DROP_AFTER}


class Rig(Protocol):
    """A messenger, one member whose DM is open, a channel that Budge is in, and the weather."""

    messenger: Messenger
    workspace: WorkspaceId
    member: MemberId
    dm: ChannelId

    def now(self) -> datetime: ...
    def cards(self) -> int:
        """How many messages of ours with a card stand in the DM."""

    def boards(self) -> int: ...
    def files(self) -> list[bytes]:
        """What was put into the DM."""

    def suffer(self, trouble: Trouble) -> None: ...
    def limit(self, *, seconds: int) -> None: ...
    def refuse(self, word: str) -> None: ...
    def clear(self) -> None: ...


def card_due(rig: Rig, *, minutes: int = 0) -> Card:
    """A card for the member that was not posted yet."""
    due_at = rig.now() - timedelta(minutes=minutes)
    new_id = reminder_id(rig.workspace, rig.member, due_at)
    reminder = Reminder(
        workspace=rig.workspace,
        member=rig.member,
        id=new_id,
        origin=new_id,
        kind=Kind.PLANNED,
        due_at=due_at,
        active_on=due_at.date(),
        exercises=tuple(exercise.id for exercise in routine().exercises),
        opener=0,
    )
    return Card(reminder=reminder, exercises=routine().exercises, done={}, zone="Europe/Berlin", now=rig.now())


def notice_to(rig: Rig, *, moved_to: timedelta = timedelta(hours=2)) -> ToldNotice:
    """That the member's interval of an hour was moved."""
    member = Member(
        workspace=rig.workspace,
        id=rig.member,
        name="Ana",
        channel=rig.dm,
        zone="Europe/Berlin",
        joined_at=rig.now() - timedelta(days=7),
        interval=moved_to,
    )
    notice = Notice(
        workspace=rig.workspace,
        member=rig.member,
        moved_from=timedelta(hours=1),
        moved_to=moved_to,
        owed_at=rig.now(),
        due_at=rig.now(),
    )
    return ToldNotice(notice=notice, status=Status(member=member, now=rig.now(), next_at=None))


def board_of(rig: Rig) -> BoardPost:
    return BoardPost(
        workspace=rig.workspace,
        channel=BOARD_CHANNEL,
        week=date(2026, 11, 20),
        state=PostState.PENDING,
        after=rig.now() - timedelta(days=7),
        until=rig.now(),
        set_by=rig.member,
        set_by_name="Ana",
        board=Board(total=42, took_part=3, best=(Named(rig.member, "Ana"),)),
    )


@dataclass(slots=True)
class SandboxRig:
    stage: Stage
    messenger: Messenger
    workspace: WorkspaceId
    member: MemberId
    dm: ChannelId

    def now(self) -> datetime:
        return self.stage.clock.now()

    def cards(self) -> int:
        return sum(message.metadata is not None for message in self.stage.seen(self.dm))

    def boards(self) -> int:
        return len(self.stage.seen(BOARD_CHANNEL))

    def files(self) -> list[bytes]:
        return [file.content for message in self.stage.seen(self.dm) for file in message.files]

    def suffer(self, trouble: Trouble) -> None:
        kind = Fault("drop" if "drop" in trouble else "error", after=trouble.has_effect)
        self.stage.sandbox.weather.fault = lambda *_: kind

    def limit(self, *, seconds: int) -> None:
        self.stage.sandbox.weather.rate = lambda *_: seconds

    def refuse(self, word: str) -> None:
        def refused(_: str, __: Json) -> Fault:
            return Fault("refuse", word=word)

        self.stage.sandbox.weather.fault = refused

    def clear(self) -> None:
        self.stage.sandbox.weather.fault = self.stage.sandbox.weather.rate = None


@asynccontextmanager
async def sandbox_rig(database_url: str) -> AsyncIterator[Rig]:
    async with raised(database_url, patience=Patience(redeliver_after=())) as stage:
        dm = ChannelId(await stage.join())
        yield SandboxRig(stage, stage.messenger, stage.workspace, MemberId(ANA), dm)


@dataclass(slots=True)
class ByHand:
    """A sky that does as it is told, and steps at which nothing happens."""

    fate: CallFate = field(default_factory=lambda: CallFate(effect_after=0.0, answer_after=0.001, answer="ok"))

    def of_call(self, *, is_over_cap: bool) -> CallFate:  # noqa: ARG002 - the rig decides
        return self.fate

    def lag(self) -> float:
        return 0.0

    async def point(self, step: str) -> None:
        """Nobody dies here."""


@dataclass(slots=True)
class SimulatedRig:
    team: Team
    sky: ByHand
    clock: HandClock
    messenger: Messenger
    workspace: WorkspaceId
    member: MemberId
    dm: ChannelId

    def now(self) -> datetime:
        return self.clock.now()

    def cards(self) -> int:
        return self._standing(self.dm)

    def boards(self) -> int:
        return self._standing(BOARD_CHANNEL)

    def files(self) -> list[bytes]:
        return [content for channel, _, content in self.team.files if channel == self.dm]

    def suffer(self, trouble: Trouble) -> None:
        effect_after = 0.0 if trouble.has_effect else None
        self.sky.fate = CallFate(effect_after=effect_after, answer_after=0.001, answer="error")

    def limit(self, *, seconds: int) -> None:
        self.sky.fate = CallFate(effect_after=None, answer_after=0.001, answer="limited", retry_after=seconds)

    def refuse(self, word: str) -> None:
        self.team.refusal = word

    def clear(self) -> None:
        self.sky.fate, self.team.refusal = ByHand().fate, None

    def _standing(self, channel: ChannelId) -> int:
        return sum(one.ref.channel == channel and not one.is_deleted for one in self.team.messages.values())


@asynccontextmanager
async def simulated_rig(_: str) -> AsyncIterator[Rig]:
    workspace, member = WorkspaceId("T1"), MemberId("U1")
    team = Team(workspace, profiles={member: Profile(name="Ana", zone="Europe/Berlin", can_join=True)})
    team.channels[BOARD_CHANNEL] = Channel(id=BOARD_CHANNEL, people=(member,))
    sky, clock = ByHand(), HandClock(datetime(2026, 11, 17, 8, 2, tzinfo=UTC))
    messenger = SimulatedMessenger({workspace: team}, steps=sky, sky=sky, clock=clock)
    yield SimulatedRig(team, sky, clock, messenger, workspace, member, team.dm_of(member))


RIGS = {"sandbox": sandbox_rig, "simulated": simulated_rig}
