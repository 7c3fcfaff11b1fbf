"""A reminder: one routine offered to one member at one time, and the life it may lead."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.domain.ids import MemberId, MessageRef, MessageTs, ReminderId, WorkspaceId

MOST_SNOOZES = 2
"""How often one reminder may be snoozed."""
SNOOZE_CHOICES = (10, 20, 30)
"""Minutes offered on the card."""
WITHDRAWN = "withdrawn"
"""The reason of a card that was closed uncounted: by a pause or a stop, or because what it offers is not to be done.
The row never tells which.
"""
LATE_DONE = timedelta(hours=24)
"""How long after sending a reminder that went by, was skipped or snoozed can still be ticked off."""


def minutes(count: int) -> timedelta:
    """That many minutes."""
    return timedelta(minutes=count)


class State(StrEnum):
    PENDING = "pending"
    SENT = "sent"
    DONE = "done"
    SKIPPED = "skipped"
    SNOOZED = "snoozed"
    MOVED = "moved"
    MISSED = "missed"
    EXPIRED = "expired"
    FAILED = "failed"


class Kind(StrEnum):
    """Why a reminder came: by plan, as the return of a snoozed one, or because the member asked for it."""

    PLANNED = "planned"
    SNOOZE = "snooze"
    NOW = "now"


LIFE: dict[State, frozenset[State]] = {
    State.PENDING: frozenset({State.SENT, State.EXPIRED, State.FAILED}),
    State.SENT: frozenset({State.DONE, State.SKIPPED, State.SNOOZED, State.MOVED, State.MISSED}),
    State.MISSED: frozenset({State.DONE}),
    State.SKIPPED: frozenset({State.DONE, State.SENT}),
    State.SNOOZED: frozenset({State.DONE, State.SENT, State.MOVED, State.SKIPPED}),
    State.MOVED: frozenset({State.SENT}),
    State.DONE: frozenset({State.SENT, State.SKIPPED}),
    State.EXPIRED: frozenset(),
    State.FAILED: frozenset(),
}
"""What each state may become. The ways back are the member's own Undo (and Show it now): to `sent`, and to `skipped`
where what was ticked off had been closed before.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """A frozen copy of a reminder's row; `dataclasses.replace` and `tx.reminders.save` change it."""

    workspace: WorkspaceId
    member: MemberId
    id: ReminderId
    origin: ReminderId
    """The first of a chain of snoozes: the reminder itself unless it is a snooze's return."""
    kind: Kind
    due_at: datetime
    active_on: date
    """The date of the active period it belongs to, in the member's zone."""
    exercises: tuple[str, ...]
    """What it offers, by exercise id, in order."""
    opener: int
    """Which opening sentence its card has."""
    state: State = State.PENDING
    counted: bool = True
    """Whether it is in the denominator of a score. Not for `now`, snooze returns, moved, and those a pause removed."""
    snoozes: int = 0
    """How often its chain has been snoozed so far."""
    snoozed_until: datetime | None = None
    attempted_at: datetime | None = None
    """When a post was last begun; still pending with this set means the outcome is unknown."""
    look_up_at: datetime | None = None
    """When an unknown outcome is looked up, by the real clock."""
    looks: int = 0
    """How often it was looked for and not found since it was last begun."""
    ref: MessageRef | None = None
    sent_at: datetime | None = None
    closed_at: datetime | None = None
    """When it left `sent`."""
    closes_at: datetime | None = None
    """When an untouched card goes and Undo ends: the later of the member's midnight and the end of the period."""
    removed: bool = False
    """The card's message was deleted."""
    reason: str | None = None
    """Why it expired, failed or was withdrawn; a constant word, never message text."""
    version: int = 0
    guide_screen: int | None = None
    """The screen of the guide that its message shows, counted from 1; None: it shows the card."""
    guide_ends_at: datetime | None = None
    """When the timer that runs on that screen ends; None: none runs."""
    guide_sound: MessageTs | None = None
    """The short message that told of a timer's end, to be deleted with the next press."""

    def become(self, state: State) -> "Reminder":
        """The reminder one step further in its life, out of the guide. Raises ValueError for a step that its life does
        not have.
        """
        if state not in LIFE[self.state]:
            raise ValueError(f"a reminder that is {self.state} does not become {state}")
        return replace(self, state=state, guide_screen=None, guide_ends_at=None)

    @property
    def is_withdrawn(self) -> bool:
        """Whether its card was closed uncounted, and not all of it has been done since."""
        closed = {State.SKIPPED, State.MISSED}  # `missed` is what a pause left once
        return self.reason == WITHDRAWN and self.state in closed

    def can_be_ticked(self, now: datetime) -> bool:
        """Whether an exercise of it can be ticked off at `now`."""
        if self.state in {State.SENT, State.PENDING}:
            return True
        late = self.state in {State.MISSED, State.SKIPPED, State.SNOOZED}
        return late and self.sent_at is not None and now <= self.sent_at + LATE_DONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """One exercise ticked off, once."""

    reminder: ReminderId
    exercise: str
    completed_at: datetime
