"""The weekly post beside a Slack that limits and fails, and people who change their minds while it is on its way."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

import pytest

from bot.domain.board import BoardPost, ChannelPost, PostState
from bot.domain.ids import ChannelId, MemberId
from bot.domain.member import Visibility
from bot.domain.reminder import State
from bot.ports import DeliveryFailed, Transaction
from bot.sandbox.faults import Fault
from bot.sandbox.people import ANA, GENERAL, KIT, LIN, WELLNESS
from bot.sandbox.records import Json, Message
from bot.services.leaderboard import LATEST, TRY_AGAIN_AFTER
from bot.store.transaction import SqlStore
from tests.slack.stage import Stage, raised
from tests.store import rows
from tests.stores import engine_for

HERE = ChannelId(WELLNESS)
FRIDAY, THURSDAY, AT_FOUR = 4, 3, 16 * 60
WEEK = timedelta(days=7)
Change = Callable[[Transaction], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Team:
    """Three people who are shown and moved, and a post that is set up for Friday at 16:00."""

    stage: Stage
    url: str
    friday: datetime

    async def keeps(self, change: Change) -> None:
        async with SqlStore(self.stage.engine).transaction() as tx:
            await change(tx)

    async def rings(self, at: datetime) -> None:
        """Moves there and does what is due."""
        self.stage.clock.at = at
        await self.stage.services.reminding.tick()

    async def moves(self, *, by: datetime) -> None:
        """Everybody does six reminders in the two days before that moment."""
        for person in (ANA, LIN, KIT):
            await self.keeps(partial(self._does, MemberId(person), by=by))

    async def planned(self) -> list[ChannelPost]:
        """The channel's post as it is set up, whenever it is due."""
        async with SqlStore(self.stage.engine).transaction() as tx:
            return list(await tx.posts.due(self.stage.workspace, now=self.friday + 9 * WEEK))

    async def last(self) -> BoardPost:
        async with SqlStore(self.stage.engine).transaction() as tx:
            found = await tx.posts.last(self.stage.workspace, HERE)
        assert found is not None
        return found

    def posts(self) -> list[Message]:
        return [message for message in self.stage.seen(WELLNESS) if "Our week to" in message.text]

    def meanwhile(self, change: Change, *, during: str, closed_for: int | None = None) -> None:
        """Lets another process change something while Slack answers this method for the channel; then perhaps Slack
        closes it for so many seconds, once.
        """
        left = [change]

        async def elsewhere(change: Change) -> None:
            async with engine_for(self.url) as engine, SqlStore(engine).transaction() as tx:
                await change(tx)

        def rule(method: str, args: Json) -> int | None:
            if method != during or args.get("channel") != WELLNESS or not left:
                return None
            with ThreadPoolExecutor(1) as other:
                other.submit(asyncio.run, elsewhere(left.pop())).result()
            return closed_for

        self.stage.sandbox.weather.rate = rule

    def fails(self, method: str, *, is_limit: bool = False) -> None:
        """Slack has trouble with this method in the channel until it `recovers`."""

        def is_it(called: str, args: Json) -> bool:
            return called == method and args.get("channel") == WELLNESS

        weather = self.stage.sandbox.weather
        if is_limit:
            weather.rate = lambda called, args: 30 if is_it(called, args) else None
        else:
            weather.fault = lambda called, args: Fault("error") if is_it(called, args) else None

    def recovers(self) -> None:
        self.stage.sandbox.weather.rate = self.stage.sandbox.weather.fault = None

    async def _does(self, person: MemberId, tx: Transaction, *, by: datetime) -> None:
        for hours in (1, 2, 3, 25, 26, 27):
            at = by - timedelta(hours=hours, minutes=7)
            done = rows.sent(at, who=person, workspace=self.stage.workspace, state=State.DONE, removed=True)
            await tx.reminders.add([done])
            await tx.reminders.complete(done, done.exercises[0], at=at)


