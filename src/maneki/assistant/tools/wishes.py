"""What a recommendation is to be like, and where to look for it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from maneki.assistant.wording import read
from maneki.model.book import Edition
from maneki.model.money import Money, exponent
from maneki.shop.moods import said_as
from maneki.shop.query import MOST_RESULTS, BookQuery
from maneki.shop.recommend import FEW, Wish, pages_of

_MOST_SUBJECTS = 4
_MOST_LIKINGS = 5
_MOST_WORDS = 16
_NO_BOOK_HAS = 1_000_000
"""Pages."""


class Than(StrEnum):
    """How a book is to differ from one that it is like otherwise."""

    SHORTER = "shorter"
    LONGER = "longer"
    CHEAPER = "cheaper"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a recommendation is to be like; what was not said is None.

    `like` is a title or an author, `genre` and `mood` are words, `most_price` is in whole units of
    the shop's currency. `unlike` is a title or an author that was named and that it need not be
    like, but never is; `than` says in what it differs from the book it is to be like.
    """

    like: str | None = None
    unlike: str | None = None
    than: Than | None = None
    author: str | None = None
    genre: str | None = None
    mood: str | None = None
    most_price: Decimal | None = None
    format: str | None = None
    limit: int | None = None

    @property
    def most(self) -> int:
        return FEW if self.limit is None or self.limit < 1 else min(self.limit, MOST_RESULTS)


_THAN = re.compile(
    r"\b(?:but|only|just|and)"
    r"(?: (?:a|an|much|way|bit|little|lot|far|maybe|something|preferably|it should be|is|be))*"
    r" (?P<than>shorter|quicker|longer|thicker|cheaper|less expensive"
    r"|not (?:as|so) (?:long|expensive))\b"
)
_WORDS = {
    "shorter": Than.SHORTER,
    "quicker": Than.SHORTER,
    "long": Than.SHORTER,
    "longer": Than.LONGER,
    "thicker": Than.LONGER,
    "cheaper": Than.CHEAPER,
    "expensive": Than.CHEAPER,
}


def than_in(text: str) -> Than | None:
    """Like Dune but shorter."""
    found = _THAN.search(read(text).plain)
    return _WORDS[found["than"].split()[-1]] if found else None


def around(wish: Wish) -> Iterable[BookQuery]:
    """Where to look for books of that kind."""
    if wish.like is not None:
        yield from (BookQuery(series=place.name) for place in wish.like.series)
        yield from (BookQuery(author=name) for name in wish.like.authors[:2])
        yield from (BookQuery(subject=one) for one in wish.like.subjects[:_MOST_SUBJECTS])
    if wish.author is not None:
        yield BookQuery(author=wish.author)
    yield from (BookQuery(subject=one) for one in wish.subjects)
    if wish.mood:
        yield BookQuery(subject=wish.mood)
        yield from (BookQuery(subject=one) for one in sorted(said_as(wish.mood))[:_MOST_WORDS])
        if not (wish.like or wish.author or wish.subjects):
            yield BookQuery()


def around_likings(wish: Wish) -> Iterable[BookQuery]:
    """Where to look for what they like, if nothing else was asked for."""
    likings = wish.likings
    of_books = (name for _, authors in likings.books for name in authors[:1])
    names = dict.fromkeys((*likings.authors, *of_books))
    yield from (BookQuery(author=name) for name in [*names][:_MOST_LIKINGS])
    for subjects in [*likings.subjects.values()][:_MOST_LIKINGS]:
        yield from (BookQuery(subject=one) for one in subjects)


def compared(wish: Wish, than: Than | None, edition: Edition | None) -> Wish:
    """The same with what it is to differ in from the book that it is like."""
    if wish.like is None or than is None:
        return wish
    if than is Than.CHEAPER:
        below = _below(edition.stock.price if edition and edition.stock else None)
        return replace(
            wish, most_price=below if wish.most_price is None else min(below, wish.most_price)
        )
    pages = pages_of(wish.like, edition)
    if than is Than.SHORTER:
        return replace(wish, fewer_pages=pages or 0)
    return replace(wish, more_pages=pages or _NO_BOOK_HAS)


def _below(price: Money | None) -> Decimal:
    """What is cheaper than that; what nobody knows the price of is dearer than nothing."""
    if price is None:
        return Decimal(-1)
    return price.major() - Decimal(1).scaleb(-exponent(price.currency))
