"""A working day of one big workspace, in virtual time: the real services, people who press, a Slack with its limits."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import floor
from random import Random

from bot.domain.ids import MemberId, WorkspaceId
from bot.domain.member import Member
from bot.domain.reminder import Kind, State
from bot.services.building import build_services
from bot.services.planning import Planning
from bot.services.timing import UNHURRIED, Timing
from bot.store.transaction import SqlStore
from tests.simulation.caps import Cap, CappedMessenger
from tests.simulation.database import Database, engine
from tests.simulation.processes import Blow, Process, own_new_task
from tests.simulation.queueing import Served
from tests.simulation.silence import listening
from tests.simulation.slack import Message, Team
from tests.simulation.times import Times
from tests.simulation.virtual_time import ElapsedClock, VirtualLoop, run_virtually
from tests.simulation.world import routine

ZONE = "Europe/Berlin"
BEGINS = datetime(2026, 11, 17, 7, 50, tzinfo=UTC)  # a Tuesday, ten minutes before nine in Berlin
OPENS, CLOSES = 10 * 60.0, (10 + 510) * 60.0  # seconds after that: 9:00 and 17:30
NEXT_MORNING = OPENS + 24 * 3600.0
LOOK_EVERY = 60.0
TRANSACTION = 0.005  # seconds that a transaction takes
JOINED_AGO = timedelta(days=7)
HABITS = {(None,): 0.55, (1,): 0.08, (2,): 0.07, (): 0.30}
"""Which numbers people press on a card (None: both at once), and how many of them do."""
THINKS = (60.0, 1200.0)  # seconds until the first press


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    members: int = 10_000
    cap: int = 300
    """Posts a minute that Slack lets through."""
    seed: int = 1
    timing: Timing = UNHURRIED
    slowness: float = 1
    """How many times longer than usual Slack takes to answer."""
    ends_at: float = NEXT_MORNING
    """The day is left then, in seconds after it began, or once the night has nothing left to tidy up."""


@dataclass(frozen=True, slots=True)
class OldCards:
    """How many errands were due at a moment (seconds of the day), and how many there were."""

    at: float
    due: int
    planned: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What became of everything; moments are seconds after the day began."""

    sent: Sequence[Served]
    """Sorted."""
    first_due: Sequence[float]
    """Each member's first reminder."""
    unsent: Counter[str]
    """By state and reason."""
    posts: Cap
    edits: Cap
    deletions: Cap
    presses: int
    old_cards: Sequence[OldCards]
    logged: Counter[str]
    errors: Counter[str]
    """What was logged of errors that were caught so that the rest could go on."""


def live_through(crowd: Crowd) -> Day:
    """One day of this crowd, from before nine in the morning on."""
    return run_virtually(lambda loop: _Crowded(crowd, loop).to_its_end())


class _Health:
    """Nothing befalls the process; only its transactions take their time."""

    def at(self, process: Process, step: str) -> Blow | None:  # noqa: ARG002 - the only one
        return Blow(delayed=TRANSACTION) if step == "begin" else None

    def loses_commit(self, process: Process) -> bool:  # noqa: ARG002 - the only one
        return False


