"""The sound at the end of a timer: Slack makes one only for a new message, so a short one comes and goes again."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog

from bot.domain.card import Card
from bot.domain.ids import MessageRef, WorkspaceId
from bot.domain.reminder import Reminder
from bot.ports import Clock, DeliveryFailed, Messenger, Store, StoreUnavailable
from bot.services.drawing import owe_drawing
from bot.services.timing import Timing
from routines.screens import ScreenTimer

log = structlog.get_logger(__name__)

NO_TIME = timedelta()


@dataclass(frozen=True, slots=True)
class Sounds:
    """One that does not come is nobody's concern but the log's. One that does not go is owed: its card's errand deletes
    it. They take their share of the pace of posts and of errands.
    """

    store: Store
    clock: Clock
    lease_clock: Clock
    messenger: Messenger
    timing: Timing

    async def make(self, card: Card, timer: ScreenTimer | None) -> None:
        """Tells of the timer's end once the card was moved on; not at all without a timer, while Slack limits the
        workspace, or while the one before cannot be deleted. Goes at once again where somebody has pressed meanwhile.
        """
        shown = card.reminder
        if timer is None or shown.ref is None:
            return
        with _told_by_the_log("sound_failed", shown):
            if await self._may_come(shown):
                await self._keep(shown, await self._post(shown, timer, shown.ref))

    async def hush(self, reminder: Reminder) -> bool:
        """Deletes what told of the last timer's end, if anything did; it is owed where that cannot be done now. Whether
        it is gone.
        """
        if reminder.guide_sound is None:
            return True
        with _told_by_the_log("sound_left", reminder):
            if await self._may_go(reminder.workspace) and await self._is_deleted(reminder):
                return True
            await self._owe(reminder)
        return False

    async def delete(self, reminder: Reminder) -> None:
        """The same whatever the pace says. Raises DeliveryFailed where it is worth another try."""
        if reminder.guide_sound is None or reminder.ref is None:
            return
        sound = MessageRef(reminder.ref.channel, reminder.guide_sound)
        try:
            await self.messenger.delete_sound(reminder.workspace, sound)
        except DeliveryFailed as failure:
            if failure.retry_after is not None or failure.outcome_unknown or failure.concerns_workspace:
                raise
            log.warning("sound_left", reminder=reminder.id, reason=failure.reason)
        async with self.store.transaction() as tx:
            current = await tx.reminders.get(reminder.workspace, reminder.id, lock=True)
            if current is not None and current.guide_sound == sound.ts:
                await tx.reminders.note_sound(reminder.workspace, reminder.id, None)

    async def _may_come(self, shown: Reminder) -> bool:
        async with self.store.transaction() as tx:
            current = await tx.reminders.get(shown.workspace, shown.id)
        if current is None or not await self.hush(current):
            return False
        async with self.store.transaction() as tx:
            lease_now = self.lease_clock.now()
            row = await tx.workspaces.ensure(shown.workspace)
            wait = row.wait(lease_now)
            if row.suspended_reason is not None or wait > self.timing.paced_for:
                return False
            if self.timing.between_posts:
                until = lease_now + wait + self.timing.between_posts
                await tx.workspaces.block(shown.workspace, until=until)
            return True

    async def _may_go(self, workspace: WorkspaceId) -> bool:
        """Takes the next share of the errands' pace, however many of them wait; not while Slack limits them."""
        async with self.store.transaction() as tx:
            lease_now = self.lease_clock.now()
            row = await tx.workspaces.ensure(workspace)
            wait = max(row.tidy_at - lease_now, timedelta()) if row.tidy_at is not None else timedelta()
            if row.suspended_reason is not None or wait > self.timing.tidied_for:
                return False
            if self.timing.between_errands:
                await tx.workspaces.rest(workspace, until=lease_now + wait + self.timing.between_errands)
            return True

    async def _post(self, shown: Reminder, timer: ScreenTimer, card: MessageRef) -> MessageRef:
        try:
            return await self.messenger.post_sound(shown.workspace, timer, to=card.channel)
        except DeliveryFailed as failure:
            if failure.retry_after is not None:
                async with self.store.transaction() as tx:
                    await tx.workspaces.block(shown.workspace, until=self.lease_clock.now() + failure.retry_after)
            raise

    async def _keep(self, shown: Reminder, posted: MessageRef) -> None:
        """Remembers it until the next press. What cannot be remembered, or comes after a press, goes at once."""
        current = None
        with _told_by_the_log("sound_not_kept", shown):
            async with self.store.transaction() as tx:
                current = await tx.reminders.get(shown.workspace, shown.id, lock=True)
                if current is not None and current.guide_sound is None:
                    await tx.reminders.note_sound(shown.workspace, shown.id, posted.ts)
        if current is None or current.guide_sound is not None:
            await self.messenger.delete_sound(shown.workspace, posted)
        elif current.version != shown.version:
            await self.hush(replace(current, guide_sound=posted.ts))

    async def _is_deleted(self, reminder: Reminder) -> bool:
        try:
            await self.delete(reminder)
        except DeliveryFailed as failure:
            log.warning("sound_left", reminder=reminder.id, reason=failure.reason)
            if failure.retry_after is not None:
                async with self.store.transaction() as tx:
                    await tx.workspaces.rest(reminder.workspace, until=self.lease_clock.now() + failure.retry_after)
            return False
        return True

    async def _owe(self, reminder: Reminder) -> None:
        """The bell draws the card and deletes it."""
        async with self.store.transaction() as tx:
            await tx.members.get(reminder.workspace, reminder.member, lock=True)  # before any reminder of theirs
            current = await tx.reminders.get(reminder.workspace, reminder.id, lock=True)
            if current is not None and current.guide_sound is not None:
                await owe_drawing(tx, current, now=self.clock.now(), within=NO_TIME)


@contextmanager
def _told_by_the_log(event: str, reminder: Reminder) -> Iterator[None]:
    try:
        yield
    except (DeliveryFailed, StoreUnavailable) as failure:
        log.warning(event, reminder=reminder.id, reason=str(failure))
