"""Two workspaces in one database, with people, cards, posts and a Slack each; some people have the same id in both."""

from collections.abc import Sequence
from typing import Any

from bot.domain.board import PostState
from bot.domain.ids import ChannelId, MemberId, MessageRef, MessageTs, ReminderId, WorkspaceId
from bot.domain.member import Profile, Visibility
from bot.domain.reminder import State
from bot.domain.standings import Board, Named
from bot.services.building import build_services
from bot.store.transaction import SqlStore
from routines.loader import load_catalog
from tests.services.acts import StoppedClock
from tests.services.delivery import QUICK, Sky
from tests.simulation.messenger import SimulatedMessenger
from tests.simulation.slack import Channel, Team
from tests.store.rows import ANA, BEN, DAY, HOUR, MINUTE, NINE, board_post, channel_post, install, installation, member
from tests.store.rows import sent as sent_row

HERE, NEXT_DOOR = WorkspaceId("T1HERE"), WorkspaceId("T2NEXTDOOR")
PEOPLE: dict[WorkspaceId, Sequence[MemberId]] = {HERE: (ANA,), NEXT_DOOR: (ANA, BEN)}
CHANNELS = {HERE: ChannelId("C1HERE"), NEXT_DOOR: ChannelId("C2NEXTDOOR")}
ROUTINE = load_catalog().routines[0]
HIP, GLUTES = (exercise.id for exercise in ROUTINE.exercises)


def card_of(workspace: WorkspaceId, who: MemberId) -> ReminderId:
    """The open card of this member there."""
    return sent_row(NINE, who=who, workspace=workspace).id


def place_of(workspace: WorkspaceId, who: MemberId) -> MessageRef:
    """Where it stands in that workspace's Slack."""
    return MessageRef(ChannelId(f"D{workspace}{who}"), MessageTs("1.000001"))


class Neighbours:
    """An hour after everybody got a card. In one of the two somebody has a reminder due."""

    def __init__(self, store: SqlStore) -> None:
        self.store, self.sky = store, Sky()
        self.clock, self.lease_clock = StoppedClock(NINE + HOUR), StoppedClock(NINE + HOUR)
        self.teams = {workspace: Team(workspace) for workspace in PEOPLE}
        self.services = build_services(
            store=store,
            clock=self.clock,
            lease_clock=self.lease_clock,
            messenger=SimulatedMessenger(self.teams, steps=self.sky, sky=self.sky, clock=self.clock),
            routines=[ROUTINE],
            owner="one",
            timing=QUICK,
        )

    async def move_in(self) -> None:
        for workspace, people in PEOPLE.items():
            await install(self.store, installation(workspace, installed_at=NINE - DAY))
            self._open_slack(workspace, people)
            for who in people:
                await self._join(workspace, who)
            await self._post_weekly(workspace, people)
        async with self.store.transaction() as tx:
            await tx.members.save_plans(HERE, {ANA: NINE + HOUR - MINUTE})
            await tx.workspaces.expect(HERE, NINE)

    def _open_slack(self, workspace: WorkspaceId, people: Sequence[MemberId]) -> None:
        team = self.teams[workspace]
        channel = CHANNELS[workspace]
        team.channels[channel] = Channel(id=channel, people=tuple(people))
        for who in people:
            name = f"{who} of {workspace}"
            team.profiles[who] = Profile(name=name, zone="Europe/Berlin", can_join=True, is_admin=True)
            place = place_of(workspace, who).channel
            team.channels[place] = Channel(id=place, people=(who,), is_direct=True)

    async def _join(self, workspace: WorkspaceId, who: MemberId) -> None:
        ref = place_of(workspace, who)
        person = member(
            who,
            workspace=workspace,
            name=f"{who} of {workspace}",
            channel=ref.channel,
            visibility=Visibility.SHOWN,
            joined_at=NINE - 10 * DAY,
        )
        common: dict[str, Any] = {"who": who, "workspace": workspace, "exercises": (HIP, GLUTES), "ref": ref}
        opened = sent_row(NINE, closes_at=NINE + 8 * HOUR, **common)
        done = sent_row(NINE - DAY, state=State.DONE, removed=True, **common)
        async with self.store.transaction() as tx:
            await tx.members.add(person)
            await tx.reminders.add([opened, done])
            for exercise in done.exercises:
                await tx.reminders.complete(done, exercise, at=done.due_at + MINUTE)

    async def _post_weekly(self, workspace: WorkspaceId, people: Sequence[MemberId]) -> None:
        channel = CHANNELS[workspace]
        names = tuple(Named(who, f"{who} of {workspace}") for who in people)
        posted = board_post(
            channel,
            workspace=workspace,
            week=(NINE - 7 * DAY).date(),
            state=PostState.POSTED,
            ref=MessageRef(channel, MessageTs("1.000002")),
            board=Board(total=3, best=names),
        )
        async with self.store.transaction() as tx:
            await tx.posts.set_up(channel_post(channel, workspace=workspace, next_post_at=NINE + 4 * DAY))
            await tx.posts.begin(posted)
            await tx.posts.record(posted)

    def shown(self, workspace: WorkspaceId) -> str:
        """All that stands in that workspace's Slack."""
        team = self.teams[workspace]
        return repr((team.messages, team.files))
