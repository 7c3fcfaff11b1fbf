"""The tables. Every row of a workspace leads with its id, in keys, indexes and queries.

A column's key is the name of the field it holds, so that a row and its frozen copy need no dictionary between them.
Foreign keys cascade, so that whatever erases a workspace or a member leaves nothing behind; whoever erases in batches
begins at the leaves. The migrations build these tables; `migrate.differences` tells where the two disagree.
"""

from datetime import datetime

from sqlalchemy import (
    Column,
    ColumnElement,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    false,
    func,
    literal_column,
    true,
)

from bot.domain.board import PostState
from bot.domain.member import Style, Visibility
from bot.domain.reminder import Kind, State
from bot.store.columns import BoardContent, Duration, LeftOuts, Names, UtcDateTime, WeekHours, flag, word

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _key(name: str) -> Column[str]:
    return Column(f"{name}_id", Text, key=name, primary_key=True)


def _own_key(name: str) -> Column[str]:
    return Column(f"{name}_id", Text, key="id", primary_key=True)


def _belongs_to(table: str, *names: str) -> ForeignKeyConstraint:
    """Refers to the table's key, which these columns of ours hold."""
    theirs = ["id" if name == table.removesuffix("s") else name for name in names]
    return ForeignKeyConstraint(list(names), [f"{table}.{name}" for name in theirs], ondelete="CASCADE")


def _index(name: str, *columns: Column[object], where: ColumnElement[bool] | None = None) -> Index:
    return Index(name, *columns, sqlite_where=where, postgresql_where=where)


workspaces = Table(
    "workspaces",
    metadata,
    _own_key("workspace"),
    Column("next_due_at", UtcDateTime),
    Column("wake_at", UtcDateTime),
    Column("lease_owner", Text),
    Column("lease_until", UtcDateTime),
    Column("blocked_until", UtcDateTime),
    Column("tidy_at", UtcDateTime),
    Column("suspended_reason", Text),
    Column("shortest_interval", Duration, nullable=False),
    Column("longest_interval", Duration, nullable=False),
    Column("erase_at", UtcDateTime),
    Column("fit_at", UtcDateTime),
)

installations = Table(
    "installations",
    metadata,
    _key("workspace"),
    Column("team_name", Text, nullable=False),
    Column("bot_user", Text, nullable=False),
    Column("bot_id", Text, nullable=False),
    Column("scopes", Names, nullable=False),
    Column("token", Text, nullable=False),  # as the keyring has encrypted it, like the next
    Column("refresh_token", Text),
    Column("expires_at", UtcDateTime),
    Column("installed_by", Text),
    Column("installed_at", UtcDateTime, nullable=False),
    Column("greeted_at", UtcDateTime),
    Column("rotating_until", UtcDateTime),
    _belongs_to("workspaces", "workspace"),
)

members = Table(
    "members",
    metadata,
    _key("workspace"),
    _own_key("member"),
    Column("name", Text, nullable=False),
    Column("channel_id", Text, key="channel", nullable=False),
    Column("zone", Text),
    Column("zone_chosen", flag("zone_chosen"), nullable=False),
    Column("interval", Duration, nullable=False),
    Column("week", WeekHours, nullable=False),
    Column("visibility", word(Visibility), nullable=False),
    Column("joined_at", UtcDateTime, nullable=False),
    Column("welcomed_at", UtcDateTime),
    Column("stopped_at", UtcDateTime),
    Column("paused", flag("paused"), nullable=False),
    Column("paused_until", UtcDateTime),
    Column("resumed_at", UtcDateTime),
    Column("last_sent_at", UtcDateTime),
    Column("last_completed_at", UtcDateTime),
    Column("moved_at", UtcDateTime),
    Column("skipped_at", UtcDateTime),
    Column("next_at", UtcDateTime),
    Column("suspended_reason", Text),
    Column("routine", Text),
    Column("left_out", LeftOuts, nullable=False, server_default="[]"),
    Column("style", word(Style, checked=False), nullable=False, server_default=Style.PICTURES),
    Column("short_offered_on", Text),
    Column("guide_sounds", flag("guide_sounds", checked=False), nullable=False, server_default=true()),
    _belongs_to("workspaces", "workspace"),
)

