"""Daily sums and records, so that no reading has to go through a whole history.

The sums are filled from what is there; records are made when they are read. Completions are found by their member from
now on: an index less to keep for each press.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

FILL = """
    INSERT INTO daily_sums (workspace_id, member_id, active_on, delivered, done)
    SELECT reminders.workspace_id, reminders.member_id, reminders.active_on,
           count(reminders.sent_at), coalesce(sum(ticked.done), 0)
      FROM reminders
      LEFT JOIN (SELECT workspace_id, reminder_id, count(*) AS done FROM completions GROUP BY workspace_id, reminder_id)
             AS ticked
             ON ticked.workspace_id = reminders.workspace_id AND ticked.reminder_id = reminders.reminder_id
     WHERE reminders.sent_at IS NOT NULL OR ticked.done IS NOT NULL
     GROUP BY reminders.workspace_id, reminders.member_id, reminders.active_on
"""


def upgrade() -> None:
    op.create_table(
        "daily_sums",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("active_on", sa.Date(), nullable=False),
        sa.Column("delivered", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        belongs_to_member("daily_sums"),
        sa.PrimaryKeyConstraint("workspace_id", "member_id", "active_on", name="pk_daily_sums"),
    )
    op.create_table(
        "records",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("best_week", sa.Integer(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("best_run", sa.Integer(), nullable=False),
        sa.Column("free_days", sa.SmallInteger(), nullable=False),
        belongs_to_member("records"),
        sa.PrimaryKeyConstraint("workspace_id", "member_id", name="pk_records"),
    )
    op.execute(FILL)
    op.drop_index("ix_completions_completed_at", "completions")


def belongs_to_member(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace_id", "member_id"],
        ["members.workspace_id", "members.member_id"],
        name=f"fk_{table}_members",
        ondelete="CASCADE",
    )
