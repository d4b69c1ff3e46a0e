"""What tests share of databases: empty ones with our tables, and statements as they were compiled.

Making and dropping a PostgreSQL database for each test takes longer than most of the tests
themselves; and each test opens a store of its own, which would compile every statement anew.
"""

from __future__ import annotations

import asyncio
import secrets
import threading
from collections.abc import Coroutine, Iterator, MutableMapping
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Dialect, StaticPool, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from maneki.store.schema import metadata

_OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_SHAPE = """
    SELECT
        (SELECT md5(string_agg(concat_ws(' ', attrelid, attname, atttypid, attnotnull), ','
            ORDER BY attrelid, attnum))
         FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
         WHERE relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped),
        (SELECT count(*) FROM pg_constraint WHERE connamespace = 'public'::regnamespace),
        (SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal),
        (SELECT string_agg(version_num, ' ') FROM alembic_version),
        (SELECT string_agg(concat_ws(' ', datallowconn, datconnlimit, setrole, setconfig), ',')
         FROM pg_database LEFT JOIN pg_db_role_setting ON setdatabase = oid
         WHERE datname = current_database())
"""
_COUNTERS = """
    SELECT setval(oid::regclass, 1, false) FROM pg_class
    WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace
"""


class CompiledStatements(MutableMapping[tuple[Any, ...], Any]):
    """Statements as they were compiled, for every engine that speaks the same as another one.

    SQLAlchemy keeps them by the dialect, of which each engine has one of its own.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[Any, ...], Any] = {}

    def __getitem__(self, key: tuple[Any, ...]) -> Any:
        return self._kept[_told_alike(key)]

    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
        self._kept[_told_alike(key)] = compiled

    def __delitem__(self, key: tuple[Any, ...]) -> None:
        del self._kept[_told_alike(key)]

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)


def _told_alike(key: tuple[Any, ...]) -> tuple[Any, ...]:
    dialect, *rest = key
    return (*_speaks(dialect), *rest)


def _speaks(dialect: Dialect) -> tuple[object, ...]:
    writes_json = getattr(dialect, "_json_serializer", None)
    reads_json = getattr(dialect, "_json_deserializer", None)
    return type(dialect), dialect.server_version_info, writes_json, reads_json


async def administer(server: str, command: str) -> None:
    engine = create_async_engine(server, isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            await connection.execute(text(command))
    finally:
        await engine.dispose()


_T = TypeVar("_T")


class _LoopBeside:
    """An event loop in a thread of its own: what is opened in it outlives the loop of a test."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    async def run(self, work: Coroutine[Any, Any, _T]) -> _T:
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@dataclass(frozen=True)
class _Made:
    """A database, what it looked like at first, and one connection to it that stays open.

    A new connection for each test takes a server as long as looking and emptying.
    """

    engine: AsyncEngine
    shape: object


class EmptyDatabases:
    """Copies of a migrated database. What was given back is empty again, or gone."""

    def __init__(self, server: str, template: str) -> None:
        self._server = server
        self._template = template
        self._free: list[str] = []
        self._made: dict[str, _Made] = {}
        self._beside = _LoopBeside()

    def url(self, name: str) -> str:
        return make_url(self._server).set(database=name).render_as_string(hide_password=False)

    async def take(self) -> str:
        return self._free.pop() if self._free else await self._beside.run(self._make())

    async def give_back(self, name: str) -> None:
        """A test that has changed more than rows has had its database for itself."""
        await self._beside.run(self._take_back(name))

    async def drop(self) -> None:
        """All of them, at the end."""
        for name in [*self._made]:
            await self._beside.run(self._drop(name))
        self._beside.stop()

    async def _make(self) -> str:
        name = f"maneki_test_{secrets.token_hex(8)}"
        await administer(self._server, f"CREATE DATABASE {name} TEMPLATE {self._template}")
        # The server survives what is killed in tests, so nothing has to wait for the disk.
        await administer(self._server, f"ALTER DATABASE {name} SET synchronous_commit = off")
        engine = create_async_engine(self.url(name), poolclass=StaticPool, pool_pre_ping=True)
        async with engine.connect() as connection:
            self._made[name] = _Made(engine, await _shape(connection))
        return name

    async def _take_back(self, name: str) -> None:
        try:
            is_as_before = await self._empty(name)
        except (OSError, SQLAlchemyError):
            is_as_before = False
        if is_as_before:
            self._free.append(name)
        else:
            await self._drop(name)

    async def _drop(self, name: str) -> None:
        await self._made.pop(name).engine.dispose()
        await administer(self._server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    async def _empty(self, name: str) -> bool:
        """Whether it is as it was made."""
        made = self._made[name]
        async with made.engine.begin() as connection:
            await connection.execute(text(_OTHERS))
            if await _shape(connection) != made.shape:
                return False
            for table in await _tables_with_rows(connection):
                await connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608  (ours)
            await connection.execute(text(_COUNTERS))
            return True


async def _shape(connection: AsyncConnection) -> object:
    return tuple((await connection.execute(text(_SHAPE))).one())


async def _tables_with_rows(connection: AsyncConnection) -> list[str]:
    """What refers to others first."""
    tables = [table.name for table in reversed(metadata.sorted_tables)]
    looks = ", ".join(f"EXISTS(SELECT 1 FROM {table})" for table in tables)  # noqa: S608  (ours)
    found = (await connection.execute(text(f"SELECT {looks}"))).one()
    return [table for table, has_rows in zip(tables, found, strict=True) if has_rows]
