"""The weekly posts of channels: how each is set up, and what was posted."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, and_, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.board import BoardPost, ChannelPost, PostState
from bot.domain.ids import ChannelId, MemberId, MessageRef, WorkspaceId
from bot.domain.standings import Board
from bot.store.inserts import insert
from bot.store.members import SqlMembers
from bot.store.schema import board_posts, channel_posts
from bot.store.values import from_row, to_row

_plan = channel_posts.c
_post = board_posts.c

_BOARD = select(_post.board).with_for_update(key_share=True)


class SqlPosts:
    def __init__(self, connection: AsyncConnection, members: SqlMembers) -> None:
        self._connection = connection
        self._members = members

    async def set_up(self, post: ChannelPost) -> None:
        values = to_row(post)
        new = insert(self._connection, channel_posts).values(values)
        key = [_plan.workspace, _plan.channel]
        await self._connection.execute(new.on_conflict_do_update(index_elements=key, set_=values))

    async def move_on(self, post: ChannelPost, *, next_post_at: datetime, owed_since: datetime | None = None) -> bool:
        unchanged = (
            _plan.workspace == post.workspace,
            _plan.channel == post.channel,
            _plan.next_post_at == post.next_post_at,
        )
        moved = update(channel_posts).where(*unchanged).values(next_post_at=next_post_at, owed_since=owed_since)
        return (await self._connection.execute(moved)).rowcount == 1

    async def end(self, workspace: WorkspaceId, channel: ChannelId) -> bool:
        ended = delete(channel_posts).where(_plan.workspace == workspace, _plan.channel == channel)
        return (await self._connection.execute(ended)).rowcount == 1

    async def due(self, workspace: WorkspaceId, *, now: datetime) -> Sequence[ChannelPost]:
        query = select(channel_posts).where(_plan.workspace == workspace, _plan.next_post_at <= now)
        found = await self._connection.execute(query.order_by(_plan.next_post_at, _plan.channel))
        return [from_row(ChannelPost, row) for row in found.mappings()]

    async def begin(self, post: BoardPost) -> bool:
        values = _values(post)
        new = insert(self._connection, board_posts).values(values)
        instead = new.on_conflict_do_update(
            index_elements=[_post.workspace, _post.channel, _post.monday],
            set_=values,
            where=_post.state == PostState.SKIPPED,
        )
        begun = await self._connection.execute(instead.returning(_post.monday))
        return begun.one_or_none() is not None

    async def record(self, post: BoardPost) -> None:
        stored = (await self._connection.execute(_BOARD.where(*_key(post)))).one_or_none()
        if stored is None:
            return
        board = await self._of_the_living(post, stored.board)
        written = {name: _values(replace(post, board=board))[name] for name in ("state", "board", "message_ts")}
        await self._connection.execute(update(board_posts).where(*_key(post)).values(written))

    async def _of_the_living(self, post: BoardPost, stored: Board | None) -> Board | None:
        """What the post says, less whoever was erased since it was weighed; those it counted are as they are stored."""
        if post.board is None or stored is None:
            return post.board
        board = replace(post.board, private=stored.private, once=stored.once)
        for erased in board.named - await self._members.hold(post.workspace, board.named):
            board = board.without(erased)
        return board

    async def withdraw(self, post: BoardPost) -> None:
        await self._connection.execute(delete(board_posts).where(*_key(post)))

    async def last(self, workspace: WorkspaceId, channel: ChannelId) -> BoardPost | None:
        query = select(board_posts).where(
            _post.workspace == workspace, _post.channel == channel, _post.state != PostState.SKIPPED
        )
        found = await self._posts(query.order_by(_post.monday.desc()).limit(1))
        return found[0] if found else None

    async def overlapping(self, workspace: WorkspaceId, *, after: datetime, until: datetime) -> Sequence[BoardPost]:
        query = select(board_posts).where(
            _post.workspace == workspace,
            _post.state != PostState.SKIPPED,
            _post.after < until,
            _post.until > after,
        )
        found = await self._posts(query.order_by(_post.until, _post.channel))
        return [post for post in found if post.board and post.board.total is not None]

    async def naming(self, workspace: WorkspaceId, member: MemberId) -> Sequence[BoardPost]:
        newest = (
            select(_post.channel, func.max(_post.monday).label("monday"))
            .where(_post.workspace == workspace, _post.message_ts.is_not(None))
            .group_by(_post.channel)
            .subquery()
        )
        same = and_(_post.channel == newest.c.channel, _post.monday == newest.c.monday)
        query = select(board_posts).join(newest, same).where(_post.workspace == workspace).order_by(_post.channel)
        return [post for post in await self._posts(query) if post.board and member in post.board.named]

    async def _posts(self, query: Select[Any]) -> list[BoardPost]:
        return [board_post_of(row) for row in (await self._connection.execute(query)).mappings()]


def _key(post: BoardPost) -> tuple[ColumnElement[bool], ...]:
    return _post.workspace == post.workspace, _post.channel == post.channel, _post.monday == post.monday


def board_post_of(row: RowMapping) -> BoardPost:
    ref = MessageRef(row["channel"], row["message_ts"]) if row["message_ts"] else None
    return from_row(BoardPost, row, ref=ref)


def _values(post: BoardPost) -> dict[str, Any]:
    return to_row(post, "ref") | {"monday": post.monday, "message_ts": post.ref.ts if post.ref else None}
