"""SQLite's driver: one way for each statement, and nothing is left open behind one."""

from __future__ import annotations

import asyncio
import gc
import sqlite3
import threading
import weakref
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from maneki.store.driver import Connection

SLOW = """
WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 2000000)
SELECT count(*) FROM numbers
"""


def connection_to(file: Path, **options: Any) -> Connection:
    return Connection(partial(sqlite3.connect, str(file), **options))


@pytest.fixture
async def connection(tmp_path: Path) -> AsyncIterator[Connection]:
    opened = await connection_to(tmp_path / "books.sqlite3", isolation_level=None).opened()
    await opened.cursor().execute("CREATE TABLE books (id INTEGER PRIMARY KEY, title TEXT)")
    await opened.cursor().executemany(
        "INSERT INTO books (title) VALUES (?)", [("Dune",), ("Emma",), ("Beowulf",)]
    )
    yield opened
    await opened.close()


async def test_a_statement_has_all_its_rows_at_once(connection: Connection) -> None:
    cursor = await connection.cursor().execute("SELECT title FROM books WHERE id > ?", (1,))
    assert cursor.description is not None
    assert [name for name, *_ in cursor.description] == ["title"]
    assert await cursor.fetchall() == [("Emma",), ("Beowulf",)]


async def test_it_tells_how_many_rows_it_changed(connection: Connection) -> None:
    changed = await connection.cursor().execute("UPDATE books SET title = 'x' WHERE id < 3")
    assert (changed.rowcount, changed.description) == (2, None)
    returned = await connection.cursor().execute("UPDATE books SET title = 'y' RETURNING id")
    assert (returned.rowcount, len(await returned.fetchall())) == (3, 3)
    added = await connection.cursor().execute("INSERT INTO books (title) VALUES ('z')")
    assert added.lastrowid == 4


async def test_who_is_cancelled_leaves_no_lock_behind(
    connection: Connection, tmp_path: Path
) -> None:
    await connection.cursor().execute("BEGIN IMMEDIATE")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await connection.cursor().execute(SLOW)
    await connection.rollback()
    other = await connection_to(tmp_path / "books.sqlite3", timeout=0.1).opened()
    await other.cursor().execute("INSERT INTO books (title) VALUES ('Ulysses')")
    await other.commit()
    await other.close()


async def test_what_fails_says_why_and_the_next_goes_on(connection: Connection) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        await connection.cursor().execute("SELECT * FROM nowhere")
    assert await (await connection.cursor().execute("SELECT 1")).fetchall() == [(1,)]


async def test_a_file_that_cannot_be_opened_leaves_no_thread(tmp_path: Path) -> None:
    before = threading.active_count()
    with pytest.raises(sqlite3.OperationalError):
        await connection_to(tmp_path / "no" / "such" / "folder.sqlite3").opened()
    # One may be left of those that waited for it, which serve every loop again.
    assert threading.active_count() <= before + 1


async def test_who_is_cancelled_while_a_file_is_opened_leaves_nothing(tmp_path: Path) -> None:
    may_go_on = threading.Event()
    opened: list[weakref.ref[sqlite3.Connection]] = []

    def slowly() -> sqlite3.Connection:
        connection = sqlite3.connect(tmp_path / "books.sqlite3", factory=Watched)
        opened.append(weakref.ref(connection))
        may_go_on.wait(10)
        return connection

    before = threading.active_count()
    async with asyncio.TaskGroup() as group:
        opening = group.create_task(Connection(slowly).opened())
        await asyncio.sleep(0.05)
        opening.cancel()
        await asyncio.sleep(0.05)
        may_go_on.set()
    assert opening.cancelled()
    assert threading.active_count() <= before + 1
    gc.collect()
    assert [one() for one in opened] == [None]


class Watched(sqlite3.Connection):
    """One that can be referred to weakly."""
