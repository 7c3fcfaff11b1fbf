"""Posting reminders: intent, effect, outcome. Never doubled outranks never lost."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from structlog.contextvars import bound_contextvars

from bot.domain.ids import WorkspaceId
from bot.domain.reminder import Reminder
from bot.ports import Clock, DeliveryFailed, Messenger
from bot.services.attempts import Attempt
from bot.services.outcomes import Outcome, Recording
from bot.services.timing import Timing

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    clock: Clock
    lease_clock: Clock
    messenger: Messenger
    recording: Recording
    timing: Timing

    async def deliver(self, workspace: WorkspaceId, attempts: Sequence[Attempt]) -> Sequence[Outcome]:
        """Posts what was announced, side by side and each once, and records what became of it."""
        outcomes = await asyncio.gather(*(self._named(attempt) for attempt in attempts))
        await self.recording.record(workspace, outcomes)
        return outcomes

    async def _named(self, attempt: Attempt) -> Outcome:
        with bound_contextvars(reminder=attempt.reminder.id):  # for whatever is logged meanwhile, by whomever
            outcome = await self._post(attempt)
            if outcome.failure is None:
                log.debug("reminder_posted")
            else:
                log.debug("reminder_not_posted", reason=outcome.failure.reason)
            return outcome

    async def _post(self, attempt: Attempt) -> Outcome:
        reminder = attempt.reminder
        if self._is_stale(reminder):  # whether somebody else is looking it up by now is for them to say
            frozen = DeliveryFailed("stale", outcome_unknown=True)
            return Outcome(reminder=reminder, at=self.clock.now(), failure=frozen)
        try:
            ref = await self.messenger.post_card(attempt.card, to=attempt.channel)
        except DeliveryFailed as failure:
            return Outcome(reminder=reminder, at=self.clock.now(), failure=failure, channel=attempt.channel)
        except Exception as error:  # whatever is wrong with one card, the others are still sent
            log.exception("card_not_drawn")
            return Outcome(reminder=reminder, at=self.clock.now(), failure=DeliveryFailed(type(error).__name__))
        return Outcome(reminder=reminder, at=self.clock.now(), ref=ref)

    def _is_stale(self, reminder: Reminder) -> bool:
        """Whether this process was frozen since it announced the post, so that others may believe it dead."""
        if reminder.look_up_at is None:
            return True
        begun_at = reminder.look_up_at - self.timing.look_up_after
        return self.lease_clock.now() > begun_at + self.timing.stale_after
