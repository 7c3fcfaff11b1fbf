"""Installations: who Budge is in each of many workspaces, with its tokens encrypted; and when one is to be erased."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")
    op.create_table(
        "installations",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("team_name", sa.Text(), nullable=False),
        sa.Column("bot_user", sa.Text(), nullable=False),
        sa.Column("bot_id", sa.Text(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("refresh_token", sa.Text(), nullable=True),
        sa.Column("expires_at", moment, nullable=True),
        sa.Column("installed_by", sa.Text(), nullable=True),
        sa.Column("installed_at", moment, nullable=False),
        sa.Column("greeted_at", moment, nullable=True),
        sa.Column("rotating_until", moment, nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.workspace_id"], name="fk_installations_workspaces", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace_id", name="pk_installations"),
    )
    _partial_index("ix_installations_expires_at", "installations", "expires_at", where="expires_at IS NOT NULL")
    _partial_index("ix_installations_ungreeted", "installations", "installed_at", where="greeted_at IS NULL")
    op.add_column("workspaces", sa.Column("erase_at", moment, nullable=True))
    _partial_index("ix_workspaces_erase_at", "workspaces", "erase_at", where="erase_at IS NOT NULL")


def _partial_index(name: str, table: str, column: str, *, where: str) -> None:
    op.create_index(name, table, [column], sqlite_where=sa.text(where), postgresql_where=sa.text(where))
