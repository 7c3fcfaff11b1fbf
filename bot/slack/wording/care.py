"""What is said of exercises that are left out, and of a card that is closed because it is not to be done."""

from collections.abc import Sequence
from datetime import date

from bot.domain.offer import LeftOut
from bot.domain.selection import Selection
from bot.domain.status import Status
from bot.slack.escaping import escape
from bot.slack.wording.counts import listed, uncapitalised
from bot.slack.wording.hours import days_words
from bot.slack.wording.plans import empty_days_sentence, next_sentence
from bot.slack.wording.times import date_words
from routines.model import Exercise

STOP_HERE = "Stop here for now. These exercises should never hurt."
RELIEF_ONLY = (
    "The exercises are for temporary relief only. If you need more help with pain, see a pain management specialist."
)
HELP_NOW = (
    "*Get medical help now* if you notice new numbness around your genitals, back passage or buttocks, weakness or "
    "numbness in both legs, or trouble controlling your bladder or bowels."
)
OUR_ADVICE = "General safety advice, ours, not the article's."
WHAT_IS_KEPT = "I keep what to leave out and until when. I don't keep why, and nobody is told."

LAST_ONE = "That is the last one left. Use Pause all reminders instead."
NOTHING_ON_SOME_DAYS = "Nothing would be left on some days. Use Pause instead."
OTHER_ROUTINE = "Your routine is another one by now. Cancel, and look again."
PICK_A_DAY = "Pick the day on which it comes again."
TOO_FAR = "Pick a day within a year, or leave it out until you put it back."
PICK_WEEKDAYS = "Pick at least one weekday."


def the(exercise: Exercise) -> str:
    """As in `the standing hip stretch`."""
    return f"the {uncapitalised(exercise.title)}"


def left_out_words(one: LeftOut, *, today: date) -> str:
    """As in `left out until 24 November`, `left out on Mon and Tue`, `left out`; nothing of what is over is in it.
    `today` is the calendar's: past midnight, it is in a night shift the day on which the exercise comes again.
    """
    if one.always:
        return "left out"
    if one.until is not None:
        if one.until <= today:
            return "left out until your next shift"
        return f"left out until {date_words(one.until, today=today)}"
    return f"left out on {days_words(sorted(one.weekdays))}"


def is_left_out(exercise: Exercise, one: LeftOut, *, today: date) -> str:
    """As in `Standing hip stretch is left out until 24 November.`."""
    lasting = " until you put it back" if one.always else ""
    return escape(f"{exercise.title} is {left_out_words(one, today=today)}{lasting}.")


def what_comes(selection: Selection) -> str:
    """As in `You get both.` or `You get the standing hip stretch. Lying knee to chest is left out on Mon.`."""
    offered = [escape(the(exercise)) for exercise in selection.offered]
    is_both = len(offered) == len(selection.exercises) == 2  # noqa: PLR2004 - what "both" means
    comes = f"You get {'both' if is_both else listed(offered)}." if offered else "Nothing comes for now."
    return " ".join((comes, *_left_out_sentences(selection)))


def left_out(exercise: Exercise, selection: Selection, status: Status) -> str:
    """After an exercise was left out: `Saved. Lying knee to chest is left out on Mon. Next at 14:12.`."""
    return _then(" ".join(("Saved.", *_left_out_sentences(selection, [exercise]))), status)


def put_back(selection: Selection, status: Status) -> str:
    """After an exercise was put back: `Saved. You get both. Next at 14:12.`."""
    return _then(f"Saved. {what_comes(selection)}", status)


def taken_care(status: Status) -> str:
    """After somebody who had no card open changed nothing."""
    return _then("Take it easy.", status)


def styled(status: Status) -> str:
    """After the short card was chosen."""
    return _then("Saved. Your cards are short from now on. The steps stay one press away.", status)


def _left_out_sentences(selection: Selection, exercises: Sequence[Exercise] = ()) -> list[str]:
    found = ((each, selection.left_out_of(each.id)) for each in exercises or selection.exercises)
    return [is_left_out(each, one, today=selection.today) for each, one in found if one is not None]


def _then(change: str, status: Status) -> str:
    parts = (change, next_sentence(status), empty_days_sentence(status))
    return " ".join(part for part in parts if part)
