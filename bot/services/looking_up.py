"""Finding out what became of an attempt whose outcome nobody knows, before it may be posted again."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.domain.ids import WorkspaceId
from bot.domain.planner import GRACE
from bot.domain.reminder import Reminder, State
from bot.ports import Clock, DeliveryFailed, Messenger, Store, Transaction
from bot.services.giving_up import UNKNOWN_OUTCOME, expire_all
from bot.services.outcomes import Outcome, Recording
from bot.services.planning import Planning
from bot.services.timing import Timing

LOOK_BACK = timedelta(minutes=1)
"""Slack's clock may be behind ours."""
LOOKS = 2
"""So many in vain, and it was not posted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookingUp:
    store: Store
    clock: Clock
    lease_clock: Clock
    messenger: Messenger
    planning: Planning
    recording: Recording
    timing: Timing

    async def run(self, workspace: WorkspaceId, reminders: Sequence[Reminder]) -> bool:
        """Looks each of them up once; False when Slack could not be asked."""
        return all(await asyncio.gather(*(self._look_up(workspace, reminder) for reminder in reminders)))

    async def _look_up(self, workspace: WorkspaceId, reminder: Reminder) -> bool:
        attempted_at = reminder.attempted_at
        async with self.store.transaction() as tx:
            member = await tx.members.get(workspace, reminder.member)
        if member is None or attempted_at is None:
            return True
        try:
            ref = await self.messenger.find_card(reminder, channel=member.channel, since=attempted_at - LOOK_BACK)
        except DeliveryFailed as failure:
            await self._not_told(reminder, failure)
            return False
        if ref is not None:
            await self.recording.record(workspace, [Outcome(reminder=reminder, at=attempted_at, ref=ref)])
        else:
            await self._not_found(reminder)
        return True

    async def _not_found(self, reminder: Reminder) -> None:
        """After the first look in vain it is looked for again; after the last it may be posted anew."""
        async with self.store.transaction() as tx:
            current = await self._unchanged(tx, reminder)
            if current is None:
                return
            looks = current.looks + 1
            if looks < LOOKS:
                look_up_at = self.lease_clock.now() + self.timing.look_again_after
                await tx.reminders.save(replace(current, looks=looks, look_up_at=look_up_at))
            else:
                await tx.reminders.save(replace(current, looks=0, look_up_at=None, attempted_at=None))
                await tx.workspaces.expect(current.workspace, current.due_at)

    async def _not_told(self, reminder: Reminder, failure: DeliveryFailed) -> None:
        """Slack is asked again as long as the reminder may still be late; then it is not posted again."""
        now, lease_now = self.clock.now(), self.lease_clock.now()
        async with self.store.transaction() as tx:
            member = await tx.members.get(reminder.workspace, reminder.member, lock=True)
            current = await self._unchanged(tx, reminder)
            if member is None or current is None:
                return
            if failure.permanent or now > current.due_at + GRACE:
                given_up = [(member, current, UNKNOWN_OUTCOME)]
                await expire_all(tx, given_up, planning=self.planning, now=now)
                return
            again_at = lease_now + (failure.retry_after or self.timing.look_up_after)
            await tx.reminders.save(replace(current, look_up_at=again_at))
            if failure.retry_after is not None:
                await tx.workspaces.block(reminder.workspace, until=again_at)

    async def _unchanged(self, tx: Transaction, reminder: Reminder) -> Reminder | None:
        """The reminder, locked; None when its attempt was settled since it was read."""
        current = await tx.reminders.get(reminder.workspace, reminder.id, lock=True)
        if current is None or current.state is not State.PENDING or current.attempted_at != reminder.attempted_at:
            return None
        return current
