"""Signed requests, from the door to what people see."""

import json
import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from bot.sandbox import payloads
from bot.sandbox.inputs import state_of
from bot.sandbox.people import ANA, GENERAL
from bot.slack.http import INSTALL_PATH, PATH, REDIRECT_PATH
from bot.slack.wording.failures import SAY_AGAIN, TOO_SLOW
from tests.slack.http_stage import Door, opened
from tests.slack.signing import Sent, event, interaction, send


@pytest.fixture
async def door(sqlite_url: str) -> AsyncIterator[Door]:
    async with opened(sqlite_url) as door:
        yield door


async def test_a_command_is_acked_and_done(door: Door) -> None:
    answer = await door.bring(door.command("start"))

    assert (answer.status, answer.body) == (200, b"")
    assert door.stage.last(door.stage.dm()).text.startswith("You're in.")


async def test_a_press_is_acked_and_drawn(door: Door) -> None:
    await door.stage.join()
    card = await door.stage.reminded()

    answer = await door.bring(door.press("Both done", card))

    drawn = door.stage.now_of(card)
    assert answer.status == 200
    assert drawn is not None
    assert drawn.text.startswith("Both done")


async def test_the_same_request_is_let_in_once(door: Door) -> None:
    await door.stage.join()
    request = door.event(door.said("now")).signed(door.clock.at)

    statuses = [(await send(door.app, request)).status for _ in range(3)]
    await door.stage.tasks.settle()

    assert statuses == [200, 401, 401]
    assert len([m for m in door.stage.seen(door.stage.dm()) if m.metadata]) == 1


async def test_what_could_not_be_saved_may_come_again_with_the_same_signature(door: Door) -> None:
    await door.stage.join()
    user = {"id": ANA, "profile": {"display_name": "Ana"}, "tz": "Europe/Paris"}
    request = door.event({"type": "user_change", "user": user}).signed(door.clock.at)
    await door.stage.break_store()

    assert [(await send(door.app, request)).status for _ in range(2)] == [500, 500]


async def test_an_event_that_slack_brings_again_is_taken_and_what_adds_up_is_asked_about(door: Door) -> None:
    await door.stage.join()
    again = {"x-slack-retry-num": "1", "x-slack-retry-reason": "http_timeout"}

    answer = await door.bring(door.event(door.said("now"), headers=again))

    assert answer.status == 200
    assert door.stage.last(door.stage.dm()).text == SAY_AGAIN


async def test_an_event_delivered_twice_acts_once(door: Door) -> None:
    await door.stage.join()
    payload = door.event_payload(door.said("now"))

    for _ in range(2):  # each with a signature of its own, as Slack's retries have
        assert (await door.bring(event(payload))).status == 200
    assert len([m for m in door.stage.seen(door.stage.dm()) if m.metadata]) == 1


async def test_the_address_is_confirmed_to_slack_alone(door: Door) -> None:
    challenge = event({"type": "url_verification", "token": "deprecated", "challenge": "3eZbrw1aB"})

    answer = await door.bring(challenge)
    assert (answer.status, answer.body) == (200, b'{"challenge":"3eZbrw1aB"}')
    assert (await door.bring(challenge, is_signed=False)).status == 401


async def test_a_check_of_the_certificate_needs_no_signature_and_does_nothing(door: Door) -> None:
    answer = await door.bring(Sent(b"token=x&ssl_check=1"), is_signed=False)
    assert (answer.status, answer.body) == (200, b"")
    a_command_with_it = door.command("start", ssl_check="1")
    assert (await door.bring(a_command_with_it, is_signed=False)).status == 200
    assert door.stage.sandbox.team.dm_of(ANA) is None


async def test_too_many_events_are_told_in_the_log(door: Door) -> None:
    told = {"type": "app_rate_limited", "team_id": "T1", "minute_rate_limited": 1795000000, "api_app_id": "A1"}
    with capture_logs() as logged:
        assert (await door.bring(event(told))).status == 200
    assert [line["event"] for line in logged] == ["events_rate_limited_by_slack"]


