"""The Messenger port over the simulated Slack: the same promises and the same failures as over the real one.

`test_messenger_contract.py` holds both to the same suite.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

from bot.domain.board import BoardPost
from bot.domain.card import Card
from bot.domain.guide import place_of
from bot.domain.ids import ChannelId, MemberId, MessageRef, WorkspaceId
from bot.domain.member import Profile
from bot.domain.notice import Notice, ToldNotice
from bot.domain.reminder import Reminder
from bot.ports import ChannelFacts, Clock, DeliveryFailed
from routines.screens import ScreenTimer
from tests.simulation.slack import Team
from tests.simulation.weather import CallFate

T = TypeVar("T")
NOWHERE = ChannelId("")
"""Where a file lies that no conversation shows."""


class Refused(Exception):  # noqa: N818 - it reads as what happened
    """Slack's error word."""


class Steps(Protocol):
    async def point(self, step: str) -> None: ...


class Sky(Protocol):
    def of_call(self, *, is_over_cap: bool) -> CallFate: ...

    def lag(self) -> float: ...


class Witness(Protocol):
    """Told of every post before it leaves, and of every one that appears."""

    def card_begun(self, card: Card) -> object: ...

    def card_posted(self, card: Card, begun: object) -> None: ...

    def notice_begun(self, notice: Notice) -> object: ...

    def notice_posted(self, notice: Notice, begun: object) -> None: ...

    def board_posted(self, post: BoardPost) -> None: ...


class SimulatedMessenger:
    """One process's line to Slack."""

    def __init__(
        self, teams: dict[WorkspaceId, Team], *, steps: Steps, sky: Sky, clock: Clock, witness: Witness | None = None
    ) -> None:
        self._teams, self._steps, self._sky, self._clock, self._witness = teams, steps, sky, clock, witness

    async def profile(self, workspace: WorkspaceId, member: MemberId) -> Profile:
        team = self._teams[workspace]

        def read() -> Profile:
            if member not in team.profiles:
                raise Refused("user_not_found")
            return team.profiles[member]

        return await self._call("profile", workspace, read)

    async def open_dm(self, workspace: WorkspaceId, member: MemberId) -> ChannelId:
        team = self._teams[workspace]

        def open_it() -> ChannelId:
            if member not in team.profiles:
                raise Refused("user_not_found")
            return team.dm_of(member)

        return await self._call("open_dm", workspace, open_it)

    async def post_card(self, card: Card, *, to: ChannelId) -> MessageRef:
        workspace = card.reminder.workspace
        team = self._teams[workspace]
        begun = self._witness.card_begun(card) if self._witness else None

        def post() -> MessageRef:
            _refuse(team, to)
            message = team.post(to, lag=self._sky.lag(), reminder=card.reminder.id, shows=shown(card))
            if self._witness:
                self._witness.card_posted(card, begun)
            return message.ref

        return await self._call("post_card", workspace, post)

    async def find_card(self, reminder: Reminder, *, channel: ChannelId, since: datetime) -> MessageRef | None:
        team = self._teams[reminder.workspace]
        age = (self._clock.now() - since).total_seconds()

        def find() -> MessageRef | None:
            _refuse(team, channel)
            found = team.history(channel, since=asyncio.get_running_loop().time() - age)
            return next((one.ref for one in found if one.reminder == reminder.id), None)

        return await self._call("find_card", reminder.workspace, find)

    async def post_notice(self, notice: ToldNotice, *, to: ChannelId) -> MessageRef:
        workspace = notice.notice.workspace
        team = self._teams[workspace]
        begun = self._witness.notice_begun(notice.notice) if self._witness else None
        longest = "longest" if notice.notice.is_longest else "shortest"

        def post() -> MessageRef:
            _refuse(team, to)
            shows = f"{longest} {notice.notice.moved_from} -> {notice.notice.moved_to}"
            message = team.post(to, lag=self._sky.lag(), reminder=None, shows=shows, notice=notice.notice.id)
            if self._witness:
                self._witness.notice_posted(notice.notice, begun)
            return message.ref

        return await self._call("post_notice", workspace, post)

    async def find_notice(self, notice: Notice, *, channel: ChannelId, since: datetime) -> MessageRef | None:
        team = self._teams[notice.workspace]
        age = (self._clock.now() - since).total_seconds()

        def find() -> MessageRef | None:
            _refuse(team, channel)
            found = team.history(channel, since=asyncio.get_running_loop().time() - age)
            return next((one.ref for one in found if one.notice == notice.id), None)

        return await self._call("find_notice", notice.workspace, find)

    async def redraw_card(self, card: Card) -> None:
        reminder = card.reminder
        ref = reminder.ref
        if ref is None or reminder.removed:
            return
        team = self._teams[reminder.workspace]
        await self._call("redraw_card", reminder.workspace, lambda: team.redraw(ref, shows=shown(card)))

    async def delete_card(self, workspace: WorkspaceId, ref: MessageRef) -> None:
        team = self._teams[workspace]
        await self._call("delete_card", workspace, lambda: team.delete(ref))

    async def post_sound(self, workspace: WorkspaceId, timer: ScreenTimer, *, to: ChannelId) -> MessageRef:
        team = self._teams[workspace]

        def post() -> MessageRef:
            _refuse(team, to)
            return team.post(to, lag=self._sky.lag(), reminder=None, shows=timer.ends).ref

        return await self._call("post_sound", workspace, post)

    async def delete_sound(self, workspace: WorkspaceId, ref: MessageRef) -> None:
        team = self._teams[workspace]
        await self._call("delete_sound", workspace, lambda: team.delete(ref))

    async def channel_facts(self, workspace: WorkspaceId, channel: ChannelId) -> ChannelFacts:
        team = self._teams[workspace]
        return await self._call("channel_facts", workspace, lambda: team.facts(channel))

    async def channel_members(self, workspace: WorkspaceId, channel: ChannelId) -> Sequence[MemberId]:
        team = self._teams[workspace]
        return await self._call("channel_members", workspace, lambda: team.channels[channel].people)

    async def post_board(self, post: BoardPost) -> MessageRef:
        team = self._teams[post.workspace]

        def publish() -> MessageRef:
            message = team.post(post.channel, lag=0, reminder=None, shows=f"board {post.monday}")
            if self._witness:
                self._witness.board_posted(post)
            return message.ref

        return await self._call("post_board", post.workspace, publish)

    async def redraw_board(self, post: BoardPost) -> None:
        ref = post.ref
        if ref is not None:
            team = self._teams[post.workspace]
            await self._call(
                "redraw_board", post.workspace, lambda: team.redraw(ref, shows=f"board {post.monday}, anew")
            )

    async def upload_picture(self, workspace: WorkspaceId, content: bytes, *, name: str) -> str:
        team = self._teams[workspace]

        def put() -> str:
            if team.refusal is not None:
                raise Refused(team.refusal)
            team.files.append((NOWHERE, name, content))
            return f"F{len(team.files)}"

        return await self._call("upload_picture", workspace, put)

    async def send_file(self, workspace: WorkspaceId, content: bytes, *, name: str, to: ChannelId) -> None:
        team = self._teams[workspace]

        def put() -> None:
            _refuse(team, to)
            team.files.append((to, name, content))

        await self._call("send_file", workspace, put)

    async def _call(self, method: str, workspace: WorkspaceId, effect: Callable[[], T]) -> T:
        """Lets the request go, waits for what the weather lets through, and says what a caller can know of it."""
        await self._steps.point(f"call:{method}")
        loop = asyncio.get_running_loop()
        fate = self._sky.of_call(
            is_over_cap=method in {"post_card", "post_notice"} and self._teams[workspace].is_over_cap(now=loop.time())
        )
        done = Deed(effect)
        if fate.effect_after is not None:
            loop.call_later(fate.effect_after, done.do)  # Slack's own doing: it comes whether we live or not
        await asyncio.sleep(fate.answer_after)
        await self._steps.point(f"called:{method}")
        match fate.answer:
            case "ok":
                return done.outcome()
            case "limited":
                raise DeliveryFailed("ratelimited", retry_after=timedelta(seconds=fate.retry_after))
            case "error":
                raise DeliveryFailed("internal_error", outcome_unknown=True)
            case other:
                raise DeliveryFailed(f"no_answer ({other})", outcome_unknown=True)


