"""a ticket ends with its log-in

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Tickets live for half a minute, so none is carried over. From now on an API token is a log-in as well.
    op.drop_table("workbench_tickets")
    op.create_table(
        "workbench_tickets",
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("login_id", sa.String(length=32), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_workbench_tickets_user_id_users")),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_workbench_tickets")),
    )
    op.create_index(op.f("ix_workbench_tickets_expires_at"), "workbench_tickets", ["expires_at"])
    op.drop_table("tickets")
    op.create_table(
        "tickets",
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("service_id", sa.String(), nullable=False),
        sa.Column("port", sa.BigInteger(), nullable=False),
        sa.Column("login_id", sa.String(length=32), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_tickets")),
    )
    op.create_index(op.f("ix_tickets_expires_at"), "tickets", ["expires_at"])
