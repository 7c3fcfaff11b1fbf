"""Weekdays, Monday 0: `mon`, `fridays`, `mon-thu`, `weekdays`, `daily`."""

_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORT = {"tues": 1, "weds": 2, "thur": 3, "thurs": 3} | {name[:3]: day for day, name in enumerate(_NAMES)}
_WEEKDAYS = (
    _SHORT | {name: day for day, name in enumerate(_NAMES)} | {f"{name}s": day for day, name in enumerate(_NAMES)}
)
WORKDAYS = (0, 1, 2, 3, 4)
_WEEKEND = (5, 6)
_ALL = (*WORKDAYS, *_WEEKEND)
_GROUPS = {
    "weekdays": WORKDAYS,
    "workdays": WORKDAYS,
    "weekend": _WEEKEND,
    "weekends": _WEEKEND,
    "daily": _ALL,
    "everyday": _ALL,
}


def read_weekday(text: str) -> int | None:
    """The one weekday that this names, or None."""
    return _WEEKDAYS.get(text.lower())


def read_weekdays(text: str) -> tuple[int, ...] | None:
    """The weekdays that one word names, in order from the first (`fri-mon` goes over the weekend), or None."""
    word = text.lower()
    if word in _GROUPS:
        return _GROUPS[word]
    first_word, dash, last_word = word.partition("-")
    first, last = read_weekday(first_word), read_weekday(last_word)
    if first is None or (dash and last is None):
        return None
    if last is None:
        return (first,)
    return tuple((first + offset) % 7 for offset in range((last - first) % 7 + 1))
