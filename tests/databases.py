"""PostgreSQL databases with our tables and nothing in them, used again and again.

Making and dropping one for each test takes longer than most of the tests themselves.
"""

from __future__ import annotations

import secrets

from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

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
        (SELECT count(*) FROM pg_db_role_setting JOIN pg_database ON oid = setdatabase
         WHERE datname = current_database())
"""
_COUNTERS = """
    SELECT setval(oid::regclass, 1, false) FROM pg_class
    WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace
"""


async def administer(server: str, command: str) -> None:
    engine = create_async_engine(server, isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            await connection.execute(text(command))
    finally:
        await engine.dispose()


class EmptyDatabases:
    """Copies of a migrated database. What was given back is empty again, or gone."""

    def __init__(self, server: str, template: str) -> None:
        self._server = server
        self._template = template
        self._free: list[str] = []
        self._shapes: dict[str, object] = {}

    def url(self, name: str) -> str:
        return make_url(self._server).set(database=name).render_as_string(hide_password=False)

    async def take(self) -> str:
        if self._free:
            return self._free.pop()
        name = f"maneki_test_{secrets.token_hex(8)}"
        await administer(self._server, f"CREATE DATABASE {name} TEMPLATE {self._template}")
        # The server survives what is killed in tests, so nothing has to wait for the disk.
        await administer(self._server, f"ALTER DATABASE {name} SET synchronous_commit = off")
        self._shapes[name] = await self._looked_at(name)
        return name

    async def give_back(self, name: str) -> None:
        """A test that has changed more than rows has had its database for itself."""
        try:
            is_as_before = await self._empty(name)
        except (OSError, SQLAlchemyError):
            is_as_before = False
        if is_as_before:
            self._free.append(name)
        else:
            await self._drop(name)

    async def drop(self) -> None:
        """All of them, at the end."""
        for name in [*self._shapes]:
            await self._drop(name)

    async def _drop(self, name: str) -> None:
        del self._shapes[name]
        await administer(self._server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    async def _looked_at(self, name: str) -> object:
        engine = create_async_engine(self.url(name))
        try:
            async with engine.connect() as connection:
                return await _shape(connection)
        finally:
            await engine.dispose()

    async def _empty(self, name: str) -> bool:
        """Whether it is as it was made."""
        engine = create_async_engine(self.url(name))
        try:
            async with engine.begin() as connection:
                await connection.execute(text(_OTHERS))
                if await _shape(connection) != self._shapes[name]:
                    return False
                for table in await _tables_with_rows(connection):
                    await connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608  (ours)
                await connection.execute(text(_COUNTERS))
                return True
        finally:
            await engine.dispose()


async def _shape(connection: AsyncConnection) -> object:
    return tuple((await connection.execute(text(_SHAPE))).one())


async def _tables_with_rows(connection: AsyncConnection) -> list[str]:
    """What refers to others first."""
    tables = [table.name for table in reversed(metadata.sorted_tables)]
    looks = ", ".join(f"EXISTS(SELECT 1 FROM {table})" for table in tables)  # noqa: S608  (ours)
    found = (await connection.execute(text(f"SELECT {looks}"))).one()
    return [table for table, has_rows in zip(tables, found, strict=True) if has_rows]
