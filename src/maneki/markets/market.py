"""What every market is to the rest of Maneki."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Protocol
from urllib.parse import urlsplit

from maneki.markets.manners import Manners
from maneki.model.filter import Criteria
from maneki.model.search import SearchQuery, SearchState, Visit

Spellings = Callable[[str], tuple[str, ...]]
"""Every way a brand is written, for asking a market; the brand itself if nothing is known."""


class Market(Protocol):
    """A place where things are listed.

    A market keeps nothing between two visits but its pace: what it wants to remember goes out
    with the `Visit` and comes back as the next `SearchState`; back-off is the caller's.
    """

    name: str
    """The market's name in listings and filters: its folder's name."""

    host: str
    """Whom a block stops. Where a search names its own address, see `host_of`."""

    manners: Manners

    visits_at_once: int
    """How many searches may be visited at the same time; one host never sees more than one."""

    refills: bool
    """Whether older listings surface in a search when those above them are sold. Such a market
    tells when each was listed."""

    tells_type: bool
    """Whether its listings say what can be bought now and what can be bid on."""

    tells_end: bool
    """Whether its listings say when they end. A filter that asks for what listings here never say
    gets nothing from this market, so it is not asked for it."""

    async def fetch(self, query: SearchQuery, state: SearchState) -> Visit:
        """Ask once, paging until a known listing.

        Raises `MarketUnavailableError`, `MarketBlockedError` or `MarketChangedError`. An empty
        visit means that the market said, in its usual shape, that there is nothing.
        """
        ...

    def wait_for(self, query: SearchQuery) -> timedelta:
        """How long `fetch` would wait for its turn at the host, as far as is known now."""
        ...

    async def aclose(self) -> None:
        """Close its connections."""
        ...

    def queries_for(self, criteria: Criteria, *, spellings: Spellings) -> tuple[SearchQuery, ...]:
        """What must be asked so that a filter with these criteria misses nothing; pure.

        What comes back is wider than the filter, which is matched afterwards. Empty: this market
        can never serve such a filter.
        """
        ...


def host_of(market: Market, query: SearchQuery) -> str:
    """The host that a search is asked of, and whose back-off it obeys.

    A search with an address of its own (a feed) is asked of that host, so that one feed's block
    does not silence the others.
    """
    url = query.params.get("url")
    return urlsplit(url).netloc.rpartition("@")[2].lower() if isinstance(url, str) else market.host


def is_wanted(criteria: Criteria, market: str) -> bool:
    """Whether criteria leave this market in: they name it, or name none."""
    return not criteria.markets or market in criteria.markets
