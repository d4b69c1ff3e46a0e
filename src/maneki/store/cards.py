"""How what an outbox row carries is written down."""

from __future__ import annotations

from typing import Any

from maneki.model.book import Rating, SeriesPlace
from maneki.model.book_card import BookCard
from maneki.model.event import EventKind
from maneki.model.ids import BookId, FilterId
from maneki.model.interchange import read_listing, write_listing
from maneki.model.money import Money
from maneki.model.outbox import AlertCard, Note, Renewal


def write_card(card: AlertCard) -> dict[str, Any]:
    return {
        "event": card.event,
        "listing": write_listing(card.listing),
        "asking": _write_money(card.asking),
        "converted": _write_money(card.converted),
        "rates_as_of": card.rates_as_of,
        "before": _write_money(card.before),
    }


def read_card(data: dict[str, Any]) -> AlertCard:
    return AlertCard(
        event=EventKind(data["event"]),
        listing=read_listing(data["listing"]),
        asking=_read_money(data["asking"]),
        converted=_read_money(data["converted"]),
        rates_as_of=data["rates_as_of"],
        before=_read_money(data["before"]),
    )


def write_note(note: Note) -> dict[str, Any]:
    return {
        "text": note.text,
        "private_text": note.private_text,
        "asks": note.asks,
        "cards": [write_card(card) for card in note.cards],
        "count": note.count,
        "renews": [[one.id, one.name] for one in note.renews],
        "books": [write_book_card(book) for book in note.books],
        "replies_to": note.replies_to,
        "is_required": note.is_required,
        "was_asked_for": note.was_asked_for,
        "rings": note.rings,
    }


def read_note(data: dict[str, Any]) -> Note:
    return Note(
        text=data["text"],
        private_text=data.get("private_text"),
        asks=data.get("asks", False),
        cards=tuple(read_card(card) for card in data["cards"]),
        count=data.get("count", 0),
        renews=tuple(Renewal(FilterId(one), name) for one, name in data.get("renews") or ()),
        books=tuple(read_book_card(book) for book in data.get("books") or ()),
        replies_to=data.get("replies_to"),
        is_required=data.get("is_required", False),
        was_asked_for=data.get("was_asked_for", False),
        rings=data.get("rings"),
    )


def write_book_card(card: BookCard) -> dict[str, Any]:
    series, rating = card.series, card.rating
    return {
        "book_id": card.book_id,
        "title": card.title,
        "authors": [*card.authors],
        "series": [series.name, series.position] if series else None,
        "published": card.published,
        "isbn": card.isbn,
        "format": card.format,
        "pages": card.pages,
        "price": _write_money(card.price),
        "available": card.available,
        "rating": [rating.average, rating.count] if rating else None,
        "readers": card.readers,
        "description": card.description,
        "cover_url": card.cover_url,
        "url": card.url,
    }


def read_book_card(data: dict[str, Any]) -> BookCard:
    series, rating = data["series"], data["rating"]
    return BookCard(
        book_id=BookId(data["book_id"]),
        title=data["title"],
        authors=tuple(data["authors"]),
        series=SeriesPlace(*series) if series else None,
        published=data["published"],
        isbn=data["isbn"],
        format=data["format"],
        pages=data["pages"],
        price=_read_money(data["price"]),
        available=data["available"],
        rating=Rating(*rating) if rating else None,
        readers=data["readers"],
        description=data["description"],
        cover_url=data["cover_url"],
        url=data["url"],
    )


def _write_money(money: Money | None) -> dict[str, Any] | None:
    return None if money is None else {"amount": money.amount, "currency": money.currency}


def _read_money(data: dict[str, Any] | None) -> Money | None:
    return None if data is None else Money(data["amount"], data["currency"])
