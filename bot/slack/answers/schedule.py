"""Phrases about when reminders come: status, every, hours, zone, pause, resume, stop."""

from bot.domain.phrases import Pause, Resume, SetHours, SetInterval, Status, Stop
from bot.services.services import Services
from bot.slack.answers.answer import Answer
from bot.slack.asker import Asker
from bot.slack.blocks.status import paused, status_message
from bot.slack.message import Message
from bot.slack.wording import replies

SchedulePhrase = Status | SetInterval | SetHours | Pause | Resume | Stop


async def answer_schedule(services: Services, asker: Asker, phrase: SchedulePhrase) -> Answer:
    """Does what was typed to the member's own times."""
    here = (asker.workspace, asker.member)
    preferences = services.preferences
    match phrase:
        case Status():
            message = status_message(await services.home.status(*here))
        case SetInterval(interval=interval):
            message = Message(replies.interval_set(await preferences.set_interval(*here, interval)))
        case SetHours(weekdays=weekdays, periods=periods):
            message = Message(replies.hours_set(await preferences.set_hours(*here, weekdays, periods)))
        case Pause(request=request):
            message = paused(await preferences.pause(*here, request))
        case Resume():
            message = Message(replies.resumed(await preferences.resume(*here)))
        case Stop():
            await services.enrolment.stop(*here)
            message = Message(replies.stopped())
    return Answer(message=message)
