"""From typed text to what is done about it, the same for the slash command and the DM."""

from functools import partial

from bot.domain.errors import NotJoined, NotUnderstood, Refusal, UnknownWord
from bot.domain.phrases import (
    Admin,
    Done,
    EndLeaderboard,
    Export,
    ForgetMe,
    Help,
    HideMe,
    Hurts,
    LeaveOut,
    Moved,
    MoveGuide,
    Now,
    OpenGuide,
    Pause,
    Phrase,
    PostLeaderboard,
    PutBack,
    Resume,
    SetHours,
    SetInterval,
    SetZone,
    Share,
    ShowExercises,
    ShowLeaderboard,
    ShowMe,
    ShowSettings,
    Skip,
    Snooze,
    Start,
    Stats,
    Status,
    Stop,
    Undo,
    Why,
    parse,
    typed_interval,
)
from bot.domain.spread import Bounds
from bot.services.services import Services
from bot.slack.answers.administration import Administering
from bot.slack.answers.answer import Answer
from bot.slack.answers.card import answer_card
from bot.slack.answers.care import answer_care
from bot.slack.answers.joining import Joining
from bot.slack.answers.privacy import answer_privacy
from bot.slack.answers.schedule import answer_schedule
from bot.slack.answers.social import answer_social
from bot.slack.asker import Asker
from bot.slack.blocks.help import help_message
from bot.slack.blocks.welcome import introduction
from bot.slack.blocks.why import why
from bot.slack.message import Message
from bot.slack.messenger import SlackMessenger
from bot.slack.payloads import unescaped
from bot.slack.wording import replies


class Answering:
    """Reads what was typed and does it; the Answer says what is left to show. No call to Slack."""

    def __init__(
        self, services: Services, messenger: SlackMessenger, joining: Joining, administering: Administering
    ) -> None:
        self._services = services
        self._messenger = messenger
        self._joining = joining
        self._administering = administering

    async def answer(self, asker: Asker, text: str) -> Answer:
        """Raises a Refusal for what cannot be read or done; a stranger gets the introduction instead."""
        phrase: Phrase | None = None
        try:
            phrase = parse(unescaped(text))
            if isinstance(phrase, Help | Now | PostLeaderboard):  # these would not notice a stranger in time
                await self._services.home.status(asker.workspace, asker.member)
            return await self._carry_out(asker, phrase)
        except Refusal as refusal:
            if not await self._is_stranger(asker):
                await self._suggest_within_bounds(asker, refusal)
                raise
            if asker.is_typed_message or isinstance(refusal, UnknownWord) or isinstance(phrase, Status | Help):
                return Answer(message=introduction(await self._bounds(asker)))
            raise NotJoined from refusal

    async def _carry_out(self, asker: Asker, phrase: Phrase) -> Answer:
        match phrase:
            case Start():
                answer = Answer(later=partial(self._joining.start, asker))
            case Help() | Why():
                answer = Answer(message=await self._told(asker, phrase))
            case Done() | Moved() | Skip() | Undo() | Snooze() | Now() | OpenGuide() | MoveGuide():
                answer = await answer_card(self._services, asker, phrase)
            case Hurts() | LeaveOut() | PutBack() | ShowExercises() | ShowSettings():
                answer = await answer_care(self._services, asker, phrase)
            case SetZone(zone=zone):
                answer = await self._set_zone(asker, zone)
            case Status() | SetInterval() | SetHours() | Pause() | Resume() | Stop():
                answer = await answer_schedule(self._services, asker, phrase)
            case Stats() | ShowLeaderboard() | PostLeaderboard() | EndLeaderboard() | ShowMe() | HideMe():
                answer = await answer_social(self._services, self._messenger, asker, phrase)
            case Export() | ForgetMe():
                answer = await answer_privacy(self._services, asker, phrase)
            case Share() | Admin():
                answer = self._administering.answer(asker, phrase)
        return answer

    async def _told(self, asker: Asker, phrase: Help | Why) -> Message:
        return why() if isinstance(phrase, Why) else help_message(await self._bounds(asker))

    async def _set_zone(self, asker: Asker, zone: str) -> Answer:
        before = await self._services.home.status(asker.workspace, asker.member)
        status = await self._services.preferences.set_zone(asker.workspace, asker.member, zone)
        if before.member.zone is None:  # the answer to the question that stood in for the welcome
            return Answer(later=partial(self._joining.welcome, asker, status))
        return Answer(message=Message(replies.zone_set(status)))

    async def _bounds(self, asker: Asker) -> Bounds:
        return await self._services.administration.bounds_of(asker.workspace)

    async def _suggest_within_bounds(self, asker: Asker, refusal: Refusal) -> None:
        """An interval that is suggested is one that this workspace allows."""
        if not isinstance(refusal, NotUnderstood):
            return
        suggested = parse(refusal.suggestion)
        if isinstance(suggested, SetInterval):
            allowed = (await self._bounds(asker)).nearest(suggested.interval)
            if allowed != suggested.interval:
                refusal.suggestion = f"every {typed_interval(allowed)}"

    async def _is_stranger(self, asker: Asker) -> bool:
        try:
            await self._services.home.status(asker.workspace, asker.member)
        except NotJoined:
            return True
        return False
