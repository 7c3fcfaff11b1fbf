"""Bounds that an admin changes: when members are to be fitted into them, and who is owed to be told of it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")
    op.add_column("workspaces", sa.Column("fit_at", moment, nullable=True))
    op.create_table(
        "notices",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("moved_from", sa.Integer(), nullable=False),
        sa.Column("moved_to", sa.Integer(), nullable=False),
        sa.Column("owed_at", moment, nullable=False),
        sa.Column("due_at", moment, nullable=False),
        sa.Column("begun_at", moment, nullable=True),
        sa.Column("looks", sa.SmallInteger(), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["members.workspace_id", "members.member_id"],
            name="fk_notices_members",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "member_id", name="pk_notices"),
    )
    op.create_index("ix_notices_due_at", "notices", ["workspace_id", "due_at"])
