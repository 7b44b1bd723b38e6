"""An operator's log-in may act as a renter until a set time.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("login_sessions") as table:
        table.add_column(sa.Column("acting_as", sa.String(length=32), nullable=True))
        table.add_column(sa.Column("acting_until", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("login_sessions") as table:
        table.drop_column("acting_until")
        table.drop_column("acting_as")
