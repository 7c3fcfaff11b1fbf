from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain.board import BoardPost, ChannelPost, PostState
from bot.domain.ids import MemberId, MessageRef, MessageTs
from bot.domain.standings import Board, LongestRun, Named, Place
from bot.ports import Transaction
from bot.store.transaction import SqlStore
from tests.store.rows import (
    ACME,
    ANA,
    BEN,
    CLEO,
    DAY,
    GENERAL,
    HOUR,
    MONDAY,
    NINE,
    SECOND,
    WELLNESS,
    board_post,
    channel_post,
)

WEEK = 7 * DAY
ANA_NAMED, BEN_NAMED, CLEO_NAMED = Named(ANA, "Ana"), Named(BEN, "Ben <&>"), Named(CLEO, "Cléo")
FULL = Board(
    total=31,
    more_than_last=4,
    took_part=5,
    places=(
        Place(place=1, people=(ANA_NAMED, BEN_NAMED), percent=90),
        Place(place=3, people=(CLEO_NAMED,), percent=70),
    ),
    best=(BEN_NAMED,),
    longest_run=LongestRun(people=(CLEO_NAMED,), days=12),
    private=frozenset({MemberId("U7"), MemberId("U8"), MemberId("U9")}),
    once=frozenset({MemberId("U7")}),
)


def posted(post: BoardPost, board: Board = FULL) -> BoardPost:
    ref = MessageRef(post.channel, MessageTs(f"{post.until.timestamp():.6f}"))
    return replace(post, state=PostState.POSTED, ref=ref, board=board)


async def keep(store: SqlStore, *posts: BoardPost) -> None:
    async with store.transaction() as tx:
        for post in posts:
            await tx.workspaces.ensure(post.workspace)
            assert await tx.posts.begin(post)


async def planned(tx: Transaction) -> Sequence[ChannelPost]:
    return await tx.posts.due(ACME, now=NINE + 9 * WEEK)


async def test_a_weekly_post_is_set_up_changed_and_ended(store: SqlStore) -> None:
    changed = channel_post(weekday=0, minute=9 * 60, set_by=BEN, set_by_name="Ben", zone="Asia/Kathmandu")
    async with store.transaction() as tx:
        await tx.workspaces.ensure(ACME)
        assert await planned(tx) == []
        await tx.posts.set_up(channel_post(owed_since=NINE - HOUR))
        assert await planned(tx) == [channel_post(owed_since=NINE - HOUR)]
        await tx.posts.set_up(changed)
        await tx.posts.set_up(channel_post(GENERAL, next_post_at=NINE - HOUR))

        assert await planned(tx) == [channel_post(GENERAL, next_post_at=NINE - HOUR), changed]
        assert await tx.posts.end(ACME, WELLNESS)
        assert not await tx.posts.end(ACME, WELLNESS)
        assert [post.channel for post in await planned(tx)] == [GENERAL]


async def test_a_post_moves_on_to_the_next_week_or_to_another_try(store: SqlStore) -> None:
    tried_again = channel_post(next_post_at=NINE + HOUR, owed_since=NINE)
    async with store.transaction() as tx:
        await tx.workspaces.ensure(ACME)
        await tx.posts.set_up(channel_post())
        await tx.posts.set_up(channel_post(GENERAL))

        assert await tx.posts.move_on(channel_post(), next_post_at=NINE + HOUR, owed_since=NINE)
        assert await planned(tx) == [channel_post(GENERAL), tried_again]
        assert await tx.posts.move_on(tried_again, next_post_at=NINE + WEEK)
        assert await planned(tx) == [channel_post(GENERAL), channel_post(next_post_at=NINE + WEEK)]


async def test_a_post_that_was_ended_or_changed_does_not_move(store: SqlStore) -> None:
    changed = channel_post(weekday=1, next_post_at=NINE + DAY)
    async with store.transaction() as tx:
        await tx.workspaces.ensure(ACME)
        await tx.posts.set_up(changed)

        assert not await tx.posts.move_on(channel_post(), next_post_at=NINE + WEEK)
        assert not await tx.posts.move_on(channel_post(GENERAL), next_post_at=NINE + WEEK)
        assert await planned(tx) == [changed]


@pytest.mark.parametrize(("early", "found"), [(SECOND, []), (timedelta(), [channel_post()])])
async def test_a_weekly_post_is_due_from_its_moment_on(store: SqlStore, early: timedelta, found: list[object]) -> None:
    async with store.transaction() as tx:
        await tx.workspaces.ensure(ACME)
        await tx.posts.set_up(channel_post())

        assert await tx.posts.due(ACME, now=NINE - early) == found


