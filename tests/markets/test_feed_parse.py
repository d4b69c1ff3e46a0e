from __future__ import annotations

import gzip
import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maneki.errors import MarketChangedError
from maneki.markets.feed.parse import LONGEST_KEY, MOST_ENTRIES, parse_feed
from maneki.model.interchange import read_listing, write_listing
from maneki.model.listing import Condition, Listing, ListingStatus
from maneki.model.money import Money


def rss(*items: str, channel: str = "") -> bytes:
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        '<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"'
        ' xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:atom="http://www.w3.org/2005/Atom">'
        f"<channel><title>Shop</title>{channel}"
        + "".join(f"<item>{item}</item>" for item in items)
        + "</channel></rss>"
    ).encode()


def only(body: bytes) -> Listing:
    (listing,) = parse_feed(body, url="https://shop.example/new.xml").listings
    return listing


# --- recordings ------------------------------------------------------------------------------


def test_the_recorded_deals_feed_is_read_with_its_prices(recordings: Path) -> None:
    feed = parse_feed((recordings / "rss" / "huginn_slickdeals.atom").read_bytes())
    assert len(feed.listings) == 79
    assert feed.is_whole
    first, second = feed.listings[:2]
    assert first.external_id == (
        "http://feedproxy.google.com/~r/SlickdealsnetFP/~3/tojFMKcc-zM/green-man-gaming---pc-games-"
        "tomb-raider-game-of-the-year-6-hitman-absolution-elite-edition"
    )
    assert first.title == (
        "PC Games: Tomb Raider: Game of the Year $6, Hitman Absolution: Elite Edition  $5 & More"
    )
    assert first.url == first.external_id
    assert first.listed_at == datetime(2014, 9, 13, 18, 13, 44, tzinfo=UTC)
    assert first.price is None
    assert second.price == Money(860, "USD")
    assert feed.unclear_prices == 13
    assert sum(listing.price is not None for listing in feed.listings) == 61


def test_the_recorded_atom_feed_is_read_with_every_field(recordings: Path) -> None:
    listing = only((recordings / "rss" / "feedparser_atom10.xml").read_bytes())
    assert listing == Listing(
        market="feed",
        external_id="tag:feedparser.org,2005-11-09:/docs/examples/atom10.xml:3",
        title="First entry title",
        url="http://example.org/entry/3",
        seller_id="Mark Pilgrim",
        description="Watch out for nasty tricks",
        listed_at=datetime(2005, 11, 9, 0, 23, 47, tzinfo=UTC),
        updated_at=datetime(2005, 11, 9, 11, 56, 34, tzinfo=UTC),
    )


