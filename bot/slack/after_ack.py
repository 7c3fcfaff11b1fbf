"""What a listener begins once it has answered Slack: each a tracked task that tells the person if it fails."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from bot.domain.card import Card
from bot.domain.ids import ReminderId
from bot.ports import Clock
from bot.slack.answers.answer import Answer, Drawn
from bot.slack.asker import Asker
from bot.slack.counting_down import CountingDown
from bot.slack.explaining import explanation
from bot.slack.home_tabs import HomeTabs
from bot.slack.message import Message, View
from bot.slack.redraw import Redraw
from bot.slack.replies import Replies
from bot.slack.tasks import Begin, Tasks
from bot.slack.wording.refusals import PRESS_AGAIN

TRIGGER_LIVES = 3.0  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterAck:
    """Everything here returns at once; Slack is called afterwards."""

    tasks: Tasks
    replies: Replies
    redraw: Redraw
    counting_down: CountingDown
    homes: HomeTabs
    clock: Clock
    trigger_lives: float = TRIGGER_LIVES

    def start(self, asker: Asker, begin: Begin, *, name: str, urgent: bool = False) -> None:
        """Begins the work; what stops it is explained to the person."""
        self.tasks.start(begin, name=name, on_error=partial(self.explain, asker), of=asker.place, urgent=urgent)

    def show(self, asker: Asker, answer: Answer) -> None:
        """Shows what a phrase came to."""
        shown = partial(self._show, asker, answer, asked_at=_moment())
        self.start(asker, shown, name="answer", urgent=_opens(asker, answer))

    def reply(self, asker: Asker, message: Message) -> None:
        """Answers so that only they see it."""
        self.start(asker, partial(self.replies.reply, asker, message), name="reply")

    def reply_later(self, asker: Asker, work: Callable[[], Awaitable[Message | None]]) -> None:
        """Does work of the services that calls Slack, and answers with what it returns."""
        self.start(asker, partial(self._reply_later, asker, work), name="reply later")

    def replace(self, asker: Asker, message: Message) -> None:
        """Redraws the pressed message; on the App Home, the Home."""
        self.start(asker, partial(self._replace, asker, message), name="replace")

    def replace_later(self, asker: Asker, work: Callable[[], Awaitable[Message]]) -> None:
        """Redraws the pressed message as the work says that it now is."""
        self.start(asker, partial(self._replace_later, asker, work), name="replace later")

    def open(self, asker: Asker, view: View) -> None:
        """Opens a modal."""
        self.start(asker, partial(self._open, asker, view, asked_at=_moment()), name="open view", urgent=True)

    def open_later(self, asker: Asker, work: Callable[[], Awaitable[View]]) -> None:
        """Opens the modal that comes of work which calls Slack itself: it must be quick."""
        self.start(asker, partial(self._open_later, asker, work, asked_at=_moment()), name="open later", urgent=True)

    def draw_card(self, asker: Asker, reminder: ReminderId) -> None:
        """Redraws a card, and the Home, which lists the same reminder."""
        self.start(asker, partial(self.redraw.card, asker, reminder), name="draw card")
        self.draw_home(asker)

    def draw_guide(self, asker: Asker, card: Card) -> None:
        """Redraws a card that was pressed in its guide, and follows the timer that runs on it."""
        self.counting_down.follow(asker, card)
        self.start(asker, partial(self.redraw.card, asker, card.reminder.id), name="draw guide")

    def draw_home(self, asker: Asker) -> None:
        """Draws the App Home of a member who opened it lately. Its failure is nobody's concern but the log's."""
        if self.homes.is_seen(asker):
            self.tasks.start(partial(self.homes.publish, asker), name="draw home", of=asker.place)

    def publish_home(self, asker: Asker) -> None:
        """Draws the App Home of somebody who has just opened it."""
        self.tasks.start(partial(self.homes.publish, asker), name="publish home", of=asker.place)

    def tell_error(self, asker: Asker, error: Exception) -> None:
        """Tells the person what a listener could not do."""
        self.tasks.start(partial(self.explain, asker, error), name="explain", of=asker.place)

    async def explain(self, asker: Asker, error: Exception) -> None:
        """Tells the person what was refused or went wrong."""
        await self.replies.reply(asker, explanation(error, now=self.clock.now()))

    async def _open(self, asker: Asker, view: View, *, asked_at: float) -> None:
        """One that has waited for longer than its trigger lives would only be refused."""
        if _moment() - asked_at < self.trigger_lives:
            await self.replies.open(asker, view)
        else:
            await self.replies.reply(asker, Message(PRESS_AGAIN))

    async def _open_later(self, asker: Asker, work: Callable[[], Awaitable[View]], *, asked_at: float) -> None:
        await self._open(asker, await work(), asked_at=asked_at)

    async def _show(self, asker: Asker, answer: Answer, *, asked_at: float) -> None:
        if answer.view is not None and asker.trigger is not None:
            await self._open(asker, answer.view, asked_at=asked_at)
        elif answer.message is not None:
            await self.replies.reply(asker, answer.message)
        if answer.drawn is not None:
            await self._show_drawn(asker, answer.drawn)
        if answer.later is not None:
            await self._reply_later(asker, answer.later)
        else:
            self.draw_home(asker)

    async def _show_drawn(self, asker: Asker, drawn: Drawn) -> None:
        card = await self.redraw.state(asker, drawn.reminder)
        self.counting_down.follow(asker, card)
        try:
            await self.replies.reply(asker, Message(drawn.says(card)))
        finally:
            await self.redraw.card(asker, drawn.reminder)

    async def _reply_later(self, asker: Asker, work: Callable[[], Awaitable[Message | None]]) -> None:
        message = await work()
        if message is not None:
            await self.replies.reply(asker, message)
        self.draw_home(asker)

    async def _replace(self, asker: Asker, message: Message) -> None:
        if not asker.is_on_home:
            await self.replies.replace(asker, message)
        self.draw_home(asker)

    async def _replace_later(self, asker: Asker, work: Callable[[], Awaitable[Message]]) -> None:
        await self._replace(asker, await work())


def _opens(asker: Asker, answer: Answer) -> bool:
    return answer.view is not None and asker.trigger is not None


def _moment() -> float:
    return asyncio.get_running_loop().time()