def filled_in(door: Door, days: list[str]) -> Sent:
    """The settings form as it was opened, but for the days."""
    view = door.stage.modal()
    fields = state_of(view.blocks, filled=view.filled, offered={})
    fields["settings_days"] = {
        "settings_days": {"type": "checkboxes", "selected_options": [{"value": d} for d in days]}
    }
    shown = payloads.view(view, team=door.stage.sandbox.team) | {"state": {"values": fields}}
    return interaction(door.interaction_payload("view_submission") | {"view": shown, "response_urls": []})


async def test_a_form_is_answered_in_the_ack(door: Door) -> None:
    await door.stage.join()
    await door.stage.say("/budge settings")

    refused = await door.bring(filled_in(door, []))
    saved = await door.bring(filled_in(door, ["1", "2"]))

    assert json.loads(refused.body)["errors"] == {"settings_days": "Pick at least one day, or use Pause instead."}
    assert (saved.status, saved.body) == (200, b"")
    assert [bool(day) for day in (await door.stage.status()).member.week.days] == [False, True, True, *[False] * 4]


async def test_a_form_that_nobody_can_have_filled_in_changes_nothing(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    await door.stage.join()
    await door.stage.say("/budge settings")
    before = (await door.stage.status()).member

    answer = await door.bring(filled_in(door, ["Monday"]))

    assert (answer.status, answer.body) == (200, b"")
    assert (await door.stage.status()).member == before
    assert "it cannot be read" in caplog.text
    assert "Traceback" not in caplog.text


async def test_the_menu_of_cities_is_answered(door: Door) -> None:
    payload = door.interaction_payload("block_suggestion")
    payload |= {"action_id": "choose_zone", "block_id": "zone", "value": "lisb"}

    answer = await door.bring(interaction(payload))

    assert answer.status == 200
    assert b"Lisbon" in answer.body


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", PATH, 405),
        ("PUT", PATH, 405),
        ("GET", "/", 404),
        ("POST", "/", 404),
        ("GET", INSTALL_PATH, 404),
        ("GET", REDIRECT_PATH, 404),
        ("POST", f"{PATH}/", 404),
    ],
)
async def test_there_is_nothing_else(door: Door, method: str, path: str, status: int) -> None:
    assert (await door.bring(replace(door.command("start"), method=method, path=path))).status == status


async def test_no_ack_waits_for_slack(door: Door) -> None:
    door.stage.sandbox.weather.fault = lambda *_: pytest.fail("Slack was called before the ack")
    answer = await send(door.app, door.command("start").signed(door.clock.at))
    door.stage.sandbox.weather.fault = None
    assert answer.status == 200
    await door.stage.tasks.settle()


async def test_an_ack_waits_for_the_database_no_longer_than_slack_does(sqlite_url: str) -> None:
    async with opened(sqlite_url, answer_within=0.05) as door:
        await door.stage.join()
        request = door.command("every 2h").signed(door.clock.at)
        with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite+aiosqlite:///"), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            answer = await send(door.app, request)
        await door.stage.tasks.settle()

        assert answer.status == 200
        assert TOO_SLOW in [message.text for message in door.stage.seen(GENERAL)]


async def test_neither_bodies_nor_signatures_get_into_the_log(door: Door, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    forged = door.command("a secret word").signed(door.clock.at, secret="f" * 32)

    with capture_logs() as logged:
        assert (await send(door.app, forged)).status == 401
        assert (await door.bring(event({"type": "event_callback", "word": "a secret word"}))).status == 400
        assert (await door.bring(door.command("a secret word"))).status == 200

    told = [line["event"] for line in logged if line["log_level"] == "warning"]
    assert told == ["request_turned_away", "request_malformed"]
    for hidden in ("a secret word", "a+secret+word", forged.headers["x-slack-signature"], "hooks/response"):
        assert hidden not in f"{caplog.text}{logged}"


async def test_whoever_knocks_often_does_not_fill_the_log(door: Door) -> None:
    with capture_logs() as logged:
        for _ in range(100):
            assert (await door.bring(Sent(b"a=b"), is_signed=False)).status == 401
    assert logged == [{"event": "request_turned_away", "reason": "not signed", "log_level": "warning"}]
