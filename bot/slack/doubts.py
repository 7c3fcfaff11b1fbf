"""Cards that Slack may still draw out of order."""

from collections import OrderedDict
from datetime import datetime, timedelta

from bot.domain.ids import ReminderId
from bot.ports import Clock

DOUBTS_IN_MIND = 10_000
LATE_AT_MOST = timedelta(minutes=1)
"""What Slack was asked for so long ago is made by now, or never will be."""


class Doubts:
    """Remembers which cards have a drawing under way of which nobody knows whether, or when, Slack makes it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._since: OrderedDict[ReminderId, datetime] = OrderedDict()

    def __len__(self) -> int:
        return len(self._since)

    def add(self, reminder: ReminderId) -> None:
        """A drawing of the card came to an unknown end. It may have left long after its state was read, if this
        process stood still in between.
        """
        self._since[reminder] = self._clock.now()
        self._since.move_to_end(reminder)
        if len(self._since) > DOUBTS_IN_MIND:
            self._since.popitem(last=False)

    def outlived(self, reminder: ReminderId, *, drawn_at: datetime) -> bool:
        """Whether a drawing of this state, which Slack has confirmed, is the last word; then the doubt is over."""
        since = self._since.get(reminder)
        if since is not None and drawn_at - since < LATE_AT_MOST:
            return False
        self._since.pop(reminder, None)
        return True
