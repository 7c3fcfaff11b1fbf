"""Many workspaces that have installed one bot, with a member in each."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from bot.clock import SystemClock
from bot.domain.ids import ChannelId, MemberId, WorkspaceId
from bot.domain.installation import Installation
from bot.domain.member import Member
from bot.ports import Store
from bot.sandbox.people import ANA
from bot.slack.client import Identity, Wire
from bot.slack.many_workspaces import ManyWorkspaces
from bot.slack.oauth import OAuth
from bot.slack.rotation import Rotation

LONG_AGO = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
TOGETHER = 500  # in one transaction


async def installed_by(count: int, store: Store, *, identity: Identity, wire: Wire) -> ManyWorkspaces:
    """The installations of the identity's own workspace and of others, so many together, all of which were heard of.

    Who is the member of each has the id of the sandbox's Ana.
    """
    workspaces = workspaces_of(identity.workspace, count)
    for start in range(0, count, TOGETHER):
        async with store.transaction() as tx:
            for workspace in workspaces[start : start + TOGETHER]:
                await tx.workspaces.ensure(workspace)
                await tx.installations.put(_installation(workspace, identity, token=wire.token))
                if workspace != identity.workspace:
                    await tx.members.add(_member(workspace))
    clock = SystemClock()
    oauth = OAuth(wire=wire, client_id="1.2", client_secret="unused", public_url="http://127.0.0.1", clock=clock)
    many = ManyWorkspaces(store, Rotation(store=store, oauth=oauth, clock=clock), clock)
    for workspace in workspaces:
        await many.authorize(None, workspace)
    return many


def workspaces_of(own: WorkspaceId, count: int) -> Sequence[WorkspaceId]:
    return [own, *(WorkspaceId(f"T{number:06}") for number in range(1, count))]


def _installation(workspace: WorkspaceId, identity: Identity, *, token: str) -> Installation:
    return Installation(
        workspace=workspace,
        team_name="Acme",
        bot_user=identity.bot_user,
        bot_id=identity.bot_id,
        scopes=frozenset({"commands", "chat:write"}),
        token=token,
        installed_at=LONG_AGO,
    )


def _member(workspace: WorkspaceId) -> Member:
    like = Member(
        workspace=workspace,
        id=MemberId(ANA),
        name="Ana",
        channel=ChannelId("D0ANA"),
        zone="Europe/Berlin",
        joined_at=LONG_AGO,
    )
    return replace(like, welcomed_at=LONG_AGO)
