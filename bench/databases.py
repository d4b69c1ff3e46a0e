"""Fresh databases of each kind with filters in them, for measuring only.

A database is filled once and then copied for every run: the file, or (PostgreSQL) the database as a
template. Whoever owns the filters has a destination each, since a filter without one alerts nobody.
The rows are written as the store would write them, by the thousand.
"""

from __future__ import annotations

import contextlib
import secrets
import shutil
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import orjson
from sqlalchemy import Table, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from maneki.model.filter import Filter
from maneki.model.person import DestinationKind
from maneki.store.criteria import dump_criteria
from maneki.store.migrate import migrate
from maneki.store.schema import addresses, destinations, filters, people, preferences

KINDS = ("sqlite", "postgresql")
POSTGRESQL = "postgresql+asyncpg://postgres@127.0.0.1:5432/postgres"
FILTERS_A_PERSON = 20
ROWS_A_STATEMENT = 5_000

_WRITTEN_AT = datetime(2026, 1, 5, tzinfo=UTC)


class Filled(Protocol):
    """A database with filters in it, to be copied."""

    def copy(self) -> contextlib.AbstractAsyncContextManager[str]:
        """The URL of a copy, which is gone afterwards."""
        ...


@contextlib.asynccontextmanager
async def filled(kind: str, saved: Sequence[Filter], folder: Path) -> AsyncIterator[Filled]:
    """A database of a kind, `sqlite` or `postgresql`."""
    if kind == "sqlite":
        file = folder / f"filled-{secrets.token_hex(4)}.sqlite3"
        await _fill(f"sqlite+aiosqlite:///{file}", saved)
        yield _SqliteFile(file)
        file.unlink()
    else:
        async with _database("template1") as (name, url):
            await _fill(url, saved)
            yield _PostgresqlTemplate(name)


class _SqliteFile:
    def __init__(self, file: Path) -> None:
        self._file = file

    @contextlib.asynccontextmanager
    async def copy(self) -> AsyncIterator[str]:
        file = self._file.with_stem(f"copy-{secrets.token_hex(4)}")
        shutil.copyfile(self._file, file)
        try:
            yield f"sqlite+aiosqlite:///{file}"
        finally:
            for left in file.parent.glob(f"{file.name}*"):
                left.unlink()


class _PostgresqlTemplate:
    def __init__(self, name: str) -> None:
        self._name = name

    @contextlib.asynccontextmanager
    async def copy(self) -> AsyncIterator[str]:
        async with _database(self._name) as (_, url):
            yield url


@contextlib.asynccontextmanager
async def _database(template: str) -> AsyncIterator[tuple[str, str]]:
    """The name and the URL of a new database; it is dropped afterwards."""
    name = f"maneki_bench_{secrets.token_hex(6)}"
    await _administer(f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield name, make_url(POSTGRESQL).set(database=name).render_as_string(hide_password=False)
    finally:
        await _administer(f"DROP DATABASE {name} WITH (FORCE)")


async def _administer(command: str) -> None:
    engine = create_async_engine(POSTGRESQL, isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            await connection.execute(text(command))
    finally:
        await engine.dispose()


async def version_of(kind: str) -> str | None:
    """What the database says it is; None if no server answers."""
    url, question = (
        ("sqlite+aiosqlite://", "SELECT sqlite_version()")
        if kind == "sqlite"
        else (POSTGRESQL, "SHOW server_version")
    )
    engine = create_async_engine(url)
    try:
        async with engine.connect() as connection:
            return str((await connection.execute(text(question))).scalar_one())
    except (OSError, SQLAlchemyError):
        return None
    finally:
        await engine.dispose()


async def _fill(url: str, saved: Sequence[Filter]) -> None:
    await migrate(url)
    engine = create_async_engine(url, json_serializer=lambda value: orjson.dumps(value).decode())
    try:
        for table, rows in _tables(saved):
            await _insert(engine, table, rows)
        if engine.dialect.name == "postgresql":
            await _analyze(engine)
    finally:
        await engine.dispose()


async def _insert(engine: AsyncEngine, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    async with engine.begin() as connection:
        for start in range(0, len(rows), ROWS_A_STATEMENT):
            await connection.execute(table.insert(), rows[start : start + ROWS_A_STATEMENT])


async def _analyze(engine: AsyncEngine) -> None:
    """What a server that has had these rows for a while has done by itself."""
    async with engine.begin() as connection:
        await connection.execute(text("ANALYZE"))


def _tables(saved: Sequence[Filter]) -> Iterator[tuple[Table, list[dict[str, Any]]]]:
    owners = range((len(saved) + FILTERS_A_PERSON - 1) // FILTERS_A_PERSON)
    yield people, [_person(number) for number in owners]
    yield preferences, [_preferences(number) for number in owners]
    yield addresses, [_address(number) for number in owners]
    yield destinations, [_destination(number) for number in owners]
    yield filters, [_filter(number, one) for number, one in enumerate(saved)]


def _stamped(**columns: Any) -> dict[str, Any]:
    return {**columns, "created_at": _WRITTEN_AT, "updated_at": _WRITTEN_AT}


def _id(kind: str, number: int) -> str:
    return f"01{kind}{number:023d}"


def _person(number: int) -> dict[str, Any]:
    return _stamped(id=_id("P", number), default_destination_id=_id("D", number))


def _preferences(number: int) -> dict[str, Any]:
    return _stamped(
        person_id=_id("P", number), currency=None, time_zone="UTC", language="en", proxies={}
    )


def _address(number: int) -> dict[str, Any]:
    return _stamped(
        id=_id("A", number),
        person_id=_id("P", number),
        kind="discord",
        value=str(10**17 + number),
        verified_at=_WRITTEN_AT,
    )


def _destination(number: int) -> dict[str, Any]:
    return _stamped(
        id=_id("D", number),
        person_id=_id("P", number),
        kind=DestinationKind.DM,
        address=str(10**17 + number),
        is_age_restricted=False,
        set_by_moderator=False,
        checked_at=_WRITTEN_AT,
    )


def _filter(number: int, saved: Filter) -> dict[str, Any]:
    owner = number // FILTERS_A_PERSON
    return _stamped(
        id=saved.id,
        person_id=_id("P", owner),
        address_id=_id("A", owner),
        name=saved.name,
        criteria=dump_criteria(saved.criteria),
        revision=saved.revision,
        state=saved.state,
        priority=saved.priority,
    )
