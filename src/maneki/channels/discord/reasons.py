"""Why somebody was told of a listing, or was not, in words. Pure but for the types it names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from maneki.alerts.why import Explanation, Story, Told, Watched, Why
from maneki.channels.discord.deliveries import became_of
from maneki.channels.discord.described import asked, name_of
from maneki.channels.discord.embeds import market_name, relative_time
from maneki.channels.discord.wording import escaped, length
from maneki.matching.match import Reason
from maneki.model.event import ListingEvent
from maneki.model.filter import Filter, PriceRange, Shipping
from maneki.model.listing import ListingStatus, SeenListing
from maneki.model.money import Money, Rates, convert
from maneki.phrases import say
from maneki.phrases.amounts import amount

LONGEST = 1500
LONGEST_TITLE = 100
MOST_REASONS = 3


def explained(why: Explanation, language: str) -> str:
    """As much of it as there is room for; the last line says how much is left out."""
    lines = [*_lines(why, language)]
    text = lines[0]
    for number, line in enumerate(lines[1:], start=1):
        if length(text) + length(line) > LONGEST:
            more = say("discord.why.more", language, count=len(lines) - number)
            return f"{text}\n{more}"
        text = f"{text}\n{line}"
    return text


def _lines(why: Explanation, language: str) -> Iterable[str]:
    if why.listing is None:
        yield say("discord.why.unseen", language)
        yield from _watched(why.watched, language)
        return
    yield from _seen(why.listing, language)
    for story in why.stories:
        yield from _story(story, language)
    if not why.stories:
        yield say("discord.why.no_event", language)
        yield from (_told(one, language) for one in why.baseline)
        if len(why.baseline) == 1:
            yield from _conditions(why.baseline[0], language)


def _watched(watched: Sequence[Watched], language: str) -> Iterable[str]:
    if not watched:
        yield say("discord.filter.none_yet", language)
    for one in watched:
        names = ", ".join(market_name(name, language) for name in one.markets)
        markets = escaped(names, longest=LONGEST_TITLE) or say("discord.why.no_market", language)
        yield f"• **{name_of(one.filter)}**: {markets}"


def _seen(seen: SeenListing, language: str) -> Iterable[str]:
    listing = seen.listing
    title = escaped(listing.title if listing else seen.external_id, longest=LONGEST_TITLE)
    market = escaped(market_name(seen.market, language), longest=LONGEST_TITLE)
    yield f"**{title or say('alert.untitled', language)}** · {market}"
    times = {
        "first": relative_time(seen.first_seen_at),
        "last": relative_time(seen.last_seen_at),
    }
    yield say("discord.why.seen", language, **times)
    if seen.status is not ListingStatus.ON_SALE:
        yield say(f"discord.why.status.{seen.status}", language)


def _story(story: Story, language: str) -> Iterable[str]:
    event = story.event
    what = say(f"alert.event.{event.kind}", language)
    asking = " / ".join(amount(money, language) for money in event.listing.asking)
    yield f"**{what}** · {relative_time(event.at)}{f' · {asking}' if asking else ''}"
    yield f"-# {_used(story, language)}"
    yield from (_told(one, language) for one in story.told)
    if len(story.told) == 1:
        yield from _conditions(story.told[0], language)


def _used(story: Story, language: str) -> str:
    """What the decision used, as it was written down with it."""
    if story.matched_at is None:
        return say("discord.why.unmatched", language)
    rates = story.event.rates
    return say(
        "discord.why.used",
        language,
        when=relative_time(story.matched_at),
        rates=rates.as_of if rates and rates.as_of else "–",
        dictionary=escaped(story.using.get("dictionary", "–"), longest=40),
    )


def _told(told: Told, language: str) -> str:
    return f"• **{name_of(told.filter)}**: {_because(told, language)}"


def _because(told: Told, language: str) -> str:
    match told.why:
        case Why.QUEUED:
            return " / ".join(became_of(one, language) for one in told.deliveries)
        case Why.INACTIVE:
            return say(f"discord.why.inactive.{told.filter.state}", language)
        case Why.UNFIT:
            missed = (missing(one, told.filter, told.event, language) for one in told.missed)
            return "❌ " + "; ".join([*missed][:MOST_REASONS])
        case Why.UNHEARD:
            return say(f"discord.why.unheard.{told.unheard}", language)
        case _:
            return say(f"discord.why.{told.why}", language)


def _conditions(told: Told, language: str) -> Iterable[str]:
    """Every condition of one filter, and what decided. That it ran, and that the listing was to be
    had, nobody asked for.
    """
    for reason in told.reasons:
        if reason.passed and reason.condition in _UNASKED:
            continue
        mark, said = ("✅", met) if reason.passed else ("❌", missing)
        yield f"-# {mark} {said(reason, told.filter, told.event, language)}"


_UNASKED = frozenset({"filter", "status"})


def met(reason: Reason, wanted: Filter, event: ListingEvent, language: str) -> str:
    """One condition that held: what was asked for, and what the listing says."""
    return say(
        f"discord.why.met.{reason.condition.replace(' ', '_')}",
        language,
        **_filled_in(reason, wanted, event, language),
    )


def missing(reason: Reason, wanted: Filter, event: ListingEvent, language: str) -> str:
    """One condition that did not hold: what was asked for, and what the listing says."""
    return say(
        f"discord.why.not.{reason.condition.replace(' ', '_')}",
        language,
        **_filled_in(reason, wanted, event, language),
    )


def _filled_in(
    reason: Reason, wanted: Filter, event: ListingEvent, language: str
) -> Mapping[str, str]:
    wishes = dict(asked(wanted.criteria, language))
    found = escaped(reason.found or "", longest=LONGEST_TITLE)
    said = _facts(event, wanted.criteria.price, language).get(reason.condition)
    if reason.condition == "brand":
        said = found or said
    wish = reason.about and escaped(reason.about, longest=LONGEST_TITLE)
    where = reason.where.replace(" ", "_") if reason.where else "title"
    return {
        "wanted": wish or wishes.get(_WISHES.get(reason.condition, ""), ""),
        "actual": said or say("discord.why.unsaid", language),
        "found": found,
        "where": say(f"discord.why.where.{where}", language),
    }


_WISHES = {
    "brand": "brands",
    "keyword": "any",
    "excluded keyword": "none",
    "price": "price",
    "market": "markets",
    "type": "listing_types",
    "condition": "conditions",
    "category": "categories",
    "size": "sizes",
    "bids": "max_bids",
    "median": "below_median",
    "rating": "min_rating",
    "event": "events",
}
"""What a condition asks for, as `asked` calls it."""


def _facts(event: ListingEvent, price: PriceRange, language: str) -> Mapping[str, str]:
    """What the listing says about each condition."""
    listing = event.listing
    bids, rating = listing.bids_so_far, listing.seller_rating
    typed, state = listing.listing_type, listing.condition
    words = {
        "brand": listing.brand,
        "category": " > ".join(listing.category_path),
        "size": listing.size,
        "seller": listing.seller_id,
        "market": market_name(listing.market, language),
    }
    return {
        **{key: escaped(said or "", longest=LONGEST_TITLE) for key, said in words.items()},
        "price": _prices(event, price, language),
        "type": say(f"alert.type.{typed}", language) if typed else "",
        "condition": say(f"alert.condition.{state}", language) if state else "",
        "event": say(f"alert.event.{event.kind}", language),
        "median": _prices(event, price, language),
        "bids": "" if bids is None else str(bids),
        "rating": "" if rating is None else f"{rating:f} %",
    }


def _prices(event: ListingEvent, price: PriceRange, language: str) -> str:
    """What is asked for, and, if the filter counts it, what shipping adds."""
    listing, currency, rates = event.listing, price.currency, event.rates
    prices = " / ".join(_beside(money, currency, rates, language) for money in listing.asking)
    if not prices or price.shipping is Shipping.EXCLUDED:
        return prices
    cost = listing.shipping
    if cost is None:
        return say("discord.why.shipping.unknown", language, prices=prices)
    if not cost.amount:
        return say("discord.why.shipping.free", language, prices=prices)
    extra = _beside(cost, currency, rates, language)
    return say("discord.why.shipping.known", language, prices=prices, cost=extra)


def _beside(money: Money, currency: str, rates: Rates | None, language: str) -> str:
    """An amount, and what it came to in the filter's currency."""
    if money.currency == currency:
        return amount(money, language)
    other = convert(money, to=currency, rates=rates)
    if other is None:
        return say("discord.why.no_rate", language, amount=amount(money, language))
    return f"{amount(money, language)} = {amount(other, language)}"
