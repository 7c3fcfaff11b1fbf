"""Attempts to post: begun in a transaction, after checking again that the reminder may still be sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import structlog

from bot.domain.card import Card
from bot.domain.ids import ChannelId, MemberId, WorkspaceId
from bot.domain.member import Member
from bot.domain.planner import GRACE, may_be_sent
from bot.domain.reminder import Kind, Reminder, State
from bot.domain.spread import Bounds
from bot.ports import Clock, Transaction
from bot.services.cards import LOOKED_BACK_ON, Cards, hint_after
from bot.services.giving_up import INACTIVE, expire_all, set_aside
from bot.services.meter import UNMETERED, Meter
from bot.services.openers import next_opener
from bot.services.planning import Planning
from bot.services.timing import Timing

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A post that was announced in the database, and what goes where."""

    card: Card
    channel: ChannelId

    @property
    def reminder(self) -> Reminder:
        """The reminder with the moment at which this attempt was begun."""
        return self.card.reminder


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempts:
    clock: Clock
    lease_clock: Clock
    planning: Planning
    cards: Cards
    timing: Timing
    meter: Meter = UNMETERED

    async def begin(
        self, tx: Transaction, workspace: WorkspaceId, reminders: Sequence[Reminder], *, at_most: int
    ) -> Sequence[Attempt]:
        """Announces the posts of the earliest of these pending reminders, one a member. Each that may not be sent any
        more is expired; what somebody else has begun, or settled, since it was read is left out.
        """
        if not reminders:
            return ()
        members = {member.id: member for member in await tx.members.lock(workspace, _ids_of_members(reminders))}
        found = await tx.reminders.lock(workspace, [reminder.id for reminder in reminders])
        waiting = [one for one in _one_each(found) if one.state is State.PENDING and one.attempted_at is None]
        bounds = (await tx.workspaces.ensure(workspace)).bounds
        to_send, given_up = [], []
        for one in waiting:
            try:
                reason = self._reason_against(members[one.member], one, bounds)
            except Exception as error:  # whatever is wrong with one member, the others are still reminded
                log.exception("reminder_set_aside", reminder=one.id)
                await set_aside(tx, members[one.member], one, reason=type(error).__name__)
                self.meter.failed(type(error).__name__)
                continue
            if reason is None:
                to_send.append(one)
            else:
                given_up.append((members[one.member], one, reason))
        begun = await self._begun(tx, workspace, to_send[:at_most], members, bounds)
        # A claim has planned anew already; what was asked for, and waited for the bell, has not.
        asked_for = [members[one.reminder.member] for one in begun if one.reminder.kind is Kind.NOW]
        await self.planning.replan_all(tx, asked_for, now=self.clock.now(), keep_snooze=True)
        await expire_all(tx, given_up, planning=self.planning, now=self.clock.now(), meter=self.meter)
        return begun

    async def _begun(
        self,
        tx: Transaction,
        workspace: WorkspaceId,
        reminders: Sequence[Reminder],
        members: Mapping[MemberId, Member],
        bounds: Bounds,
    ) -> Sequence[Attempt]:
        if not reminders:
            return ()
        await self.cards.illustrating.load(tx, workspace)
        now, look_up_at = self.clock.now(), self.lease_clock.now() + self.timing.look_up_after
        recent = await tx.reminders.recent(workspace, _ids_of_members(reminders), limit=LOOKED_BACK_ON)
        before = [one.id for sent in recent.values() for one in sent]
        touched = {one.reminder for one in await tx.reminders.completions(workspace, before)}
        attempts = []
        for reminder in reminders:
            member, sent = members[reminder.member], recent.get(reminder.member, ())
            opener = next_opener(reminder.id, after=sent[0].opener if sent else None)
            tried = replace(reminder, attempted_at=now, look_up_at=look_up_at, looks=0, opener=opener)
            hint = hint_after(sent, tried, touched=touched)
            attempts.append((tried, member, hint))
        saved = await tx.reminders.save_all([tried for tried, _, _ in attempts])
        return [
            Attempt(card=self.cards.fresh(member, tried, bounds, hint=hint), channel=member.channel)
            for tried, (_, member, hint) in zip(saved, attempts, strict=True)
        ]

    def _reason_against(self, member: Member, reminder: Reminder, bounds: Bounds) -> str | None:
        """Why the reminder may not be sent any more; None when it may. What was asked for can only be late."""
        now = self.clock.now()
        if member.stopped_at is None and reminder.kind is Kind.NOW:
            return "late" if now > reminder.due_at + GRACE else None
        if not member.is_active:
            return INACTIVE
        if member.is_paused(now):
            return "paused"
        return None if may_be_sent(reminder.due_at, self.planning.schedule(member, bounds), now=now) else "late"


def _ids_of_members(reminders: Sequence[Reminder]) -> list[MemberId]:
    return list({reminder.member: None for reminder in reminders})


def _one_each(reminders: Sequence[Reminder]) -> list[Reminder]:
    """Each member's earliest: two cards at once would be one too many, and the other's turn comes next."""
    earliest: dict[MemberId, Reminder] = {}
    for reminder in sorted(reminders, key=lambda one: (one.due_at, one.id)):
        earliest.setdefault(reminder.member, reminder)
    return list(earliest.values())
