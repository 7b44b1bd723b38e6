"""When accounts were last seen, how many cards did what, what the check of the books found; indexes for searches.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "card_samples",
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("rented", sa.BigInteger(), nullable=False),
        sa.Column("idle", sa.BigInteger(), nullable=False),
        sa.Column("broken", sa.BigInteger(), nullable=False),
        sa.Column("cordoned", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("at", name=op.f("pk_card_samples")),
    )
    op.create_table(
        "books_checks",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("wrong_since", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_books_checks")),
    )
    op.add_column("users", sa.Column("last_seen_at", sa.BigInteger(), nullable=True))
    # Log-ins and tokens that are still there know when; what was forgotten before stays unknown.
    op.execute(
        "UPDATE users SET last_seen_at = (SELECT max(seen.at) FROM ("
        " SELECT user_id, last_seen_at AS at FROM login_sessions"
        " UNION ALL SELECT user_id, last_used_at AS at FROM api_tokens"
        ") AS seen WHERE seen.user_id = users.id)"
    )
    op.create_index(op.f("ix_audit_entries_action_at"), "audit_entries", ["action", "at"], unique=False)
    op.create_index(op.f("ix_audit_entries_actor_id_at"), "audit_entries", ["actor_id", "at"], unique=False)
    op.create_index("ix_charges_hour", "charges", ["hour"], unique=False)
    op.create_index(
        op.f("ix_ledger_entries_kind_at_id"), "ledger_entries", ["kind", "at", "id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_ledger_entries_kind_at_id"), table_name="ledger_entries")
    op.drop_index("ix_charges_hour", table_name="charges")
    op.drop_index(op.f("ix_audit_entries_actor_id_at"), table_name="audit_entries")
    op.drop_index(op.f("ix_audit_entries_action_at"), table_name="audit_entries")
    with op.batch_alter_table("users") as table:
        table.drop_column("last_seen_at")
    op.drop_table("books_checks")
    op.drop_table("card_samples")
