"""Who is in the emulated team, and what stands in the database before the first life: a few workspaces whose members
are reminded around the clock, and channels with a weekly post every half hour.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.board import ChannelPost
from bot.domain.ids import ChannelId, MemberId, WorkspaceId
from bot.domain.member import Member, Visibility
from bot.domain.periods import DAY, Period, Week
from bot.domain.weekly import next_weekly_at
from bot.sandbox.records import Channel, Person
from bot.sandbox.state import App, Team
from bot.store.transaction import SqlStore

HOME = WorkspaceId("T0SANDBOX")
"""The workspace whose people press; the others only get their reminders."""
ZONES = ("Europe/Berlin", "Asia/Kathmandu", "America/New_York")
ALWAYS = Week(((Period(0, DAY),),) * 7)
SOME_TIME = timedelta(days=30)
EVERY = 30  # minutes from one weekly post to the next
READERS = 6  # members of each channel with a weekly post


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """How many there are."""

    workspaces: int
    members: int
    """Of each."""

    @property
    def ids(self) -> list[WorkspaceId]:
        return [HOME, *(WorkspaceId(f"T0OTHER{number}") for number in range(1, self.workspaces))]

    def of(self, workspace: WorkspaceId) -> list[MemberId]:
        first = self.ids.index(workspace) * self.members
        return [MemberId(f"U0P{number:04}") for number in range(first, first + self.members)]


ALONE = Crowd(workspaces=3, members=60)
"""Enough for one process: it finds some of them due whenever it looks."""
TOGETHER = Crowd(workspaces=8, members=40)
"""Enough for several, each of which takes a few workspaces."""


def gathered(crowd: Crowd) -> Team:
    """The emulated Slack's side of it: everybody in one team, each with a direct message that is open already."""
    app = App()
    everyone = [person for workspace in crowd.ids for person in crowd.of(workspace)]
    people = [Person(one, name=one, real_name=one, tz=zone_of(one)) for one in everyone]
    budge = Person(app.bot_user_id, name="Budge", real_name="Budge", is_bot=True)
    readers = (*crowd.of(HOME)[:READERS], budge.id)
    channels = [Channel(channel, name=channel.lower(), members=readers) for channel, _, _ in weekly_slots()]
    team = Team(name="Larkfield", people=(*people, budge), channels=channels, you=everyone[0], app=app)
    for one in everyone:
        team.open_dm(one)
    return team


async def seed(store: SqlStore, crowd: Crowd, *, now: datetime) -> None:
    """The bot's side of it: all of them joined long ago, and are due within the next hours."""
    for workspace in crowd.ids:
        async with store.transaction() as tx:
            await tx.workspaces.ensure(workspace)
            for number, one in enumerate(crowd.of(workspace)):
                await tx.members.add(joined(workspace, one, now=now, due_in=timedelta(minutes=1 + number)))
            await tx.workspaces.expect(workspace, now + timedelta(minutes=1))
            if workspace == HOME:
                for channel, weekday, minute in weekly_slots():
                    await tx.posts.set_up(weekly(channel, weekday, minute, now=now, by=crowd.of(HOME)[0]))


def joined(workspace: WorkspaceId, one: MemberId, *, now: datetime, due_in: timedelta) -> Member:
    return Member(
        workspace=workspace,
        id=one,
        name=one,
        channel=ChannelId(f"D{one[1:]}"),
        zone=zone_of(one),
        week=ALWAYS,
        visibility=Visibility.SHOWN,
        joined_at=now - SOME_TIME,
        welcomed_at=now - SOME_TIME,
        next_at=now + due_in,
    )


def zone_of(one: str) -> str:
    return ZONES[int(one[3:]) % len(ZONES)]


def weekly_slots() -> Iterator[tuple[ChannelId, int, int]]:
    """Channel, weekday and minute of each weekly post."""
    for slot in range(7 * DAY // EVERY):
        weekday, minute = divmod(slot * EVERY, DAY)
        yield ChannelId(f"C0WEEKLY{slot:03}"), weekday, minute


def weekly(channel: ChannelId, weekday: int, minute: int, *, now: datetime, by: MemberId) -> ChannelPost:
    return ChannelPost(
        workspace=HOME,
        channel=channel,
        weekday=weekday,
        minute=minute,
        zone="UTC",
        set_by=by,
        set_by_name=by,
        next_post_at=next_weekly_at(weekday, minute, zone=ZoneInfo("UTC"), after=now),
    )
