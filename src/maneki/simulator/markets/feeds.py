"""The twin's feeds: RSS 2.0 with the product namespace, as a shop's software writes it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr

from maneki.model.listing import Listing
from maneki.simulator.markets.shelf import Shelved

_HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>\n'
    '<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"'
    ' xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
)


def feed_xml(name: str, shelved: Iterable[Shelved], *, ttl_minutes: int | None) -> bytes:
    """The feed `name`, its entries in the order given."""
    pieces = [
        _HEAD,
        "<channel>",
        _element("title", name),
        _element("link", "https://shop.example/"),
    ]
    pieces.append(_element("description", f"What is new in {name}"))
    if ttl_minutes is not None:
        pieces.append(_element("ttl", str(ttl_minutes)))
    pieces.extend(_item(one.listing) for one in shelved)
    pieces.append("</channel></rss>\n")
    return "".join(pieces).encode()


def in_feed_order(shelved: Iterable[Shelved], *, length: int) -> list[Shelved]:
    """The newest `length` entries; a bumped one counts as new, as feeds do it."""
    return sorted(shelved, key=lambda one: (one.moved_at, one.id), reverse=True)[:length]


def _item(listing: Listing) -> str:
    return f"<item>{''.join(_fields(listing))}</item>\n"


def _fields(listing: Listing) -> Iterator[str]:
    yield f'<guid isPermaLink="false">{_text(listing.external_id)}</guid>'
    # Readers take titles for markup as soon as they look like it, so both are markup here.
    yield _element("title", escape(listing.title))
    yield _element("link", listing.url)
    yield _element("description", escape(listing.description) if listing.description else None)
    yield _element("pubDate", _rfc822(listing.listed_at))
    yield _element("atom:updated", _rfc3339(listing.updated_at))
    yield _element("dc:creator", listing.seller_id)
    yield from (_element("category", name) for name in listing.category_path)
    if listing.image_urls:
        yield f'<enclosure url={quoteattr(listing.image_urls[0])} type="image/jpeg" length="0"/>'
    yield from _product_fields(listing)


def _product_fields(listing: Listing) -> Iterator[str]:
    if listing.price is not None:
        yield _element("g:price", f"{listing.price.major()} {listing.price.currency}")
    yield _element("g:brand", listing.brand)
    yield _element("g:condition", listing.condition)
    yield _element("g:size", listing.size)
    yield _element("g:availability", "in_stock" if listing.is_available else "out_of_stock")
    if listing.adult:
        yield _element("g:adult", "yes")


def _element(name: str, text: str | None) -> str:
    return f"<{name}>{_text(text)}</{name}>" if text else ""


def _text(text: str) -> str:
    # XML has no control characters, whatever a seller typed.
    return escape("".join(char for char in text if char >= " " or char in "\t\n\r"))


def _rfc3339(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _rfc822(moment: datetime | None) -> str | None:
    return format_datetime(moment, usegmt=True) if moment else None
