from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ids import MemberId
from bot.domain.standings import Ahead, Board, LongestRun, Named, Participant, Place, board, just_ahead, team_total


def person(
    name: str, percent: int = 50, *, done: int = 10, reminders: int = 50, best_before: int = 0, run: int = 0
) -> Participant:
    """Somebody shown, with a hundred exercises offered."""
    return Participant(
        member=MemberId(f"U{name.upper()}"),
        name=name,
        shown=True,
        done=done,
        reminders=reminders,
        offered=100,
        done_of_offered=percent,
        best_week_before=best_before,
        run=run,
    )


def private(number: int, *, done: int = 2) -> Participant:
    return Participant(
        member=MemberId(f"P{number}"),
        name=f"Secret {number}",
        shown=False,
        done=done,
        reminders=50,
        offered=100,
        done_of_offered=100,
        best_week_before=1,
        run=99,
    )


def post(people: Sequence[Participant], previous: Board | None = None, earlier: Sequence[Board] = ()) -> Board:
    found = board(people, previous=previous, earlier=earlier)
    assert found is not None
    return found


def ranking(found: Board) -> list[tuple[int, list[str], int]]:
    return [(place.place, [one.name for one in place.people], place.percent) for place in found.places]


TEAM = [person("Ana", 93), person("Priya", 90), person("Tom", 90), person("Lin", 83), person("Sam", 20)]
LAST = Board(total=40, took_part=4)


def test_ties_share_a_place_and_the_next_place_skips() -> None:
    rest = [person(name, 10) for name in ("Bo", "Cy", "Di")]
    assert ranking(post([*TEAM, *rest])) == [(1, ["Ana"], 93), (2, ["Priya", "Tom"], 90), (4, ["Lin"], 83)]


def test_a_list_names_half_of_the_shown_people_with_ties_at_the_cut_whole() -> None:
    assert ranking(post(TEAM[:3])) == [(1, ["Ana"], 93), (2, ["Priya", "Tom"], 90)]
    assert ranking(post(TEAM[1:])) == [(1, ["Priya", "Tom"], 90)]


def test_a_list_names_five_at_most() -> None:
    assert len(post([person(f"N{number}", number) for number in range(1, 31)]).places) == 5


def test_people_with_fewer_than_five_reminders_have_no_place() -> None:
    newcomer = person("New", 100, reminders=4)
    assert "New" not in {name for _, names, _ in ranking(post([*TEAM, newcomer])) for name in names}


def test_shares_that_read_alike_are_a_tie() -> None:
    close = [
        replace(person(name), offered=1000, done_of_offered=done) for name, done in (("A", 904), ("B", 896), ("C", 100))
    ]
    assert ranking(post(close)) == [(1, ["A", "B"], 90)]


def test_fewer_than_three_shown_people_make_no_list() -> None:
    found = post([person("Ana", run=9), person("Tom", best_before=1)])
    assert found == Board(total=20, took_part=2)


def test_shown_people_who_did_nothing_do_not_make_three() -> None:
    assert post([person("Ana"), person("Tom"), person("Lin", 0, done=0)]).places == ()


def test_those_who_beat_their_own_best_are_named() -> None:
    people = [person("Sam", best_before=9), person("Lin", best_before=10), person("Tom"), person("Ana", best_before=3)]
    assert [one.name for one in post(people).best] == ["Ana", "Sam"]


def test_the_longest_run_names_everybody_who_has_it() -> None:
    people = [person("Ana", run=14), person("Tom", run=14), person("Lin", run=3)]
    run = post(people).longest_run
    assert run == LongestRun(people=(Named(MemberId("UANA"), "Ana"), Named(MemberId("UTOM"), "Tom")), days=14)


def test_a_run_of_one_day_is_no_run() -> None:
    assert post([person("Ana", run=1), person("Tom", run=1), person("Lin")]).longest_run is None


def test_without_private_people_the_total_is_told() -> None:
    found = post(TEAM)
    assert (found.total, found.took_part, found.private) == (50, 5, frozenset())


@pytest.mark.parametrize(("count", "total"), [(1, None), (2, None), (3, 56), (4, 58)])
def test_one_or_two_private_people_silence_the_total(count: int, total: int | None) -> None:
    found = post([*TEAM, *(private(number) for number in range(count))])
    assert found.total == total
    assert (found.took_part is None) == (total is None)
    assert found.places


def test_private_people_who_did_nothing_did_not_take_part() -> None:
    assert post([*TEAM, private(1, done=0)]).took_part == 5


@pytest.mark.parametrize("numbers", [(1, 1, 1), (2, 2, 1), (9, 1, 1)])
def test_a_total_that_gives_somebody_away_is_not_told(numbers: tuple[int, ...]) -> None:
    people = [private(number, done=done) for number, done in enumerate(numbers)]
    assert board(people, previous=None, earlier=()) is None


