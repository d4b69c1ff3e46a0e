"""Some thousands of filters, one entry for each: quick to change, and quick to ask while few.

A wish is posted under every term of one of its clauses, its *anchor*, for each of its markets: the
clause whose terms the fewest filters use, since what is rare in filters is rare in listings. A
listing looks at what is posted under the terms it has, for its market, and the rest is checked
with sets and numbers. How rare a term is decides the speed, never the result.

A price range that many filters share is kept once and decided once per listing.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from maneki.matching.price import is_within
from maneki.matching.terms import ALWAYS, TermTable
from maneki.matching.wish import Clause, Offer, Slot, Wish
from maneki.model.filter import PriceRange

_ANYTHING: Clause = (ALWAYS,)


class _Entry:
    """A wish made ready to be asked. `clauses` are those beside the anchor, the markets and the
    expressions.
    """

    __slots__ = (
        *("accepts", "anchor", "clauses", "expressions", "markets", "never"),
        *("ordinal", "price", "wish"),
    )

    def __init__(self, ordinal: int, wish: Wish, price: PriceRange | None) -> None:
        self.ordinal = ordinal
        self.wish = wish
        self.accepts = wish.accepts
        self.never = wish.never
        self.price = price
        self.anchor = self.markets = _ANYTHING
        self.expressions: tuple[Clause, ...] = ()
        clauses = []
        # A loop: three comprehensions take twice as long, and this is most of what `put` does.
        for slot, clause in wish.clauses:
            if slot == Slot.MARKET:
                self.markets = clause
            elif slot == Slot.EXPRESSION:
                self.expressions += (clause,)
            else:
                clauses.append(clause)
        self.clauses = tuple(clauses)


class _Checked:
    """One listing while entries are checked against it."""

    def __init__(self, offer: Offer) -> None:
        self._offer = offer
        self._present = offer.present
        # By id(): the ranges are shared and alive, and hashing one would cost more than deciding.
        self._is_priced_in: dict[int, bool] = {}

    def meets(self, entry: _Entry) -> bool:
        """Whether it meets what its anchor, its market and its bits have not shown yet."""
        present = self._present
        for clause in entry.clauses:
            if present.isdisjoint(clause):
                return False
        if not present.isdisjoint(entry.never):
            return False
        if entry.price is not None and not self._costs(entry.price):
            return False
        return not entry.expressions or all(map(self._offer.finds, entry.expressions))

    def _costs(self, price: PriceRange) -> bool:
        known = self._is_priced_in.get(id(price))
        if known is None:
            amounts = self._offer.amounts(price.measure)
            known = any(is_within(price, amount) for amount in amounts)
            self._is_priced_in[id(price)] = known
        return known


_NOTHING: dict[int, _Entry] = {}


class Postings:
    """Wishes by their ordinals. Putting and removing hold for the very next listing."""

    def __init__(self, terms: TermTable) -> None:
        self._terms = terms
        self._prices = _PricePool()
        self._entries: dict[int, _Entry] = {}
        self._posted: dict[tuple[int, int], dict[int, _Entry]] = {}
        self._unposted: dict[int, _Entry] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, ordinal: int) -> bool:
        return ordinal in self._entries

    def __getitem__(self, ordinal: int) -> Wish:
        return self._entries[ordinal].wish

    def items(self) -> Iterator[tuple[int, Wish]]:
        return ((ordinal, entry.wish) for ordinal, entry in self._entries.items())

    def put(self, ordinal: int, wish: Wish) -> None:
        price = None if wish.price is None else self._prices.take(wish.price)
        entry = _Entry(ordinal, wish, price)
        self._entries[ordinal] = self._unposted[ordinal] = entry

    def remove(self, ordinal: int) -> Wish:
        entry = self._entries.pop(ordinal)
        if self._unposted.pop(ordinal, None) is None:
            self._withdraw(entry)
        if entry.price is not None:
            self._prices.drop(entry.price)
        return entry.wish

    def fitting(self, offer: Offer, accept: tuple[int, ...]) -> list[int]:
        """Who fits a listing, each once. `accept` are the bits that must be accepted."""
        if not self._entries:
            return []
        self._post_all()
        checked, accepted = _Checked(offer), sum(1 << bit for bit in accept)
        found: set[int] = set()
        for key in product(offer.present, (offer.market, ALWAYS)):
            found.update(
                ordinal
                for ordinal, entry in self._posted.get(key, _NOTHING).items()
                if entry.accepts & accepted == accepted and checked.meets(entry)
            )
        return [*found]

    def _post_all(self) -> None:
        """Post what was added since the last listing, now that the terms of all are counted."""
        for entry in self._unposted.values():
            self._post(entry)
        self._unposted.clear()

    def _post(self, entry: _Entry) -> None:
        clauses = entry.clauses or (_ANYTHING,)
        entry.anchor = min(clauses, key=self._terms.commonness)
        entry.clauses = tuple(clause for clause in clauses if clause is not entry.anchor)
        for key in product(entry.anchor, entry.markets):
            self._posted.setdefault(key, {})[entry.ordinal] = entry

    def _withdraw(self, entry: _Entry) -> None:
        for key in product(entry.anchor, entry.markets):
            del self._posted[key][entry.ordinal]
            if not self._posted[key]:
                del self._posted[key]


class _Kept:
    """A range and how many have it."""

    __slots__ = ("price", "uses")

    def __init__(self, price: PriceRange) -> None:
        self.price = price
        self.uses = 0


class _PricePool:
    """Equal ranges kept once, for as long as somebody uses them. Hashing one takes about as long as
    all else that is done for it, so it is done once.
    """

    def __init__(self) -> None:
        self._kept: dict[PriceRange, _Kept] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def take(self, price: PriceRange) -> PriceRange:
        kept = self._kept.get(price)
        if kept is None:
            kept = self._kept[price] = _Kept(price)
        kept.uses += 1
        return kept.price

    def drop(self, price: PriceRange) -> None:
        kept = self._kept[price]
        kept.uses -= 1
        if not kept.uses:
            del self._kept[price]
