"""What a routine file may say: its keys, their types and the limits that Slack sets for what is shown."""

from itertools import pairwise
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, field_validator, model_validator
from pydantic_core import PydanticCustomError

from routines.model import BOLD_MARK, Exercise, Picture, Routine, Side, Step, plain, second_side_at

SLACK_SECTION = 3000  # characters of a section's text
SLACK_MESSAGE = 4000  # characters of a message's text
SLACK_ALT_TEXT = 2000  # characters of what stands for a picture

TITLE = 100  # a title leads a section and wants one line
SHORT_NAME = 24  # two of them and the words around them fit a label
MOST_EXERCISES = 2  # what the card has buttons for
CARD_TEXT = SLACK_MESSAGE - 800  # what the opener, the notes and the typed commands leave to the routine
LONGEST_SECONDS = 3600
LINE = 120  # what is read at a glance while a timer runs, or on a lock screen
MOST_SCREENS = 2  # of one step: where it is read, and where its time runs

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Title = Annotated[str, StringConstraints(min_length=1, max_length=TITLE)]
Sentence = Annotated[str, StringConstraints(min_length=1, max_length=SLACK_SECTION)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=LINE)]
AltText = Annotated[str, StringConstraints(min_length=1, max_length=SLACK_ALT_TEXT)]
Seconds = Annotated[int, Field(ge=1, le=LONGEST_SECONDS)]
Screen = Annotated[int, Field(ge=1)]


def _listed(value: object) -> object:
    return value if isinstance(value, list) else [value]


def _side(value: object) -> object:
    """A side by its name; what is none stays as it is and is refused with the names that would do."""
    return Side(value) if isinstance(value, str) and value in set(Side) else value


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, str_strip_whitespace=True)


OF_TIMED_STEPS = ("running", "meanwhile", "then", "ends", "next")


class StepTable(_Table):
    text: Sentence
    screen: Annotated[list[Screen], BeforeValidator(_listed), Field(min_length=1, max_length=MOST_SCREENS)]
    side: Annotated[Side | None, BeforeValidator(_side)] = None
    seconds: Seconds | None = None
    ours: bool = False
    article: str = ""
    picture: Id | None = None
    note: Line | None = None
    running: Line | None = None
    meanwhile: Line | None = None
    then: Line | None = None
    ends: Line | None = None
    next: Line | None = None

    @field_validator("text")
    @classmethod
    def _marks_in_pairs(cls, text: str) -> str:
        return with_paired_marks(text)

    @model_validator(mode="after")
    def _timed_where_it_says_so(self) -> Self:
        if self.seconds is None:
            for key in OF_TIMED_STEPS:
                if getattr(self, key) is not None:
                    reason = "{key} is for a step that has seconds, and this one has none."
                    raise PydanticCustomError("untimed", reason, {"key": key})
            if len(self.screen) > 1:
                reason = "screen names two screens; only a step that has seconds reaches into a second one."
                raise PydanticCustomError("untimed", reason)
        return self


class ExerciseTable(_Table):
    id: Id
    title: Title
    short_name: Annotated[str, StringConstraints(min_length=1, max_length=SHORT_NAME)]
    about_seconds: Seconds
    equipment: Sentence
    advice: str = Field("", max_length=SLACK_SECTION // 2)
    spoken_needs: Sentence
    card_repeat: Sentence | None = None
    picture: Id | None = None
    lying: bool = False
    in_short: Line | None = None
    steps: Annotated[list[StepTable], Field(min_length=1)]

    @field_validator("card_repeat")
    @classmethod
    def _marks_in_pairs(cls, text: str | None) -> str | None:
        return None if text is None else with_paired_marks(text)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        timed = sum(step.seconds or 0 for step in self.steps)
        if timed > self.about_seconds:
            reason = "about_seconds is {about}, but the timed steps alone take {timed}."
            raise PydanticCustomError("about_seconds", reason, {"about": self.about_seconds, "timed": timed})
        if self.card_repeat is not None and second_side_at(_steps_of(self)) is None:
            reason = "card_repeat stands for the steps of a second side, but no step has one."
            raise PydanticCustomError("card_repeat", reason)
        screens = [screen for step in self.steps for screen in step.screen]
        for before, after in pairwise(screens):
            if after < before:
                reason = "screens follow one another, but {after} comes after {before}."
                raise PydanticCustomError("screen", reason, {"before": before, "after": after})
        return self


class RoutineFile(_Table):
    id: Id
    title: Title
    exercises: Annotated[list[ExerciseTable], Field(min_length=1, max_length=MOST_EXERCISES)]
    pictures: dict[Id, AltText] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _fits_a_card(self) -> Self:
        ids = [exercise.id for exercise in self.exercises]
        for twice in sorted({each for each in ids if ids.count(each) > 1}):
            raise PydanticCustomError("exercise_id", 'two exercises have the id "{twice}".', {"twice": twice})
        length = sum(_card_length(exercise_of(exercise)) for exercise in self.exercises)
        if length > CARD_TEXT:
            reason = "the card would need {length} characters; it has room for {room}."
            raise PydanticCustomError("card_length", reason, {"length": length, "room": CARD_TEXT})
        return self


def with_paired_marks(text: str) -> str:
    """The same text. Raises where a bold mark is not closed."""
    if text.count(BOLD_MARK) % 2:
        raise PydanticCustomError("bold_mark", "a bold part begins with * and does not end with one.")
    return text


def routine_of(file: RoutineFile) -> Routine:
    return Routine(
        id=file.id,
        title=file.title,
        exercises=tuple(exercise_of(table) for table in file.exercises),
        pictures=tuple(Picture(id=id_, alt_text=alt_text) for id_, alt_text in file.pictures.items()),
    )


def exercise_of(table: ExerciseTable) -> Exercise:
    return Exercise(
        id=table.id,
        title=table.title,
        short_name=table.short_name,
        about_seconds=table.about_seconds,
        equipment=table.equipment,
        advice=table.advice,
        spoken_needs=table.spoken_needs,
        steps=_steps_of(table),
        card_repeat=table.card_repeat,
        picture=table.picture,
        lying=table.lying,
        in_short=table.in_short or "",
    )


def _steps_of(table: ExerciseTable) -> tuple[Step, ...]:
    return tuple(
        Step(
            no=no,
            text=step.text,
            screens=tuple(step.screen),
            side=step.side,
            seconds=step.seconds,
            ours=step.ours,
            article=step.article,
            picture=step.picture,
            note=step.note or "",
            running=step.running,
            meanwhile=step.meanwhile or "",
            then=step.then,
            ends=step.ends,
            next=step.next,
        )
        for no, step in enumerate(table.steps, start=1)
    )


def _card_length(exercise: Exercise) -> int:
    numbered = sum(len(plain(text)) + len("13. ") for text in exercise.card_texts)
    return len(exercise.title) + len(exercise.spoken_needs) + numbered
