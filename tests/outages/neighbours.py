"""Members of other workspaces, whose reminders come due one after another whatever happens meanwhile."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.ids import ChannelId, MemberId, WorkspaceId
from bot.domain.member import Member
from bot.sandbox.records import Person
from bot.sandbox.state import Team
from bot.store.transaction import SqlStore

ZONE = "Europe/Berlin"
SOME_TIME = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """One of them is due every so often, in one workspace after the other; nobody of them is due twice."""

    first_at: datetime
    until: datetime
    every: timedelta
    workspaces: int = 7

    def due(self) -> Iterator[tuple[WorkspaceId, MemberId, datetime]]:
        """Who is due when, in order."""
        for number in range((self.until - self.first_at) // self.every):
            workspace = WorkspaceId(f"T0NEXT{number % self.workspaces}")
            yield workspace, MemberId(f"U0NEXT{number}"), self.first_at + number * self.every

    def gather(self, team: Team) -> None:
        """Slack's side of it: to it they all belong to the one team that the bot has a token for."""
        for _, member, _ in self.due():
            team.change_person(Person(member, name=member, real_name=member, tz=ZONE))
            team.open_dm(member)

    async def join(self, store: SqlStore) -> None:
        """The bot's side of it: they joined long ago."""
        joined_at = self.first_at - SOME_TIME
        async with store.transaction() as tx:
            for workspace, member, due_at in self.due():
                await tx.workspaces.ensure(workspace)
                await tx.members.add(
                    Member(
                        workspace=workspace,
                        id=member,
                        name=member,
                        channel=ChannelId(f"D{member[1:]}"),
                        zone=ZONE,
                        joined_at=joined_at,
                        welcomed_at=joined_at,
                        next_at=due_at,
                    )
                )
                await tx.workspaces.expect(workspace, due_at)
