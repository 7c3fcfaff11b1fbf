"""A routine a screen at a time: everything that is done without a free hand is on one screen, and at most one timer."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from routines.model import Exercise, Side, Step, plain
from routines.sentences import timed

SMALL_NUMBERS = ("One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve")
MINUTE = 60  # seconds
NAMED_IN_SECONDS = 2 * MINUTE  # "90 seconds", and from here on minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenTimer:
    """The time that a screen takes."""

    seconds: int
    needs_start: bool  # False: it runs from the press, or the end of another timer, that leads to its screen
    running: str  # what to do meanwhile: "Flex your left foot back and forth."
    ends: str  # the message that makes the sound: "Two minutes. Lower your leg."
    next: str | None  # what follows, for whoever reads ahead; goes on after "Next: "
    meanwhile: str  # a small line while it runs; perhaps empty
    picture: str | None  # while it runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """What the guide shows at once."""

    no: int  # from one, over everything that is offered
    of: int
    exercise: Exercise
    side: Side | None  # the leg that works, where only one does
    lines: tuple[str, ...]  # the numbered list, with bold marks; empty where only a timer runs
    note: str  # a small line below the list; perhaps empty
    picture: str | None
    timer: ScreenTimer | None
    is_last: bool  # of its exercise


@dataclass(slots=True, kw_only=True)
class _Draft:
    """A screen while it is being filled."""

    exercise: Exercise
    number: int  # what the routine's file calls it
    lines: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    lasting: Step | None = None  # the step whose time runs here
    is_last: bool = False

    def add(self, step: Step, line: str) -> None:
        self.steps.append(step)
        self.lines += filter(None, [line])
        self.notes += filter(None, [step.note])


def screens_of(exercises: Sequence[Exercise]) -> tuple[Screen, ...]:
    """The screens of what is offered, in order. Every sentence of every step is on one of them."""
    drafts = [draft for exercise in exercises for draft in _drafts(exercise)]
    return tuple(_finished(draft, no=no, of=len(drafts)) for no, draft in enumerate(drafts, start=1))


def _drafts(exercise: Exercise) -> list[_Draft]:
    drafts: list[_Draft] = []
    for step in exercise.steps:
        if not drafts or drafts[-1].number != step.screen or drafts[-1].lasting:
            drafts.append(_opened(exercise, step.screen, after=drafts[-1].lasting if drafts else None))
        if step.seconds is None:
            drafts[-1].add(step, step.text)
            continue
        drafts[-1].add(step, step.text if starts_on_a_press(step) else timed(step).before)
        if drafts[-1].lines and not starts_on_a_press(step):
            drafts.append(_Draft(exercise=exercise, number=step.screens[-1], steps=[step]))
        drafts[-1].lasting = step
    if drafts:
        drafts[-1].is_last = True
    return drafts


def starts_on_a_press(step: Step) -> bool:
    """Whether its time waits for Start. A step that reaches into the next screen runs there by itself."""
    return len(step.screens) == 1


def told_while_running(step: Step) -> str:
    """What to do while the step's time runs: one line without bold marks."""
    return step.running or " ".join(plain(timed(step).lasting).split())


def _opened(exercise: Exercise, number: int, *, after: Step | None) -> _Draft:
    """A screen that begins with what is to be done once the time before it is up."""
    then = _then(after) if after else ""
    return _Draft(exercise=exercise, number=number, lines=[then] if then else [])


def _finished(draft: _Draft, *, no: int, of: int) -> Screen:
    sides = {step.side for step in draft.steps if step.side}
    picture = next((step.picture for step in draft.steps if step.picture), None)
    return Screen(
        no=no,
        of=of,
        exercise=draft.exercise,
        side=sides.pop() if len(sides) == 1 else None,
        lines=tuple(draft.lines),
        note=" ".join(draft.notes),
        picture=picture,
        timer=_timer(draft.lasting, picture, is_last=draft.is_last) if draft.lasting else None,
        is_last=draft.is_last,
    )


def _timer(step: Step, picture: str | None, *, is_last: bool) -> ScreenTimer:
    seconds = step.seconds or 0
    following = plain(_then(step)) if is_last else ""  # no screen of its exercise begins with it
    return ScreenTimer(
        seconds=seconds,
        needs_start=starts_on_a_press(step),
        running=told_while_running(step),
        ends=step.ends or f"{_in_words(seconds)}.",
        next=step.next or following or None,
        meanwhile=step.meanwhile,
        picture=step.picture or picture,
    )


def _then(step: Step) -> str:
    return step.then or timed(step).after


def _in_words(seconds: int) -> str:
    """A time as a sentence begins with it: `Two minutes`, `90 seconds`, `Two minutes 30 seconds`."""
    minutes, rest = divmod(seconds, MINUTE)
    if rest and seconds < NAMED_IN_SECONDS:
        return _counted(seconds, "second")
    counted = _counted(minutes, "minute")
    return counted if not rest else f"{counted} {rest} second{'' if rest == 1 else 's'}"


def _counted(many: int, unit: str) -> str:
    number = SMALL_NUMBERS[many - 1] if many <= len(SMALL_NUMBERS) else str(many)
    return f"{number} {unit}{'' if many == 1 else 's'}"
