"""The channel's weekly post: setting it up, posting it once, and taking a name out of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from bot.domain.board import BoardPost, ChannelPost, PostState, monday_of
from bot.domain.errors import NoPostHere, NotAChannel, NotInChannel, NotJoined, SharedChannel, ZoneMissing
from bot.domain.ids import ChannelId, MemberId, WorkspaceId
from bot.domain.standings import board
from bot.domain.status import PostSetUp
from bot.domain.weekly import next_weekly_at
from bot.ports import Clock, DeliveryFailed, Messenger, Store, Transaction
from bot.services.participation import bring_records_forward, participants, without_private
from bot.services.planning import joined
from bot.services.suspending import suspend

log = structlog.get_logger(__name__)

LATEST = timedelta(hours=24)
"""A post that could not be made by then is skipped."""
MAY_NOT_READ = "missing_scope"
"""The reason of a DeliveryFailed where the app may not look at channels."""
FIRST_WINDOW = timedelta(days=7)
TRY_AGAIN_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Leaderboard:
    store: Store
    clock: Clock
    lease_clock: Clock
    messenger: Messenger

    async def set_up(
        self, workspace: WorkspaceId, member: MemberId, channel: ChannelId, *, weekday: int, minute: int
    ) -> PostSetUp:
        """Sets up the channel's weekly post in the member's zone, or moves it; a week that had one gets no second.

        Raises NotJoined, ZoneMissing, NotAChannel, NotInChannel, SharedChannel, DeliveryFailed.
        """
        async with self.store.transaction() as tx:
            found = await joined(tx, workspace, member)
        if found.zone is None:
            raise ZoneMissing
        await self._check_channel(workspace, channel)
        now = self.clock.now()
        post = ChannelPost(
            workspace=workspace,
            channel=channel,
            weekday=weekday,
            minute=minute,
            zone=found.zone,
            set_by=member,
            set_by_name=found.name,
            next_post_at=next_weekly_at(weekday, minute, zone=ZoneInfo(found.zone), after=now),
        )
        async with self.store.transaction() as tx:
            if not await tx.members.hold(workspace, [member]):  # they asked to be forgotten while Slack was asked
                raise NotJoined
            next_post_at = _first_moment(post, last=await tx.posts.last(workspace, channel))
            await tx.posts.set_up(replace(post, next_post_at=next_post_at))
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
        """Takes the name of a member who is private out of the newest post of each channel.

        Raises DeliveryFailed when a post could not be redrawn; then it can be asked for again.
        """
        async with self.store.transaction() as tx:
            posts = await tx.posts.naming(workspace, member)
        failures = []
        for post in posts:
            try:
                await self._redraw(post)
            except DeliveryFailed as failure:
                failures.append(failure)
        if failures:
            raise failures[0]

    async def post(self, due: ChannelPost) -> None:
        """Makes a post that is due, the channel's week at most once."""
        if self.clock.now() > due.due_at + LATEST:
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
        await bring_records_forward(self.store, due.workspace, people, until=due.due_at)
        begun = await self._begin(due, people)
        if begun is None:
            return
        intent, planned = begun
        try:
            ref = await self.messenger.post_board(intent)
        except DeliveryFailed as failure:
            await self._failed(planned, intent, failure)
            return
        await self._posted(replace(intent, state=PostState.POSTED, ref=ref))

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

    async def _begin(self, due: ChannelPost, people: Sequence[MemberId]) -> tuple[BoardPost, ChannelPost] | None:
        """Commits what will be said and when the next one comes; None when there is nothing to say, when the post was
        ended or set up anew meanwhile, or when this week's was begun before: nobody may know whether it was posted, so
        it is not posted again.
        """
        async with self.store.transaction() as tx:
            planned = await self._advance(tx, due)
            if planned is None:
                return None
            last = await tx.posts.last(due.workspace, due.channel)
            if last is not None and last.state is PostState.PENDING:
                await self._give_up(tx, last)
            intent = await self._of_the_living(tx, due, people, last=last)
            is_new = intent.board is not None and await tx.posts.begin(intent)
            return (intent, planned) if is_new else None

    async def _of_the_living(
        self, tx: Transaction, due: ChannelPost, people: Sequence[MemberId], *, last: BoardPost | None
    ) -> BoardPost:
        """What the post says of people of whom nobody can be erased before it is in the store: an erasure that comes
        later finds it there.
        """
        while True:
            intent = await self._weigh(tx, due, people, last=last)
            in_it = intent.board.named | intent.board.private if intent.board else frozenset[MemberId]()
            erased = in_it - await tx.members.hold(due.workspace, in_it)
            if not erased:
                return intent
            people = [one for one in people if one not in erased]

    async def _weigh(
        self, tx: Transaction, due: ChannelPost, people: Sequence[MemberId], *, last: BoardPost | None
    ) -> BoardPost:
        until = due.due_at
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

    async def _posted(self, post: BoardPost) -> None:
        """Records it before anything else, so that whoever hides from now on finds it; then sees to those who hid while
        it was on its way.
        """
        async with self.store.transaction() as tx:
            await tx.posts.record(post)
        try:
            await self._redraw(post)
        except DeliveryFailed as failure:
            log.warning("name_left_in_post", channel=post.channel, reason=failure.reason)

    async def _redraw(self, post: BoardPost) -> None:
        """Draws it without those who are private by now, and keeps that only once Slack shows it: until then, whoever
        asks again is found in it again.
        """
        drawn = post
        while (wanted := await self._as_it_may_be_shown(post)) != drawn:
            await self.messenger.redraw_board(wanted)
            drawn = wanted
        if drawn != post:
            async with self.store.transaction() as tx:
                await tx.posts.record(drawn)

    async def _as_it_may_be_shown(self, post: BoardPost) -> BoardPost:
        """Without those who are private by now, and without whoever set it up, if they were erased meanwhile."""
        if post.board is None:
            return post
        async with self.store.transaction() as tx:
            shown = replace(post, board=await without_private(tx, post.workspace, post.board))
            last = await tx.posts.last(post.workspace, post.channel)
        if last is None or last.monday != post.monday:
            return shown
        return replace(shown, set_by=last.set_by, set_by_name=last.set_by_name)

    async def _failed(self, planned: ChannelPost, intent: BoardPost, failure: DeliveryFailed) -> None:
        async with self.store.transaction() as tx:
            if failure.outcome_unknown:
                await self._give_up(tx, intent)
            elif failure.retry_after is None and not failure.concerns_workspace:
                await tx.posts.record(replace(intent, state=PostState.SKIPPED))
            else:
                await tx.posts.withdraw(intent)
                await self._try_again(tx, planned, failure, owed_since=intent.until)
                if failure.concerns_workspace:
                    await suspend(tx, planned.workspace, failure, lease_now=self.lease_clock.now())
                if failure.retry_after is not None:  # Slack limits posting, cards among it
                    await tx.workspaces.block(planned.workspace, until=self.lease_clock.now() + failure.retry_after)

    async def _give_up(self, tx: Transaction, post: BoardPost) -> None:
        """Nobody knows whether it was posted, and Budge may not read the channel to find out."""
        log.warning("board_outcome_unknown", channel=post.channel, week=post.week.isoformat())
        await tx.posts.record(replace(post, state=PostState.UNKNOWN))

    async def _put_off(self, due: ChannelPost, failure: DeliveryFailed) -> None:
        """The channel could not be read, so nothing was begun: it can be tried again."""
        async with self.store.transaction() as tx:
            # Cards need no right to look at channels: where it is missing, only this post is left out.
            if failure.reason == MAY_NOT_READ or (failure.permanent and not failure.concerns_workspace):
                await self._advance(tx, due)
            else:
                await self._try_again(tx, due, failure, owed_since=due.due_at)
                if failure.concerns_workspace:
                    await suspend(tx, due.workspace, failure, lease_now=self.lease_clock.now())

    async def _try_again(
        self, tx: Transaction, post: ChannelPost, failure: DeliveryFailed, *, owed_since: datetime
    ) -> None:
        """Plans this one post again a little later."""
        next_post_at = self.clock.now() + (failure.retry_after or TRY_AGAIN_AFTER)
        if await tx.posts.move_on(post, next_post_at=next_post_at, owed_since=owed_since):
            await tx.workspaces.expect(post.workspace, next_post_at)

    async def _move_on(self, due: ChannelPost) -> None:
        async with self.store.transaction() as tx:
            await self._advance(tx, due)

    async def _advance(self, tx: Transaction, due: ChannelPost) -> ChannelPost | None:
        """Plans the next week's; None when the post was ended or set up anew since it was read."""
        after = max(due.due_at, self.clock.now() - LATEST)
        next_post_at = next_weekly_at(due.weekday, due.minute, zone=ZoneInfo(due.zone), after=after)
        if not await tx.posts.move_on(due, next_post_at=next_post_at):
            return None
        await tx.workspaces.expect(due.workspace, next_post_at)
        return replace(due, next_post_at=next_post_at, owed_since=None)


def _first_moment(post: ChannelPost, *, last: BoardPost | None) -> datetime:
    """When the post comes first: in a week that has had none."""
    zone, moment = ZoneInfo(post.zone), post.next_post_at
    while last is not None and monday_of(moment.astimezone(zone).date()) <= last.monday:
        moment = next_weekly_at(post.weekday, post.minute, zone=zone, after=moment)
    return moment