def test_a_recorded_feed_that_breaks_off_is_read_as_far_as_it_is_whole(recordings: Path) -> None:
    body = (recordings / "rss" / "huginn_slickdeals.atom").read_bytes()
    whole = parse_feed(body).listings
    for cut in range(len(body) // 2, len(body) // 2 + 700, 23):
        feed = parse_feed(body[:cut])
        assert not feed.is_whole
        assert feed.listings == whole[: len(feed.listings)]
        assert 35 < len(feed.listings) < 45


# --- fields ----------------------------------------------------------------------------------


def test_every_field_that_a_shops_feed_gives_is_kept() -> None:
    listing = only(
        rss(
            "<title>Dust &amp;amp; coat</title><link>/items/7</link>"
            '<guid isPermaLink="false">shop-7</guid>'
            "<g:price>12000 JPY</g:price><g:brand>Rick Owens</g:brand>"
            "<g:condition>new</g:condition>"
            "<g:size>M</g:size><g:availability>out of stock</g:availability><g:adult>yes</g:adult>"
            "<g:product_type>Men &gt; Coats</g:product_type><category>Archive</category>"
            "<g:image_link>https://shop.example/7.jpg</g:image_link>"
            '<media:content url="https://shop.example/7b.jpg" medium="image"/>'
            '<media:content url="https://shop.example/7.mp4" medium="video"/>'
            '<enclosure url="https://shop.example/7c.jpg" type="image/jpeg" length="1"/>'
            '<media:thumbnail url="https://shop.example/7t.jpg"/>'
            "<dc:creator>the shop</dc:creator>"
            "<description>&lt;p&gt;Worn &lt;b&gt;once&lt;/b&gt;.&lt;/p&gt;</description>"
            "<pubDate>Fri, 20 Nov 2026 10:00:00 +0900</pubDate>"
            "<atom:updated>2026-11-20T02:00:00Z</atom:updated>"
        )
    )
    assert listing == Listing(
        market="feed",
        external_id="shop-7",
        title="Dust & coat",
        url="https://shop.example/items/7",
        price=Money(12_000, "JPY"),
        brand="Rick Owens",
        condition=Condition.NEW,
        size="M",
        status=ListingStatus.SOLD,
        seller_id="the shop",
        category_path=("Men", "Coats", "Archive"),
        description="Worn once.",
        image_urls=tuple(f"https://shop.example/7{n}.jpg" for n in ("", "b", "c", "t")),
        adult=True,
        listed_at=datetime(2026, 11, 20, 1, tzinfo=UTC),
        updated_at=datetime(2026, 11, 20, 2, tzinfo=UTC),
    )


def test_what_a_feed_does_not_say_is_absent() -> None:
    listing = only(rss("<title>Coat</title><guid>a</guid>"))
    assert listing == Listing(market="feed", external_id="a", title="Coat", url=None)


def test_the_key_is_the_guid_else_the_link_else_a_hash_of_the_title() -> None:
    assert (
        only(rss("<title>A</title><guid>g</guid><link>https://a.example/</link>")).external_id
        == "g"
    )
    assert only(rss("<title>A</title><link>https://a.example/1</link>")).external_id == (
        "https://a.example/1"
    )
    assert only(rss("<title>A</title>")).external_id == hashlib.sha256(b"A").hexdigest()
    long = only(rss(f"<title>A</title><guid>{'x' * 600}</guid>")).external_id
    assert long == hashlib.sha256(b"x" * 600).hexdigest()


def test_a_guid_is_the_feeds_own_unless_its_form_says_that_nobody_else_has_it() -> None:
    def ids(feed_url: str, *items: str) -> list[str]:
        feed = parse_feed(rss(*items), feed_url=feed_url)
        return [listing.external_id for listing in feed.listings]

    own = (
        "<title>A</title><guid>101</guid>",
        "<title>A</title><g:id>7</g:id>",
        "<title>Coat</title>",
        "<title>A</title><link>/items/7</link>",
        f"<title>A</title><guid>{'x' * 600}</guid>",
        f"<title>A</title><guid>{'x' * LONGEST_KEY}</guid>",
    )
    ours, theirs = ids("https://a.example/new", *own), ids("https://b.example/new", *own)
    assert len({*ours, *theirs}) == 2 * len(own)
    assert ours[0].endswith(":101")
    assert all(len(one) <= LONGEST_KEY for one in ours)

    everywhere = (
        "<title>A</title><guid>https://shop.example/1</guid>",
        "<title>A</title><guid>tag:shop.example,2026:1</guid>",
        "<title>A</title><guid>urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a</guid>",
        "<title>A</title><link>https://shop.example/2</link>",
    )
    assert ids("https://a.example/new", *everywhere) == ids("", *everywhere)


def test_a_feeds_ids_are_the_same_however_its_address_is_written() -> None:
    def id_in(feed_url: str) -> str:
        (listing,) = parse_feed(rss("<title>A</title><guid>1</guid>"), feed_url=feed_url).listings
        return listing.external_id

    assert (
        len(
            {
                id_in("https://shop.example/new"),
                id_in("http://Shop.Example:80/new/"),
                id_in("https://me:hunter2@shop.example:443/new"),
            }
        )
        == 1
    )
    assert (
        len(
            {
                id_in("https://shop.example/new"),
                id_in("https://shop.example/new?tag=coats"),
                id_in("https://shop.example:8443/new"),
                id_in("https://shop.example/old"),
            }
        )
        == 4
    )


def test_an_entry_twice_in_a_feed_is_one_listing() -> None:
    item = "<title>A ¥500</title><guid>g</guid>"
    feed = parse_feed(rss(item, item, "<title>B</title><guid>h</guid>"))
    assert [listing.external_id for listing in feed.listings] == ["g", "h"]


@pytest.mark.parametrize(
    ("fields", "price"),
    [
        ("<title>Coat ¥12,000</title>", Money(12_000, "JPY")),
        ("<title>Coat</title><description>12.5万円です</description>", Money(125_000, "JPY")),
        ("<title>Coat £40</title><description>was £80, was £90</description>", Money(4_000, "GBP")),
        ("<title>Coats $3, $4</title><description>$5</description>", None),
        ("<title>Coat ¥1</title><g:price>15.00 USD</g:price>", Money(1_500, "USD")),
        ("<title>Coat</title><g:price>15.00 USD</g:price><g:sale_price>9.50 USD</g:sale_price>",
         Money(950, "USD")),
        ("<title>Coat</title><g:price>a lot</g:price>", None),
        ("<title>Coat</title><g:price>-5 USD</g:price>", None),
        ("<title>Coat</title><g:price>-5,000円</g:price>", None),
        ("<title>Coat</title><g:price>12,000円</g:price>", Money(12_000, "JPY")),
        ("<title>Coat</title><g:price>１２，０００円</g:price>", Money(12_000, "JPY")),
        ("<title>Coat</title><g:price>１２０００ JPY</g:price>", Money(12_000, "JPY")),
        ("<title>Coat</title><g:price>$15.00</g:price>", Money(1_500, "USD")),
        ("<title>Coat</title><g:price>JPY 12000</g:price>", Money(12_000, "JPY")),
        ("<title>Coat</title><g:price>15.00</g:price>", None),
        ("<title>Coat</title><g:price>999999999999999999 USD</g:price>", None),
    ],
)  # fmt: skip
def test_the_price_is_the_product_field_or_the_only_one_named(
    fields: str, price: Money | None
) -> None:
    assert only(rss(f"{fields}<guid>g</guid>")).price == price


def test_a_condition_that_our_scale_does_not_know_is_absent() -> None:
    item = "<title>A</title><guid>g</guid><g:condition>{}</g:condition>"
    assert only(rss(item.format("used"))).condition is None
    assert only(rss(item.format("Like new"))).condition is Condition.LIKE_NEW


def test_the_product_namespace_is_known_under_any_prefix() -> None:
    body = rss("<title>A</title><guid>g</guid><g:brand>Yohji Yamamoto</g:brand>")
    renamed = body.replace(b"xmlns:g=", b"xmlns:product=").replace(b"g:brand", b"product:brand")
    assert only(renamed).brand == "Yohji Yamamoto"


def test_a_feed_may_ask_to_be_left_alone() -> None:
    item = "<title>A</title>"
    assert parse_feed(rss(item, channel="<ttl>90</ttl>")).ttl == timedelta(minutes=90)
    for odd in ("", "<ttl>0</ttl>", "<ttl>-5</ttl>", "<ttl>soon</ttl>"):
        assert parse_feed(rss(item, channel=odd)).ttl is None


def test_a_feed_without_entries_is_a_feed() -> None:
    assert parse_feed(rss()).listings == ()


def test_a_relative_address_is_one_on_the_feeds_host() -> None:
    same = "<link>/items/7</link><guid>/items/7</guid>"
    for address in (same, "<link>items/7</link>", "<guid>items/7</guid>", "<link>7</link>"):
        url = only(rss(f"<title>A</title>{address}")).url
        assert url in {"https://shop.example/items/7", "https://shop.example/7"}
    assert only(rss("<title>A</title><guid>101</guid>")).url is None
    assert only(rss('<title>A</title><guid isPermaLink="false">/7</guid>')).url is None


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("<![CDATA[<b>Coat</b> &amp; bag]]>", "Coat & bag"),
        ("<![CDATA[<script>x</script>Coat]]>", "Coat"),
        ("<![CDATA[<custom-tag>Coat</custom-tag> &amp; bag]]>", "Coat & bag"),
        ("<![CDATA[Coat<br>and bag]]>", "Coat and bag"),
        ("<![CDATA[Coat <M> size]]>", "Coat <M> size"),
        ("Coat &lt;3", "Coat <3"),
        ("Coat &lt;M &amp;amp; L", "Coat <M & L"),
    ],
)
def test_markup_in_a_title_is_not_shown(title: str, shown: str) -> None:
    assert only(rss(f"<title>{title}</title><guid>g</guid>")).title == shown