@pytest.fixture
async def team(database_url: str) -> AsyncIterator[Team]:
    async with raised(database_url) as stage:
        for person in (ANA, LIN, KIT):
            await stage.join(by=person)
            await stage.services.preferences.show(stage.workspace, MemberId(person))
        set_up = await stage.services.leaderboard.set_up(
            stage.workspace, MemberId(LIN), HERE, weekday=FRIDAY, minute=AT_FOUR
        )
        team = Team(stage, url=database_url, friday=set_up.next_post_at)
        await team.moves(by=team.friday)
        yield team


def hides(team: Team, person: str) -> Change:
    async def hide(tx: Transaction) -> None:
        member = await tx.members.get(team.stage.workspace, MemberId(person), lock=True)
        assert member is not None
        await tx.members.save(replace(member, visibility=Visibility.PRIVATE))

    return hide


def turns_off(team: Team) -> Change:
    return lambda tx: tx.posts.end(team.stage.workspace, HERE)


async def owes(planned: ChannelPost, tx: Transaction) -> None:
    """It is due, whatever became of it before."""
    await tx.posts.set_up(planned)
    await tx.workspaces.expect(planned.workspace, planned.next_post_at)


@pytest.mark.parametrize("method", ["conversations.info", "conversations.members"])
async def test_a_post_turned_off_while_its_channel_is_looked_at_does_not_come(team: Team, method: str) -> None:
    team.meanwhile(turns_off(team), during=method)
    await team.rings(at=team.friday)

    assert team.posts() == []
    assert await team.planned() == []


@pytest.mark.parametrize("method", ["conversations.info", "chat.postMessage"])
async def test_a_post_turned_off_while_slack_is_busy_stays_off(team: Team, method: str) -> None:
    team.meanwhile(turns_off(team), during=method, closed_for=30)
    await team.rings(at=team.friday)
    await team.rings(at=team.friday + timedelta(minutes=1))

    assert team.posts() == []
    assert await team.planned() == []


async def test_a_post_set_up_anew_while_its_channel_is_looked_at_comes_when_it_is_set_to(team: Team) -> None:
    [planned] = await team.planned()
    thursday = replace(planned, weekday=THURSDAY, next_post_at=team.friday + timedelta(days=6))
    team.meanwhile(lambda tx: tx.posts.set_up(thursday), during="conversations.members")
    await team.rings(at=team.friday)

    assert team.posts() == []
    assert await team.planned() == [thursday]


async def test_a_name_that_slack_would_not_take_out_is_taken_out_when_asked_again(team: Team) -> None:
    await team.rings(at=team.friday)
    assert "Ana" in team.posts()[0].text
    await team.keeps(hides(team, ANA))
    team.fails("chat.update", is_limit=True)
    with pytest.raises(DeliveryFailed):
        await team.stage.services.leaderboard.redraw_posts(team.stage.workspace, MemberId(ANA))
    assert "Ana" in team.posts()[0].text

    team.recovers()
    await team.stage.services.leaderboard.redraw_posts(team.stage.workspace, MemberId(ANA))

    [post] = team.posts()
    assert "Ana" not in post.text + str(post.blocks)


async def test_who_hides_while_the_post_is_on_its_way_is_not_in_it_for_long(team: Team) -> None:
    team.meanwhile(hides(team, ANA), during="chat.postMessage")
    await team.rings(at=team.friday)

    [post] = team.posts()
    assert "Ana" not in post.text + str(post.blocks)
    assert "Lin" in post.text


async def test_who_hid_while_the_post_was_on_its_way_to_a_slack_in_trouble_can_ask_again(team: Team) -> None:
    team.meanwhile(hides(team, ANA), during="chat.postMessage")
    team.fails("chat.update")
    await team.rings(at=team.friday)
    assert "Ana" in team.posts()[0].text

    team.recovers()
    await team.stage.services.leaderboard.redraw_posts(team.stage.workspace, MemberId(ANA))

    assert "Ana" not in team.posts()[0].text


async def test_a_channel_in_trouble_keeps_no_name_in_another(team: Team) -> None:
    services, workspace = team.stage.services, team.stage.workspace
    await team.stage.say("/invite @Budge", channel=GENERAL)
    general = ChannelId(GENERAL)
    await services.leaderboard.set_up(workspace, MemberId(LIN), general, weekday=FRIDAY, minute=AT_FOUR)
    await team.rings(at=team.friday)
    assert "Ana" in team.stage.last(GENERAL).text
    await team.keeps(hides(team, ANA))
    team.fails("chat.update")
    with pytest.raises(DeliveryFailed):
        await services.leaderboard.redraw_posts(workspace, MemberId(ANA))

    assert "Ana" not in team.stage.last(GENERAL).text


