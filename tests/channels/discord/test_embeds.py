"""What an alert looks like: the facts, nothing invented, and never more than Discord takes."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from tests.channels.discord.cards import (
    CHANNEL,
    DM,
    NOON,
    alert,
    any_card,
    any_text,
    card,
    listing,
    size_of,
)

from maneki.channels.discord.embeds import LONGEST_EMBED, embed_of, market_name, room_for
from maneki.channels.discord.wording import escaped, length, web_address
from maneki.model.event import EventKind
from maneki.model.ids import FilterId
from maneki.model.listing import Condition, ListingType, ShippingPayer
from maneki.model.money import Money
from maneki.model.outbox import Matched, Waiting

# What Discord would act on: a mention, a link, or the start of one.
ACTIVE = re.compile(r"@(?!\u200b)|(?<!\\)<|(?<!\\):(?=//)|(?<!\\)\[|[\x00-\x1f]")


def described(shown: dict[str, Any]) -> list[str]:
    return str(shown.get("description", "")).split("\n")


def test_an_alert_shows_the_facts_of_its_listing() -> None:
    offered = listing(
        brand="Rick Owens",
        condition=Condition.LIKE_NEW,
        size="43",
        listing_type=ListingType.AUCTION_BUY_NOW,
        buy_now=Money(90_000, "JPY"),
        bids=3,
        shipping_payer=ShippingPayer.BUYER,
        image_urls=("https://img.example/1.jpg", "https://img.example/2.jpg"),
        listed_at=NOON,
        ends_at=NOON + timedelta(hours=5),
    )
    shown = embed_of(
        card(offered, converted=Money(30_719, "USD"), rates_as_of="2026-01-05"),
        language="en",
        filters=(Matched(id=FilterId("1"), name="geobaskets"),),
    )
    start = int(NOON.timestamp())
    assert shown["title"] == "Rick Owens Geobasket 43"
    assert shown["url"] == "https://market.example/item/m1"
    assert shown["thumbnail"] == {"url": "https://img.example/1.jpg"}
    assert described(shown) == [
        "**¥48,000** ≈ $307.19 (ECB rate of 2026-01-05)",
        "Buy now: ¥90,000",
        "Rick Owens · Like new · size 43",
        "Mercari · Auction with buy-now price · bids: 3",
        f"Ends <t:{start + 5 * 3600}:R>",
        "Shipping is paid by the buyer",
        f"Listed <t:{start}:R>",
        "Matched: geobaskets",
    ]


def test_an_alert_in_japanese_says_the_same() -> None:
    offered = listing(condition=Condition.VERY_GOOD, shipping_payer=ShippingPayer.BUYER)
    shown = embed_of(
        card(offered, converted=Money(30_719, "USD"), rates_as_of="2026-01-05"), language="ja"
    )
    assert shown["author"] == {"name": "新着"}
    assert described(shown) == [
        "**￥48,000** ≈ $307.19（2026-01-05 のECBレート）",
        "目立った傷や汚れなし",
        "メルカリ",
        "送料は購入者負担",
    ]


def test_what_the_market_did_not_say_is_not_there() -> None:
    shown = embed_of(card(listing(price=None, url=None)), language="en")
    assert "url" not in shown
    assert "thumbnail" not in shown
    assert described(shown) == ["Mercari"]


def test_a_price_drop_shows_what_it_cost_before() -> None:
    dropped = card(event=EventKind.PRICE_DROP, before=Money(60_000, "JPY"))
    shown = embed_of(dropped, language="en")
    assert shown["author"] == {"name": "Price drop"}
    assert described(shown)[0] == "~~¥60,000~~ → **¥48,000** (−20%)"


def test_shipping_that_the_seller_pays_is_not_mentioned() -> None:
    offered = listing(shipping_payer=ShippingPayer.SELLER)
    assert "Shipping" not in embed_of(card(offered), language="en")["description"]


def test_filters_that_do_not_fit_are_counted() -> None:
    many = tuple(Matched(id=FilterId(str(n)), name=f"filter number {n} of many") for n in range(9))
    last = described(embed_of(card(), language="en", filters=many))[-1]
    assert last.startswith("Matched: filter number 0 of many, ")
    assert last.endswith(", +4 more")


def test_a_source_we_do_not_know_keeps_its_own_name() -> None:
    assert market_name("bobs_shop", "en") == "bobs_shop"
    shown = embed_of(card(listing(market="bobs_*shop*")), language="en")
    assert described(shown)[-1] == "bobs\\_\\*shop\\*"


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("**SALE** _now_ `x`", "\\*\\*SALE\\*\\* \\_now\\_ \\`x\\`"),
        ("~~y~~ ||z||", "\\~\\~y\\~\\~ \\|\\|z\\|\\|"),
        ("@everyone <@123> <@&1> <#2>", "@\u200beveryone \\<@\u200b123> \\<@\u200b&1> \\<#2>"),
        ("[free](https://e.example)", "\\[free\\](https\\://e.example)"),
        ("a\x00b\x1b[0m\u202ec\u200f\ud83dd", "ab\\[0mcd"),
        (" two\r\nlines\u2028here\t ", "two lines here"),
        ("# big", "\\# big"),
        ("サイズ：L 「美品」", "サイズ：L 「美品」"),
        ("\x00\u202e", "(no title)"),
    ],
)  # fmt: skip
def test_a_title_does_nothing_but_be_read(title: str, shown: str) -> None:
    assert embed_of(card(listing(title=title)), language="en")["title"] == shown


def test_a_title_of_ten_megabytes_is_cut_on_a_whole_character() -> None:
    shown = embed_of(card(listing(title="👩‍👩‍👧" * 1_500_000)), language="en")["title"]
    assert length(shown) <= 256
    assert shown.endswith("…")
    assert shown.encode()


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "ftp://e.example/x", "http://", "//e.example", "", "https://[x/",
     "https://e.example/a b", "https://e.example/\ud800", "https://e.example/" + "x" * 2040,
     "https://e.example:x/"],
)  # fmt: skip
def test_an_address_discord_would_refuse_is_left_out(url: str) -> None:
    shown = embed_of(card(listing(url=url, image_urls=(url,))), language="en")
    assert "url" not in shown
    assert "thumbnail" not in shown


def test_the_first_picture_that_has_an_address_is_shown() -> None:
    offered = listing(image_urls=("data:image/png;base64,x", "https://img.example/é.jpg"))
    shown = embed_of(card(offered), language="en")
    assert shown["thumbnail"] == {"url": "https://img.example/%C3%A9.jpg"}


@given(any_card, any_text)
def test_no_card_makes_more_than_a_compact_embed(shown: Any, name: str) -> None:
    named = [Matched(id=FilterId("1"), name=name)] * 3
    for language in ("en", "ja"):
        embed = embed_of(shown, language=language, filters=named)
        assert 0 < length(embed["title"]) <= 256
        assert size_of(embed) <= LONGEST_EMBED
        assert embed.get("description", "x").strip()
        for url in (embed.get("url"), embed.get("thumbnail", {}).get("url")):
            assert url is None or re.fullmatch(r"(?i)https?://[\x21-\x7e]{1,2048}", url)


@given(any_text)
def test_no_text_keeps_a_mention_a_link_or_what_cannot_be_sent(text: str) -> None:
    shown = escaped(text, longest=200)
    assert length(shown) <= 200
    assert len(shown.encode()) >= len(shown)
    assert not ACTIVE.search(shown.replace("\\\\", ""))


@given(any_text)
def test_an_address_is_ascii_and_short_or_none(text: str) -> None:
    address = web_address(text)
    assert address is None or (address.isascii() and len(address) <= 2048)


def waiting(*items: Any) -> Waiting:
    return Waiting(destination=DM, items=items)


def test_ten_alerts_travel_together() -> None:
    assert room_for(waiting(*(alert(number) for number in range(12)))) == 10


def test_a_second_alert_about_the_same_page_waits_for_the_next_message() -> None:
    assert room_for(waiting(alert(1), alert(2), alert(1), alert(3))) == 2


def test_a_shared_channel_has_the_same_room() -> None:
    assert room_for(Waiting(destination=CHANNEL, items=(alert(1), alert(2)))) == 2
