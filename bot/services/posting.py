"""Posting one reminder: intent, effect, outcome. Never doubled outranks never lost."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.card import Card
from bot.domain.errors import DmClosed
from bot.domain.ids import ChannelId, MemberId, MessageRef, WorkspaceId, reminder_id
from bot.domain.member import Member
from bot.domain.planner import closes_at, may_be_sent
from bot.domain.reminder import Kind, Reminder, State
from bot.domain.status import Status
from bot.ports import Clock, DeliveryFailed, Errand, Messenger, Store, Transaction
from bot.services.cards import Cards
from bot.services.openers import next_opener
from bot.services.planning import Planning, active_day, joined
from bot.services.statuses import Statuses
from bot.services.withdrawal import remove_soon, withdraw

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
        if reminder.attempted_at is not None:
            return await self._look_up(reminder)
        begun = await self._begin(reminder)
        if begun is None:
            return True
        card, channel = begun
        try:
            ref = await self.messenger.post_card(card, to=channel)
        except DeliveryFailed as failure:
            return await self._failed(card.reminder, failure)
        await self._sent(card.reminder, ref)
        return True

    async def now(self, workspace: WorkspaceId, member: MemberId) -> Status:
        """Posts a card that was asked for. Raises NotJoined, ZoneMissing, DmClosed, DeliveryFailed."""
        async with self.store.transaction() as tx:
            found = await joined(tx, workspace, member, lock=True)
            intent = await self._asked_for(tx, found)
            await tx.reminders.add([intent])
            await tx.workspaces.expect(workspace, intent.due_at)
        await self.deliver(intent)
        async with self.store.transaction() as tx:
            found = await joined(tx, workspace, member)
            posted = await tx.reminders.get(workspace, intent.id)
            status = await self.statuses.of(tx, found)
        if posted is not None and posted.state is State.FAILED:
            raise DmClosed
        return status

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
                await tx.reminders.save(replace(current.become(State.EXPIRED), reason=reason))
                await self.planning.replan(tx, member, now=now)
                return None
            snoozes = await self.cards.snoozes(tx, member, current)
            last = await tx.reminders.latest(current.workspace, current.member)
            opener = next_opener(current.id, after=last.opener if last else None)
            begun = await tx.reminders.save(replace(current, attempted_at=now, opener=opener))
            hint = await self.cards.hint(tx, begun)
            return self.cards.fresh(member, begun, snoozes=snoozes, hint=hint), member.channel

    async def _reason_against(self, tx: Transaction, member: Member, reminder: Reminder) -> str | None:
        """Why the reminder may not be sent any more; None when it may. What was asked for is exempt from all."""
        now = self.clock.now()
        if member.stopped_at is None and reminder.kind is Kind.NOW:
            return None
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
        """Every older card that is still there goes, now that the next one stands."""
        since = posted.active_on - timedelta(days=1)
        for older in await tx.reminders.since(posted.workspace, posted.member, active_on=since):
            gone_by = older.state in {State.MISSED, State.SNOOZED}
            if older.id != posted.id and gone_by and not older.removed:
                await remove_soon(tx, older, now=self.clock.now())

    async def _plan_errand(self, tx: Transaction, reminder: Reminder, *, due_at: datetime) -> None:
        await tx.errands.add(Errand(workspace=reminder.workspace, reminder=reminder.id, due_at=due_at))
        await tx.workspaces.expect(reminder.workspace, due_at)

    async def _failed(self, reminder: Reminder, failure: DeliveryFailed) -> bool:
        if failure.outcome_unknown:
            return True
        now = self.clock.now()
        async with self.store.transaction() as tx:
            member = await tx.members.get(reminder.workspace, reminder.member, lock=True)
            current = await tx.reminders.get(reminder.workspace, reminder.id, lock=True)
            if member is None or current is None or current.state is not State.PENDING:
                return True
            if failure.retry_after is not None:
                await tx.reminders.save(replace(current, attempted_at=None))
                await tx.workspaces.block(reminder.workspace, until=now + failure.retry_after)
                return False
            await tx.reminders.save(replace(current.become(State.FAILED), reason=failure.reason))
            if failure.concerns_workspace:
                await tx.workspaces.suspend(reminder.workspace, reason=failure.reason)
                return False
            if failure.permanent:
                member = replace(member, suspended_reason=failure.reason)
            else:  # Slack would refuse it again at once, so the next one comes a whole interval later
                member = replace(member, last_sent_at=now)
            await self.planning.replan(tx, member, now=now)
            return True

    async def _look_up(self, reminder: Reminder) -> bool:
        """Finds out whether an attempt whose outcome is unknown was posted; if not, it may be posted anew."""
        now = self.clock.now()
        attempted_at = reminder.attempted_at
        if attempted_at is None or now < attempted_at + LOOK_UP_AFTER:
            return True
        async with self.store.transaction() as tx:
            member = await tx.members.get(reminder.workspace, reminder.member)
        if member is None:
            return True
        try:
            ref = await self.messenger.find_card(reminder, channel=member.channel, since=attempted_at - LOOK_BACK)
        except DeliveryFailed as failure:
            return await self._not_told(reminder, failure)
        if ref is not None:
            await self._sent(reminder, ref)
            return True
        async with self.store.transaction() as tx:
            current = await tx.reminders.get(reminder.workspace, reminder.id, lock=True)
            if current is None or current.state is not State.PENDING:
                return True
            anew = await tx.reminders.save(replace(current, attempted_at=None))
        return await self.deliver(anew)

    async def _not_told(self, reminder: Reminder, failure: DeliveryFailed) -> bool:
        """Nobody can say whether it was posted, so it is not posted again; a Slack that is only busy is asked again."""
        now = self.clock.now()
        async with self.store.transaction() as tx:
            if failure.retry_after is not None:
                await tx.workspaces.block(reminder.workspace, until=now + failure.retry_after)
                return False
            member = await tx.members.get(reminder.workspace, reminder.member, lock=True)
            current = await tx.reminders.get(reminder.workspace, reminder.id, lock=True)
            if member is not None and current is not None and current.state is State.PENDING:
                await tx.reminders.save(replace(current.become(State.EXPIRED), reason="unknown outcome"))
                await self.planning.replan(tx, member, now=now)
            return True

    async def _asked_for(self, tx: Transaction, member: Member) -> Reminder:
        now = self.clock.now()
        new_id = reminder_id(member.workspace, member.id, now)
        origin, exercises = new_id, tuple(one.id for one in self.planning.routine.exercises)
        for opened in await tx.reminders.open_ones(member.workspace, [member.id]):
            done = {one.exercise for one in await tx.reminders.completions(member.workspace, [opened.id])}
            exercises = tuple(exercise for exercise in opened.exercises if exercise not in done)
            origin = opened.origin
            await tx.reminders.save(replace(opened.become(State.MISSED), closed_at=now))
        return Reminder(
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
