"""Phrases about what is stored: export, and forget me."""

from functools import partial

from bot.domain.phrases import Export, ForgetMe
from bot.ports import DeliveryFailed
from bot.services.services import Services
from bot.slack.answers.answer import Answer
from bot.slack.asker import Asker
from bot.slack.blocks.privacy import forget_message, forget_view
from bot.slack.message import Message
from bot.slack.reporting import report
from bot.slack.wording import privacy as words

PrivacyPhrase = Export | ForgetMe


async def answer_privacy(services: Services, asker: Asker, phrase: PrivacyPhrase) -> Answer:
    """Sends the file, or asks whether everything is to be erased. Raises NotJoined where nothing is stored."""
    await services.privacy.check_known(*asker.place)
    match phrase:
        case Export():
            return Answer(later=partial(send_export, services, asker))
        case ForgetMe():
            return Answer(view=forget_view(), message=forget_message())


async def send_export(services: Services, asker: Asker) -> Message:
    """Sends the file to the DM; the reply says that it is there, or why it is not. Calls Slack."""
    try:
        await services.privacy.export(*asker.place)
    except DeliveryFailed as failure:
        report(failure, name="export")
        return Message(words.not_exported(failure))
    return Message(words.EXPORTED)
