"""The database keeps what it was given, refuses what does not fit, and loses no update."""

from __future__ import annotations

import asyncio
import gc
import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from maneki.clock import MovableClock
from maneki.errors import (
    SchemaOutOfDateError,
    SettingsError,
    StoreReadOnlyError,
    StoreUnavailableError,
)
from maneki.model.consent import ConsentKind
from maneki.model.person import PHONE, Address, Preferences
from maneki.store import Store
from maneki.store.migrate import FOLDER, migrate
from maneki.store.schema import HEAD, is_described, metadata
from maneki.store.store import _prepare_sqlite


def open_store(url: str) -> Store:
    return Store.open(url, clock=MovableClock())


async def set_version(url: str, version: str) -> None:
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.execute(
            text("UPDATE alembic_version SET version_num = :version"), {"version": version}
        )
    await engine.dispose()


async def test_migrating_an_empty_database_makes_exactly_the_tables_of_the_schema(
    database_url: str,
) -> None:
    assert await migrate(database_url) == (None, HEAD)
    engine = create_async_engine(database_url)
    async with engine.connect() as connection:
        differences = await connection.run_sync(
            lambda sync: compare_metadata(
                MigrationContext.configure(sync, opts={"include_name": is_described}), metadata
            )
        )
    await engine.dispose()
    assert differences == []


async def test_migrating_twice_changes_nothing(database_url: str) -> None:
    await migrate(database_url)
    assert await migrate(database_url) == (HEAD, HEAD)


def test_the_expected_head_is_the_newest_migration() -> None:
    assert ScriptDirectory(str(FOLDER)).get_current_head() == HEAD


async def test_a_database_without_tables_is_refused_with_the_remedy(database_url: str) -> None:
    store = open_store(database_url)
    with pytest.raises(SchemaOutOfDateError, match="run `maneki migrate`"):
        await store.check_schema()
    await store.close()


async def test_an_older_and_a_newer_database_are_refused_each_with_its_remedy(
    database_url: str,
) -> None:
    await migrate(database_url)
    store = open_store(database_url)
    await store.check_schema()
    await set_version(database_url, "0000")
    with pytest.raises(SchemaOutOfDateError, match="run `maneki migrate`"):
        await store.check_schema()
    await set_version(database_url, "9999")
    with pytest.raises(SchemaOutOfDateError, match="newer than this program's"):
        await store.check_schema()
    await store.close()
    with pytest.raises(SchemaOutOfDateError, match="newer than this program's"):
        await migrate(database_url)


async def test_concurrent_read_modify_write_loses_no_update(store: Store) -> None:
    """Four tasks, fifty turns each, one row: the driver's default ended at 33 instead of 200."""
    async with store.transaction() as tx:
        person = await tx.people.get_or_add(Address("discord", "1"), preferences=Preferences())

    async def add_one() -> None:
        async with store.transaction() as tx:
            await tx.leases.take("counter", holder="x", lasting=tx.now - tx.now)
            found = await tx.people.get(person.id)
            assert found is not None
            count = int(found.preferences.proxies.get("count", "0")) + 1
            await tx.people.save_preferences(person.id, Preferences(proxies={"count": str(count)}))

    async def add_fifty() -> None:
        for _ in range(50):
            await add_one()

    async with asyncio.TaskGroup() as group:
        for _ in range(4):
            group.create_task(add_fifty())
    async with store.transaction() as tx:
        found = await tx.people.get(person.id)
    assert found is not None
    assert found.preferences.proxies == {"count": "200"}


async def test_who_only_reads_waits_for_nobody_and_holds_nobody_up(store: Store) -> None:
    async with store.reading() as reader:
        assert await reader.marks.get("word") is None
        async with store.transaction() as tx:
            await tx.marks.put("word", "said")
            async with store.reading() as other:
                assert await other.marks.get("word") is None
        async with store.reading() as later:
            assert await later.marks.get("word") == "said"


async def test_two_stores_on_one_sqlite_file_lose_no_update(sqlite_url: str) -> None:
    """As above, with two processes' worth of connections: the lock is the file's."""
    await migrate(sqlite_url)
    stores = [open_store(sqlite_url), open_store(sqlite_url)]
    async with stores[0].transaction() as tx:
        person = await tx.people.get_or_add(Address("discord", "1"), preferences=Preferences())

    async def add(store: Store) -> None:
        for _ in range(40):
            async with store.transaction() as tx:
                found = await tx.people.get(person.id)
                assert found is not None
                count = int(found.preferences.proxies.get("count", "0")) + 1
                await tx.people.save_preferences(
                    person.id, Preferences(proxies={"count": str(count)})
                )

    async with asyncio.TaskGroup() as group:
        for store in stores:
            group.create_task(add(store))
    async with stores[0].transaction() as tx:
        found = await tx.people.get(person.id)
    assert found is not None
    assert found.preferences.proxies == {"count": "80"}
    for store in stores:
        await store.close()


async def test_what_fails_inside_a_transaction_leaves_nothing_behind(store: Store) -> None:
    address = Address("discord", "7")

    async def fail_halfway() -> None:
        async with store.transaction() as tx:
            await tx.people.get_or_add(address, preferences=Preferences())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail_halfway()
    async with store.transaction() as tx:
        assert await tx.people.at(address) is None


async def test_a_first_contact_from_four_sides_at_once_is_one_person(store: Store) -> None:
    async def come() -> str:
        async with store.transaction() as tx:
            person = await tx.people.get_or_add(Address("discord", "42"), preferences=Preferences())
            return person.id

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(come()) for _ in range(4)]
    assert len({task.result() for task in tasks}) == 1


