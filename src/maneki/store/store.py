"""The database: one transaction object, SQLite or PostgreSQL behind it.

`async with store.transaction() as tx:` commits on clean exit and rolls back on any error. No
network or model call may happen inside one.

SQLite's driver opens transactions late and without a write lock, which loses updates silently when
two read, then write. So every transaction here begins with BEGIN IMMEDIATE, and inside one process
they queue for a lock of our own, which is fair and does not poll. What only reads, and may take
long (`store.reading()`), needs neither.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from ulid import ULID

from maneki.clock import Clock
from maneki.errors import SchemaOutOfDateError, SettingsError
from maneki.loops import to_the_end
from maneki.store import driver
from maneki.store.admissions import Admissions
from maneki.store.alarms import Alarms
from maneki.store.alerts import Alerts
from maneki.store.audit import Audit
from maneki.store.belongings import Belongings
from maneki.store.book_search import BookSearch
from maneki.store.books import Books
from maneki.store.closed import Closed
from maneki.store.consents import ConsentLedger
from maneki.store.conversations import Conversations
from maneki.store.costs import Costs
from maneki.store.deliveries import Deliveries
from maneki.store.destinations import Destinations
from maneki.store.digests import Digests
from maneki.store.events import Events
from maneki.store.failures import translated, unreachable
from maneki.store.feedback import Feedback
from maneki.store.filters import Filters
from maneki.store.held import Held
from maneki.store.history import History
from maneki.store.inbox import Inbox
from maneki.store.incidents import Incidents
from maneki.store.leases import Leases
from maneki.store.limit_counts import LimitCounts
from maneki.store.links import Links
from maneki.store.listings import Listings
from maneki.store.marks import Marks
from maneki.store.memory import Memory
from maneki.store.moved import Moved
from maneki.store.outbox import Outbox
from maneki.store.parcels import Parcels
from maneki.store.people import People
from maneki.store.personal import Personal
from maneki.store.rates import ExchangeRates
from maneki.store.schema import HEAD
from maneki.store.searches import Searches
from maneki.store.servers import Servers
from maneki.store.session import Session
from maneki.store.stats import Stats
from maneki.store.texts import Texts
from maneki.store.told import Told
from maneki.store.waits import Waits

BUSY_TIMEOUT_MS = 30_000
CONNECT_TIMEOUT_S = 10
COMMAND_TIMEOUT_S = 60
POOL_SIZE = 8

_READING = {"maneki_reads": True}


class Transaction:
    """Everything that can be read and written, as one unit."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def now(self) -> datetime:
        """The time of this transaction."""
        return self._session.now

    @cached_property
    def people(self) -> People:
        return People(self._session)

    @cached_property
    def destinations(self) -> Destinations:
        return Destinations(self._session)

    @cached_property
    def servers(self) -> Servers:
        return Servers(self._session)

    @cached_property
    def filters(self) -> Filters:
        return Filters(self._session)

    @cached_property
    def searches(self) -> Searches:
        return Searches(self._session)

    @cached_property
    def listings(self) -> Listings:
        return Listings(self._session)

    @cached_property
    def events(self) -> Events:
        return Events(self._session)

    @cached_property
    def alerts(self) -> Alerts:
        return Alerts(self._session)

    @cached_property
    def outbox(self) -> Outbox:
        return Outbox(self._session)

    @cached_property
    def held(self) -> Held:
        return Held(self._session)

    @cached_property
    def closed(self) -> Closed:
        return Closed(self._session)

    @cached_property
    def told(self) -> Told:
        return Told(self._session)

    @cached_property
    def digests(self) -> Digests:
        return Digests(self._session)

    @cached_property
    def deliveries(self) -> Deliveries:
        return Deliveries(self._session)

    @cached_property
    def feedback(self) -> Feedback:
        return Feedback(self._session)

    @cached_property
    def parcels(self) -> Parcels:
        return Parcels(self._session)

    @cached_property
    def waits(self) -> Waits:
        return Waits(self._session)

    @cached_property
    def history(self) -> History:
        return History(self._session)

    @cached_property
    def leases(self) -> Leases:
        return Leases(self._session)

    @cached_property
    def incidents(self) -> Incidents:
        return Incidents(self._session)

    @cached_property
    def marks(self) -> Marks:
        return Marks(self._session)

    @cached_property
    def rates(self) -> ExchangeRates:
        return ExchangeRates(self._session)

    @cached_property
    def limit_counts(self) -> LimitCounts:
        return LimitCounts(self._session)

    @cached_property
    def admissions(self) -> Admissions:
        return Admissions(self._session)

    @cached_property
    def alarms(self) -> Alarms:
        return Alarms(self._session)

    @cached_property
    def stats(self) -> Stats:
        return Stats(self._session)

    @cached_property
    def inbox(self) -> Inbox:
        return Inbox(self._session)

    @cached_property
    def conversations(self) -> Conversations:
        return Conversations(self._session)

    @cached_property
    def memory(self) -> Memory:
        return Memory(self._session)

    @cached_property
    def consents(self) -> ConsentLedger:
        return ConsentLedger(self._session)

    @cached_property
    def costs(self) -> Costs:
        return Costs(self._session)

    @cached_property
    def links(self) -> Links:
        return Links(self._session)

    @cached_property
    def belongings(self) -> Belongings:
        return Belongings(self._session)

    @cached_property
    def moved(self) -> Moved:
        return Moved(self._session)

    @cached_property
    def personal(self) -> Personal:
        return Personal(self._session)

    @cached_property
    def audit(self) -> Audit:
        return Audit(self._session)

    @cached_property
    def texts(self) -> Texts:
        return Texts(self._session)

    @cached_property
    def books(self) -> Books:
        return Books(self._session)

    @cached_property
    def book_search(self) -> BookSearch:
        return BookSearch(self._session)


