"""Books that were shown, set beside each other: the cheapest first, the shortest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from maneki.assistant.meaning import By
from maneki.assistant.tools.views import BookView
from maneki.phrases import say

_Measure = Callable[[BookView], Decimal | int | str | None]


def _price(view: BookView) -> Decimal | None:
    return view.card.price.major() if view.card.price else None


def _pages(view: BookView) -> int | None:
    return view.card.pages or None


def _published(view: BookView) -> str | None:
    return view.card.published or None


def _rating(view: BookView) -> Decimal | None:
    return Decimal(str(view.card.rating.average)) if view.card.rating else None


_MEASURES: Mapping[By, tuple[_Measure, bool]] = {
    By.CHEAPEST: (_price, False),
    By.DEAREST: (_price, True),
    By.SHORTEST: (_pages, False),
    By.LONGEST: (_pages, True),
    By.NEWEST: (_published, True),
    By.OLDEST: (_published, False),
    By.BEST: (_rating, True),
}


def in_order(books: Iterable[BookView], by: By) -> tuple[BookView, ...] | None:
    """Those of which it is known in that order, then the others; None if it is known of none."""
    measure, is_falling = _MEASURES[by]
    books = tuple(books)
    known = [one for one in books if measure(one) is not None]
    known.sort(key=lambda one: measure(one) or 0, reverse=is_falling)
    rest = [one for one in books if measure(one) is None]
    return (*known, *rest) if known else None


def compared_by(view: BookView, by: By, language: str) -> str:
    """What they are compared by, where the line of a book does not tell it anyway."""
    if by in {By.SHORTEST, By.LONGEST} and view.card.pages:
        return say("keeper.compare.pages", language, pages=view.card.pages)
    if by is By.BEST and view.card.rating:
        rating = f"{view.card.rating.average:.2f}".rstrip("0").rstrip(".")
        return say("keeper.compare.rating", language, rating=rating)
    return ""
