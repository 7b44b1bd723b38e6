"""What running instances use, minute by minute, for a day.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sample_rounds",
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("region", name=op.f("pk_sample_rounds")),
    )
    op.create_table(
        "samples",
        sa.Column("instance_id", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=False),
        sa.Column("cpu_seconds", sa.Double(), nullable=False),
        sa.Column("received_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sent_bytes", sa.BigInteger(), nullable=False),
        sa.Column("cpu_percent", sa.Double(), nullable=False),
        sa.Column("cpu_threads", sa.BigInteger(), nullable=False),
        sa.Column("memory_bytes", sa.BigInteger(), nullable=False),
        sa.Column("memory_limit_bytes", sa.BigInteger(), nullable=False),
        sa.Column("system_disk_bytes", sa.BigInteger(), nullable=True),
        sa.Column("system_disk_limit_bytes", sa.BigInteger(), nullable=False),
        sa.Column("data_disk_bytes", sa.BigInteger(), nullable=True),
        sa.Column("data_disk_limit_bytes", sa.BigInteger(), nullable=False),
        sa.Column("received_per_second", sa.BigInteger(), nullable=False),
        sa.Column("sent_per_second", sa.BigInteger(), nullable=False),
        sa.Column("cards", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["instances.id"], name=op.f("fk_samples_instance_id_instances")
        ),
        sa.PrimaryKeyConstraint("instance_id", "at", name=op.f("pk_samples")),
    )
    op.create_index(op.f("ix_samples_at"), "samples", ["at"])
