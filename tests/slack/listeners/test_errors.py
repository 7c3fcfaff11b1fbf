import asyncio
import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.sandbox.controls import find
from bot.sandbox.faults import Fault
from bot.sandbox.gestures import MessageSpot
from bot.sandbox.people import ANA, GENERAL
from bot.sandbox.records import Json
from tests.slack.stage import Stage

SLOW = timedelta(seconds=2)


@pytest.fixture
def everything(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """All that is logged, at the lowest level of ours and the usual one of the SDK's."""
    with caplog.at_level(logging.DEBUG):
        yield caplog


async def test_a_broken_database_is_told_in_a_sentence_and_nothing_is_left_unacked(stage: Stage) -> None:
    dm = await stage.join()
    card = await stage.reminded()
    await stage.break_store()

    assert (await stage.press("Both done", card)).ok
    assert stage.last(dm).text == "I couldn't save that, and nothing changed. Please press again in a minute."
    assert stage.now_of(card) == card

    assert (await stage.say("/budge every 2h")).ok
    assert stage.last(GENERAL).text.startswith("I couldn't save that, and nothing changed.")


async def test_a_redraw_that_slack_refuses_is_explained(stage: Stage) -> None:
    dm = await stage.join()
    await stage.reminded()

    def fault(method: str, _: Json) -> Fault | None:
        return Fault("error") if method == "chat.update" else None

    stage.sandbox.weather.fault = fault
    await stage.say("done", channel=dm)
    stage.sandbox.weather.fault = None

    assert stage.last(dm).text.startswith("Slack didn't let me finish that. Try `/budge`")
    assert (await stage.status()).week_exercises == 2


async def test_a_reply_whose_address_has_expired_goes_to_the_dm(stage: Stage) -> None:
    dm = await stage.join()
    stage.sandbox.wire.response_urls._lifetime = -1.0

    await stage.say("/budge every 2h")

    assert stage.last(dm).text.startswith("Every 2 hours from now on.")
    assert stage.last(dm).ephemeral_to == ANA


async def test_no_token_address_or_typed_text_is_logged(stage: Stage, everything: pytest.LogCaptureFixture) -> None:
    dm = await stage.join()
    card = await stage.reminded()
    await stage.say("/budge every secretword", channel=dm)
    await stage.say("secretword of mine", channel=dm)
    await stage.press("Both done", card)
    stage.sandbox.wire.response_urls._lifetime = -1.0
    await stage.say("/budge secretword", channel=dm)
    await stage.break_store()
    await stage.say("every 2h secretword", channel=dm)

    logged = "\n".join(record.getMessage() for record in everything.records if record.name.startswith("bot"))
    for secret in ("xoxb", "xapp", "hooks/response", "ticket=", "secretword", "trigger"):
        assert secret not in logged


async def test_one_busy_member_holds_nobody_up(stage: Stage) -> None:
    await stage.join()

    await asyncio.gather(*(stage.say("/budge every 2h") for _ in range(20)))

    assert len([message for message in stage.seen(GENERAL) if message.ephemeral_to == ANA]) == 21


async def test_slow_web_api_calls_hold_no_ack_up(stage: Stage) -> None:
    await stage.join()
    card = await stage.reminded()
    stage.sandbox.weather.fault = lambda *_: Fault("delay", delay=SLOW)
    loop = asyncio.get_running_loop()
    began_at = loop.time()

    control = find(card.blocks, "Both done")
    assert control is not None
    where = MessageSpot(channel=card.channel, ts=card.ts)
    block_id, action_id, value = control.block_id, control.action_id, control.value
    press = stage.sandbox.gestures.press
    pressed = await press(ANA, where=where, block_id=block_id, action_id=action_id, value=value)
    typed = await stage.sandbox.gestures.say(ANA, channel=GENERAL, text="/budge now")

    assert pressed.ok
    assert typed.ok
    assert loop.time() - began_at < SLOW.total_seconds()
