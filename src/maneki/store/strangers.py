"""Databases of other programs, which are only read: their tables as rows, whatever is in them.

Nothing is known of them but what they are asked for, so a column may be missing, and SQLite gives
text where PostgreSQL gives a time or an amount. What a row means is for the caller to find out.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from maneki.errors import InvalidInputError
from maneki.store.failures import translated, unreachable

Row = Mapping[str, Any]

ROWS_A_STEP = 500

_SQLITE, _POSTGRES = "sqlite", "postgresql"


class Stranger:
    """One database of another program, open for reading."""

    def __init__(self, connection: AsyncConnection, tables: Mapping[str, frozenset[str]]) -> None:
        self._connection = connection
        self._tables = tables

    @classmethod
    @contextlib.asynccontextmanager
    async def opened(cls, url: str) -> AsyncIterator[Stranger]:
        """Raises `InvalidInputError` for what is no address of one, and `StoreUnavailableError`."""
        engine = create_async_engine(_read_only(url), hide_parameters=True)
        try:
            with translated():
                connection = await _begun(engine)
                tables = await connection.run_sync(_tables)
            try:
                yield cls(connection, tables)
            finally:
                await connection.close()
        finally:
            await engine.dispose()

    def has(self, table: str) -> bool:
        return table in self._tables

    async def count(self, table: str) -> int:
        """0 for a table that is not there."""
        if not self.has(table):
            return 0
        found = await self._connection.execute(
            text(f"SELECT COUNT(*) FROM {_quoted(table)}")  # noqa: S608  (our own words)
        )
        return int(found.scalar_one())

    async def rows(self, table: str, *, by: Sequence[str] = ("id",)) -> AsyncIterator[Row]:
        """All rows of a table in the order of these columns; none of one that is not there."""
        if not self.has(table):
            return
        order = ", ".join(map(_quoted, [name for name in by if name in self._tables[table]]))
        asked = f"SELECT * FROM {_quoted(table)}"  # noqa: S608  (our own words)
        async with self._connection.stream(
            text(f"{asked} ORDER BY {order}" if order else asked),
            execution_options={"yield_per": ROWS_A_STEP},
        ) as found:
            async for row in found.mappings():
                yield dict(row)


async def _begun(engine: AsyncEngine) -> AsyncConnection:
    try:
        return await engine.connect()
    except OSError as exc:
        raise unreachable(exc) from exc


def _quoted(name: str) -> str:
    return f'"{name}"'


def _tables(connection: Connection) -> dict[str, frozenset[str]]:
    inspector = inspect(connection)
    return {
        table: frozenset(column["name"] for column in inspector.get_columns(table))
        for table in inspector.get_table_names()
    }


def _read_only(url: str) -> URL:
    """The address as our drivers take it, for a database that is there."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        # What was written is not repeated: a password may be in it.
        raise _not_an_address() from None
    kind = parsed.drivername.partition("+")[0]
    if kind in {_POSTGRES, "postgres"}:
        return parsed.set(drivername="postgresql+asyncpg")
    if kind != _SQLITE or not parsed.database:
        raise _not_an_address()
    file = Path(parsed.database.removeprefix("file:")).absolute()
    if not file.is_file():
        raise InvalidInputError(f"There is no database at {file}.")
    # Otherwise SQLite would make an empty one where there is none, and write to one that is there.
    return URL.create(
        "sqlite+aiosqlite", database=f"{file.as_uri()}?mode=ro", query={"uri": "true"}
    )


def _not_an_address() -> InvalidInputError:
    return InvalidInputError(
        "This is no address of a database; write sqlite:///FILE or "
        "postgresql://USER:PASSWORD@HOST/DATABASE."
    )
