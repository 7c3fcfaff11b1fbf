"""When a total hides the private people in it, even from one of them."""

from collections.abc import Sequence

from bot.domain.ids import MemberId

People = frozenset[MemberId]

CROWD = 3
"""One of them knows their own number, and two must be left."""


def hides_everyone(private: People, *, once: People, earlier: Sequence[People]) -> bool:
    """Whether a total of these private people may be told beside the totals told earlier.

    `once` are those, of all these people, who did exactly one exercise. Two totals can be subtracted: so the people in
    one but not in the other must hide one another too. With more totals every part that they cut out must.
    """
    compared = [private, *(private ^ other for other in earlier)]
    if len(earlier) > 1:
        compared += _parts([private, *earlier])
    return all(_is_crowd(people, once) for people in compared)


def _is_crowd(people: People, once: People) -> bool:
    """Whether there is nobody to hide, or enough.

    Only those who did more than one exercise count: three people who did three exercises together did one each.
    """
    return not people or len(people - once) >= CROWD


def _parts(sets: Sequence[People]) -> list[People]:
    """Everybody in these sets, divided by which of them they are in."""
    parts: dict[tuple[bool, ...], set[MemberId]] = {}
    for member in frozenset[MemberId]().union(*sets):
        parts.setdefault(tuple(member in people for people in sets), set()).add(member)
    return [frozenset(part) for part in parts.values()]
