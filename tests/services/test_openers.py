from bot.services.openers import OPENERS
from bot.slack.wording import openers


def test_every_opening_sentence_can_be_chosen() -> None:
    assert len(openers.OPENERS) == OPENERS
