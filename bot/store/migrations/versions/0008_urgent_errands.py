"""Drawings that somebody waits for go before old cards."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("errands", sa.Column("is_urgent", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index(
        "ix_errands_urgent",
        "errands",
        ["workspace_id", "due_at"],
        sqlite_where=sa.text("is_urgent = 1"),
        postgresql_where=sa.text("is_urgent = true"),
    )
