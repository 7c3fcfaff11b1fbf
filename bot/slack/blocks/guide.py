"""A screen of the guide: the same message as the card, with all that is done without a free hand, or one timer."""

from datetime import datetime

from bot.domain.card import Card
from bot.domain.guide import place_of
from bot.slack import ids
from bot.slack.blocks.elements import actions, button, context, section
from bot.slack.blocks.picture import picture_block
from bot.slack.blocks.rich import marked_line, ordered, rich_text
from bot.slack.message import Block, Message
from bot.slack.wording import guide as words
from routines.screens import Screen, ScreenTimer


def guide_screen(card: Card) -> Message:
    """The screen that the card's reminder is at. Raises ValueError for a card that is not in the guide."""
    screen = card.screen
    if screen is None:
        raise ValueError("the message shows the card")
    ends_at, timer = card.reminder.guide_ends_at, screen.timer
    is_running = timer is not None and ends_at is not None
    picture = picture_block(card, _picture(screen, is_running=is_running), block_id=_id(card, "picture"))
    body = _running(card, timer, ends_at) if timer and ends_at else _waiting(card, screen)
    blocks = [
        context(words.heading(screen)),
        *([picture] if picture else []),
        *body,
        actions(*_buttons(card, screen, is_running=is_running), block_id=_id(card, "buttons")),
    ]
    return Message(words.spoken(card, screen), blocks)


def _picture(screen: Screen, *, is_running: bool) -> str | None:
    return screen.timer.picture if is_running and screen.timer else screen.picture


def _waiting(card: Card, screen: Screen) -> list[Block]:
    small = words.small_line(screen)
    if screen.lines:
        body = rich_text(ordered([marked_line(line) for line in screen.lines]), block_id=_id(card, "steps"))
    else:
        body = section(words.is_up(screen.timer) if screen.timer else small, block_id=_id(card, "timer"))
    return [body, context(small)] if small else [body]


def _running(card: Card, timer: ScreenTimer, ends_at: datetime) -> list[Block]:
    told = f"*{words.running(timer)}*\n{words.time_left(card, ends_at, timer)}"
    small = words.running_line(timer)
    return [section(told, block_id=_id(card, "timer")), *([context(small)] if small else [])]


def _buttons(card: Card, screen: Screen, *, is_running: bool) -> list[Block]:
    """Next, Back and Leave are always there. What there is to press besides comes first, and is the green one."""
    timer = screen.timer
    first = []
    if screen.is_last:
        first.append(_done(card, screen))
    if timer is not None and timer.needs_start and not is_running:
        text, action = words.start(timer), ids.GUIDE_START
        first.append(_step(card, text, action, label=f"{text}: the timer, once you are set", primary=not first))
    onward = words.onward(screen, words.following(card))
    return [
        *first,
        _step(card, onward, ids.GUIDE_NEXT, label=f"{onward}: the next screen", primary=not (first or is_running)),
        _step(card, "Back", ids.GUIDE_BACK, label="Back to the screen before"),
        _step(card, "Leave the guide", ids.GUIDE_LEAVE, label="Leave the guide: all on one card again"),
    ]


def _done(card: Card, screen: Screen) -> Block:
    """The same Done as on the card."""
    text = words.done(screen)
    number = [exercise.id for exercise in card.exercises].index(screen.exercise.id) + 1
    value = ids.card_value(card.reminder.id, screen.exercise.id)
    return button(text, action=ids.done_one(number), value=value, label=text, primary=True)


def _step(card: Card, text: str, action: str, *, label: str, primary: bool = False) -> Block:
    place = place_of(card.reminder)
    value = ids.guide_value(card.reminder.id, place) if place else ids.card_value(card.reminder.id)
    return button(text, action=action, value=value, label=label, primary=primary)


def _id(card: Card, part: str) -> str:
    """A block id: the same for the same part of a reminder's guide, whenever it is drawn."""
    return f"{card.reminder.id}_guide_{part}"
