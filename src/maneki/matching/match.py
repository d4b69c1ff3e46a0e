"""Whether a listing fits a filter, and why: the meaning of every condition, in one readable place.

Whatever matches faster (`index.py`) must agree with this. A filter's conditions must all hold, and
an empty one means "any":

    brands           any of them, named by the brand field or, failing that, the title (`look.py`)
    keywords         any / all / none of them, in the title or the description (`text.py`)
    expressions      every one of these regular expressions finds something (`expression.py`)
    price            the current bid (or fixed price) or the buy-now price lies in the range, both
                     bounds included; other currencies are converted, and without a rate, or
                     without a price, no bound is met; with shipping, if that is asked for
    markets          the market's name
    listing_types    "fixed": can be bought now; "auction": can be bid on
    conditions       the market's own scale, mapped to ours
    categories       any element of the category path, name or id
    sizes            the size, in whatever system it is written (`size.py`)
    blocked_sellers  none of them
    max_bids         no more bids so far; a fixed price has none
    min_rating       the seller's rating is at least that
    below_median     the price lies so far below what comparable listings cost, which whoever asks
                     must say (`model/median.py`); without enough of them it holds for nothing

What a listing does not say (its type, condition, category, size, bids, rating, what shipping costs)
fits only "any"; a seller nobody named is not a blocked one. Names are compared normalised; markets
and sellers as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from maneki.matching.brands import BrandDictionary, words_of
from maneki.matching.expression import found_by
from maneki.matching.look import Look, look_at, names_word
from maneki.matching.price import (
    DROP_PERCENT,
    comes_into,
    has_fallen,
    holds,
    is_drop_of,
    price_now,
)
from maneki.matching.size import sizes_asked
from maneki.matching.text import inner_span, keyword_pattern, label
from maneki.matching.wording import bounds, converted, either, every, in_words, shipped
from maneki.model.event import EventKind, ListingEvent
from maneki.model.filter import Criteria, Filter, PriceRange, Shipping, WantedType
from maneki.model.listing import Listing, ListingType
from maneki.model.median import COMPARED, Median
from maneki.model.money import Rates

__all__ = ["DROP_PERCENT", "Look", "Matcher", "Reason", "Verdict", "Where"]

_MEETS: dict[ListingType, frozenset[WantedType]] = {
    ListingType.FIXED: frozenset({WantedType.FIXED}),
    ListingType.AUCTION: frozenset({WantedType.AUCTION}),
    ListingType.AUCTION_BUY_NOW: frozenset({WantedType.FIXED, WantedType.AUCTION}),
}


class Where(StrEnum):
    """Where in a listing something was found."""

    TITLE = "title"
    DESCRIPTION = "description"
    BRAND_FIELD = "brand field"


class Evidence(NamedTuple):
    """Words of a listing, normalised, and where they stand."""

    found: str
    where: Where


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition, whether it held, and the words that decided.

    `about` is the one term that decided, where one of several did; `found` the words of the listing
    that did, and `where` they stand.
    """

    condition: str
    passed: bool
    text: str
    about: str | None = None
    found: str | None = None
    where: Where | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """All that was asked, in a fixed order; `matched` if every condition held."""

    matched: bool
    reasons: tuple[Reason, ...]


