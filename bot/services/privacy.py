"""What a member can ask for about what is stored: all of it handed out, or erased."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

import structlog

from bot.domain.board import BoardPost
from bot.domain.errors import NotJoined
from bot.domain.export import export
from bot.domain.ids import ChannelId, MemberId, WorkspaceId
from bot.domain.reminder import Reminder
from bot.ports import Clock, DeliveryFailed, Erased, Messenger, Store
from bot.services.outcomes import LOOK_BACK
from bot.services.participation import without_private

log = structlog.get_logger(__name__)

EXPORT_FILE = "budge-export.json"
PATIENCE = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2))
"""How long to wait after each failure to take somebody out of what Slack shows; nothing of it is stored any more."""


@dataclass(frozen=True, slots=True)
class Privacy:
    """For everybody who ever joined, also after a stop."""

    store: Store
    clock: Clock
    messenger: Messenger
    patience: Sequence[timedelta] = PATIENCE

    async def check_known(self, workspace: WorkspaceId, member: MemberId) -> None:
        """Raises NotJoined for somebody of whom nothing is stored."""
        async with self.store.transaction() as tx:
            if await tx.members.get(workspace, member) is None:
                raise NotJoined

    async def export(self, workspace: WorkspaceId, member: MemberId) -> None:
        """Sends everything stored about the member to their DM, as a file. Raises NotJoined and DeliveryFailed."""
        async with self.store.transaction() as tx:
            everything = await tx.belongings.everything(workspace, member)
        if everything is None:
            raise NotJoined
        content = json.dumps(export(everything, at=self.clock.now()), indent=2, ensure_ascii=False).encode()
        await self.messenger.send_file(workspace, content, name=EXPORT_FILE, to=everything.member.channel)

    async def erase(self, workspace: WorkspaceId, member: MemberId) -> Erased | None:
        """Erases everything stored about the member, in one transaction; None when there was nothing.

        What Slack still shows is for `clear` to take away.
        """
        async with self.store.transaction() as tx:
            return await tx.belongings.erase(workspace, member)

    async def clear(self, workspace: WorkspaceId, erased: Erased) -> None:
        """Removes the open card of somebody who was erased, the sounds of their guides, and their name from the newest
        post of each channel, as well as it can be done.
        """
        for card in erased.cards:
            await self._persist(partial(self._remove, card))
        for sound in erased.sounds:
            await self._persist(partial(self.messenger.delete_sound, workspace, sound))
        for attempt in erased.attempts:
            await self._persist(partial(self._remove_if_posted, attempt, erased.channel))
        for post in erased.posts:
            await self._persist(partial(self._redraw, workspace, post))

    async def _remove(self, card: Reminder) -> None:
        if card.ref is not None:
            await self.messenger.delete_card(card.workspace, card.ref)

    async def _remove_if_posted(self, attempt: Reminder, channel: ChannelId) -> None:
        """Whoever is posting it removes it, too; whoever died over it cannot."""
        since = (attempt.attempted_at or attempt.due_at) - LOOK_BACK
        ref = await self.messenger.find_card(attempt, channel=channel, since=since)
        if ref is not None:
            await self.messenger.delete_card(attempt.workspace, ref)

    async def _redraw(self, workspace: WorkspaceId, post: BoardPost) -> None:
        """By what is stored now: others may have asked to be private since, and the next week's may be out."""
        async with self.store.transaction() as tx:
            last = await tx.posts.last(workspace, post.channel)
            if last is None or last.board is None or last.monday != post.monday:
                return
            board = await without_private(tx, workspace, last.board)
        await self.messenger.redraw_board(replace(last, board=board))

    async def _persist(self, attempt: Callable[[], Awaitable[None]]) -> None:
        for pause in (*self.patience, None):
            try:
                await attempt()
            except DeliveryFailed as failure:
                if failure.permanent or pause is None:
                    log.warning("left_in_slack_after_erasure", reason=failure.reason)
                    return
                await asyncio.sleep(max(pause, failure.retry_after or pause).total_seconds())
            else:
                return