def test_of_a_long_feed_the_newest_entries_are_kept_and_the_rest_counted() -> None:
    dated = [
        f"<title>A</title><guid>{minute}</guid>"
        f"<pubDate>Fri, 20 Nov 2026 {minute // 60:02}:{minute % 60:02}:00 GMT</pubDate>"
        for minute in range(MOST_ENTRIES + 2)
    ]
    feed = parse_feed(rss(*dated))
    assert [one.external_id for one in feed.listings] == [
        str(minute) for minute in range(2, MOST_ENTRIES + 2)
    ]
    assert feed.left_out == 2
    undated = parse_feed(rss(*dated, "<title>A</title><guid>last</guid>"))
    assert [one.external_id for one in undated.listings][-1] == str(MOST_ENTRIES - 1)
    assert undated.left_out == 3


# --- bad input -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "instead"),
    [
        (b"<!DOCTYPE html><html><title>Hi</title><body>Welcome</body></html>", "a web page"),
        (b'{"items": []}', "JSON"),
        (b"[1, 2]", "JSON"),
        (b"", "nothing"),
        (b"   \n", "nothing"),
        (b"\x00\x01\x02\xff", "something that is not a feed"),
        (gzip.compress(b"<rss></rss>", mtime=0), "something that is not a feed"),
        (b"PK\x03\x04\x14\x00", "something that is not a feed"),
        (b"\xef\xbb\xbf<html></html>", "a web page"),
    ],
)
def test_what_is_no_feed_is_a_changed_shape_and_not_an_empty_one(body: bytes, instead: str) -> None:
    with pytest.raises(MarketChangedError, match=instead) as caught:
        parse_feed(body)
    assert caught.value.missing == "<rss>, <feed> or <rdf:RDF>"


