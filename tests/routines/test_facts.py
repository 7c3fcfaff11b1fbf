"""The facts that the routine must hold, one by one; the words are those of the copy deck."""

import pytest

from routines.loader import load_catalog
from routines.model import Exercise, Routine, Side, Step


@pytest.fixture(scope="module")
def routine() -> Routine:
    catalog = load_catalog()
    assert catalog.problems == ()
    (only,) = catalog.routines
    return only


@pytest.fixture(scope="module")
def hip(routine: Routine) -> Exercise:
    return routine.exercises[0]


@pytest.fixture(scope="module")
def knee(routine: Routine) -> Exercise:
    return routine.exercises[1]


def texts(steps: tuple[Step, ...]) -> list[str]:
    return [step.plain for step in steps]


def mirrored(text: str) -> str:
    return text.replace("left", "\0").replace("right", "left").replace("\0", "right")


def test_the_routine_is_two_exercises_of_about_nine_minutes(routine: Routine, hip: Exercise, knee: Exercise) -> None:
    assert [exercise.id for exercise in routine.exercises] == ["hip_stretch", "knee_to_chest"]
    assert [exercise.title for exercise in routine.exercises] == ["Standing hip stretch", "Lying knee to chest"]
    assert [exercise.short_name for exercise in routine.exercises] == ["Hip stretch", "Knee to chest"]
    assert (hip.about_seconds, knee.about_seconds, routine.about_minutes) == (450, 90, 9)


def test_the_chair_is_directly_in_front_with_its_seat_facing_away(hip: Exercise) -> None:
    assert hip.steps[0].text == "Put the chair right in front of you, its seat facing away. You will hold its back."
    assert hip.needs == "A high-back chair. Use one that cannot roll or swivel."


def test_the_right_hand_holds_the_chair_and_the_left_the_hip_and_the_other_way_round(hip: Exercise) -> None:
    assert hip.steps[1].text == "Put your right hand on the back of the chair. Put your left hand on your hip."
    assert hip.steps[7].text == mirrored(hip.steps[1].text)


def test_the_base_is_a_slow_breath_shoulders_and_belly(hip: Exercise) -> None:
    base = "Breathe in slowly. Pull your shoulders down. Draw your belly in."
    assert hip.steps[2].text == f"{base} This strong base keeps you steady."
    assert hip.steps[8].text.startswith(base)


def test_the_base_is_done_exactly_for_the_right_leg(hip: Exercise) -> None:
    assert hip.steps[8].text.endswith("Do this one exactly: it keeps your balance.")
    assert hip.card_repeat is not None
    assert "Do step 3 exactly: it keeps your balance." in hip.card_repeat


@pytest.mark.parametrize(("index", "leg"), [(3, "left"), (9, "right")])
def test_the_foot_goes_four_to_six_inches_up_only_as_balance_and_comfort_allow(
    hip: Exercise, index: int, leg: str
) -> None:
    assert hip.steps[index].text == (
        f"Lift your {leg} leg out to the side, foot 4–6 in (10–15 cm) off the floor. "
        "Stay lower if you lose balance or it feels uncomfortable."
    )


@pytest.mark.parametrize("index", [4, 10])
def test_the_foot_flexes_for_two_minutes_for_each_leg(hip: Exercise, index: int) -> None:
    assert hip.steps[index].plain == "Flex your foot back and forth for 2 minutes. Then lower your leg to the floor."
    assert hip.steps[index].seconds == 120


@pytest.mark.parametrize(("index", "leg"), [(5, "left"), (11, "right")])
def test_the_same_leg_then_makes_small_circles(hip: Exercise, index: int, leg: str) -> None:
    assert hip.steps[index].text == (
        f"Lift your {leg} leg again. Make small circles with your foot and ankle. "
        f"You'll feel the tension leave your {leg} buttock."
    )


@pytest.mark.parametrize("index", [6, 12])
def test_a_minute_of_rest_follows_each_leg(hip: Exercise, index: int) -> None:
    assert hip.steps[index].plain == "Lower your leg. Rest for 1 minute."
    assert hip.steps[index].seconds == 60


