"""Identifiers that must not be mistaken for one another."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NewType

WorkspaceId = NewType("WorkspaceId", str)
MemberId = NewType("MemberId", str)
ReminderId = NewType("ReminderId", str)
ChannelId = NewType("ChannelId", str)
MessageTs = NewType("MessageTs", str)


@dataclass(frozen=True, slots=True)
class MessageRef:
    """Where a message stands: its channel (always a `C…`, `G…` or `D…` id) and its `ts` in it."""

    channel: ChannelId
    ts: MessageTs

    def posted_at(self, *, between: tuple[datetime, datetime]) -> datetime:
        """When Slack took it, which its `ts` tells; within these moments, for Slack's clock is not ours."""
        earliest, latest = between
        return min(max(datetime.fromtimestamp(float(self.ts), UTC), earliest), latest)


def reminder_id(workspace: WorkspaceId, member: MemberId, due_at: datetime) -> ReminderId:
    """The id of the one reminder this member can have at this moment: 32 hex digits, the same in every process."""
    key = f"{workspace}/{member}/{due_at.timestamp():.6f}"
    return ReminderId(hashlib.sha256(key.encode()).hexdigest()[:32])
