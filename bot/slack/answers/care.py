"""Phrases that lead to a choice of what comes: settings, exercises, hurts. Nothing changes by the words alone."""

from bot.domain.phrases import Hurts, ShowExercises, ShowSettings
from bot.services.services import Services
from bot.slack.answers.answer import Answer
from bot.slack.asker import Asker
from bot.slack.blocks.care import care_question, care_view
from bot.slack.blocks.exercises import exercises_message
from bot.slack.blocks.settings import settings_view
from bot.slack.blocks.status import status_message

CarePhrase = Hurts | ShowExercises | ShowSettings


async def answer_care(services: Services, asker: Asker, phrase: CarePhrase) -> Answer:
    """The form, where the way in can open one; else what stands for it."""
    here = (asker.workspace, asker.member)
    match phrase:
        case Hurts():
            return Answer(view=care_view(await services.caring.selection(*here)), message=care_question())
        case ShowExercises():
            return Answer(message=exercises_message(await services.caring.selection(*here)))
        case ShowSettings():
            shown = await services.preferences.settings(*here)
            return Answer(view=settings_view(shown), message=status_message(shown.status))