@dataclass(slots=True)
class _Crowded:
    crowd: Crowd
    loop: VirtualLoop
    team: Team = field(init=False)
    times: Times = field(init=False)
    messenger: CappedMessenger = field(init=False)
    process: Process = field(init=False)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    """Something was committed."""
    presses: list["asyncio.Task[None]"] = field(default_factory=list)
    old_cards: list[OldCards] = field(default_factory=list)
    logged: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.loop.on_task = own_new_task
        self.team = Team(WorkspaceId(f"T{self.crowd.seed}"), on_card=self._card_appears, began_at=BEGINS.timestamp())
        clock = ElapsedClock(self.loop, BEGINS)
        self.times = Times(self.loop, clock, ElapsedClock(self.loop, BEGINS + timedelta(days=100)))
        rng = Random(f"slack {self.crowd.seed}")
        self.messenger = CappedMessenger(
            self.team, posts_a_minute=self.crowd.cap, clock=clock, rng=rng, slowness=self.crowd.slowness
        )
        database = Database(lambda _: self.changed.set())
        self.process = Process("budge", database=database, fates=_Health(), on_end=lambda _: None)
        self.process.messenger = self.messenger
        self.process.services = build_services(
            store=SqlStore(engine()),
            clock=clock,
            lease_clock=self.times.lease_clock,
            messenger=self.messenger,
            routines=[routine()],
            owner="budge",
            timing=self.crowd.timing,
        )

    async def to_its_end(self) -> Day:
        with listening(self._log):
            await self.process.run(self._settle_in())
            ringing = self.process.run(self._ring())
            looking = asyncio.create_task(self._look_at_old_cards())
            await asyncio.wait([ringing, looking], return_when=asyncio.FIRST_COMPLETED)
            if ringing.done():
                ringing.result()
            await asyncio.gather(*self.presses)
        self.process.kill()
        day = self._day()
        self.process.database.close()
        return day

    async def _settle_in(self) -> None:
        """Everybody joined a week ago, in one zone, and changed nothing."""
        planning, now, store = Planning((routine(),)), self.times.clock.now(), SqlStore(engine())
        for begin in range(0, self.crowd.members, 500):
            async with store.transaction() as tx:
                new = [self._member(number) for number in range(begin, min(begin + 500, self.crowd.members))]
                await tx.workspaces.ensure(self.team.id)
                for member in new:
                    await tx.members.add(member)
                await planning.replan_all(tx, new, now=now)

    def _member(self, number: int) -> Member:
        member, joined_at = MemberId(f"U{number:05}"), BEGINS - JOINED_AGO
        return Member(
            workspace=self.team.id,
            id=member,
            name=member,
            channel=self.team.dm_of(member),
            zone=ZONE,
            joined_at=joined_at,
            welcomed_at=joined_at,
        )

    async def _ring(self) -> None:
        """On whole seconds, as the real bell; the rings that the database says would find nothing are spared."""
        while True:
            await self._something_due()
            await asyncio.sleep(floor(self.loop.time()) + 1 - self.loop.time())
            await self.process.services.reminding.tick()

    async def _something_due(self) -> None:
        while (wait := self._due_at() - self.loop.time()) > 0:
            self.changed.clear()
            try:
                async with asyncio.timeout(wait):
                    await self.changed.wait()
            except TimeoutError:
                pass

    def _due_at(self) -> float:
        row, times = self.process.database.mirror.tables["workspaces"][self.team.id,], self.times
        work = [] if row["next_due_at"] is None else [times.of_moved(row["next_due_at"])]
        work += [] if row["wake_at"] is None else [times.of_real(row["wake_at"])]
        blocked_until = 0.0 if row["blocked_until"] is None else times.of_real(row["blocked_until"])
        return max(min(work, default=NEXT_MORNING), blocked_until)

    async def _look_at_old_cards(self) -> None:
        while self.times.now < self.crowd.ends_at:
            await asyncio.sleep(LOOK_EVERY)
            now, errands = self.times.now, self.process.database.mirror.tables["errands"]
            due = sum(self.times.of_moved(row["due_at"]) <= now for row in errands.values())
            self.old_cards.append(OldCards(now, due, len(errands)))
            if now > CLOSES and not errands:
                return

    def _card_appears(self, message: Message) -> None:
        rng = Random(f"{self.crowd.seed} {message.reminder}")
        [pressed] = rng.choices(list(HABITS), weights=list(HABITS.values()))
        for number in pressed:
            self.presses.append(self.process.run(self._press(message, number, after=rng.uniform(*THINKS))))

    async def _press(self, message: Message, number: int | None, *, after: float) -> None:
        await asyncio.sleep(after)
        completion, who = self.process.services.completion, (self.team.id, MemberId(f"U{message.ref.channel[1:]}"))
        pressed = await completion.done(*who, reminder=message.reminder, number=number, at=message.ref)
        card = await completion.card(*who, pressed.reminder.id)
        await self.messenger.answer_press(card)
        await completion.drawn(card)

    def _day(self) -> Day:
        rows = self.process.database.mirror.tables["reminders"].values()
        planned = [row for row in rows if row["kind"] == Kind.PLANNED]
        sent = [row for row in planned if row["sent_at"] is not None]
        first_due: dict[str, float] = {}
        for row in planned:
            due = self.times.of_moved(row["due_at"])
            first_due[row["member_id"]] = min(due, first_due.get(row["member_id"], due))
        return Day(
            sent=sorted(
                Served(self.times.of_moved(row["due_at"]), self.times.of_moved(row["sent_at"])) for row in sent
            ),
            first_due=list(first_due.values()),
            unsent=Counter(
                f"{row['state']}: {row['reason']}" if row["reason"] else str(State(row["state"]))
                for row in planned
                if row["sent_at"] is None
            ),
            posts=self.messenger.posts,
            edits=self.messenger.edits,
            deletions=self.messenger.deletions,
            presses=len(self.presses),
            old_cards=self.old_cards,
            logged=self.logged,
            errors=self.errors,
        )

    def _log(self, event: str, error: str | None) -> None:
        self.logged[event] += 1
        if error is not None:
            self.errors[error] += 1
