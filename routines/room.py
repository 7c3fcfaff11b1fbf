"""What Slack has room for, and what a locked phone may show, once a routine is a card and the screens of a guide."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import NamedTuple

from routines.model import Exercise, Routine, plain
from routines.screens import Screen, ScreenTimer, screens_of, told_while_running
from routines.texts import LINE, SLACK_SECTION, indiscreet_word

SLACK_MESSAGE = 4000  # characters of a message's text
SLACK_BUTTON = 75  # characters on a button

MESSAGE = SLACK_MESSAGE - 800  # what the opener, the notes and the typed commands leave to the routine
LOCK_SCREEN = 120  # characters of a message's beginning that everybody near may read
OPENING = len("One exercise, about 1 minute. ")  # is said before them at least
DONE = len("  done 8:00. ")  # is said after the title of an exercise that is done, before the other one
NO_NOTE = 39  # characters of what a screen says in the place of a note
TO_PRESS = 46  # and, at least, of what there is to press on it
BUTTON = SLACK_BUTTON - len("Next: ") - len(" 60:00")


class Unfit(NamedTuple):
    """What is wrong with a routine that keeps to its format: a key and a reason."""

    key: str  # empty where the whole file is at fault
    reason: str


def unfit(routine: Routine) -> Iterator[Unfit]:
    """Everything for which there is no room."""
    yield from _twice(routine.exercises)
    length = sum(len(_escaped(_spoken(exercise))) for exercise in routine.exercises)
    if length > MESSAGE:
        yield Unfit("", f"the card would need {length} characters; it has room for {MESSAGE}.")
    for no, exercise in enumerate(routine.exercises, start=1):
        others = [each for each in routine.exercises if each != exercise]
        yield from _section(f"exercises[{no}]", exercise)
        yield from _beginning(f"exercises[{no}]", exercise, others)
        yield from _said_while_running(f"exercises[{no}]", exercise)
    for screen in screens_of(routine.exercises):
        yield from _screen(f"exercises[{routine.exercises.index(screen.exercise) + 1}]", screen)


def _twice(exercises: Sequence[Exercise]) -> Iterator[Unfit]:
    """Two buttons that say the same cannot be told apart."""
    for key in ("title", "short_name"):
        seen: set[str] = set()
        for no, exercise in enumerate(exercises, start=1):
            text: str = getattr(exercise, key)
            if text.casefold() in seen:
                yield Unfit(f"exercises[{no}].{key}", f'"{text}" is what another exercise is called, too.')
            seen.add(text.casefold())


def _section(where: str, exercise: Exercise) -> Iterator[Unfit]:
    length = len(_escaped(f"*1  {exercise.title}*\n{exercise.needs}"))
    if length > SLACK_SECTION:
        reason = f"title, equipment and advice would need {length} characters; there is room for {SLACK_SECTION}."
        yield Unfit(where, reason)


def _beginning(where: str, exercise: Exercise, others: Sequence[Exercise]) -> Iterator[Unfit]:
    """A card begins with any of the exercises that is left to do."""
    before = min([OPENING, *(len(other.title) + DONE for other in others)])
    yield from _read_by_all(where, "its first words on the card", _spoken(exercise)[: LOCK_SCREEN - before])


def _said_while_running(where: str, exercise: Exercise) -> Iterator[Unfit]:
    for step in exercise.steps:
        if step.seconds is None:
            continue
        told, room = told_while_running(step), BUTTON if len(step.screens) > 1 else LINE
        key = f"{where}.steps[{step.no}].running"
        if len(told.rstrip(".")) > room:
            begun = "" if step.running else "is missing, and the timed sentence, which stands for it, "
            where_to = " on the button that leads to it" if room == BUTTON else ""
            yield Unfit(key, f"{begun}has {len(told)} characters; there is room for {room}{where_to}.")
        yield from _read_by_all(key, "is missing, and the words of the timed sentence", told)


def _screen(where: str, screen: Screen) -> Iterator[Unfit]:
    timer = screen.timer
    beside = [screen.note, *(_beside(timer) if timer else ())]
    lines = [f"{no}. {plain(line)}" for no, line in enumerate(screen.lines, start=1)]
    running = [timer.running] if timer else []
    length = len(_escaped(" ".join((screen.exercise.title, *beside, *running, *lines))))
    if length > MESSAGE:
        reason = f"screen {screen.no} of the guide would need {length} characters; it has room for {MESSAGE}."
        yield Unfit(where, reason)
    if len(_escaped(" ".join(beside))) > SLACK_SECTION // 2:
        yield Unfit(where, f"the small lines of screen {screen.no} of the guide are too long together.")
    before = len(f"{screen.exercise.title}, {screen.no} of {screen.of}. ") + (len(screen.note) or NO_NOTE) + TO_PRESS
    first = " ".join(lines)[: max(0, LOCK_SCREEN - before)]
    yield from _read_by_all(where, f"the first words of screen {screen.no} of the guide", first)
    if timer:
        yield from _read_by_all(where, f"the words of what follows screen {screen.no} of the guide", timer.next or "")


def _read_by_all(where: str, what: str, text: str) -> Iterator[Unfit]:
    word = indiscreet_word(text)
    if word is not None:
        yield Unfit(where, f'{what} hold "{word}", which a locked phone would show.')


def _beside(timer: ScreenTimer) -> tuple[str, str]:
    return timer.meanwhile, timer.next or ""


def _spoken(exercise: Exercise) -> str:
    numbered = (f"{no}. {plain(text)}" for no, text in enumerate(exercise.card_texts, start=1))
    return " ".join((f"{exercise.title}. {exercise.spoken_needs}", *numbered))


def _escaped(text: str) -> str:
    """As it is sent to Slack, which counts it so."""
    return escape(text, quote=False)
