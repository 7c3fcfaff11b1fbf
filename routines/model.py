"""What a routine is: content that people follow, free of Slack, files and clocks."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

BOLD_MARK = "*"  # around the few words of a text that stand out: "for *2 minutes*"


class Run(NamedTuple):
    """A piece of text that is bold throughout or not at all."""

    text: str
    bold: bool


def runs(marked: str) -> tuple[Run, ...]:
    """The pieces of a text with bold marks, in order and none of them empty."""
    pieces = marked.split(BOLD_MARK)
    return tuple(Run(piece, bold=index % 2 == 1) for index, piece in enumerate(pieces) if piece)


def plain(marked: str) -> str:
    """The text without its bold marks, as a screen reader says it."""
    return marked.replace(BOLD_MARK, "")


class Side(StrEnum):
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What a routine shows. The album has its files."""

    id: str
    alt_text: str  # what somebody who does not see it is told


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One moment of an exercise; each sentence of its text is one action."""

    no: int
    text: str  # may carry bold marks
    screens: tuple[int, ...]  # where it is shown when the routine is shown a screen at a time
    side: Side | None = None  # the leg that works, where only one does
    seconds: int | None = None  # None: the step has no set time, and none may be stated
    ours: bool = False  # not from the article
    article: str = ""  # where in the article it comes from
    picture: str | None = None  # the id of what the guide shows
    note: str = ""  # a small line below the guide's list
    running: str | None = None  # while its time runs: "Flex your left foot back and forth."
    meanwhile: str = ""  # a small line while its time runs
    then: str | None = None  # once its time is up: "Lower your leg to the floor."
    ends: str | None = None  # the message that makes the sound then: "Two minutes. Lower your leg."
    next: str | None = None  # what follows, for whoever reads ahead; goes on after "Next: "

    @property
    def screen(self) -> int:
        """The screen on which the step begins."""
        return self.screens[0]

    @property
    def runs(self) -> tuple[Run, ...]:
        return runs(self.text)

    @property
    def plain(self) -> str:
        return plain(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """Steps that are ticked off together."""

    id: str
    title: str
    short_name: str  # fits a button: "Hip stretch"
    about_seconds: int  # a plan for the whole exercise, its timed steps included; ours
    equipment: str  # "A high-back chair."
    advice: str = ""  # a sentence about the equipment that is ours
    spoken_needs: str  # equipment and advice as one sentence: "You need …"
    steps: tuple[Step, ...]
    card_repeat: str | None = None  # stands for the steps of the second side on the card; may carry bold marks
    picture: str | None = None  # the id of its key pose
    lying: bool = False  # on the floor, for which not every office has the room
    in_short: str = ""  # a line for whoever knows it by heart; goes on after the title: "left then right: hands, …"

    @property
    def needs(self) -> str:
        """What to have at hand, in full: equipment and advice."""
        return f"{self.equipment} {self.advice}".rstrip()

    @property
    def card_steps(self) -> tuple[Step, ...]:
        """The steps that the card writes out: those before the second side, or all where nothing stands for it."""
        if self.card_repeat is None:
            return self.steps
        return self.steps[: second_side_at(self.steps)]

    @property
    def card_texts(self) -> tuple[str, ...]:
        """Every line of the card's numbered list, with bold marks: the card's steps and what stands for the rest."""
        repeat = () if self.card_repeat is None else (self.card_repeat,)
        return (*(step.text for step in self.card_steps), *repeat)


def second_side_at(steps: tuple[Step, ...]) -> int | None:
    """The index of the first step of the second side. None when only one side works, or no side in particular."""
    sides = [step.side for step in steps if step.side is not None]
    return next((index for index, step in enumerate(steps) if step.side not in {None, sides[0]}), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Routine:
    """What one reminder offers: exercises in the order in which to do them."""

    id: str
    title: str
    exercises: tuple[Exercise, ...]
    pictures: tuple[Picture, ...] = ()

    def picture(self, picture_id: str) -> Picture:
        """Raises KeyError for a picture that the routine does not have."""
        for picture in self.pictures:
            if picture.id == picture_id:
                return picture
        raise KeyError(picture_id)

    @property
    def about_seconds(self) -> int:
        return sum(exercise.about_seconds for exercise in self.exercises)

    @property
    def about_minutes(self) -> int:
        """How long it takes, in whole minutes, as the card tells it: at least one, and no more than have passed."""
        return max(1, self.about_seconds // 60)
