"""A shop's table is read whatever has written it, and what is wrong costs its entry only."""

from __future__ import annotations

import pytest

from maneki.errors import InvalidInputError
from maneki.model.book import Book, Isbn, Rating, SeriesPlace, Stock
from maneki.model.money import Money
from maneki.shop.lists.read import BookList, read_list

HEADER = "title,author,isbn,price,currency,quantity"


def of(*lines: str, currency: str | None = None) -> BookList:
    return read_list("\n".join(lines).encode(), currency=currency)


def faults(found: BookList) -> list[tuple[int, str]]:
    return [(fault.line, fault.said) for fault in found.faults]


def the_book(found: BookList) -> Book:
    [book] = found.books
    return book


def test_an_entry_is_a_work_and_the_edition_of_it_that_is_there() -> None:
    book = the_book(
        of(
            "sku;Title;Author;ISBN-13;Series;Volume;Publisher;Pub Date;Year;Language;Country;"
            "Binding;Pages;Price;Currency;Stock;Genre;Cover",
            "A1;Dune;Herbert, Frank;978-0-441-17271-9;Dune;1;Ace;1990/09/01;1965;eng;us;Paperback;"
            '535;9.99;usd;3;"Science Fiction; Classics";http://img.example/d.jpg',
        )
    )
    [edition] = book.editions
    assert (book.title, book.authors, book.first_published) == ("Dune", ("Frank Herbert",), 1965)
    assert book.series == (SeriesPlace("Dune", "1"),)
    assert book.subjects == ("Science Fiction", "Classics")
    assert edition.isbn == Isbn("9780441172719")
    assert (edition.format, edition.publisher, edition.pages) == ("Paperback", "Ace", 535)
    assert (edition.published, edition.language, edition.country) == ("1990-09-01", "en", "US")
    assert edition.stock == Stock(quantity=3, price=Money(999, "USD"))
    assert edition.cover_url == "https://img.example/d.jpg"
    assert edition.origin.external_id == "A1"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_separates_cells_and_lines_is_found_out(
    delimiter: str, encoding: str, end: str
) -> None:
    lines = [["Title", "Author"], ["Les Misérables", "Victor Hugo"], ["こころ", "夏目漱石"], []]
    text = end.join(delimiter.join(line) for line in lines)
    found = read_list(text.encode(encoding))
    assert [(book.title, book.authors) for book in found.books] == [
        ("Les Misérables", ("Victor Hugo",)),
        ("こころ", ("夏目漱石",)),
    ]
    assert (found.faults, found.notes) == ((), {})


@pytest.mark.parametrize(
    ("title", "encoding", "named"),
    [
        ("こころ カラマーゾフの兄弟", "cp932", "Shift-JIS"),
        ("Les Misérables – œuvre", "cp1252", "Windows-1252"),
    ],
)
def test_an_older_encoding_is_guessed_and_the_guess_is_told(
    title: str, encoding: str, named: str
) -> None:
    found = read_list(f"title\n{title}\n".encode(encoding))
    assert the_book(found).title == title
    assert [named in said for said in found.notes] == [True]


def test_a_broken_entry_is_named_with_its_line_and_the_rest_is_kept() -> None:
    found = of(
        HEADER,
        "Dune,Frank Herbert,0441172717,9.99,USD,3",
        ",Nobody,,,,",
        '"A title',
        'of two lines",,,,,',
        "Minus,,,,,-1",
        "Half,,,,,1.5",
        "Words,,,,,many",
        "Free?,,,gratis,USD,",
        "No currency,,,5.00,,",
        "Too,many,cells,,,,,,x",
        "Emma,Jane Austen,,¥800,,1",
    )
    assert [book.title for book in found.books] == ["Dune", "A title of two lines", "Emma"]
    assert [line for line, _ in faults(found)] == [3, 6, 7, 8, 9, 10, 11]
    said = [said for _, said in faults(found)]
    assert said[0] == "has no title."
    assert "'many' as quantity" in said[3]
    assert "--currency USD" in said[5]
    assert said[6] == "has 9 cells, and the first line 6."


