"""Phrases about a reminder: done, moved, skip, undo, snooze, now, and those of its guide."""

from collections.abc import Callable
from functools import partial

from bot.domain.card import Card
from bot.domain.phrases import Done, Moved, MoveGuide, Now, OpenGuide, Skip, Snooze, Undo
from bot.domain.status import Status
from bot.ports import DeliveryFailed
from bot.services.services import Services
from bot.slack.answers.answer import Answer, Drawn
from bot.slack.answers.guide import and_screen, answer_guide
from bot.slack.asker import Asker
from bot.slack.message import Message
from bot.slack.reporting import report
from bot.slack.wording import replies

CardPhrase = Done | Moved | Skip | Undo | Snooze | Now | OpenGuide | MoveGuide
Says = Callable[[Card], str]


async def answer_card(services: Services, asker: Asker, phrase: CardPhrase) -> Answer:
    """Does what was typed to the member's open card."""
    here = (asker.workspace, asker.member)
    match phrase:
        case Done(number=number):
            answer = _drawn(await services.completion.done(*here, number=number), and_screen(replies.done))
        case Moved():
            answer = _moved(await services.closing.moved(*here))
        case Skip():
            answer = _drawn(await services.closing.skip(*here), replies.skipped)
        case Undo():
            answer = _drawn(await services.undoing.undo(*here), and_screen(replies.undone))
        case Snooze(minutes=minutes):
            result = await services.closing.snooze(*here, minutes)
            answer = _drawn(result.card, partial(replies.snoozed, result.snoozed))
        case OpenGuide() | MoveGuide():
            answer = await answer_guide(services, asker, phrase)
        case Now():
            answer = Answer(later=partial(post_now, services, asker))
    return answer


async def post_now(services: Services, asker: Asker) -> Message | None:
    """Posts a card. Somebody who asked elsewhere is told where it is; everybody, if Slack did not take it at once."""
    try:
        await services.requests.now(asker.workspace, asker.member)
    except DeliveryFailed as failure:
        if failure.retry_after is None and not failure.outcome_unknown:
            raise
        report(failure, name="post now")
        return Message(replies.comes_late())
    return None if asker.is_in_dm or asker.channel is None else Message(replies.is_in_dm())


def _drawn(card: Card, says: Says) -> Answer:
    return Answer(drawn=Drawn(card.reminder.id, says))


def _moved(outcome: Card | Status) -> Answer:
    if isinstance(outcome, Card):
        return _drawn(outcome, replies.moved)
    return Answer(message=Message(replies.moved_without_card(outcome)))
