"""What a routine file may say: its keys and their types."""

from itertools import pairwise
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from routines.model import Exercise, Picture, Routine, Side, Step, second_side_at
from routines.texts import (
    Advice,
    AltText,
    DiscreetLine,
    Id,
    Line,
    MarkedLine,
    MarkedText,
    Needs,
    ShortName,
    SpokenNeeds,
    Title,
)

MOST_EXERCISES = 2  # what the card has buttons for
LONGEST_SECONDS = 3600
MOST_SCREENS = 2  # of one step: where it is read, and where its time runs

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
    text: MarkedText
    screen: Annotated[list[Screen], BeforeValidator(_listed), Field(min_length=1, max_length=MOST_SCREENS)]
    side: Annotated[Side | None, BeforeValidator(_side)] = None
    seconds: Seconds | None = None
    ours: bool = False
    article: str = ""
    picture: Id | None = None
    note: DiscreetLine | None = None
    running: DiscreetLine | None = None
    meanwhile: DiscreetLine | None = None
    then: MarkedLine | None = None
    ends: DiscreetLine | None = None
    next: DiscreetLine | None = None

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
    short_name: ShortName
    about_seconds: Seconds
    equipment: Needs
    advice: Advice = ""
    spoken_needs: SpokenNeeds
    card_repeat: MarkedText | None = None
    picture: Id | None = None
    lying: bool = False
    in_short: Line | None = None
    steps: Annotated[list[StepTable], Field(min_length=1)]

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
    def _ids_of_their_own(self) -> Self:
        ids = [exercise.id for exercise in self.exercises]
        for twice in sorted({each for each in ids if ids.count(each) > 1}):
            raise PydanticCustomError("exercise_id", 'two exercises have the id "{twice}".', {"twice": twice})
        return self


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
