"""Bring a database's tables to the version this program needs."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from maneki.errors import SchemaOutOfDateError, StoreUnavailableError
from maneki.store.schema import HEAD
from maneki.store.store import parse_url

FOLDER = Path(__file__).parent / "migrations"


def alembic_config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection) -> tuple[str | None, str]:
    before = MigrationContext.configure(connection).get_current_revision()
    if before is not None and before > HEAD:
        raise SchemaOutOfDateError(
            f"The database's tables are of version {before}, newer than this program's {HEAD}; "
            "update Maneki."
        )
    command.upgrade(alembic_config(connection), "head")
    return before, HEAD


async def migrate(url: str) -> tuple[str | None, str]:
    """Migrate and say from which version (None: an empty database) to which.

    Raises `SettingsError`, `StoreUnavailableError`, `SchemaOutOfDateError`.
    """
    parsed = parse_url(url)
    if parsed.drivername == "sqlite+aiosqlite":
        return _migrate_sqlite(parsed.database or "")
    engine = create_async_engine(parsed)
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(_upgrade)
    except (OSError, DBAPIError) as exc:
        raise StoreUnavailableError(f"The database cannot be used: {exc}.") from exc
    finally:
        await engine.dispose()


def _migrate_sqlite(path: str) -> tuple[str | None, str]:
    """SQLite is migrated in place, in one transaction, without the asynchronous driver."""
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = _sqlite_engine(path)
    try:
        with engine.begin() as connection:
            return _upgrade(connection)
    except DBAPIError as exc:
        raise StoreUnavailableError(f"The database cannot be used: {exc.orig}.") from exc
    finally:
        engine.dispose()


def _sqlite_engine(path: str) -> Engine:
    engine = create_engine(f"sqlite:///{path}")

    @event.listens_for(engine, "connect")
    def _manual_transactions(connection: object, _record: object) -> None:
        connection.isolation_level = None  # type: ignore[attr-defined]

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
