"""What the weekly posts of channels hold about one person: their name, or that they were counted unnamed."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, Text, and_, cast, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.board import NOBODY, BoardPost
from bot.domain.ids import MemberId, WorkspaceId
from bot.store.posts import board_post_of
from bot.store.schema import board_posts, channel_posts

STAND_IN = "gone-"
"""How the ids of those begin who stand in for erased people; none of Slack's does."""

_post = board_posts.c
_plan = channel_posts.c


class NamedInPosts:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def about(self, workspace: WorkspaceId, member: MemberId) -> Sequence[BoardPost]:
        """The posts that name them, counted them, or say that they set them up."""
        found = await self._posts(workspace, _speaks_of(member))
        return [post for post in found if _is_about(post, member)]

    async def forget(self, workspace: WorkspaceId, member: MemberId) -> Sequence[BoardPost]:
        """Takes every trace of them out; returns the newest post of each channel that showed their name, without it.

        A post that they set up goes on, set up by nobody.
        """
        by_nobody = {"set_by": NOBODY, "set_by_name": ""}
        theirs = and_(_plan.workspace == workspace, _plan.set_by == member)
        await self._connection.execute(update(channel_posts).where(theirs).values(by_nobody))
        found = await self._posts(workspace, or_(_speaks_of(member), _mentions(STAND_IN)), lock=True)
        stand_in = _unused(found)
        newest = await self._newest(workspace)
        to_redraw = []
        for post in found:
            if _is_about(post, member):
                forgetful = await self._rewrite(post, member, stand_in=stand_in)
                if _shows(post, member) and (post.channel, post.monday) in newest:
                    to_redraw.append(forgetful)
        return to_redraw

    async def _posts(
        self, workspace: WorkspaceId, condition: ColumnElement[bool], *, lock: bool = False
    ) -> list[BoardPost]:
        query = select(board_posts).where(_post.workspace == workspace, condition).order_by(_post.channel, _post.monday)
        rows = await self._connection.execute(query.with_for_update(key_share=True) if lock else query)
        return [board_post_of(row) for row in rows.mappings()]

    async def _newest(self, workspace: WorkspaceId) -> set[tuple[object, ...]]:
        """Channel and Monday of each channel's newest post that stands in Slack."""
        posted = _post.workspace == workspace, _post.message_ts.is_not(None)
        query = select(_post.channel, func.max(_post.monday)).where(*posted).group_by(_post.channel)
        return {tuple(row) for row in await self._connection.execute(query)}

    async def _rewrite(self, post: BoardPost, member: MemberId, *, stand_in: MemberId) -> BoardPost:
        board = post.board.forgetting(member, stand_in=stand_in) if post.board else None
        forgetful = replace(post, board=board)
        if post.set_by == member:
            forgetful = replace(forgetful, set_by=NOBODY, set_by_name="")
        key = _post.workspace == post.workspace, _post.channel == post.channel, _post.monday == post.monday
        values = {"board": forgetful.board, "set_by": forgetful.set_by, "set_by_name": forgetful.set_by_name}
        await self._connection.execute(update(board_posts).where(*key).values(values))
        return forgetful


def _speaks_of(member: MemberId) -> ColumnElement[bool]:
    return or_(_post.set_by == member, _mentions(f'{member}"'))


def _mentions(start: str) -> ColumnElement[bool]:
    """Whether the post's content holds a text that begins like this; whether it means it is told by reading it."""
    return cast(_post.board, Text).contains(f'"{start}', autoescape=True)


def _is_about(post: BoardPost, member: MemberId) -> bool:
    return _shows(post, member) or (post.board is not None and member in post.board.private | post.board.once)


def _shows(post: BoardPost, member: MemberId) -> bool:
    return post.set_by == member or (post.board is not None and member in post.board.named)


def _unused(posts: Sequence[BoardPost]) -> MemberId:
    """An id for somebody who stands in, unlike all that stand in already."""
    counted = frozenset[MemberId]().union(*(post.board.private for post in posts if post.board))
    serials = [int(one.removeprefix(STAND_IN)) for one in counted if one.startswith(STAND_IN)]
    return MemberId(f"{STAND_IN}{max(serials, default=0) + 1}")
