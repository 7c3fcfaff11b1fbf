"""What somebody else typed, made safe to show: no mention, no link, no formatting, one line."""

import re
import unicodedata

LONGEST_WORD = 40  # characters of a typed word that an answer repeats
LONGEST_NAME = 80  # characters of a name; Slack's own limit

_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_LOOK_ALIKES = str.maketrans({"*": "∗", "_": "＿", "~": "∼", "`": "ˋ"})
_LINKING_DOT = re.compile(r"\.(?=[^\W\d_])")
_LINKING_COLON = re.compile(r"(?<!\d):|:(?!\d)")


def escape(text: str) -> str:
    """Text for `mrkdwn` or a message's `text` without mentions and marked links; Slack decodes the three entities."""
    return text.translate(_ENTITIES)


def one_line(text: str, *, longest: int) -> str:
    """The text without line breaks and invisible characters, cut to so many."""
    visible = (char for char in text if char.isspace() or unicodedata.category(char)[0] != "C")
    line = " ".join("".join(visible).split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def inert(text: str, *, longest: int = LONGEST_WORD) -> str:
    """The text for `mrkdwn` or a message's `text`, where it neither formats, links, mentions nor becomes an emoji.

    The marks that would do so give way to characters that look like them.
    """
    dead = one_line(text, longest=longest).translate(_LOOK_ALIKES)
    return escape(_LINKING_COLON.sub("∶", _LINKING_DOT.sub("․", dead)))


def shown_name(name: str) -> str:
    """A person's name for a `plain_text` object or a text leaf of rich text; never empty, since Slack refuses that."""
    return one_line(name, longest=LONGEST_NAME) or "Somebody"


def spoken_name(name: str) -> str:
    """A person's name for a message's `text`."""
    return inert(shown_name(name), longest=LONGEST_NAME)