async def test_a_read_only_database_is_refused_with_one_sentence(
    sqlite_url: str, tmp_path: Path
) -> None:
    await migrate(sqlite_url)
    store = open_store(f"sqlite+aiosqlite:///file:{tmp_path / 'maneki.sqlite3'}?mode=ro&uri=true")
    with pytest.raises(StoreReadOnlyError, match="read-only"):
        await store.check_writable()
    await store.close()


class PickyConnection(sqlite3.Connection):
    """A file that does not let one pragma be set."""

    refused = ""
    error: type[sqlite3.Error] = sqlite3.OperationalError

    def cursor(self, *_: object) -> sqlite3.Cursor:  # type: ignore[override]
        return super().cursor(PickyCursor)


class PickyCursor(sqlite3.Cursor):
    def execute(self, statement: str, *arguments: Any) -> PickyCursor:
        assert isinstance(self.connection, PickyConnection)
        if self.connection.refused in statement:
            raise self.connection.error("It cannot be set.")
        super().execute(statement, *arguments)
        return self


def picky(refused: str, error: type[sqlite3.Error] = sqlite3.OperationalError) -> PickyConnection:
    connection = sqlite3.connect(":memory:", factory=PickyConnection)
    connection.refused, connection.error = refused, error
    return connection


@pytest.mark.parametrize("pragma", ["busy_timeout", "synchronous", "foreign_keys"])
def test_a_connection_without_what_we_rely_on_is_not_used(pragma: str) -> None:
    with pytest.raises(sqlite3.OperationalError, match="cannot be set"):
        _prepare_sqlite(picky(pragma))


def test_only_the_journal_may_stay_as_it_is() -> None:
    connection = picky("journal_mode")
    _prepare_sqlite(connection)
    assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
    with pytest.raises(sqlite3.DatabaseError, match="cannot be set"):
        _prepare_sqlite(picky("journal_mode", sqlite3.DatabaseError))


async def test_sqlite_keeps_references_whole_and_writes_a_journal_ahead(sqlite_copy: str) -> None:
    store = open_store(sqlite_copy)
    async with store.transaction() as tx:
        for pragma, value in (("foreign_keys", 1), ("journal_mode", "wal"), ("synchronous", 1)):
            [row] = await tx._session.rows(text(f"PRAGMA {pragma}"))
            assert row[0] == value
    await store.close()


async def test_an_unreachable_database_is_never_not_found() -> None:
    store = open_store("postgresql+asyncpg://nobody@127.0.0.1:1/nothing")
    with pytest.raises(StoreUnavailableError):
        await store.check_schema()
    with pytest.raises(StoreUnavailableError):
        async with store.transaction() as tx:
            await tx.people.at(Address("discord", "1"))
    await store.close()


@pytest.mark.parametrize("url", ["mysql://x", "postgresql://x/y", "not a url", "sqlite:///x"])
def test_a_database_we_do_not_speak_is_refused_by_name(url: str) -> None:
    with pytest.raises(SettingsError, match="MANEKI_DATABASE_URL"):
        open_store(url)


async def test_a_lease_is_one_holders_until_it_ends(store: Store, clock: MovableClock) -> None:
    lasting = timedelta(seconds=30)
    async with store.transaction() as tx:
        assert await tx.leases.take("gateway", holder="a", lasting=lasting)
        assert not await tx.leases.take("gateway", holder="b", lasting=lasting)
        assert await tx.leases.take("gateway", holder="a", lasting=lasting)
    clock.move(31)
    async with store.transaction() as tx:
        assert await tx.leases.take("gateway", holder="b", lasting=lasting)


@pytest.mark.parametrize("cancels", [1, 2])
async def test_whoever_is_cancelled_in_a_transaction_leaves_nothing_locked(
    migrated_url: str, cancels: int
) -> None:
    # Cancelled at many different points of a transaction, more than once even; with the search
    # for garbage off, since that would unlock what was left behind.
    many = text(
        "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 2000) "
        "SELECT x FROM c"
    )

    async def work(store: Store) -> None:
        while True:
            async with store.transaction() as tx:
                await tx.leases.touch()
                await tx._session.rows(many)

    gc.disable()
    try:
        for delay in range(40):
            store, other = open_store(migrated_url), open_store(migrated_url)
            async with asyncio.TaskGroup() as group:
                working = group.create_task(work(store))
                await asyncio.sleep(0.01 + delay / 4_000)
                for _ in range(cancels):
                    working.cancel()
                    await asyncio.sleep(0)
            async with asyncio.timeout(2), other.transaction() as tx:
                await tx.leases.touch()
            await store.close()
            await other.close()
    finally:
        gc.enable()


async def test_what_one_transaction_writes_last_is_last(store: Store) -> None:
    phone = Address(PHONE, "+12125550123")
    for _ in range(20):
        async with store.transaction() as tx:
            for is_given in (True, False):
                await tx.consents.write(
                    phone, ConsentKind.MESSAGES, is_given=is_given, how="keyword"
                )
        async with store.reading() as tx:
            assert (await tx.consents.of(phone)).is_opted_out


async def test_marks_of_a_kind_are_found_and_dropped_by_name(database_url: str) -> None:
    await migrate(database_url)
    store = open_store(database_url)
    async with store.transaction() as tx:
        for name in ("draft:1", "draft:2", "draft_x", "other"):
            await tx.marks.put(name, f"of {name}")
    async with store.transaction() as tx:
        assert await tx.marks.beginning_with("draft:") == {
            "draft:1": "of draft:1",
            "draft:2": "of draft:2",
        }
        assert await tx.marks.beginning_with("draft_") == {"draft_x": "of draft_x"}
        await tx.marks.drop(["draft:1", "nothing"])
    async with store.reading() as tx:
        assert [*await tx.marks.beginning_with("draft")] == ["draft:2", "draft_x"]
    await store.close()
