"""What a member is handed out: everything stored about them as JSON, and of other people nothing.

Whatever a row holds is in it by the names of its fields, so that nothing new can be forgotten here.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.domain.belongings import Everything
from bot.domain.board import BoardPost
from bot.domain.ids import MemberId, ReminderId
from bot.domain.periods import Week
from bot.domain.reminder import Completion, Reminder
from bot.domain.scoring import Record

Json = dict[str, Any]

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTE = timedelta(minutes=1)
LEGEND = {
    "member": "You, and what you chose. `channel` is our DM; `week` is when you may be reminded, in `zone`; `left_out` "
    "is what your reminders do not offer: always, until a day, on some weekdays (0 is Monday).",
    "reminders": "Each reminder: when it was due, sent and closed, what it offered, and under `done` what you ticked "
    "off. `counted` tells whether it counts for the leaderboard; `ref` is its message in Slack.",
    "days": "How many reminders reached you on each day, and how many exercises you did.",
    "record": "What the days before `until` come to: best week, run, longest run, free days in hand.",
    "archive": "The same of days so long ago that they are no longer kept one by one.",
    "channel_posts_you_set_up": "Weekly posts that you set up; weekday 0 is Monday, `minute` counts from midnight.",
    "weekly_posts": "Your own part of the weekly posts: named, or only counted in the total.",
    "notice": "That an admin's new bounds moved your interval, until you are told of it.",
    "times": "Moments are UTC, days are those of your own time zone, durations are minutes.",
}


def export(everything: Everything, *, at: datetime) -> Json:
    """What the file says; the moment is when it was made."""
    done: dict[ReminderId, list[Completion]] = defaultdict(list)
    for completion in everything.completions:
        done[completion.reminder].append(completion)
    me = everything.member.id
    return {
        "legend": LEGEND,
        "exported_at": plain(at),
        "member": plain(everything.member),
        "reminders": [_reminder(one, done[one.id]) for one in everything.reminders],
        "days": [plain(day) for day in everything.days],
        "record": _record(everything.record),
        "archive": _record(everything.archive),
        "channel_posts_you_set_up": [plain(post) for post in everything.set_up],
        "weekly_posts": [_own_part(post, me) for post in everything.posts],
        "notice": plain(everything.notice),
    }


def plain(value: Any) -> Any:
    """A value of the domain as JSON has it."""
    if is_dataclass(value) and not isinstance(value, Week):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    match value:
        case datetime():
            value = value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            value = value.isoformat()
        case timedelta():
            value = value / MINUTE
        case Week():
            value = _week(value)
        case tuple() | list():
            value = [plain(one) for one in value]
        case frozenset():
            value = sorted(plain(one) for one in value)
    return value


def _reminder(reminder: Reminder, done: Sequence[Completion]) -> Json:
    content: Json = plain(reminder)
    return content | {"done": [{"exercise": one.exercise, "at": plain(one.completed_at)} for one in done]}


def _record(record: Record | None) -> Json | None:
    if record is None:
        return None
    run = record.streak
    return {
        "until": plain(record.until),
        "best_week": record.best_week,
        "run": run.length,
        "longest_run": run.best,
        "free_days": run.free_days,
    }


def _own_part(post: BoardPost, me: MemberId) -> Json:
    """What a weekly post says of this one person; the rest is other people's."""
    part: Json = {"channel": post.channel, "week_of": plain(post.monday), "you_set_it_up": post.set_by == me}
    board = post.board
    if board is None:
        return part
    place = next((place for place in board.places if any(one.member == me for one in place.people)), None)
    run = board.longest_run
    return part | {
        "named_as": next((one.name for one in board.people if one.member == me), None),
        "place": place.place if place else None,
        "percent": place.percent if place else None,
        "beat_own_best": any(one.member == me for one in board.best),
        "longest_run_days": run.days if run and any(one.member == me for one in run.people) else None,
        "counted_unnamed": me in board.private,
        "did_exactly_one": me in board.once,
    }


def _week(week: Week) -> Mapping[str, list[str]]:
    return {name: [period.typed for period in day] for name, day in zip(DAYS, week.days, strict=True)}
