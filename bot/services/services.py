"""All use cases, as the layers above receive them."""

from dataclasses import dataclass

from bot.services.administration import Administration
from bot.services.caring import Caring
from bot.services.closing import Closing
from bot.services.completion import Completions
from bot.services.countdowns import Countdowns
from bot.services.enrolment import Enrolment
from bot.services.guiding import Guiding
from bot.services.home import HomePages
from bot.services.installing import Installing
from bot.services.leaderboard import Leaderboard
from bot.services.preferences import Preferences
from bot.services.privacy import Privacy
from bot.services.reminding import Reminding
from bot.services.requests import Requests
from bot.services.retention import Retention
from bot.services.sharing import Sharing
from bot.services.sounds import Sounds
from bot.services.undoing import Undoing
from bot.services.uploading import Uploading


@dataclass(frozen=True, slots=True)
class Services:
    enrolment: Enrolment
    preferences: Preferences
    reminding: Reminding
    requests: Requests
    completion: Completions
    closing: Closing
    caring: Caring
    guiding: Guiding
    countdowns: Countdowns
    sounds: Sounds
    undoing: Undoing
    leaderboard: Leaderboard
    home: HomePages
    privacy: Privacy
    retention: Retention
    administration: Administration
    sharing: Sharing
    installing: Installing
    uploading: Uploading
