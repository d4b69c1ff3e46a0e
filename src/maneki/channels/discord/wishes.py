"""What somebody typed into `/filter create` or `/filter edit`, as criteria. Pure.

People write lists with commas of either script, prices as `50,000`, `¥50,000`, `5万` or `$120.50`,
and name markets and conditions as they are shown to them or as the interface spells them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from maneki.channels.discord.embeds import market_name
from maneki.errors import InvalidInputError
from maneki.markets.prices import PriceTextError, read_amount, read_yen
from maneki.matching.check import MOST_BELOW_MEDIAN, MOST_BIDS
from maneki.model.event import DEFAULT_EVENTS, EventKind
from maneki.model.filter import Criteria, Keywords, PriceRange, Shipping, WantedType
from maneki.model.listing import Condition
from maneki.model.money import Money, is_currency
from maneki.model.phrase import QUOTES
from maneki.phrases import LANGUAGES, say

DEFAULT_CURRENCY = "JPY"

_SEPARATORS = ",，、;；\n"
# Quotation marks around a whole element keep its commas together: the inches of 7" do not.
_QUOTED = "|".join(f"{start}[^{start}{end}]*{end}" for start, end in QUOTES.items())
_ELEMENT = re.compile(rf"\s*(?:{_QUOTED})\s*(?=[{_SEPARATORS}]|$)|[^{_SEPARATORS}]+")
_DOLLARS = ("USD", "AUD", "CAD", "HKD", "NZD", "SGD", "TWD")
_SIGNS: Mapping[str, tuple[str, ...]] = {
    "US$": ("USD",), "A$": ("AUD",), "AU$": ("AUD",), "C$": ("CAD",), "CA$": ("CAD",),
    "HK$": ("HKD",), "NT$": ("TWD",), "NZ$": ("NZD",), "S$": ("SGD",), "$": _DOLLARS,
    "CN¥": ("CNY",), "¥": ("JPY", "CNY"), "円": ("JPY",), "YEN": ("JPY",), "元": ("CNY",),
    "€": ("EUR",), "£": ("GBP",), "₩": ("KRW",),
}  # fmt: skip
_MARKED = re.compile(r"(?P<before>[^0-9.,万千K]*)(?P<number>[0-9][0-9.,万千K]*)(?P<after>[^0-9]*)")
_THOUSANDS = re.compile(r"(?P<number>[0-9.,]+)(?:K|千)")
_MYRIADS = re.compile(r"(?P<number>[0-9.,]+)万")

_E = TypeVar("_E", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """The options of `/filter create` or `edit` as typed; None for those left out."""

    brands: str | None = None
    any: str | None = None
    all: str | None = None
    none: str | None = None
    min_price: str | None = None
    max_price: str | None = None
    currency: str | None = None
    markets: str | None = None
    listing_type: str | None = None
    conditions: str | None = None
    sizes: str | None = None
    categories: str | None = None
    block_sellers: str | None = None
    regex: str | None = None
    shipping: str | None = None
    max_bids: str | None = None
    min_rating: str | None = None
    below_median: str | None = None
    events: str | None = None


def criteria_of(wishes: Wishes, *, markets: Sequence[str], language: str) -> Criteria:
    """What was asked for. `markets` are the names that may be written as they are shown.

    Raises `InvalidInputError` with the sentence that says what would be right.
    """
    wanted_type = wishes.listing_type
    return Criteria(
        brands=terms(wishes.brands),
        keywords=Keywords(any=terms(wishes.any), all=terms(wishes.all), none=terms(wishes.none)),
        # One: commas are part of it.
        expressions=tuple(filter(None, [(wishes.regex or "").strip()])),
        price=price_range(wishes, language=language),
        markets=_markets(terms(wishes.markets), markets),
        listing_types=_chosen(WantedType, "wanted", terms(wanted_type), language),
        conditions=_chosen(Condition, "alert.condition", terms(wishes.conditions), language),
        categories=terms(wishes.categories),
        sizes=terms(wishes.sizes),
        blocked_sellers=terms(wishes.block_sellers),
        max_bids=_bids(wishes.max_bids, language),
        min_rating=_percentage(wishes.min_rating, language),
        below_median=_below(wishes.below_median, language),
        events=_chosen(EventKind, "alert.event", terms(wishes.events), language) or DEFAULT_EVENTS,
    )


def terms(text: str | None) -> tuple[str, ...]:
    """The elements of a list as people write it, each once, in their order."""
    parts = (part.strip() for part in _ELEMENT.findall(text or ""))
    return tuple(dict.fromkeys(part for part in parts if part))


def price_range(wishes: Wishes, *, language: str) -> PriceRange:
    currency = read_currency(wishes.currency, language=language)
    least = read_price(wishes.min_price, currency=currency, language=language)
    most = read_price(wishes.max_price, currency=currency, language=language)
    if least and most and least.currency != most.currency:
        raise InvalidInputError(
            say("discord.two_currencies", language, one=least.currency, other=most.currency)
        )
    known = least or most
    return PriceRange(
        min=least.amount if least else None,
        max=most.amount if most else None,
        currency=known.currency if known else currency or DEFAULT_CURRENCY,
        shipping=Shipping(wishes.shipping or Shipping.EXCLUDED) if known else Shipping.EXCLUDED,
    )


def _bids(text: str | None, language: str) -> int | None:
    number = _number(text)
    if number is None:
        return None
    if not re.fullmatch("[0-9]{1,9}", number):
        raise InvalidInputError(say("filters.problem.bids", language, most=MOST_BIDS))
    return int(number)


def _below(text: str | None, language: str) -> int | None:
    number = _number(text)
    if number is None:
        return None
    if not re.fullmatch("[0-9]{1,9}", number):
        raise InvalidInputError(say("filters.problem.median", language, most=MOST_BELOW_MEDIAN))
    return int(number)


def _percentage(text: str | None, language: str) -> Decimal | None:
    number = _number(text)
    if number is None:
        return None
    if not re.fullmatch("[0-9]{1,3}([.][0-9]{1,9})?", number):
        raise InvalidInputError(say("filters.problem.rating", language))
    return Decimal(number)


def _number(text: str | None) -> str | None:
    plain = re.sub(r"[\s%]+", "", unicodedata.normalize("NFKC", (text or "")[:100]))
    return plain or None


def read_currency(code: str | None, *, language: str) -> str | None:
    """The code of a currency as typed; None if nothing was. Raises `InvalidInputError`."""
    if code is None or not code.strip():
        return None
    wanted = unicodedata.normalize("NFKC", code).strip().upper()
    if not is_currency(wanted):
        raise InvalidInputError(say("people.not_a_currency", language, text=code.strip()))
    return wanted


def read_price(
    text: str | None, *, currency: str | None, language: str, usual: str = DEFAULT_CURRENCY
) -> Money | None:
    """A price as typed; None if nothing was. A sign in the text names its currency.

    Without one it is in `currency`, or in the `usual` one, which is also what a sign means that
    several currencies have. Raises `InvalidInputError`.
    """
    if text is None or not text.strip():
        return None
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text[:100])).upper()
    marked = _MARKED.fullmatch(plain)
    if marked is not None:
        named = _named_currency(marked["before"], marked["after"], currency, usual)
        money = _money(marked["number"], named) if named else None
        if money is not None:
            return money
    raise InvalidInputError(say("discord.not_a_price", language, text=text.strip()[:60]))


def _named_currency(before: str, after: str, currency: str | None, usual: str) -> str | None:
    """What the marks around a number name; None if they name nothing, or not the same."""
    allowed = [
        _SIGNS.get(mark) or ((mark,) if is_currency(mark) else ())
        for mark in (before, after)
        if mark
    ]
    if not allowed:
        return currency or usual
    common = [code for code in allowed[0] if all(code in codes for codes in allowed)]
    if currency is not None:
        return currency if currency in common else None
    if usual in common:
        return usual
    return common[0] if common else None


def _money(number: str, currency: str) -> Money | None:
    if thousands := _THOUSANDS.fullmatch(number):
        return read_amount(thousands["number"], currency, times=1_000)
    if currency == DEFAULT_CURRENCY:
        try:
            yen = read_yen(number)
        except PriceTextError:
            return None
        return None if yen is None else Money(yen, currency)
    if myriads := _MYRIADS.fullmatch(number):
        return read_amount(myriads["number"], currency, times=10_000)
    return read_amount(number, currency)


def _markets(names: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    """Names as the interface spells them; what is none of ours is left for the desk to refuse."""
    spelt = {
        _folded(shown): name
        for name in known
        for shown in (name, *(market_name(name, language) for language in LANGUAGES))
    }
    return tuple(dict.fromkeys(spelt.get(_folded(name), name) for name in names))


def _chosen(kind: type[_E], key: str, names: Sequence[str], language: str) -> tuple[_E, ...]:
    spelt = {
        _folded(shown): one
        for one in kind
        for shown in (str(one), *(say(f"{key}.{one}", spoken) for spoken in LANGUAGES))
    }
    for name in names:
        if _folded(name) not in spelt:
            known = ", ".join(say(f"{key}.{one}", language) for one in kind)
            raise InvalidInputError(say("discord.not_one_of", language, text=name, known=known))
    return tuple(dict.fromkeys(spelt[_folded(name)] for name in names))


def _folded(name: str) -> str:
    return re.sub(r"[\s_-]+", " ", unicodedata.normalize("NFKC", name)).strip().casefold()
