"""A filter, told back to its owner. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from maneki.channels.discord.embeds import market_name, relative_time
from maneki.channels.discord.wording import escaped
from maneki.model.filter import Criteria, Filter, FilterState, PriceRange, Shipping
from maneki.model.money import Money
from maneki.model.person import Destination, DestinationKind
from maneki.phrases import say
from maneki.phrases.amounts import amount

_LONGEST_NAME = 100
_LONGEST_LIST = 120
_LONGEST_SUMMARY = 120


def name_of(user_filter: Filter) -> str:
    return escaped(user_filter.name, longest=_LONGEST_NAME)


def criteria_lines(criteria: Criteria, *, language: str) -> list[str]:
    """One line for everything that was asked for, as it was understood."""
    return [
        f"• {say(f'discord.asked.{key}', language)}: {value}"
        for key, value in asked(criteria, language)
        if value
    ]


def summary(criteria: Criteria, *, language: str) -> str:
    """What is asked for, in one short line."""
    values = [value for key, value in asked(criteria, language) if value and key != "events"]
    return _short(values, _LONGEST_SUMMARY)


def state_of(user_filter: Filter, *, language: str) -> str:
    """A mark in front of a filter's name, and until when it is snoozed."""
    if user_filter.state is FilterState.ACTIVE and user_filter.snoozed_until is not None:
        return say("discord.state.snoozed", language, when=relative_time(user_filter.snoozed_until))
    return say(f"discord.state.{user_filter.state}", language)


def destination_name(destination: Destination, *, language: str) -> str:
    if destination.kind is DestinationKind.DM:
        return say("discord.place.dm", language)
    return f"<#{destination.address}>"


def asked(criteria: Criteria, language: str) -> Iterable[tuple[str, str]]:
    """Everything that can be asked for, by its key, and what is; nothing where nothing is."""
    words = criteria.keywords
    yield "brands", _listed(criteria.brands)
    yield "all", _listed(words.all)
    yield "any", _listed(words.any)
    yield "none", _listed(words.none)
    yield "expressions", _listed(criteria.expressions)
    yield "price", _price(criteria.price, language)
    yield "markets", _listed([market_name(name, language) for name in criteria.markets])
    yield "listing_types", _labels("wanted", criteria.listing_types, language)
    yield "conditions", _labels("alert.condition", criteria.conditions, language)
    yield "sizes", _listed(criteria.sizes)
    yield "categories", _listed(criteria.categories)
    yield "blocked_sellers", _listed(criteria.blocked_sellers)
    yield "max_bids", "" if criteria.max_bids is None else str(criteria.max_bids)
    yield "min_rating", "" if criteria.min_rating is None else f"{criteria.min_rating:f} %"
    yield "below_median", "" if criteria.below_median is None else f"{criteria.below_median} %"
    yield "events", _labels("alert.event", criteria.events, language)


def _price(price: PriceRange, language: str) -> str:
    bounds = _bounds(price, language)
    if not bounds or price.shipping is Shipping.EXCLUDED:
        return bounds
    return say(f"discord.asked.shipping.{price.shipping}", language, price=bounds)


def _bounds(price: PriceRange, language: str) -> str:
    least, most = (
        amount(Money(bound, price.currency), language) if bound is not None else ""
        for bound in (price.min, price.max)
    )
    if least and most:
        return f"{least} – {most}"
    if least:
        return f"≥ {least}"
    return f"≤ {most}" if most else ""


def _labels(key: str, values: Sequence[str], language: str) -> str:
    return _listed([say(f"{key}.{value}", language) for value in values])


def _listed(values: Sequence[str]) -> str:
    return _short([escaped(value, longest=_LONGEST_NAME) for value in values], _LONGEST_LIST)


def _short(values: Sequence[str], longest: int) -> str:
    """The values with commas, as many as there is room for, and how many more there are."""
    shown = ""
    for number, value in enumerate(values):
        longer = f"{shown}, {value}" if shown else value
        if number and len(longer) > longest:
            return f"{shown} (+{len(values) - number})"
        shown = longer
    return shown
