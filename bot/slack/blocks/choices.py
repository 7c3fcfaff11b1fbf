"""Buttons and menus that several messages share."""

from collections.abc import Iterable

from bot.slack import ids
from bot.slack.blocks.elements import button, option, select
from bot.slack.message import Block
from bot.slack.wording.hours import short_day

_PAUSES = (
    ("1 hour", "pause 1h"),
    ("Until tomorrow", "pause tomorrow"),
    ("Until Monday", "pause until monday"),
    ("Two weeks", "pause 336h"),
    ("Pick a day", ids.PICK_A_DAY),
)
"""What each choice says, and the words after `/budge` that mean it; a day has to be asked for."""


def do_them_now(*, primary: bool = False, text: str = "Do them now") -> Block:
    return button(text, action=ids.NOW, label=f"{text}: the exercises, at once", primary=primary)


def pause_menu() -> Block:
    return select("Pause", [option(text, words) for text, words in _PAUSES], action=ids.PAUSE)


def pause_until_monday() -> Block:
    label = "Until Monday: pause longer"
    return button("Until Monday", action=ids.pause_button(1), value="pause until monday", label=label)


def pause_until_resumed() -> Block:
    label = "Until I resume: pause without an end"
    return button("Until I resume", action=ids.pause_button(2), value="pause until i resume", label=label)


def resume() -> Block:
    return button("Resume now", action=ids.RESUME, label="Resume now: end the pause")


def settings(text: str = "Settings") -> Block:
    return button(text, action=ids.SETTINGS, label=f"{text}: interval, hours, exercises, leaderboard")


def why() -> Block:
    return button("Why this helps", action=ids.WHY, label="Why this helps: what the article says")


def care() -> Block:
    return button("Something hurts", action=ids.CARE, label="Something hurts: stop, and say what to change")


def leave_one_out() -> Block:
    return button("Leave one out", action=ids.EXERCISES, label="Leave one out of the exercises")


def weekdays(days: Iterable[int] = range(7)) -> list[Block]:
    """The options of a choice of weekdays, Monday 0."""
    return [option(short_day(day), str(day)) for day in days]


def start() -> Block:
    return button("Start", action=ids.START, label="Start: send me reminders", primary=True)


def show_me() -> Block:
    return button("Show me", action=ids.SHOW_ME, label="Show me on the team leaderboard by name")


def hide_me() -> Block:
    return button("Hide me", action=ids.HIDE_ME, label="Hide me from the team leaderboard")
