"""The settings as they stand in the fields of the form: written from a member, read from Slack's state."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Any

from bot.domain.member import Style, Visibility
from bot.domain.periods import DAY, DEFAULT_WEEK, Period, Week
from bot.domain.phrases import subtract_gaps
from bot.domain.selection import Choice, seen_in
from bot.domain.settings import SettingsShown
from bot.slack import ids
from bot.slack.payloads import known_weekday, known_zone, reading
from bot.slack.wording.hours import short_day

_MINUTE = timedelta(minutes=1)
_DAYS = range(7)

Hours = tuple[Period, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedSettings:
    """What the fields hold; nothing of it has been judged yet."""

    minutes: int
    zone: str | None
    days: tuple[int, ...]
    start: str
    """As Slack's time picker has it: `09:00`."""
    end: str
    gaps: str
    differing: str
    choice: Choice
    style: Style
    sounds: bool
    visibility: Visibility


def typed_from(shown: SettingsShown) -> TypedSettings:
    """How the form shows a member: any week fits into it, and comes out of it as it was.

    From, To and gaps hold what most days have; whatever does not fit them stands under the days that differ.
    """
    member = shown.status.member
    usual = _usual_hours(member.week)
    days = tuple(day for day in _DAYS if usual and member.week.days[day] == usual)
    span = _span(usual or DEFAULT_WEEK.days[0])
    return TypedSettings(
        minutes=member.interval // _MINUTE,
        zone=member.zone,
        days=days,
        start=_picked(span.start),
        end=_picked(span.end),
        gaps=", ".join(gap.typed for gap in _gaps(usual)),
        differing=_differing(member.week, except_for=days),
        choice=seen_in(shown.selection, routine=shown.routine.id),
        style=member.style,
        sounds=member.guide_sounds,
        visibility=member.visibility,
    )


@reading()
def typed_of(values: Mapping[str, Any]) -> TypedSettings:
    """What a member filled in, from `view.state.values`."""
    field = {block: next(iter(elements.values())) for block, elements in values.items()}
    visibility = field[ids.VISIBILITY_FIELD].get("selected_option")
    zone = field[ids.ZONE_FIELD].get("selected_option")
    routine = field.get(ids.ROUTINE_FIELD, {}).get("selected_option")
    return TypedSettings(
        minutes=int(field[ids.INTERVAL_FIELD]["selected_option"]["value"]),
        zone=known_zone(zone["value"]) if zone else None,
        days=tuple(sorted(int(day) for day in _picked_values(field[ids.DAYS_FIELD]))),
        start=field[ids.FROM_FIELD]["selected_time"],
        end=field[ids.TO_FIELD]["selected_time"],
        gaps=field[ids.GAPS_FIELD].get("value") or "",
        differing=field[ids.DIFFERING_FIELD].get("value") or "",
        choice=Choice(
            routine=routine["value"] if routine else None,
            wanted=frozenset(_picked_values(field[ids.EXERCISES_FIELD])),
            standing_only=frozenset(map(known_weekday, _picked_values(field.get(ids.STANDING_ONLY_FIELD, {})))),
        ),
        style=Style(field[ids.STYLE_FIELD]["selected_option"]["value"]),
        sounds=bool(_picked_values(field[ids.SOUNDS_FIELD])),
        visibility=Visibility(visibility["value"]) if visibility else Visibility.UNANSWERED,
    )


def _picked_values(field: Mapping[str, Any]) -> list[str]:
    return [option["value"] for option in field.get("selected_options") or ()]


def _usual_hours(week: Week) -> Hours:
    """What most days have, of all that From, To and gaps can say; empty where they can say none of it."""
    sayable = [periods for periods in week.days if periods and _is_sayable(periods)]
    return max(sayable, key=sayable.count, default=())


def _is_sayable(periods: Hours) -> bool:
    longest = max(DAY, periods[0].start + DAY // 2)
    if periods[-1].end > longest or any(earlier.end == later.start for earlier, later in pairwise(periods)):
        return False
    return subtract_gaps(_span(periods), _gaps(periods)) == periods


def _span(periods: Hours) -> Period:
    return Period(periods[0].start, periods[-1].end)


def _gaps(periods: Hours) -> Hours:
    return tuple(Period(earlier.end, later.start) for earlier, later in pairwise(periods))


def _differing(week: Week, *, except_for: tuple[int, ...]) -> str:
    """As in `fri 9-13; sat 10-12 14-16`."""
    parts = (
        f"{short_day(day).lower()} {' '.join(period.typed for period in week.days[day])}"
        for day in _DAYS
        if week.days[day] and day not in except_for
    )
    return "; ".join(parts)


def _picked(minute: int) -> str:
    """A minute as a time picker has it, which knows no 24:00."""
    return f"{minute % DAY // 60:02}:{minute % 60:02}"
