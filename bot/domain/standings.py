"""The team's standings: what the weekly post of a channel says, and what a member sees of the others.

Two rules hold throughout. Names are only of people who asked to be shown, never with a count. And no total lets
anybody, even a private person who knows their own number, work out the number of another private person.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.crowd import hides_everyone
from bot.domain.ids import MemberId
from bot.domain.scoring import share_percent

SHOWN_FOR_A_LIST = 3
MOST_NAMES = 5
SHORTEST_RUN = 2
MOST_AHEAD = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """One member of the channel, with what they did in the time one post counts."""

    member: MemberId
    name: str
    shown: bool
    """They asked to be shown."""
    done: int
    """Exercises done, of every kind of reminder."""
    reminders: int
    """Reminders in the denominator."""
    offered: int
    """Exercises these offered."""
    done_of_offered: int
    """Exercises of these that were done."""
    best_week_before: int
    """The most exercises in an earlier week; 0 when there was none."""
    run: int
    """The length of their streak."""

    @property
    def percent(self) -> int | None:
        """Their share as it is shown; None below five reminders."""
        return share_percent(done=self.done_of_offered, offered=self.offered, reminders=self.reminders)

    @property
    def gain(self) -> int:
        """How far they are ahead of their own best week; 0 when they are not, or have none."""
        return max(0, self.done - self.best_week_before) if self.best_week_before else 0


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody who asked to be shown."""

    member: MemberId
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    place: int
    people: tuple[Named, ...]
    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LongestRun:
    people: tuple[Named, ...]
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """A shown person just ahead."""

    member: MemberId
    name: str
    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """What one weekly post says. What is None or empty is left out of it."""

    total: int | None = None
    more_than_last: int | None = None
    took_part: int | None = None
    places: tuple[Place, ...] = ()
    best: tuple[Named, ...] = ()
    """Those who beat their own best week."""
    longest_run: LongestRun | None = None
    private: frozenset[MemberId] = frozenset()
    """Never shown: the private people in the total; nobody without one. Later posts are weighed against it."""
    once: frozenset[MemberId] = frozenset()
    """Never shown: those of them who did exactly one exercise."""

    def without(self, member: MemberId) -> "Board":
        """The same board after this person asked to be private again; everybody keeps their place."""
        kept = ((place, _others(place.people, member)) for place in self.places)
        run = self.longest_run
        run_people = _others(run.people, member) if run else ()
        return replace(
            self,
            places=tuple(replace(place, people=people) for place, people in kept if people),
            best=_others(self.best, member),
            longest_run=replace(run, people=run_people) if run and run_people else None,
        )

    def forgetting(self, member: MemberId, *, stand_in: MemberId) -> "Board":
        """The same numbers without a trace of this person. Where they were counted unnamed, somebody whom nobody knows
        stands in, the same in every board: later totals are still weighed against as many people as there were.
        """
        return replace(
            self.without(member),
            private=frozenset(stand_in if one == member else one for one in self.private),
            once=frozenset(stand_in if one == member else one for one in self.once),
        )

    @property
    def people(self) -> tuple[Named, ...]:
        """Whoever is shown by name, as often as they are."""
        run = self.longest_run.people if self.longest_run else ()
        return (*(person for place in self.places for person in place.people), *self.best, *run)

    @property
    def named(self) -> frozenset[MemberId]:
        """Whoever is shown by name, anywhere in it."""
        return frozenset(person.member for person in self.people)


def board(participants: Sequence[Participant], *, previous: Board | None, earlier: Sequence[Board]) -> Board | None:
    """The post for these people, or None when there is nothing to show.

    `previous` is the same channel's last post; `earlier` are the posts of any channel whose time overlaps this one's.
    """
    active = [person for person in participants if person.done > 0]
    shown = [person for person in active if person.shown]
    found = Board()
    if len(shown) >= SHOWN_FOR_A_LIST:
        found = Board(places=_places(shown), best=_best(shown), longest_run=_longest_run(shown))
    if active and _hides_everyone(active, earlier):
        found = _with_total(found, active, previous)
    return None if found == Board() else found


def team_total(participants: Sequence[Participant], *, earlier: Sequence[Board] = ()) -> int | None:
    """Everything these people did together; None where that would tell too much, or is nothing."""
    active = [person for person in participants if person.done > 0]
    return sum(person.done for person in active) if active and _hides_everyone(active, earlier) else None


def just_ahead(me: Participant, participants: Sequence[Participant]) -> tuple[Ahead, ...]:
    """The shown people closest ahead of me, nearest first, two at most; nobody behind me or beside me."""
    if me.percent is None:
        return ()
    ahead = [
        Ahead(member=person.member, name=person.name, percent=person.percent)
        for person in participants
        if person.shown and person.member != me.member and person.percent is not None and person.percent > me.percent
    ]
    return tuple(sorted(ahead, key=lambda person: (person.percent, person.name.casefold(), person.member))[:MOST_AHEAD])


def _with_total(found: Board, active: Sequence[Participant], previous: Board | None) -> Board:
    total = sum(person.done for person in active)
    last = previous.total if previous else None
    private = {person.member: person.done for person in active if not person.shown}
    return replace(
        found,
        total=total,
        more_than_last=total - last if last is not None and total > last else None,
        took_part=len(active),
        private=frozenset(private),
        once=frozenset(member for member, done in private.items() if done == 1),
    )


def _hides_everyone(active: Sequence[Participant], earlier: Sequence[Board]) -> bool:
    """Whether a total of these people tells no private person's number, alone or beside the earlier totals."""
    totals = [other for other in earlier if other.total is not None]
    return hides_everyone(
        {person.member: person.done for person in active if not person.shown},
        earlier=[other.private for other in totals],
        once=frozenset[MemberId]().union(*(other.once for other in totals)),
    )


def _places(shown: Sequence[Participant]) -> tuple[Place, ...]:
    ranked = [(person.percent, person) for person in shown if person.percent]
    if len(ranked) < SHOWN_FOR_A_LIST:
        return ()
    places = []
    percents = sorted((percent for percent, _ in ranked), reverse=True)
    for percent in sorted(set(percents[: _most_names(len(ranked))]), reverse=True):
        people = [person for theirs, person in ranked if theirs == percent]
        places.append(Place(place=percents.index(percent) + 1, people=_named(people), percent=percent))
    return tuple(places)


def _best(shown: Sequence[Participant]) -> tuple[Named, ...]:
    gains = sorted((person.gain for person in shown if person.gain), reverse=True)
    cut = gains[: _most_names(len(shown))]
    return _named([person for person in shown if person.gain in cut])


def _longest_run(shown: Sequence[Participant]) -> LongestRun | None:
    days = max(person.run for person in shown)
    if days < SHORTEST_RUN:
        return None
    return LongestRun(people=_named([person for person in shown if person.run == days]), days=days)


def _most_names(shown: int) -> int:
    """How many a list may name, so that it never tells who came last."""
    return min(MOST_NAMES, (shown + 1) // 2)


def _named(people: Sequence[Participant]) -> tuple[Named, ...]:
    """In the order of the alphabet, which says nothing about who did more."""
    ordered = sorted(people, key=lambda person: (person.name.casefold(), person.member))
    return tuple(Named(person.member, person.name) for person in ordered)


def _others(people: tuple[Named, ...], member: MemberId) -> tuple[Named, ...]:
    return tuple(person for person in people if person.member != member)
