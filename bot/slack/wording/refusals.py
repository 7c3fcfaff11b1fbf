"""One sentence for everything that is refused, and for everything that fails. Its last command works if typed."""

from datetime import datetime

from bot.domain import errors
from bot.domain.errors import NotAllowed, NotPossible, NotUnderstood, Refusal
from bot.domain.periods import Period
from bot.slack.escaping import escape, inert
from bot.slack.wording.administration import out_of_range, too_close
from bot.slack.wording.hours import full_days, short_day
from bot.slack.wording.times import interval_spoken, interval_words, wall_time, weekday_and_time, when

DAY_HAS_PASSED = "That has passed. Pick a later day."
DAY_TOO_FAR = "I can pause for a year at most. Pick an earlier day."
PRESS_AGAIN = "That took too long for Slack. Please press again."

_OTHER_WORD = "I can't read *{word}*."
_UNREADABLE = {
    errors.UnreadableInterval: "I can't read *{word}* as a time.",
    errors.AmbiguousInterval: "Is *{word}* hours or minutes?",
    errors.UnreadableHours: "I can't read *{word}* as hours.",
    errors.UnreadableDay: "I can't read *{word}* as a day.",
    errors.UnreadablePause: "I can't read *{word}* as the end of a pause.",
    errors.UnreadableSnooze: "I can't read *{word}* as minutes.",
    errors.UnreadablePostTime: "I can't read *{word}* as a day and a time.",
    errors.UnknownExercise: "There is no exercise *{word}* on that card.",
    errors.NotOfTheRoutine: "Your routine has no exercise *{word}*.",
}
_IMPOSSIBLE = {
    errors.NotJoined: "You haven't started yet. Try `/budge start`.",
    errors.ZoneMissing: "I don't know your time zone yet. Try `/budge zone Europe/Berlin`.",
    errors.CardClosed: "That one is closed. Try `/budge now`.",
    errors.NothingToUndo: "There is nothing to undo. Try `/budge now`.",
    errors.TooLateToUndo: "It is too late to undo that one. Try `/budge now`.",
    errors.OnItsWay: "One is on its way already. Try `/budge` in a minute to see where things stand.",
    errors.NothingLeft: "Pick at least one, or use Pause instead. Try `/budge pause`.",
    errors.NothingOnThoseDays: "You have left out everything on those days. Try `/budge exercises`.",
    errors.NothingOffered: "You have left out everything for today. Try `/budge exercises`.",
    errors.NotInGuide: "The guide is not open. Try `/budge guide`.",
    errors.NotInChannel: "I'm not in this channel yet. Type `/invite @Budge`, then the same command again.",
    errors.SharedChannel: (
        "This channel is shared with another company, so I don't post names here. Pick one that's only yours."
    ),
    errors.NotAChannel: "Type this in the channel that should get the post.",
    errors.NoPostHere: "No post is set up here. Try `/budge leaderboard post fri 16:00`.",
    errors.NotAdmin: "That is for this workspace's admins and owners. Ask one of them, or try `/budge help`.",
    errors.CannotJoin: "Only people of this workspace can join. Try `/budge help`.",
    errors.DmClosed: (
        "Slack doesn't let me message you. Your admin can turn on my Messages tab. After that, try `/budge start`."
    ),
}


def refusal_text(refusal: Refusal, *, now: datetime | None = None) -> str:
    """The refusal as one or two sentences of `mrkdwn`. Without `now` a next moment is told with its day."""
    match refusal:
        case NotUnderstood():
            return _not_understood(refusal)
        case errors.SnoozeOutOfRange():
            return f"I can snooze 5 to 60 minutes. Try {_command(refusal.suggestion)}, or `/budge skip`."
        case NotAllowed():
            return f"{_not_allowed(refusal)} {_try(refusal.suggestion)}"
        case NotPossible():
            return _not_possible(refusal, now=now)
    raise refusal


