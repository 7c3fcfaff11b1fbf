"""Three weeks of a small team's history for the demo, made by the real services as the clock passes through them."""

import heapq
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from bot.app import Bot
from bot.clock import MovableClock
from bot.domain.board import BoardPost
from bot.domain.card import Card
from bot.domain.errors import Refusal
from bot.domain.ids import ChannelId, MemberId, MessageRef, MessageTs, WorkspaceId
from bot.domain.member import Profile
from bot.domain.notice import Notice, ToldNotice
from bot.domain.reminder import Reminder
from bot.ports import ChannelFacts, Messenger
from bot.sandbox.people import JONAS, KIT, LIN, MARA, PRIYA, SAM, TOM, WELLNESS
from bot.services.building import build_services
from bot.services.services import Services
from bot.services.timing import AT_FULL_SPEED
from routines.screens import ScreenTimer

Act = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """How one member spent those weeks: how often they did a card, or half of it; where they are shown by name."""

    member: MemberId
    done: float
    half: float = 0.0
    is_shown: bool = False
    is_there: float = 1.0
    """How often they saw the card at all."""


@dataclass(slots=True)
class Acts:
    """What people are going to do, by the moment they do it."""

    _heap: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _order: "count[int]" = field(default_factory=count)

    def plan(self, at: datetime, act: Act) -> None:
        heapq.heappush(self._heap, (at, next(self._order), act))

    @property
    def next_at(self) -> datetime | None:
        return self._heap[0][0] if self._heap else None

    async def run(self, now: datetime) -> None:
        """Does everything planned up to `now`. What the moment does not allow any more is left undone."""
        while self._heap and self._heap[0][0] <= now:
            _, _, act = heapq.heappop(self._heap)
            try:
                await act()
            except Refusal:
                continue


@dataclass(slots=True)
class QuietMessenger:
    """Slack for profiles and the weekly post; cards of long ago are not posted, only handed to `on_card`."""

    real: Messenger
    on_card: Callable[[Card], None]
    _serial: "count[int]" = field(default_factory=lambda: count(1))

    async def profile(self, workspace: WorkspaceId, member: MemberId) -> Profile:
        return await self.real.profile(workspace, member)

    async def open_dm(self, workspace: WorkspaceId, member: MemberId) -> ChannelId:
        return await self.real.open_dm(workspace, member)

    async def post_card(self, card: Card, *, to: ChannelId) -> MessageRef:
        self.on_card(card)
        return MessageRef(to, MessageTs(f"{card.now.timestamp():.0f}.{next(self._serial):06d}"))

    async def find_card(self, reminder: Reminder, *, channel: ChannelId, since: datetime) -> MessageRef | None:
        del reminder, channel, since
        return None

    async def post_notice(self, notice: ToldNotice, *, to: ChannelId) -> MessageRef:
        return await self.real.post_notice(notice, to=to)

    async def find_notice(self, notice: Notice, *, channel: ChannelId, since: datetime) -> MessageRef | None:
        return await self.real.find_notice(notice, channel=channel, since=since)

    async def redraw_card(self, card: Card) -> None:
        del card

    async def delete_card(self, workspace: WorkspaceId, ref: MessageRef) -> None:
        del workspace, ref

    async def post_sound(self, workspace: WorkspaceId, timer: ScreenTimer, *, to: ChannelId) -> MessageRef:
        return await self.real.post_sound(workspace, timer, to=to)

    async def delete_sound(self, workspace: WorkspaceId, ref: MessageRef) -> None:
        await self.real.delete_sound(workspace, ref)

    async def channel_facts(self, workspace: WorkspaceId, channel: ChannelId) -> ChannelFacts:
        return await self.real.channel_facts(workspace, channel)

    async def channel_members(self, workspace: WorkspaceId, channel: ChannelId) -> Sequence[MemberId]:
        return await self.real.channel_members(workspace, channel)

    async def post_board(self, post: BoardPost) -> MessageRef:
        return await self.real.post_board(post)

    async def redraw_board(self, post: BoardPost) -> None:
        await self.real.redraw_board(post)

    async def upload_picture(self, workspace: WorkspaceId, content: bytes, *, name: str) -> str:
        return await self.real.upload_picture(workspace, content, name=name)

    async def send_file(self, workspace: WorkspaceId, content: bytes, *, name: str, to: ChannelId) -> None:
        await self.real.send_file(workspace, content, name=name, to=to)


