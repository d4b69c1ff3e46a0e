"""Which markets are watched here, and what they must be asked for a filter. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from maneki.errors import InvalidInputError
from maneki.markets.market import Market, is_wanted
from maneki.matching.check import contradiction
from maneki.matching.text import label
from maneki.model.event import EventKind
from maneki.model.filter import Criteria, Keywords
from maneki.model.search import SearchQuery
from maneki.phrases import say


@dataclass(frozen=True, slots=True)
class Watchable:
    """`markets` are asked by us; `sources` push their listings to us.

    `spellings` gives the ways a brand is written, for markets that search by words.
    """

    markets: Mapping[str, Market]
    spellings: Callable[[str], tuple[str, ...]]
    sources: Collection[str] = ()
    takes_any_source: bool = False
    built_in: Collection[str] = field(default=())

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.markets, *sorted(self.sources))

    def check(self, criteria: Criteria, *, language: str) -> None:
        """Refuse what no market watched here can ever match. Raises `InvalidInputError`."""
        for name in criteria.markets:
            self._check_market(name, language)
        if why := self._why_never(criteria, language):
            raise InvalidInputError(say("filters.never", language, why=why))

    def _check_market(self, name: str, language: str) -> None:
        if name in self.names or (self.takes_any_source and name not in self.built_in):
            return
        watched = ", ".join(self.names) or "-"
        raise InvalidInputError(
            say("filters.unknown_market", language, market=name, watched=watched)
        )

    def _why_never(self, criteria: Criteria, language: str) -> str | None:
        if why := _contradiction(criteria.keywords, language):
            return why
        if self._may_be_pushed(criteria):
            return None
        named = ", ".join(name for name in self.markets if is_wanted(criteria, name))
        if not named:
            return say("filters.never.nothing_watched", language)
        if not (wanted := self.wanted_by(criteria)):
            unsaid = "no_type" if criteria.listing_types else "no_end"
            return say(f"filters.never.{unsaid}", language, markets=named)
        if self.queries_for(criteria):
            return None
        return say("filters.never.unsearchable", language, markets=", ".join(wanted))

    def wanted_by(self, criteria: Criteria) -> tuple[str, ...]:
        """The markets that we ask, that a filter leaves in, and that can tell what it asks for."""
        return tuple(
            name
            for name, market in self.markets.items()
            if is_wanted(criteria, name) and _can_tell(market, criteria)
        )

    def serving(self, criteria: Criteria) -> tuple[str, ...]:
        """The markets that are asked for a filter, and the sources that it leaves in."""
        asked = [query.market for query in self.queries_for(criteria)]
        named = [*sorted(self.sources), *criteria.markets]
        pushed = [one for one in named if one not in self.markets and is_wanted(criteria, one)]
        return tuple(dict.fromkeys((*asked, *pushed)))

    def _may_be_pushed(self, criteria: Criteria) -> bool:
        if not (self.sources or self.takes_any_source):
            return False
        return not criteria.markets or any(name not in self.markets for name in criteria.markets)

    def queries_for(self, criteria: Criteria) -> tuple[SearchQuery, ...]:
        """Everything that must be asked so that a filter misses nothing."""
        return tuple(
            query
            for name in self.wanted_by(criteria)
            for query in self.markets[name].queries_for(criteria, spellings=self.spellings)
        )


def _contradiction(words: Keywords, language: str) -> str | None:
    pair = contradiction(words)
    if pair is None:
        return None
    term, excluded = pair
    if label(term) == label(excluded):
        return say("filters.never.both", language, term=term)
    return say("filters.never.within", language, term=term, excluded=excluded)


def _can_tell(market: Market, criteria: Criteria) -> bool:
    if criteria.listing_types and not market.tells_type:
        return False
    return market.tells_end or {*criteria.events} != {EventKind.ENDING_SOON}