class Matcher:
    """Matches with one dictionary of brands. It keeps nothing about listings or filters."""

    def __init__(self, dictionary: BrandDictionary) -> None:
        self.dictionary = dictionary

    def look_at(self, listing: Listing) -> Look:
        """What `fits` needs to know of a listing; look once and ask for every filter."""
        return look_at(listing, self.dictionary)

    def fits(
        self, criteria: Criteria, look: Look, *, rates: Rates | None, median: Median | None = None
    ) -> Verdict:
        """Whether the listing is what is asked for. One that is not on sale fits nothing."""
        return _verdict(self._reasons(criteria, look, rates, median))

    def is_fitting(
        self, criteria: Criteria, look: Look, *, rates: Rates | None, median: Median | None = None
    ) -> bool:
        """What `fits` says, without the reasons: the first condition that does not hold ends it."""
        return _holds(self._reasons(criteria, look, rates, median))

    def judge(
        self,
        user_filter: Filter,
        event: ListingEvent,
        look: Look,
        *,
        drop_percent: Decimal = DROP_PERCENT,
        median: Median | None = None,
    ) -> Verdict:
        """Whether the filter's owner is to hear of the event. `look` is of the event's listing.

        Beside fitting: the filter is active and wants such events, and a price drop is one of at
        least `drop_percent` below the price last announced, or one that brings the listing into
        the filter's price range for the first time.
        """
        return _verdict(self._judged(user_filter, event, look, drop_percent, median))

    def is_news(
        self,
        user_filter: Filter,
        event: ListingEvent,
        look: Look,
        *,
        drop_percent: Decimal = DROP_PERCENT,
        median: Median | None = None,
    ) -> bool:
        """What `judge` says, without the reasons."""
        return _holds(self._judged(user_filter, event, look, drop_percent, median))

    def _judged(
        self,
        user_filter: Filter,
        event: ListingEvent,
        look: Look,
        percent: Decimal,
        median: Median | None,
    ) -> Iterator[Reason]:
        criteria = user_filter.criteria
        yield _is_active(user_filter)
        yield from _wants(event.kind, criteria.events)
        yield from _drop(criteria.price, event, percent)
        yield from self._reasons(criteria, look, event.rates, median)

    def _reasons(
        self, criteria: Criteria, look: Look, rates: Rates | None, median: Median | None
    ) -> Iterator[Reason]:
        yield _status(look.listing)
        yield from self._brand(criteria.brands, look)
        yield from _any_keyword(criteria.keywords.any, look)
        yield from _all_keywords(criteria.keywords.all, look)
        yield from _no_keyword(criteria.keywords.none, look)
        yield from _expressions(criteria.expressions, look.listing)
        yield from _price(criteria.price, look.listing, rates)
        yield from _one_of("market", look.listing.market, criteria.markets)
        yield from _type(criteria.listing_types, look.listing)
        yield from _one_of("condition", look.listing.condition, criteria.conditions)
        yield from _category(criteria.categories, look)
        yield from _size(criteria.sizes, look)
        yield from _seller(criteria.blocked_sellers, look.listing)
        yield from _bids(criteria.max_bids, look.listing)
        yield from _rating(criteria.min_rating, look.listing)
        yield from _below(criteria.below_median, look.listing, median)

    def _brand(self, wanted: tuple[str, ...], look: Look) -> Iterable[Reason]:
        if not wanted:
            return
        for term in wanted:
            if reason := self._names(term, look):
                yield reason
                return
        said = sorted({found.name for found in look.brands.values()})
        instead = f"it is {every(said)}, not" if said else "nothing names"
        text = f"brand: {instead} {either(wanted)}"
        yield Reason("brand", False, text, found=every(said) if said else None)

    def _names(self, term: str, look: Look) -> Reason | None:
        """How the listing names one of the brands a term stands for, if it does."""
        for brand in self.dictionary.resolve(term):
            if found := look.brands.get(brand):
                return _named(term, found.words, Where(found.where), f" is {found.name}")
            if where := names_word(look, brand):
                return _named(term, words_of(brand) or term, Where(where))
        return None


def types_met(listing_type: ListingType | None) -> frozenset[WantedType]:
    """What one may do with a listing of that type; nothing is certain of one that does not say."""
    return frozenset() if listing_type is None else _MEETS[listing_type]


def _verdict(all_reasons: Iterable[Reason]) -> Verdict:
    reasons = tuple(all_reasons)
    return Verdict(_holds(reasons), reasons)


def _holds(reasons: Iterable[Reason]) -> bool:
    return all(reason.passed for reason in reasons)


