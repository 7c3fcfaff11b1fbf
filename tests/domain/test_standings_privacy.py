"""Nobody learns a private person's number from the posts.

Told as a game: whoever reads the posts knows who took part, everything about the people who are shown, and, being one
of the private people, their own number. Still, for each of the others there is another number that makes the very
same posts. A post without a total is the same whatever private people did (the last test), and says not why.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations, product, takewhile

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.ids import MemberId
from bot.domain.standings import Board, Participant, board, just_ahead

Posts = Callable[[Sequence[Participant]], list[Board]]


def people(*, most_shown: int, most_private: int, least_private: int = 0) -> st.SearchStrategy[list[Participant]]:
    def build(shown: bool) -> st.SearchStrategy[Participant]:
        return st.builds(
            Participant,
            member=st.just(MemberId("")),
            name=st.just(""),
            shown=st.just(shown),
            done=st.integers(min_value=0, max_value=4),
            reminders=st.integers(min_value=4, max_value=6),
            offered=st.just(8),
            done_of_offered=st.integers(min_value=0, max_value=8),
            best_week_before=st.integers(min_value=0, max_value=4),
            run=st.integers(min_value=0, max_value=3),
        )

    both = st.tuples(
        st.lists(build(True), max_size=most_shown),
        st.lists(build(False), min_size=least_private, max_size=most_private),
    )
    return both.map(
        lambda pair: [
            replace(one, member=MemberId(f"U{number}"), name=f"N{number}")
            for number, one in enumerate([*pair[0], *pair[1]])
        ]
    )


def with_totals(*found: Board | None) -> list[Board]:
    """What the posts show, up to the first without a total."""
    told = takewhile(lambda post: post is not None and post.total is not None, found)
    return [replace(post, private=frozenset(), once=frozenset()) for post in told if post]


def other_numbers(crowd: Sequence[Participant], one: int) -> Iterator[dict[int, int]]:
    """Changes to the numbers of private people, small ones first: always the one's, and at most two others'."""
    others = [at for at, person in enumerate(crowd) if at != one and not person.shown and person.done]
    for steps in ((1, -1), (1, -1, 2, -2, 3, -3)):
        for count in range(3):
            for chosen, change in product(combinations(others, count), product(steps, repeat=count + 1)):
                changed = dict(zip((one, *chosen), change, strict=True))
                if all(crowd[at].done + step >= 0 for at, step in changed.items()):
                    yield changed


def assert_nobody_is_exposed(crowd: Sequence[Participant], posts: Posts) -> None:
    seen = posts(crowd)
    private = [at for at, person in enumerate(crowd) if not person.shown and person.done]
    for one in private:
        curious = {at for at in private if at != one} or {-1}
        for changed in other_numbers(crowd, one):
            if not curious - changed.keys():
                continue
            told = [replace(person, done=person.done + changed.get(at, 0)) for at, person in enumerate(crowd)]
            if posts(told)[: len(seen)] == seen:
                curious &= changed.keys()
            if not curious:
                break
        assert not curious, f"{crowd[one]} is exposed"


@settings(max_examples=100, deadline=None)
@given(people(most_shown=4, most_private=6))
def test_one_post_hides_every_private_persons_number(crowd: list[Participant]) -> None:
    def posts(crowd: Sequence[Participant]) -> list[Board]:
        return with_totals(board(crowd, previous=Board(total=3), earlier=()))

    assert_nobody_is_exposed(crowd, posts)


@settings(max_examples=100, deadline=None)
@given(
    people(most_shown=2, most_private=9, least_private=6),
    st.lists(st.sampled_from(["first", "second", "both"]), min_size=11, max_size=11),
)
def test_two_channels_posts_hide_every_private_persons_number(crowd: list[Participant], channels: list[str]) -> None:
    def posts(crowd: Sequence[Participant]) -> list[Board]:
        placed = list(zip(crowd, channels, strict=False))
        first = board([one for one, where in placed if where != "second"], previous=None, earlier=())
        earlier = [first] if first else []
        second = board([one for one, where in placed if where != "first"], previous=None, earlier=earlier)
        return with_totals(first, second)

    assert_nobody_is_exposed(crowd, posts)


@given(people(most_shown=6, most_private=6))
def test_only_people_who_asked_for_it_are_named(crowd: list[Participant]) -> None:
    shown = {person.member for person in crowd if person.shown}
    found = board(crowd, previous=None, earlier=()) or Board()
    run = found.longest_run.people if found.longest_run else ()
    named = {one.member for people in (*(place.people for place in found.places), found.best, run) for one in people}
    assert named <= shown
    assert {ahead.member for me in crowd for ahead in just_ahead(me, crowd)} <= shown


@given(people(most_shown=6, most_private=6))
def test_the_lists_do_not_depend_on_private_people_at_all(crowd: list[Participant]) -> None:
    alone = board([person for person in crowd if person.shown], previous=None, earlier=()) or Board()
    among = board(crowd, previous=None, earlier=()) or Board()
    assert (among.places, among.best, among.longest_run) == (alone.places, alone.best, alone.longest_run)
