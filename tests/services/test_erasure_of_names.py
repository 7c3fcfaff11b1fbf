"""Erasing somebody while the weekly post of a channel is set up or posted: their name is nowhere afterwards."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.board import BoardPost
from bot.domain.errors import NotJoined
from bot.domain.ids import MemberId, MessageRef
from bot.domain.member import Visibility
from bot.ports import DeliveryFailed
from bot.services.privacy import Privacy
from bot.store.transaction import SqlStore
from tests.services.delivery import Delivery
from tests.simulation.messenger import SimulatedMessenger
from tests.simulation.slack import Channel
from tests.store.rows import ACME, BEN, CLEO, DAY, HOUR, NINE, WELLNESS, channel_post, member, sent
from tests.whole_database import mentions

EVE = MemberId("U7EVEEVE")
PEOPLE = (EVE, BEN, CLEO, MemberId("U4"))
TRACES = (EVE, "7EVEEVE")


class Drawing(SimulatedMessenger):
    """Keeps what each channel's post looks like."""

    shown: BoardPost | None = None
    refusals: Sequence[DeliveryFailed] = ()

    async def post_board(self, post: BoardPost) -> MessageRef:
        self.shown = post
        return await super().post_board(post)

    async def redraw_board(self, post: BoardPost) -> None:
        if self.refusals:
            refusal, *self.refusals = self.refusals
            raise refusal
        await super().redraw_board(post)
        self.shown = post


@pytest.fixture
def delivery(store: SqlStore) -> Delivery:
    return Delivery(store)


@pytest.fixture
def messenger(delivery: Delivery) -> Drawing:
    drawing = Drawing({ACME: delivery.team}, steps=delivery.sky, sky=delivery.sky, clock=delivery.clock)
    delivery.services = delivery.process("drawing", messenger=drawing)
    return drawing


async def everybody_does_their_best(delivery: Delivery) -> None:
    """Four shown people, six done reminders each; Eve set the post up."""
    delivery.team.channels[WELLNESS] = Channel(id=WELLNESS, people=PEOPLE)
    async with delivery.store.transaction() as tx:
        await tx.workspaces.ensure(ACME)
        for who in PEOPLE:
            shown = member(who, visibility=Visibility.SHOWN, joined_at=NINE - 9 * DAY, channel=delivery.team.dm_of(who))
            await tx.members.add(shown)
            rows = [sent(NINE - day * DAY - HOUR, who=who) for day in range(6)]
            await tx.reminders.add(rows)
            for row in rows:
                for exercise in row.exercises:
                    await tx.reminders.complete(row, exercise, at=row.due_at)
        await tx.posts.set_up(channel_post(set_by=EVE, set_by_name=f"Name {EVE}", next_post_at=NINE))
        await tx.workspaces.expect(ACME, NINE)


async def erase(delivery: Delivery) -> None:
    erased = await delivery.services.privacy.erase(ACME, EVE)
    assert erased is not None
    await delivery.services.privacy.clear(ACME, erased)


def speaks_of_eve(post: BoardPost | None) -> bool:
    assert post is not None
    return EVE in repr(post)


async def test_a_posted_board_loses_the_name_in_slack_and_in_the_database(
    delivery: Delivery, messenger: Drawing, engine: AsyncEngine
) -> None:
    await everybody_does_their_best(delivery)
    await delivery.tick()
    assert speaks_of_eve(messenger.shown)
    await erase(delivery)
    assert not speaks_of_eve(messenger.shown)
    assert messenger.shown is not None
    assert messenger.shown.board is not None
    assert messenger.shown.board.total == 48
    assert await mentions(engine, *TRACES) == []


async def test_a_board_that_is_being_posted_loses_the_name_once_it_is_there(
    delivery: Delivery, messenger: Drawing, engine: AsyncEngine
) -> None:
    await everybody_does_their_best(delivery)
    hold = delivery.holds("called:post_board")
    ticking = delivery.begin(delivery.tick())
    await hold.strike()
    await erase(delivery)
    assert speaks_of_eve(messenger.shown)
    hold.may_go.set()
    await ticking
    assert not speaks_of_eve(messenger.shown)
    assert await mentions(engine, *TRACES) == []


async def test_a_post_that_is_set_up_meanwhile_is_not(delivery: Delivery, engine: AsyncEngine) -> None:
    await delivery.joins(EVE)
    delivery.team.channels[WELLNESS] = Channel(id=WELLNESS, people=PEOPLE)
    hold = delivery.holds("called:channel_facts")
    setting_up = delivery.begin(delivery.services.leaderboard.set_up(ACME, EVE, WELLNESS, weekday=4, minute=960))
    await hold.strike()
    await erase(delivery)
    hold.may_go.set()
    with pytest.raises(NotJoined):
        await setting_up
    assert await mentions(engine, *TRACES) == []


async def test_a_slack_in_trouble_is_asked_again_and_a_hopeless_one_left(
    delivery: Delivery, messenger: Drawing, engine: AsyncEngine
) -> None:
    await everybody_does_their_best(delivery)
    await delivery.tick()
    instantly = (NINE - NINE,) * 2
    privacy = Privacy(delivery.store, delivery.clock, messenger, patience=instantly)
    erased = await privacy.erase(ACME, EVE)
    assert erased is not None

    messenger.refusals = [DeliveryFailed("not_in_channel", permanent=True)]
    await privacy.clear(ACME, erased)
    assert speaks_of_eve(messenger.shown)
    assert messenger.refusals == []

    messenger.refusals = [DeliveryFailed("internal_error", outcome_unknown=True)] * 2
    await privacy.clear(ACME, erased)
    assert not speaks_of_eve(messenger.shown)
    assert await mentions(engine, *TRACES) == []


async def test_two_who_are_erased_at_once_are_both_gone(delivery: Delivery, engine: AsyncEngine) -> None:
    await everybody_does_their_best(delivery)
    await delivery.tick()
    async with delivery.store.transaction() as tx:
        last = await tx.posts.last(ACME, WELLNESS)
        assert last is not None
        assert last.board is not None
        counted = replace(last.board, private=frozenset({EVE, BEN}))
    async with delivery.store.transaction() as tx:
        await tx.posts.withdraw(last)
        await tx.posts.begin(replace(last, board=counted))

    await asyncio.gather(*(delivery.services.privacy.erase(ACME, who) for who in (EVE, BEN)))

    assert await mentions(engine, *TRACES, f'"{BEN}"') == []
    async with delivery.store.transaction() as tx:
        last = await tx.posts.last(ACME, WELLNESS)
    assert last is not None
    assert last.board is not None
    assert last.board.private == {MemberId("gone-1"), MemberId("gone-2")}
