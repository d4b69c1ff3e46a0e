"""What the database's errors become: a sentence, or, where the mistake is ours, a traceback."""

from __future__ import annotations

import asyncio
import contextlib
import resource
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import create_async_engine

from maneki.clock import MovableClock
from maneki.errors import (
    SettingsError,
    StoreError,
    StoreReadOnlyError,
    StoreUnavailableError,
)
from maneki.store import Store
from maneki.store.migrate import migrate
from maneki.store.schema import HEAD
from maneki.store.store import Transaction


async def refusal(url: str) -> StoreError:
    """What a start says to that database."""
    store = Store.open(url, clock=MovableClock())
    with pytest.raises(StoreError) as refused:
        await store.check_schema()
    await store.close()
    return refused.value


async def run(tx: Transaction, statement: str) -> None:
    await tx._session.execute(text(statement))


def is_one_line(error: Exception) -> bool:
    said = str(error)
    return "\n" not in said and "sqlalche.me" not in said and said.endswith(".")


async def test_a_role_or_database_that_does_not_exist_is_one_sentence(
    postgres_server: str,
) -> None:
    server = make_url(postgres_server)
    nowhere = server.set(database="maneki_nowhere").render_as_string(hide_password=False)
    nobody = server.set(username="maneki_nobody").render_as_string(hide_password=False)
    for url, said in ((nowhere, "maneki_nowhere"), (nobody, "maneki_nobody")):
        error = await refusal(url)
        assert isinstance(error, StoreUnavailableError)
        assert said in str(error)
        assert is_one_line(error)
        with pytest.raises(StoreUnavailableError, match=said) as refused:
            await migrate(url)
        assert is_one_line(refused.value)


async def test_a_host_that_does_not_exist_is_one_sentence() -> None:
    url = "postgresql+asyncpg://postgres@nowhere.invalid/maneki"
    assert is_one_line(await refusal(url))
    with pytest.raises(StoreUnavailableError, match="cannot be reached"):
        await migrate(url)


async def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "letter.sqlite3"
    file.write_text("Dear reader,\n" * 200, encoding="utf-8")
    url = f"sqlite+aiosqlite:///{file}"
    error = await refusal(url)
    assert "file is not a database" in str(error)
    assert is_one_line(error)
    with pytest.raises(StoreUnavailableError, match="file is not a database"):
        await migrate(url)
    assert file.read_text(encoding="utf-8").startswith("Dear reader")


async def test_a_missing_folder_is_one_sentence_and_leaves_no_thread(tmp_path: Path) -> None:
    before = set(threading.enumerate())  # a thread of an earlier test may still be ending
    error = await refusal(f"sqlite+aiosqlite:///{tmp_path / 'gone' / 'maneki.sqlite3'}")
    assert "unable to open database file" in str(error)
    left = set(threading.enumerate()) - before
    assert [one for one in left if "connection_worker" in one.name] == []
    assert len(left) <= 1  # one thread of the loop's own waited for the driver's


async def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnavailableError, match="cannot be made") as refused:
        await migrate(f"sqlite+aiosqlite:///{tmp_path / 'file' / 'maneki.sqlite3'}")
    assert is_one_line(refused.value)


async def test_a_deadlock_is_worth_trying_again(postgres_copy: str) -> None:
    store = Store.open(postgres_copy, clock=MovableClock())
    ready = [asyncio.Event(), asyncio.Event()]

    async def lock_both(mine: int) -> None:
        async with store.transaction() as tx:
            await run(tx, f"SELECT pg_advisory_xact_lock({mine})")
            ready[mine].set()
            await ready[1 - mine].wait()
            await run(tx, f"SELECT pg_advisory_xact_lock({1 - mine})")

    ended = await asyncio.gather(lock_both(0), lock_both(1), return_exceptions=True)
    await store.close()
    [failed] = [one for one in ended if one is not None]
    assert isinstance(failed, StoreUnavailableError)
    assert "deadlock detected" in str(failed)


async def test_our_own_mistakes_are_no_outage(store: Store) -> None:
    """Waiting would not cure them, so they rise with their traceback."""
    for statement in ("SELEKT 1", "SELECT nothing_of_the_kind FROM people"):
        with pytest.raises(DBAPIError):
            async with store.transaction() as tx:
                await run(tx, statement)
    with pytest.raises(IntegrityError):
        async with store.transaction() as tx:
            await run(tx, "INSERT INTO alembic_version VALUES (NULL)")


async def test_more_parameters_than_the_driver_takes_are_no_outage(postgres_copy: str) -> None:
    store = Store.open(postgres_copy, clock=MovableClock())
    many = {f"p{number}": number for number in range(32_768)}
    statement = text(f"SELECT 1 WHERE 1 IN ({','.join(f':{name}' for name in many)})")
    with pytest.raises(DBAPIError, match="32767"):
        async with store.transaction() as tx:
            await tx._session.execute(statement.bindparams(**many))
    await store.close()


async def test_a_table_that_is_gone_is_the_databases_doing(store: Store) -> None:
    with pytest.raises(StoreUnavailableError, match="gone"):
        async with store.transaction() as tx:
            await run(tx, "SELECT 1 FROM gone")


async def test_migrating_what_cannot_be_written_says_so_though_nothing_is_to_do(
    sqlite_copy: str,
) -> None:
    file = make_url(sqlite_copy).database
    with pytest.raises(StoreReadOnlyError, match=f"version {HEAD}, as needed.*read-only"):
        await migrate(f"sqlite+aiosqlite:///file:{file}?mode=ro&uri=true")


async def test_a_read_only_server_says_so(postgres_copy: str) -> None:
    name = make_url(postgres_copy).database
    engine = create_async_engine(postgres_copy)
    async with engine.begin() as connection:
        await connection.execute(
            text(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        )
    await engine.dispose()
    store = Store.open(postgres_copy, clock=MovableClock())
    await store.check_schema()
    with pytest.raises(StoreReadOnlyError, match="read-only"):
        await store.check_writable()
    await store.close()
    with pytest.raises(StoreReadOnlyError, match="as needed"):
        await migrate(postgres_copy)


@pytest.mark.parametrize("url", ["hunter2", "postgresql+asyncpg://u:hunter2@host:port/db"])
def test_a_database_url_that_is_none_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(SettingsError, match="MANEKI_DATABASE_URL") as refused:
        Store.open(url, clock=MovableClock())
    assert "hunter2" not in str(refused.value)
    assert refused.value.__cause__ is None


@contextlib.contextmanager
def no_file_may_grow_beyond(size: int) -> Iterator[None]:
    """As a full disk would have it, for this process alone."""
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))


async def test_what_cannot_be_committed_is_the_databases_doing_and_can_be_tried_again(
    sqlite_copy: str,
) -> None:
    """SQLite writes at the very end, so that is where a disk turns out to be full."""
    store = Store.open(sqlite_copy, clock=MovableClock())
    await store.check_writable()
    for _ in range(2):
        with no_file_may_grow_beyond(8_192), pytest.raises(StoreUnavailableError) as refused:
            async with store.transaction() as tx:
                await tx.marks.put("disk", "full")
        assert is_one_line(refused.value)
    async with store.transaction() as tx:
        assert await tx.marks.get("disk") is None
        await tx.marks.put("disk", "full")
    await store.close()
