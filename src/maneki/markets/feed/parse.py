"""RSS and Atom into listings. Pure, but slow: about 0.3 ms per entry, so call it in a thread.

Broken XML is read as far as it goes, as feeds are broken more often than not. Fields of the
Google product namespace (`g:price`, `g:brand`, ...) are read where a shop's feed has them.

All feeds are one market, but a guid is unique within its feed only: 101 is one thing here and
another there. So the id of a listing is the guid behind a short mark of its feed, unless its form
says that nobody else has it: a web address, `tag:` or `urn:`.
"""

from __future__ import annotations

import calendar
import codecs
import hashlib
import io
import re
import time
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

import feedparser

from maneki.errors import MarketChangedError
from maneki.markets.prices import PriceInText, price_in, read_amount
from maneki.markets.text import (
    has_markup,
    one_line,
    paragraphs,
    phrase,
    web_address,
    without_markup,
)
from maneki.model.interchange import MOST_IMAGES
from maneki.model.listing import Condition, Listing, ListingStatus
from maneki.model.money import Money, is_currency

NAME = "feed"
LONGEST_KEY = 512
MOST_ENTRIES = 1_000
"""A feed is for what is new: of a longer one only the newest entries are kept."""

_PRODUCT_NAMESPACE = "http://base.google.com/ns/1.0"
_SOLD = frozenset({"out_of_stock", "sold", "sold_out", "discontinued"})
_ENDS = (b"</rss>", b"</feed>", b"</rdf:rdf>")
# What the parser is known to trip over in hostile input, besides calling it broken.
_PARSER_TRIPS = (ValueError, LookupError, AttributeError, TypeError, AssertionError, RecursionError)
_REFERENCE = re.compile(rb"&#(?:x([0-9a-f]+)|([0-9]+));?", re.IGNORECASE)
_LONGEST_REFERENCE = len("&#x0010FFFF;")
_UNIQUE_EVERYWHERE = re.compile(r"https?://[^/]|tag:|urn:", re.IGNORECASE)
_MINUS = frozenset("-−–")
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)
_USUAL_PORT = re.compile(r":(?:80|443)?$")

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """A feed's entries as listings, in the feed's order, each key once.

    `ttl` is how long the feed asks to be left alone. `is_whole` is False for a body that breaks
    off: its last entry, perhaps half of one, is left out. `left_out` counts whole entries that
    were left out as well: those with nothing in them, and the oldest beyond `MOST_ENTRIES`.
    `unclear_prices` counts entries that name several prices, of which none was taken.
    """

    listings: tuple[Listing, ...]
    ttl: timedelta | None
    is_whole: bool
    left_out: int
    unclear_prices: int


def parse_feed(
    body: bytes, *, feed_url: str = "", url: str = "", content_type: str = ""
) -> ParsedFeed:
    """Read a feed. `url`, where it was found at last, resolves relative links; `content_type` may
    name the encoding.

    `feed_url` is the address we know the feed by, which makes its ids its own. Without one they
    stay as they are: then they are unique in this feed only.

    Raises `MarketChangedError` if it is no feed (a web page, JSON, nothing), or one of entries
    that say nothing at all.
    """
    document = _document(body, content_type=content_type)
    entries: list[Entry] = list(document["entries"])
    is_whole = not document["bozo"] or _is_closed(body)
    if not is_whole:
        entries = entries[:-1]
    prefix = _product_prefix(document.get("namespaces") or {})
    mark = _mark_of(feed_url)
    found: dict[str, Listing] = {}
    told = unclear = 0
    for entry in _newest(entries):
        read = _listing(entry, _Product(entry, prefix), url=url, mark=mark)
        if read is None:
            continue
        told += 1
        listing, price = read
        if listing.external_id not in found:
            unclear += price.named > 1 and price.price is None
            found[listing.external_id] = listing
    if entries and not told:
        raise _no_entries()
    return ParsedFeed(
        listings=tuple(found.values()),
        ttl=_ttl(document["feed"]),
        is_whole=is_whole,
        left_out=len(entries) - told,
        unclear_prices=unclear,
    )


def _document(body: bytes, *, content_type: str) -> Mapping[str, Any]:
    # The feed's own address is kept from the parser, which would make ids absolute with it.
    headers = {"content-type": content_type} if content_type else {}
    try:
        # A stream, because the parser opens bytes and strings that look like a file or address.
        document: Mapping[str, Any] = feedparser.parse(
            io.BytesIO(_REFERENCE.sub(_whole_character, body)),
            response_headers=headers,
            sanitize_html=False,  # we keep the text only
            resolve_relative_uris=False,
        )
    except _PARSER_TRIPS as exc:
        raise _no_feed("something that cannot be read as a feed") from exc
    if not document.get("version"):
        raise _no_feed(_what_came(body))
    return document


