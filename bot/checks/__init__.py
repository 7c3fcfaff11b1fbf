"""What `budge check` tells: everything wrong with the set-up at once, one line each, with the next thing to do."""

from bot.checks.check import check

__all__ = ["check"]
