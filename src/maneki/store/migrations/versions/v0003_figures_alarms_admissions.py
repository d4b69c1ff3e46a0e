"""What is counted, what the operator was told, who is let in, how people rate it, what they hold"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _count_limits()
    _remember_alarms()
    _let_people_in()
    _take_ratings()
    _find_listings()
    _hold_back()


def downgrade() -> None:
    _let_go()
    op.drop_index("ix_listings_page", table_name="listings")
    op.drop_index("ix_listings_external_id", table_name="listings")
    op.drop_column("listings", "page")
    for table in ("feedback", "admissions", "alarms", "limit_counts"):
        op.drop_table(table)


def _time(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _times() -> tuple[sa.Column[object], sa.Column[object]]:
    return _time("created_at"), _time("updated_at")


def _count_limits() -> None:
    op.create_table(
        "limit_counts",
        _time("hour"),
        sa.Column("cause", sa.String(length=16), nullable=False),
        sa.Column("route", sa.String(length=128), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("longest_s", sa.Float(), nullable=False),
        *_times(),
        sa.PrimaryKeyConstraint("hour", "cause", "route", name=op.f("pk_limit_counts")),
    )


def _remember_alarms() -> None:
    op.create_table(
        "alarms",
        sa.Column("id", sa.String(length=128), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        _time("opened_at"),
        _time("seen_at"),
        _time("closed_at", nullable=True),
        *_times(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarms")),
    )
    op.create_index(
        "uq_alarms_open",
        "alarms",
        ["kind", "subject"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )


def _let_people_in() -> None:
    op.create_table(
        "admissions",
        sa.Column("person_id", sa.String(length=128), nullable=False),
        _time("asked_at"),
        sa.Column("has_role", sa.Boolean(), nullable=False),
        sa.Column("way", sa.String(length=16), nullable=True),
        _time("admitted_at", nullable=True),
        _time("told_at", nullable=True),
        *_times(),
        sa.CheckConstraint(
            "(way IS NULL) = (admitted_at IS NULL)", name=op.f("ck_admissions_way_if_admitted")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_admissions_person_id_people"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_admissions")),
    )
    op.create_index(
        "ix_admissions_admitted_at_asked_at",
        "admissions",
        ["admitted_at", "asked_at"],
        unique=False,
    )


def _take_ratings() -> None:
    op.create_table(
        "feedback",
        sa.Column("id", sa.String(length=128), nullable=False),
        sa.Column("person_id", sa.String(length=128), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("alert_id", sa.String(length=128), nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        *_times(),
        sa.CheckConstraint("kind IN ('service', 'alert')", name=op.f("ck_feedback_kind")),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_feedback_person_id_people"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["alert_id"],
            ["alerts.id"],
            name=op.f("fk_feedback_alert_id_alerts"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
    )
    op.create_index(op.f("ix_feedback_person_id"), "feedback", ["person_id"], unique=False)
    op.create_index("uq_feedback_alert_id", "feedback", ["alert_id"], unique=True)
    op.create_index(
        "uq_feedback_service",
        "feedback",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("kind = 'service'"),
        postgresql_where=sa.text("kind = 'service'"),
    )


def _find_listings() -> None:
    """By what people have at hand. What was seen before is found by its page once it changes."""
    op.add_column("listings", sa.Column("page", sa.String(length=512), nullable=True))
    op.create_index("ix_listings_page", "listings", ["page"], unique=False)
    op.create_index("ix_listings_external_id", "listings", ["external_id"], unique=False)


def _holding() -> dict[str, tuple[sa.Column[object], ...]]:
    """What each table gains for pauses, quiet hours, limits, digests and expiry."""
    return {
        "preferences": (
            sa.Column("quiet_start", sa.Integer(), nullable=True),
            sa.Column("quiet_end", sa.Integer(), nullable=True),
            _time("paused_until", nullable=True),
            sa.Column("most_alerts_a_day", sa.Integer(), nullable=True),
            sa.Column("most_messages_an_hour", sa.Integer(), nullable=True),
        ),
        "filters": (
            sa.Column("digest", sa.String(length=16), nullable=True),
            sa.Column("digest_at", sa.Integer(), nullable=True),
            sa.Column("digest_top", sa.Integer(), nullable=True),
            sa.Column("digest_order", sa.String(length=16), nullable=True),
            sa.Column("most_alerts_a_day", sa.Integer(), nullable=True),
            _time("expires_at", nullable=True),
        ),
        "outbox": (
            sa.Column("held_for", sa.String(length=16), nullable=True),
            sa.Column("merged_into", sa.String(length=128), nullable=True),
        ),
    }


def _hold_back() -> None:
    for table, columns in _holding().items():
        for column in columns:
            op.add_column(table, column)
    # Until now only a snooze held anything.
    op.execute("UPDATE outbox SET held_for = 'snoozed' WHERE state = 'held'")
    op.create_index(op.f("ix_outbox_merged_into"), "outbox", ["merged_into"], unique=False)
    op.create_index("ix_filters_expires_at", "filters", ["expires_at"], unique=False)


def _let_go() -> None:
    op.drop_index("ix_filters_expires_at", table_name="filters")
    op.drop_index(op.f("ix_outbox_merged_into"), table_name="outbox")
    # The program of before knows only snoozes, and sends whatever else was held.
    op.execute(
        "UPDATE outbox SET state = 'due', reason = NULL "
        "WHERE state = 'held' AND held_for != 'snoozed'"
    )
    for table, columns in _holding().items():
        for column in reversed(columns):
            op.drop_column(table, column.name)