def _is_active(user_filter: Filter) -> Reason:
    return Reason("filter", user_filter.is_active, f"filter: it is {user_filter.state}")


def _wants(kind: EventKind, wanted: tuple[EventKind, ...]) -> Iterable[Reason]:
    if wanted:
        yield _comparison("event", kind, wanted, kind in wanted)


def _drop(price: PriceRange, event: ListingEvent, percent: Decimal) -> Iterable[Reason]:
    if event.kind is not EventKind.PRICE_DROP:
        return
    drop, now = event.drop, price_now(event.listing)
    if drop is None or now is None:
        yield Reason("price drop", False, "price drop: the price before or the price now is absent")
        return
    was, then = in_words(drop.announced), in_words(now)
    if has_fallen(event, drop, percent):
        yield Reason("price drop", True, f"price drop: {then} is {percent} % or more below {was}")
    elif comes_into(price, event, drop):
        yield Reason(
            "price drop", True, f"price drop: {then} is {bounds(price)} for the first time"
        )
    else:
        yield Reason("price drop", False, f"price drop: {then} is not {percent} % below {was}")


def _status(listing: Listing) -> Reason:
    text = "on sale" if listing.is_available else f"{listing.status}, not on sale"
    return Reason("status", listing.is_available, f"status: it is {text}")


def _any_keyword(wanted: tuple[str, ...], look: Look) -> Iterable[Reason]:
    if not wanted:
        return
    for keyword in wanted:
        if evidence := _evidence(keyword, look):
            text = f"keyword: {keyword!r} is in the {evidence.where}"
            yield Reason("keyword", True, text, keyword, *evidence)
            return
    yield Reason("keyword", False, f"keyword: nothing mentions {either(wanted)}")


def _all_keywords(wanted: tuple[str, ...], look: Look) -> Iterable[Reason]:
    for keyword in wanted:
        evidence = _evidence(keyword, look)
        text = f"is in the {evidence.where}" if evidence else "is missing"
        text = f"all keywords: {keyword!r} {text}"
        found, where = evidence or (None, None)
        yield Reason("all keywords", evidence is not None, text, keyword, found, where)


def _no_keyword(unwanted: tuple[str, ...], look: Look) -> Iterable[Reason]:
    if not unwanted:
        return
    for keyword in unwanted:
        if evidence := _evidence(keyword, look):
            text = f"excluded keyword: {keyword!r} is in the {evidence.where}"
            yield Reason("excluded keyword", False, text, keyword, *evidence)
            return
    text = f"excluded keyword: nothing mentions {either(unwanted)}"
    yield Reason("excluded keyword", True, text)


def _expressions(wanted: tuple[str, ...], listing: Listing) -> Iterable[Reason]:
    for one in wanted:
        found = found_by(one, listing)
        said = f"finds {found.words!r} in the {found.where}" if found else "finds nothing"
        text = f"expression: {one!r} {said}"
        words, where = (found.words, Where(found.where)) if found else (None, None)
        yield Reason("expression", found is not None, text, one, words, where)


def _evidence(keyword: str, look: Look) -> Evidence | None:
    pattern = keyword_pattern(keyword)
    if pattern is None:
        return None
    for where, text in ((Where.TITLE, look.title), (Where.DESCRIPTION, look.description)):
        if (at := text.find(pattern)) >= 0:
            return Evidence(_around(text, *inner_span(pattern, at + len(pattern) - 1)), where)
    return None


def _around(text: str, start: int, end: int) -> str:
    """The whole words of a padded text that what stands there is part of: デニム is found in
    デニムジャケット.
    """
    return text[text.rfind(" ", 0, start) + 1 : text.find(" ", end)]


