"""Active hours: what follows `hours`, and what the settings take as text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.domain.errors import HoursEndBeforeStart, HoursOverlap, UnreadableDay, UnreadableHours
from bot.domain.periods import DAY, Period, Week
from bot.domain.phrases.phrase import SetHours
from bot.domain.phrases.text import echo, plain
from bot.domain.phrases.times import read_time
from bot.domain.phrases.weekdays import WORKDAYS, read_weekdays

_EXAMPLE = "hours 9-17 mon-fri"
_GAP_EXAMPLE = "12:30-13:15"
_DAY_EXAMPLE = "fri 9-13"
_FREE_WEEK = Week(((),) * 7)
_FILLERS = {"and", "&", "from", "on"}


@dataclass(slots=True)
class _Group:
    """Weekdays, then periods; either may be missing."""

    days: list[int] = field(default_factory=list)
    periods: list[Period] = field(default_factory=list)


def read_hours(words: Sequence[str]) -> SetHours:
    """What follows `hours`: periods, and before or after them the weekdays they are for."""
    tokens = _tokens(" ".join(words))
    try:
        groups = _groups(tokens, example=_EXAMPLE)
    except HoursEndBeforeStart as refusal:
        day_tokens = [token for token in tokens if read_weekdays(token)]
        if len(tokens) - len(day_tokens) == 1:  # the suggestion mends the one period: it can keep the days
            refusal.suggestion = " ".join((refusal.suggestion, *day_tokens))
        raise
    match groups:
        case [_Group(days=days, periods=[_, *_] as periods)] | [
            _Group(days=[], periods=[_, *_] as periods),
            _Group(days=days, periods=[]),
        ]:
            _refuse_overlaps(days or WORKDAYS, periods)
            return SetHours(tuple(sorted(set(days))) or None, tuple(sorted(periods)))
        case _:
            raise UnreadableHours(echo(" ".join(tokens) or "hours"), _EXAMPLE)


def parse_gaps(text: str) -> tuple[Period, ...]:
    """The gaps of a day in order, from `12:30-13:15, 15-15:15`; nothing typed is no gap. Raises UnreadableHours."""
    return tuple(sorted(_gap(token) for token in _tokens(plain(text))))


def parse_differing_days(text: str) -> dict[int, tuple[Period, ...]]:
    """Periods by weekday, from `fri 9-13, sat 10-12`; nothing typed is no such day.

    Raises UnreadableHours or UnreadableDay; its suggestion is an example of the whole field.
    """
    tokens = _tokens(plain(text))
    found: dict[int, tuple[Period, ...]] = {}
    try:
        groups = _groups(tokens, example=_DAY_EXAMPLE)
    except HoursEndBeforeStart as refusal:
        raise UnreadableHours(echo(" ".join(tokens)), _DAY_EXAMPLE) from refusal
    for group in groups:
        if not group.days or not group.periods or not found.keys().isdisjoint(group.days):
            raise UnreadableHours(echo(" ".join(tokens)), _DAY_EXAMPLE)
        found |= dict.fromkeys(group.days, tuple(sorted(group.periods)))
    return found


def subtract_gaps(period: Period, gaps: Sequence[Period]) -> tuple[Period, ...]:
    """What the gaps leave of the period, in order. What lies after midnight comes back as times of the next day."""
    left = []
    start = period.start
    for gap_start, gap_end in sorted((gap.start + day, gap.end + day) for gap in gaps for day in (-DAY, 0, DAY)):
        if gap_start >= period.end:
            break
        if gap_start > start:
            left.append((start, gap_start))
        start = max(start, gap_end)
    if start < period.end:
        left.append((start, period.end))
    return tuple(Period(start % DAY, end - start + start % DAY) for start, end in left)


def _tokens(text: str) -> list[str]:
    """One word for each period and each day or range of days."""
    text = text.lower().replace(",", " ").replace(";", " ").replace("every day", "daily")
    text = re.sub(r"(?<=[0-9]) (?=[ap]m\b)", "", text)  # 5 pm
    text = re.sub(r" *- *| to ", "-", text)
    return [token for token in text.split() if token not in _FILLERS]


def _groups(tokens: Sequence[str], *, example: str) -> list[_Group]:
    """The words in groups: a day after a period begins a new one."""
    groups = [_Group()]
    for token in tokens:
        weekdays = read_weekdays(token)
        if weekdays is None:
            groups[-1].periods.append(_period(token, example=example))
        else:
            if groups[-1].periods:
                groups.append(_Group())
            groups[-1].days.extend(weekdays)
    return groups if tokens else []


def _period(token: str, *, example: str) -> Period:
    first, _, last = token.partition("-")
    start, end = read_time(first), read_time(last)
    if start is None or end is None or start == DAY:
        refusal = UnreadableDay if token[0].isalpha() else UnreadableHours
        raise refusal(echo(token), example)
    return Period.of(start, end)


def _refuse_overlaps(days: Sequence[int], periods: Sequence[Period]) -> None:
    """Raises HoursOverlap; a suggestion that overlaps in its turn, across midnight, gives way to the one for that."""
    try:
        _FREE_WEEK.replaced(days, periods)
    except HoursOverlap as refusal:
        try:
            read_hours(refusal.suggestion.split()[1:])
        except HoursOverlap as second:
            refusal.suggestion = second.suggestion
        raise


def _gap(token: str) -> Period:
    try:
        return _period(token, example=_GAP_EXAMPLE)
    except (UnreadableDay, HoursEndBeforeStart) as refusal:
        raise UnreadableHours(echo(token), _GAP_EXAMPLE) from refusal
