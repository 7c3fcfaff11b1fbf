"""All use cases, as the layers above receive them."""

from dataclasses import dataclass

from bot.services.completion import Completions
from bot.services.enrolment import Enrolment
from bot.services.home import HomePages
from bot.services.leaderboard import Leaderboard
from bot.services.preferences import Preferences
from bot.services.reminding import Reminding


@dataclass(frozen=True, slots=True)
class Services:
    enrolment: Enrolment
    preferences: Preferences
    reminding: Reminding
    completion: Completions
    leaderboard: Leaderboard
    home: HomePages
