"""A filter as its owner would type it: the options of `/filter create`."""

from __future__ import annotations

from collections.abc import Iterable

from maneki.model.event import DEFAULT_EVENTS
from maneki.model.filter import Criteria, Shipping
from maneki.model.money import Money

_SEPARATORS = frozenset(",，、;；\n")
"""What parts the elements of a list, so that no element may hold it."""


def options_of(name: str, criteria: Criteria) -> dict[str, str]:
    """The options that say what `criteria` asks for; those that ask for nothing are left out.

    Raises `ValueError` for an element that cannot be typed into a list, and for several types,
    of which the command offers a choice of one.
    """
    words, price = criteria.keywords, criteria.price
    if len(criteria.listing_types) > 1:
        raise ValueError("The command takes one listing type.")
    options = {
        "name": name,
        "brands": _list(criteria.brands),
        "any": _list(words.any),
        "all": _list(words.all),
        "none": _list(words.none),
        "regex": "".join(criteria.expressions),
        "min_price": _bound(price.min, price.currency),
        "max_price": _bound(price.max, price.currency),
        "currency": price.currency if price.is_bounded else "",
        "markets": _list(criteria.markets),
        "type": _list(criteria.listing_types),
        "condition": _list(criteria.conditions),
        "sizes": _list(criteria.sizes),
        "categories": _list(criteria.categories),
        "block_sellers": _list(criteria.blocked_sellers),
        "shipping": price.shipping if price.shipping is not Shipping.EXCLUDED else "",
        "events": _list(criteria.events) if criteria.events != DEFAULT_EVENTS else "",
    }
    return {option: typed for option, typed in options.items() if typed}


def as_typed(money: Money) -> str:
    """The amount in the unit people say: `50,000` yen, `1,200.50` dollars, `300` dollars."""
    return f"{money.major():,}".removesuffix(".00")


def _bound(amount: int | None, currency: str) -> str:
    return "" if amount is None else as_typed(Money(amount, currency))


def _list(elements: Iterable[str]) -> str:
    kept = list(elements)
    for element in kept:
        if not _SEPARATORS.isdisjoint(element) or element != element.strip():
            raise ValueError(f"{element!r} cannot be an element of a list.")
    return ", ".join(kept)
