"""What people type, and how often."""

from enum import StrEnum
from random import Random


class Command(StrEnum):
    START = "start"
    STOP = "stop"
    PAUSE = "pause"
    RESUME = "resume"
    NOW = "now"
    DONE = "done"
    UNDO = "undo"
    MOVED = "moved"
    SKIP = "skip"
    SNOOZE = "snooze"
    GUIDE = "guide"
    MOVE = "next"  # or any other step in the guide
    INTERVAL = "every"
    HOURS = "hours"
    ZONE = "zone"
    TRAVEL = "travel"  # Slack's profile says another zone
    SHOW = "show"
    HIDE = "hide"
    HOME = "home"
    BOARD = "leaderboard"
    HURTS = "hurts"
    EXERCISES = "exercises"  # one is left out, or put back
    BOUNDS = "bounds"  # as an admin
    FORGET = "forget me"


WEIGHTS = {
    Command.NOW: 4,
    Command.UNDO: 3,
    Command.DONE: 3,
    Command.MOVED: 2,
    Command.SKIP: 2,
    Command.SNOOZE: 2,
    Command.GUIDE: 2,
    Command.MOVE: 1,
    Command.PAUSE: 3,
    Command.RESUME: 3,
    Command.STOP: 1,
    Command.START: 2,
    Command.INTERVAL: 2,
    Command.HOURS: 2,
    Command.ZONE: 1,
    Command.TRAVEL: 2,
    Command.SHOW: 1,
    Command.HIDE: 1,
    Command.HOME: 2,
    Command.BOARD: 1,
    Command.HURTS: 1,
    Command.EXERCISES: 1,
    Command.BOUNDS: 1,
    Command.FORGET: 0.3,
}


def some_command(rng: Random) -> Command:
    return rng.choices(list(WEIGHTS), weights=list(WEIGHTS.values()))[0]
