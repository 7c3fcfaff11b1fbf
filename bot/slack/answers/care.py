"""Phrases about what comes: settings, exercises, hurts, leave out, put back."""

from bot.domain.offer import LeftOut
from bot.domain.phrases import Hurts, LeaveOut, PutBack, ShowExercises, ShowSettings
from bot.domain.selection import Change
from bot.services.caring import Selected
from bot.services.services import Services
from bot.slack.answers.answer import Answer, Drawn
from bot.slack.asker import Asker
from bot.slack.blocks.care import care_question, care_view
from bot.slack.blocks.exercises import exercises_message
from bot.slack.blocks.settings import settings_question, settings_view
from bot.slack.message import Message
from bot.slack.wording import care as words
from bot.slack.wording.replies import skipped

CarePhrase = Hurts | LeaveOut | PutBack | ShowExercises | ShowSettings


async def answer_care(services: Services, asker: Asker, phrase: CarePhrase) -> Answer:
    """What was typed is done; where there is something to choose, by the form if the way in can open one."""
    here, caring = asker.place, services.caring
    match phrase:
        case Hurts(closes=True):
            return _closed(await caring.close(*here, Change()))
        case Hurts():
            form = await caring.shown(*here)
            return Answer(view=care_view(form.selection, form.reminder), message=care_question(form.selection))
        case LeaveOut(number=number):
            exercise = await caring.exercise_numbered(*here, number)
            return _left_out(await caring.leave_out(*here, LeftOut(exercise=exercise, always=True)), exercise)
        case PutBack(number=number):
            selected = await caring.put_back(*here, await caring.exercise_numbered(*here, number))
            return Answer(message=Message(words.put_back(selected.selection, selected.status)))
        case ShowExercises():
            return Answer(message=exercises_message(await caring.selection(*here)))
        case ShowSettings():
            shown = await services.preferences.settings(*here)
            return Answer(view=settings_view(shown), message=settings_question(shown))


def _closed(selected: Selected) -> Answer:
    if selected.card is None:
        return Answer(message=Message(words.taken_care(selected.status)))
    return Answer(drawn=Drawn(selected.card.reminder.id, skipped))


def _left_out(selected: Selected, exercise_id: str) -> Answer:
    """A card of which nothing is left is closed with it, and drawn."""
    [exercise] = (one for one in selected.selection.exercises if one.id == exercise_id)
    sentence = words.left_out(exercise, selected.selection, selected.status)
    if selected.card is None:
        return Answer(message=Message(sentence))
    return Answer(drawn=Drawn(selected.card.reminder.id, lambda _: sentence))
