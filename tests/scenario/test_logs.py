"""What the log says at its most talkative: never a token, a way back to a person, or what somebody wrote."""

import io
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.log import set_up_logging
from bot.sandbox.people import ANA, LIN, WELLNESS
from tests.scenario.stage import Scene, stage

SECRETS = ("xoxb-", "xapp-sandbox", "/commands/", "hooks/", "ticket=")
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


async def test_a_whole_story_leaves_no_secret_and_no_words_in_the_log(sqlite_url: str, log: io.StringIO) -> None:
    async with stage(sqlite_url) as scene:
        await tell_a_story(scene)
    lines = log.getvalue().splitlines()
    said = "\n".join(line for line in lines if '"logger": "uvicorn' not in line)  # those are the emulated Slack's own
    assert said
    for secret in SECRETS:
        assert secret not in said.replace("[hidden]", ""), secret
    for word in ("quokka", "zebra", "evry", "12.30/13", "Ferreira", "wallaby"):
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
