"""What rows remember of themselves: what may have arrived already, which end was told"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "outbox",
        sa.Column("possibly_repeated", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("filters", sa.Column("end_told", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("filters", "end_told")
    op.drop_column("outbox", "possibly_repeated")
