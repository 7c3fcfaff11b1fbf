"""What the log says at its most talkative: never a token, a way back to a person, or what somebody wrote."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from bot.domain.phrases import WORDS
from bot.log import set_up_logging
from bot.sandbox.faults import Fault
from bot.sandbox.people import ANA, LIN, WELLNESS
from tests.scenario.stage import Scene, stage

SECRETS = ("xoxb-", "xapp-sandbox", "/commands/", "hooks/", "ticket=")
SECRET = "password=hunter2"
WRITTEN = "quokkas like evry 2h of zebra time"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """The log of a process at DEBUG, as JSON; afterwards everything is as it was."""
    root = logging.root
    handlers, level, config = root.handlers, root.level, structlog.get_config()
    levels = {name: logging.getLogger(name).level for name in logging.root.manager.loggerDict}
    logging.getLogger("bot.slack.socket.sdk").filters.clear()  # what it folds away was told in other tests
    written = io.StringIO()
    set_up_logging("DEBUG", "json", stream=written)
    yield written
    root.handlers = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)
    structlog.configure(**config)


def told(log: io.StringIO) -> list[dict[str, Any]]:
    """What the bot wrote, line by line; not the emulated Slack's own server."""
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    return [line for line in lines if not line["logger"].startswith("uvicorn")]


async def test_a_whole_story_leaves_no_secret_and_no_words_in_the_log(sqlite_url: str, log: io.StringIO) -> None:
    async with stage(sqlite_url) as scene:
        await tell_a_story(scene)
    holds_nothing(log, "quokka", "zebra", "evry", "12.30/13", "Ferreira", "wallaby")


def holds_nothing(log: io.StringIO, *words: str) -> None:
    """Neither a secret nor any of these."""
    said = json.dumps(told(log))
    assert "acked" in said
    for secret in SECRETS:
        assert secret not in said.replace("[hidden]", ""), secret
    for word in words:
        assert word not in said, word


async def tell_a_story(scene: Scene) -> None:
    await scene.types(ANA, WRITTEN)
    await scene.types(ANA, f"/budge {WRITTEN}", into=WELLNESS)
    await scene.types(ANA, "/budge start", into=WELLNESS)
    await scene.types(ANA, WRITTEN)
    await scene.goes_to("11:32")
    await scene.presses(ANA, "Hip stretch done")
    await scene.presses(ANA, "20 minutes")
    await scene.goes_to("11:52")
    await scene.presses(ANA, "Done")
    await scene.presses(ANA, "Undo")
    await scene.opens_home(ANA)
    await scene.types(ANA, "/budge settings")
    await scene.saves(ANA, {"Lunch or other gaps": "12.30/13"})
    await scene.saves(ANA, {"Lunch or other gaps": "12:30-13"})
    await scene.gestures.set_status(ANA, text="wallaby", emoji=":wave:")
    await scene.types(ANA, "/budge leaderboard post fri 16:00", into=WELLNESS)
    await scene.types(LIN, "/budge zone wallaby")
    await scene.goes_to("Fri 17:00")
    await scene.types(ANA, "/budge stop")


async def test_no_command_brings_what_was_typed_with_it_into_the_log(sqlite_url: str, log: io.StringIO) -> None:
    async with stage(sqlite_url) as scene:
        for has_joined in (False, True):
            if has_joined:
                await scene.types(LIN, "/budge start", into=WELLNESS)
            for word in WORDS:
                await scene.types(LIN, f"/budge {word} quokka 4711004711 {SECRET}", into=WELLNESS)
                await scene.types(LIN, f"{word} zebra")
                await scene.types(LIN, f"/budge {word}", into=WELLNESS)
                await scene.types(LIN, "/budge start", into=WELLNESS) if has_joined else None
        await scene.goes_to("Fri 17:00")
    holds_nothing(log, "quokka", "zebra", "4711004711", "hunter2", "Lin Chen")


async def test_nothing_is_told_of_why_a_card_was_closed(sqlite_url: str, log: io.StringIO) -> None:
    async with stage(sqlite_url) as scene:
        await scene.types(ANA, "/budge start", into=WELLNESS)
        await scene.goes_to("11:45")
        await scene.presses(ANA, "Something hurts", on=scene.card(ANA))
        await scene.saves(ANA, {"What shall I change?": "Leave out the lying knee to chest"})
        await scene.presses(ANA, "Undo", on=scene.card(ANA))
        await scene.types(ANA, "/budge hurts", into=WELLNESS)
        await scene.saves(ANA, {"What shall I change?": "Pause all reminders"})
        await scene.types(ANA, "hurts")
        await scene.presses(ANA, "Something hurts")
        await scene.saves(ANA)
    holds_nothing(log, "hurt", "Hurt", "pain", "knee", "care", "left_out", "leave_out", "withdrawn")


async def test_all_lines_of_a_request_bear_its_id_also_after_the_ack(sqlite_url: str, log: io.StringIO) -> None:
    async with stage(sqlite_url) as scene:
        await scene.types(ANA, "/budge start", into=WELLNESS)
        scene.sandbox.weather.fault = lambda method, _: Fault("error") if method == "views.publish" else None
        for person in (ANA, LIN):
            await scene.gestures.open_home(person)
            await scene.settles()
        scene.complaints.clear()  # it is meant to say so
    failed = [line for line in told(log) if line["event"].startswith("publish home: Slack did not do it")]
    acked = [line["request"] for line in told(log) if line["event"] == "acked"]
    assert len(failed) == len({line["request"] for line in failed}) == 2
    assert len(acked) == len(set(acked)) >= 3
    assert {line["request"] for line in failed} <= set(acked)


async def test_the_lines_of_a_reminder_bear_its_id_and_no_requests(sqlite_url: str, log: io.StringIO) -> None:
    async with stage(sqlite_url) as scene:
        for person in (ANA, LIN):
            await scene.types(person, "/budge start", into=WELLNESS)
        await scene.goes_to("11:45")
        carried = [scene.card(person).metadata or {} for person in (ANA, LIN)]
    cards = {metadata["event_payload"]["reminder"] for metadata in carried}
    posted = [line for line in told(log) if line["event"] == "reminder_posted"]
    assert {line["reminder"] for line in posted} == cards
    assert not any("request" in line for line in posted)
    assert [line for line in told(log) if line.get("reminder", "") not in {"", *cards}] == []
