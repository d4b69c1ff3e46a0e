"""The log of filter changes says of each revision whether the filter ran, as far as that is known"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# Of other changes nobody wrote down whether the filter was active, or still asleep.
_TURNED = {
    "paused": "paused",
    "expired": "paused",
    "resumed": "active",
    "renewed": "active",
    "deleted": "deleted",
}


def upgrade() -> None:
    op.add_column("filter_changes", sa.Column("state", sa.String(length=16)))
    changes = sa.table("filter_changes", sa.column("state"), sa.column("change"))
    for change, state in _TURNED.items():
        op.execute(changes.update().where(changes.c.change == change).values(state=state))
    # What is so now has been so since its revision.
    op.execute(
        "UPDATE filter_changes SET state = ("
        "SELECT filters.state FROM filters WHERE filters.id = filter_changes.filter_id) "
        "WHERE state IS NULL AND EXISTS ("
        "SELECT 1 FROM filters WHERE filters.id = filter_changes.filter_id "
        "AND filters.revision = filter_changes.revision)"
    )


def downgrade() -> None:
    op.drop_column("filter_changes", "state")