def _whole_character(reference: re.Match[bytes]) -> bytes:
    """The reference, unless it is to half a character, or to none: on one the parser gives up."""
    if len(reference[0]) > _LONGEST_REFERENCE:
        return b""
    number = int(reference[1], 16) if reference[1] else int(reference[2])
    return b"" if 0xD800 <= number <= 0xDFFF else reference[0]


def _what_came(body: bytes) -> str:
    match body.removeprefix(codecs.BOM_UTF8).lstrip()[:1]:
        case b"":
            return "nothing"
        case b"<":
            return "a web page"
        case b"{" | b"[":
            return "JSON"
        case _:
            return "something that is not a feed"


def _no_feed(instead: str) -> MarketChangedError:
    return MarketChangedError(
        f"The address answered with {instead} where an RSS or Atom feed was due.",
        market=NAME,
        missing="<rss>, <feed> or <rdf:RDF>",
    )


def _no_entries() -> MarketChangedError:
    return MarketChangedError(
        "The feed's entries have neither title nor text, link or id.",
        market=NAME,
        missing="<title>, <link> or <guid>",
    )


def _is_closed(body: bytes) -> bool:
    tail = body[-500:].lower()
    return any(end in tail for end in _ENDS)


def _ttl(feed: Entry) -> timedelta | None:
    minutes = str(feed.get("ttl") or "").strip()
    is_number = minutes.isascii() and minutes.isdigit()
    return timedelta(minutes=int(minutes[:6])) if is_number and int(minutes[:6]) else None


def _product_prefix(namespaces: Mapping[str, str]) -> str:
    """How the parser names fields of the product namespace: by the feed's own prefix."""
    named = (name for name, uri in namespaces.items() if uri.rstrip("/") == _PRODUCT_NAMESPACE)
    return next(named, "g")


def _newest(entries: list[Entry]) -> list[Entry]:
    """At most `MOST_ENTRIES`, in their order: the newest; where some have no date, the first."""
    if len(entries) <= MOST_ENTRIES:
        return entries
    dates = [_when(entry, "published_parsed") for entry in entries]
    if None in dates:
        return entries[:MOST_ENTRIES]
    by_date = sorted(range(len(entries)), key=lambda at: dates[at] or _LONG_AGO, reverse=True)
    return [entries[at] for at in sorted(by_date[:MOST_ENTRIES])]


class _Product:
    """The product fields of an entry, as text; None where the feed has none."""

    def __init__(self, entry: Entry, prefix: str) -> None:
        self._entry = entry
        self._prefix = prefix

    def __getitem__(self, name: str) -> str | None:
        return phrase(dict.get(self._entry, f"{self._prefix}_{name}"))

    def word(self, name: str) -> str:
        return (self[name] or "").lower().replace(" ", "_").replace("-", "_")


def _mark_of(feed_url: str) -> str:
    """A feed's mark: the same whether its address begins with http or https, in capitals or not.

    It is seen by others, so it says nothing of a password in the address.
    """
    if not feed_url:
        return ""
    parts = urlsplit(feed_url)
    host = _USUAL_PORT.sub("", parts.netloc.rpartition("@")[2].lower())
    place = f"{host}{parts.path.rstrip('/')}?{parts.query}"
    return f"{hashlib.sha256(place.encode()).hexdigest()[:12]}:"


def _listing(
    entry: Entry, product: _Product, *, url: str, mark: str
) -> tuple[Listing, PriceInText] | None:
    """An entry as a listing, and what it says of a price; None if it says nothing at all."""
    description = paragraphs(_description(entry))
    title = _title(entry, description)
    if not title:
        return None
    price = _price(product, title, description or "")
    listing = Listing(
        market=NAME,
        external_id=_key(entry, product, title, mark),
        title=title,
        url=_link(entry, url),
        price=price.price,
        brand=product["brand"],
        condition=_condition(product.word("condition")),
        size=product["size"],
        status=ListingStatus.SOLD
        if product.word("availability") in _SOLD
        else ListingStatus.ON_SALE,
        seller_id=_author(entry),
        category_path=_categories(entry, product),
        description=description,
        image_urls=_images(entry, product, url),
        adult=_is_adult(entry, product),
        listed_at=_when(entry, "published_parsed"),
        updated_at=_when(entry, "updated_parsed"),
    )
    return listing, price


