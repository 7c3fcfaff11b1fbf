"""Text as people send it, made plain."""

import unicodedata

LONGEST_TEXT = 300  # characters that are read
LONGEST_ECHO = 40  # characters of somebody's own words that a refusal repeats

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_AROUND = "`'\"*_~ "
_AFTER = ".!?,;"


def plain(text: str) -> str:
    """One line of printable characters, single spaces and plain dashes, without quotes around it."""
    compatible = unicodedata.normalize("NFKC", text[:LONGEST_TEXT]).translate(_DASHES)
    printable = (char for char in compatible if char.isspace() or unicodedata.category(char)[0] != "C")
    return " ".join("".join(printable).split()).strip(_AROUND).rstrip(_AFTER).rstrip(_AROUND)


def echo(word: str) -> str:
    """Somebody's word, short enough to repeat in a refusal."""
    return word if len(word) <= LONGEST_ECHO else f"{word[: LONGEST_ECHO - 1]}…"
