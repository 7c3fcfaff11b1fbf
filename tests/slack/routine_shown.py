"""Everything in which a routine is shown, and what Slack or a neighbour would have to say about it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from bot.domain.member import Style
from bot.domain.offer import LeftOut
from bot.domain.reminder import WITHDRAWN, State
from bot.domain.selection import Selection
from bot.sandbox.limits import message_problems, view_problems
from bot.slack.blocks.card import reminder_card
from bot.slack.blocks.care import care_view
from bot.slack.blocks.exercise import steps_view
from bot.slack.blocks.exercises import exercises_message, leave_out_view
from bot.slack.blocks.home import home_view
from bot.slack.blocks.settings import settings_view
from bot.slack.blocks.welcome import exercises_to_read, welcome
from bot.slack.message import Message, View
from bot.slack.wording.cautions import CAUTION
from routines.model import Exercise, Routine
from routines.texts import indiscreet_word
from tests.slack import examples
from tests.slack.examples import NOW, at, card, reminder

LONGEST_TEXT = 4000
LOCK_SCREEN = 120
SECOND = timedelta(seconds=1)
SHORTEST_OPENER = 15
"""`Plant your feet and rise.`"""


def complaints(routine: Routine) -> list[str]:
    """What is wrong with any of it."""
    return [f"{name}: {problem}" for name, shown in _everything(routine) for problem in _problems(shown)]


def _problems(shown: Message | View) -> Iterator[str]:
    if not isinstance(shown, Message):
        yield from view_problems(shown)
        return
    yield from message_problems(shown.blocks)
    yield from _unlike_their_labels(shown)
    if len(shown.text) > LONGEST_TEXT:
        yield f"{len(shown.text)} characters"
    beginning = shown.text.split(CAUTION)[0][:LOCK_SCREEN]
    word = indiscreet_word(beginning)
    if word is not None:
        yield f"{word} on a lock screen: {beginning}"


def _unlike_their_labels(message: Message) -> Iterator[str]:
    """Whoever speaks to a button says what it shows."""
    rows = (block["elements"] for block in message.blocks or [] if block["type"] == "actions")
    for pressed in (one for row in rows for one in row if one["type"] == "button"):
        text, label = pressed["text"]["text"], pressed.get("accessibility_label")
        if label is not None and not label.startswith(text):
            yield f"{label!r} does not begin with {text!r}"


def _everything(routine: Routine) -> Iterator[tuple[str, Message | View]]:
    exercises = routine.exercises
    for offered in (exercises, *((one,) for one in exercises)):
        yield from _cards(offered)
        yield from _guide(offered)
    for name, left_out in _left_out(exercises).items():
        yield from _choices(routine, name, left_out)
    yield "the steps", steps_view(*exercises)
    yield "exercises to read", exercises_to_read(exercises)
    yield "welcome", welcome(examples.status(), exercises)


def _cards(exercises: tuple[Exercise, ...]) -> Iterator[tuple[str, Message]]:
    sent = replace(reminder(opener=SHORTEST_OPENER), exercises=tuple(one.id for one in exercises))
    for style in Style:
        yield f"card of {len(exercises)}, {style}", reminder_card(card(sent, exercises=exercises, style=style))
        for done in exercises:
            ticked = {done.id: at("11:38")}
            yield f"{done.id} done, {style}", reminder_card(card(sent, exercises=exercises, style=style, done=ticked))
    closed = replace(sent, state=State.SKIPPED, reason=WITHDRAWN)
    for one in exercises:
        left_out = (LeftOut(exercise=one.id, always=True),)
        yield f"closed for {one.id}", reminder_card(card(closed, exercises=exercises, left_out=left_out))


def _guide(exercises: tuple[Exercise, ...]) -> Iterator[tuple[str, Message]]:
    sent = replace(reminder(), exercises=tuple(one.id for one in exercises))
    for screen in card(sent, exercises=exercises).screens:
        waiting = replace(sent, guide_screen=screen.no)
        yield f"screen {screen.no}", reminder_card(card(waiting, exercises=exercises))
        if screen.timer is None:
            continue
        yield f"the sound of screen {screen.no}", Message(screen.timer.ends, [])
        for left in (0, screen.timer.seconds, screen.timer.seconds + 8):
            running = replace(waiting, guide_ends_at=NOW + left * SECOND)
            for has_sounds in (False, True):
                shown = card(running, exercises=exercises, has_sounds=has_sounds)
                yield f"screen {screen.no}, {left} seconds left", reminder_card(shown)


def _left_out(exercises: tuple[Exercise, ...]) -> Mapping[str, tuple[LeftOut, ...]]:
    until, weekdays = date(2026, 12, 24), frozenset({0, 1})
    return {
        "both": (),
        "first always": (LeftOut(exercise=exercises[0].id, always=True),),
        "last for a while": (LeftOut(exercise=exercises[-1].id, until=until, weekdays=weekdays),),
        "last on weekdays": (LeftOut(exercise=exercises[-1].id, weekdays=weekdays),),
    }


def _choices(routine: Routine, name: str, left_out: tuple[LeftOut, ...]) -> Iterator[tuple[str, Message | View]]:
    selection = Selection(exercises=routine.exercises, left_out=left_out, day=date(2026, 11, 18))
    yield f"exercises, {name}", exercises_message(selection)
    yield f"hurts, {name}", care_view(selection)
    yield f"home, {name}", home_view(examples.home(selection=selection), routine.exercises)
    member = examples.member(left_out=left_out)
    routines = (examples.ROUTINE, routine)
    shown = replace(examples.settings_shown(member), routines=routines, routine=routine, selection=selection)
    yield f"settings, {name}", settings_view(shown)
    for one in routine.exercises:
        yield f"leaving out {one.id}, {name}", leave_out_view(one)