class Deed(Generic[T]):
    """Something that Slack does once, and what came of it."""

    def __init__(self, effect: Callable[[], T]) -> None:
        self._effect = effect
        self._results: list[T] = []
        self._refusal: str | None = None

    def do(self) -> None:
        try:
            self._results.append(self._effect())
        except Refused as refusal:
            self._refusal = str(refusal)

    def outcome(self) -> T:
        if self._refusal is not None:
            raise DeliveryFailed(
                self._refusal,
                permanent=self._refusal in OF_MEMBER | OF_WORKSPACE,
                concerns_workspace=self._refusal in OF_WORKSPACE,
            )
        return self._results[0]


OF_MEMBER = frozenset({"channel_not_found", "user_not_found"})
OF_WORKSPACE = frozenset({"account_inactive", "missing_scope", "token_revoked"})


def shown(card: Card) -> str:
    """What of a card can be told from its message; in the guide also where it is."""
    what = f"{card.reminder.state} {len(card.done)}/{len(card.exercises)}"
    place = place_of(card.reminder)
    return what if place is None else f"{what} {guide_shown(place.screen, is_running=place.is_running)}"


def guide_shown(screen: int, *, is_running: bool) -> str:
    """What of the guide can be told."""
    return f"at {screen}{' running' if is_running else ''}"


def _refuse(team: Team, channel: ChannelId) -> None:
    if team.refusal is not None:
        raise Refused(team.refusal)
    if channel in team.closed or channel not in team.channels:
        raise Refused("channel_not_found")