class _Ids:
    """Ids that sort by time, and those of one moment in the order in which they were made: of two
    entries of a ledger the later one holds, also if one transaction wrote both.
    """

    def __init__(self) -> None:
        self._stamp, self._last = 0.0, 0

    def new(self, stamp: float) -> str:
        same = stamp == self._stamp
        made = ULID.from_int(self._last + 1) if same else ULID.from_timestamp(stamp)
        self._stamp, self._last = stamp, int(made)
        return str(made)


class Store:
    """A database that fits this program. Build with `Store.open`, end with `close`."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._is_sqlite = engine.dialect.name == "sqlite"
        self._turn = asyncio.Lock()
        self._ids = _Ids()

    @classmethod
    def open(cls, url: str, *, clock: Clock) -> Store:
        """Prepare to use the database at `url`; nothing is opened yet. Raises `SettingsError`."""
        parsed = parse_url(url)
        return cls(_engine_for(parsed), clock)

    @property
    def kind(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._engine.dialect.name

    @property
    def has_one_writer(self) -> bool:
        """Whether transactions follow each other, whoever begins them."""
        return self._is_sqlite

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """One transaction. Raises `StoreUnavailableError` or `StoreReadOnlyError`."""
        async with contextlib.AsyncExitStack() as stack:
            if self._is_sqlite:
                await stack.enter_async_context(self._turn)
            # Around the commit as well: that is where a full disk or a lost connection shows.
            stack.enter_context(translated())
            connection = await stack.enter_async_context(self._begun())
            yield Transaction(self._session(connection))

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        """One transaction that only reads: on SQLite it holds nobody up, and waits for nobody.

        What it writes all the same is an error as soon as somebody else has written meanwhile.
        Raises `StoreUnavailableError`.
        """
        with translated():
            async with self._begun(**_READING) as connection:
                yield Transaction(self._session(connection))

    @contextlib.asynccontextmanager
    async def _begun(self, **options: bool) -> AsyncIterator[AsyncConnection]:
        """A connection with an open transaction; `maneki.store.session` says why not `begin()`."""
        connection = self._engine.execution_options(**options).connect()
        try:
            await to_the_end(_begin(connection))
            yield connection
            await to_the_end(connection.commit())
        finally:
            if connection.sync_connection is not None:
                await to_the_end(connection.close())

    def _session(self, connection: AsyncConnection) -> Session:
        now = self._clock.now()
        stamp = now.timestamp()
        return Session(connection, now, lambda: self._ids.new(stamp))

    async def check_schema(self) -> None:
        """Refuse a database that this program was not written for.

        Raises `SchemaOutOfDateError` or `StoreUnavailableError`.
        """
        version = await self._schema_version()
        if version is None:
            raise SchemaOutOfDateError(
                "The database has no Maneki tables yet; run `maneki migrate`."
            )
        if version < HEAD:
            raise SchemaOutOfDateError(
                f"The database's tables are of version {version} and this program needs {HEAD}; "
                "run `maneki migrate`."
            )
        if version > HEAD:
            raise SchemaOutOfDateError(
                f"The database's tables are of version {version}, newer than this program's "
                f"{HEAD}; update Maneki."
            )

    async def is_blank(self) -> bool:
        """Whether there are no tables of ours yet. Raises `StoreUnavailableError`."""
        return await self._schema_version() is None

    async def _schema_version(self) -> str | None:
        with translated():
            async with self._begun() as connection:
                if not await connection.run_sync(_has_version_table):
                    return None
                found = await connection.execute(text("SELECT version_num FROM alembic_version"))
                return found.scalar_one_or_none()

    async def check_writable(self) -> None:
        """Raises `StoreReadOnlyError` where nothing can be written."""
        async with self.transaction() as tx:
            await tx.leases.touch()

    async def close(self) -> None:
        await self._engine.dispose()


async def _begin(connection: AsyncConnection) -> None:
    """Raises `StoreUnavailableError` for whatever keeps the operating system from connecting."""
    try:
        await connection.start()
    except OSError as exc:
        raise unreachable(exc) from exc
    await connection.begin()


async def _open_sqlite(database: str, **options: Any) -> driver.Connection:
    return await driver.Connection(partial(_prepared_sqlite, database, **options)).opened()


def _has_version_table(connection: Any) -> bool:
    found: bool = connection.dialect.has_table(connection, "alembic_version")
    return found


def parse_url(url: str) -> URL:
    """Read a database URL. Raises `SettingsError` if its driver is not one we use."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        # What was written is not repeated, here or in a traceback: a password may be in it.
        raise SettingsError(
            "MANEKI_DATABASE_URL is not a database URL; write sqlite+aiosqlite:///FILE or "
            "postgresql+asyncpg://USER:PASSWORD@HOST/DATABASE."
        ) from None
    if parsed.drivername not in {"sqlite+aiosqlite", "postgresql+asyncpg"}:
        raise SettingsError(
            "MANEKI_DATABASE_URL must begin with sqlite+aiosqlite:/// or postgresql+asyncpg://, "
            f"not {parsed.drivername}."
        )
    return parsed


