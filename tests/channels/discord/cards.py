"""Listings, cards and parcels for the tests of this folder, and Hypothesis's idea of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from maneki.channels.discord.wording import length
from maneki.model.event import EventKind
from maneki.model.ids import AlertId, DestinationId, FilterId, OutboxId, ParcelId, PersonId
from maneki.model.listing import (
    Condition,
    Listing,
    ListingType,
    ShippingPayer,
)
from maneki.model.money import Money
from maneki.model.outbox import AlertCard, Item, Matched, Note, OutboxKind, Parcel
from maneki.model.person import Destination, DestinationKind

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
DM = Destination(
    id=DestinationId("dm"),
    kind=DestinationKind.DM,
    address="700",
    person_id=PersonId("p"),
)
CHANNEL = Destination(
    id=DestinationId("channel"),
    kind=DestinationKind.CHANNEL,
    address="900",
    person_id=PersonId("p"),
)


def listing(**changes: Any) -> Listing:
    facts: dict[str, Any] = {
        "market": "mercari_jp",
        "external_id": "m1",
        "title": "Rick Owens Geobasket 43",
        "url": "https://market.example/item/m1",
        "price": Money(48_000, "JPY"),
        **changes,
    }
    return Listing(**facts)


def card(offered: Listing | None = None, **changes: Any) -> AlertCard:
    offered = offered or listing()
    facts: dict[str, Any] = {"event": EventKind.NEW, "listing": offered, "asking": offered.price}
    return AlertCard(**{**facts, **changes})


def alert(number: int = 1, *, of: AlertCard | None = None, names: tuple[str, ...] = ()) -> Item:
    shown = of or card(listing(url=f"https://market.example/item/m{number}"))
    return Item(
        id=OutboxId(f"o{number}"),
        kind=OutboxKind.ALERT,
        destination_id=DestinationId("dm"),
        priority=10,
        due_at=NOON,
        queued_at=NOON,
        person_id=PersonId("p"),
        alert_id=AlertId(f"01HALERT{number:018}"),
        card=shown,
        filters=tuple(Matched(id=FilterId(name), name=name) for name in names),
    )


def note(text: str, *cards: AlertCard) -> Item:
    return Item(
        id=OutboxId("o"),
        kind=OutboxKind.NOTICE,
        destination_id=DestinationId("dm"),
        priority=20,
        due_at=NOON,
        queued_at=NOON,
        note=Note(text=text, cards=cards),
    )


def parcel(*items: Item, to: Destination = DM, plainness: int = 0, language: str = "en") -> Parcel:
    return Parcel(
        id=ParcelId("parcel"),
        nonce="01HNONCE0000000000000000"[:25],
        destination=to,
        items=items,
        plainness=plainness,
        language=language,
        first_sent_at=NOON,
    )


# What sellers write, at its worst: every plane of Unicode, lone surrogates, direction marks,
# mentions, markdown, control characters, and all of it very often.
NASTY = (
    "@everyone", "@here", "<@123456789012345678>", "<@&1>", "<#2>", "</cmd:1>", "<t:0:R>",
    "<a:x:1>", "[a](http://e.example)", "https://e.example/_x_", "\u202e", "\u200f", "\ud83d",
    "\udc00", "\x00", "\x1b[31m", "\r\n", "👩‍👩‍👧", "🇯🇵", "é́́́", "\u2028", "\ufffe", "~~",
    "||", "```", "\\", "   ", "\u200d", "# ", "> ", "- ", "ｶﾞ", "リック・オウエンス",
)  # fmt: skip
any_char = st.characters(exclude_categories=())
any_text = st.one_of(
    st.text(any_char, max_size=80),
    st.lists(st.one_of(st.sampled_from(NASTY), st.text(any_char, max_size=8)), max_size=60).map(
        "".join
    ),
    st.text(any_char, min_size=1, max_size=6).map(lambda piece: piece * 400),
)
any_url = st.one_of(
    st.none(),
    any_text,
    any_text.map("https://e.example/{}".format),
    st.sampled_from(
        ["javascript:alert(1)", "http://", "https://e.example:x/", "HTTPS://E.example/"]
    ),
    st.integers(400, 4000).map(lambda size: "https://e.example/" + "a" * size),
)
any_money = st.builds(
    Money, st.integers(0, 10**12), st.sampled_from(["JPY", "USD", "EUR", "KWD", "XXX"])
)
any_time = st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30)).map(  # noqa: DTZ001
    lambda moment: moment.replace(tzinfo=UTC)
)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


any_listing = st.builds(
    Listing,
    market=st.one_of(st.sampled_from(["mercari_jp", "feed"]), any_text.filter(bool)),
    external_id=st.just("x"),
    title=any_text,
    url=any_url,
    price=maybe(any_money),
    brand=maybe(any_text),
    condition=maybe(st.sampled_from(Condition)),
    size=maybe(any_text),
    listing_type=maybe(st.sampled_from(ListingType)),
    buy_now=maybe(any_money),
    bids=maybe(st.integers(0, 10**6)),
    shipping_payer=maybe(st.sampled_from(ShippingPayer)),
    image_urls=st.lists(any_url.filter(lambda url: url is not None), max_size=3).map(tuple),
    listed_at=maybe(any_time),
    ends_at=maybe(any_time),
)
any_card = st.builds(
    AlertCard,
    event=st.sampled_from(EventKind),
    listing=any_listing,
    asking=maybe(any_money),
    converted=maybe(any_money),
    rates_as_of=maybe(st.just("2026-11-20")),
    before=maybe(any_money),
)
any_alert = st.builds(
    lambda number, shown, names: alert(number, of=shown, names=names),
    st.integers(0, 10**17),
    any_card,
    st.lists(any_text, max_size=12).map(tuple),
)
any_note = st.builds(
    lambda text, cards: note(text, *cards), any_text, st.lists(any_card, max_size=12)
)
any_parcel = st.builds(
    lambda items, to, plainness, language: parcel(
        *items, to=to, plainness=plainness, language=language
    ),
    st.lists(any_alert, min_size=1, max_size=10) | any_note.map(lambda one: [one]),
    st.sampled_from([DM, CHANNEL]),
    st.integers(0, 3),
    st.sampled_from(["en", "ja"]),
)


def size_of(embed: dict[str, Any]) -> int:
    """The characters of an embed that count towards the 6,000 of a message."""
    return (
        length(embed.get("title", ""))
        + length(embed.get("description", ""))
        + length(embed.get("author", {}).get("name", ""))
    )
