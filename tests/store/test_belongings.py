"""Everything stored about a member: handed out whole, and erased without a trace, on both databases."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.board import NOBODY, BoardPost, PostState
from bot.domain.ids import ChannelId, MemberId, MessageRef, MessageTs
from bot.domain.member import Member
from bot.domain.reminder import State
from bot.domain.standings import Board, LongestRun, Named, Place
from bot.ports import Errand
from bot.store.transaction import SqlStore
from tests.store.rows import (
    ACME,
    BEN,
    CLEO,
    DAY,
    GENERAL,
    HOUR,
    NINE,
    OTHER,
    WELLNESS,
    board_post,
    channel_post,
    join,
    member,
    reminder,
    sent,
)
from tests.whole_database import mentions

EVE = MemberId("U7EVEEVE")
DM = ChannelId("D7EVEEVE")
NAME = "Evelina Quokka"
TRACES = (EVE, DM, NAME)


def eve(**changes: object) -> Member:
    return replace(member(EVE, channel=DM, name=NAME), **changes)  # type: ignore[arg-type]  # the fields of a member


def board(*shown: Named, private: tuple[MemberId, ...] = (), once: tuple[MemberId, ...] = ()) -> Board:
    return Board(
        total=42,
        took_part=6,
        places=(Place(place=1, percent=90, people=shown), Place(place=2, percent=80, people=(Named(CLEO, "Cleo"),))),
        best=shown,
        longest_run=LongestRun(people=shown, days=9),
        private=frozenset(private),
        once=frozenset(once),
    )


def posted(channel: ChannelId, said: Board, *, weeks_ago: int = 0, by: MemberId = CLEO) -> BoardPost:
    ref = MessageRef(channel, MessageTs(f"{100 - weeks_ago}.0"))
    week = (NINE - weeks_ago * 7 * DAY).date()
    name = NAME if by == EVE else "Cleo"
    return board_post(channel, state=PostState.POSTED, week=week, board=said, ref=ref, set_by=by, set_by_name=name)


async def fill(store: SqlStore) -> None:
    """Eve in every table, beside Ben and Cleo."""
    done, opened = sent(NINE - 9 * HOUR, who=EVE, state=State.DONE), sent(NINE, who=EVE)
    gone = sent(NINE - HOUR, who=EVE, state=State.MISSED)
    began = reminder(NINE + HOUR, who=EVE, attempted_at=NINE + HOUR)
    async with store.transaction() as tx:
        await join(tx, eve(), member(BEN), member(CLEO))
        await tx.reminders.add([done, opened, gone, began, reminder(NINE + 2 * HOUR, who=EVE), sent(NINE, who=BEN)])
        await tx.reminders.complete(done, "hip-flex", at=NINE - 8 * HOUR)
        await tx.errands.add(*(Errand(workspace=ACME, reminder=one.id, due_at=NINE) for one in (opened, gone)))
        for channel in (WELLNESS, GENERAL):
            await tx.posts.set_up(channel_post(channel, set_by=EVE, set_by_name=NAME))
        for post in (
            posted(WELLNESS, board(Named(EVE, NAME)), weeks_ago=1),
            posted(WELLNESS, board(Named(EVE, NAME), Named(BEN, "Ben"))),
            posted(GENERAL, board(Named(BEN, "Ben"), private=(EVE, CLEO), once=(EVE,))),
            posted(ChannelId("C3"), board(Named(BEN, "Ben")), by=EVE),
        ):
            await tx.posts.begin(post)
    async with store.transaction() as tx:
        await tx.standings.logbooks(ACME, [EVE, BEN], today=(NINE + 60 * DAY).date())
        held = await tx.old_rows.hold(ACME, [EVE])
        await tx.old_rows.fold(ACME, held, before=(NINE - 7 * DAY).date())


async def test_nothing_of_an_erased_member_is_left_in_any_column(store: SqlStore, engine: AsyncEngine) -> None:
    await fill(store)
    assert {place.split(".")[0] for place in await mentions(engine, *TRACES)} >= {
        "members",
        "reminders",
        "completions",
        "daily_sums",
        "records",
        "channel_posts",
        "board_posts",
    }

    async with store.transaction() as tx:
        erased = await tx.belongings.erase(ACME, EVE)

    assert erased is not None
    assert await mentions(engine, *TRACES) == []
    assert erased.channel == DM
    assert {card.due_at for card in erased.cards} == {NINE - HOUR, NINE}
    assert [attempt.due_at for attempt in erased.attempts] == [NINE + HOUR]


async def test_the_others_keep_everything(store: SqlStore, engine: AsyncEngine) -> None:
    await fill(store)
    async with store.transaction() as tx:
        await join(tx, eve(workspace=OTHER))
        await tx.reminders.add([reminder(NINE, who=EVE, workspace=OTHER)])
        before = await tx.belongings.everything(ACME, BEN)
        await tx.belongings.erase(ACME, EVE)

    async with store.transaction() as tx:
        after = await tx.belongings.everything(ACME, BEN)
        assert before is not None
        assert after is not None
        assert after.reminders == before.reminders
        assert await tx.members.get(OTHER, EVE) is not None
        assert len(await tx.reminders.unsent(OTHER, EVE)) == 1
    assert await mentions(engine, BEN) != []


async def test_weekly_posts_keep_their_numbers_and_lose_the_name(store: SqlStore) -> None:
    await fill(store)
    async with store.transaction() as tx:
        erased = await tx.belongings.erase(ACME, EVE)
        said, unnamed = await tx.posts.last(ACME, WELLNESS), await tx.posts.last(ACME, GENERAL)

    assert erased is not None
    assert [post.channel for post in erased.posts] == [WELLNESS, ChannelId("C3")]
    assert said is not None
    assert said.board == board(Named(BEN, "Ben"))
    assert erased.posts[0] == said
    assert (erased.posts[1].set_by, erased.posts[1].set_by_name) == (NOBODY, "")
    assert unnamed is not None
    assert unnamed.board is not None
    assert (unnamed.board.total, unnamed.board.took_part) == (42, 6)
    assert unnamed.board.private == {CLEO, MemberId("gone-1")}
    assert unnamed.board.once == {MemberId("gone-1")}


async def test_each_who_was_counted_has_a_stand_in_of_their_own(store: SqlStore) -> None:
    counted = board(Named(CLEO, "Cleo"), private=(EVE, BEN))
    async with store.transaction() as tx:
        await join(tx, eve(), member(BEN), member(CLEO))
        await tx.posts.begin(posted(WELLNESS, counted))
        await tx.posts.begin(posted(GENERAL, replace(counted, private=frozenset({BEN}))))
    for who in (EVE, BEN):
        async with store.transaction() as tx:
            await tx.belongings.erase(ACME, who)

    async with store.transaction() as tx:
        both, one = await tx.posts.last(ACME, WELLNESS), await tx.posts.last(ACME, GENERAL)
    assert both is not None
    assert one is not None
    assert both.board is not None
    assert one.board is not None
    assert both.board.private == {MemberId("gone-1"), MemberId("gone-2")}
    assert one.board.private == {MemberId("gone-2")}


async def test_a_channels_post_goes_on_without_the_name_of_who_set_it_up(store: SqlStore) -> None:
    await fill(store)
    async with store.transaction() as tx:
        await tx.belongings.erase(ACME, EVE)
        due = await tx.posts.due(ACME, now=NINE)
    assert [(post.channel, post.set_by, post.set_by_name) for post in due] == [
        (WELLNESS, NOBODY, ""),
        (GENERAL, NOBODY, ""),
    ]


async def test_nobody_can_be_erased_twice(store: SqlStore) -> None:
    await fill(store)
    async with store.transaction() as tx:
        assert await tx.belongings.erase(ACME, EVE) is not None
    async with store.transaction() as tx:
        assert await tx.belongings.erase(ACME, EVE) is None
        assert await tx.belongings.everything(ACME, EVE) is None


@pytest.mark.parametrize("what", ["begin", "record"])
async def test_a_post_that_is_written_while_somebody_is_erased_does_not_name_them(
    what: str, store: SqlStore, engine: AsyncEngine
) -> None:
    post = posted(WELLNESS, board(Named(EVE, NAME), Named(BEN, "Ben")))
    async with store.transaction() as tx:
        await join(tx, eve(), member(BEN), member(CLEO))
        if what == "record":
            await tx.posts.begin(replace(post, state=PostState.PENDING, ref=None))
    async with store.transaction() as tx:
        if what == "begin":
            assert EVE in await tx.members.hold(ACME, [EVE, BEN])
            await tx.posts.begin(post)
        erasing = asyncio.create_task(_erase(store))
        await asyncio.wait({erasing}, timeout=0.2)  # it waits for us, or is done first
    await erasing
    async with store.transaction() as tx:
        await tx.posts.record(post)
    assert await mentions(engine, *TRACES) == []


async def _erase(store: SqlStore) -> None:
    async with store.transaction() as tx:
        await tx.belongings.erase(ACME, EVE)


async def test_all_that_is_stored_is_handed_out(store: SqlStore) -> None:
    await fill(store)
    async with store.transaction() as tx:
        everything = await tx.belongings.everything(ACME, EVE)
    assert everything is not None
    assert everything.member == replace(eve(), next_at=everything.member.next_at)
    assert [one.due_at for one in everything.reminders] == sorted(one.due_at for one in everything.reminders)
    assert len(everything.reminders) == 5
    assert [one.exercise for one in everything.completions] == ["hip-flex"]
    assert [post.channel for post in everything.set_up] == [WELLNESS, GENERAL]
    assert len(everything.posts) == 4
    assert everything.record is not None
    assert [(day.delivered, day.done) for day in everything.days] == [(3, 1)]
