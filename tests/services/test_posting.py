"""Posting against a Slack that limits, stalls and loses answers: the real services, messenger and wire."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.errors import OnItsWay
from bot.domain.ids import MemberId, ReminderId
from bot.domain.reminder import Kind, Reminder, State
from bot.ports import DeliveryFailed
from bot.sandbox.faults import Fault
from bot.sandbox.people import ANA, LIN
from bot.services.timing import Timing
from bot.store.transaction import SqlStore
from tests.slack.conftest import stage
from tests.slack.stage import Stage

__all__ = ["stage"]

ME = MemberId(ANA)


async def reminders(stage: Stage) -> list[Reminder]:
    """All of Ana's reminders that were sent, and those that still wait."""
    async with SqlStore(stage.engine).transaction() as tx:
        day = stage.clock.now().date() - timedelta(days=7)
        sent = await tx.reminders.since(stage.workspace, ME, active_on=day)
        return [*sent, *await tx.reminders.unsent(stage.workspace, ME)]


def cards(stage: Stage) -> int:
    """How many cards stand in Ana's DM."""
    return sum(message.metadata is not None for message in stage.seen(stage.dm()))


def close_to(stage: Stage, method: str, *, seconds: int | None) -> None:
    """Lets Slack limit one method, or none."""
    stage.sandbox.weather.rate = lambda called, _: seconds if called == method else None


async def test_a_card_asked_for_twice_at_once_comes_once(stage: Stage) -> None:
    await stage.join()
    is_posting = asyncio.Event()

    def slow(method: str, _: object) -> Fault | None:
        if method != "chat.postMessage":
            return None
        is_posting.set()
        return Fault("delay", delay=timedelta(milliseconds=300))

    stage.sandbox.weather.fault = slow
    first = asyncio.create_task(stage.services.requests.now(stage.workspace, ME))
    async with asyncio.timeout(30):
        await is_posting.wait()
    stage.clock.at += timedelta(milliseconds=700)
    with pytest.raises(OnItsWay):
        await stage.services.requests.now(stage.workspace, ME)
    await first

    assert cards(stage) == 1
    assert [one.state for one in await reminders(stage)] == [State.SENT]


async def test_a_card_that_was_asked_for_is_not_sent_once_the_moment_is_over(stage: Stage) -> None:
    await stage.join()
    close_to(stage, "chat.postMessage", seconds=30)
    with pytest.raises(DeliveryFailed):
        await stage.services.requests.now(stage.workspace, ME)

    close_to(stage, "", seconds=None)
    stage.clock.at += timedelta(minutes=20)
    await stage.services.reminding.tick()

    assert cards(stage) == 0
    assert await reminders(stage) == []


async def test_a_limited_card_that_was_asked_for_still_comes_within_the_grace(stage: Stage) -> None:
    await stage.join()
    close_to(stage, "chat.postMessage", seconds=30)
    with pytest.raises(DeliveryFailed):
        await stage.services.requests.now(stage.workspace, ME)

    close_to(stage, "", seconds=None)
    stage.clock.at += timedelta(seconds=31)
    await stage.services.reminding.tick()

    assert cards(stage) == 1


async def test_a_card_asked_for_while_slack_limits_the_workspace_comes_once_it_may(stage: Stage) -> None:
    await stage.join()
    posts = Counter[str]()

    def counted(method: str, _: object) -> None:
        posts[method] += 1

    stage.sandbox.weather.fault = counted
    async with SqlStore(stage.engine).transaction() as tx:
        await tx.workspaces.block(stage.workspace, until=stage.clock.at + timedelta(seconds=30))
    with pytest.raises(DeliveryFailed) as limited:
        await stage.services.requests.now(stage.workspace, ME)
    assert limited.value.retry_after == timedelta(seconds=30)
    await stage.services.reminding.tick()
    assert (posts["chat.postMessage"], cards(stage)) == (0, 0)

    stage.clock.at += timedelta(seconds=31)
    await stage.services.reminding.tick()

    assert (posts["chat.postMessage"], cards(stage)) == (1, 1)


async def test_what_changes_while_an_outcome_is_unknown_plans_nothing_too_soon(stage: Stage) -> None:
    await stage.join()
    lost = Fault("drop", after=True)
    stage.sandbox.weather.fault = lambda method, _: lost if method == "chat.postMessage" else None
    status = await stage.status()
    assert status.next_at is not None
    stage.clock.at = status.next_at
    await stage.services.reminding.tick()
    stage.sandbox.weather.fault = None

    changed = await stage.services.preferences.set_interval(stage.workspace, ME, timedelta(hours=2))

    assert changed.next_at is not None
    assert changed.next_at >= stage.clock.at + timedelta(hours=2)
    stage.clock.at += Timing().look_up_after
    await stage.services.reminding.tick()
    assert cards(stage) == 1
    assert [one.state for one in await reminders(stage)] == [State.SENT]


async def test_a_slack_that_limits_deletions_costs_no_attempt(stage: Stage) -> None:
    await stage.join()
    await stage.reminded()
    close_to(stage, "chat.delete", seconds=60)
    await stage.services.enrolment.stop(stage.workspace, ME)
    for _ in range(5):
        await stage.services.reminding.tick()
        stage.clock.at += timedelta(seconds=61)
    assert cards(stage) == 1

    close_to(stage, "", seconds=None)
    stage.clock.at += timedelta(seconds=61)
    await stage.services.reminding.tick()

    assert cards(stage) == 0


async def test_a_revoked_token_suspends_the_workspace_and_says_so_in_the_log(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    await stage.join()
    status = await stage.status()
    assert status.next_at is not None
    stage.clock.at = status.next_at
    stage.sandbox.team.app = replace(stage.sandbox.team.app, bot_token="xoxb-another")
    await stage.services.reminding.tick()

    async with SqlStore(stage.engine).transaction() as tx:
        assert (await tx.workspaces.ensure(stage.workspace)).suspended_reason == "invalid_auth"
    assert "workspace_suspended" in capsys.readouterr().out
    assert cards(stage) == 0


async def test_a_reminder_that_cannot_be_drawn_is_set_aside_and_the_others_are_sent(stage: Stage) -> None:
    await stage.join()
    await stage.join(by=LIN)
    due_at = stage.clock.at
    poisoned = Reminder(
        workspace=stage.workspace,
        member=ME,
        id=ReminderId("0" * 32),
        origin=ReminderId("0" * 32),
        kind=Kind.PLANNED,
        due_at=due_at,
        active_on=due_at.date(),
        exercises=(),
        opener=0,
    )
    async with SqlStore(stage.engine).transaction() as tx:
        await tx.reminders.add([poisoned])
        lin = await tx.members.get(stage.workspace, MemberId(LIN))
        assert lin is not None
        await tx.members.save(replace(lin, next_at=due_at))
        await tx.workspaces.expect(stage.workspace, due_at)

    await stage.services.reminding.tick()

    async with SqlStore(stage.engine).transaction() as tx:
        set_aside = await tx.reminders.get(stage.workspace, poisoned.id)
    assert set_aside is not None
    assert set_aside.state is State.FAILED
    assert cards(stage) == 0
    assert any(message.metadata is not None for message in stage.seen(stage.dm(LIN), by=LIN))
    next_at = (await stage.status()).next_at
    assert next_at is not None
    assert next_at >= due_at + timedelta(hours=2)
