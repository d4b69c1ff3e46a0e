"""What we ask a market, on behalf of many filters, and what we keep between two visits."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from maneki.model.ids import SearchId
from maneki.model.listing import Listing

MOST_NEWEST_IDS = 240


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """One question to one market. Equal questions are one search, whoever asks."""

    market: str
    params: Mapping[str, str | int] = field(hash=False)

    @property
    def key(self) -> str:
        """The question as canonical text: equal for equal questions."""
        return json.dumps(dict(sorted(self.params.items())), ensure_ascii=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchState:
    """What a market wants to remember from one visit of a search to the next.

    `newest_ids` are the external ids of the last visit, newest first, at most `MOST_NEWEST_IDS`:
    where paging may stop. `etag` and `last_modified` make the next request conditional. `ttl_s`
    is how long the market asked us to wait. `is_gone` ends the search (HTTP 410). `was_read` says
    that it has been read before, even if there was nothing in it.
    """

    newest_ids: tuple[str, ...] = ()
    etag: str | None = None
    last_modified: str | None = None
    ttl_s: int | None = None
    is_gone: bool = False
    was_read: bool = False

    @property
    def is_conditional(self) -> bool:
        return self.etag is not None or self.last_modified is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class BackOff:
    """How a host wants to be left alone: not before `until`; `blocks` were met in a row."""

    blocks: int = 0
    until: datetime | None = None

    def holds(self, now: datetime) -> bool:
        return self.until is not None and now < self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What one visit of a search found, newest first.

    `overflowed` says that paging ended at its limit before a known listing was met, so that
    something may have been missed. `not_modified` says that the market answered "as before".
    """

    listings: tuple[Listing, ...]
    state: SearchState
    fetched_at: datetime
    overflowed: bool = False
    not_modified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A search as the store keeps it. `first_visited_at` is None before the first visit."""

    id: SearchId
    query: SearchQuery
    state: SearchState
    first_visited_at: datetime | None = None
    due_at: datetime | None = None
    failures: int = 0