reminders = Table(
    "reminders",
    metadata,
    _key("workspace"),
    _own_key("reminder"),
    Column("member_id", Text, key="member", nullable=False),
    Column("origin_id", Text, key="origin", nullable=False),
    Column("kind", word(Kind), nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("active_on", Date, nullable=False),
    Column("exercises", Names, nullable=False),
    Column("offered", SmallInteger, nullable=False),  # how many exercises, for sums
    Column("opener", SmallInteger, nullable=False),
    Column("state", word(State), nullable=False),
    Column("counted", flag("counted"), nullable=False),
    Column("snoozes", SmallInteger, nullable=False),
    Column("snoozed_until", UtcDateTime),
    Column("attempted_at", UtcDateTime),
    Column("look_up_at", UtcDateTime),
    Column("looks", SmallInteger, nullable=False, server_default="0"),
    Column("channel_id", Text, key="channel"),
    Column("message_ts", Text),
    Column("sent_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Column("closes_at", UtcDateTime),
    Column("removed", flag("removed"), nullable=False),
    Column("reason", Text),
    Column("version", Integer, nullable=False),
    Column("guide_screen", SmallInteger),
    Column("guide_ends_at", UtcDateTime),
    Column("guide_sound", Text),
    UniqueConstraint("workspace", "member", "due_at"),
    _belongs_to("members", "workspace", "member"),
)

completions = Table(
    "completions",
    metadata,
    _key("workspace"),
    _key("reminder"),
    Column("exercise", Text, primary_key=True),
    Column("member_id", Text, key="member", nullable=False),
    Column("origin_id", Text, key="origin", nullable=False),
    Column("active_on", Date, nullable=False),
    Column("completed_at", UtcDateTime, nullable=False),
    _belongs_to("reminders", "workspace", "reminder"),
)

daily_sums = Table(
    "daily_sums",
    metadata,
    _key("workspace"),
    _key("member"),
    Column("active_on", Date, primary_key=True),
    Column("delivered", Integer, nullable=False),
    Column("done", Integer, nullable=False),
    _belongs_to("members", "workspace", "member"),
)

records = Table(
    "records",
    metadata,
    _key("workspace"),
    _key("member"),
    Column("until_on", Date, key="until", nullable=False),
    Column("best_week", Integer, nullable=False),
    Column("run", Integer, nullable=False),
    Column("best_run", Integer, nullable=False),
    Column("free_days", SmallInteger, nullable=False),
    _belongs_to("members", "workspace", "member"),
)

archives = Table(
    "archives",
    metadata,
    _key("workspace"),
    _key("member"),
    Column("until_on", Date, key="until", nullable=False),
    Column("best_week", Integer, nullable=False),
    Column("run", Integer, nullable=False),
    Column("best_run", Integer, nullable=False),
    Column("free_days", SmallInteger, nullable=False),
    _belongs_to("members", "workspace", "member"),
)

errands = Table(
    "errands",
    metadata,
    _key("workspace"),
    _key("reminder"),
    Column("due_at", UtcDateTime, nullable=False),
    Column("attempts", SmallInteger, nullable=False),
    Column("is_urgent", flag("is_urgent", checked=False), nullable=False, server_default=false()),
    _belongs_to("reminders", "workspace", "reminder"),
)

notices = Table(
    "notices",
    metadata,
    _key("workspace"),
    _key("member"),
    Column("moved_from", Duration, nullable=False),
    Column("moved_to", Duration, nullable=False),
    Column("owed_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("begun_at", UtcDateTime),
    Column("looks", SmallInteger, nullable=False),
    Column("attempts", SmallInteger, nullable=False),
    _belongs_to("members", "workspace", "member"),
)

pictures = Table(
    "pictures",
    metadata,
    _key("workspace"),
    Column("checksum", Text, primary_key=True),
    Column("file_id", Text, key="file"),
    Column("usable_at", UtcDateTime),
    Column("try_at", UtcDateTime, nullable=False),
    Column("reason", Text),
    Column("setbacks", SmallInteger, nullable=False),
    _belongs_to("workspaces", "workspace"),
)

channel_posts = Table(
    "channel_posts",
    metadata,
    _key("workspace"),
    _key("channel"),
    Column("weekday", SmallInteger, nullable=False),
    Column("minute", SmallInteger, nullable=False),
    Column("zone", Text, nullable=False),
    Column("set_by", Text, nullable=False),
    Column("set_by_name", Text, nullable=False),
    Column("next_post_at", UtcDateTime, nullable=False),
    Column("owed_since", UtcDateTime),
    _belongs_to("workspaces", "workspace"),
)

board_posts = Table(
    "board_posts",
    metadata,
    _key("workspace"),
    _key("channel"),
    Column("monday", Date, primary_key=True),
    Column("week", Date, nullable=False),
    Column("state", word(PostState), nullable=False),
    Column("after_at", UtcDateTime, key="after", nullable=False),
    Column("until_at", UtcDateTime, key="until", nullable=False),
    Column("set_by", Text, nullable=False),
    Column("set_by_name", Text, nullable=False),
    Column("board", BoardContent),
    Column("message_ts", Text),
    _belongs_to("workspaces", "workspace"),
)

# The conditions of the partial indexes, for the queries that use them. A bound parameter would not match the index.
is_pending: ColumnElement[bool] = reminders.c.state == literal_column(f"'{State.PENDING}'")
look_up_due: ColumnElement[datetime] = func.coalesce(reminders.c.look_up_at, reminders.c.attempted_at)
"""When an attempt is looked up; the version before wrote only when it was begun."""
is_urgent: ColumnElement[bool] = errands.c.is_urgent == true()
is_open: ColumnElement[bool] = reminders.c.state == literal_column(f"'{State.SENT}'")

# Which workspace has something to be done: the only ones that do not lead with the workspace.
_index("ix_workspaces_next_due_at", workspaces.c.next_due_at)
_index("ix_workspaces_wake_at", workspaces.c.wake_at)
_index("ix_workspaces_erase_at", workspaces.c.erase_at, where=workspaces.c.erase_at.is_not(None))
_index("ix_installations_expires_at", installations.c.expires_at, where=installations.c.expires_at.is_not(None))
_index("ix_installations_ungreeted", installations.c.installed_at, where=installations.c.greeted_at.is_(None))

_index("ix_members_next_at", members.c.workspace, members.c.next_at, where=members.c.next_at.is_not(None))
_index("ix_reminders_pending", reminders.c.workspace, reminders.c.due_at, where=is_pending)
_index("ix_reminders_open", reminders.c.workspace, reminders.c.member, where=is_open)
_index("ix_reminders_active_on", reminders.c.workspace, reminders.c.member, reminders.c.active_on)
_index("ix_reminders_sent_at", reminders.c.workspace, reminders.c.member, reminders.c.sent_at)
_index("ix_completions_member", completions.c.workspace, completions.c.member, completions.c.completed_at)
_index("ix_errands_due_at", errands.c.workspace, errands.c.due_at)
_index("ix_errands_urgent", errands.c.workspace, errands.c.due_at, where=is_urgent)
_index("ix_notices_due_at", notices.c.workspace, notices.c.due_at)
_index("ix_channel_posts_next_post_at", channel_posts.c.workspace, channel_posts.c.next_post_at)
