"""Stopping because of how it feels: a modal that changes what comes next, and asks for no reason."""

from bot.domain.ids import ReminderId
from bot.domain.selection import HowLong, Selection
from bot.slack import ids
from bot.slack.blocks import choices
from bot.slack.blocks.elements import actions, context, option, plain, section
from bot.slack.blocks.exercises import typed_choices
from bot.slack.blocks.fields import radio, select_one
from bot.slack.message import Message, View
from bot.slack.wording import care as words

NOTHING, PAUSE, LEAVE_OUT = "nothing", "pause", "leave_out"
"""What the options stand for; `leave_out:` goes on with the exercise's id."""

NO_CARD = "none"
"""What the form remembers where no card was open."""
_HOW_LONG = (("Today", HowLong.TODAY), ("One week", HowLong.WEEK), ("Until I change it", HowLong.LASTING))


def care_view(selection: Selection, reminder: ReminderId | None = None) -> View:
    """The form. It closes the card that it was opened on, and none that came since."""
    leave_out = [
        option(f"Leave out {words.the(exercise)}", f"{LEAVE_OUT}:{exercise.id}") for exercise in selection.offered
    ]
    changes = [
        option("Nothing, only close this one", NOTHING),
        *leave_out,
        option("Pause all reminders", PAUSE),
    ]
    how_long = [option(*each) for each in _HOW_LONG]
    return {
        "type": "modal",
        "callback_id": ids.CARE_VIEW,
        "private_metadata": reminder or NO_CARD,
        "title": plain("Something hurts"),
        "submit": plain("Save"),
        "close": plain("Cancel"),
        "blocks": [
            section(words.STOP_HERE),
            radio("What shall I change?", ids.CHANGE_FIELD, changes, initial=changes[0]),
            select_one("For how long?", ids.HOW_LONG_FIELD, how_long, initial=how_long[0]),
            section(words.RELIEF_ONLY),
            section(words.HELP_NOW),
            context(words.OUR_ADVICE),
            context(words.WHAT_IS_KEPT),
        ],
    }


def care_question(selection: Selection) -> Message:
    """Where no modal can be opened at once, as after a typed word: a button that does, and the words for all of it."""
    press = "To close the card and change what comes, press Something hurts. Or type: hurts close, to only close it"
    typed = "; ".join((press, *typed_choices(selection), "pause, to pause all reminders."))
    return Message(f"{words.STOP_HERE} {typed}", [section(words.STOP_HERE), actions(choices.care())])