@dataclass(slots=True, kw_only=True)
class Habits:
    """Turns a card into what its member will do with it. `chance` makes the same history every time."""

    pasts: Mapping[MemberId, Past]
    acts: Acts
    chance: random.Random
    services: Services | None = None
    """Set once they exist: they need the messenger, and that tells us of each card."""

    def on_card(self, card: Card) -> None:
        past = self.pasts[card.reminder.member]
        if self.chance.random() > past.is_there:
            return
        luck = self.chance.random()
        done_at = card.now + timedelta(minutes=self.chance.randint(4, 25), seconds=self.chance.randint(0, 59))
        if luck < past.done:
            self.acts.plan(done_at, lambda: self._do(card.reminder, number=None))
        elif luck < past.done + past.half:
            self.acts.plan(done_at, lambda: self._do(card.reminder, number=1))

    async def _do(self, reminder: Reminder, *, number: int | None) -> object:
        if self.services is None:
            raise LookupError("a card came before there were services")
        done = self.services.completion.done
        return await done(reminder.workspace, reminder.member, reminder=reminder.id, number=number)


async def live_through(services: Services, *, clock: MovableClock, acts: Acts, until: datetime) -> None:
    """Moves the clock to `until`, stopping at every moment at which a reminder is due or somebody acts."""
    while (now := clock.now()) < until:
        due = await services.reminding.earliest_due()
        stop = min(moment for moment in (until, acts.next_at, due) if moment is not None)
        if stop > now:
            clock.move_to(stop)
        await acts.run(clock.now())
        if due is not None and due <= clock.now():
            await services.reminding.tick()


async def enrol(services: Services, workspace: WorkspaceId, pasts: Sequence[Past]) -> None:
    """Joins these people, as they would have by themselves, and shows those who asked for it."""
    for past in pasts:
        await services.enrolment.start(workspace, past.member)
        await services.enrolment.welcomed(workspace, past.member)
        if past.is_shown:
            await services.preferences.show(workspace, past.member)


PASTS = (
    Past(member=MemberId(PRIYA), done=0.92, is_shown=True),
    Past(member=MemberId(TOM), done=0.85, half=0.1, is_shown=True),
    Past(member=MemberId(LIN), done=0.75, half=0.15, is_shown=True),
    Past(member=MemberId(SAM), done=0.6, half=0.2, is_shown=True),
    Past(member=MemberId(JONAS), done=0.5, half=0.2),
    Past(member=MemberId(KIT), done=0.4, half=0.4),
    Past(member=MemberId(MARA), done=0.7, is_there=0.6),
)
FRIDAY, AT_FOUR = 4, 16 * 60
CUT_SHORT_WITHIN = timedelta(seconds=2)
"""So long a card that is on its way may take once nobody wants to see the weeks before."""


async def make_history(bot: Bot, *, clock: MovableClock, until: datetime, chance: random.Random) -> None:
    """Lets the colleagues join now, and live with Budge until then; Lin sets up the post of #wellness."""
    acts = Acts()
    habits = Habits(pasts={past.member: past for past in PASTS}, acts=acts, chance=chance)
    services = build_services(
        store=bot.store,
        clock=clock,
        lease_clock=bot.lease_clock,
        messenger=QuietMessenger(bot.messenger, habits.on_card),
        routines=bot.routines,
        owner="history",
        timing=AT_FULL_SPEED,
        illustrating=bot.services.uploading.illustrating,  # so that their next cards have pictures
    )
    habits.services = services
    workspace = bot.workspace
    if workspace is None:
        raise ValueError("a history is of one workspace")
    await enrol(services, workspace, PASTS)
    await services.leaderboard.set_up(workspace, MemberId(LIN), ChannelId(WELLNESS), weekday=FRIDAY, minute=AT_FOUR)
    try:
        await live_through(services, clock=clock, acts=acts, until=until)
    finally:  # whoever stops it before its end closes the database next
        services.reminding.drain()
        await services.reminding.finish(within=CUT_SHORT_WITHIN)