def _price(price: PriceRange, listing: Listing, rates: Rates | None) -> Iterable[Reason]:
    if not price.is_bounded:
        return
    if not listing.asking:
        yield Reason("price", False, "price: the listing names none")
        return
    passed = holds(price, listing, rates)
    asked = either(converted(money, price.currency, rates) for money in listing.asking)
    if price.shipping is not Shipping.EXCLUDED:
        asked += shipped(listing.shipping, price.currency, rates)
    yield Reason("price", passed, f"price: {asked} is {'' if passed else 'not '}{bounds(price)}")


def _type(wanted: tuple[WantedType, ...], listing: Listing) -> Iterable[Reason]:
    if wanted:
        passed = not types_met(listing.listing_type).isdisjoint(wanted)
        yield _comparison("type", listing.listing_type, wanted, passed)


def _category(wanted: tuple[str, ...], look: Look) -> Iterable[Reason]:
    if wanted:
        passed = any(label(category) in look.categories for category in wanted)
        path = " > ".join(look.listing.category_path) or None
        yield _comparison("category", path, wanted, passed)


def _size(wanted: tuple[str, ...], look: Look) -> Iterable[Reason]:
    if not wanted:
        return
    said = look.listing.size
    met = ((one, term) for one in wanted for term in sizes_asked(one) if term in look.sizes)
    one, term = next(met, ("", ""))
    if said and one and look.sizes[term]:
        yield Reason("size", True, f"size: {said!r} is {one!r} ({look.sizes[term]})", about=one)
    else:
        yield _comparison("size", said, wanted, bool(one))


def _seller(blocked: tuple[str, ...], listing: Listing) -> Iterable[Reason]:
    if blocked:
        passed = not listing.seller_id or listing.seller_id not in blocked
        text = f"seller: {listing.seller_id!r} is {'not ' if passed else ''}blocked"
        yield Reason("seller", passed, text if listing.seller_id else "seller: not named")


def _bids(most: int | None, listing: Listing) -> Iterable[Reason]:
    if most is None:
        return
    bids = listing.bids_so_far
    said = "not said" if bids is None else f"{bids}"
    passed = bids is not None and bids <= most
    yield Reason("bids", passed, f"bids: {said}, wanted are at most {most}")


def _rating(least: Decimal | None, listing: Listing) -> Iterable[Reason]:
    if least is None:
        return
    rating = listing.seller_rating
    said = "not said" if rating is None else f"{rating:f} %"
    passed = rating is not None and rating >= least
    yield Reason("rating", passed, f"rating: {said}, wanted is at least {least:f} %")


def _below(percent: int | None, listing: Listing, median: Median | None) -> Iterable[Reason]:
    if percent is None:
        return
    now, usual = price_now(listing), median.money if median else None
    if now is None:
        yield Reason("median", False, "median: the listing names no price to compare")
    elif median is None or usual is None:
        data = f"{median.count if median else 0} of {COMPARED}"
        yield Reason("median data", False, f"median: not enough data ({data})", about=data)
    else:
        passed = now.currency == usual.currency and is_drop_of(Decimal(percent), was=usual, now=now)
        asked = in_words(usual)
        text = (
            f"median: {in_words(now)} is {'' if passed else 'not '}{percent} % below "
            f"{asked}, of {median.count} listings on {median.as_of}"
        )
        yield Reason("median", passed, text, found=asked)


def _one_of(condition: str, actual: str | None, wanted: tuple[str, ...]) -> Iterable[Reason]:
    if wanted:
        yield _comparison(condition, actual, wanted, actual in wanted)


def _comparison(
    condition: str, actual: str | None, wanted: tuple[str, ...], passed: bool
) -> Reason:
    said = "not said" if actual is None else f"{str(actual)!r}"
    text = f"{condition}: {said}" if passed else f"{condition}: {said}, wanted is {either(wanted)}"
    return Reason(condition, passed, text)


def _named(term: str, words: str, where: Where, said: str | None = None) -> Reason:
    text = f"{words!r} in the {where}{said}" if said else f"{words!r} is in the {where}"
    return Reason("brand", True, f"brand: {text}", term, words, where)
