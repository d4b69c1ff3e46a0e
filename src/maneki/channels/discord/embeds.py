"""One alert as one compact embed. Pure.

What the market did not say is an absent line, never a zero or a guess. Lines are laid out in a
fixed order; where the room of an embed does not suffice, the less important ones are left out.
Embed limits: https://discord.com/developers/docs/resources/message#embed-object-embed-limits
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from maneki.channels.discord.wording import escaped, length, plain, web_address
from maneki.model.event import EventKind
from maneki.model.listing import Listing, ShippingPayer
from maneki.model.money import Money
from maneki.model.outbox import AlertCard, Matched, Waiting
from maneki.phrases import markets, say
from maneki.phrases.amounts import amount

LONGEST_EMBED = 600
MOST_EMBEDS = 10

_LONGEST_TITLE = 180
_LONGEST_WORD = 60
_LONGEST_NAMES = 140
_LONGEST_NAME = 60
_MOST_CONVERSIONS = 4

_COLOURS = {
    EventKind.NEW: 0x3BA55D,
    EventKind.PRICE_DROP: 0xED4245,
    EventKind.BACK_ON_SALE: 0x5865F2,
    EventKind.ENDING_SOON: 0xFAA61A,
}


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the description. The lowest `rank` is the most important one."""

    rank: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Who else hears of an alert in the same message.

    `named` are the user ids of those who do not hear of everything in it; `cards` the same alert
    as each of the others would be shown it.
    """

    named: Sequence[str] = ()
    cards: Sequence[AlertCard] = ()


ALONE = Audience()


def embed_of(
    card: AlertCard,
    *,
    language: str,
    filters: Sequence[Matched] = (),
    audience: Audience = ALONE,
    with_picture: bool = True,
) -> dict[str, Any]:
    """The embed of a card: at most `LONGEST_EMBED` characters, in Discord's JSON.

    `filters` are named as they are given: give none where others can read.
    """
    title = escaped(card.listing.title, longest=_LONGEST_TITLE) or say("alert.untitled", language)
    author = say(f"alert.event.{card.event}", language)
    room = LONGEST_EMBED - length(title) - length(author)
    embed: dict[str, Any] = {
        "title": title,
        "author": {"name": author},
        "color": _COLOURS[card.event],
    }
    if url := web_address(card.listing.url):
        embed["url"] = url
    if description := _description(_lines(card, language, filters, audience), room=room):
        embed["description"] = description
    if with_picture and (picture := picture_of(card.listing)):
        embed["thumbnail"] = {"url": picture}
    return embed


def room_for(waiting: Waiting) -> int:
    """How many of these items, in their order, one message can carry.

    Of several embeds with one address Discord shows only the first, so a second alert about the
    same page waits for the next message.
    """
    seen: set[str] = set()
    for number, item in enumerate(waiting.items[:MOST_EMBEDS]):
        url = web_address(item.card.listing.url) if item.card else None
        if url in seen:
            return number
        if url is not None:
            seen.add(url)
    return min(MOST_EMBEDS, len(waiting.items))


def picture_of(listing: Listing) -> str | None:
    return next(filter(None, map(web_address, listing.image_urls)), None)


def market_name(market: str, language: str) -> str:
    """What people call a market, whoever named it."""
    return plain(markets.market_name(market, language), longest=_LONGEST_WORD)


def relative_time(moment: datetime) -> str:
    """A time that everybody's client shows as "in 3 hours"."""
    return f"<t:{int(moment.timestamp())}:R>"


def price_line(card: AlertCard, language: str, audience: Audience = ALONE) -> str | None:
    """`~~¥15,000~~ → **¥12,000** ≈ $80.12 (ECB rate of 2026-11-20)`; None without a price.

    Converted to the currency of everybody who hears of it.
    """
    if card.asking is None:
        return None
    price = f"**{amount(card.asking, language)}**"
    if card.before is not None:
        price = f"~~{amount(card.before, language)}~~ → {price}{_percentage(card)}"
    everybodys = (card, *audience.cards)
    conversions = {one.converted: one.rates_as_of for one in everybodys if one.converted}
    for converted in list(conversions)[:_MOST_CONVERSIONS]:
        price += f" {_converted(converted, conversions[converted], language)}"
    return price


