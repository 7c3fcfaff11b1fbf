"""Posting one reminder: intent, effect, outcome. Never doubled outranks never lost."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from bot.domain.card import Card
from bot.domain.errors import DmClosed
from bot.domain.ids import ChannelId, MemberId, MessageRef, WorkspaceId, reminder_id
from bot.domain.member import Member
from bot.domain.planner import GRACE, closes_at, may_be_sent
from bot.domain.reminder import Kind, Reminder, State
from bot.domain.status import Status
from bot.ports import Clock, DeliveryFailed, Errand, Messenger, Store, Transaction
from bot.services.cards import Cards
from bot.services.chains import uncount_chain
from bot.services.openers import next_opener
from bot.services.planning import Planning, active_day, joined
from bot.services.statuses import Statuses
from bot.services.withdrawal import remove_soon, withdraw

log = structlog.get_logger(__name__)

LOOK_UP_AFTER = timedelta(seconds=15)
"""An unknown outcome is looked up this long after the attempt: the call's time limit and Slack's own delay are over."""
LOOK_BACK = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Posting:
    store: Store
    clock: Clock
    messenger: Messenger
    planning: Planning
    cards: Cards
    statuses: Statuses

    async def deliver(self, reminder: Reminder) -> bool:
        """Posts a pending reminder, or finds out what became of an earlier attempt.

        Returns False when the workspace cannot be posted to for now.
        """
        failure = await (self._look_up(reminder) if reminder.attempted_at is not None else self._post(reminder))
        return failure is None or failure.outcome_unknown or not stops_everything(failure)

    async def now(self, workspace: WorkspaceId, member: MemberId) -> Status:
        """Posts a card that was asked for; asked twice at once, one comes.

        Raises NotJoined, ZoneMissing, DmClosed, DeliveryFailed.
        """
        async with self.store.transaction() as tx:
            found = await joined(tx, workspace, member, lock=True)
            intent = await self._under_way(tx, found) or await self._asked_for(tx, found)
            await tx.workspaces.expect(workspace, intent.due_at)
        failure = await self._post(intent)
        if failure is not None:
            raise DmClosed if failure.permanent and not failure.concerns_workspace else failure
        async with self.store.transaction() as tx:
            return await self.statuses.of(tx, await joined(tx, workspace, member))

    async def set_aside(self, reminder: Reminder, *, reason: str) -> None:
        """Gives a reminder up that cannot be posted for a reason of our own; the next comes an interval later."""
        now = self.clock.now()
        async with self.store.transaction() as tx:
            member = await tx.members.get(reminder.workspace, reminder.member, lock=True)
            current = await tx.reminders.get(reminder.workspace, reminder.id, lock=True)
            if member is not None and current is not None and current.state is State.PENDING:
                await tx.reminders.save(replace(current.become(State.FAILED), reason=reason))
                await self.planning.replan(tx, replace(member, last_sent_at=now), now=now)

    async def _post(self, reminder: Reminder) -> DeliveryFailed | None:
        """Posts it, if nothing speaks against it any more; what Slack refused is recorded and returned."""
        begun = await self._begin(reminder)
        if begun is None:
            return None
        card, channel = begun
        try:
            ref = await self.messenger.post_card(card, to=channel)
        except DeliveryFailed as failure:
            await self._failed(card.reminder, failure)
            return failure
        await self._sent(card.reminder, ref)
        return None

    async def _begin(self, reminder: Reminder) -> tuple[Card, ChannelId] | None:
        """Commits the attempt, after checking again that it may still be sent; None when it may not."""
        now = self.clock.now()
        async with self.store.transaction() as tx:
            member = await tx.members.get(reminder.workspace, reminder.member, lock=True)
            current = await tx.reminders.get(reminder.workspace, reminder.id, lock=True)
            if member is None or current is None or current.state is not State.PENDING or current.attempted_at:
                return None
            reason = await self._reason_against(tx, member, current)
            if reason is not None:
                await self._expire(tx, member, current, reason=reason)
                return None
            snoozes = await self.cards.snoozes(tx, member, current)
            last = await tx.reminders.latest(current.workspace, current.member)
            opener = next_opener(current.id, after=last.opener if last else None)
            begun = await tx.reminders.save(replace(current, attempted_at=now, opener=opener))
            hint = await self.cards.hint(tx, begun)
            return self.cards.fresh(member, begun, snoozes=snoozes, hint=hint), member.channel

    async def _reason_against(self, tx: Transaction, member: Member, reminder: Reminder) -> str | None:
        """Why the reminder may not be sent any more; None when it may. What was asked for can only be late."""
        now = self.clock.now()
        if member.stopped_at is None and reminder.kind is Kind.NOW:
            return "late" if now > reminder.due_at + GRACE else None
        if not member.is_active:
            return "inactive"
        if member.is_paused(now):
            return "paused"
        bounds = (await tx.workspaces.ensure(member.workspace)).bounds
        fits = may_be_sent(reminder.due_at, self.planning.schedule(member, bounds), now=now)
        return None if fits else "late"

    async def _sent(self, reminder: Reminder, ref: MessageRef) -> None:
        """Records the outcome; a press may have been quicker and adopted the card already."""
        now = self.clock.now()
        async with self.store.transaction() as tx:
            member = await tx.members.get(reminder.workspace, reminder.member, lock=True)
            current = await tx.reminders.get(reminder.workspace, reminder.id, lock=True)
            if member is None or current is None:
                return
            if current.state is State.PENDING:
                bounds = (await tx.workspaces.ensure(member.workspace)).bounds
                goes_at = closes_at(self.planning.schedule(member, bounds), now)
                current = await tx.reminders.save(
                    replace(current.become(State.SENT), ref=ref, sent_at=now, closes_at=goes_at)
                )
                await self._plan_errand(tx, current, due_at=goes_at)
                member = replace(member, last_sent_at=now, suspended_reason=None)
                member = await self.planning.replan(tx, member, now=now)
                if current.kind is not Kind.NOW and not member.is_available(now):
                    await withdraw(tx, current, now=now)  # a pause or a stop came while it was on its way
            await self._plan_removals(tx, current)

    async def _plan_removals(self, tx: Transaction, posted: Reminder) -> None:
        """Every other card that is still there goes, now that this one stands."""
        now = self.clock.now()
        for other in await tx.reminders.open_ones(posted.workspace, [posted.member]):
            if other.id != posted.id:
                await tx.reminders.save(replace(other.become(State.MISSED), closed_at=now))
        since = posted.active_on - timedelta(days=1)
        for older in await tx.reminders.since(posted.workspace, posted.member, active_on=since):
            gone_by = older.state in {State.MISSED, State.SNOOZED}
            if older.id != posted.id and gone_by and not older.removed:
                await remove_soon(tx, older, now=now)

    async def _plan_errand(self, tx: Transaction, reminder: Reminder, *, due_at: datetime) -> None:
        await tx.errands.add(Errand(workspace=reminder.workspace, reminder=reminder.id, due_at=due_at))
        await tx.workspaces.expect(reminder.workspace, due_at)

    async def _failed(self, reminder: Reminder, failure: DeliveryFailed) -> None:
        """Records what the failure means; an unknown outcome is left for the look-up."""
        if failure.outcome_unknown:
            return
        now = self.clock.now()
        async with self.store.transaction() as tx:
            member = await tx.members.get(reminder.workspace, reminder.member, lock=True)
            current = await tx.reminders.get(reminder.workspace, reminder.id, lock=True)
            if member is None or current is None or current.state is not State.PENDING:
                return
            if failure.retry_after is not None:
                await tx.reminders.save(replace(current, attempted_at=None))
                await tx.workspaces.block(reminder.workspace, until=now + failure.retry_after)
                return
            await tx.reminders.save(replace(current.become(State.FAILED), reason=failure.reason))
            log.warning("post_failed", reminder=reminder.id, reason=failure.reason)
            if failure.concerns_workspace:
                log.error("workspace_suspended", workspace=reminder.workspace, reason=failure.reason)
                await tx.workspaces.suspend(reminder.workspace, reason=failure.reason)
            elif failure.permanent:
                await self.planning.replan(tx, replace(member, suspended_reason=failure.reason), now=now)
            else:  # Slack would refuse it again at once, so the next one comes a whole interval later
                await self.planning.replan(tx, replace(member, last_sent_at=now), now=now)

    async def _look_up(self, reminder: Reminder) -> DeliveryFailed | None:
        """Finds out whether an attempt whose outcome is unknown was posted; if not, it may be posted anew."""
        now = self.clock.now()
        attempted_at = reminder.attempted_at
        if attempted_at is None or now < attempted_at + LOOK_UP_AFTER:
            return None
        async with self.store.transaction() as tx:
            member = await tx.members.get(reminder.workspace, reminder.member)
        if member is None:
            return None
        try:
            ref = await self.messenger.find_card(reminder, channel=member.channel, since=attempted_at - LOOK_BACK)
        except DeliveryFailed as failure:
            await self._not_told(reminder, failure)
            return failure
        if ref is not None:
            await self._sent(reminder, ref)
            return None
        async with self.store.transaction() as tx:
            current = await tx.reminders.get(reminder.workspace, reminder.id, lock=True)
            if current is None or current.state is not State.PENDING:
                return None
            anew = await tx.reminders.save(replace(current, attempted_at=None))
        return await self._post(anew)

    async def _not_told(self, reminder: Reminder, failure: DeliveryFailed) -> None:
        """Nobody can say whether it was posted, so it is not posted again; a Slack that is only busy is asked again."""
        now = self.clock.now()
        async with self.store.transaction() as tx:
            if failure.retry_after is not None:
                await tx.workspaces.block(reminder.workspace, until=now + failure.retry_after)
                return
            member = await tx.members.get(reminder.workspace, reminder.member, lock=True)
            current = await tx.reminders.get(reminder.workspace, reminder.id, lock=True)
            if member is not None and current is not None and current.state is State.PENDING:
                await self._expire(tx, member, current, reason="unknown outcome")

    async def _expire(self, tx: Transaction, member: Member, reminder: Reminder, *, reason: str) -> None:
        """Gives the reminder up; what was snoozed and could not come back counts against nobody."""
        await tx.reminders.save(replace(reminder.become(State.EXPIRED), reason=reason))
        if reminder.kind is Kind.SNOOZE:
            await uncount_chain(tx, reminder)
        await self.planning.replan(tx, member, now=self.clock.now())

    async def _under_way(self, tx: Transaction, member: Member) -> Reminder | None:
        """A card that is being posted already, or was asked for and still waits."""
        for waiting in await tx.reminders.unsent(member.workspace, member.id):
            if waiting.kind is Kind.NOW or waiting.attempted_at is not None:
                return waiting
        return None

    async def _asked_for(self, tx: Transaction, member: Member) -> Reminder:
        now = self.clock.now()
        new_id = reminder_id(member.workspace, member.id, now)
        origin, exercises = new_id, tuple(one.id for one in self.planning.routine.exercises)
        for opened in await tx.reminders.open_ones(member.workspace, [member.id]):
            done = {one.exercise for one in await tx.reminders.completions(member.workspace, [opened.id])}
            exercises = tuple(exercise for exercise in opened.exercises if exercise not in done)
            origin = opened.origin
            await tx.reminders.save(replace(opened.become(State.MISSED), closed_at=now))
        intent = Reminder(
            workspace=member.workspace,
            member=member.id,
            id=new_id,
            origin=origin,
            kind=Kind.NOW,
            due_at=now,
            active_on=active_day(member, now=now).date(),
            exercises=exercises,
            opener=next_opener(new_id),
            counted=False,
        )
        await tx.reminders.add([intent])
        return intent


def stops_everything(failure: DeliveryFailed) -> bool:
    """Whether the next post to this workspace would fail as well."""
    return failure.retry_after is not None or failure.concerns_workspace
