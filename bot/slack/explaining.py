"""What a person is told when something did not work."""

from datetime import datetime

from bot.domain.errors import CardClosed, Refusal
from bot.ports import DeliveryFailed, StoreUnavailable
from bot.slack.blocks.status import card_closed
from bot.slack.lateness import TooSlow
from bot.slack.message import Message
from bot.slack.wording.failures import MAY_BE_SAVED, SAVE_FAILED, SLACK_FAILED, TOO_SLOW, UNEXPECTED
from bot.slack.wording.refusals import refusal_text


def explanation(error: Exception, *, now: datetime) -> Message:
    """A clear sentence for any error; `now` decides whether a day has to be named."""
    match error:
        case CardClosed():
            return card_closed()
        case Refusal():
            return Message(refusal_text(error, now=now))
        case StoreUnavailable():
            return Message(not_saved(error))
        case TooSlow():
            return Message(TOO_SLOW)
        case DeliveryFailed():
            return Message(SLACK_FAILED)
        case _:
            return Message(UNEXPECTED)


def not_saved(problem: StoreUnavailable) -> str:
    """What there is to say of a change that the database did not take, or may not have taken."""
    return MAY_BE_SAVED if problem.outcome_unknown else SAVE_FAILED
