"""What a crowded day must come to, and what to say of it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.domain.spread import FIRST_GAP_SPREAD
from tests.simulation.crowd import CLOSES, OPENS, Crowd, Day, OldCards
from tests.simulation.queueing import MINUTE, Served, Spread, evenly_paced, excess, in_bursts, quantile, waiting

FIRST_AFTER = OPENS + 135 * MINUTE
"""The lo of law 3 for an interval of two and a half hours: a quarter of an hour less."""
REFUSED_SHARE = 0.01  # of all posts; a storm is worse
LATER_THAN_FORCED = 60.0  # seconds
SUPERSEDED = "expired: superseded"
"""A press came while it waited, so that the next one counts from there."""
EVEN = 58.3
"""What chi-square with 29 degrees of freedom exceeds once in a thousand times by chance."""


@dataclass(frozen=True, slots=True)
class Goal:
    name: str
    figure: str
    is_met: bool

    def __str__(self) -> str:
        return f"{'met   ' if self.is_met else 'MISSED'}  {self.name}: {self.figure}"


@dataclass(frozen=True, slots=True)
class Verdict:
    crowd: Crowd
    day: Day

    @property
    def goals(self) -> Sequence[Goal]:
        return (self._no_storm(), self._in_time(), self._nothing_lost(), self._even(), self._tidy())

    @property
    def missed(self) -> list[str]:
        """The names of the goals that are."""
        return [goal.name for goal in self.goals if not goal.is_met]

    @property
    def spread(self) -> Spread:
        minutes = [int((due - FIRST_AFTER) // MINUTE) for due in self.day.first_due]
        return Spread.over(minutes, parts=FIRST_GAP_SPREAD)

    def beyond(self, queue: Callable[..., list[float]]) -> list[float]:
        return excess(self.day.sent, self.ideal(queue))

    def ideal(self, queue: Callable[..., list[float]]) -> list[float]:
        return queue([one.due for one in self.day.sent], a_minute=self.crowd.cap)

    def lines(self) -> Iterator[str]:
        yield from self._posts()
        yield from self._lateness()
        yield from self._backlog()
        yield from self._spread()
        yield from self._old_cards()
        yield from (str(goal) for goal in self.goals)

    def _no_storm(self) -> Goal:
        share = self.day.posts.refused_share
        return Goal("no storm of 429s", f"{share:.3%} of the posts (under {REFUSED_SHARE:.0%})", share < REFUSED_SHARE)

    def _in_time(self) -> Goal:
        later = quantile(self.beyond(evenly_paced), 0.99)
        figure = f"p99 {later:.1f} s later than the cap forces (under {LATER_THAN_FORCED:g})"
        return Goal("in time", figure, later < LATER_THAN_FORCED)

    def _nothing_lost(self) -> Goal:
        lost = sum(count for why, count in self.day.unsent.items() if why != SUPERSEDED)
        errors = self.day.errors.total()
        figure = f"{lost} reminders not sent, {errors} errors logged (none)"
        return Goal("nothing late or lost", figure, not lost and not errors)

    def _even(self) -> Goal:
        spread = self.spread
        figure = f"chi-square {spread.chi_square:.1f} (under {EVEN}), {spread.outside} outside (none)"
        return Goal("first reminders evenly spread", figure, spread.chi_square < EVEN and not spread.outside)

    def _tidy(self) -> Goal:
        left = self.day.old_cards[-1].due
        return Goal("old cards tidied up", f"{left} errands due in the end (none)", not left)

    def _posts(self) -> Iterator[str]:
        day, refused = self.day, self.day.posts.refused
        worst = max((sum(at <= one < at + MINUTE for one in refused) for at in refused), default=0)
        busiest = max((sum(at <= one.at < at + MINUTE for one in day.sent) for at in _minutes(day.sent)), default=0)
        yield f"{day.posts.passed} posts, {busiest} in the busiest minute; {day.presses} presses"
        yield f"429s of posts: {len(refused)} ({day.posts.refused_share:.3%}), at worst {worst} within a minute"
        yield "not sent: " + (", ".join(f"{count} {why}" for why, count in sorted(day.unsent.items())) or "none")
        yield "logged: " + (", ".join(f"{count} {what}" for what, count in sorted(day.logged.items())) or "nothing")
        yield from (f"error logged {count} times: {error}" for error, count in day.errors.most_common(3))

    def _lateness(self) -> Iterator[str]:
        yield f"{'seconds':44}{'p50':>8}{'p99':>8}{'max':>8}"
        yield _row("late", [one.late for one in self.day.sent])
        due = [one.due for one in self.day.sent]
        for name, queue in (
            (f"{self.crowd.cap} a minute, evenly", evenly_paced),
            ("in bursts of that many", in_bursts),
        ):
            forced = [at - moment for at, moment in zip(self.ideal(queue), due, strict=True)]
            yield _row(f"forced by the cap ({name})", forced)
            yield _row("  later than that", self.beyond(queue))

    def _backlog(self) -> Iterator[str]:
        moments = [OPENS + 10 * MINUTE * step for step in range(int((CLOSES - OPENS) / MINUTE) // 10 + 1)]
        shown = [(at, waiting(self.day.sent, at + MINUTE / 2)) for at in moments]
        yield "waiting, by the clock: " + ", ".join(f"{_clock(at)} {count}" for at, count in shown if count)

    def _spread(self) -> Iterator[str]:
        spread = self.spread
        yield f"first reminders from {_clock(FIRST_AFTER)}, by the minute: " + " ".join(map(str, spread.counts))
        yield f"  the fullest minute is {spread.fullest:.2f} of the mean, chi-square {spread.chi_square:.1f}"

    def _old_cards(self) -> Iterator[str]:
        day = self.day
        for name, cap in (("deletions", day.deletions), ("edits", day.edits)):
            yield f"{name}: {cap.passed}, refused {len(cap.refused)} ({cap.refused_share:.2%})"
        hourly = [one for one in day.old_cards if one.at % 3600 < MINUTE and one.due]
        yield "errands due, by the clock: " + ", ".join(f"{_clock(one.at)} {one.due}" for one in hourly)
        for at_close in [one for one in day.old_cards if one.at >= CLOSES][:1]:
            yield f"errands at {_clock(CLOSES)}: {at_close.due} due, {at_close.planned - at_close.due} for the night"
            yield f"  none is due any more at {_worked_off(day.old_cards)}"


def _worked_off(looks: Sequence[OldCards]) -> str:
    """Every moment after the day at which the last that was due is done: of the day, and of the night."""
    after = [one for one in looks if one.at >= CLOSES - MINUTE]
    moments = [_clock(later.at) for one, later in pairwise(after) if one.due and not later.due]
    return ", ".join(moments) or "never"


def _row(name: str, seconds: Sequence[float]) -> str:
    figures = (quantile(seconds, 0.5), quantile(seconds, 0.99), max(seconds))
    return f"{name:44}" + "".join(f"{figure:8.1f}" for figure in figures)


def _minutes(sent: Sequence[Served]) -> list[float]:
    return sorted({one.at // MINUTE * MINUTE for one in sent})


def _clock(moment: float) -> str:
    """The wall clock, from seconds of the day that began ten minutes before nine."""
    minutes = int(8 * 60 + 50 + moment // MINUTE)
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"
