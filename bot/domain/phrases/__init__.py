"""What people type, read into values.

    parse("every 2h30")  ->  SetInterval(timedelta(hours=2, minutes=30))

Every refusal carries a suggestion that can be typed instead. One module reads the rest of one kind of phrase.
"""

from bot.domain.phrases.hours import parse_differing_days, parse_gaps, subtract_gaps
from bot.domain.phrases.intervals import check_interval, typed_interval
from bot.domain.phrases.parsing import WORDS, parse
from bot.domain.phrases.phrase import (
    Admin,
    Done,
    EndLeaderboard,
    Export,
    ForgetMe,
    Help,
    HideMe,
    Moved,
    Now,
    Pause,
    Phrase,
    PostLeaderboard,
    Resume,
    SetHours,
    SetInterval,
    SetZone,
    Share,
    ShowLeaderboard,
    ShowMe,
    ShowSettings,
    Skip,
    Snooze,
    Start,
    Stats,
    Status,
    Stop,
    Undo,
    Why,
)
from bot.domain.phrases.times import typed_time

__all__ = [
    "WORDS",
    "Admin",
    "Done",
    "EndLeaderboard",
    "Export",
    "ForgetMe",
    "Help",
    "HideMe",
    "Moved",
    "Now",
    "Pause",
    "Phrase",
    "PostLeaderboard",
    "Resume",
    "SetHours",
    "SetInterval",
    "SetZone",
    "Share",
    "ShowLeaderboard",
    "ShowMe",
    "ShowSettings",
    "Skip",
    "Snooze",
    "Start",
    "Stats",
    "Status",
    "Stop",
    "Undo",
    "Why",
    "check_interval",
    "parse",
    "parse_differing_days",
    "parse_gaps",
    "subtract_gaps",
    "typed_interval",
    "typed_time",
]
