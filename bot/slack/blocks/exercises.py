"""Which exercises come, and leaving one out."""

from bot.domain.offer import LeftOut
from bot.domain.selection import Selection
from bot.slack import ids
from bot.slack.blocks import choices
from bot.slack.blocks.elements import actions, button, context, option, plain, section
from bot.slack.blocks.fields import checkboxes, field, radio
from bot.slack.escaping import escape
from bot.slack.message import Block, Message, View
from bot.slack.wording import care as words
from bot.slack.wording.cautions import CAUTION
from routines.model import Exercise

ALWAYS, UNTIL, WEEKDAYS = "always", "until", "weekdays"
"""For how long something is left out."""


def exercises_message(selection: Selection) -> Message:
    """What comes, with a button for each exercise: it leaves it out, or puts it back."""
    can_leave_out = len(selection.offered) > 1
    buttons = [
        _put_back(number, exercise) if selection.left_out_of(exercise.id) else _leave_out(number, exercise)
        for number, exercise in enumerate(selection.exercises, start=1)
        if selection.left_out_of(exercise.id) or can_leave_out
    ]
    asks = can_leave_out and any(selection.left_out_of(each.id) is None for each in selection.exercises)
    sentence = f"{words.what_comes(selection)}{' Leave one out?' if asks else ''}"
    if not buttons:
        return Message(sentence, [section(sentence)])
    typed = "; ".join(typed_choices(selection))
    spoken = f"{sentence} Press the one that is meant, or type: {typed}."
    return Message(spoken, [section(sentence), actions(*buttons, block_id="exercises")])


def typed_choices(selection: Selection) -> list[str]:
    """The words that do the same: as in `leave out 1, to leave out the standing hip stretch`."""
    can_leave_out = len(selection.offered) > 1
    numbered = [(number, one, selection.left_out_of(one.id)) for number, one in enumerate(selection.exercises, start=1)]
    return [
        escape(f"{verb} {number}, to {verb} {words.the(exercise)}")
        for number, exercise, one in numbered
        if (verb := "put back" if one else "leave out") == "put back" or can_leave_out
    ]


def leave_out_view(exercise: Exercise) -> View:
    """For how long: a modal."""
    how_long = [
        option("Until I put it back", ALWAYS),
        option("Until a day", UNTIL),
        option("On some weekdays", WEEKDAYS),
    ]
    day: Block = {"type": "datepicker", "action_id": ids.UNTIL_FIELD}
    again, without = "The day on which it comes again", "Weekdays without it"
    return {
        "type": "modal",
        "callback_id": ids.LEAVE_OUT_VIEW,
        "private_metadata": exercise.id,
        "title": plain("Leave one out"),
        "submit": plain("Save"),
        "close": plain("Cancel"),
        "blocks": [
            section(escape(f"*{exercise.title}*")),
            radio("For how long?", ids.HOW_LONG_FIELD, how_long, initial=how_long[0]),
            field(again, ids.UNTIL_FIELD, day, optional=True, hint="If you chose “Until a day”."),
            checkboxes(without, ids.WEEKDAYS_FIELD, choices.weekdays(), hint="If you chose “On some weekdays”."),
            context(CAUTION),
        ],
    }


def put_back_button(exercise: Exercise, *, number: int, text: str = "Put back") -> Block:
    """What puts it back, wherever it stands; the text is as long as needed to tell which."""
    label = text if text != "Put back" else f"Put back: {exercise.short_name}"
    return button(text, action=ids.put_back(number), value=exercise.id, label=label)


def how_it_stands(one: LeftOut | None, selection: Selection) -> str:
    """As in `shown`, or `left out until 24 November`."""
    return "shown" if one is None else words.left_out_words(one, today=selection.today)


def _put_back(number: int, exercise: Exercise) -> Block:
    return put_back_button(exercise, number=number, text=f"Put back {words.the(exercise)}")


def _leave_out(number: int, exercise: Exercise) -> Block:
    label = f"{exercise.title}: leave it out"
    return button(exercise.title, action=ids.leave_out(number), value=exercise.id, label=label)
