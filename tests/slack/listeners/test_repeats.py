"""What Slack delivers twice is done once; what a dead process may have done is not done again blindly."""

import secrets
from datetime import timedelta

import pytest

from bot.sandbox import payloads
from bot.sandbox.people import ANA, GENERAL
from bot.sandbox.records import Json
from bot.slack.listeners.words import adds_up, is_brought_again
from bot.slack.wording.failures import SAY_AGAIN
from tests.slack.stage import Stage


async def bring(stage: Stage, kind: str, payload: Json, **more: object) -> None:
    """One envelope, and whatever follows from it."""
    envelope = {"envelope_id": secrets.token_hex(16), "type": kind, "payload": payload, **more}
    connection = stage.sandbox.wire.link.pick()
    await connection.ask(envelope, within=timedelta(seconds=10), copies=1)
    await stage.tasks.settle()


def command(stage: Stage, text: str) -> Json:
    wire = stage.sandbox.wire
    return {
        "command": "/budge",
        "text": text,
        "team_id": stage.workspace,
        "channel_id": GENERAL,
        "user_id": ANA,
        "api_app_id": wire.team.app.id,
        "trigger_id": wire.triggers.give(ANA),
        "response_url": wire.response_urls.give(wire.link.pick().host, channel=GENERAL, person=ANA),
    }


def said(stage: Stage, text: str) -> Json:
    dm = stage.dm()
    message = stage.sandbox.team.post(dm, author=ANA, text=text, at=stage.clock.at)
    event = payloads.message(message, team=stage.sandbox.team) | {"channel": dm, "channel_type": "im"}
    return payloads.event(event, team=stage.sandbox.team, at=stage.clock.at)


async def test_a_command_that_comes_again_later_is_not_done_again(stage: Stage) -> None:
    dm = await stage.join()
    now = command(stage, "now")

    await bring(stage, "slash_commands", now)
    card, replies = stage.last(dm), stage.seen(GENERAL)
    stage.clock.at += timedelta(seconds=30)
    await bring(stage, "slash_commands", now)

    assert stage.last(dm) == card
    assert stage.seen(GENERAL) == replies


async def test_the_same_command_typed_twice_is_done_twice(stage: Stage) -> None:
    await stage.join()

    await bring(stage, "slash_commands", command(stage, "every 2h"))
    await bring(stage, "slash_commands", command(stage, "every 2h"))

    assert len([one for one in stage.seen(GENERAL) if one.text.startswith("Every 2 hours")]) == 2


async def test_an_undo_that_a_dead_process_may_have_done_is_not_done_again(stage: Stage) -> None:
    dm = await stage.join()
    card = await stage.reminded()
    await stage.press("Hip stretch done", card)

    await bring(stage, "events_api", said(stage, "undo"), retry_attempt=1, retry_reason="timeout")

    assert stage.last(dm).text == SAY_AGAIN
    assert (await stage.status()).week_exercises == 1


async def test_what_may_be_done_twice_is_done_when_it_is_brought_again(stage: Stage) -> None:
    await stage.join()
    await stage.reminded()

    await bring(stage, "events_api", said(stage, "done 1"), retry_attempt=1, retry_reason="timeout")

    assert (await stage.status()).week_exercises == 1


async def test_a_first_delivery_is_done_whatever_it_says(stage: Stage) -> None:
    await stage.join()
    card = await stage.reminded()
    await stage.press("Hip stretch done", card)

    await bring(stage, "events_api", said(stage, "undo"), retry_attempt=0, retry_reason="")

    assert (await stage.status()).week_exercises == 0


def test_socket_mode_counts_deliveries_from_zero() -> None:
    assert not is_brought_again({})
    assert not is_brought_again({"x-slack-retry-num": ["0"]})
    assert is_brought_again({"x-slack-retry-num": ["1"]})


@pytest.mark.parametrize(
    ("text", "is_more"),
    [
        *((word, True) for word in ("undo", "now", "next", "back")),
        *((word, False) for word in ("done", "guide", "go", "leave", "gibberish")),
    ],
)
def test_a_second_card_a_second_step_back_and_a_screen_passed_by_would_be_more(text: str, *, is_more: bool) -> None:
    assert adds_up(text) is is_more