def _key(entry: Entry, product: _Product, title: str, mark: str) -> str:
    guid = str(entry.get("id") or product["id"] or entry.get("link") or "")
    if _UNIQUE_EVERYWHERE.match(guid):
        mark = ""
    if guid and guid.isprintable() and len(mark + guid) <= LONGEST_KEY:
        return mark + guid
    return mark + hashlib.sha256((guid or title).encode("utf-8", "replace")).hexdigest()


def _link(entry: Entry, base: str) -> str | None:
    link = entry.get("link")
    is_link = any(one.get("href") == link for one in entry.get("links") or ())
    # Without a link the parser offers the guid, which may be 101 and no address.
    return _absolute(link, base) if is_link or "/" in str(link) else None


def _absolute(url: object, base: str) -> str | None:
    try:
        return web_address(urljoin(base, url)) if isinstance(url, str) and url else None
    except ValueError:
        return None


def _title(entry: Entry, description: str | None) -> str:
    """The title; without one, the beginning of the description (RSS allows either alone), or what
    the entry is called by; "" if it says nothing.
    """
    detail = entry.get("title_detail") or {}
    text = str(entry.get("title") or "")
    is_plain = detail.get("type") == "text/plain" and not has_markup(text)
    title = one_line(text if is_plain else without_markup(text))
    named = entry.get("link") or entry.get("id") or ""
    return title or one_line(description or "", longest=100) or one_line(str(named))


def _description(entry: Entry) -> str:
    contents = entry.get("content") or ()
    whole = next((str(part.get("value") or "") for part in contents), "")
    return without_markup(whole) or without_markup(str(entry.get("summary") or ""))


def _price(product: _Product, title: str, description: str) -> PriceInText:
    for field in ("sale_price", "price"):
        money = _product_price(product[field])
        if money is not None:
            return PriceInText(price=money, named=1)
    in_title = price_in(title)
    return in_title if in_title.named else price_in(description)


def _product_price(text: str | None) -> Money | None:
    """`15.00 USD`, as the product namespace writes prices, or as people do: `12,000円`, `$15`."""
    plain = unicodedata.normalize("NFKC", text or "").strip()
    amount, _, currency = plain.partition(" ")
    if is_currency(currency):
        return read_amount(amount, currency)
    return None if plain[:1] in _MINUS else price_in(plain).price


def _condition(word: str) -> Condition | None:
    # "used" and "refurbished" say less than our scale asks for.
    return Condition(word) if word in set(Condition) else None


def _author(entry: Entry) -> str | None:
    detail = entry.get("author_detail") or {}
    return phrase(detail.get("name")) or phrase(entry.get("author"))


def _categories(entry: Entry, product: _Product) -> tuple[str, ...]:
    product_type = product["product_type"] or product["google_product_category"] or ""
    names = [phrase(part) for part in product_type.split(">")]
    names += [phrase(tag.get("term")) for tag in entry.get("tags") or ()]
    return tuple(dict.fromkeys(name for name in names if name))


def _images(entry: Entry, product: _Product, base: str) -> tuple[str, ...]:
    urls: list[Any] = [product["image_link"]]
    urls += [part.get("url") for part in entry.get("media_content") or () if _is_image(part)]
    urls += [
        link.get("href")
        for link in entry.get("links") or ()
        if link.get("rel") == "enclosure" and _is_image(link)
    ]
    urls += [part.get("url") for part in entry.get("media_thumbnail") or ()]
    addresses = (_absolute(url, base) for url in urls)
    return tuple(dict.fromkeys(address for address in addresses if address))[:MOST_IMAGES]


def _is_image(part: Entry) -> bool:
    kind = str(part.get("medium") or part.get("type") or "")
    return kind == "image" or kind.startswith("image/")


def _is_adult(entry: Entry, product: _Product) -> bool:
    rating = entry.get("media_rating") or {}
    return product.word("adult") in {"yes", "true"} or rating.get("content") == "adult"


def _when(entry: Entry, name: str) -> datetime | None:
    # Not entry.get(): without "updated" the parser would answer with "published".
    moment: time.struct_time | None = dict.get(entry, name)
    if moment is None:
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(moment), UTC)
    except (ValueError, OverflowError, OSError):
        return None
