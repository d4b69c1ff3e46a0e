"""A filter, told back to its owner. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import accumulate

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
_LONGEST_CHANGES = 600


def name_of(user_filter: Filter) -> str:
    return escaped(user_filter.name, longest=_LONGEST_NAME)


def criteria_lines(criteria: Criteria, *, language: str) -> list[str]:
    """One line for everything that was asked for, as it was understood."""
    return [
        f"• {say(f'discord.asked.{key}', language)}: {value}"
        for key, value in asked(criteria, language)
        if value
    ]


def change_lines(
    before: Filter, now: Filter, *, places: tuple[str, str], language: str
) -> list[str]:
    """One line for everything that is different, as many as there is room for.

    `places` are where its alerts went and where they go.
    """
    none = say("discord.edit.unasked", language)
    lines = [
        say("discord.edit.line", language, what=what, before=was or none, now=is_now or none)
        for what, was, is_now in _different(before, now, places, language)
    ]
    ends = accumulate(map(len, lines))
    shown = [line for line, end in zip(lines, ends, strict=True) if end <= _LONGEST_CHANGES]
    if len(shown) < len(lines):
        shown.append(say("discord.edit.more", language, count=len(lines) - len(shown)))
    return shown


def edit_notes(now: Filter, *, withdrawn: int, language: str) -> list[str]:
    """What else is to be known of a filter that was changed."""
    notes = []
    if withdrawn:
        notes.append(say("discord.edit.withdrawn", language, count=withdrawn))
    if not now.is_active:
        notes.append(say(f"discord.edit.still_{now.state}", language))
    return notes


def _different(
    before: Filter, now: Filter, places: tuple[str, str], language: str
) -> Iterable[tuple[str, str, str]]:
    if before.name != now.name:
        yield say("discord.edit.name", language), name_of(before), name_of(now)
    for key, was, is_now in _changes(before.criteria, now.criteria, language):
        yield say(f"discord.asked.{key}", language), was, is_now
    if before.priority != now.priority:
        yield say("discord.edit.priority", language), str(before.priority), str(now.priority)
    if before.destination_id != now.destination_id:
        yield say("discord.edit.place", language), *places


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
    return ((key, _short(values, _LONGEST_LIST)) for key, values in _asked(criteria, language))


def _asked(criteria: Criteria, language: str) -> Iterable[tuple[str, list[str]]]:
    words = criteria.keywords
    yield "brands", _shown(criteria.brands)
    yield "all", _shown(words.all)
    yield "any", _shown(words.any)
    yield "none", _shown(words.none)
    yield "expressions", _shown(criteria.expressions)
    yield "price", _price(criteria.price, language)
    yield "markets", _shown([market_name(name, language) for name in criteria.markets])
    yield "listing_types", _labels("wanted", criteria.listing_types, language)
    yield "conditions", _labels("alert.condition", criteria.conditions, language)
    yield "sizes", _shown(criteria.sizes)
    yield "categories", _shown(criteria.categories)
    yield "blocked_sellers", _shown(criteria.blocked_sellers)
    yield "max_bids", [] if criteria.max_bids is None else [str(criteria.max_bids)]
    yield "min_rating", [] if criteria.min_rating is None else [f"{criteria.min_rating:f} %"]
    yield "below_median", [] if criteria.below_median is None else [f"{criteria.below_median} %"]
    yield "events", _labels("alert.event", criteria.events, language)


def _changes(before: Criteria, now: Criteria, language: str) -> Iterable[tuple[str, str, str]]:
    """What is asked for otherwise, by its key: what was, and what is; nothing where nothing is."""
    both = zip(_asked(before, language), _asked(now, language), strict=True)
    for (key, was), (_, is_now) in both:
        if was == is_now:
            continue
        shown = _short(was, _LONGEST_LIST), _short(is_now, _LONGEST_LIST)
        if shown[0] == shown[1]:
            # Too far behind in a long list to be seen: then only what differs.
            shown = _differing(was, is_now), _differing(is_now, was)
        yield key, *shown


def _differing(some: Sequence[str], others: Collection[str]) -> str:
    own = [one for one in some if one not in others]
    return f"… {_short(own, _LONGEST_LIST)}" if own else "…"


def _price(price: PriceRange, language: str) -> list[str]:
    bounds = _bounds(price, language)
    if not bounds:
        return []
    if price.shipping is Shipping.EXCLUDED:
        return [bounds]
    return [say(f"discord.asked.shipping.{price.shipping}", language, price=bounds)]


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


def _labels(key: str, values: Sequence[str], language: str) -> list[str]:
    return _shown([say(f"{key}.{value}", language) for value in values])


def _shown(values: Sequence[str]) -> list[str]:
    return [escaped(value, longest=_LONGEST_NAME) for value in values]


def _short(values: Sequence[str], longest: int) -> str:
    """The values with commas, as many as there is room for, and how many more there are."""
    shown = ""
    for number, value in enumerate(values):
        longer = f"{shown}, {value}" if shown else value
        if number and len(longer) > longest:
            return f"{shown} (+{len(values) - number})"
        shown = longer
    return shown
