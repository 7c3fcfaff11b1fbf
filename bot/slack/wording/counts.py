"""Numbers and lists in words."""

from collections.abc import Sequence

_NUMBERS = (
    *("no", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)


def number(count: int) -> str:
    """The number as a word up to twelve, in digits from there on."""
    return _NUMBERS[count] if 0 <= count < len(_NUMBERS) else str(count)


def counted(count: int, noun: str) -> str:
    """As in `1 exercise`, `14 exercises`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def listed(parts: Sequence[str]) -> str:
    """As in `Ana`, `Ana and Tom`, `Ana, Lin and Tom`."""
    *others, last = parts
    return f"{', '.join(others)} and {last}" if others else last


def uncapitalised(text: str) -> str:
    return text[:1].lower() + text[1:]


def capitalised(text: str) -> str:
    """The text with its first letter as a capital, the rest as it is."""
    return text[:1].upper() + text[1:]