@pytest.mark.parametrize("state", [PostState.PENDING, PostState.POSTED, PostState.UNKNOWN])
async def test_a_channel_gets_one_post_from_monday_to_sunday(store: SqlStore, state: PostState) -> None:
    await keep(store, board_post(week=MONDAY + 2 * DAY, state=state), board_post(GENERAL))
    await keep(store, board_post(week=MONDAY - DAY), board_post(week=MONDAY + WEEK))

    async with store.transaction() as tx:
        for day in range(7):
            assert not await tx.posts.begin(board_post(week=MONDAY + day * DAY))


async def test_a_week_whose_post_was_skipped_can_still_get_one(store: SqlStore) -> None:
    await keep(store, board_post(state=PostState.SKIPPED), board_post(week=MONDAY + 3 * DAY, until=NINE + 3 * DAY))

    async with store.transaction() as tx:
        assert await tx.posts.last(ACME, WELLNESS) == board_post(week=MONDAY + 3 * DAY, until=NINE + 3 * DAY)


async def test_what_was_posted_comes_back_as_it_was_recorded(store: SqlStore) -> None:
    await keep(store, board_post())
    async with store.transaction() as tx:
        assert await tx.posts.last(ACME, WELLNESS) == board_post()
        await tx.posts.record(posted(board_post()))

    async with store.transaction() as tx:
        assert await tx.posts.last(ACME, WELLNESS) == posted(board_post())


async def test_a_withdrawn_post_can_be_begun_again(store: SqlStore) -> None:
    await keep(store, board_post(), board_post(GENERAL))
    async with store.transaction() as tx:
        await tx.posts.withdraw(board_post())
        assert await tx.posts.last(ACME, WELLNESS) is None
        assert await tx.posts.last(ACME, GENERAL) is not None

    await keep(store, board_post())


async def test_the_last_post_of_a_channel_is_the_newest_that_was_not_skipped(store: SqlStore) -> None:
    unknown = board_post(week=MONDAY + WEEK, state=PostState.UNKNOWN)
    skipped = board_post(week=MONDAY + 2 * WEEK, state=PostState.SKIPPED)
    await keep(store, board_post(), unknown, skipped, board_post(GENERAL, week=MONDAY + 3 * WEEK))

    async with store.transaction() as tx:
        assert await tx.posts.last(ACME, WELLNESS) == unknown


@pytest.mark.parametrize(
    ("after", "until", "overlaps"),
    [
        (NINE - 8 * DAY, NINE - WEEK, False),
        (NINE - 8 * DAY, NINE - WEEK + SECOND, True),
        (NINE - SECOND, NINE + WEEK, True),
        (NINE, NINE + WEEK, False),
    ],
)
async def test_posts_overlap_when_they_share_a_moment(
    store: SqlStore, after: datetime, until: datetime, overlaps: bool
) -> None:
    post = posted(board_post(GENERAL))
    await keep(store, post)

    async with store.transaction() as tx:
        assert await tx.posts.overlapping(ACME, after=after, until=until) == ([post] if overlaps else [])


async def test_only_posts_that_told_a_total_overlap(store: SqlStore) -> None:
    without_total = posted(board_post(GENERAL), Board(best=(ANA_NAMED,)))
    skipped = replace(posted(board_post(week=MONDAY - WEEK)), state=PostState.SKIPPED)
    await keep(store, without_total, skipped, board_post())

    async with store.transaction() as tx:
        assert await tx.posts.overlapping(ACME, after=NINE - WEEK, until=NINE) == []


async def test_the_newest_post_of_each_channel_that_names_a_member_is_found(store: SqlStore) -> None:
    older, newer = posted(board_post()), posted(board_post(week=MONDAY + WEEK), Board(best=(BEN_NAMED,)))
    general = posted(board_post(GENERAL))
    not_there = board_post(GENERAL, week=MONDAY + WEEK)
    await keep(store, older, newer, general, not_there)

    async with store.transaction() as tx:
        assert await tx.posts.naming(ACME, ANA) == [general]
        assert await tx.posts.naming(ACME, BEN) == [newer, general]
        assert await tx.posts.naming(ACME, CLEO) == [general]
        assert await tx.posts.naming(ACME, MemberId("U7")) == []
