"""The commands used most, one a line."""

from datetime import timedelta

from bot.domain.phrases import typed_interval
from bot.domain.spread import DEFAULT_BOUNDS, Bounds
from bot.slack.blocks.elements import section
from bot.slack.message import Message

_USUAL = timedelta(hours=2, minutes=30)
_COMMANDS = (
    ("now", "the exercises, at once"),
    ("guide", "step by step, with timers"),
    ("done", "tick off what is open; done 1 or done 2 ticks off one; undo takes it back"),
    ("snooze 20", "back in 20 minutes"),
    ("skip", "not this time; moved if you moved on your own"),
    ("hurts", "something hurts: stop, and change what comes"),
    ("pause until monday", "a break; resume ends it"),
    ("every {interval}", "how often"),
    ("hours 9-12:30 13:15-17:30", "when"),
    ("settings", "all of it in one form; exercises leaves one out"),
    ("stats", "your week"),
    ("stop", "no more reminders"),
)
_ALSO = "Everything here works in our DM too, without the slash."


def help_message(bounds: Bounds = DEFAULT_BOUNDS) -> Message:
    """Twelve commands that all work as they stand."""
    interval = typed_interval(bounds.nearest(_USUAL))
    commands = [(command.format(interval=interval), meaning) for command, meaning in _COMMANDS]
    lines = "\n".join(f"`/budge {command}`  {meaning}" for command, meaning in commands)
    spoken = ". ".join(f"/budge {command}: {meaning}" for command, meaning in commands)
    return Message(f"{spoken}. {_ALSO}", [section(f"{lines}\n{_ALSO}")])