def test_a_quotation_that_nobody_closes_costs_its_own_line_only() -> None:
    lines = [f"Book {number},Somebody" for number in range(300)]
    found = of("title,author", 'The "Good" Book,A', '"Open,B', *lines)
    assert faults(found) == [(3, "begins a quotation that does not end: a mark is missing.")]
    assert len(found.books) == 301


def test_an_entry_without_author_and_one_with_a_title_of_4000_characters() -> None:
    found = of(HEADER, "Beowulf,,,,,", f"{'word ' * 800},Somebody,,,,", "Bible,Unknown,,,,")
    beowulf, long, bible = found.books
    assert beowulf.authors == bible.authors == ()
    assert len(long.title) <= 500
    assert long.title.endswith("word…")
    assert found.notes == {"Titles of more than 500 characters were cut.": (3,)}
    assert all(len(book.origin.external_id) <= 255 for book in found.books)


def test_a_wrong_isbn_costs_the_number_only() -> None:
    found = of(
        "title,isbn,isbn13",
        "Wrong,978-0-123456-78-9,",
        "Rounded,,9.78043902348e+12",
        "Zero lost,441172717,",
        "Second,,9780441172719",
        "A phone,212-555-1234,",
    )
    numbers = [edition.isbn for book in found.books for edition in book.editions]
    dune = Isbn("9780441172719")
    # By its number the fifth line is the same edition as the fourth, and no other book can be.
    assert numbers == [None, None, dune, None]
    [(line, said)] = faults(found)
    assert line == 5
    assert said == "has the id or ISBN of line 4, which is another book: 'Zero lost'."
    assert set(found.notes.values()) == {(2, 6), (3,)}


def test_entries_of_one_work_are_its_editions() -> None:
    found = of(
        "title,author,isbn,format,subjects",
        "Dune,Frank Herbert,9780441172719,Paperback,",
        "DUNE,Frank Herbert,9780340960196,Paperback,Classics",
        "Dune,Brian Herbert,,,",
    )
    assert [len(book.editions) for book in found.books] == [2, 1]
    assert found.books[0].subjects == ("Classics",)
    assert found.entries == 3


def test_lines_about_the_same_copy_are_one_and_their_quantities_are_added_up() -> None:
    found = of(
        "title,author,isbn,condition,language,price,currency,quantity",
        "Dune,Frank Herbert,9780441172719,,en,9.99,USD,3",
        "DUNE,Frank Herbert,0441172717,New,en,8.99,USD,2",
        "Dune,Frank Herbert,9780441172719,Used - Good,en,4.50,USD,",
        "Dune,Frank Herbert,9780441172719,used: good,en,,,1",
        "Emma,Jane Austen,,,en,,,1",
        "Emma,Jane Austen,,,es,,,4",
        "Emma,Jane Austen,,,en,,,1",
        "Emma,Jane Austen,,,en,,,1000000000",
    )
    copies = [
        (one.format, one.language, one.stock) for book in found.books for one in book.editions
    ]
    assert copies == [
        (None, "en", Stock(quantity=5, price=Money(899, "USD"))),
        ("Used - Good", "en", Stock(quantity=1, price=Money(450, "USD"))),
        (None, "en", Stock(quantity=2)),
        (None, "es", Stock(quantity=4)),
    ]
    assert found.entries == 4
    assert faults(found) == [
        (9, "has more copies, with those of a line before, than can be."),
    ]
    assert found.notes == {
        "A line before names that copy too: their quantities were added up.": (3, 5, 8),
        "A line before names another price: the last one was kept.": (3,),
    }


def test_a_column_that_is_there_twice_is_said_to_be() -> None:
    found = of("title,Name,shelf,price", "Dune,Sand,A1,5 €")
    assert the_book(found).title == "Dune"
    assert found.notes == {
        "Columns that are not read: shelf.": (1,),
        "Columns that say what one before them says were not read: Name.": (1,),
    }


