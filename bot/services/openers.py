"""Which opening sentence a card has."""

from bot.domain.ids import ReminderId

OPENERS = 18
"""How many there are in the wording."""


def next_opener(reminder: ReminderId, *, after: int | None = None) -> int:
    """An opener by the reminder's id, never the one of the card before, which is known when it is posted."""
    choice = int(reminder[:8], 16) % OPENERS
    return (choice + 1) % OPENERS if choice == after else choice
