"""An exercise to read: its title, what it needs and its numbered steps."""

from collections.abc import Sequence
from functools import cache

from bot.slack import ids
from bot.slack.blocks.elements import context, plain, section
from bot.slack.blocks.rich import marked_line, ordered, rich_text
from bot.slack.escaping import escape
from bot.slack.message import Block, View
from bot.slack.wording.cautions import CAUTION
from bot.slack.wording.counts import capitalised, number
from routines.model import Exercise
from routines.model import plain as unmarked


def exercise_blocks(
    exercise: Exercise, *, heading: str, name: str | None = None, picture: Block | None = None
) -> list[Block]:
    """The exercise as a card shows it, with a picture of its key pose where there is one; `name` makes the block ids
    unique to a message.
    """
    words = escape(f"*{heading}*\n{exercise.needs}")
    title = section(words, accessory=picture, block_id=name and f"{name}_title")
    return [title, rich_text(_steps(exercise), block_id=name and f"{name}_steps")]


@cache  # every card has them, and there are few; nobody changes a block that was made
def _steps(exercise: Exercise) -> Block:
    return ordered([marked_line(text) for text in exercise.card_texts])


@cache
def spoken_exercise(exercise: Exercise) -> str:
    """The exercise as a message's `text` tells it."""
    steps = (f"{no}. {unmarked(text)}" for no, text in enumerate(exercise.card_texts, start=1))
    return escape(" ".join((f"{exercise.title}. {exercise.spoken_needs}", *steps)))


def how_many(exercises: Sequence[Exercise]) -> str:
    """As in `Two exercises, about 9 minutes.`."""
    minutes = max(1, sum(exercise.about_seconds for exercise in exercises) // 60)
    plural = "" if len(exercises) == 1 else "s"
    unit = "minute" if minutes == 1 else "minutes"
    return f"{capitalised(number(len(exercises)))} exercise{plural}, about {minutes} {unit}."


def headings(exercises: Sequence[Exercise]) -> list[str]:
    """The titles, numbered where there are several."""
    if len(exercises) == 1:
        return [exercises[0].title]
    return [f"{no}  {exercise.title}" for no, exercise in enumerate(exercises, start=1)]


def steps_view(*exercises: Exercise) -> View:
    """A modal with what to do."""
    every = zip(exercises, headings(exercises), strict=True)
    return {
        "type": "modal",
        "callback_id": ids.STEPS_VIEW,
        "title": plain(exercises[0].short_name if len(exercises) == 1 else "The exercises"),
        "close": plain("Close"),
        "blocks": [
            *(block for exercise, heading in every for block in exercise_blocks(exercise, heading=heading)),
            context(CAUTION),
        ],
    }
