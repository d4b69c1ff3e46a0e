"""Searches, who needs them, and how long a host wants to be left alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, exists, func, select, update

from maneki.model.ids import FilterId, SearchId
from maneki.model.search import BackOff, Search, SearchQuery, SearchState
from maneki.store.schema import back_offs, search_filters, searches
from maneki.store.session import Session

SEARCHES_LOCK = 7_300_002


class Searches:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def want(self, queries: Collection[SearchQuery], *, by: FilterId) -> tuple[Search, ...]:
        """Make these, and only these, the searches that a filter needs."""
        if self._session.is_postgresql:
            # One at a time, until commit: somebody else may be dropping what is taken here.
            await self._session.execute(select(func.pg_advisory_xact_lock(SEARCHES_LOCK)))
        wanted = [await self._get_or_add(query) for query in queries]
        dropped = await self._session.rows(
            delete(search_filters)
            .where(
                search_filters.c.filter_id == by,
                search_filters.c.search_id.not_in([search.id for search in wanted]),
            )
            .returning(search_filters.c.search_id)
        )
        for search in wanted:
            await self._session.execute(
                self._session.insert(search_filters)
                .values(
                    search_id=search.id,
                    filter_id=by,
                    shown_at=self._session.now if search.first_visited_at else None,
                    **self._session.stamps(),
                )
                .on_conflict_do_nothing()
            )
        await self._retire([row.search_id for row in dropped])
        return tuple(wanted)

    async def _get_or_add(self, query: SearchQuery) -> Search:
        """The search of this question. One that was retired begins anew.

        What turned up while nobody watched is no news: its next visit is a first one again.
        """
        row = await self._session.first(
            self._session.insert(searches)
            .values(
                id=self._session.new_id(),
                market=query.market,
                key=query.key,
                params=dict(query.params),
                is_wanted=True,
                **self._unvisited(),
                **self._session.stamps(),
            )
            .on_conflict_do_nothing(index_elements=["market", "key"])
            .returning(searches)
        ) or await self._session.first(
            update(searches)
            .where(*_asking(query), searches.c.is_wanted.is_(False))
            .values(is_wanted=True, updated_at=self._session.now, **self._unvisited())
            .returning(searches)
        )
        if row is None:
            row = await self._session.first(select(searches).where(*_asking(query)))
        assert row is not None  # noqa: S101  (searches are never deleted)
        return _search(row)

    def _unvisited(self) -> dict[str, Any]:
        return {
            "state": {},
            "first_visited_at": None,
            "visited_at": None,
            "due_at": self._session.now,
            "failures": 0,
            "last_error": None,
        }

    async def _retire(self, ids: Collection[str]) -> None:
        """Searches that no filter needs any more are not visited; what they saw stays known."""
        needed = exists().where(search_filters.c.search_id == searches.c.id)
        await self._session.execute(
            update(searches)
            .where(self._session.among(searches.c.id, ids), ~needed)
            .values(is_wanted=False, updated_at=self._session.now)
        )

    async def claim(self, market: str, *, holder: str, until: datetime) -> Search | None:
        """Take a search of this market that is due, with a lease: the one visited longest ago."""
        due = (
            select(searches.c.id)
            .where(
                searches.c.market == market,
                searches.c.is_wanted.is_(True),
                searches.c.due_at <= self._session.now,
                searches.c.lease_until.is_(None) | (searches.c.lease_until < self._session.now),
            )
            .order_by(searches.c.visited_at.asc().nulls_first(), searches.c.due_at, searches.c.id)
            .limit(1)
        )
        if self._session.is_postgresql:
            due = due.with_for_update(skip_locked=True)
        row = await self._session.first(
            update(searches)
            .where(searches.c.id == due.scalar_subquery())
            .values(lease_holder=holder, lease_until=until, updated_at=self._session.now)
            .returning(searches)
        )
        return None if row is None else _search(row)

    async def visited(self, search: Search, *, state: SearchState, due_at: datetime) -> None:
        """Note a visit that went well, and when the next one is due."""
        await self._done(
            search.id,
            state=_dump(state),
            first_visited_at=search.first_visited_at or self._session.now,
            visited_at=self._session.now,
            due_at=due_at,
            failures=0,
            last_error=None,
        )

    async def release(self, market: str, *, except_by: str) -> None:
        """Nobody else visits this market any more: what others have claimed can be claimed."""
        await self._session.execute(
            update(searches)
            .where(searches.c.market == market, searches.c.lease_holder != except_by)
            .values(lease_holder=None, lease_until=None, updated_at=self._session.now)
        )

    async def postpone(self, search: Search, *, until: datetime) -> None:
        """Give a claimed search back unvisited."""
        await self._done(search.id, due_at=until)

    async def failed(self, search: Search, *, error: str, due_at: datetime) -> None:
        await self._done(
            search.id, failures=search.failures + 1, last_error=error[:2000], due_at=due_at
        )

    async def _done(self, search_id: SearchId, **values: Any) -> None:
        await self._session.execute(
            update(searches)
            .where(searches.c.id == search_id)
            .values(lease_holder=None, lease_until=None, updated_at=self._session.now, **values)
        )

    async def get(self, search_id: SearchId) -> Search | None:
        row = await self._session.first(select(searches).where(searches.c.id == search_id))
        return None if row is None else _search(row)

    async def wanted(self, market: str | None = None) -> tuple[Search, ...]:
        """The searches that filters need, of one market or of all."""
        found = select(searches).where(searches.c.is_wanted.is_(True)).order_by(searches.c.id)
        if market is not None:
            found = found.where(searches.c.market == market)
        return tuple(map(_search, await self._session.rows(found)))

    async def searches_of(
        self, filter_ids: Collection[FilterId]
    ) -> Mapping[FilterId, set[SearchId]]:
        """Which searches each of these filters needs."""
        rows = await self._session.rows(
            select(search_filters.c.search_id, search_filters.c.filter_id).where(
                self._session.among(search_filters.c.filter_id, filter_ids)
            )
        )
        needed: dict[FilterId, set[SearchId]] = {}
        for row in rows:
            needed.setdefault(FilterId(row.filter_id), set()).add(SearchId(row.search_id))
        return needed

    async def take_unshown(self, search_id: SearchId) -> tuple[FilterId, ...]:
        """The filters whose owners have not seen this search's first hits; now they have."""
        rows = await self._session.rows(
            update(search_filters)
            .where(search_filters.c.search_id == search_id, search_filters.c.shown_at.is_(None))
            .values(shown_at=self._session.now, updated_at=self._session.now)
            .returning(search_filters.c.filter_id)
        )
        return tuple(FilterId(row.filter_id) for row in rows)

    async def back_off(self, host: str) -> BackOff:
        row = await self._session.first(select(back_offs).where(back_offs.c.host == host))
        return BackOff() if row is None else BackOff(blocks=row.blocks, until=row.until)

    async def save_back_off(self, host: str, back_off: BackOff) -> None:
        values = {"blocks": back_off.blocks, "until": back_off.until}
        await self._session.execute(
            self._session.insert(back_offs)
            .values(host=host, **values, **self._session.stamps())
            .on_conflict_do_update(
                index_elements=["host"], set_={**values, "updated_at": self._session.now}
            )
        )


def _asking(query: SearchQuery) -> tuple[ColumnElement[bool], ...]:
    return searches.c.market == query.market, searches.c.key == query.key


def _dump(state: SearchState) -> dict[str, Any]:
    return {
        "newest_ids": list(state.newest_ids),
        "etag": state.etag,
        "last_modified": state.last_modified,
        "ttl_s": state.ttl_s,
        "is_gone": state.is_gone,
        "was_read": state.was_read,
    }


def _load(data: dict[str, Any]) -> SearchState:
    return SearchState(
        newest_ids=tuple(data.get("newest_ids", ())),
        etag=data.get("etag"),
        last_modified=data.get("last_modified"),
        ttl_s=data.get("ttl_s"),
        is_gone=data.get("is_gone", False),
        was_read=data.get("was_read", bool(data.get("newest_ids"))),
    )


def _search(row: Row[Any]) -> Search:
    return Search(
        id=SearchId(row.id),
        query=SearchQuery(row.market, row.params),
        state=_load(row.state),
        first_visited_at=row.first_visited_at,
        due_at=row.due_at,
        failures=row.failures,
    )
