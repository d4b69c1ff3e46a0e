"""A shelf for questions as people ask them: titles of two halves, series, editions by language."""

from __future__ import annotations

from tests.assistant.bookshop import on_shelf
from tests.shop.shelf import a_book, an_edition

from maneki.model.book import Book, Isbn, SeriesPlace, Stock
from maneki.model.money import Money


def placed(
    title: str, author: str, series: str, place: int, *, cents: int, copies: int = 2
) -> Book:
    where = (SeriesPlace(series, str(place)),)
    return on_shelf(title, author, cents=cents, copies=copies, series=where)


def in_language(language: str, title: str, *, copies: int | None = 1, cents: int = 1_150) -> object:
    """An edition in another language, under the title it has there."""
    return an_edition(
        f"{title}-{language}",
        language=language,
        title=title,
        format="paperback",
        stock=Stock(quantity=copies, price=Money(cents, "USD")),
    )


def translated(title: str, author: str, *others: object, cents: int = 999) -> Book:
    english = an_edition(
        f"{title}-en",
        language="en",
        format="paperback",
        stock=Stock(quantity=2, price=Money(cents, "USD")),
    )
    return a_book(title, author, editions=(english, *others))


DISCWORLD = tuple(
    placed(title, "Terry Pratchett", "Discworld", place, cents=cents, copies=copies)
    for title, place, cents, copies in (
        ("Equal Rites", 3, 850, 2),
        ("Mort", 4, 899, 1),
        ("Sourcery", 5, 925, 4),
        ("Guards! Guards!", 8, 950, 0),
    )
)
LUNAR = tuple(
    placed(title, "Marissa Meyer", "The Lunar Chronicles", place, cents=1_000 + place)
    for place, title in enumerate(("Cinder", "Scarlet", "Cress", "Winter"), start=1)
)
WHEEL = tuple(
    placed(title, "Robert Jordan", "The Wheel of Time", place, cents=1_200 + place)
    for place, title in enumerate(
        ("The Eye of the World", "The Great Hunt", "The Dragon Reborn"), start=1
    )
)
SHELF = (
    a_book(
        "Dune",
        "Frank Herbert",
        series=(SeriesPlace("Dune", "1"),),
        editions=(
            an_edition(
                "dune-en",
                isbn=Isbn("9780441172719"),
                language="en",
                format="paperback",
                stock=Stock(quantity=3, price=Money(1_099, "USD")),
            ),
            in_language("es", "Duna", cents=1_420),
        ),
    ),
    placed("Dune Messiah", "Frank Herbert", "Dune", 2, cents=1_049),
    *DISCWORLD,
    *LUNAR,
    *WHEEL,
    translated("The Trial", "Franz Kafka", in_language("de", "Der Prozess", cents=1_333)),
    translated(
        "The Little Prince", "Antoine de Saint-Exupéry", in_language("fr", "Le Petit Prince")
    ),
    on_shelf("War and Peace", "Leo Tolstoy", cents=1_500),
    on_shelf("Pride and Prejudice", "Jane Austen", cents=700),
    on_shelf("Jonathan Strange & Mr Norrell", "Susanna Clarke", cents=1_600),
    on_shelf("Crime and Punishment", "Fyodor Dostoevsky", cents=1_111),
    on_shelf("Emma", "Jane Austen", cents=650, form="hardcover"),
    on_shelf("Piranesi", "Susanna Clarke", cents=1_400, form="hardcover", isbn="9781635575637"),
    on_shelf("The Left Hand of Darkness", "Ursula K. Le Guin", cents=900, first_published=1969),
    on_shelf("Lavinia", "Ursula K. Le Guin", cents=910, first_published=2008),
    on_shelf("Cien años de soledad", "Gabriel García Márquez", cents=1_350),
    on_shelf("La sombra del viento", "Carlos Ruiz Zafón", cents=1_250),
    on_shelf("Der Steppenwolf", "Hermann Hesse", cents=1_075),
    on_shelf("Die Verwandlung", "Franz Kafka", cents=580),
    on_shelf("Where the Sidewalk Ends", "Shel Silverstein", cents=1_700, isbn="9780060256678"),
    on_shelf("Handbook of Regular Patterns", "Pat Tern", cents=2_000, isbn="9780804429573"),
    on_shelf("L'Étranger", "Albert Camus", cents=820, isbn="9782253010210"),
)