def days_too_short(refusal: errors.DaysTooShort) -> str:
    """As in `Fri 9–10:30 is shorter than your 2 h 30, so Friday would have none.`."""
    shortest = [f"{short_day(day)} {_typed(*refusal.week.days[day])}" for day in refusal.days]
    are = "is" if len(shortest) == 1 else "are each"
    none = f"so {full_days(refusal.days)} would have none"
    return f"{', '.join(shortest)} {are} shorter than your {interval_words(refusal.interval)}, {none}."


def overlap(refusal: errors.HoursOverlap) -> str:
    return f"{_typed(refusal.first)} and {_typed(refusal.second)} overlap."


def out_of_bounds(refusal: errors.IntervalTooShort | errors.IntervalTooLong) -> str:
    compared = "shorter" if isinstance(refusal, errors.IntervalTooShort) else "longer"
    bound = interval_spoken(refusal.bound)
    return f"{interval_spoken(refusal.asked)} is {compared} than this workspace's {bound}."


def _not_understood(refusal: NotUnderstood) -> str:
    word = inert(refusal.word)
    match refusal:
        case errors.UnknownWord():
            return f"I don't know *{word}*. Did you mean {_command(refusal.suggestion)}?"
        case errors.UnknownZone():
            return f"{_unknown_zone(refusal, word)} {_try(refusal.suggestion)}"
        case _:
            return f"{_UNREADABLE.get(type(refusal), _OTHER_WORD).format(word=word)} {_try(refusal.suggestion)}"


def _unknown_zone(refusal: errors.UnknownZone, word: str) -> str:
    """A suggestion that looks nothing like the word is only an example."""
    zone = refusal.suggestion.partition(" ")[2]
    is_meant = refusal.word[:3].casefold() in zone.casefold().replace("_", " ")
    return f"Did you mean {escape(zone)}?" if is_meant else f"I don't know the zone *{word}*."


def _not_allowed(refusal: NotAllowed) -> str:
    match refusal:
        case errors.IntervalTooShort() | errors.IntervalTooLong():
            return out_of_bounds(refusal)
        case errors.HoursEndBeforeStart(start=start, end=end) if start == end:
            return f"Those hours start and end at {wall_time(start)}."
        case errors.HoursEndBeforeStart(start=start, end=end):
            return f"{wall_time(end)} is before {wall_time(start)}."
        case errors.HoursOverlap():
            return overlap(refusal)
        case errors.HoursTooShort(interval=interval):
            return f"Those hours are shorter than your {interval_words(interval)}, so nothing would come."
        case errors.PauseInThePast():
            return "That has passed."
        case _:
            raise refusal


def _not_possible(refusal: NotPossible, *, now: datetime | None) -> str:
    match refusal:
        case errors.NothingOpen(next_at=next_at, zone=zone):
            following = "" if next_at is None else f" Next {_when(next_at, now=now, zone=zone)}."
            return f"Nothing is open.{following} Try `/budge now`."
        case errors.SnoozedTwice(next_at=next_at, zone=zone):
            following = "" if next_at is None else f"; the next is {_when(next_at, now=now, zone=zone)}"
            return f"Twice is the most. Try `/budge skip`{following}."
        case errors.DaysTooShort():
            return f"{days_too_short(refusal)} Try `/budge settings`."
        case errors.BoundsOutOfRange():
            return out_of_range(refusal)
        case errors.BoundsTooClose():
            return too_close(refusal)
        case _:
            return _IMPOSSIBLE[type(refusal)]


def _when(moment: datetime, *, now: datetime | None, zone: str) -> str:
    return weekday_and_time(moment, zone=zone) if now is None else when(moment, now=now, zone=zone)


def _try(suggestion: str) -> str:
    return f"Try {_command(suggestion)}."


def _command(suggestion: str) -> str:
    return f"`/budge {escape(suggestion)}`"


def _typed(*periods: Period) -> str:
    return " and ".join(period.typed.replace("-", "–") for period in periods)
