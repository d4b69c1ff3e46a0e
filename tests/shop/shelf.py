"""A small shop: books that are easily taken for each other."""

from __future__ import annotations

from maneki.model.book import Book, Edition, Isbn, Origin, Rating, SeriesPlace, Stock
from maneki.model.money import Money


def a_book(title: str, *authors: str, **more: object) -> Book:
    """A book of the shop's own list, called there as its title is."""
    return Book(origin=Origin("shop", title[:100]), title=title, authors=authors, **more)  # type: ignore[arg-type]


def an_edition(name: str, **more: object) -> Edition:
    return Edition(origin=Origin("shop", name), **more)  # type: ignore[arg-type]


DUNE = a_book(
    "Dune",
    "Frank Herbert",
    series=(SeriesPlace("Dune", "1"),),
    first_published=1965,
    rating=Rating(4.2, 500_000),
    subjects=("Science Fiction",),
    editions=(
        an_edition("dune-us", isbn=Isbn("9780441172719"), language="en", country="US"),
        an_edition(
            "dune-uk",
            isbn=Isbn("9780340960196"),
            language="en",
            country="GB",
            published="2005-01-01",
            stock=Stock(quantity=5, reserved=2, price=Money(1099, "GBP")),
        ),
        an_edition("dune-ja", language="ja", country="JP", title="デューン 砂の惑星"),
    ),
)
CARL_4, CARL_7 = (SeriesPlace("Dungeon Crawler Carl", place) for place in "47")
THE_RINGS_1 = SeriesPlace("The Lord of the Rings", "1")
SHELF = (
    DUNE,
    a_book(
        "Dune Messiah",
        "Frank Herbert",
        series=(SeriesPlace("Dune", "2"),),
        first_published=1969,
    ),
    a_book("House Atreides: Dune", "Brian Herbert", "Kevin J. Anderson", first_published=1999),
    a_book(
        "The Left Hand of Darkness",
        "Ursula K. Le Guin",
        first_published=1969,
        rating=Rating(4.0, 90_000),
    ),
    a_book("A Wizard of Earthsea", "Ursula K. Le Guin", first_published=1968),
    a_book("Nothing But Blackened Teeth", "Cassandra Khaw", first_published=2021),
    a_book("The Salt Grows Heavy", "Cassandra Khaw", first_published=2023),
    a_book("City of Bones", "Cassandra Clare", first_published=2007, rating=Rating(4.1, 900_000)),
    a_book("The New York Trilogy", "Paul Auster", first_published=1987),
    a_book("The Gate of the Feral Gods", "Matt Dinniman", series=(CARL_4,)),
    a_book("This Inevitable Ruin", "Matt Dinniman", series=(CARL_7,)),
    a_book("Stand by Me", "Stephen King", first_published=1982),
    a_book("Cats, Volume 01", "Some Body"),
    a_book("Find Her", "Lisa Gardner"),
    a_book("It", "Stephen King", first_published=1986),
    a_book("Beowulf"),
    a_book("吾輩は猫である", "夏目漱石", first_published=1905),
    a_book("こころ", "夏目漱石", first_published=1914),
    a_book("Ender's Game", "Orson Scott Card", first_published=1985),
    a_book("The Fellowship of the Ring", "J.R.R. Tolkien", series=(THE_RINGS_1,)),
)