def test_the_second_exercise_is_done_lying_flat_with_arms_at_the_sides_and_knees_bent(knee: Exercise) -> None:
    assert knee.needs == "The floor or a soft mat."
    assert texts(knee.steps[:2]) == [
        "Lie flat on the floor or a soft mat. Put your arms down along your sides.",
        "Raise your legs until they bend at the knees.",
    ]


@pytest.mark.parametrize(("first", "leg"), [(2, "left"), (6, "right")])
def test_each_leg_is_inhale_and_core_exhale_and_lift_shin_and_gently(knee: Exercise, first: int, leg: str) -> None:
    assert texts(knee.steps[first : first + 4]) == [
        "Breathe in slowly. Pull in your core as you do.",
        f"Breathe out and lift your {leg} leg.",
        "Clasp both hands around your shin. Gently draw your leg toward your chest.",
        f"Let go and lower your {leg} leg.",
    ]


def test_both_sides_are_written_out_left_first(hip: Exercise, knee: Exercise) -> None:
    left, right = Side.LEFT, Side.RIGHT
    assert [step.side for step in hip.steps] == [None, *[left] * 6, *[right] * 6]
    assert [step.side for step in knee.steps] == [None, None, *[left] * 4, *[right] * 4]


def test_only_the_article_s_times_are_stated(routine: Routine, hip: Exercise, knee: Exercise) -> None:
    assert sum(step.seconds or 0 for step in hip.steps) == 360
    assert [step.seconds for step in knee.steps] == [None] * 10
    untimed = [step.text for exercise in routine.exercises for step in exercise.steps if step.seconds is None]
    assert not [text for text in untimed if "minute" in text or "second" in text]


def test_screens_hold_what_is_done_without_a_free_hand(hip: Exercise, knee: Exercise) -> None:
    assert [step.screen for step in hip.steps] == [1, 2, 2, 2, 2, 3, 3, 5, 5, 5, 5, 6, 6]
    assert [step.screens for step in hip.steps if len(step.screens) > 1] == [(3, 4), (6, 7)]
    assert [step.screen for step in knee.steps] == [8, 8, 9, 9, 9, 9, 10, 10, 10, 10]


def test_the_slip_of_the_article_is_mended(routine: Routine) -> None:
    assert not [step for exercise in routine.exercises for step in exercise.steps if "left left" in step.text]


def test_what_the_article_does_not_say_is_marked_ours_and_all_else_is_traced_to_it(
    routine: Routine, hip: Exercise
) -> None:
    steps = [(exercise.id, step) for exercise in routine.exercises for step in exercise.steps]
    assert [(exercise, step.no) for exercise, step in steps if step.ours] == [
        ("knee_to_chest", 6),
        ("knee_to_chest", 10),
    ]
    assert all(step.ours != bool(step.article) for _, step in steps)
    assert hip.advice == "Use one that cannot roll or swivel."


def test_the_card_writes_out_the_first_leg_and_repeats_for_the_second(hip: Exercise, knee: Exercise) -> None:
    assert [step.no for step in hip.card_steps] == [1, 2, 3, 4, 5, 6, 7]
    assert hip.card_texts[-1] == (
        "Now the *right* leg: left hand on the chair, right hand on your hip. "
        "Do 3 to 7 with the right leg. Do step 3 exactly: it keeps your balance."
    )
    assert [step.no for step in knee.card_steps] == [1, 2, 3, 4, 5, 6]
    assert knee.card_texts[-1] == "Now the *right* leg: do 3 to 6 with the right leg."


def test_times_and_the_change_of_leg_stand_out(hip: Exercise, knee: Exercise) -> None:
    bold = [run.text for step in hip.steps for run in step.runs if run.bold]
    assert bold == ["2 minutes", "1 minute", "2 minutes", "1 minute"]
    assert not [run for step in knee.steps for run in step.runs if run.bold]


def test_a_screen_reader_hears_what_is_needed_as_one_sentence(hip: Exercise, knee: Exercise) -> None:
    assert hip.spoken_needs == "You need a high-back chair that cannot roll or swivel."
    assert knee.spoken_needs == "You need the floor or a soft mat."
