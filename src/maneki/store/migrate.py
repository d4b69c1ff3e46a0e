"""Bring a database's tables to the version this program needs."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.ext.asyncio import create_async_engine

from maneki.errors import SchemaOutOfDateError, StoreReadOnlyError, StoreUnavailableError
from maneki.store.failures import READ_ONLY, translated, unreachable
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
    if before == HEAD:
        _check_writable(connection)
    command.upgrade(alembic_config(connection), "head")
    return before, HEAD


def _check_writable(connection: Connection) -> None:
    """Where there is nothing to do, a database that cannot be written would go unnoticed."""
    try:
        with translated():
            connection.execute(text("UPDATE alembic_version SET version_num = version_num"))
    except StoreReadOnlyError as exc:
        raise StoreReadOnlyError(
            f"The tables are of version {HEAD}, as needed. {READ_ONLY}"
        ) from exc


async def migrate(url: str) -> tuple[str | None, str]:
    """Migrate and say from which version (None: an empty database) to which.

    Raises `SettingsError`, `StoreUnavailableError`, `StoreReadOnlyError`, `SchemaOutOfDateError`.
    """
    parsed = parse_url(url)
    if parsed.drivername == "sqlite+aiosqlite":
        return _migrate_sqlite(parsed)
    engine = create_async_engine(parsed)
    try:
        with translated():
            async with engine.begin() as connection:
                return await connection.run_sync(_upgrade)
    except OSError as exc:
        raise unreachable(exc) from exc
    finally:
        await engine.dispose()


def _migrate_sqlite(url: URL) -> tuple[str | None, str]:
    """SQLite is migrated in place, in one transaction, without the asynchronous driver."""
    _make_folder(url.database or "")
    engine = _sqlite_engine(url)
    try:
        with translated(), engine.begin() as connection:
            return _upgrade(connection)
    finally:
        engine.dispose()


def _make_folder(file: str) -> None:
    """Make the folder of a file; ":memory:" and a `file:` URI name none."""
    if not file or file.startswith((":", "file:")):
        return
    folder = Path(file).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise StoreUnavailableError(
            f"The database's folder {folder} cannot be made: {exc.strerror or exc}."
        ) from exc


def _sqlite_engine(url: URL) -> Engine:
    engine = create_engine(url.set(drivername="sqlite"))

    @event.listens_for(engine, "connect")
    def _manual_transactions(connection: object, _record: object) -> None:
        connection.isolation_level = None  # type: ignore[attr-defined]

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
