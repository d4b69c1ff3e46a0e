"""What somebody typed into `/filter edit`, as what becomes of the criteria there are. Pure.

What is left out, or has nothing in it, stays as it is; a dash takes the condition away.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from maneki.channels.discord.wishes import (
    DEFAULT_CURRENCY,
    Wishes,
    criteria_of,
    read_currency,
    read_price,
)
from maneki.errors import InvalidInputError
from maneki.filters.naming import given_name
from maneki.model.filter import ANY_PRICE, Criteria, Filter, Keywords, PriceRange, Shipping
from maneki.model.ids import DestinationId
from maneki.model.money import Money
from maneki.phrases import say

CLEARED = "-"
# What a Japanese keyboard writes for a dash, and what telephones make of one.
_DASHES = frozenset("-‐‑‒–—―−ー")
_EMPTY = " ,，、;；%％"
# What is asked for, by the option that says it.
_CONDITIONS = {
    "brands": "brands",
    "markets": "markets",
    "listing_type": "listing_types",
    "conditions": "conditions",
    "sizes": "sizes",
    "categories": "categories",
    "block_sellers": "blocked_sellers",
    "regex": "expressions",
    "max_bids": "max_bids",
    "min_rating": "min_rating",
    "below_median": "below_median",
    "events": "events",
}
_KEYWORDS = ("any", "all", "none")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Everything that is to be different; None for what stays.

    `is_here` says whether alerts go to `here` or to their owner's default.
    """

    wishes: Wishes
    name: str | None = None
    is_here: bool | None = None
    here: DestinationId | None = None
    priority: int | None = None

    def of(self, found: Filter, *, markets: Sequence[str], language: str) -> Filter:
        """What becomes of a filter. Raises `InvalidInputError`."""
        changed = replace(
            found, criteria=edited(found.criteria, self.wishes, markets=markets, language=language)
        )
        if is_said(self.name):
            changed = replace(changed, name="" if is_dash(self.name) else given_name(self.name))
        if self.is_here is not None:
            changed = replace(changed, destination_id=self.here if self.is_here else None)
        if self.priority is not None:
            changed = replace(changed, priority=self.priority)
        return changed


def edited(before: Criteria, wishes: Wishes, *, markets: Sequence[str], language: str) -> Criteria:
    """The criteria with what was wished for instead. Raises `InvalidInputError`."""
    said = {one.name for one in fields(Wishes) if is_said(getattr(wishes, one.name))}
    wanted = criteria_of(_without_dashes(wishes), markets=markets, language=language)
    changes: dict[str, Any] = {
        condition: getattr(wanted, condition)
        for option, condition in _CONDITIONS.items()
        if option in said
    }
    words = {
        which: getattr(wanted.keywords if which in said else before.keywords, which)
        for which in _KEYWORDS
    }
    price = _price(before.price, wishes, language)
    return replace(before, keywords=Keywords(**words), price=price, **changes)


def is_said(text: str | None) -> bool:
    return text is not None and "".join(text.split()).strip(_EMPTY) != ""


def is_dash(text: str | None) -> bool:
    plain = unicodedata.normalize("NFKC", text or "").strip()
    return plain in _DASHES


def _without_dashes(wishes: Wishes) -> Wishes:
    """What is to be gone is as if it had never been asked for. Prices are read apart."""
    cleared = {one.name: None for one in fields(Wishes) if is_dash(getattr(wishes, one.name))}
    prices = dict.fromkeys(("min_price", "max_price", "currency", "shipping"))
    return replace(wishes, **cleared | prices)


def _price(before: PriceRange, wishes: Wishes, language: str) -> PriceRange:
    currency = read_currency(wishes.currency, language=language)
    usual = before.currency if before.is_bounded else DEFAULT_CURRENCY

    def bound(text: str | None, kept: int | None) -> Money | None:
        if is_dash(text):
            return None
        if not is_said(text):
            return None if kept is None else Money(kept, before.currency)
        return read_price(text, currency=currency, usual=usual, language=language)

    least, most = bound(wishes.min_price, before.min), bound(wishes.max_price, before.max)
    if least and most and least.currency != most.currency:
        raise InvalidInputError(
            say("discord.two_currencies", language, one=least.currency, other=most.currency)
        )
    known = least or most
    if known is None:
        return _no_price(before, wishes, language)
    if currency not in {None, known.currency}:
        raise InvalidInputError(
            say("discord.edit.other_currency", language, kept=known.currency, wanted=currency)
        )
    return PriceRange(
        min=least.amount if least else None,
        max=most.amount if most else None,
        currency=known.currency,
        shipping=Shipping(wishes.shipping) if wishes.shipping else before.shipping,
    )


def _no_price(before: PriceRange, wishes: Wishes, language: str) -> PriceRange:
    if is_said(wishes.currency) or wishes.shipping:
        raise InvalidInputError(say("discord.edit.no_price", language))
    return ANY_PRICE if before.is_bounded else before