@pytest.mark.parametrize(
    ("header", "cell", "names"),
    [
        ("author", "Le Guin, Ursula K.", ("Ursula K. Le Guin",)),
        ("author", "Terry Pratchett & Neil Gaiman", ("Terry Pratchett", "Neil Gaiman")),
        ("author", "Pratchett, Terry; Gaiman, Neil", ("Terry Pratchett", "Neil Gaiman")),
        ("authors", "J.K. Rowling, Mary GrandPré", ("J.K. Rowling", "Mary GrandPré")),
        ("authors", "Rowling, J.K.; GrandPré, Mary", ("J.K. Rowling", "Mary GrandPré")),
        ("著者", "夏目漱石", ("夏目漱石",)),
        ("author", "Anonymous", ()),
    ],
)
def test_authors_are_read_the_way_they_are_written(
    header: str, cell: str, names: tuple[str, ...]
) -> None:
    assert the_book(of(f"title;{header}", f'X;"{cell}"')).authors == names


@pytest.mark.parametrize(
    ("title", "alone", "places"),
    [
        (
            "The Hunger Games (The Hunger Games, #1)",
            "The Hunger Games",
            [("The Hunger Games", "1")],
        ),
        ("Foundation (Foundation #1)", "Foundation", [("Foundation", "1")]),
        ("X (A, #1; B, #2.5)", "X", [("A", "1"), ("B", "2.5")]),
        ("Boxset (Harry Potter, #1-7)", "Boxset", [("Harry Potter", "1-7")]),
        ("Catch-22 (a novel)", "Catch-22 (a novel)", []),
    ],
)
def test_a_series_behind_a_title_is_read_as_one(
    title: str, alone: str, places: list[tuple[str, str]]
) -> None:
    book = the_book(of("title", f'"{title}"'))
    assert book.title == alone
    assert [(place.name, place.position) for place in book.series] == places


@pytest.mark.parametrize(
    ("cell", "currency", "money"),
    [
        ("12.99", "USD", Money(1299, "USD")),
        ("$12.99", "USD", Money(1299, "USD")),
        ("£7", "USD", Money(700, "GBP")),
        ("1.234,50 €", None, Money(123450, "EUR")),
        ("1,234.50", "USD", Money(123450, "USD")),
        ("1,980円", None, Money(1980, "JPY")),
        ("￥１，９８０", None, Money(1980, "JPY")),
        ("JPY 1980", "USD", Money(1980, "JPY")),
        ("0", "USD", Money(0, "USD")),
    ],
)
def test_prices_are_minor_units_of_the_currency_that_is_named(
    cell: str, currency: str | None, money: Money
) -> None:
    [edition] = the_book(of("title;price", f"X;{cell}", currency=currency)).editions
    assert edition.stock == Stock(quantity=None, price=money)


@pytest.mark.parametrize("cell", ["-5", "12.345.6", "5-10", "1e9", "9" * 40, "12.9999"])
def test_what_is_no_price_is_a_fault(cell: str) -> None:
    found = of("title;price", f"X;{cell}", currency="USD")
    assert [line for line, _ in faults(found)] == [2]


@pytest.mark.parametrize(
    ("cell", "kept"),
    [("2016", "2016"), ("2016-02", "2016-02"), ("20160209", "2016-02-09"), ("9/2/16", None)],
)
def test_dates_are_as_exact_as_they_are_written(cell: str, kept: str | None) -> None:
    found = of("title,published", f"X,{cell}")
    assert the_book(found).editions[0].published == kept
    assert bool(found.notes) is (kept is None)


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("07", "7"), ("2.5", "2.5"), ("2,5", "2.5"), ("2½", "2.5"), ("0.50", "0.5"), ("½", "0.5"),
        ("1-3", "1-3"), ("1–3", "1-3"), ("1 to 3", "1-3"), ("1 & 2", "1-2"), ("1, 2, 3", "1-3"),
        ("Book 4", "4"), ("1 of 3", "1"), ("7.0", "7"), ("n/a", None), ("", None),
    ],
)  # fmt: skip
def test_a_place_in_a_series_may_be_between_volumes_or_of_several(
    cell: str, kept: str | None
) -> None:
    [place] = the_book(of("title,series,position", f'Cress,Moons,"{cell}"')).series
    assert place == SeriesPlace("Moons", kept)