async def test_of_two_who_hide_at_once_neither_comes_back(team: Team) -> None:
    await team.rings(at=team.friday)
    await team.keeps(hides(team, ANA))
    team.meanwhile(hides(team, KIT), during="chat.update")
    await team.stage.services.leaderboard.redraw_posts(team.stage.workspace, MemberId(ANA))

    [post] = team.posts()
    assert "Ana" not in post.text + str(post.blocks)
    assert "Kit" not in post.text + str(post.blocks)
    assert (await team.last()).ref is not None


@pytest.mark.parametrize("method", ["conversations.info", "conversations.members"])
async def test_a_channel_in_trouble_holds_up_nobody_and_gets_its_post_later(team: Team, method: str) -> None:
    team.fails(method)
    await team.rings(at=team.friday)
    [planned] = await team.planned()
    assert (planned.next_post_at, planned.due_at) == (team.friday + TRY_AGAIN_AFTER, team.friday)
    asked = await team.stage.status(of=ANA)
    assert asked.next_at is not None
    async with SqlStore(team.stage.engine).transaction() as tx:
        assert (await tx.workspaces.ensure(team.stage.workspace)).blocked_until is None
        now = team.stage.clock.at
        assert await tx.workspaces.earliest_due(now=now, lease_now=now) == min(asked.next_at, planned.next_post_at)

    team.recovers()
    await team.rings(at=planned.next_post_at)

    [post] = team.posts()
    assert "Our week to Friday 20 November" in post.text
    assert (await team.last()).until == team.friday
    [after] = await team.planned()
    assert (after.next_post_at, after.owed_since) == (team.friday + WEEK, None)


@pytest.mark.parametrize(("late", "comes"), [(LATEST, True), (LATEST + timedelta(seconds=1), False)])
async def test_a_post_tried_again_comes_up_to_a_day_late(team: Team, late: timedelta, comes: bool) -> None:
    team.fails("conversations.info")
    await team.rings(at=team.friday)
    await team.rings(at=team.friday + timedelta(hours=12))
    team.recovers()
    await team.rings(at=team.friday + late)

    assert len(team.posts()) == comes
    [planned] = await team.planned()
    assert planned.next_post_at == team.friday + WEEK


async def test_a_busy_slack_gets_the_post_when_it_asked_for_it(team: Team) -> None:
    team.fails("chat.postMessage", is_limit=True)
    await team.rings(at=team.friday)
    team.recovers()
    await team.rings(at=team.friday + timedelta(seconds=29))
    assert team.posts() == []
    await team.rings(at=team.friday + timedelta(seconds=30))

    assert len(team.posts()) == 1
    assert [planned.next_post_at for planned in await team.planned()] == [team.friday + WEEK]


async def test_a_post_of_which_nobody_knows_whether_it_came_is_not_made_again(team: Team) -> None:
    [planned] = await team.planned()
    lost = Fault("drop", after=True)
    team.stage.sandbox.weather.fault = lambda method, _: lost if method == "chat.postMessage" else None
    await team.rings(at=team.friday)
    team.recovers()
    assert (await team.last()).state is PostState.UNKNOWN
    await team.keeps(partial(owes, planned))
    await team.rings(at=team.friday + timedelta(minutes=1))

    assert len(team.posts()) == 1
    assert [planned.next_post_at for planned in await team.planned()] == [team.friday + WEEK]


async def test_a_post_begun_before_a_crash_is_not_made_again(team: Team) -> None:
    [planned] = await team.planned()
    await team.rings(at=team.friday)
    await team.keeps(partial(owes, planned))
    begun = replace(await team.last(), state=PostState.PENDING, ref=None)
    await team.keeps(lambda tx: tx.posts.record(begun))
    await team.rings(at=team.friday + timedelta(minutes=1))

    assert len(team.posts()) == 1
    assert (await team.last()).state is PostState.UNKNOWN
