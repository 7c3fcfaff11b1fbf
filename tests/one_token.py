"""One bot token for a database of several workspaces.

Leases, pace and blocks are by workspace, so a crowd is spread over a few of them; on Slack's side all of it is the one
team of the emulated Slack, with its one token. The bot refuses to take that token for another team's.
"""

from bot.domain.ids import WorkspaceId
from bot.slack.installations import Installed, OneWorkspace


def serve_all() -> None:
    """From now on this process calls Slack for any workspace with the token of its settings."""

    async def of(self: OneWorkspace, workspace: WorkspaceId) -> Installed:
        del workspace
        return self.installed

    setattr(OneWorkspace, "of", of)  # noqa: B010 - a process of a test, begun for this alone
