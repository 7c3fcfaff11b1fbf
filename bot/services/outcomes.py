"""What became of attempts: recorded together in one transaction, with the members planned anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from bot.domain.ids import ChannelId, MemberId, MessageRef, WorkspaceId
from bot.domain.member import Member
from bot.domain.planner import closes_at
from bot.domain.reminder import Kind, Reminder, State
from bot.ports import Clock, DeliveryFailed, Errand, Messenger, Store, Transaction
from bot.services.meter import UNMETERED, Meter
from bot.services.planning import Planning
from bot.services.reopening import may_be_open
from bot.services.succession import others_gone
from bot.services.suspending import suspend
from bot.services.timing import Timing
from bot.services.withdrawal import withdraw

log = structlog.get_logger(__name__)

LOOK_BACK = timedelta(hours=1)
"""Slack's clock may be behind that of the machine which began the attempt. A conversation holds few messages, and what
is looked for is known by its metadata: a look too far back costs nothing, one not far enough a second card.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What Slack answered to one attempt, and when: the message, or why there is none."""

    reminder: Reminder
    at: datetime
    ref: MessageRef | None = None
    failure: DeliveryFailed | None = None
    channel: ChannelId | None = None
    """Where it was tried, of an attempt that failed."""

    @property
    def is_known(self) -> bool:
        """Whether Slack said what became of it; the rest is looked up."""
        return self.failure is None or not self.failure.outcome_unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    store: Store
    clock: Clock
    lease_clock: Clock
    messenger: Messenger
    planning: Planning
    timing: Timing
    meter: Meter = UNMETERED

    async def record(self, workspace: WorkspaceId, outcomes: Sequence[Outcome]) -> None:
        """Records every outcome; when an unknown one is looked up counts from now. A press may have been quicker and
        adopted the card already.
        """
        if not outcomes:
            return
        by_id = {outcome.reminder.id: outcome for outcome in outcomes}
        async with self.store.transaction() as tx:
            whose = [outcome.reminder.member for outcome in outcomes]
            members = {member.id: member for member in await tx.members.lock(workspace, whose)}
            posted, strays, refused, erased = [], [], [], dict(by_id)
            for current in await tx.reminders.lock(workspace, list(by_id)):
                outcome = erased.pop(current.id)
                if outcome.failure is not None:
                    if await self._failed(tx, members[current.member], current, outcome, outcome.failure):
                        refused.append(outcome.failure.reason)
                elif outcome.ref is not None and _is_taken_over(current, by=outcome.ref):
                    strays.append(outcome)
                else:
                    posted.append((current, outcome))
            await self._posted(tx, workspace, posted, members)
        for current, outcome in posted:
            self.meter.sent(late=outcome.at - current.due_at)
        for reason in refused:
            self.meter.failed(reason)
        for stray in strays:
            await self._remove_stray(stray)
        for outcome in erased.values():
            await self._remove_erased(outcome)

    async def _posted(
        self,
        tx: Transaction,
        workspace: WorkspaceId,
        posted: Sequence[tuple[Reminder, Outcome]],
        members: Mapping[MemberId, Member],
    ) -> None:
        if not posted:
            return
        new = [(current, outcome) for current, outcome in posted if current.state is State.PENDING]
        known = [current for current, _ in posted if current.state is not State.PENDING]
        bounds = (await tx.workspaces.ensure(workspace)).bounds
        sent, errands, people = [], [], dict(members)
        for current, outcome in new:
            member = people[current.member]
            goes_at = closes_at(self.planning.schedule(member, bounds), outcome.at)
            sent.append(
                replace(
                    current.become(State.SENT), look_up_at=None, ref=outcome.ref, sent_at=outcome.at, closes_at=goes_at
                )
            )
            errands.append(Errand(workspace=workspace, reminder=current.id, due_at=goes_at))
            people[current.member] = member.reached(outcome.at)
        now = self.clock.now()
        saved = await tx.reminders.save_all(sent)
        errands += await others_gone(tx, workspace, [*saved, *known], now=now)
        await tx.errands.add(*errands)
        whose = dict.fromkeys(one.member for one in saved)
        planned = await self.planning.replan_all(tx, [people[member] for member in whose], now=now)
        people |= {member.id: member for member in planned}
        for reminder in saved:
            if not may_be_open(people[reminder.member], reminder, now=now):
                await withdraw(tx, reminder, now=now)  # a pause or a stop came while it was on its way
        soonest = min((errand.due_at for errand in errands), default=None)
        if soonest is not None:
            await tx.workspaces.expect(workspace, soonest)

    async def _failed(
        self, tx: Transaction, member: Member, current: Reminder, outcome: Outcome, failure: DeliveryFailed
    ) -> bool:
        """Records what the failure means; that of an attempt which somebody else has taken over means nothing. Whether
        the reminder is lost by it.
        """
        if current.state is not State.PENDING or current.attempted_at != outcome.reminder.attempted_at:
            return False
        workspace, now = current.workspace, self.clock.now()
        if failure.outcome_unknown:
            await tx.reminders.save(replace(current, look_up_at=self.lease_clock.now() + self.timing.look_up_after))
            return False
        if failure.retry_after is not None:
            await tx.reminders.save(replace(current, attempted_at=None, look_up_at=None))
            await tx.workspaces.expect(workspace, current.due_at)
            await tx.workspaces.block(workspace, until=self.lease_clock.now() + failure.retry_after)
            return False
        await tx.reminders.save(replace(current.become(State.FAILED), reason=failure.reason))
        log.warning("post_failed", reminder=current.id, reason=failure.reason)
        if failure.concerns_workspace:
            await suspend(tx, workspace, failure, lease_now=self.lease_clock.now())
        elif failure.permanent:
            await self.planning.replan(tx, replace(member, suspended_reason=failure.reason), now=now)
        else:  # Slack would refuse it again at once, so the next one comes a whole interval later
            is_snooze = current.kind is Kind.SNOOZE
            await self.planning.replan(tx, replace(member, last_sent_at=now), now=now, keep_snooze=not is_snooze)
        return True

    async def _remove_stray(self, outcome: Outcome) -> None:
        """This process was frozen in mid-post for longer than its lease, and the reminder was settled without it."""
        if outcome.ref is None:
            return
        log.error("reminder_doubled", reminder=outcome.reminder.id)
        try:
            await self.messenger.delete_card(outcome.reminder.workspace, outcome.ref)
        except DeliveryFailed as failure:
            log.warning("double_left", reminder=outcome.reminder.id, reason=failure.reason)

    async def _remove_erased(self, outcome: Outcome) -> None:
        """The member was erased while it was on its way: nothing is recorded, and the card goes as well."""
        reminder, ref = outcome.reminder, outcome.ref
        try:
            if ref is None and not outcome.is_known and outcome.channel is not None:
                since = (reminder.attempted_at or reminder.due_at) - LOOK_BACK
                ref = await self.messenger.find_card(reminder, channel=outcome.channel, since=since)
            if ref is not None:
                await self.messenger.delete_card(reminder.workspace, ref)
        except DeliveryFailed as failure:
            log.warning("card_of_erased_left", reason=failure.reason)


def _is_taken_over(current: Reminder, *, by: MessageRef) -> bool:
    return current.state is not State.PENDING and current.ref != by
