"""Incidents belong to a host and name the searches they concern; filters are paged by their ids"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_filters_state_id", "filters", ["state", "id"], unique=False)
    op.drop_index("ix_filters_state", table_name="filters")

    # SQLite adds a column that must be there only with a default; nothing ever relies on it.
    for column in (
        sa.Column("host", sa.String(length=255), nullable=False, server_default=""),
        sa.Column(
            "failed_at",
            sa.DateTime(timezone=True),
            nullable=False,
            server_default="1970-01-01 00:00:00.000000",
        ),
        sa.Column("reopened", sa.Integer(), nullable=False, server_default="0"),
    ):
        op.add_column("incidents", column)
    # Until now an incident was a whole market's.
    op.execute("UPDATE incidents SET host = market, failed_at = opened_at")
    op.drop_index("uq_incidents_open", table_name="incidents")
    op.create_index(
        "uq_incidents_open",
        "incidents",
        ["market", "host", "kind"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "incident_searches",
        sa.Column("incident_id", sa.String(length=128), nullable=False),
        sa.Column("search_id", sa.String(length=128), nullable=False),
        sa.Column("is_over", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"],
            ["incidents.id"],
            name=op.f("fk_incident_searches_incident_id_incidents"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["search_id"],
            ["searches.id"],
            name=op.f("fk_incident_searches_search_id_searches"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("incident_id", "search_id", name=op.f("pk_incident_searches")),
    )
    op.create_index(
        op.f("ix_incident_searches_search_id"), "incident_searches", ["search_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_incident_searches_search_id"), table_name="incident_searches")
    op.drop_table("incident_searches")
    op.drop_index("uq_incidents_open", table_name="incidents")
    # A market may have one open incident of a kind only: the newest stays open.
    op.execute(
        "UPDATE incidents SET closed_at = opened_at WHERE closed_at IS NULL AND EXISTS ("
        "SELECT 1 FROM incidents AS newer WHERE newer.market = incidents.market "
        "AND newer.kind = incidents.kind AND newer.closed_at IS NULL "
        "AND newer.id > incidents.id)"
    )
    for name in ("reopened", "failed_at", "host"):
        op.drop_column("incidents", name)
    op.create_index(
        "uq_incidents_open",
        "incidents",
        ["market", "kind"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index("ix_filters_state", "filters", ["state"], unique=False)
    op.drop_index("ix_filters_state_id", table_name="filters")
