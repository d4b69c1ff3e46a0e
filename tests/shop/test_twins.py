"""What two sources tell of is one book only where that is proven, and the shop's word counts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.shop.shelf import a_book, an_edition

from maneki.model.book import Book, Edition, Isbn, Origin, SeriesPlace, Stock
from maneki.model.money import Money
from maneki.shop.catalogue import Catalogue, Found
from maneki.shop.query import BookQuery
from maneki.store import Store

DUNE = Isbn("9780441172719")
OTHER_DUNE = Isbn("9780340960196")


@pytest.fixture
def catalogue(store: Store) -> Catalogue:
    return Catalogue(store)


def of(
    source: str, title: str, *authors: str, isbns: tuple[Isbn, ...] = (), **more: object
) -> Book:
    """A book as another source tells of it."""
    name = str(more.pop("name", title))
    editions = tuple(
        Edition(origin=Origin(source, f"{name}/{isbn}"), isbn=isbn, language="en") for isbn in isbns
    )
    return Book(
        origin=Origin(source, name),
        title=title,
        authors=authors,
        editions=editions,
        **more,  # type: ignore[arg-type]
    )


def ours(title: str = "Dune", *authors: str, isbn: Isbn | None = DUNE) -> Book:
    stock = Stock(quantity=3, price=Money(999, "USD"))
    return a_book(title, *authors, editions=(an_edition(f"{title}-1", isbn=isbn, stock=stock),))


def titles(found: tuple[Found, ...]) -> list[str]:
    return [one.book.title for one in found]


@pytest.mark.parametrize("shop_first", [True, False])
async def test_a_common_number_makes_one_book_of_two_and_the_shop_s_word_counts(
    catalogue: Catalogue, shop_first: bool
) -> None:
    theirs = of(
        "hardcover",
        "Dune (40th Anniversary)",
        "Frank P. Herbert",
        isbns=(DUNE, OTHER_DUNE),
        description="Sand.",
        readers=12,
        series=(SeriesPlace("Dune", "1"),),
    )
    for book in (ours(), theirs) if shop_first else (theirs, ours()):
        await catalogue.add([book])
    [found] = await catalogue.ask("dune")
    assert found.book.title == "Dune"
    assert (found.book.description, found.book.readers) == ("Sand.", 12)
    assert found.book.authors == ("Frank P. Herbert",)
    assert [edition.isbn for edition in found.book.editions] == [DUNE, OTHER_DUNE]
    [copy, _] = found.book.editions
    assert (copy.language, copy.stock and copy.stock.quantity) == ("en", 3)
    assert found.edition == copy
    # By what only the other source calls it, it is found too, and shown as ours.
    assert titles(await catalogue.ask("dune 40th anniversary")) == ["Dune"]


async def test_the_same_title_by_the_same_author_is_proof_and_by_another_is_none(
    catalogue: Catalogue,
) -> None:
    await catalogue.add([ours("The Gate", "Natsume Soseki", isbn=None)])
    await catalogue.add([of("openlibrary", "Gate", "Natsume Sōseki", name="OL1W")])
    await catalogue.add([of("openlibrary", "The Gate", "Marina Endicott", name="OL2W")])
    await catalogue.add([of("openlibrary", "The Gate", name="OL3W")])
    found = await catalogue.ask("the gate")
    assert sorted(one.book.authors for one in found) == [
        (),
        ("Marina Endicott",),
        ("Natsume Soseki",),
    ]


async def test_two_books_of_the_shop_stay_two_and_who_may_be_either_is_neither(
    catalogue: Catalogue,
) -> None:
    await catalogue.add([ours("Dune"), ours("Dune, Illustrated", isbn=OTHER_DUNE)])
    await catalogue.add([of("openlibrary", "Arrakis", "F. H.", isbns=(DUNE, OTHER_DUNE))])
    assert sorted(titles(await catalogue.ask("dune"))) == ["Dune", "Dune, Illustrated"]
    assert titles(await catalogue.ask("arrakis")) == ["Arrakis"]


async def test_a_subtitle_tells_two_books_of_one_author_apart(catalogue: Catalogue) -> None:
    await catalogue.add([ours("Mistborn: The Final Empire", "Brandon Sanderson")])
    await catalogue.add([of("hardcover", "Mistborn: Secret History", "Brandon Sanderson")])
    assert len(await catalogue.ask("mistborn")) == 2


async def test_three_sources_without_the_shop_are_one_book_and_so_under_each_of_their_ids(
    store: Store, catalogue: Catalogue
) -> None:
    for source in ("openlibrary", "google_books", "hardcover"):
        await catalogue.add([of(source, "Sabriel", "Garth Nix", name=f"{source}-1")])
    [found] = await catalogue.ask("sabriel")
    async with store.reading() as tx:
        ids = [
            *await tx.books.named("openlibrary", ["openlibrary-1"]),
            *await tx.books.named("hardcover", ["hardcover-1"]),
        ]
    assert [await catalogue.get(id_) for id_ in ids] == [found.book, found.book]
    await catalogue.add([ours("Sabriel", "Garth Nix", isbn=None)])
    [now] = await catalogue.ask("sabriel")
    assert now.book.origin.source == "shop"
    assert {(await catalogue.get(id_)) for id_ in ids} == {now.book}


async def test_what_is_no_longer_proven_is_two_books_again(catalogue: Catalogue) -> None:
    theirs = of("openlibrary", "Dune", "Frank Herbert", name="OL1W")
    await catalogue.add([ours("Dune", "Frank Herbert", isbn=None)])
    await catalogue.add([theirs])
    assert len(await catalogue.ask("dune")) == 1
    await catalogue.add([replace(theirs, authors=("Somebody Else",))])
    assert len(await catalogue.ask("dune")) == 2


async def test_the_shop_s_copy_is_shown_where_its_list_names_no_language(
    catalogue: Catalogue,
) -> None:
    await catalogue.add([ours("Dune", "Frank Herbert")])
    await catalogue.add([of("hardcover", "Dune", "Frank Herbert", isbns=(OTHER_DUNE,))])
    [found] = await catalogue.search(BookQuery(title="dune", languages=("en",), country="US"))
    assert found.edition is not None
    assert found.edition.stock is not None


async def test_an_edition_of_the_reader_s_language_area_is_shown_where_none_names_its_language(
    catalogue: Catalogue,
) -> None:
    numbers = ("9783453321229", "9782266320481", "9780441172719")
    book = of("openlibrary", "Dune", isbns=tuple(map(Isbn.parse, numbers)))
    bare = replace(book, editions=tuple(replace(one, language=None) for one in book.editions))
    await catalogue.add([bare])
    [found] = await catalogue.search(BookQuery(title="dune", languages=("fr", "en")))
    assert found.edition is not None
    assert found.edition.isbn == Isbn("9782266320481")
