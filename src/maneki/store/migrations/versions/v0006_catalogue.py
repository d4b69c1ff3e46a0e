"""The catalogue of the shop: works, editions, what is on the shelf, and words to look for them by"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_WORDS = ("title_words", "author_words", "series_words", "subject_words")
_ALL = ", ".join(_WORDS)
_NEW, _OLD = (", ".join(f"{row}.{column}" for column in _WORDS) for row in ("new", "old"))

# Words are found by SQLite's FTS5 and by PostgreSQL's GIN over vectors of them. Both get words
# that are made already (`maneki.shop.words`), so neither needs to know a language, and pg_trgm,
# which not every server has, is not needed. `book_search` keeps no text of its own: triggers tell it
# what is in `book_texts`, in the words in which FTS5 wants to be told (sqlite.org/fts5.html, 4.4.3).
_TOGETHER = " || ' ' || ".join(_WORDS)
_ADD = f"INSERT INTO book_search (rowid, {_ALL}) VALUES (new.number, {_NEW});"  # noqa: S608  (our own names)
_REMOVE = (
    f"INSERT INTO book_search (book_search, rowid, {_ALL}) VALUES ('delete', old.number, {_OLD});"  # noqa: S608
)
_TABLE = (
    f"CREATE VIRTUAL TABLE book_search USING fts5({_ALL}, content='book_texts', "
    "content_rowid='number', tokenize='unicode61 remove_diacritics 0')"
)
_SQLITE = (
    _TABLE,
    f"CREATE TRIGGER book_texts_added AFTER INSERT ON book_texts BEGIN {_ADD} END",
    f"CREATE TRIGGER book_texts_removed AFTER DELETE ON book_texts BEGIN {_REMOVE} END",
    f"CREATE TRIGGER book_texts_changed AFTER UPDATE ON book_texts BEGIN {_REMOVE} {_ADD} END",
)
# Kept, not made anew by every search that rather reads the whole table than an index. Without fast
# updates: what a long import leaves pending would have to be read by every search.
_POSTGRESQL = tuple(
    statement
    for name, words in [*((column, column) for column in _WORDS), ("all_words", _TOGETHER)]
    for statement in (
        (
            f"ALTER TABLE book_texts ADD COLUMN book_search_{name} tsvector GENERATED ALWAYS AS "
            f"(array_to_tsvector(array_remove(string_to_array({words}, ' '), ''))) STORED"
        ),
        (
            f"CREATE INDEX book_search_by_{name} ON book_texts USING gin (book_search_{name}) "
            "WITH (fastupdate = off)"
        ),
    )
)


def upgrade() -> None:
    op.create_table(
        "authors",
        sa.Column("id", sa.String(length=128), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authors")),
        sa.UniqueConstraint("key", name=op.f("uq_authors_key")),
    )
    op.create_table(
        "book_spellings",
        sa.Column("spelling", sa.String(length=64), nullable=False),
        sa.Column("word", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("spelling", "word", name=op.f("pk_book_spellings")),
    )
    op.create_table(
        "books",
        sa.Column("id", sa.String(length=128), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("external_id", sa.String(length=255), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("subjects", sa.JSON(), nullable=False),
        sa.Column("first_published", sa.Integer(), nullable=True),
        sa.Column("appeared", sa.String(length=16), nullable=False),
        sa.Column("rating", sa.Float(), nullable=True),
        sa.Column("ratings", sa.Integer(), nullable=True),
        sa.Column("readers", sa.Integer(), nullable=True),
        sa.Column("popularity", sa.Integer(), nullable=False),
        sa.Column("cover_url", sa.Text(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_books")),
        sa.UniqueConstraint("source", "external_id", name=op.f("uq_books_source_external_id")),
    )
    op.create_index("ix_books_appeared", "books", ["appeared"], unique=False)
    op.create_index("ix_books_popularity", "books", ["popularity"], unique=False)
    op.create_table(
        "series",
        sa.Column("id", sa.String(length=128), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sa.UniqueConstraint("key", name=op.f("uq_series_key")),
    )
    op.create_table(
        "book_authors",
        sa.Column("book_id", sa.String(length=128), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.String(length=128), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["authors.id"],
            name=op.f("fk_book_authors_author_id_authors"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["book_id"],
            ["books.id"],
            name=op.f("fk_book_authors_book_id_books"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("book_id", "position", name=op.f("pk_book_authors")),
    )
    op.create_index(op.f("ix_book_authors_author_id"), "book_authors", ["author_id"], unique=False)
    op.create_table(
        "book_series",
        sa.Column("book_id", sa.String(length=128), nullable=False),
        sa.Column("series_id", sa.String(length=128), nullable=False),
        sa.Column("position", sa.String(length=16), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["book_id"], ["books.id"], name=op.f("fk_book_series_book_id_books"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["series_id"],
            ["series.id"],
            name=op.f("fk_book_series_series_id_series"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("book_id", "series_id", name=op.f("pk_book_series")),
    )
    op.create_index(op.f("ix_book_series_series_id"), "book_series", ["series_id"], unique=False)
    op.create_table(
        "book_texts",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("book_id", sa.String(length=128), nullable=False),
        sa.Column("title_words", sa.Text(), nullable=False),
        sa.Column("author_words", sa.Text(), nullable=False),
        sa.Column("series_words", sa.Text(), nullable=False),
        sa.Column("subject_words", sa.Text(), nullable=False),
        sa.Column("titles", sa.Text(), nullable=False),
        sa.Column("authors", sa.Text(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["book_id"], ["books.id"], name=op.f("fk_book_texts_book_id_books"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_book_texts")),
        sa.UniqueConstraint("book_id", name=op.f("uq_book_texts_book_id")),
    )
    op.create_table(
        "book_titles",
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("book_id", sa.String(length=128), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["book_id"], ["books.id"], name=op.f("fk_book_titles_book_id_books"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", "book_id", name=op.f("pk_book_titles")),
    )
    op.create_index(op.f("ix_book_titles_book_id"), "book_titles", ["book_id"], unique=False)
    op.create_table(
        "editions",
        sa.Column("id", sa.String(length=128), nullable=False),
        sa.Column("book_id", sa.String(length=128), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("external_id", sa.String(length=255), nullable=False),
        sa.Column("isbn", sa.String(length=13), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("format", sa.String(length=64), nullable=True),
        sa.Column("publisher", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=16), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("published", sa.String(length=10), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("cover_url", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["book_id"], ["books.id"], name=op.f("fk_editions_book_id_books"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_editions")),
        sa.UniqueConstraint("source", "external_id", name=op.f("uq_editions_source_external_id")),
    )
    op.create_index(op.f("ix_editions_book_id"), "editions", ["book_id"], unique=False)
    op.create_index(op.f("ix_editions_isbn"), "editions", ["isbn"], unique=False)
    op.create_table(
        "stock",
        sa.Column("edition_id", sa.String(length=128), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=True),
        sa.Column("reserved", sa.Integer(), nullable=False),
        sa.Column("price_amount", sa.BigInteger(), nullable=True),
        sa.Column("price_currency", sa.String(length=3), nullable=True),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(price_amount IS NULL) = (price_currency IS NULL)", name=op.f("ck_stock_price")
        ),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_stock_quantity")),
        sa.CheckConstraint("reserved >= 0", name=op.f("ck_stock_reserved")),
        sa.ForeignKeyConstraint(
            ["edition_id"],
            ["editions.id"],
            name=op.f("fk_stock_edition_id_editions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("edition_id", name=op.f("pk_stock")),
    )
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _SQLITE if is_sqlite else _POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.drop_table("book_search")
    op.drop_table("stock")
    op.drop_index(op.f("ix_editions_isbn"), table_name="editions")
    op.drop_index(op.f("ix_editions_book_id"), table_name="editions")
    op.drop_table("editions")
    op.drop_index(op.f("ix_book_titles_book_id"), table_name="book_titles")
    op.drop_table("book_titles")
    op.drop_table("book_texts")
    op.drop_index(op.f("ix_book_series_series_id"), table_name="book_series")
    op.drop_table("book_series")
    op.drop_index(op.f("ix_book_authors_author_id"), table_name="book_authors")
    op.drop_table("book_authors")
    op.drop_table("series")
    op.drop_index("ix_books_popularity", table_name="books")
    op.drop_index("ix_books_appeared", table_name="books")
    op.drop_table("books")
    op.drop_table("book_spellings")
    op.drop_table("authors")
