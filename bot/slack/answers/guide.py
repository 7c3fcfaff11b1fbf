"""Phrases of the guide. Its screens are answered in full, for those who read nothing else."""

from collections.abc import Callable

from bot.domain.card import Card
from bot.domain.phrases import MoveGuide, OpenGuide
from bot.services.services import Services
from bot.slack.answers.answer import Answer, Drawn
from bot.slack.asker import Asker
from bot.slack.blocks.card import reminder_card


async def answer_guide(services: Services, asker: Asker, phrase: OpenGuide | MoveGuide) -> Answer:
    """Opens the guide of the member's open card, or moves in it."""
    match phrase:
        case OpenGuide():
            card = await services.guiding.open(*asker.place)
        case MoveGuide(step=step):
            card = await services.guiding.move(*asker.place, step)
    return Answer(drawn=Drawn(card.reminder.id, in_full))


def and_screen(says: Callable[[Card], str]) -> Callable[[Card], str]:
    """What it says and, in the guide, the screen that it leads to."""
    return lambda card: says(card) if card.screen is None else f"{says(card)}\n{in_full(card)}"


def in_full(card: Card) -> str:
    """All that the card's message says."""
    return reminder_card(card).text
