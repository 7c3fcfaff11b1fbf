"""What a member's cards offer and how they look, the guide, and the pictures that Slack holds for each workspace."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")
    op.add_column("members", sa.Column("routine", sa.Text(), nullable=True))
    op.add_column("members", sa.Column("left_out", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("members", sa.Column("style", sa.String(20), nullable=False, server_default="pictures"))
    op.add_column("members", sa.Column("short_offered_on", sa.Text(), nullable=True))
    op.add_column("members", sa.Column("guide_sounds", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("reminders", sa.Column("guide_screen", sa.SmallInteger(), nullable=True))
    op.add_column("reminders", sa.Column("guide_ends_at", moment, nullable=True))
    op.add_column("reminders", sa.Column("guide_sound", sa.Text(), nullable=True))
    op.create_table(
        "pictures",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("checksum", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Text(), nullable=True),
        sa.Column("usable_at", moment, nullable=True),
        sa.Column("try_at", moment, nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("setbacks", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.workspace_id"], name="fk_pictures_workspaces", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "checksum", name="pk_pictures"),
    )
