"""The channel's weekly post: setting it up, posting it once, and taking a name out of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.board import BoardPost, ChannelPost, PostState
from bot.domain.errors import NoPostHere, NotAChannel, NotInChannel, SharedChannel, ZoneMissing
from bot.domain.ids import ChannelId, MemberId, WorkspaceId
from bot.domain.standings import board
from bot.domain.status import PostSetUp
from bot.domain.weekly import next_weekly_at
from bot.ports import Clock, DeliveryFailed, Messenger, Store, Transaction
from bot.services.participation import participants
from bot.services.planning import joined

LATEST = timedelta(hours=24)
"""A post that could not be made by then is skipped."""
FIRST_WINDOW = timedelta(days=7)
TRY_AGAIN_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Leaderboard:
    store: Store
    clock: Clock
    messenger: Messenger

    async def set_up(
        self, workspace: WorkspaceId, member: MemberId, channel: ChannelId, *, weekday: int, minute: int
    ) -> PostSetUp:
        """Sets up the channel's weekly post in the member's zone, or moves it.

        Raises NotJoined, ZoneMissing, NotAChannel, NotInChannel, SharedChannel, DeliveryFailed.
        """
        async with self.store.transaction() as tx:
            found = await joined(tx, workspace, member)
        if found.zone is None:
            raise ZoneMissing
        await self._check_channel(workspace, channel)
        now = self.clock.now()
        next_post_at = next_weekly_at(weekday, minute, zone=ZoneInfo(found.zone), after=now)
        post = ChannelPost(
            workspace=workspace,
            channel=channel,
            weekday=weekday,
            minute=minute,
            zone=found.zone,
            set_by=member,
            set_by_name=found.name,
            next_post_at=next_post_at,
        )
        async with self.store.transaction() as tx:
            await tx.posts.set_up(post)
            await tx.workspaces.expect(workspace, next_post_at)
        return PostSetUp(
            set_by=member,
            set_by_name=found.name,
            weekday=weekday,
            minute=minute,
            zone=found.zone,
            next_post_at=next_post_at,
        )

    async def end(self, workspace: WorkspaceId, member: MemberId, channel: ChannelId) -> None:  # noqa: ARG002 - anyone of the channel may, joined or not
        """Ends the channel's weekly post. Raises NoPostHere."""
        async with self.store.transaction() as tx:
            if not await tx.posts.end(workspace, channel):
                raise NoPostHere

    async def redraw_posts(self, workspace: WorkspaceId, member: MemberId) -> None:
        """Takes the member's name out of the newest post of each channel. Raises DeliveryFailed."""
        async with self.store.transaction() as tx:
            renewed = [
                replace(post, board=post.board and post.board.without(member))
                for post in await tx.posts.naming(workspace, member)
            ]
            for post in renewed:
                await tx.posts.record(post)
        for post in renewed:
            await self.messenger.redraw_board(post)

    async def post(self, due: Sequence[ChannelPost]) -> None:
        """Makes the posts that are due, each channel's week at most once."""
        for channel_post in due:
            await self._post(channel_post)

    async def _check_channel(self, workspace: WorkspaceId, channel: ChannelId) -> None:
        try:
            facts = await self.messenger.channel_facts(workspace, channel)
        except DeliveryFailed as failure:
            if failure.reason in {"channel_not_found", "not_in_channel"}:
                raise NotInChannel from failure
            raise
        if facts.is_direct:
            raise NotAChannel
        if facts.is_shared:
            raise SharedChannel
        if not facts.has_budge:
            raise NotInChannel

    async def _post(self, due: ChannelPost) -> None:
        now = self.clock.now()
        if now > due.next_post_at + LATEST:
            await self._move_on(due)
            return
        try:
            await self._check_channel(due.workspace, due.channel)
            people = await self.messenger.channel_members(due.workspace, due.channel)
        except (NotAChannel, NotInChannel, SharedChannel):
            await self._move_on(due)
            return
        except DeliveryFailed as failure:
            await self._put_off(due, failure)
            return
        intent = await self._begin(due, people)
        if intent is None:
            return
        try:
            ref = await self.messenger.post_board(intent)
        except DeliveryFailed as failure:
            await self._failed(due, intent, failure)
            return
        async with self.store.transaction() as tx:
            await tx.posts.record(replace(intent, state=PostState.POSTED, ref=ref))

    async def _begin(self, due: ChannelPost, people: Sequence[MemberId]) -> BoardPost | None:
        """Commits what will be said and when the next one comes; None when there is nothing to say, or this week's was
        begun before (then nobody knows whether it was posted, so it is not posted again).
        """
        async with self.store.transaction() as tx:
            last = await tx.posts.last(due.workspace, due.channel)
            intent = await self._weigh(tx, due, people, last=last)
            is_new = intent.board is not None and await tx.posts.begin(intent)
            if not is_new and last is not None and last.week == intent.week and last.state is PostState.PENDING:
                await tx.posts.record(replace(last, state=PostState.UNKNOWN))
            await self._advance(tx, due)
            return intent if is_new else None

    async def _weigh(
        self, tx: Transaction, due: ChannelPost, people: Sequence[MemberId], *, last: BoardPost | None
    ) -> BoardPost:
        until = due.next_post_at
        after = last.until if last is not None and last.until < until else until - FIRST_WINDOW
        after = max(after, until - FIRST_WINDOW)
        everybody = await participants(tx, due.workspace, people, after=after, until=until, with_records=True)
        earlier = [
            post.board
            for post in await tx.posts.overlapping(due.workspace, after=after, until=until)
            if post.board is not None and post.channel != due.channel
        ]
        return BoardPost(
            workspace=due.workspace,
            channel=due.channel,
            week=until.astimezone(ZoneInfo(due.zone)).date(),
            state=PostState.PENDING,
            after=after,
            until=until,
            set_by=due.set_by,
            set_by_name=due.set_by_name,
            board=board(everybody, previous=last.board if last is not None else None, earlier=earlier),
        )

    async def _failed(self, due: ChannelPost, intent: BoardPost, failure: DeliveryFailed) -> None:
        async with self.store.transaction() as tx:
            if failure.outcome_unknown:
                await tx.posts.record(replace(intent, state=PostState.UNKNOWN))
            elif failure.retry_after is None:
                await tx.posts.record(replace(intent, state=PostState.SKIPPED))
            else:
                await tx.posts.withdraw(intent)
                await self._try_again(tx, due, after=failure.retry_after)

    async def _put_off(self, due: ChannelPost, failure: DeliveryFailed) -> None:
        """The channel could not be read, so nothing was begun: it can be tried again."""
        async with self.store.transaction() as tx:
            if failure.permanent:
                await self._advance(tx, due)
            else:
                await self._try_again(tx, due, after=failure.retry_after or TRY_AGAIN_AFTER)

    async def _try_again(self, tx: Transaction, due: ChannelPost, *, after: timedelta) -> None:
        """Leaves the post due; the workspace waits a little before anything is tried again."""
        await tx.posts.set_up(due)
        await tx.workspaces.block(due.workspace, until=self.clock.now() + after)
        await tx.workspaces.expect(due.workspace, due.next_post_at)

    async def _move_on(self, due: ChannelPost) -> None:
        async with self.store.transaction() as tx:
            await self._advance(tx, due)

    async def _advance(self, tx: Transaction, due: ChannelPost) -> None:
        now: datetime = self.clock.now()
        after = max(due.next_post_at, now - LATEST)
        next_post_at = next_weekly_at(due.weekday, due.minute, zone=ZoneInfo(due.zone), after=after)
        await tx.posts.set_up(replace(due, next_post_at=next_post_at))
        await tx.workspaces.expect(due.workspace, next_post_at)
