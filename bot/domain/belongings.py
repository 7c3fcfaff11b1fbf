"""Everything that is stored about one member."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.board import BoardPost, ChannelPost
from bot.domain.member import Member
from bot.domain.notice import Notice
from bot.domain.reminder import Completion, Reminder
from bot.domain.scoring import Day, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Everything:
    """The rows that are about them, and those that name them; the latter hold other people's parts, too."""

    member: Member
    reminders: Sequence[Reminder]
    """By due_at."""
    completions: Sequence[Completion]
    """By completed_at."""
    days: Sequence[Day]
    """What each day comes to, by date."""
    record: Record | None
    """What the days before its end come to, if that was added up."""
    archive: Record | None
    """The same of the days that are no longer kept."""
    set_up: Sequence[ChannelPost]
    """Weekly posts that they set up."""
    posts: Sequence[BoardPost]
    """Weekly posts that name them or counted them, or that say who set them up."""
    notice: Notice | None = None
    """What they are still owed to be told of new bounds."""
