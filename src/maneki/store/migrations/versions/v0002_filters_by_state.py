"""Filters of one state in the order of their ids: a start reads them page by page.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_filters_state_id", "filters", ["state", "id"], unique=False)
    op.drop_index("ix_filters_state", table_name="filters")


def downgrade() -> None:
    op.create_index("ix_filters_state", "filters", ["state"], unique=False)
    op.drop_index("ix_filters_state_id", table_name="filters")