def also_for(audience: Audience, language: str) -> str | None:
    """Who hears of this alert, but not of everything in its message."""
    if not audience.named:
        return None
    people = " ".join(f"<@{user}>" for user in audience.named)
    return say("alert.also_for", language, people=people)


def _percentage(card: AlertCard) -> str:
    before, now = card.before, card.asking
    if not before or not now or before.currency != now.currency or now.amount >= before.amount:
        return ""
    return f" (−{100 * (before.amount - now.amount) // before.amount}%)"


def _converted(converted: Money, as_of: str | None, language: str) -> str:
    written = amount(converted, language)
    if as_of is None:
        return say("alert.price.converted_undated", language, amount=written)
    return say("alert.price.converted", language, amount=written, date=as_of)


def _lines(
    card: AlertCard, language: str, filters: Sequence[Matched], audience: Audience
) -> Iterable[_Line]:
    """The lines in the order shown."""
    listing = card.listing
    candidates = (
        (0, price_line(card, language, audience)),
        (5, _buy_now(card, language)),
        (4, _goods(listing, language)),
        (3, _sale(listing, language)),
        (2, _ends(listing, language)),
        (6, _shipping(listing, language)),
        (7, _listed(listing, language)),
        (1, _matched(filters, language)),
        (1, also_for(audience, language)),
    )
    return (_Line(rank, text) for rank, text in candidates if text)


def _description(lines: Iterable[_Line], *, room: int) -> str:
    shown = list(lines)
    while shown and _needed(shown) > room:
        shown.remove(max(shown, key=lambda line: line.rank))
    return "\n".join(line.text for line in shown)


def _needed(lines: Sequence[_Line]) -> int:
    return sum(length(line.text) for line in lines) + len(lines) - 1


def _buy_now(card: AlertCard, language: str) -> str | None:
    buy_now = card.listing.buy_now
    if buy_now is None or buy_now == card.asking:
        return None
    return say("alert.buy_now", language, amount=amount(buy_now, language))


def _goods(listing: Listing, language: str) -> str | None:
    parts = [
        _word(listing.brand),
        say(f"alert.condition.{listing.condition}", language) if listing.condition else None,
        say("alert.size", language, size=size) if (size := _word(listing.size)) else None,
    ]
    return " · ".join(filter(None, parts)) or None


def _sale(listing: Listing, language: str) -> str | None:
    parts = [
        escaped(market_name(listing.market, language), longest=_LONGEST_WORD),
        say(f"alert.type.{listing.listing_type}", language) if listing.listing_type else None,
        say("alert.bids", language, count=listing.bids) if listing.bids is not None else None,
    ]
    return " · ".join(filter(None, parts)) or None


def _ends(listing: Listing, language: str) -> str | None:
    ends_at = listing.ends_at
    return say("alert.ends", language, when=relative_time(ends_at)) if ends_at else None


def _listed(listing: Listing, language: str) -> str | None:
    listed_at = listing.listed_at
    return say("alert.listed", language, when=relative_time(listed_at)) if listed_at else None


def _shipping(listing: Listing, language: str) -> str | None:
    cost = listing.shipping_cost
    if cost is not None and cost.amount:
        return say("alert.shipping.cost", language, cost=amount(cost, language))
    is_extra = cost is None and listing.shipping_payer is ShippingPayer.BUYER
    return say("alert.shipping.buyer", language) if is_extra else None


def _matched(filters: Sequence[Matched], language: str) -> str | None:
    names: list[str] = []
    room = _LONGEST_NAMES
    for one in filters:
        name = escaped(one.name, longest=_LONGEST_NAME)
        if length(name) + 2 > room:
            break
        names.append(name)
        room -= length(name) + 2
    if more := len(filters) - len(names):
        names.append(say("alert.matched.more", language, count=more))
    return say("alert.matched", language, names=", ".join(names)) if names else None


def _word(text: str | None) -> str | None:
    return escaped(text, longest=_LONGEST_WORD) if text else None
