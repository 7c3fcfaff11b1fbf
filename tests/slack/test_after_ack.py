"""What uses a trigger, which Slack forgets after three seconds, and what can wait."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

import pytest

from bot.domain.ids import ChannelId, MemberId
from bot.sandbox.people import ANA, GENERAL
from bot.sandbox.records import Json
from bot.slack.after_ack import AfterAck
from bot.slack.asker import Asker
from bot.slack.blocks.why import why_view
from bot.slack.counting_down import CountingDown
from bot.slack.home_tabs import HomeTabs
from bot.slack.redraw import Redraw
from bot.slack.replies import Replies
from bot.slack.tasks import Tasks
from bot.slack.wording.refusals import PRESS_AGAIN
from tests.slack.stage import Stage


@dataclass(slots=True)
class Calls:
    """The methods that were called, in order."""

    made: list[str] = field(default_factory=list)

    def note(self, method: str, _args: Json) -> None:
        self.made.append(method)


@pytest.fixture
async def after(stage: Stage) -> AsyncIterator[AfterAck]:
    """With room for one at a time, taken up until the test lets go."""
    replies = Replies(stage.wire, stage.messenger)
    redraw = Redraw(stage.services.completion, stage.messenger, replies, stage.services.sounds)
    homes = HomeTabs(stage.services.home, stage.services.administration, stage.messenger, ())
    tasks = Tasks(at_once=1)
    use = stage.services
    counting_down = CountingDown(use.guiding, use.countdowns, use.sounds, redraw=redraw, tasks=tasks)
    yield AfterAck(
        tasks=tasks, replies=replies, redraw=redraw, counting_down=counting_down, homes=homes, clock=stage.clock
    )
    await tasks.drain(seconds=5)


def presser(stage: Stage) -> Asker:
    wire = stage.sandbox.wire
    return Asker(
        workspace=stage.workspace,
        member=MemberId(ANA),
        channel=ChannelId(GENERAL),
        trigger=wire.triggers.give(ANA),
        response_url=wire.response_urls.give(wire.link.pick().host, channel=GENERAL, person=ANA),
    )


async def test_a_modal_is_opened_before_a_home_that_waited_longer(stage: Stage, after: AfterAck) -> None:
    await stage.join()
    calls, may_go_on, asker = Calls(), asyncio.Event(), presser(stage)
    stage.sandbox.weather.fault = calls.note

    async def take_the_place() -> None:
        await may_go_on.wait()

    after.start(asker, take_the_place, name="before")
    after.publish_home(asker)
    after.open(asker, why_view())
    may_go_on.set()
    await after.tasks.settle()

    assert calls.made == ["views.open", "users.info", "views.publish"]


async def test_a_modal_that_waited_too_long_is_not_tried_but_told(stage: Stage, after: AfterAck) -> None:
    await stage.join()
    calls = Calls()
    stage.sandbox.weather.fault = calls.note

    replace(after, trigger_lives=0.0).open(presser(stage), why_view())
    await after.tasks.settle()

    assert stage.last(GENERAL).text == PRESS_AGAIN
    assert "views.open" not in calls.made
