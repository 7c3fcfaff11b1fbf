"""A member: a person of a workspace who joined, with what they chose and what can anchor their next reminder."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.ids import ChannelId, MemberId, ReminderId, WorkspaceId
from bot.domain.offer import LeftOut
from bot.domain.periods import DEFAULT_WEEK, Week
from bot.domain.planner import History

DEFAULT_INTERVAL = timedelta(hours=2, minutes=30)


class Visibility(StrEnum):
    """Whether the team leaderboard names a member. Nobody is named who has not asked for it."""

    UNANSWERED = "unanswered"
    PRIVATE = "private"
    SHOWN = "shown"


class Style(StrEnum):
    """How a member's cards look."""

    PICTURES = "pictures"
    """Steps and pictures."""
    STEPS = "steps"
    SHORT = "short"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What Slack says of a person. `name` is their own text; `zone` an IANA name or None."""

    name: str
    zone: str | None
    can_join: bool
    """False for bots, deactivated people and people of another organisation."""
    is_admin: bool = False
    """Whether they are an admin or owner of the workspace."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A frozen copy of a member's row; `dataclasses.replace` and `tx.members.save` change it."""

    workspace: WorkspaceId
    id: MemberId
    name: str
    channel: ChannelId
    zone: str | None
    zone_chosen: bool = False
    """The member typed the zone: Slack's own changes do not overwrite it."""
    interval: timedelta = DEFAULT_INTERVAL
    week: Week = DEFAULT_WEEK
    visibility: Visibility = Visibility.UNANSWERED
    joined_at: datetime
    welcomed_at: datetime | None = None
    """When they were told what will happen; None: they joined, and that message is still owed."""
    stopped_at: datetime | None = None
    paused: bool = False
    paused_until: datetime | None = None
    """The end of a timed pause; it stays as an anchor after it has passed. None while paused: until resumed."""
    resumed_at: datetime | None = None
    last_sent_at: datetime | None = None
    last_completed_at: datetime | None = None
    moved_at: datetime | None = None
    skipped_at: datetime | None = None
    next_at: datetime | None = None
    """When the next reminder is planned; None when nothing is."""
    suspended_reason: str | None = None
    """Slack's permanent error that keeps us from reaching this member."""
    routine: str | None = None
    """The id of the routine they chose; None: the first of the catalog."""
    left_out: tuple[LeftOut, ...] = ()
    """At most one of each exercise."""
    style: Style = Style.PICTURES
    short_offered_on: ReminderId | None = None
    """The reminder whose summary offered the short card, which happens once."""
    guide_sounds: bool = True
    """Whether a short message tells them that a timer of the guide has ended."""

    def leaves_out(self, exercise: str) -> LeftOut | None:
        """How this exercise is left out; None where it is not."""
        return next((one for one in self.left_out if one.exercise == exercise), None)

    @property
    def is_active(self) -> bool:
        """Whether reminders may be planned at all (a pause aside)."""
        return self.stopped_at is None and self.suspended_reason is None and self.zone is not None

    def is_paused(self, now: datetime) -> bool:
        """Whether a pause lasts at `now`; a timed one ends by itself."""
        return self.paused and (self.paused_until is None or now < self.paused_until)

    def is_available(self, now: datetime) -> bool:
        """Whether a reminder may reach them at `now`, as far as they decide it themselves."""
        return self.stopped_at is None and not self.is_paused(now)

    def reached(self, at: datetime) -> "Member":
        """The same person now that a card has reached them at that moment; another may have reached them later."""
        return replace(self, last_sent_at=max(self.last_sent_at or at, at), suspended_reason=None)

    @property
    def history(self) -> History:
        """What can be the anchor of the next reminder."""
        return History(
            joined_at=self.joined_at,
            resumed_at=self.resumed_at,
            last_sent_at=self.last_sent_at,
            last_completed_at=self.last_completed_at,
            moved_at=self.moved_at,
            skipped_at=self.skipped_at,
            paused=self.paused,
            paused_until=self.paused_until,
        )