def test_an_entry_that_says_nothing_is_no_listing() -> None:
    feed = parse_feed(rss("", "<title/>", "<title>A</title><guid>g</guid>", "<guid>h</guid>"))
    assert [listing.title for listing in feed.listings] == ["A", "h"]
    assert feed.left_out == 2
    with pytest.raises(MarketChangedError, match="neither title nor text") as caught:
        parse_feed(rss("", "<title/>"))
    assert caught.value.missing == "<title>, <link> or <guid>"


def test_a_broken_feed_is_still_read() -> None:
    feed = parse_feed(rss("<title>A & B</title><guid>g</guid>", "<title>C</title><guid>h</guid>"))
    assert [listing.external_id for listing in feed.listings] == ["g", "h"]
    assert feed.listings[0].title == "A & B"


def test_a_title_of_9_mb_is_cut() -> None:
    listing = only(rss(f"<title>{'あ' * 3_000_000}</title><guid>g</guid>"))
    assert listing.title == "あ" * 1_000


def test_control_characters_and_mentions_do_no_harm() -> None:
    body = rss("<title>@everyone \x00\x1b[31m&#x202E;coat</title><guid>g</guid>")
    listing = only(body)
    assert listing.title == "@everyone [31mcoat"
    assert read_listing(write_listing(listing)) == listing


@pytest.mark.parametrize(
    "half", ["&#xD800;", "&#xDfFf;", "&#55296;", "&#57343;", f"&#{'9' * 6_000};"]
)
def test_half_a_character_or_none_in_one_title_does_not_cost_the_feed(half: str) -> None:
    feed = parse_feed(rss(f"<title>A{half}B</title><guid>g</guid>", "<title>C &#x1F600;</title>"))
    assert [listing.title for listing in feed.listings] == ["AB", "C 😀"]


def test_addresses_that_are_none_are_left_out() -> None:
    listing = only(
        rss(
            "<title>A</title><guid>g</guid><link>javascript:alert(1)</link>"
            "<g:image_link>file:///etc/passwd</g:image_link>"
        )
    )
    assert listing.url is None
    assert listing.image_urls == ()


def test_a_body_that_looks_like_a_file_name_is_not_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret.xml"
    secret.write_bytes(rss("<title>Secret</title>"))
    with pytest.raises(MarketChangedError):
        parse_feed(str(secret).encode())


def test_entities_that_grow_without_end_are_not_expanded() -> None:
    bomb = '<!DOCTYPE rss [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {new} "{("&" + old + ";") * 20}">'
        for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    body = rss("<title>&i;</title><guid>g</guid>").replace(b"?><rss", f"?>{bomb}]><rss".encode())
    assert len(only(body).title) <= 1_000


@settings(max_examples=60)
@given(st.lists(st.text(max_size=30), max_size=4), st.binary(max_size=40), st.integers(0, 400))
def test_no_bytes_make_the_parser_fail_in_another_way(
    texts: list[str], noise: bytes, where: int
) -> None:
    body = rss(*(f"<title>{text}</title><pubDate>{text}</pubDate>" for text in texts))
    try:
        listings = parse_feed(body[:where] + noise + body[where:]).listings
    except MarketChangedError:
        return
    assert all(read_listing(write_listing(one)).external_id == one.external_id for one in listings)
