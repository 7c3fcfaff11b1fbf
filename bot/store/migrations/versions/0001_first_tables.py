"""First tables: workspaces, members, reminders with their completions and errands, and the weekly posts.

The types are written out, not taken from `bot.store.columns`: a migration stays what it was.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_workspaces()
    create_members()
    create_reminders()
    create_completions()
    create_errands()
    create_channel_posts()
    create_board_posts()


def create_workspaces() -> None:
    op.create_table(
        "workspaces",
        text("workspace_id"),
        moment("next_due_at", nullable=True),
        text("lease_owner", nullable=True),
        moment("lease_until", nullable=True),
        moment("blocked_until", nullable=True),
        text("suspended_reason", nullable=True),
        integer("shortest_interval"),
        integer("longest_interval"),
        sa.PrimaryKeyConstraint("workspace_id", name="pk_workspaces"),
    )
    op.create_index("ix_workspaces_next_due_at", "workspaces", ["next_due_at"])


def create_members() -> None:
    op.create_table(
        "members",
        text("workspace_id"),
        text("member_id"),
        text("name"),
        text("channel_id"),
        text("zone", nullable=True),
        flag("zone_chosen"),
        integer("interval"),
        text("week"),
        word("visibility", "unanswered", "private", "shown"),
        moment("joined_at"),
        moment("welcomed_at", nullable=True),
        moment("stopped_at", nullable=True),
        flag("paused"),
        moment("paused_until", nullable=True),
        moment("resumed_at", nullable=True),
        moment("last_sent_at", nullable=True),
        moment("last_completed_at", nullable=True),
        moment("moved_at", nullable=True),
        moment("skipped_at", nullable=True),
        moment("next_at", nullable=True),
        text("suspended_reason", nullable=True),
        belongs_to("members", "workspaces", "workspace_id"),
        sa.PrimaryKeyConstraint("workspace_id", "member_id", name="pk_members"),
    )
    create_partial_index("ix_members_next_at", "members", ["workspace_id", "next_at"], where="next_at IS NOT NULL")


def create_reminders() -> None:
    op.create_table(
        "reminders",
        text("workspace_id"),
        text("reminder_id"),
        text("member_id"),
        text("origin_id"),
        word("kind", "planned", "snooze", "now"),
        moment("due_at"),
        day("active_on"),
        sa.Column("exercises", sa.JSON(), nullable=False),
        small("offered"),
        small("opener"),
        word("state", "pending", "sent", "done", "skipped", "snoozed", "moved", "missed", "expired", "failed"),
        flag("counted"),
        small("snoozes"),
        moment("snoozed_until", nullable=True),
        moment("attempted_at", nullable=True),
        text("channel_id", nullable=True),
        text("message_ts", nullable=True),
        moment("sent_at", nullable=True),
        moment("closed_at", nullable=True),
        moment("closes_at", nullable=True),
        flag("removed"),
        text("reason", nullable=True),
        integer("version"),
        belongs_to("reminders", "members", "workspace_id", "member_id"),
        sa.PrimaryKeyConstraint("workspace_id", "reminder_id", name="pk_reminders"),
        sa.UniqueConstraint("workspace_id", "member_id", "due_at", name="uq_reminders_workspace_id_member_id_due_at"),
    )
    op.create_index("ix_reminders_active_on", "reminders", ["workspace_id", "member_id", "active_on"])
    op.create_index("ix_reminders_sent_at", "reminders", ["workspace_id", "member_id", "sent_at"])
    # Last, because of two indexes that seem equally good SQLite takes the younger one.
    create_partial_index("ix_reminders_pending", "reminders", ["workspace_id", "due_at"], where="state = 'pending'")
    create_partial_index("ix_reminders_open", "reminders", ["workspace_id", "member_id"], where="state = 'sent'")


def create_completions() -> None:
    op.create_table(
        "completions",
        text("workspace_id"),
        text("reminder_id"),
        text("exercise"),
        text("member_id"),
        text("origin_id"),
        day("active_on"),
        moment("completed_at"),
        belongs_to("completions", "reminders", "workspace_id", "reminder_id"),
        sa.PrimaryKeyConstraint("workspace_id", "reminder_id", "exercise", name="pk_completions"),
    )
    op.create_index("ix_completions_completed_at", "completions", ["workspace_id", "completed_at"])
    op.create_index("ix_completions_member", "completions", ["workspace_id", "member_id", "completed_at"])


def create_errands() -> None:
    op.create_table(
        "errands",
        text("workspace_id"),
        text("reminder_id"),
        moment("due_at"),
        small("attempts"),
        belongs_to("errands", "reminders", "workspace_id", "reminder_id"),
        sa.PrimaryKeyConstraint("workspace_id", "reminder_id", name="pk_errands"),
    )
    op.create_index("ix_errands_due_at", "errands", ["workspace_id", "due_at"])


def create_channel_posts() -> None:
    op.create_table(
        "channel_posts",
        text("workspace_id"),
        text("channel_id"),
        small("weekday"),
        small("minute"),
        text("zone"),
        text("set_by"),
        text("set_by_name"),
        moment("next_post_at"),
        moment("owed_since", nullable=True),
        belongs_to("channel_posts", "workspaces", "workspace_id"),
        sa.PrimaryKeyConstraint("workspace_id", "channel_id", name="pk_channel_posts"),
    )
    op.create_index("ix_channel_posts_next_post_at", "channel_posts", ["workspace_id", "next_post_at"])


def create_board_posts() -> None:
    op.create_table(
        "board_posts",
        text("workspace_id"),
        text("channel_id"),
        day("monday"),
        day("week"),
        word("state", "pending", "posted", "unknown", "skipped", check="poststate"),
        moment("after_at"),
        moment("until_at"),
        text("set_by"),
        text("set_by_name"),
        sa.Column("board", sa.JSON()),
        text("message_ts", nullable=True),
        belongs_to("board_posts", "workspaces", "workspace_id"),
        sa.PrimaryKeyConstraint("workspace_id", "channel_id", "monday", name="pk_board_posts"),
    )


def text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def integer(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def small(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.SmallInteger(), nullable=False)


def day(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Date(), nullable=False)


def moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    """`timestamptz`, or microseconds since 1970 in SQLite."""
    return sa.Column(name, sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite"), nullable=nullable)


def flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(name=name, create_constraint=True), nullable=False)


def word(name: str, *words: str, check: str | None = None) -> sa.Column[str]:
    allowed = sa.Enum(*words, name=check or name, native_enum=False, create_constraint=True, length=20)
    return sa.Column(name, allowed, nullable=False)


def belongs_to(table: str, other: str, *columns: str) -> sa.ForeignKeyConstraint:
    theirs = [f"{other}.{column}" for column in columns]
    return sa.ForeignKeyConstraint(list(columns), theirs, name=f"fk_{table}_{other}", ondelete="CASCADE")


def create_partial_index(name: str, table: str, columns: list[str], *, where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
