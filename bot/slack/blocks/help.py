"""The commands used most, one a line."""

from bot.slack.blocks.elements import section
from bot.slack.message import Message

_COMMANDS = (
    ("now", "the exercises, at once"),
    ("done", "tick off what is open; done 1 or done 2 ticks off one"),
    ("snooze 20", "back in 20 minutes"),
    ("skip", "not this time"),
    ("moved", "you moved on your own"),
    ("undo", "take the last one back"),
    ("pause until monday", "a break; resume ends it"),
    ("every 2h30", "how often"),
    ("hours 9-12:30 13:15-17:30", "when"),
    ("settings", "all of it in one form"),
    ("stats", "your week"),
    ("stop", "no more reminders"),
)
_ALSO = "Everything here works in our DM too, without the slash."


def help_message() -> Message:
    """Twelve commands that all work as they stand."""
    lines = "\n".join(f"`/budge {command}`  {meaning}" for command, meaning in _COMMANDS)
    spoken = ". ".join(f"/budge {command}: {meaning}" for command, meaning in _COMMANDS)
    return Message(f"{spoken}. {_ALSO}", [section(f"{lines}\n{_ALSO}")])
