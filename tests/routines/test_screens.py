"""The ten screens of the guide, word by word as the copy deck has them, and laws that every routine's screens keep."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routines.loader import load_catalog
from routines.model import Exercise, Side, Step
from routines.screens import Screen, ScreenTimer, screens_of
from routines.sentences import sentences

HIP, KNEE = load_catalog().routines[0].exercises
SCREENS = screens_of((HIP, KNEE))
LEFT, RIGHT = Side.LEFT, Side.RIGHT
LIFT = (
    "Lift your {leg} leg out to the side, foot 4–6 in (10–15 cm) off the floor. "
    "Stay lower if you lose balance or it feels uncomfortable."
)
FLEX = "Flex your foot back and forth for *2 minutes*. Then lower your leg to the floor."
CIRCLES = (
    "Lift your {leg} leg again. Make small circles with your foot and ankle. "
    "You'll feel the tension leave your {leg} buttock."
)


def legs_pull(leg: str) -> tuple[str, ...]:
    return (
        "Breathe in slowly. Pull in your core as you do.",
        f"Breathe out and lift your {leg} leg.",
        "Clasp both hands around your shin. Gently draw your leg toward your chest.",
        f"Let go and lower your {leg} leg.",
    )


LINES: dict[int, tuple[str, ...]] = {
    1: ("Put the chair right in front of you, its seat facing away. You will hold its back.",),
    2: (
        "Put your right hand on the back of the chair. Put your left hand on your hip.",
        "Breathe in slowly. Pull your shoulders down. Draw your belly in. This strong base keeps you steady.",
        LIFT.format(leg="left"),
        FLEX,
    ),
    3: ("Lower your leg to the floor.", CIRCLES.format(leg="left"), "Lower your leg."),
    4: (),
    5: (
        "Put your left hand on the back of the chair. Put your right hand on your hip.",
        "Breathe in slowly. Pull your shoulders down. Draw your belly in. Do this one exactly: it keeps your balance.",
        LIFT.format(leg="right"),
        FLEX,
    ),
    6: ("Lower your leg to the floor.", CIRCLES.format(leg="right"), "Lower your leg."),
    7: (),
    8: (
        "Lie flat on the floor or a soft mat. Put your arms down along your sides.",
        "Raise your legs until they bend at the knees.",
    ),
    9: legs_pull("left"),
    10: legs_pull("right"),
}


def screen(no: int) -> Screen:
    return SCREENS[no - 1]


def timer(no: int) -> ScreenTimer:
    found = screen(no).timer
    assert found
    return found


@pytest.mark.parametrize("no", range(1, 11))
def test_a_screen_lists_what_is_done_without_a_free_hand(no: int) -> None:
    assert (screen(no).no, screen(no).of) == (no, 10)
    assert screen(no).lines == LINES[no]


def test_each_screen_knows_its_exercise_and_the_leg_that_works() -> None:
    assert [each.exercise.short_name for each in SCREENS] == ["Hip stretch"] * 7 + ["Knee to chest"] * 3
    assert [each.side for each in SCREENS] == [None, *[LEFT] * 3, *[RIGHT] * 3, None, LEFT, RIGHT]


def test_the_last_screen_of_an_exercise_is_where_it_is_done() -> None:
    assert [each.no for each in SCREENS if each.is_last] == [7, 10]


def test_two_screens_wait_for_start_and_the_rests_run_by_themselves() -> None:
    timers = [(each.no, each.timer.seconds, each.timer.needs_start) for each in SCREENS if each.timer]
    assert timers == [(2, 120, True), (4, 60, False), (5, 120, True), (7, 60, False)]


@pytest.mark.parametrize(("no", "leg"), [(2, "left"), (5, "right")])
def test_while_the_foot_flexes_the_screen_says_which_one_and_how_to_stay_safe(no: int, leg: str) -> None:
    assert timer(no).running == f"Flex your {leg} foot back and forth."
    assert timer(no).meanwhile == "Stay lower if you lose balance."
    assert timer(no).ends == "Two minutes. Lower your leg."
    assert timer(no).next is None
    assert screen(no).note == "Lower your leg whenever you need to."


def test_a_rest_tells_what_comes_next() -> None:
    assert timer(4).running == timer(7).running == "Rest."
    assert timer(4).next == "the right leg. Left hand on the chair, right hand on your hip."
    assert timer(7).next is None
    assert [timer(no).ends for no in (4, 7)] == ["One minute. Now the right leg.", "One minute. The rest is over."]


def test_before_lying_down_the_phone_is_mentioned() -> None:
    noted = {each.no: each.note for each in SCREENS if each.note and not each.timer}
    assert noted == {8: "Take your phone down with you, or read the next two screens first."}


def test_every_screen_shows_its_pose() -> None:
    assert [each.picture for each in SCREENS] == [
        "stand_setup",
        "stand_left_lift",
        "stand_circles",
        "rest",
        "stand_right_lift",
        "stand_circles",
        "rest",
        "lie_start",
        "lie_left_pull",
        "lie_right_pull",
    ]
    assert [timer(no).picture for no in (2, 4, 5, 7)] == ["stand_flex", "rest", "stand_flex", "rest"]


@pytest.mark.parametrize(("exercise", "numbers"), [(HIP, range(1, 8)), (KNEE, range(8, 11))])
def test_with_one_exercise_left_out_the_other_is_counted_from_one(exercise: Exercise, numbers: range) -> None:
    offered = screens_of((exercise,))
    assert [(each.no, each.of) for each in offered] == [(no, len(numbers)) for no in range(1, len(numbers) + 1)]
    assert [each.lines for each in offered] == [LINES[no] for no in numbers]
    assert [each.timer for each in offered] == [screen(no).timer for no in numbers]
    assert [each.is_last for each in offered] == [False] * (len(numbers) - 1) + [True]


def test_nothing_offered_is_no_screen() -> None:
    assert screens_of(()) == ()


def exercise_of(*steps: Step) -> Exercise:
    return Exercise(
        id="any",
        title="Any",
        short_name="Any",
        about_seconds=60,
        equipment="A chair.",
        spoken_needs="You need a chair.",
        steps=steps,
    )


def step(text: str, *screens: int, seconds: int | None = None, side: Side | None = None) -> Step:
    return Step(no=1, text=text, screens=screens, seconds=seconds, side=side)


def test_what_an_author_leaves_out_is_taken_from_the_text() -> None:
    hold = step("Sit upright. Turn your head and hold it for *20 seconds*. Then look ahead.", 1, seconds=20)
    first, second = screens_of([exercise_of(hold, step("Breathe out.", 2))])
    assert first.timer
    assert first.timer.running == "Turn your head and hold it for 20 seconds."
    assert first.timer.ends == "20 seconds."
    assert first.timer.next is None
    assert second.lines == ("Then look ahead.", "Breathe out.")


def test_what_follows_the_last_time_of_an_exercise_is_told_while_it_runs() -> None:
    (only,) = screens_of([exercise_of(step("Hold for *20 seconds*. Then let go.", 1, 2, seconds=20))])
    assert only.lines == ()
    assert only.timer
    assert (only.timer.running, only.timer.next) == ("Hold for 20 seconds.", "Then let go.")
    assert not only.timer.needs_start


def test_what_comes_after_a_timed_step_waits_for_the_next_screen() -> None:
    both = exercise_of(step("Hold for *1 minute*.", 1, seconds=60), step("Let go.", 1), step("Rest.", 1, seconds=5))
    assert [(each.lines, each.timer and each.timer.seconds) for each in screens_of([both])] == [
        (("Hold for *1 minute*.",), 60),
        (("Let go.", "Rest."), 5),
    ]


def test_a_screen_of_both_sides_or_of_none_names_no_leg() -> None:
    mixed = exercise_of(step("Left.", 1, side=LEFT), step("Right.", 1, side=RIGHT), step("Both.", 2))
    assert [each.side for each in screens_of([mixed])] == [None, None]


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (1, "One second."),
        (10, "Ten seconds."),
        (45, "45 seconds."),
        (60, "One minute."),
        (90, "90 seconds."),
        (120, "Two minutes."),
        (121, "Two minutes 1 second."),
        (150, "Two minutes 30 seconds."),
        (1200, "20 minutes."),
    ],
)
def test_the_end_of_a_time_is_told_in_words(seconds: int, told: str) -> None:
    (only,) = screens_of([exercise_of(step("Hold.", 1, seconds=seconds))])
    assert only.timer
    assert only.timer.ends == told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two. Three.", ("One.", "Two.", "Three.")),
        ("Hold *it. Then* rest. Stop.", ("Hold *it. Then* rest.", "Stop.")),
        ("For *2 minutes.* Then stop.", ("For *2 minutes.*", "Then stop.")),
        ("Lift it e.g. a little, 4.5 in up.", ("Lift it e.g. a little, 4.5 in up.",)),
        ("Ready? (If not, wait.) *Go* on.", ("Ready?", "(If not, wait.)", "*Go* on.")),
    ],
)
def test_a_text_is_split_where_a_sentence_begins(text: str, expected: tuple[str, ...]) -> None:
    assert sentences(text) == expected


WORDS = st.sampled_from(["Lift it.", "Hold for *1 minute*.", "Rest for 20 seconds.", "Breathe *in*.", "Let go."])


@st.composite
def exercises(draw: st.DrawFn) -> Exercise:
    steps = []
    number = 0
    for no in range(1, draw(st.integers(1, 6)) + 1):
        number += draw(st.integers(0, 1)) if number else 1
        seconds = draw(st.none() | st.integers(1, 200))
        screens = (number, number + 1) if seconds and draw(st.booleans()) else (number,)
        # A number of its own in every sentence, so that none is taken for another.
        texts = draw(st.lists(WORDS, min_size=1, max_size=4))
        text = " ".join(f"{each[:-1]} {no}{index}." for index, each in enumerate(texts))
        steps.append(
            Step(no=no, text=text, screens=screens, seconds=seconds, side=draw(st.sampled_from([None, *Side])))
        )
        number = screens[-1]
    return exercise_of(*steps)


def told(screen_: Screen) -> list[str]:
    """Every sentence of a screen, without marks, in the order in which it is met."""
    timed = [screen_.timer.running, screen_.timer.next or ""] if screen_.timer else []
    return [re.sub(r"\*", "", each) for line in (*screen_.lines, *timed) for each in sentences(line)]


@given(st.lists(exercises(), min_size=1, max_size=2))
def test_every_sentence_is_told_in_order_and_no_time_is_lost(offered: list[Exercise]) -> None:
    screens = screens_of(offered)
    assert [(each.no, each.of) for each in screens] == [(no, len(screens)) for no in range(1, len(screens) + 1)]
    rest = iter([sentence for each in screens for sentence in told(each)])
    for exercise in offered:
        for each in exercise.steps:
            assert all(sentence in rest for sentence in sentences(each.plain))  # found further on, never before
    times = [each.seconds for exercise in offered for each in exercise.steps if each.seconds]
    assert [each.timer.seconds for each in screens if each.timer] == times
    assert sum(each.is_last for each in screens) == len(offered)
    assert all(each.lines or each.timer for each in screens)
