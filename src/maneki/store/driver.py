"""SQLite's driver with one way to its thread and back for each statement.

SQLAlchemy has a cursor opened, a statement executed, its rows fetched and the cursor closed, and
the driver goes to its thread for each of these: four ways that cost more than most statements do.
Here all of it is done there at once, so that no cursor is alive between two calls either.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

import aiosqlite

_CHUNK = 64
"""Rows the driver would fetch at a time if it were iterated over; nobody does."""


class Connection(aiosqlite.Connection):
    """A file, once it is `opened`, whose cursors are of the kind below.

    `connect` opens the file in the driver's thread and makes it ready for all that follows: whoever
    is cancelled meanwhile leaves nothing half-made behind.
    """

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connect, _CHUNK)
        self._thread.daemon = True

    async def create_function(self, *arguments: Any, **options: Any) -> None:
        """SQLAlchemy's own functions, which nobody waits for: the driver's thread keeps the order
        in which it is asked.
        """
        self._tx.put_nowait((None, partial(self._conn.create_function, *arguments, **options)))

    def cursor(self) -> Cursor:  # type: ignore[override]
        return Cursor(self)

    async def run(self, work: Callable[[sqlite3.Cursor], None]) -> None:
        """Do this in the driver's thread, with a cursor that is closed behind it."""
        await self._execute(self._run, work)  # type: ignore[no-untyped-call]

    def _run(self, work: Callable[[sqlite3.Cursor], None]) -> None:
        with contextlib.closing(self._conn.cursor()) as cursor:
            work(cursor)

    async def opened(self) -> Connection:
        """Open the file. If that fails, the driver's thread has ended: it answers to this loop."""
        try:
            await self
        except (sqlite3.Error, asyncio.CancelledError):
            await asyncio.to_thread(self._thread.join)
            raise
        return self


class Cursor:
    """What one statement came to, all its rows included. It has nothing that must be closed, and
    rows cannot be had one by one from the database. It does as much as SQLAlchemy asks for.
    """

    description: Sequence[Any] | None = None
    rowcount = -1
    lastrowid: int | None = None

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: list[Any] = []

    async def __aenter__(self) -> Cursor:
        return self

    async def execute(self, statement: str, values: Any = ()) -> Cursor:
        await self._connection.run(partial(self._execute, statement, values))
        return self

    def _execute(self, statement: str, values: Any, cursor: sqlite3.Cursor) -> None:
        cursor.execute(statement, values)
        self._rows = cursor.fetchall()
        self._remember(cursor)

    async def executemany(self, statement: str, rows: Iterable[Any]) -> Cursor:
        await self._connection.run(partial(self._execute_many, statement, rows))
        return self

    def _execute_many(self, statement: str, rows: Iterable[Any], cursor: sqlite3.Cursor) -> None:
        cursor.executemany(statement, rows)
        self._remember(cursor)

    def _remember(self, cursor: sqlite3.Cursor) -> None:
        self.description = cursor.description
        self.rowcount = cursor.rowcount
        self.lastrowid = cursor.lastrowid

    async def fetchall(self) -> list[Any]:
        return self._rows

    async def close(self) -> None:
        self._rows = []
