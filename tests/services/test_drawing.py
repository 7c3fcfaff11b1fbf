"""A press is stored before its card is drawn; what dies in between is drawn by the bell."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.domain.ids import MemberId, ReminderId
from bot.sandbox.people import ANA
from bot.services.drawing import DRAWN_WITHIN
from bot.services.services import Services
from bot.store.transaction import SqlStore
from tests.slack.conftest import stage
from tests.slack.stage import Stage

__all__ = ["stage"]

ME = MemberId(ANA)

Act = Callable[[Services, Stage, ReminderId], Awaitable[object]]


async def latest(stage: Stage) -> ReminderId:
    async with SqlStore(stage.engine).transaction() as tx:
        found = await tx.reminders.latest(stage.workspace, ME)
    assert found is not None
    return found.id


@pytest.mark.parametrize(
    ("act", "text"),
    [
        (lambda use, on, card: use.completion.done(on.workspace, ME, reminder=card), "Both done, 11:32."),
        (
            lambda use, on, card: use.completion.done(on.workspace, ME, reminder=card, number=1),
            "Standing hip stretch done",
        ),
        (lambda use, on, card: use.closing.skip(on.workspace, ME, reminder=card), "Skipped."),
        (lambda use, on, card: use.closing.moved(on.workspace, ME, reminder=card), "Noted:"),
        (lambda use, on, card: use.closing.snooze(on.workspace, ME, 20, reminder=card), "Snoozed."),
    ],
)
async def test_what_was_stored_and_never_drawn_is_drawn_a_minute_later(stage: Stage, act: Act, text: str) -> None:
    await stage.join()
    card = await stage.reminded()
    await act(stage.services, stage, await latest(stage))

    stage.clock.at += DRAWN_WITHIN - timedelta(seconds=1)
    await stage.services.reminding.tick()
    before = stage.now_of(card)
    stage.clock.at += timedelta(seconds=1)
    await stage.services.reminding.tick()
    after = stage.now_of(card)

    assert before is not None
    assert before.text == card.text
    assert after is not None
    assert after.text.startswith(text)


@pytest.mark.parametrize("label", ["Both done", "Hip stretch done"])
async def test_what_was_drawn_is_not_drawn_again(stage: Stage, label: str) -> None:
    await stage.join()
    card = await stage.reminded()
    await stage.press(label, card)
    drawn = stage.now_of(card)

    stage.clock.at += 2 * DRAWN_WITHIN
    await stage.services.reminding.tick()

    assert drawn is not None
    assert stage.now_of(card) == drawn


async def test_an_untouched_card_drawn_late_still_goes_at_midnight(stage: Stage) -> None:
    await stage.join()
    card = await stage.reminded()
    reminder = await latest(stage)
    await stage.services.completion.done(stage.workspace, ME, reminder=reminder)
    await stage.services.undoing.undo(stage.workspace, ME)
    stage.clock.at += DRAWN_WITHIN
    await stage.services.reminding.tick()
    assert stage.now_of(card) is not None

    stage.clock.at += timedelta(hours=13)
    await stage.services.reminding.tick()

    assert stage.now_of(card) is None
