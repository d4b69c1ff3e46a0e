"""The engines of `bench/engines.py` that ask a database: the plan's SQL and tables of anchors.

SQLite's databases are in memory. PostgreSQL's is one of its own on the server at 127.0.0.1, dropped
by `close`; a connection belongs to the process that opened it, so `attach` opens another.
"""

from __future__ import annotations

import asyncio
import secrets
import sqlite3
from collections.abc import Coroutine, Iterable, Iterator
from itertools import product
from typing import Any, NamedTuple, TypeVar

import asyncpg
from bench.engines import CURRENCY, Compiled, InMemory, LeftOutError, Seen
from bench.rivals import PLAN_QUERY, PLAN_TABLE, plan_rows, plan_values
from bench.synthetic import number_of

from maneki.matching.block import UNBOUNDED_HIGH, UNBOUNDED_LOW
from maneki.matching.brands import BrandDictionary
from maneki.matching.price import is_within
from maneki.matching.terms import ALWAYS
from maneki.matching.wish import Clause, Slot, Wish
from maneki.model.filter import Filter

POSTGRESQL = "postgresql://postgres@127.0.0.1:5432/{database}"
ANSWERS_WITHIN_S = 5.0

_T = TypeVar("_T")


class Postgresql:
    """A database of its own on a server, asked from code that does not wait for anything else."""

    def __init__(self) -> None:
        self._name = f"maneki_bench_{secrets.token_hex(6)}"
        self._loop = asyncio.new_event_loop()
        try:
            self._administer(f"CREATE DATABASE {self._name}")
        except (OSError, asyncpg.PostgresError) as error:
            raise LeftOutError(f"PostgreSQL at 127.0.0.1:5432 cannot be used: {error}") from error
        self._connect()

    def _connect(self) -> None:
        url = POSTGRESQL.format(database=self._name)
        self._connection: Any = self._do(asyncpg.connect(url, timeout=ANSWERS_WITHIN_S))

    def _do(self, work: Coroutine[Any, Any, _T]) -> _T:
        return self._loop.run_until_complete(work)

    def _administer(self, command: str) -> None:
        async def run() -> None:
            url = POSTGRESQL.format(database="postgres")
            connection = await asyncpg.connect(url, timeout=ANSWERS_WITHIN_S)
            try:
                await connection.execute(command)
            finally:
                await connection.close()

        self._do(run())

    def execute(self, command: str, *values: Any) -> None:
        self._do(self._connection.execute(command, *values))

    def execute_many(self, command: str, rows: Iterable[tuple[Any, ...]]) -> None:
        self._do(self._connection.executemany(command, rows))

    def copy_into(self, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
        self._do(self._connection.copy_records_to_table(table, records=rows))

    def prepare(self, query: str) -> Any:
        return self._do(self._connection.prepare(query))

    def fetch(self, statement: Any, *values: Any) -> list[Any]:
        return list(self._do(statement.fetch(*values)))

    def size(self, table: str) -> int:
        query = "SELECT pg_total_relation_size($1::text::regclass)"
        return int(self._do(self._connection.fetchval(query, table)))

    def attach(self) -> None:
        # Kept, because ending them would end those of the process that this one was forked from.
        self._of_parent = (self._loop, self._connection)
        self._loop = asyncio.new_event_loop()
        self._connect()

    def close(self) -> None:
        self._do(self._connection.close())
        self._administer(f"DROP DATABASE {self._name} WITH (FORCE)")


def _sqlite() -> sqlite3.Connection:
    return sqlite3.connect(":memory:", isolation_level=None)


def _sqlite_bytes(connection: sqlite3.Connection) -> int:
    pages, size = (
        connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size")
    )
    return int(pages) * int(size)


def _inserting(table: str, mark: str) -> str:
    """`table` is one of ours; the values are bound."""
    values = ", ".join(f"{mark}{place}" for place in range(1, 7))
    return f"INSERT INTO {table} VALUES ({values})"  # noqa: S608


# The plan's SQL.

_PLAN = "user_filters"
_REMOVING = "DELETE FROM user_filters WHERE id = {id}"


class _Plan(InMemory):
    def numbers(self, found: list[Any]) -> list[int]:
        return [number_of(row[0]) for row in found]


class SqlitePlan(_Plan):
    def __init__(self) -> None:
        self._connection = _sqlite()
        self._query = PLAN_QUERY.format(brand="?1", price="?2", market="?3")

    def build(self, saved: Iterable[Filter]) -> None:
        self._connection.execute("BEGIN")
        self._connection.execute(PLAN_TABLE)
        self._connection.executemany(_inserting(_PLAN, "?"), plan_rows(saved))
        self._connection.execute("COMMIT")
        self.index_bytes = _sqlite_bytes(self._connection)

    def match(self, seen: Seen) -> list[Any]:
        return self._connection.execute(self._query, plan_values(seen.event.listing)).fetchall()

    def add(self, saved: Filter) -> None:
        self._connection.execute(_inserting(_PLAN, "?"), plan_rows([saved])[0])

    def remove(self, saved: Filter) -> None:
        self._connection.execute(_REMOVING.format(id="?1"), (saved.id,))


class PostgresqlPlan(_Plan):
    def __init__(self) -> None:
        self._database = Postgresql()

    def build(self, saved: Iterable[Filter]) -> None:
        self._database.execute(PLAN_TABLE)
        self._database.copy_into(_PLAN, plan_rows(saved))
        self._database.execute(f"VACUUM ANALYZE {_PLAN}")
        self.index_bytes = self._database.size(_PLAN)
        self._prepare()

    def _prepare(self) -> None:
        self._query = self._database.prepare(
            PLAN_QUERY.format(brand="$1::text", price="$2::bigint", market="$3::text")
        )

    def match(self, seen: Seen) -> list[Any]:
        return self._database.fetch(self._query, *plan_values(seen.event.listing))

    def add(self, saved: Filter) -> None:
        self._database.execute(_inserting(_PLAN, "$"), *plan_rows([saved])[0])

    def remove(self, saved: Filter) -> None:
        self._database.execute(_REMOVING.format(id="$1"), saved.id)

    def attach(self) -> None:
        self._database.attach()
        self._prepare()

    def close(self) -> None:
        self._database.close()


# Anchors.

_ANCHORS = """
CREATE TABLE anchors (
    term INTEGER NOT NULL,
    market INTEGER NOT NULL,
    low BIGINT NOT NULL,
    high BIGINT NOT NULL,
    accepts INTEGER NOT NULL,
    filter INTEGER NOT NULL{key}
) {storage}
"""
_CANDIDATES = """
SELECT filter FROM anchors
WHERE term {terms} AND market IN ({market}, 0) AND low <= {low} AND high >= {high}
  AND accepts & {accepts} = {accepts}
"""
_WITHDRAWING = """
DELETE FROM anchors WHERE term = {m}1 AND market = {m}2 AND low = {m}3 AND filter = {m}4
"""
_ANYTHING: Clause = (ALWAYS,)

_Row = tuple[int, int, int, int, int, int]


class _Kept(NamedTuple):
    """A wish, and what neither its anchor nor its market nor its bits have shown."""

    wish: Wish
    anchor: Clause
    others: tuple[Clause, ...]


class _Query(NamedTuple):
    """A price range fits if it begins no higher than `low` and ends no lower than `high`."""

    present: set[int]
    market: int
    low: int
    high: int
    accepts: int


class _Anchors(Compiled):
    """Postings in a table, one row for each term of a filter's anchor and each of its markets; the
    wishes are in memory.
    """

    def __init__(self, dictionary: BrandDictionary) -> None:
        super().__init__(dictionary)
        self._kept: dict[int, _Kept] = {}

    def candidates(self, query: _Query) -> Iterable[int]:
        raise NotImplementedError

    def match(self, seen: Seen) -> list[int]:
        offer, bits = self.offered(seen)
        amounts = offer.amounts(CURRENCY)
        query = _Query(
            offer.present,
            offer.market,
            max(amounts, default=UNBOUNDED_LOW),
            min(amounts, default=UNBOUNDED_HIGH),
            sum(1 << bit for bit in bits),
        )
        # Who has several of the listing's terms in its anchor is found by each of them.
        return [
            number
            for number in {*self.candidates(query)}
            if _meets(self._kept[number], offer.present, amounts)
        ]

    def rows(self, saved: Iterable[Filter]) -> Iterator[_Row]:
        """Of filters that are new. How common a term is is counted over all of them first."""
        for number, wish in [*self.wishes(saved)]:
            clauses = [of for slot, of in wish.clauses if slot != Slot.MARKET]
            anchor = min(clauses, key=self.terms.commonness, default=_ANYTHING)
            others = tuple(clause for clause in clauses if clause is not anchor)
            self._kept[number] = _Kept(wish, anchor, others)
            yield from _posted(number, self._kept[number])

    def withdrawn(self, saved: Filter) -> list[tuple[int, int, int, int]]:
        """The keys of the rows of a filter that is to be forgotten."""
        number = number_of(saved.id)
        kept = self._kept.pop(number)
        self.terms.drop(kept.wish.terms)
        return [(term, market, low, number) for term, market, low, *_ in _posted(number, kept)]


def _posted(number: int, kept: _Kept) -> Iterator[_Row]:
    wish = kept.wish
    markets = next((of for slot, of in wish.clauses if slot == Slot.MARKET), _ANYTHING)
    price = wish.price
    low = UNBOUNDED_LOW if price is None or price.min is None else price.min
    high = UNBOUNDED_HIGH if price is None or price.max is None else price.max
    for term, market in product(kept.anchor, markets):
        yield term, market, low, high, wish.accepts, number


def _meets(kept: _Kept, present: set[int], amounts: tuple[int, ...]) -> bool:
    if any(present.isdisjoint(clause) for clause in kept.others):
        return False
    if not present.isdisjoint(kept.wish.never):
        return False
    # One price is compared exactly by SQL already.
    price = kept.wish.price
    return len(amounts) < 2 or price is None or any(is_within(price, one) for one in amounts)


class SqliteAnchors(_Anchors):
    def __init__(self, dictionary: BrandDictionary) -> None:
        super().__init__(dictionary)
        self._connection = _sqlite()

    def build(self, saved: Iterable[Filter]) -> None:
        run = self._connection.execute
        run("BEGIN")
        key = ", PRIMARY KEY (term, market, low, filter)"
        run(_ANCHORS.format(key=key, storage="WITHOUT ROWID"))
        # In the order of the key: a tree that is filled at its end is packed, and quick to fill.
        rows = sorted(self.rows(saved), key=lambda row: (row[0], row[1], row[2], row[5]))
        self._connection.executemany(_inserting("anchors", "?"), rows)
        run("COMMIT")
        self.index_bytes = _sqlite_bytes(self._connection)

    def candidates(self, query: _Query) -> Iterable[int]:
        terms = f"IN ({', '.join(map(str, query.present))})"
        asked = _CANDIDATES.format(terms=terms, market="?1", low="?2", high="?3", accepts="?4")
        found = self._connection.execute(
            asked, (query.market, query.low, query.high, query.accepts)
        )
        return (number for (number,) in found)

    def add(self, saved: Filter) -> None:
        self._connection.executemany(_inserting("anchors", "?"), self.rows([saved]))

    def remove(self, saved: Filter) -> None:
        self._connection.executemany(_WITHDRAWING.format(m="?"), self.withdrawn(saved))


class PostgresqlAnchors(_Anchors):
    def __init__(self, dictionary: BrandDictionary) -> None:
        super().__init__(dictionary)
        self._database = Postgresql()

    def build(self, saved: Iterable[Filter]) -> None:
        self._database.execute(_ANCHORS.format(key="", storage=""))
        self._database.copy_into("anchors", self.rows(saved))
        self._database.execute(
            "CREATE INDEX anchors_key ON anchors (term, market, low)"
            " INCLUDE (high, accepts, filter)"
        )
        # Without VACUUM the index alone is not enough to answer.
        self._database.execute("VACUUM ANALYZE anchors")
        self.index_bytes = self._database.size("anchors")
        self._prepare()

    def _prepare(self) -> None:
        self._query = self._database.prepare(
            _CANDIDATES.format(
                terms="= ANY($1::int[])",
                market="$2::int",
                low="$3::bigint",
                high="$4::bigint",
                accepts="$5::int",
            )
        )

    def candidates(self, query: _Query) -> Iterable[int]:
        present, *others = query
        return (row[0] for row in self._database.fetch(self._query, [*present], *others))

    def add(self, saved: Filter) -> None:
        self._database.execute_many(_inserting("anchors", "$"), self.rows([saved]))

    def remove(self, saved: Filter) -> None:
        self._database.execute_many(_WITHDRAWING.format(m="$"), self.withdrawn(saved))

    def attach(self) -> None:
        self._database.attach()
        self._prepare()

    def close(self) -> None:
        self._database.close()
