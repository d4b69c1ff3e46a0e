"""`POST /v1/listings`: any source may push what it has on offer.

The whole batch is taken in, in one transaction, or none of it. Pushing the same listing again is
harmless: it is known then, or changed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from decimal import Decimal
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from maneki.alerts.admit import admitted
from maneki.alerts.record import Recorded, Source, record
from maneki.errors import InvalidInputError
from maneki.markets.known import SOURCE_NAME
from maneki.model.blank import is_blank
from maneki.model.category import NO_TREES, CategoryTrees
from maneki.model.interchange import known_version, read_listing
from maneki.model.listing import Listing
from maneki.store import Store
from maneki.web.bearer import bears, not_borne

MOST_LISTINGS = 1_000


class Intake:
    """Takes pushed listings in. `found` is called when there is something to match."""

    def __init__(
        self,
        store: Store,
        *,
        token: str | None,
        reserved: Collection[str],
        drop_percent: Decimal,
        trees: CategoryTrees = NO_TREES,
        found: Callable[[], None],
    ) -> None:
        self._store = store
        self._token = token
        self._reserved = reserved
        self._drop_percent = drop_percent
        self._trees = trees
        self._found = found

    @property
    def is_open(self) -> bool:
        return self._token is not None

    def is_allowed(self, authorization: str | None) -> bool:
        """Whether this Authorization header bears our token."""
        return self._token is not None and bears(authorization, self._token)

    async def take(self, body: bytes) -> Recorded:
        """Raises `InvalidInputError` with one sentence; nothing is taken in then."""
        source, listings = self._read(body)
        async with self._store.transaction() as tx:
            recorded = await record(
                tx,
                Source(market=source, fetched_at=tx.now),
                listings,
                drop_percent=self._drop_percent,
                trees=self._trees,
            )
        if recorded.new or recorded.changed:
            self._found()
        return recorded

    def _read(self, body: bytes) -> tuple[str, list[Listing]]:
        data = _json_object(body)
        source = self._source(data.get("source"))
        rows = data.get("listings")
        if not isinstance(rows, list):
            raise InvalidInputError("'listings' must be a list of listings.")
        if len(rows) > MOST_LISTINGS:
            raise InvalidInputError(
                f"At most {MOST_LISTINGS} listings can be pushed at once, not {len(rows)}."
            )
        return source, [_listing(row, number, source) for number, row in enumerate(rows)]

    def _source(self, name: Any) -> str:
        if not isinstance(name, str) or not SOURCE_NAME.fullmatch(name):
            raise InvalidInputError(
                "'source' must be a name of lower-case letters, digits and underscores, such as "
                "my_market."
            )
        if name in self._reserved:
            raise InvalidInputError(f"'source' may not be {name!r}: that is a market Maneki asks.")
        return name


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        data = orjson.loads(body)
    except orjson.JSONDecodeError as exc:
        raise InvalidInputError(f"The body is not JSON: {exc}.") from None
    if not isinstance(data, dict):
        raise InvalidInputError('The body must look like {"source": ..., "listings": [...]}.')
    if unknown := sorted(set(data) - {"source", "listings", "v"}):
        raise InvalidInputError(f"The body has an unknown key {unknown[0]!r}.")
    try:
        known_version(data.get("v"))
    except ValueError as exc:
        raise InvalidInputError(f"The body has a wrong 'v': {exc}.") from None
    return data


def _listing(row: Any, number: int, source: str) -> Listing:
    what = f"listings[{number}]"
    if not isinstance(row, dict):
        raise InvalidInputError(f"{what} is not a listing but {type(row).__name__}.")
    listing = read_listing({"market": source, **row}, what=what)
    if listing.market != source:
        raise InvalidInputError(f"{what} is of market {listing.market!r}, not of {source!r}.")
    kept = _keepable(listing, what)
    if is_blank(kept.title):
        raise InvalidInputError(f"{what} has a wrong 'title': there is nothing to read in it.")
    return kept


def _keepable(listing: Listing, what: str) -> Listing:
    """The listing as it will be kept: whoever pushes one that cannot be is told so."""
    try:
        return admitted(listing)
    except InvalidInputError as exc:
        called = f"{what}, external_id {listing.external_id[:60]!r},"
        raise InvalidInputError(f"{called} cannot be kept: {exc}") from None


def add_listings_route(app: FastAPI, intake: Intake) -> None:
    @app.post("/v1/listings")
    async def push(request: Request) -> JSONResponse:
        if not intake.is_open:
            return JSONResponse(
                {"error": "Nobody may push listings here: MANEKI_INGEST_TOKEN is not set."},
                status_code=403,
            )
        if not intake.is_allowed(request.headers.get("authorization")):
            return not_borne("MANEKI_INGEST_TOKEN")
        recorded = await intake.take(await request.body())
        return JSONResponse(
            {"new": recorded.new, "changed": recorded.changed, "known": recorded.known}
        )
