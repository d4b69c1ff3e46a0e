"""A shop of series and translations: novellas, boxes, long series, editions in other languages."""

from __future__ import annotations

from tests.shop.shelf import a_book, an_edition

from maneki.model.book import Book, Edition, Isbn, SeriesPlace, Stock
from maneki.model.money import Money


def copy(name: str, language: str | None, *, copies: int = 1, **more: object) -> Edition:
    stock = Stock(quantity=copies, price=Money(999, "USD"))
    return an_edition(name, language=language, format="paperback", stock=stock, **more)


def volume(
    title: str, place: str, *, series: str = "Moon Tales", author: str = "Mara Moss"
) -> Book:
    edition = copy(title, "en")
    return a_book(title, author, series=(SeriesPlace(series, place),), editions=(edition,))


BOX = "The Moon Tales Boxed Set"
VOLUMES = (
    volume("Ember", "1"),
    volume(BOX, "1"),
    volume("Garnet", "2"),
    volume("Little Torches", "2.5"),
    volume("Hazel", "3"),
    volume("Before Ember", "0.5"),
    volume("Garnet and Hazel", "2-3"),
    volume("Frost", "4"),
    volume("Last Lights", "4.5"),
    volume("The Complete Owls", "1-3", series="Owls", author="Otto Owlet"),
    *(volume(f"Chronicle {n}", str(n), series="The Endless Chronicle") for n in range(1, 42)),
)
VOYAGE = a_book(
    "The Voyage",
    "Ines Vidal",
    editions=(
        copy("voyage-en", "en", copies=3),
        copy("voyage-es", "es", copies=2, title="El viaje", isbn=Isbn("9788499890944")),
    ),
)
HARBOUR = a_book(
    "The Harbour", "Ines Vidal", editions=(copy("harbour-en", "en"), copy("harbour-ja", "ja"))
)
BOOKS = (*VOLUMES, VOYAGE, HARBOUR, a_book("Alone", "Ines Vidal", editions=(copy("alone", None),)))
