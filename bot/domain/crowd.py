"""When a total hides the private people in it, even from one of them.

Whoever reads a total may know who took part, everything about the people who are shown, and, being private, one number
more: their own. The others hide behind one another only if the same total could have come about in another way, and
if that other way would have been told too. Both conditions below are made so; the tests play the game.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from bot.domain.ids import MemberId

People = frozenset[MemberId]

CROWD = 3
"""One knows their own number, and two must be left."""


def hides_everyone(done: Mapping[MemberId, int], *, earlier: Sequence[People], once: People) -> bool:
    """Whether a total of what these private people did may be told beside the totals told earlier.

    `earlier` are the private people of each of those, `once` all of them who did exactly one exercise. Totals can be
    subtracted from each other, so every part into which the new one cuts the earlier ones must be a crowd by itself.
    """
    parts: dict[tuple[bool, ...], set[MemberId]] = defaultdict(set)
    for member in People(done).union(*earlier):
        parts[tuple(member in people for people in earlier)].add(member)
    for part in parts.values():
        inside, outside = part & done.keys(), part - done.keys()
        if inside and not (_is_crowd([done[member] for member in inside]) and _is_unknown_crowd(outside, once)):
            return False
    return True


def _is_crowd(numbers: Collection[int]) -> bool:
    """Three or more, who did at least three exercises beyond one each, and not all of those by the same person."""
    beyond = [number - 1 for number in numbers]
    return len(beyond) >= CROWD and max(beyond) < sum(beyond) >= CROWD


def _is_unknown_crowd(people: Collection[MemberId], once: People) -> bool:
    """The same of people whose numbers are no longer known: one person more makes up for that. Nobody is a crowd."""
    return not people or (len(people) > CROWD and len(set(people) - once) > 1)
