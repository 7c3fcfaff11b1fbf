"""Claiming: due members get a pending reminder, which is the intent to post, and a provisional plan."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog

from bot.domain.ids import MemberId, WorkspaceId, reminder_id
from bot.domain.member import Member
from bot.domain.periods import period_at
from bot.domain.reminder import Kind, Reminder
from bot.ports import Transaction
from bot.services.openers import next_opener
from bot.services.planning import Planning
from bot.services.succession import close_open

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Claiming:
    planning: Planning

    async def claim(self, tx: Transaction, workspace: WorkspaceId, *, now: datetime, limit: int) -> bool:
        """Gives up to so many due members their intents; their open cards have gone by. False: nobody is due."""
        due = await tx.members.claim_due(workspace, now=now, limit=limit)
        if not due:
            return False
        bounds = (await tx.workspaces.ensure(workspace)).bounds
        await close_open(tx, workspace, [member.id for member in due], now=now)
        intents: list[Reminder] = []
        plans: dict[MemberId, datetime | None] = {}
        for member in due:
            plans[member.id] = None
            try:
                intent = self._intent(member, now=now)
                sent_at = now if intent.exercises else None  # nothing is sent where nothing is offered
                plans[member.id] = self.planning.planned_at(member, bounds, sent_at=sent_at, now=now)
                intents += [intent] if intent.exercises else []
            except Exception:  # whatever is wrong with one member, the others are still reminded
                log.exception("member_not_planned", member=member.id)
        await tx.reminders.add(intents)
        await tx.members.save_plans(workspace, plans)
        return True

    def _intent(self, member: Member, *, now: datetime) -> Reminder:
        due_at = member.next_at or now
        new_id = reminder_id(member.workspace, member.id, due_at)
        zone = ZoneInfo(member.zone or "UTC")
        period = period_at(member.week, zone, due_at)
        active_on = period.active_on if period else due_at.astimezone(zone).date()
        return Reminder(
            workspace=member.workspace,
            member=member.id,
            id=new_id,
            origin=new_id,
            kind=Kind.PLANNED,
            due_at=due_at,
            active_on=active_on,
            exercises=self.planning.offered(member, active_on),
            opener=next_opener(new_id),
        )
