"""What follows `leaderboard`: `post fri 16:00`, `off`, or nothing."""

from collections.abc import Sequence

from bot.domain.errors import UnknownWord, UnreadablePostTime
from bot.domain.periods import DAY
from bot.domain.phrases.phrase import EndLeaderboard, PostLeaderboard, ShowLeaderboard
from bot.domain.phrases.text import echo
from bot.domain.phrases.times import read_time
from bot.domain.phrases.weekdays import read_weekday

_EXAMPLE = "leaderboard post fri 16:00"
_FILLERS = {"at", "on", "every"}


def read_leaderboard(words: Sequence[str]) -> ShowLeaderboard | PostLeaderboard | EndLeaderboard:
    match [word.lower() for word in words]:
        case []:
            return ShowLeaderboard()
        case ["off"]:
            return EndLeaderboard()
        case ["post", *when]:
            return _post([word for word in when if word not in _FILLERS])
        case ["off", *_]:
            raise UnknownWord(echo(words[1]), "leaderboard off")
        case _:
            raise UnknownWord(echo(words[0]), "leaderboard")


def _post(when: Sequence[str]) -> PostLeaderboard:
    weekday = read_weekday(when[0]) if when else None
    minute = read_time("".join(when[1:]))
    if weekday is None or minute is None or minute == DAY:
        raise UnreadablePostTime(echo(" ".join(when) or "post"), _EXAMPLE)
    return PostLeaderboard(weekday, minute)
