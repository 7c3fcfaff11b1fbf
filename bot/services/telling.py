"""Telling members what their workspace's new bounds changed for them: intent, effect, outcome, as with reminders."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from bot.domain.ids import ChannelId
from bot.domain.notice import Notice, ToldNotice
from bot.ports import Clock, DeliveryFailed, Messenger, Store, Transaction, Workspace
from bot.services.looking_up import LOOKS
from bot.services.outcomes import LOOK_BACK
from bot.services.statuses import Statuses
from bot.services.suspending import suspend
from bot.services.timing import Timing

log = structlog.get_logger(__name__)

MOST_ATTEMPTS = 10
"""So many calls without an answer, and it is left untold: the App Home says how things stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A notice whose post is announced, or is to be looked up because an earlier one may have been made."""

    told: ToldNotice
    channel: ChannelId
    announced_at: datetime
    """By the lease clock."""
    is_look_up: bool

    @property
    def notice(self) -> Notice:
        return self.told.notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    store: Store
    clock: Clock
    lease_clock: Clock
    messenger: Messenger
    statuses: Statuses
    timing: Timing

    async def begin(self, tx: Transaction, workspace: Workspace, *, now: datetime) -> Sequence[Begun]:
        """Announces the posts of a few notices that are due; those that are true no longer are settled untold."""
        due = await tx.notices.due(workspace.id, now=now, limit=self.timing.notices_at_once)
        people = [notice.member for notice in due]
        members = {member.id: member for member in await tx.members.lock(workspace.id, people)} if people else {}
        begun = []
        for notice in await tx.notices.lock(workspace.id, list(members)) if members else ():
            member = members[notice.member]
            if not notice.is_true_of(member):
                await tx.notices.settle(notice)
                continue
            announced = replace(notice, begun_at=now, due_at=now + self.timing.look_up_after)
            if notice.begun_at is None:
                await tx.notices.save(announced)
            told = ToldNotice(
                notice=announced if notice.begun_at is None else notice, status=await self.statuses.of(tx, member)
            )
            begun.append(
                Begun(
                    told=told,
                    channel=member.channel,
                    announced_at=self.lease_clock.now(),
                    is_look_up=notice.begun_at is not None,
                )
            )
        return begun

    async def tell(self, begun: Sequence[Begun]) -> int:
        """Posts them one after the other and records what became of each, until Slack wants to be left alone; one whose
        turn comes too late is left to the look-up. How many calls that took.
        """
        calls = 0
        for one in begun:
            if self._is_stale(one):
                continue
            calls += 1
            failure = await self._tell(one)
            if failure is not None and (failure.retry_after or failure.outcome_unknown or failure.concerns_workspace):
                break
        return calls

    def _is_stale(self, one: Begun) -> bool:
        """Whether this process was frozen since it announced the post: others look it up, and may post it anew."""
        return not one.is_look_up and self.lease_clock.now() > one.announced_at + self.timing.stale_after

    async def _tell(self, one: Begun) -> DeliveryFailed | None:
        is_there = not one.is_look_up
        try:
            if one.is_look_up:
                since = (one.notice.begun_at or one.notice.owed_at) - LOOK_BACK
                found = await self.messenger.find_notice(one.notice, channel=one.channel, since=since)
                is_there = found is not None
            else:
                await self.messenger.post_notice(one.told, to=one.channel)
        except DeliveryFailed as failure:
            await self._failed(one, failure)
            return failure
        except Exception as error:  # whatever is wrong with one notice, the others are still told
            log.exception("notice_not_drawn")
            await self._failed(one, DeliveryFailed(type(error).__name__))
            return None
        async with self.store.transaction() as tx:
            if is_there:
                await tx.notices.settle(one.notice)
            else:
                await tx.notices.save(self._not_found(one.notice))
        return None

    def _not_found(self, notice: Notice) -> Notice:
        """Looked for again, and after the last look in vain free to be posted anew."""
        looks, now = notice.looks + 1, self.clock.now()
        if looks < LOOKS:
            return replace(notice, looks=looks, due_at=now + self.timing.look_again_after)
        return replace(notice, looks=0, begun_at=None, due_at=now)

    async def _failed(self, one: Begun, failure: DeliveryFailed) -> None:
        notice, now = one.notice, self.clock.now()
        tried = replace(notice, attempts=notice.attempts + 1, due_at=now + self.timing.look_up_after)
        if not one.is_look_up and not failure.outcome_unknown:
            tried = replace(tried, begun_at=None)
        refuses_us = failure.concerns_workspace and not one.is_look_up  # reading takes a right of its own
        is_passing = failure.retry_after or failure.outcome_unknown or refuses_us
        async with self.store.transaction() as tx:
            if failure.retry_after is not None:
                wait = failure.retry_after
                await tx.notices.save(replace(tried, due_at=now + wait, attempts=notice.attempts))
                if not one.is_look_up:  # Slack limits posting, cards among it
                    await tx.workspaces.block(notice.workspace, until=self.lease_clock.now() + wait)
            elif is_passing and tried.attempts < MOST_ATTEMPTS:
                await tx.notices.save(tried)
            else:
                log.warning("notice_left", reason=failure.reason)
                await tx.notices.settle(notice)
            if refuses_us:
                await suspend(tx, notice.workspace, failure, lease_now=self.lease_clock.now())