def test_ratings_and_readers_come_with_the_work() -> None:
    book = the_book(of("title,average_rating,ratings_count,readers", "X,4.34,4780653,12"))
    assert (book.rating, book.readers) == (Rating(4.34, 4780653), 12)


@pytest.mark.parametrize(
    ("contents", "said"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"name of file,size\nx,1\n", "no column 'title'"),
        (b"\x00\x01\x02", "no column 'title'"),
        (b"\xff\xfeabc", "says that it is utf-16"),
    ],
)
def test_what_is_no_list_is_one_sentence(contents: bytes, said: str) -> None:
    with pytest.raises(InvalidInputError, match=said):
        read_list(contents)


def test_a_cell_of_ten_megabytes_costs_its_entry_which_is_named() -> None:
    found = read_list(b"title,author,description\nDune,A," + b"x" * 10_000_000 + b"\nEmma,B,ok\n")
    assert [book.title for book in found.books] == ["Emma"]
    assert faults(found) == [(2, "has a cell of more than 131,072 characters.")]


def test_a_header_of_ten_megabytes_is_one_sentence() -> None:
    with pytest.raises(InvalidInputError, match="far too long"):
        read_list(b"title" + b"x" * 10_000_000)


def test_thousands_of_quotations_that_nobody_closes_are_read_in_good_time() -> None:
    lines = [f'"Open {at},B' if at % 150 == 0 else f"Book {at},A" for at in range(15_000)]
    found = of("title,author", *lines)
    assert len(found.faults) == 100
    assert len(found.books) == 14_900


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "iso2022_jp"])
def test_an_encoding_that_shows_itself_needs_no_mark(encoding: str) -> None:
    found = read_list("title,author\nこころ,夏目漱石\n坊っちゃん,夏目漱石\n".encode(encoding))
    assert [book.title for book in found.books] == ["こころ", "坊っちゃん"]
    assert found.notes == {}


def test_only_the_lines_that_are_not_utf8_are_guessed() -> None:
    contents = "title,author\nCafé,É\nこころ,夏目漱石\n".encode() + "Œuvre,Élodie\n".encode(
        "cp1252"
    )
    found = read_list(contents)
    assert [book.title for book in found.books] == ["Café", "こころ", "Œuvre"]
    assert found.notes == {"Lines that are not UTF-8 were read as Windows-1252.": (4,)}


def test_the_line_that_names_a_spreadsheet_s_separator_is_no_header() -> None:
    assert the_book(of("sep=;", "title;author", "Dune, or Sand;A")).title == "Dune, or Sand"


@pytest.mark.parametrize(
    "cell",
    [
        '"=""9780441172719"""',
        "'9780441172719",
        "9780441172719.0",
        "978 0 441 17271 9 (pbk)",
        "ISBN: 0-441-17271-7",
        "0441172717 / 9780441172719",
        "９７８０４４１１７２７１９",
    ],
)
def test_a_number_is_read_however_a_spreadsheet_dressed_it(cell: str) -> None:
    found = of("title;isbn", f"Dune;{cell}")
    assert the_book(found).editions[0].isbn == Isbn("9780441172719")
    assert found.notes == {}


def test_what_cannot_be_seen_is_left_out_of_a_title() -> None:
    book = the_book(of("title;author", "\u202eDu\u200bne\x1b[31m;\ufeffA"))
    assert (book.title, book.authors) == ("Dune[31m", ("A",))
