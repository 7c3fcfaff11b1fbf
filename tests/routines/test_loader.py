from pathlib import Path

import pytest

from routines.loader import load_catalog
from routines.model import Routine

GOOD = """
id = "neck"
title = "Ease your neck"

[[exercises]]
id = "neck_turn"
title = "Slow neck turn"
short_name = "Neck turn"
about_seconds = 60
equipment = "A chair."
spoken_needs = "You need a chair."
card_repeat = "Now the *right* side."

[[exercises.steps]]
screen = 1
side = "left"
text = "Turn your head to the *left*."
seconds = 10

[[exercises.steps]]
screen = 1
side = "right"
text = "Turn your head to the right."
"""


def write(folder: Path, content: str, name: str = "neck.toml") -> Path:
    file = folder / name
    file.write_text(content, encoding="utf-8")
    return file


def problems_of(folder: Path) -> list[tuple[str, str]]:
    catalog = load_catalog(folder)
    assert catalog.routines == ()
    return [(problem.key, problem.reason) for problem in catalog.problems]


def test_a_good_file_becomes_a_routine(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    catalog = load_catalog(tmp_path)
    (routine,) = catalog.routines
    assert catalog.problems == ()
    assert (routine.pictures, catalog.album.files) == ((), ())
    assert (routine.id, routine.title, routine.about_minutes) == ("neck", "Ease your neck", 1)
    (exercise,) = routine.exercises
    assert exercise.needs == "A chair."
    assert [step.no for step in exercise.steps] == [1, 2]
    assert exercise.card_texts == ("Turn your head to the *left*.", "Now the *right* side.")


def test_without_a_repeat_the_card_writes_out_every_step(tmp_path: Path) -> None:
    write(tmp_path, GOOD.replace('card_repeat = "Now the *right* side."', ""))
    (routine,) = load_catalog(tmp_path).routines
    assert len(routine.exercises[0].card_steps) == 2


def test_an_extra_folder_or_file_adds_to_the_built_in_routines(tmp_path: Path) -> None:
    file = write(tmp_path, GOOD)
    for extra in (tmp_path, file):
        assert [routine.id for routine in load_catalog(extra=extra).routines] == ["hips", "neck"]


def test_a_bad_file_breaks_nothing_else(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    bad = write(tmp_path, "id = ", name="bad.toml")
    catalog = load_catalog(extra=tmp_path)
    assert [routine.id for routine in catalog.routines] == ["hips", "neck"]
    assert [problem.file for problem in catalog.problems] == [bad]
    assert str(catalog.problems[0]).startswith(f"{bad}: is not valid TOML: ")


@pytest.mark.parametrize(
    ("before", "after", "key", "reason"),
    [
        ('title = "Ease your neck"', "", "title", "is missing."),
        ('title = "Ease your neck"', 'title = ""', "title", "must not be empty."),
        ('title = "Ease your neck"', "title = 3", "title", "must be text in quotes, not 3."),
        (
            'id = "neck"',
            'id = "My neck"',
            "id",
            'must be lower-case letters, digits and _, beginning with a letter, not "My neck".',
        ),
        (
            'id = "neck"',
            'id = "neck"\ncolour = "red"',
            "colour",
            "is not a key that routine files have; check its spelling.",
        ),
        ("about_seconds = 60", "about_seconds = -60", "exercises[1].about_seconds", "must be at least 1, not -60."),
        ("about_seconds = 60", "about_seconds = 9000", "exercises[1].about_seconds", "must be at most 3600, not 9000."),
        (
            "about_seconds = 60",
            'about_seconds = "60"',
            "exercises[1].about_seconds",
            'must be a whole number, not "60".',
        ),
        (
            "about_seconds = 60",
            "about_seconds = 5",
            "exercises[1]",
            "about_seconds is 5, but the timed steps alone take 10.",
        ),
        ("seconds = 10", "seconds = 0", "exercises[1].steps[1].seconds", "must be at least 1, not 0."),
        ("seconds = 10", "seconds = 1.5", "exercises[1].steps[1].seconds", "must be a whole number, not 1.5."),
        (
            "seconds = 10",
            'ends = "Ten seconds."',
            "exercises[1].steps[1]",
            "ends is for a step that has seconds, and this one has none.",
        ),
        (
            "seconds = 10",
            f'seconds = 10\nends = "{"x" * 121}"',
            "exercises[1].steps[1].ends",
            "has 121 characters; there is room for 120.",
        ),
        (
            'screen = 1\nside = "right"',
            'screen = [1, 2]\nside = "right"',
            "exercises[1].steps[2]",
            "screen names two screens; only a step that has seconds reaches into a second one.",
        ),
        (
            'screen = 1\nside = "left"',
            'screen = [1, 2, 3]\nside = "left"',
            "exercises[1].steps[1].screen",
            "has 3 entries; there is room for 2.",
        ),
        (
            'screen = 1\nside = "left"',
            'screen = 2\nside = "left"',
            "exercises[1]",
            "screens follow one another, but 1 comes after 2.",
        ),
        ("seconds = 10", 'ours = "yes"', "exercises[1].steps[1].ours", 'must be true or false, not "yes".'),
        ('side = "left"', 'side = "top"', "exercises[1].steps[1].side", 'must be "left" or "right", not "top".'),
        ('side = "right"', "side = 2", "exercises[1].steps[2].side", 'must be "left" or "right", not 2.'),
        (
            'screen = 1\nside = "right"',
            'screen = []\nside = "right"',
            "exercises[1].steps[2].screen",
            "must not be empty.",
        ),
        ('screen = 1\nside = "right"', 'side = "right"', "exercises[1].steps[2].screen", "is missing."),
        ("*left*", "*left", "exercises[1].steps[1].text", "a bold part begins with * and does not end with one."),
        ("*right*", "right*", "exercises[1].card_repeat", "a bold part begins with * and does not end with one."),
        (
            'side = "right"',
            'side = "left"',
            "exercises[1]",
            "card_repeat stands for the steps of a second side, but no step has one.",
        ),
        ('"Neck turn"', f'"{"x" * 25}"', "exercises[1].short_name", "has 25 characters; there is room for 24."),
        (
            '"Slow neck turn"',
            f'"{"x" * 62}"',
            "exercises[1].title",
            "has 62 characters; there is room for 61.",
        ),
        (
            '"A chair."',
            f'"{"x" * 3001}"',
            "exercises[1].equipment",
            "has 3001 characters; there is room for 3000.",
        ),
        (
            "Turn your head to the *left*.",
            "x" * 3001,
            "exercises[1].steps[1].text",
            "has 3001 characters; there is room for 3000.",
        ),
        ("[[exercises]]", "[exercises]", "exercises", "must be a list, not a table."),
        (GOOD[GOOD.index("[[exercises]]") :], "exercises = [1]", "exercises[1]", "must be a table, not 1."),
    ],
)
def test_a_refusal_names_the_key_and_the_reason(tmp_path: Path, before: str, after: str, key: str, reason: str) -> None:
    assert before in GOOD
    write(tmp_path, GOOD.replace(before, after))
    assert (key, reason) in problems_of(tmp_path)


def test_every_problem_of_a_file_is_told(tmp_path: Path) -> None:
    write(tmp_path, GOOD.replace("about_seconds = 60", "about_seconds = 0").replace('side = "left"', 'side = "up"'))
    assert [key for key, _ in problems_of(tmp_path)] == ["exercises[1].about_seconds", "exercises[1].steps[1].side"]


def test_a_routine_has_at_most_as_many_exercises_as_the_card_has_buttons(tmp_path: Path) -> None:
    exercise = GOOD[GOOD.index("[[exercises]]") :]
    write(tmp_path, GOOD + exercise.replace("neck_turn", "second") + exercise.replace("neck_turn", "third"))
    assert problems_of(tmp_path) == [("exercises", "has 3 entries; there is room for 2.")]


def test_two_exercises_of_a_routine_do_not_share_an_id(tmp_path: Path) -> None:
    write(tmp_path, GOOD + GOOD[GOOD.index("[[exercises]]") :])
    assert problems_of(tmp_path) == [("", 'two exercises have the id "neck_turn".')]


def test_a_routine_that_no_card_can_show_is_refused(tmp_path: Path) -> None:
    long = GOOD.replace("Turn your head to the *left*.", f"Turn *left*. {'X' * 2700}.")
    write(tmp_path, long.replace("A chair.", "x" * 400))
    assert load_catalog(tmp_path).problems == ()  # the card shows equipment beside the list, not in its text
    write(tmp_path, long.replace("You need a chair.", "x" * 500))
    (key, reason), *_ = problems_of(tmp_path)
    assert key == ""
    assert reason.startswith("the card would need ")


def test_of_two_routines_with_one_id_the_first_stays(tmp_path: Path) -> None:
    first, second = write(tmp_path, GOOD, name="a.toml"), write(tmp_path, GOOD, name="b.toml")
    catalog = load_catalog(tmp_path)
    assert len(catalog.routines) == 1
    assert [str(problem) for problem in catalog.problems] == [
        f'{second}: id: "neck" is taken by {first}; choose another id.',
        f'{second}: exercises[1].id: "neck_turn" is taken by {first}; choose another id.',
    ]


def test_an_exercise_of_another_file_keeps_its_id(tmp_path: Path) -> None:
    taken = write(tmp_path, GOOD.replace('"neck_turn"', '"hip_stretch"'))
    catalog = load_catalog(extra=tmp_path)
    assert [routine.id for routine in catalog.routines] == ["hips"]
    ((file, key, reason),) = catalog.problems
    assert (file, key) == (taken, "exercises[1].id")
    assert reason.startswith('"hip_stretch" is taken by ')


def test_an_exercise_may_be_called_as_a_routine_is(tmp_path: Path) -> None:
    write(tmp_path, GOOD.replace('"neck_turn"', '"hips"'))
    assert load_catalog(extra=tmp_path).problems == ()


def test_what_the_guide_says_may_be_written_by_the_author(tmp_path: Path) -> None:
    keys = {
        "note": "Blink.",
        "running": "Hold.",
        "meanwhile": "Breathe.",
        "then": "Look ahead.",
        "ends": "Ten seconds.",
        "next": "the right side.",
    }
    written = "".join(f'{key} = "{text}"\n' for key, text in keys.items())
    write(tmp_path, GOOD.replace("seconds = 10\n", f"seconds = 10\n{written}"))
    (routine,) = load_catalog(tmp_path).routines
    step, plain_step = routine.exercises[0].steps
    assert {key: getattr(step, key) for key in keys} == keys
    assert {key: getattr(plain_step, key) or None for key in keys} == dict.fromkeys(keys)


def test_what_cannot_be_read_is_a_problem_and_no_exception(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes('title = "Dehnübung"'.encode("latin-1"))
    (tmp_path / "folder.toml").mkdir()
    reasons = [reason for _, reason in problems_of(tmp_path)]
    assert reasons == ["cannot be read: Is a directory.", "is not UTF-8 text; save it as UTF-8."]


def test_a_folder_that_is_missing_or_empty_is_a_problem(tmp_path: Path) -> None:
    assert problems_of(tmp_path) == [("", "holds no routine files; their names end in .toml.")]
    assert problems_of(tmp_path / "nowhere") == [("", "is neither a folder nor a file.")]


def test_routines_are_values(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    (first,), (second,) = load_catalog(tmp_path).routines, load_catalog(tmp_path).routines
    assert isinstance(first, Routine)
    assert first == second
    assert len({first, second}) == 1
