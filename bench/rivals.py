"""Two other ways to find the filters that a listing fits, to measure ours beside.

The *earlier loop* is how the alert system before Maneki matched: asynchronous, every active filter
for every listing, brands and words decoded from JSON anew each time and looked for as they are
written, in either direction for brands. The *plan's SQL* is the query that a plan for its successor
proposed: one SELECT per listing on `user_filters`, LIKE in both directions for the brand, the price
range, the market.

Both were written for this comparison from a description, and get the benefit of the doubt: the rows
are in memory for the loop and in a warm, unshared table for SQL, what can be prepared once per
listing is, and their indexes cost nothing here. Neither knows anything of the other conditions.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import asyncpg
from sqlalchemy.engine import make_url

from maneki.model.filter import Filter
from maneki.model.listing import Listing


class Rival(Protocol):
    async def matches_for(self, listing: Listing) -> list[str]:
        """The ids of the filters that it would tell of this listing."""
        ...


Rivals = dict[str, Rival]


@dataclass(frozen=True, slots=True)
class _Row:
    """A filter as the earlier system kept it."""

    id: str
    brands: str
    keywords: str
    price_min: int | None
    price_max: int | None
    markets: str
    is_active: bool

    @classmethod
    def of(cls, saved: Filter) -> _Row:
        criteria = saved.criteria
        return cls(
            id=saved.id,
            brands=json.dumps([brand.lower() for brand in criteria.brands]),
            keywords=json.dumps([word.lower() for word in criteria.keywords.any]),
            price_min=criteria.price.min,
            price_max=criteria.price.max,
            markets=",".join(criteria.markets),
            is_active=saved.is_active,
        )


def is_within_reach(saved: Filter) -> bool:
    """Whether a filter asks only for what the earlier loop knows of."""
    criteria, words = saved.criteria, saved.criteria.keywords
    beyond = (
        words.all, words.none, criteria.listing_types, criteria.conditions, criteria.categories,
        criteria.sizes, criteria.blocked_sellers,
    )  # fmt: skip
    return not any(beyond)


class EarlierLoop:
    def __init__(self, saved: Iterable[Filter]) -> None:
        self._rows = [_Row.of(one) for one in saved]

    async def matches_for(self, listing: Listing) -> list[str]:
        title, brand = listing.title.lower(), (listing.brand or "").lower()
        price = listing.price.amount if listing.price else None
        return [
            row.id
            for row in self._rows
            if row.is_active and await self._fits(row, listing.market, title, brand, price)
        ]

    async def _fits(
        self, row: _Row, market: str, title: str, brand: str, price: int | None
    ) -> bool:
        brands, words = json.loads(row.brands), json.loads(row.keywords)
        if brands and not any(_names(wanted, title, brand) for wanted in brands):
            return False
        if words and not any(word in title for word in words):
            return False
        if row.markets and market not in row.markets.split(","):
            return False
        return _is_priced_in(row, price)


def _names(wanted: str, title: str, brand: str) -> bool:
    """In either direction, as "Rick" is in "Rick Owens" and the other way round."""
    return wanted in title or (brand != "" and (wanted in brand or brand in wanted))


def _is_priced_in(row: _Row, price: int | None) -> bool:
    if price is None:
        return row.price_min is None and row.price_max is None
    return (row.price_min is None or price >= row.price_min) and (
        row.price_max is None or price <= row.price_max
    )


PLAN_TABLE = """
CREATE TABLE user_filters (
    id TEXT PRIMARY KEY,
    brands TEXT NOT NULL,
    price_min BIGINT,
    price_max BIGINT,
    markets TEXT NOT NULL,
    is_active BOOLEAN NOT NULL
)
"""

PLAN_QUERY = """
SELECT id FROM user_filters
WHERE is_active
  AND (brands = '' OR brands LIKE '%' || {brand} || '%' OR {brand} LIKE '%' || brands || '%')
  AND (price_min IS NULL OR price_min <= {price})
  AND (price_max IS NULL OR price_max >= {price})
  AND (markets = '' OR markets LIKE '%' || {market} || '%')
"""
"""A listing without a brand asks for '%', as was planned, and is told to whoever wants any."""


def plan_rows(saved: Iterable[Filter]) -> list[tuple[Any, ...]]:
    return [
        (
            one.id,
            ",".join(brand.lower() for brand in one.criteria.brands),
            one.criteria.price.min,
            one.criteria.price.max,
            ",".join(one.criteria.markets),
            one.is_active,
        )
        for one in saved
    ]


def plan_values(listing: Listing) -> tuple[str, int | None, str]:
    price = listing.price.amount if listing.price else None
    return (listing.brand or "").lower(), price, listing.market


class SqliteQuery:
    """The plan's SQL on a SQLite database of its own, in memory."""

    def __init__(self, saved: Iterable[Filter]) -> None:
        self._connection = sqlite3.connect(":memory:")
        self._connection.execute(PLAN_TABLE)
        self._connection.executemany(
            "INSERT INTO user_filters VALUES (?, ?, ?, ?, ?, ?)", plan_rows(saved)
        )
        self._query = PLAN_QUERY.format(brand="?1", price="?2", market="?3")

    async def matches_for(self, listing: Listing) -> list[str]:
        rows = self._connection.execute(self._query, plan_values(listing))
        return [row[0] for row in rows]


class PostgresqlQuery:
    """The plan's SQL on PostgreSQL, over a connection to where the table is."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._query = PLAN_QUERY.format(brand="$1::text", price="$2::bigint", market="$3::text")

    async def matches_for(self, listing: Listing) -> list[str]:
        rows = await self._connection.fetch(self._query, *plan_values(listing))
        return [row[0] for row in rows]


@asynccontextmanager
async def rivals(saved: Sequence[Filter], *, postgresql: str | None) -> AsyncIterator[Rivals]:
    """Every rival by name. `postgresql` is a database that is going to be thrown away, if any."""
    found: Rivals = {"earlier_loop": EarlierLoop(saved), "plans_sql_sqlite": SqliteQuery(saved)}
    if postgresql is None:
        yield found
        return
    at = make_url(postgresql)
    connection = await asyncpg.connect(
        host=at.host, port=at.port, user=at.username, database=at.database
    )
    try:
        await connection.execute(PLAN_TABLE)
        await connection.copy_records_to_table("user_filters", records=plan_rows(saved))
        await connection.execute("VACUUM ANALYZE user_filters")
        yield found | {"plans_sql_postgresql": PostgresqlQuery(connection)}
    finally:
        await connection.close()
