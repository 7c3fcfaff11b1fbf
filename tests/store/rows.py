"""Members, reminders and the rest as the store's tests need them; `dataclasses.replace` changes them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.domain.board import BoardPost, ChannelPost, PostState
from bot.domain.ids import ChannelId, MemberId, MessageRef, MessageTs, WorkspaceId, reminder_id
from bot.domain.installation import Installation
from bot.domain.member import Member
from bot.domain.reminder import Kind, Reminder, State
from bot.ports import Transaction
from bot.store.transaction import SqlStore

ACME, OTHER = WorkspaceId("T1"), WorkspaceId("T2")
ANA, BEN, CLEO = MemberId("U1"), MemberId("U2"), MemberId("U3")
WELLNESS, GENERAL = ChannelId("C1"), ChannelId("C2")
MONDAY = date(2026, 11, 23)
NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LEASE = MINUTE
TOKEN, REFRESH_TOKEN = "xoxe.xoxb-1-granted", "xoxe-1-granted"


def member(who: MemberId = ANA, **changes: Any) -> Member:
    channel = ChannelId(f"D{who}")
    return replace(
        Member(workspace=ACME, id=who, name=f"Name {who}", channel=channel, zone="Europe/Berlin", joined_at=NINE),
        **changes,
    )


def reminder(
    due_at: datetime = NINE, *, who: MemberId = ANA, workspace: WorkspaceId = ACME, **changes: Any
) -> Reminder:
    own = reminder_id(workspace, who, due_at)
    plain = Reminder(
        workspace=workspace,
        member=who,
        id=own,
        origin=own,
        kind=Kind.PLANNED,
        due_at=due_at,
        active_on=due_at.date(),
        exercises=("hip-flex", "glute-bridge"),
        opener=0,
    )
    return replace(plain, **changes)


def sent(due_at: datetime = NINE, *, who: MemberId = ANA, **changes: Any) -> Reminder:
    ref = MessageRef(ChannelId(f"D{who}"), MessageTs(f"{due_at.timestamp():.6f}"))
    return reminder(due_at, who=who, **{"state": State.SENT, "sent_at": due_at, "ref": ref, **changes})


def channel_post(channel: ChannelId = WELLNESS, **changes: Any) -> ChannelPost:
    plain = ChannelPost(
        workspace=ACME,
        channel=channel,
        weekday=4,
        minute=16 * 60,
        zone="Europe/Berlin",
        set_by=ANA,
        set_by_name="Ana",
        next_post_at=NINE,
    )
    return replace(plain, **changes)


def board_post(channel: ChannelId = WELLNESS, **changes: Any) -> BoardPost:
    plain = BoardPost(
        workspace=ACME,
        channel=channel,
        week=MONDAY,
        state=PostState.PENDING,
        after=NINE - 7 * DAY,
        until=NINE,
        set_by=ANA,
        set_by_name="Ana",
        board=None,
    )
    return replace(plain, **changes)


def installation(workspace: WorkspaceId = ACME, **changes: Any) -> Installation:
    plain = Installation(
        workspace=workspace,
        team_name=f"Team {workspace}",
        bot_user=MemberId("UBUDGE"),
        bot_id="BBUDGE",
        scopes=frozenset({"chat:write", "commands"}),
        token=TOKEN,
        refresh_token=REFRESH_TOKEN,
        expires_at=NINE + 12 * HOUR,
        installed_by=ANA,
        installed_at=NINE,
    )
    return replace(plain, **changes)


async def install(store: SqlStore, *granted: Installation) -> None:
    """These workspaces have installed Budge."""
    async with store.transaction() as tx:
        for each in granted:
            await tx.workspaces.revive(each.workspace)
            await tx.installations.put(each)


async def join(tx: Transaction, *people: Member) -> None:
    """Adds the members, and their workspaces where these are new."""
    for person in people:
        await tx.workspaces.ensure(person.workspace)
        await tx.members.add(person)


async def add(store: SqlStore, *reminders: Reminder) -> None:
    """Adds the reminders, and whoever they are for."""
    async with store.transaction() as tx:
        await join(tx, *(member(each.member, workspace=each.workspace) for each in reminders))
        await tx.reminders.add(reminders)