@pytest.mark.parametrize(
    ("previous", "more"), [(None, None), (LAST, 10), (Board(total=50), None), (Board(total=60), None), (Board(), None)]
)
def test_the_last_week_is_compared_only_when_it_had_a_total_and_this_one_is_up(
    previous: Board | None, more: int | None
) -> None:
    assert post(TEAM, previous=previous).more_than_last == more


@pytest.mark.parametrize("people", [[], [person("Ana", 0, done=0)], [private(1)], [person("Ana"), private(1)]])
def test_nothing_to_show_is_no_post(people: list[Participant]) -> None:
    assert board(people, previous=None, earlier=()) is None


@pytest.mark.parametrize(("others", "told"), [(0, True), (1, False), (2, False), (3, False), (4, True)])
def test_a_second_post_without_a_few_private_people_of_the_first_has_no_total(others: int, told: bool) -> None:
    common = [private(number) for number in range(3)]
    first = post([*TEAM, *common, *(private(10 + number) for number in range(others))])
    assert (post([*TEAM, *common], earlier=[first]).total is not None) == told
    assert (team_total([*TEAM, *common], earlier=[first]) is not None) == told


@pytest.mark.parametrize(("others", "told"), [(0, True), (1, False), (2, False), (3, True)])
def test_a_second_post_with_one_or_two_private_people_more_has_no_total(others: int, told: bool) -> None:
    common = [private(number) for number in range(3)]
    first = post([*TEAM, *common])
    more = [*TEAM, *common, *(private(10 + number) for number in range(others))]
    assert (post(more, earlier=[first]).total is not None) == told


def test_four_people_left_between_two_totals_are_too_few_when_they_did_one_exercise_each() -> None:
    common = [private(number) for number in range(3)]
    first = post([*common, *(private(10 + number, done=1) for number in range(4))])
    assert first.total == 10
    assert board(common, previous=None, earlier=[first]) is None


def test_posts_without_common_people_silence_nothing() -> None:
    first = post([private(number) for number in range(3)])
    assert post([private(number) for number in range(3, 6)], earlier=[first]).total == 6


def test_an_earlier_post_without_a_total_silences_nothing() -> None:
    first = post([*TEAM, private(0), private(1)])
    assert post([*TEAM, *(private(number) for number in range(3))], earlier=[first]).total == 56


def test_a_third_post_that_would_leave_few_people_between_the_totals_is_silent() -> None:
    group = [private(number) for number in range(9)]
    one = post(group[:8])
    two = post(group[:4], earlier=[one])
    assert (one.total, two.total) == (16, 8)
    assert board(group[2:], previous=None, earlier=[one, two]) is None


def test_who_becomes_private_again_leaves_the_lists_and_everybody_keeps_their_place() -> None:
    people = [
        person("Ana", 93, best_before=1, run=5),
        person("Tom", 90, run=5),
        person("Lin", 90),
        person("Sam", 80),
        person("Di", 10),
    ]
    kept = post(people).without(MemberId("UANA"))
    assert ranking(kept) == [(2, ["Lin", "Tom"], 90)]
    assert kept.best == ()
    assert kept.longest_run == LongestRun(people=(Named(MemberId("UTOM"), "Tom"),), days=5)
    assert kept.without(MemberId("UTOM")).longest_run is None


def test_the_own_view_names_the_two_shown_people_just_ahead_nearest_first() -> None:
    me = person("Me", 80)
    ahead = just_ahead(me, [*TEAM, me, private(1)])
    assert [(one.name, one.percent) for one in ahead] == [("Lin", 83), ("Priya", 90)]


def test_nobody_is_ahead_of_the_first_nor_of_somebody_without_a_share() -> None:
    assert just_ahead(TEAM[0], TEAM) == ()
    assert just_ahead(person("Me", 10, reminders=4), TEAM) == ()


@given(st.lists(st.integers(min_value=0, max_value=100), min_size=1, max_size=8))
def test_the_own_view_never_names_anybody_behind_or_beside(percents: list[int]) -> None:
    me, *others = [person(f"N{number}", percent) for number, percent in enumerate(percents)]
    ahead: tuple[Ahead, ...] = just_ahead(me, [me, *others])
    assert len(ahead) <= 2
    assert all(one.percent > percents[0] for one in ahead)


@given(st.lists(st.integers(min_value=0, max_value=100), max_size=20))
def test_places_count_everybody_ahead_and_name_the_upper_half_with_its_ties(percents: list[int]) -> None:
    found = board([person(f"N{number}", percent) for number, percent in enumerate(percents)], previous=None, earlier=())
    places: tuple[Place, ...] = found.places if found else ()
    ranked = sorted((percent for percent in percents if percent), reverse=True)
    cut = ranked[min(5, -(-len(ranked) // 2)) - 1] if len(ranked) >= 3 else 101
    named = [percent for percent in ranked if percent >= cut]
    assert [place.percent for place in places for _ in place.people] == named
    assert all(place.place == sum(percent > place.percent for percent in percents) + 1 for place in places)
