"""Incidents of a host, with their searches; times everywhere; indexes for what is asked often"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


# SQLite adds a column that must be there only with a default; nothing ever relies on these.
_LONG_AGO = "1970-01-01 00:00:00.000000"
_TIMES = {
    "filter_changes": {"created_at": "at", "updated_at": "at"},
    "search_filters": {"updated_at": "created_at"},
    "alert_filters": {"updated_at": "created_at"},
    "dismissals": {"updated_at": "created_at"},
    "acceptances": {"created_at": "accepted_at", "updated_at": "accepted_at"},
    "marks": {"created_at": "updated_at"},
}
"""Table, column, and the column that knows the time."""


def _time(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False, server_default=_LONG_AGO)


def upgrade() -> None:
    for table, columns in _TIMES.items():
        for name, like in columns.items():
            op.add_column(table, _time(name))
            op.execute(f"UPDATE {table} SET {name} = {like}")  # noqa: S608  (our own names)
    for table in ("destinations", "dismissals"):
        op.add_column(table, sa.Column("address_id", sa.String(length=128), nullable=True))
    op.add_column("listings", sa.Column("price_since", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_listings_last_seen_at", "listings", ["last_seen_at"], unique=False)
    op.create_index("ix_filters_state_id", "filters", ["state", "id"], unique=False)
    op.drop_index("ix_filters_state", table_name="filters")
    op.create_index(
        "ix_parcels_destination_id_state", "parcels", ["destination_id", "state"], unique=False
    )
    op.drop_index(op.f("ix_parcels_destination_id"), table_name="parcels")
    # It follows from the kind.
    op.drop_column("destinations", "is_private")
    _widen_incidents()


def _widen_incidents() -> None:
    for column in (
        sa.Column("host", sa.String(length=255), nullable=False, server_default=""),
        _time("failed_at"),
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
    op.add_column(
        "destinations",
        sa.Column("is_private", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.execute("UPDATE destinations SET is_private = (kind = 'dm')")
    op.create_index(op.f("ix_parcels_destination_id"), "parcels", ["destination_id"], unique=False)
    op.drop_index("ix_parcels_destination_id_state", table_name="parcels")
    op.create_index("ix_filters_state", "filters", ["state"], unique=False)
    op.drop_index("ix_filters_state_id", table_name="filters")
    op.drop_index("ix_listings_last_seen_at", table_name="listings")
    op.drop_column("listings", "price_since")
    for table in ("destinations", "dismissals"):
        op.drop_column(table, "address_id")
    for table, columns in _TIMES.items():
        for name in columns:
            op.drop_column(table, name)
