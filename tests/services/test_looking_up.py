"""What becomes of a card whose post nobody answered: the real services, messenger and wire."""

from collections import Counter
from datetime import datetime, timedelta

import pytest

from bot.domain.ids import MemberId
from bot.domain.reminder import Reminder, State
from bot.sandbox.faults import Fault
from bot.sandbox.people import ANA, LIN
from bot.sandbox.records import Json
from bot.services.timing import UNHURRIED
from bot.store.transaction import SqlStore
from tests.slack.conftest import stage
from tests.slack.stage import Stage

__all__ = ["stage"]

ME = MemberId(ANA)
A_SECOND = timedelta(seconds=1)


class Calls:
    """Which methods were called how often; the next post is lost before or after Slack has done it."""

    def __init__(self, stage: Stage, *, is_done: bool) -> None:
        self.counts: Counter[str] = Counter()
        self.is_lost = False
        self._is_done = is_done
        stage.sandbox.weather.fault = self._fault

    def _fault(self, method: str, _: object) -> Fault | None:
        self.counts[method] += 1
        if method != "chat.postMessage" or self.is_lost:
            return None
        self.is_lost = True
        return Fault("drop", after=self._is_done)


async def tick(stage: Stage, *, later: timedelta = timedelta()) -> None:
    stage.clock.at += later
    await stage.services.reminding.tick()


async def due(stage: Stage) -> None:
    status = await stage.status()
    assert status.next_at is not None
    stage.clock.at = status.next_at


async def waiting(stage: Stage) -> list[Reminder]:
    async with SqlStore(stage.engine).transaction() as tx:
        return list(await tx.reminders.unsent(stage.workspace, ME))


def cards(stage: Stage) -> int:
    return sum(message.metadata is not None for message in stage.seen(stage.dm()))


async def test_what_was_not_posted_is_posted_anew_only_after_two_looks_in_vain(stage: Stage) -> None:
    await stage.join()
    await due(stage)
    calls = Calls(stage, is_done=False)
    await tick(stage)
    assert cards(stage) == 0

    await tick(stage, later=UNHURRIED.look_up_after - A_SECOND)
    assert calls.counts["conversations.history"] == 0
    await tick(stage, later=A_SECOND)
    assert calls.counts["conversations.history"] == 1
    await tick(stage, later=UNHURRIED.look_again_after - A_SECOND)
    assert (calls.counts["conversations.history"], cards(stage)) == (1, 0)
    await tick(stage, later=A_SECOND)

    assert (calls.counts["conversations.history"], cards(stage)) == (2, 1)
    assert await waiting(stage) == []


async def test_what_was_not_posted_to_somebody_who_stopped_meanwhile_is_given_up_with_the_last_look(
    stage: Stage,
) -> None:
    await stage.join()
    await due(stage)
    Calls(stage, is_done=False)
    await tick(stage)
    await tick(stage, later=UNHURRIED.look_up_after)
    await stage.services.enrolment.stop(stage.workspace, ME)
    [under_way] = await waiting(stage)

    await stage.services.reminding.serving.looking_up.run(stage.workspace, [under_way])

    assert await waiting(stage) == []
    async with SqlStore(stage.engine).transaction() as tx:
        given_up = await tx.reminders.get(stage.workspace, under_way.id)
    assert given_up is not None
    assert (given_up.state, given_up.reason) == (State.EXPIRED, "inactive")


async def test_what_was_posted_is_found_at_the_first_look_and_not_posted_again(stage: Stage) -> None:
    await stage.join()
    await due(stage)
    calls = Calls(stage, is_done=True)
    await tick(stage)
    posted_at = stage.clock.at

    await tick(stage, later=UNHURRIED.look_up_after)

    assert (calls.counts["conversations.history"], cards(stage)) == (1, 1)
    async with SqlStore(stage.engine).transaction() as tx:
        latest = await tx.reminders.latest(stage.workspace, ME)
    assert latest is not None
    assert (latest.state, latest.sent_at) == (State.SENT, posted_at)


@pytest.mark.parametrize("error", ["channel_not_found", "missing_scope"])
async def test_where_history_cannot_be_had_the_reminder_expires_with_the_reason(stage: Stage, error: str) -> None:
    await stage.join()
    await due(stage)
    lost = Fault("drop", after=True)
    refused = Fault("refuse", word=error)
    faults = {"chat.postMessage": lost, "conversations.history": refused}
    stage.sandbox.weather.fault = lambda method, _: faults.get(method)
    await tick(stage)
    [unknown] = await waiting(stage)
    await tick(stage, later=UNHURRIED.look_up_after)

    async with SqlStore(stage.engine).transaction() as tx:
        expired = await tx.reminders.get(stage.workspace, unknown.id)
    assert expired is not None
    assert (expired.state, expired.reason) == (State.EXPIRED, "unknown outcome")


async def test_a_slack_that_says_nothing_is_asked_again_until_it_is_too_late(stage: Stage) -> None:
    await stage.join()
    await due(stage)
    broken = Fault("error")
    stage.sandbox.weather.fault = lambda method, _: broken if method.startswith(("chat.", "conversations.")) else None
    await tick(stage)
    [unknown] = await waiting(stage)
    await tick(stage, later=UNHURRIED.look_up_after)
    assert [one.id for one in await waiting(stage)] == [unknown.id]

    await tick(stage, later=timedelta(minutes=15))
    assert await waiting(stage) == []
    assert cards(stage) == 0


async def test_one_conversation_that_cannot_be_read_keeps_nobody_else_waiting(stage: Stage) -> None:
    await stage.join()
    await due(stage)
    lost, broken = Fault("drop", after=True), Fault("error")
    stage.sandbox.weather.fault = lambda method, _: lost if method == "chat.postMessage" else None
    await tick(stage)
    assert len(await waiting(stage)) == 1
    anas = stage.dm()
    stage.sandbox.weather.fault = None
    await stage.join(by=LIN)
    await plan(stage, MemberId(LIN), at=stage.clock.at + UNHURRIED.look_up_after)

    def unreadable(method: str, arguments: Json) -> Fault | None:
        return broken if method == "conversations.history" and arguments.get("channel") == anas else None

    stage.sandbox.weather.fault = unreadable
    await tick(stage, later=UNHURRIED.look_up_after)

    assert len(await waiting(stage)) == 1
    assert any(message.metadata is not None for message in stage.seen(stage.dm(LIN), by=LIN))


async def plan(stage: Stage, member: MemberId, *, at: datetime) -> None:
    """Has the member's next reminder due at that moment."""
    async with SqlStore(stage.engine).transaction() as tx:
        await tx.members.save_plans(stage.workspace, {member: at})
        await tx.workspaces.expect(stage.workspace, at)
