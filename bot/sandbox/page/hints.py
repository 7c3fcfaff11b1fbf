"""What the message box offers while somebody types a slash command."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hint:
    """A command as it can be typed, and what it is for."""

    typed: str
    meaning: str


HINTS = (
    Hint("/budge", "Your status, with buttons"),
    Hint("/budge start", "Join: reminders by direct message"),
    Hint("/budge now", "Show me a card now"),
    Hint("/budge done", "Tick off what is open"),
    Hint("/budge guide", "Step by step, with timers"),
    Hint("/budge snooze 20", "Bring it back in 20 minutes"),
    Hint("/budge moved", "I moved on my own"),
    Hint("/budge skip", "Leave this one out"),
    Hint("/budge hurts", "Something hurts"),
    Hint("/budge undo", "Take the last tick back"),
    Hint("/budge every 2h30", "How often"),
    Hint("/budge hours 9-12:30 13:15-17:30", "Your working hours"),
    Hint("/budge zone Europe/Berlin", "Your time zone"),
    Hint("/budge pause until monday", "A break from reminders"),
    Hint("/budge resume", "Back on"),
    Hint("/budge stats", "Your week"),
    Hint("/budge leaderboard post fri 16:00", "A weekly post in this channel"),
    Hint("/budge show me", "Your name on the leaderboard"),
    Hint("/budge hide me", "Off the leaderboard"),
    Hint("/budge exercises", "Leave one out, or put it back"),
    Hint("/budge settings", "All settings in one place"),
    Hint("/budge why", "Why this helps"),
    Hint("/budge share", "Tell this channel about Budge"),
    Hint("/budge admin", "For admins: bounds and channel posts"),
    Hint("/budge export", "Everything stored about you, as a file"),
    Hint("/budge forget me", "Erase everything about you"),
    Hint("/budge stop", "No more reminders"),
    Hint("/budge help", "The most used words"),
)
