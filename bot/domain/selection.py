"""Which exercises a member's reminders offer, what they leave out, and how that changes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from bot.domain.offer import LeftOut, Offer
from routines.model import Exercise

A_DAY = timedelta(days=1)
A_WEEK = timedelta(days=7)
ALL_WEEKDAYS = frozenset(range(7))


class HowLong(StrEnum):
    """How long what a member asks for lasts."""

    TODAY = "today"
    WEEK = "week"
    LASTING = "lasting"
    """Until they change it."""

    def until(self, day: date) -> date | None:
        """The first day, counted from that one, on which it is over; None for what lasts."""
        match self:
            case HowLong.TODAY:
                return day + A_DAY
            case HowLong.WEEK:
                return day + A_WEEK
            case HowLong.LASTING:
                return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What closing a card is to change besides: one exercise is left out, or all reminders are paused, or nothing."""

    leave_out: str | None = None
    pauses: bool = False
    how_long: HowLong = HowLong.TODAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a form shows, or gets back, of what comes."""

    routine: str | None
    """The id; None where there is no choice."""
    wanted: frozenset[str]
    """The exercises to be offered, by their ids."""
    standing_only: frozenset[int]
    """Weekdays (Monday 0) without the exercises that are done lying."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The exercises of a member's routine, and what is left out of them as of `day`, which is their today."""

    exercises: tuple[Exercise, ...]
    left_out: tuple[LeftOut, ...]
    day: date
    calendar_day: date | None = None
    """The date on the calendar, which in a night shift is the day after; None: the same."""
    weekdays: frozenset[int] = ALL_WEEKDAYS
    """Those that have hours."""

    @property
    def today(self) -> date:
        """What a calendar says."""
        return self.calendar_day or self.day

    def left_out_of(self, exercise: str) -> LeftOut | None:
        """How the exercise is left out, today or on other days; None where it is not."""
        return next((one for one in pruned(self.left_out, day=self.day) if one.exercise == exercise), None)

    def is_offered(self, exercise: str) -> bool:
        """Whether it comes, on some weekdays at least."""
        one = self.left_out_of(exercise)
        return one is None or not (one.always or one.until is not None or self.weekdays <= one.weekdays)

    @property
    def offered(self) -> tuple[Exercise, ...]:
        return tuple(exercise for exercise in self.exercises if self.is_offered(exercise.id))

    @property
    def standing(self) -> tuple[Exercise, ...]:
        """The exercises for places without a floor to lie on; none where all or none are such."""
        standing = tuple(exercise for exercise in self.exercises if not exercise.lying)
        return () if standing == self.exercises else standing

    @property
    def standing_only(self) -> frozenset[int]:
        """The weekdays on which everything but those is left out."""
        lying = [exercise.id for exercise in self.exercises if exercise.lying] if self.standing else []
        outs = [one.weekdays if (one := self.left_out_of(each)) else frozenset[int]() for each in lying]
        return frozenset.intersection(*outs) if outs else frozenset()


def pruned(left_out: Sequence[LeftOut], *, day: date) -> tuple[LeftOut, ...]:
    """The same without what is over by that day."""
    return tuple(
        one if one.until is None or day < one.until else replace(one, until=None)
        for one in left_out
        if not one.is_over(day)
    )


def without(left_out: Sequence[LeftOut], exercise: str) -> tuple[LeftOut, ...]:
    """The same with the exercise put back."""
    return tuple(one for one in left_out if one.exercise != exercise)


def with_one(left_out: Sequence[LeftOut], one: LeftOut) -> tuple[LeftOut, ...]:
    """The same with an exercise left out like this, however it was left out before."""
    return (*without(left_out, one.exercise), one)


def with_one_more(left_out: Sequence[LeftOut], exercise: str, *, until: date | None) -> tuple[LeftOut, ...]:
    """The same with an exercise left out until that day, or for good, on top of how it was left out before."""
    before = next((one for one in left_out if one.exercise == exercise), LeftOut(exercise=exercise))
    if until is None:
        return with_one(left_out, replace(before, always=True, until=None))
    later = until if before.until is None else max(until, before.until)
    return with_one(left_out, replace(before, until=None if before.always else later))


def as_chosen(selection: Selection, chosen: Choice, *, seen: Choice) -> tuple[LeftOut, ...]:
    """What is left out once this was chosen in a form that showed what was `seen`. Whatever the choice does not change
    stays as it is: until when, on which other days, and what has been left out or put back since.
    """
    left_out = pruned(selection.left_out, day=selection.day)
    for exercise in selection.exercises:
        after = selection.left_out_of(exercise.id) or LeftOut(exercise=exercise.id)
        if exercise.lying and selection.standing:
            more, fewer = chosen.standing_only - seen.standing_only, seen.standing_only - chosen.standing_only
            weekdays = (after.weekdays | more) - fewer
            is_wanted_nowhere = selection.weekdays <= after.weekdays and exercise.id not in chosen.wanted
            after = replace(after, weekdays=weekdays, always=after.always or (is_wanted_nowhere and bool(fewer)))
        if exercise.id in chosen.wanted - seen.wanted:
            on_no_day = selection.weekdays <= after.weekdays
            weekdays = frozenset[int]() if on_no_day else after.weekdays
            after = replace(after, always=False, until=None, weekdays=weekdays)
        elif exercise.id in seen.wanted - chosen.wanted:
            after = replace(after, always=True, until=None)
        left_out = without(left_out, exercise.id) if after.is_over(selection.day) else with_one(left_out, after)
    return left_out


def empties_a_day(before: Offer, after: Offer, *, since: date) -> bool:
    """Whether from that day on there is one on which nothing is offered any more, and something was."""
    ends = [one.until for one in (*before.left_out, *after.left_out) if one.until is not None]
    last = max([since, *ends]) + A_WEEK  # from the last end on, a week is like every other
    days = (since + n * A_DAY for n in range((last - since).days))
    return any(not after.on(day) and before.on(day) for day in days)


def seen_in(selection: Selection, *, routine: str | None) -> Choice:
    """What a form of this member shows."""
    wanted = frozenset(exercise.id for exercise in selection.offered)
    return Choice(routine=routine, wanted=wanted, standing_only=selection.standing_only)


def leaves_nothing(offer: Offer, *, weekdays: Collection[int], since: date, days: int) -> bool:
    """Whether so many days from that one on offer nothing, as far as they have hours."""
    ahead = (since + n * A_DAY for n in range(days))
    return not any(offer.on(day) for day in ahead if day.weekday() in weekdays)
