"""What a routine file is refused for besides its format: what Slack has no room for, and what a lock screen shows."""

from pathlib import Path

import pytest

from routines.loader import BUILT_IN, load_catalog
from tests.routines.test_loader import GOOD, problems_of, write

TIMED = "seconds = 10\n"
SHOWN = "and a locked phone or a shared screen shows it; choose other words."
LONG = "Turn your head as far as it goes with your shoulders low and your chin level."


def changed(folder: Path, before: str, after: str) -> None:
    assert before in GOOD
    write(folder, GOOD.replace(before, after, 1))


@pytest.mark.parametrize(
    ("before", "after", "key", "word"),
    [
        ("Ease your neck", "Neck pain, eased", "title", "pain"),
        ("Slow neck turn", "Glute bridge", "exercises[1].title", "Glute"),
        ("Neck turn", "In your seat", "exercises[1].short_name", "seat"),
        ("You need a chair.", "You need a chair with a soft seat.", "exercises[1].spoken_needs", "seat"),
        (TIMED, f'{TIMED}running = "Squeeze your left buttock."\n', "exercises[1].steps[1].running", "buttock"),
        (TIMED, f'{TIMED}ends = "The pain is over."\n', "exercises[1].steps[1].ends", "pain"),
        (TIMED, f'{TIMED}next = "the one you missed."\n', "exercises[1].steps[1].next", "missed"),
        (TIMED, f'{TIMED}note = "Stop at the first pain."\n', "exercises[1].steps[1].note", "pain"),
    ],
)
def test_words_that_a_neighbour_should_not_read_are_refused_where_a_locked_phone_shows_them(
    tmp_path: Path, before: str, after: str, key: str, word: str
) -> None:
    changed(tmp_path, before, after)
    assert problems_of(tmp_path) == [(key, f'says "{word}", {SHOWN}')]


def test_the_same_words_are_refused_where_a_text_begins_a_message(tmp_path: Path) -> None:
    changed(tmp_path, "Turn your head to the *left*.", "Squeeze each buttock for *ten*.")
    reasons = dict(problems_of(tmp_path))
    running = reasons["exercises[1].steps[1].running"]
    assert running == 'is missing, and the words of the timed sentence hold "buttock", which a locked phone would show.'
    assert reasons["exercises[1]"].endswith('hold "buttock", which a locked phone would show.')


@pytest.mark.parametrize("word", ["buttock", "painted", "seated", "gluten", "butter"])
def test_a_step_may_name_muscles_and_other_words_are_only_alike(tmp_path: Path, word: str) -> None:
    changed(tmp_path, "Turn your head to the right.", f"Turn your head to the right. This is for the {word}.")
    assert load_catalog(tmp_path).problems == ()


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        ("Ease your neck", "Ease *your* neck", "title"),
        ("Neck turn", "*Neck*", "exercises[1].short_name"),
        ('"A chair."', '"A *chair*."', "exercises[1].equipment"),
        (TIMED, f'{TIMED}running = "Hold *still*."\n', "exercises[1].steps[1].running"),
        (TIMED, f'{TIMED}ends = "*Ten* seconds."\n', "exercises[1].steps[1].ends"),
    ],
)
def test_bold_marks_are_refused_where_a_screen_reader_would_say_them(
    tmp_path: Path, before: str, after: str, key: str
) -> None:
    changed(tmp_path, before, after)
    assert problems_of(tmp_path) == [(key, "has no bold part; leave out the *.")]


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        ("Ease your neck", r"Ease\nyour neck", "title"),
        ("Neck turn", r"Neck\u2028turn", "exercises[1].short_name"),
        (TIMED, f'{TIMED}then = "Look\\r\\nahead."\n', "exercises[1].steps[1].then"),
    ],
)
def test_what_stands_in_a_line_is_one_line(tmp_path: Path, before: str, after: str, key: str) -> None:
    changed(tmp_path, before, after)
    assert problems_of(tmp_path) == [(key, "must be one line.")]


def test_a_time_that_runs_by_itself_is_told_on_a_button_and_fits_it(tmp_path: Path) -> None:
    by_itself = GOOD.replace("screen = 1", "screen = [1, 2]", 1).replace("screen = 1\n", "screen = 3\n")
    write(tmp_path, by_itself.replace(TIMED, f'{TIMED}running = "{LONG}"\n'))
    reason = f"has {len(LONG)} characters; there is room for 63 on the button that leads to it."
    assert problems_of(tmp_path) == [("exercises[1].steps[1].running", reason)]

    write(tmp_path, GOOD.replace(TIMED, f'{TIMED}running = "{LONG}"\n'))
    assert load_catalog(tmp_path).problems == ()


def test_two_exercises_are_told_apart_by_their_names(tmp_path: Path) -> None:
    exercise = GOOD[GOOD.index("[[exercises]]") :].replace("neck_turn", "other").replace("Neck turn", "NECK TURN")
    write(tmp_path, GOOD + exercise)
    assert [key for key, _ in problems_of(tmp_path)] == ["exercises[2].title", "exercises[2].short_name"]


def test_what_an_exercise_needs_fits_the_section_that_says_so(tmp_path: Path) -> None:
    changed(tmp_path, '"A chair."', f'"{"&" * 900}"')
    reason = "title, equipment and advice would need 4520 characters; there is room for 3000."
    assert problems_of(tmp_path) == [("exercises[1]", reason)]


def test_a_file_may_begin_with_the_mark_of_some_editors(tmp_path: Path) -> None:
    (tmp_path / "neck.toml").write_text(GOOD, encoding="utf-8-sig")
    assert load_catalog(tmp_path).problems == ()


def test_curled_quotes_are_named_as_what_is_wrong(tmp_path: Path) -> None:
    changed(tmp_path, '"Ease your neck"', "“Ease your neck”")
    ((_, reason),) = problems_of(tmp_path)
    assert reason.startswith("is not valid TOML: ")
    assert reason.endswith('Quotes are straight, as in "this", and not curly.')


def test_curled_quotes_within_a_text_are_what_they_are(tmp_path: Path) -> None:
    changed(tmp_path, '"Ease your neck"', '"Say “ease”"')
    assert load_catalog(tmp_path).problems == ()
    changed(tmp_path, '"Ease your neck"', '"Say “ease”" and more')
    assert "curly" not in problems_of(tmp_path)[0][1]


def test_brackets_without_end_are_a_problem_and_no_exception(tmp_path: Path) -> None:
    write(tmp_path, f"id = {'[' * 100_000}")
    assert problems_of(tmp_path) == [("", "is not valid TOML: its brackets are nested too deeply.")]


def test_a_file_that_is_named_twice_is_read_once() -> None:
    for extra in (BUILT_IN, BUILT_IN / "hips.toml", BUILT_IN / ".." / BUILT_IN.name):
        catalog = load_catalog(extra=extra)
        assert ([routine.id for routine in catalog.routines], catalog.problems) == (["hips"], ())
