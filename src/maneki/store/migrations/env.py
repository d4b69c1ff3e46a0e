"""What Alembic runs for every command: migrate over the connection it was handed."""

from __future__ import annotations

from alembic import context

from maneki.store.schema import is_described, metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    include_name=is_described,
)
with context.begin_transaction():
    context.run_migrations()