def folder_of(url: str) -> Path | None:
    """The folder of an SQLite file; None for another database, or one in memory."""
    parsed = parse_url(url)
    file = parsed.database or ""
    if parsed.drivername != "sqlite+aiosqlite" or not file or file.startswith((":", "file:")):
        return None
    return Path(file).absolute().parent


def _dumps(value: Any) -> str:
    return orjson.dumps(value).decode()


class NotJson:
    """What is in a column instead of JSON. Whoever reads it fails at it, and at nothing else."""


def _loads(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return NotJson()


def _engine_for(url: URL) -> AsyncEngine:
    shared: dict[str, Any] = {
        "json_serializer": _dumps,
        "json_deserializer": _loads,
        # What people say stays out of tracebacks.
        "hide_parameters": True,
    }
    if url.drivername == "sqlite+aiosqlite":
        engine = create_async_engine(
            url,
            pool_size=2,
            # `_begun` ends every transaction; to roll back once more would be one more way to the
            # driver's thread and back, under the lock.
            pool_reset_on_return=None,
            connect_args={
                "timeout": BUSY_TIMEOUT_MS / 1000,
                "async_creator_fn": _open_sqlite,
            },
            **shared,
        )
        event.listen(engine.sync_engine, "begin", _begin_immediate)
        return engine
    return create_async_engine(
        url,
        pool_size=POOL_SIZE,
        pool_pre_ping=True,
        connect_args={"timeout": CONNECT_TIMEOUT_S, "command_timeout": COMMAND_TIMEOUT_S},
        **shared,
    )


def _prepared_sqlite(database: str, **options: Any) -> sqlite3.Connection:
    # Transactions begin where `_begin_immediate` says so.
    connection: sqlite3.Connection = sqlite3.connect(
        database, **{**options, "isolation_level": None}
    )
    try:
        _prepare_sqlite(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare_sqlite(connection: sqlite3.Connection) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    with contextlib.suppress(sqlite3.OperationalError):
        # A read-only file cannot switch its journal; the first write says so clearly.
        cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin_immediate(connection: Any) -> None:
    only_reads = connection.get_execution_options().items() >= _READING.items()
    connection.exec_driver_sql("BEGIN DEFERRED" if only_reads else "BEGIN IMMEDIATE")
