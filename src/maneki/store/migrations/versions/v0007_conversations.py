"""What is said and by whom, what was agreed to, what it cost, and phones as destinations"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_BEFORE = ("dm", "channel", "thread")
_SINCE = (*_BEFORE, "phone")
_KIND = "ck_destinations_kind"


def _allow(kinds: tuple[str, ...]) -> None:
    allowed = f"kind IN ({', '.join(repr(kind) for kind in kinds)})"
    # SQLite changes no constraint, so there the table is written anew. Foreign keys are not
    # enforced while tables are migrated.
    with op.batch_alter_table("destinations") as destinations:
        destinations.drop_constraint(op.f(_KIND), type_="check")
        destinations.create_check_constraint(op.f(_KIND), allowed)


def upgrade() -> None:
    _allow(_SINCE)
    # Nothing was ever written to it.
    op.drop_index("ix_inbox_state", table_name="inbox")
    op.drop_index(op.f("ix_inbox_person_id"), table_name="inbox")
    op.drop_table("inbox")
    op.create_table(
        "audit",
        sa.Column("id", sa.String(length=128), nullable=False),
        sa.Column("person_id", sa.String(length=128), nullable=False),
        sa.Column("deed", sa.String(length=32), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_person_id"), "audit", ["person_id"], unique=False)
    op.create_table(
        "consents",
        sa.Column("id", sa.String(length=128), nullable=False),
        sa.Column("address_kind", sa.String(length=32), nullable=False),
        sa.Column("address", sa.String(length=128), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("is_given", sa.Boolean(), nullable=False),
        sa.Column("how", sa.String(length=64), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('messages', 'informational', 'unasked', 'promotional')",
            name=op.f("ck_consents_kind"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index(
        "ix_consents_address", "consents", ["address", "address_kind", "kind", "id"], unique=False
    )
    op.create_table(
        "text_reports",
        sa.Column("provider", sa.String(length=16), nullable=False),
        sa.Column("message_id", sa.String(length=128), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("provider", "message_id", name=op.f("pk_text_reports")),
    )
    op.create_table(
        "webhook_nonces",
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("nonce", sa.String(length=128), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("source", "nonce", name=op.f("pk_webhook_nonces")),
    )
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(length=128), nullable=False),
        sa.Column("person_id", sa.String(length=128), nullable=False),
        sa.Column("address_id", sa.String(length=128), nullable=True),
        sa.Column("place_kind", sa.String(length=16), nullable=False),
        sa.Column("place", sa.String(length=128), nullable=False),
        sa.Column("server_id", sa.String(length=128), nullable=True),
        sa.Column("server", sa.String(length=64), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("summed_up", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "place_kind IN ('phone', 'dm', 'thread', 'channel', 'console')",
            name=op.f("ck_conversations_place_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_conversations_person_id_people"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["server_id"],
            ["servers.id"],
            name=op.f("fk_conversations_server_id_servers"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
    )
    op.create_index(
        op.f("ix_conversations_person_id"), "conversations", ["person_id"], unique=False
    )
    op.create_index(
        "ix_conversations_place_last_at", "conversations", ["place", "last_at"], unique=False
    )
    op.create_table(
        "costs",
        sa.Column("id", sa.String(length=128), nullable=False),
        sa.Column("person_id", sa.String(length=128), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("what_for", sa.String(length=128), nullable=False),
        sa.Column("micros", sa.BigInteger(), nullable=True),
        sa.Column("tokens", sa.Integer(), nullable=False),
        sa.Column("segments", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('model', 'sms')", name=op.f("ck_costs_kind")),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_costs_person_id_people"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_costs")),
        sa.UniqueConstraint("kind", "what_for", name=op.f("uq_costs_kind_what_for")),
    )
    op.create_index("ix_costs_created_at", "costs", ["created_at"], unique=False)
    op.create_index(op.f("ix_costs_person_id"), "costs", ["person_id"], unique=False)
    op.create_index(
        "ix_costs_person_id_created_at", "costs", ["person_id", "created_at"], unique=False
    )
    op.create_table(
        "facts",
        sa.Column("person_id", sa.String(length=128), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("address_id", sa.String(length=128), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_facts_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "name", name=op.f("pk_facts")),
    )
    op.create_table(
        "link_codes",
        sa.Column("id", sa.String(length=128), nullable=False),
        sa.Column("person_id", sa.String(length=128), nullable=False),
        sa.Column("asked_kind", sa.String(length=32), nullable=False),
        sa.Column("asked_from", sa.String(length=128), nullable=False),
        sa.Column("wanted_kind", sa.String(length=32), nullable=False),
        sa.Column("wanted", sa.String(length=128), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_link_codes_person_id_people"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_codes")),
    )
    op.create_index(
        "ix_link_codes_asked_from", "link_codes", ["asked_from", "created_at"], unique=False
    )
    op.create_index(op.f("ix_link_codes_digest"), "link_codes", ["digest"], unique=False)
    op.create_index(op.f("ix_link_codes_person_id"), "link_codes", ["person_id"], unique=False)
    op.create_index("ix_link_codes_wanted", "link_codes", ["wanted", "created_at"], unique=False)
    op.create_table(
        "link_tries",
        sa.Column("id", sa.String(length=128), nullable=False),
        sa.Column("tried_kind", sa.String(length=32), nullable=False),
        sa.Column("tried_by", sa.String(length=128), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_tries")),
    )
    op.create_index("ix_link_tries_created_at", "link_tries", ["created_at"], unique=False)
    op.create_index(
        "ix_link_tries_tried_by", "link_tries", ["tried_by", "created_at"], unique=False
    )
    op.create_table(
        "links",
        sa.Column("id", sa.String(length=128), nullable=False),
        sa.Column("person_id", sa.String(length=128), nullable=False),
        sa.Column("absorbed_id", sa.String(length=128), nullable=False),
        sa.Column("address_ids", sa.JSON(), nullable=False),
        sa.Column("kept", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["absorbed_id"],
            ["people.id"],
            name=op.f("fk_links_absorbed_id_people"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_links_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_links")),
    )
    op.create_index(op.f("ix_links_absorbed_id"), "links", ["absorbed_id"], unique=False)
    op.create_index(op.f("ix_links_person_id"), "links", ["person_id"], unique=False)
    op.create_index(
        "uq_links_absorbed_id",
        "links",
        ["absorbed_id"],
        unique=True,
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )
    op.create_table(
        "tastes",
        sa.Column("person_id", sa.String(length=128), nullable=False),
        sa.Column("book_id", sa.String(length=128), nullable=False),
        sa.Column("taste", sa.String(length=16), nullable=False),
        sa.Column("address_id", sa.String(length=128), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "taste IN ('shown', 'liked', 'disliked', 'owned')", name=op.f("ck_tastes_taste")
        ),
        sa.ForeignKeyConstraint(
            ["book_id"], ["books.id"], name=op.f("fk_tastes_book_id_books"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_tastes_person_id_people"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", "book_id", "taste", name=op.f("pk_tastes")),
    )
    op.create_table(
        "handovers",
        sa.Column("id", sa.String(length=128), nullable=False),
        sa.Column("conversation_id", sa.String(length=128), nullable=False),
        sa.Column("person_id", sa.String(length=128), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("thread", sa.String(length=64), nullable=True),
        sa.Column("taken_by", sa.String(length=128), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_handovers_conversation_id_conversations"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_handovers_person_id_people"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handovers")),
    )
    op.create_index(
        op.f("ix_handovers_conversation_id"), "handovers", ["conversation_id"], unique=False
    )
    op.create_index(op.f("ix_handovers_person_id"), "handovers", ["person_id"], unique=False)
    op.create_index(op.f("ix_handovers_thread"), "handovers", ["thread"], unique=False)
    op.create_table(
        "turns",
        sa.Column("id", sa.String(length=128), nullable=False),
        sa.Column("conversation_id", sa.String(length=128), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("answered", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("said_by", sa.String(length=16), nullable=False),
        sa.Column("messages", sa.Text(), nullable=True),
        sa.Column("seen", sa.Text(), nullable=True),
        sa.Column("shown", sa.JSON(), nullable=False),
        sa.Column("model", sa.String(length=128), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("input_tokens", sa.Integer(), nullable=False),
        sa.Column("output_tokens", sa.Integer(), nullable=False),
        sa.Column("micros", sa.BigInteger(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "said_by IN ('rules', 'model', 'staff', 'nobody')", name=op.f("ck_turns_said_by")
        ),
        sa.CheckConstraint(
            "state IN ('answering', 'answered', 'dropped')", name=op.f("ck_turns_state")
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_turns_conversation_id_conversations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turns")),
        sa.UniqueConstraint(
            "conversation_id", "number", name=op.f("uq_turns_conversation_id_number")
        ),
    )
    op.create_table(
        "inbox",
        sa.Column("id", sa.String(length=128), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("external_id", sa.String(length=255), nullable=False),
        sa.Column("person_id", sa.String(length=128), nullable=False),
        sa.Column("address_id", sa.String(length=128), nullable=True),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("turn_id", sa.String(length=128), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_holder", sa.String(length=64), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("processed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'answering', 'answered', 'heard', 'kept', 'failed')",
            name=op.f("ck_inbox_state"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_inbox_person_id_people"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["turn_id"], ["turns.id"], name=op.f("fk_inbox_turn_id_turns"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("source", "external_id", name=op.f("uq_inbox_source_external_id")),
    )
    op.create_index(op.f("ix_inbox_person_id"), "inbox", ["person_id"], unique=False)
    op.create_index("ix_inbox_state_due_at", "inbox", ["state", "due_at"], unique=False)
    op.create_index(op.f("ix_inbox_turn_id"), "inbox", ["turn_id"], unique=False)
    op.add_column("books", sa.Column("released", sa.String(length=10), nullable=True))
    op.create_table(
        "book_twins",
        sa.Column("book_id", sa.String(length=128), nullable=False),
        sa.Column("of", sa.String(length=128), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["book_id"], ["books.id"], name=op.f("fk_book_twins_book_id_books"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["of"], ["books.id"], name=op.f("fk_book_twins_of_books"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("book_id", name=op.f("pk_book_twins")),
    )
    op.create_index(op.f("ix_book_twins_of"), "book_twins", ["of"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_book_twins_of"), table_name="book_twins")
    op.drop_table("book_twins")
    op.drop_column("books", "released")
    op.drop_index(op.f("ix_inbox_turn_id"), table_name="inbox")
    op.drop_index("ix_inbox_state_due_at", table_name="inbox")
    op.drop_index(op.f("ix_inbox_person_id"), table_name="inbox")
    op.drop_table("inbox")
    op.drop_table("turns")
    op.drop_index(op.f("ix_handovers_thread"), table_name="handovers")
    op.drop_index(op.f("ix_handovers_person_id"), table_name="handovers")
    op.drop_index(op.f("ix_handovers_conversation_id"), table_name="handovers")
    op.drop_table("handovers")
    op.drop_table("tastes")
    op.drop_table("links")
    op.drop_table("link_tries")
    op.drop_index("ix_link_codes_wanted", table_name="link_codes")
    op.drop_index(op.f("ix_link_codes_person_id"), table_name="link_codes")
    op.drop_index(op.f("ix_link_codes_digest"), table_name="link_codes")
    op.drop_index("ix_link_codes_asked_from", table_name="link_codes")
    op.drop_table("link_codes")
    op.drop_table("facts")
    op.drop_index("ix_costs_person_id_created_at", table_name="costs")
    op.drop_index(op.f("ix_costs_person_id"), table_name="costs")
    op.drop_index("ix_costs_created_at", table_name="costs")
    op.drop_table("costs")
    op.drop_index("ix_conversations_place_last_at", table_name="conversations")
    op.drop_index(op.f("ix_conversations_person_id"), table_name="conversations")
    op.drop_table("conversations")
    op.drop_table("webhook_nonces")
    op.drop_table("text_reports")
    op.drop_index("ix_consents_address", table_name="consents")
    op.drop_table("consents")
    op.drop_index(op.f("ix_audit_person_id"), table_name="audit")
    op.drop_table("audit")
    op.create_table(
        "inbox",
        sa.Column("id", sa.String(length=128), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("external_id", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=128), nullable=True),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("processed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_inbox_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("source", "external_id", name=op.f("uq_inbox_source_external_id")),
    )
    op.create_index(op.f("ix_inbox_person_id"), "inbox", ["person_id"], unique=False)
    op.create_index("ix_inbox_state", "inbox", ["state"], unique=False)
    phones = "SELECT id FROM destinations WHERE kind = 'phone'"
    for table in ("outbox", "parcels"):
        op.execute(f"DELETE FROM {table} WHERE destination_id IN ({phones})")  # noqa: S608
    op.execute("DELETE FROM destinations WHERE kind = 'phone'")
    _allow(_BEFORE)
