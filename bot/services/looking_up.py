"""Finding out what became of attempts whose outcome nobody knows, before they may be posted again."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog
from structlog.contextvars import bound_contextvars

from bot.domain.ids import ChannelId, MessageRef, WorkspaceId
from bot.domain.planner import GRACE
from bot.domain.reminder import Reminder, State
from bot.ports import Clock, DeliveryFailed, Messenger, Store, Transaction
from bot.services.giving_up import INACTIVE, UNKNOWN_OUTCOME, expire_all
from bot.services.meter import UNMETERED, Meter
from bot.services.outcomes import LOOK_BACK, Outcome, Recording
from bot.services.planning import Planning
from bot.services.timing import Timing

log = structlog.get_logger(__name__)

LOOKS = 2
"""So many in vain, and it was not posted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What Slack said of one attempt: the message; nothing, so that it is not there; or why it does not say."""

    reminder: Reminder
    ref: MessageRef | None = None
    failure: DeliveryFailed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LookingUp:
    store: Store
    clock: Clock
    lease_clock: Clock
    messenger: Messenger
    planning: Planning
    recording: Recording
    timing: Timing
    meter: Meter = UNMETERED

    async def run(self, workspace: WorkspaceId, reminders: Sequence[Reminder]) -> None:
        """Looks each of them up once."""
        if not reminders:
            return
        async with self.store.transaction() as tx:
            members = await tx.members.of(workspace, list({reminder.member for reminder in reminders}))
        channels = {member.id: member.channel for member in members}
        asked = [one for one in reminders if one.member in channels]
        looks = await asyncio.gather(*(self._look(one, channels[one.member]) for one in asked))
        now = self.clock.now()
        await self.recording.record(workspace, [found for look in looks if (found := _outcome(look, now)) is not None])
        in_vain = [look for look in looks if look.ref is None]
        if in_vain:
            async with self.store.transaction() as tx:
                await self._settle(tx, workspace, in_vain)

    async def _look(self, reminder: Reminder, channel: ChannelId) -> Look:
        with bound_contextvars(reminder=reminder.id):  # for whatever is logged meanwhile, by whomever
            return await self._looked(reminder, channel)

    async def _looked(self, reminder: Reminder, channel: ChannelId) -> Look:
        since = (reminder.attempted_at or reminder.due_at) - LOOK_BACK
        try:
            return Look(reminder=reminder, ref=await self.messenger.find_card(reminder, channel=channel, since=since))
        except DeliveryFailed as failure:
            return Look(reminder=reminder, failure=failure)
        except Exception as error:  # whatever is wrong with one answer, the others are still looked at
            log.exception("look_up_failed")
            return Look(reminder=reminder, failure=DeliveryFailed(type(error).__name__, outcome_unknown=True))

    async def _settle(self, tx: Transaction, workspace: WorkspaceId, looks: Sequence[Look]) -> None:
        """What was not found is looked for again, and after the last look in vain free to be posted anew, unless its
        member has stopped; what Slack did not tell is asked again, or given up.

        An attempt that was settled, or looked up by somebody else, since it was read is left as it is.
        """
        by_id = {look.reminder.id: look for look in looks}
        whose = list({look.reminder.member for look in looks})
        members = {member.id: member for member in await tx.members.lock(workspace, whose)}
        given_up = []
        for current in await tx.reminders.lock(workspace, list(by_id)):
            look = by_id[current.id]
            if current.state is not State.PENDING or _attempt(current) != _attempt(look.reminder):
                continue
            if look.failure is None and current.looks + 1 < LOOKS:
                look_up_at = self.lease_clock.now() + self.timing.look_again_after
                await tx.reminders.save(replace(current, looks=current.looks + 1, look_up_at=look_up_at))
            elif look.failure is None and members[current.member].stopped_at is not None:
                given_up.append((members[current.member], current, INACTIVE))
            elif look.failure is None:
                await tx.reminders.save(replace(current, looks=0, look_up_at=None, attempted_at=None))
            elif look.failure.permanent or self.clock.now() > current.due_at + GRACE:
                given_up.append((members[current.member], current, UNKNOWN_OUTCOME))
            else:
                await self._not_told(tx, current, look.failure)
        await expire_all(tx, given_up, planning=self.planning, now=self.clock.now(), meter=self.meter)

    async def _not_told(self, tx: Transaction, current: Reminder, failure: DeliveryFailed) -> None:
        """Asked again as long as the reminder may still be late."""
        again_at = self.lease_clock.now() + (failure.retry_after or self.timing.look_up_after)
        await tx.reminders.save(replace(current, look_up_at=again_at))


def _attempt(reminder: Reminder) -> tuple[datetime | None, int, datetime | None]:
    return reminder.attempted_at, reminder.looks, reminder.look_up_at


def _outcome(look: Look, now: datetime) -> Outcome | None:
    """That it was posted, and when Slack took it, which may be long after the attempt; None where nothing was found."""
    if look.ref is None:
        return None
    attempted_at = look.reminder.attempted_at or look.reminder.due_at
    return Outcome(reminder=look.reminder, at=look.ref.posted_at(between=(attempted_at, now)), ref=look.ref)
