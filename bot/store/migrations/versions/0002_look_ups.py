"""When an attempt of unknown outcome is looked up, and when a workspace's old cards may be tidied up."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")
    op.add_column("workspaces", sa.Column("wake_at", moment, nullable=True))
    op.add_column("workspaces", sa.Column("tidy_at", moment, nullable=True))
    op.create_index("ix_workspaces_wake_at", "workspaces", ["wake_at"])
    op.add_column("reminders", sa.Column("look_up_at", moment, nullable=True))
    op.add_column("reminders", sa.Column("looks", sa.SmallInteger(), nullable=False, server_default="0"))
    # What the version before had begun is looked up at once.
    op.execute("UPDATE reminders SET look_up_at = attempted_at WHERE state = 'pending'")
    op.execute(
        "UPDATE workspaces SET wake_at = (SELECT min(look_up_at) FROM reminders"
        " WHERE reminders.workspace_id = workspaces.workspace_id AND state = 'pending')"
    )
