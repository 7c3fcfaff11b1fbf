"""The reminder that a member acts on: by a press on its card, or by words that mean the open one."""

from dataclasses import dataclass, replace

from bot.domain.errors import CardClosed, NothingOpen
from bot.domain.ids import MemberId, MessageRef, ReminderId, WorkspaceId
from bot.domain.member import Member
from bot.domain.planner import closes_at
from bot.domain.reminder import Reminder, State
from bot.ports import Clock, Errand, Transaction
from bot.services.planning import Planning, joined
from bot.services.reopening import may_be_open
from bot.services.succession import others_gone
from bot.services.withdrawal import withdraw

ANSWERS_TO_WORDS = frozenset({State.SENT, State.SNOOZED, State.SKIPPED})
"""What typed words without a card may mean. What went by is ticked off on the App Home, where one sees which it is."""


@dataclass(frozen=True, slots=True)
class Target:
    """Both rows, locked until the transaction ends."""

    member: Member
    reminder: Reminder


@dataclass(frozen=True, slots=True)
class Targets:
    clock: Clock
    planning: Planning

    async def find(
        self,
        tx: Transaction,
        workspace: WorkspaceId,
        member: MemberId,
        *,
        reminder: ReminderId | None,
        at: MessageRef | None = None,
    ) -> Target:
        """The member and the reminder; None means the open card.

        `at` is the message pressed: a reminder whose post was never recorded is adopted from it. Raises NotJoined,
        NothingOpen, and CardClosed for a reminder that is not the member's or never was delivered.
        """
        found = await joined(tx, workspace, member, lock=True)
        if reminder is None:
            return Target(found, await self._open(tx, found))
        target = await tx.reminders.get(workspace, reminder, lock=True)
        if target is None or target.member != member or target.state in {State.EXPIRED, State.FAILED}:
            raise CardClosed
        if target.state is State.PENDING:
            return await self._adopted(tx, found, target, at=at)
        return Target(found, target)

    async def _open(self, tx: Transaction, member: Member) -> Reminder:
        latest = await tx.reminders.latest(member.workspace, member.id, lock=True)
        now = self.clock.now()
        if latest is None or latest.state not in ANSWERS_TO_WORDS or not latest.can_be_ticked(now):
            raise NothingOpen(next_at=member.next_at, zone=member.zone or "UTC")
        if latest.is_withdrawn and (latest.removed or not member.is_available(now)):  # its card is gone, or about to
            raise NothingOpen(next_at=member.next_at, zone=member.zone or "UTC")
        return latest

    async def _adopted(self, tx: Transaction, member: Member, reminder: Reminder, *, at: MessageRef | None) -> Target:
        """A press on a card proves that it was posted, whatever became of the answer."""
        if at is None or reminder.attempted_at is None:
            raise CardClosed
        bounds = (await tx.workspaces.ensure(member.workspace)).bounds
        sent_at = at.posted_at(between=(reminder.attempted_at, self.clock.now()))
        goes_at = closes_at(self.planning.schedule(member, bounds), sent_at)
        adopted = await tx.reminders.save(
            replace(reminder.become(State.SENT), look_up_at=None, ref=at, sent_at=sent_at, closes_at=goes_at)
        )
        now = self.clock.now()
        goes = Errand(workspace=member.workspace, reminder=reminder.id, due_at=goes_at)
        await tx.errands.add(goes, *await others_gone(tx, member.workspace, [adopted], now=now))
        adopted = await tx.reminders.get(member.workspace, adopted.id, lock=True) or adopted
        await tx.workspaces.expect(member.workspace, now)
        planned = await self.planning.replan(tx, member.reached(sent_at), now=now, keep_snooze=True)
        if adopted.state is State.SENT and not may_be_open(planned, adopted, now=now):
            await withdraw(tx, adopted, now=now)  # the pause came while it was on its way; what is pressed still counts
            adopted = await tx.reminders.get(member.workspace, adopted.id, lock=True) or adopted
        return Target(planned, adopted)
