"""The sound at the end of a timer: Slack makes one only for a new message, so a short one comes and goes again."""

from dataclasses import dataclass

import structlog

from bot.domain.card import Card
from bot.domain.ids import MessageRef
from bot.domain.reminder import Reminder
from bot.ports import DeliveryFailed, Messenger, Store, StoreUnavailable
from routines.screens import ScreenTimer

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Sounds:
    """As well as it can be done: a sound that does not come, or does not go, is nobody's concern but the log's."""

    store: Store
    messenger: Messenger

    async def make(self, card: Card, timer: ScreenTimer | None) -> None:
        """Tells of the timer's end once the card was moved on; not at all without a timer. Goes at once again where
        somebody has pressed meanwhile.
        """
        shown = card.reminder
        if timer is None or shown.ref is None:
            return
        try:
            posted = await self.messenger.post_sound(shown.workspace, timer, to=shown.ref.channel)
            if not await self._keep(shown, posted):
                await self.messenger.delete_sound(shown.workspace, posted)
        except (DeliveryFailed, StoreUnavailable) as failure:
            log.warning("sound_failed", reminder=shown.id, reason=str(failure))

    async def hush(self, reminder: Reminder) -> None:
        """Deletes what told of the last timer's end, if anything did."""
        if reminder.guide_sound is None or reminder.ref is None:
            return
        sound = MessageRef(reminder.ref.channel, reminder.guide_sound)
        try:
            await self.messenger.delete_sound(reminder.workspace, sound)
            async with self.store.transaction() as tx:
                current = await tx.reminders.get(reminder.workspace, reminder.id, lock=True)
                if current is not None and current.guide_sound == sound.ts:
                    await tx.reminders.note_sound(reminder.workspace, reminder.id, None)
        except (DeliveryFailed, StoreUnavailable) as failure:
            log.warning("sound_left", reminder=reminder.id, reason=str(failure))

    async def _keep(self, shown: Reminder, posted: MessageRef) -> bool:
        """Whether it is still the guide's last word, and so remembered until the next press."""
        async with self.store.transaction() as tx:
            current = await tx.reminders.get(shown.workspace, shown.id, lock=True)
            if current is None or current.version != shown.version:
                return False
            await tx.reminders.note_sound(shown.workspace, shown.id, posted.ts)
            return True
