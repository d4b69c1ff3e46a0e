"""Whatever a source says is read as books, as nothing, or refused in one clear sentence."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maneki.model.book import Book, Isbn, Rating, SeriesPlace
from maneki.shop.entries import entry_of
from maneki.shop.sources.errors import SourceChangedError
from maneki.shop.sources.google_books.parse import books_in as volumes_in
from maneki.shop.sources.hardcover.parse import found_in, listed_in
from maneki.shop.sources.openlibrary.parse import books_in as works_in
from maneki.shop.sources.reading import date_in, year_in

Json = Mapping[str, Any]


def searched(*documents: Any) -> Json:
    return {"data": {"search": {"results": {"hits": [{"document": one} for one in documents]}}}}


def works(*docs: Any) -> Json:
    return {"numFound": len(docs), "docs": [*docs]}


def volumes(*infos: Any) -> Json:
    return {
        "totalItems": len(infos),
        "items": [{"id": f"v{at}", "volumeInfo": info} for at, info in enumerate(infos)],
    }


# --- recordings ------------------------------------------------------------------------------


def recorded(recordings: Path, name: str) -> Any:
    return json.loads((recordings / name).read_text("utf-8"))


def test_a_recorded_search_of_open_library_is_read_as_it_was(recordings: Path) -> None:
    dune, *others = works_in(recorded(recordings, "openlibrary/openlibrary_search.json"))
    assert (dune.title, dune.authors[0], dune.first_published) == ("Dune", "Frank Herbert", 1965)
    assert dune.origin.external_id == "OL893414W"
    assert dune.cover_url == "https://covers.openlibrary.org/b/id/11481354-L.jpg"
    assert [edition.isbn for edition in dune.editions][:2] == [
        Isbn("9780425043769"),
        Isbn("9780593099322"),
    ]
    assert [book.title for book in others] == ["Children of Dune", "God Emperor of Dune"]
    assert works_in(recorded(recordings, "openlibrary/openlibrary_empty.json")) == ()


def test_recorded_volumes_of_google_are_read_as_they_were(recordings: Path) -> None:
    bible, *others = volumes_in(recorded(recordings, "google_books/volumes_dog_5.json"))
    assert bible.title == "The Dog Bible: Everything Your Dog Wants You to Know"
    [edition] = bible.editions
    assert (edition.isbn, edition.publisher, edition.pages) == (
        Isbn("9781592401321"),
        "Penguin",
        708,
    )
    assert (edition.language, edition.published) == ("en", "2005-11-03")
    assert bible.cover_url is not None
    assert bible.cover_url.startswith("https://books.google.com/")
    assert [one.editions[0].published for one in others] == [
        "2019",
        "1996-01-30",
        "2012-02-28",
        "2011-11",
    ]


def test_the_recorded_refusal_of_google_is_no_empty_answer(recordings: Path) -> None:
    with pytest.raises(SourceChangedError):
        volumes_in(recorded(recordings, "google_books/googlebooks_rate_limited.json"))


def test_a_recorded_search_of_hardcover_is_read_as_it_was(recordings: Path) -> None:
    said = {"data": recorded(recordings, "hardcover/search_hyperion.json")}
    hyperion, fall = found_in(said)
    assert (hyperion.title, hyperion.authors) == ("Hyperion", ("Dan Simmons",))
    assert hyperion.series == (SeriesPlace("Hyperion Cantos", "1"),)
    # Readers, not the 843 who rated it, nor the 1,042 who have finished.
    assert hyperion.readers == 2300
    assert hyperion.rating == Rating(4.261565836298932, 843)
    assert hyperion.released == "1989-01-01"
    assert fall.title == "The Fall of Hyperion"
    # One of Hyperion's alternative titles there is that of its sequel.
    assert not {edition.title for edition in hyperion.editions} - {None}


def test_an_illustrator_is_no_author_of_a_recorded_book(recordings: Path) -> None:
    said = {"data": recorded(recordings, "hardcover/search_fountain.json")}
    assert {book.authors for book in found_in(said)} == {("Kate Klise",)}


# --- what is missing, strange or too much -----------------------------------------------------


def test_a_number_that_was_asked_for_is_kept_among_hundreds() -> None:
    numbers = [isbn.digits for isbn in MANY]
    for books in (
        works_in(works({"key": "/works/OL1W", "title": "X", "isbn": numbers}), asked=MANY[-1]),
        found_in(searched({"id": "1", "title": "X", "isbns": numbers}), asked=MANY[-1]),
    ):
        [book] = books
        assert len(book.editions) == 40
        assert book.editions[0].isbn == MANY[-1]


def _many() -> list[Isbn]:
    made = []
    for number in range(600):
        body = f"978044{number:06}"
        check = -sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(body)) % 10
        made.append(Isbn.parse(f"{body}{check}"))
    return made


MANY = _many()


@pytest.mark.parametrize(
    ("image", "cover"),
    [
        ({"url": "https://a.example/x.jpg", "id": 1}, "https://a.example/x.jpg"),
        ("http://a.example/x.jpg", "https://a.example/x.jpg"),
        ({"url": None}, None),
        ("javascript:alert(1)", None),
        (["https://a.example/x.jpg"], None),
        ("https://" + "x" * 2_000, None),
        (None, None),
        (7, None),
    ],
)
def test_a_picture_is_an_object_or_an_address_or_none(image: Any, cover: str | None) -> None:
    [book] = found_in(searched({"id": "1", "title": "X", "image": image}))
    assert book.cover_url == cover


def test_tags_are_an_object_of_lists_and_series_come_with_their_place() -> None:
    said = {
        "id": 7,
        "title": "X",
        "cached_tags": {"Genre": [{"tag": "Fantasy"}, "Horror", None], "Mood": [{"tag": "dark"}]},
        "book_series": [{"position": 1.5, "series": {"name": "S"}}, {"series": None}, 3],
    }
    [book] = listed_in({"data": {"books": [said]}})
    assert book.subjects == ("Fantasy", "Horror")
    assert book.series == (SeriesPlace("S", "1.5"),)


@pytest.mark.parametrize("authors", [None, [], [None], "", {}, [[]], 3.5])
def test_a_book_without_an_author_has_none(authors: Any) -> None:
    for books in (
        works_in(works({"key": "/works/OL1W", "title": "Beowulf", "author_name": authors})),
        volumes_in(volumes({"title": "Beowulf", "authors": authors})),
        found_in(searched({"id": "1", "title": "Beowulf", "author_names": authors})),
    ):
        assert [book.authors for book in books] in ([()], [("3.5",)])


def test_a_title_of_four_thousand_characters_is_cut_and_a_text_of_megabytes_too() -> None:
    info = {"title": "word " * 800, "description": "<p>" + "long " * 1_000_000}
    [book] = volumes_in(volumes(info))
    assert len(book.title) <= 500
    assert book.title.endswith("…")
    assert book.description is not None
    assert len(book.description) <= 5_000
    assert entry_of(book).titles


def test_what_no_database_holds_is_left_out_of_a_text() -> None:
    [book] = works_in(works({"key": "/works/OL1W", "title": "A\x00B\ud800C"}))
    assert book.title == "ABC"


@pytest.mark.parametrize(
    ("said", "rating"),
    [
        ((4.5, 10), Rating(4.5, 10)),
        (("4.5", "10"), Rating(4.5, 10)),
        ((4.5, None), None),
        ((None, 10), None),
        ((float("nan"), 10), None),
        ((0, 10), None),
        ((11, 10), None),
        ((4.5, -1), None),
        ((4.5, 10**30), None),
        (([], {}), None),
    ],
)
def test_a_rating_is_an_average_of_so_many_or_none(
    said: tuple[Any, Any], rating: Rating | None
) -> None:
    document = {"id": "1", "title": "X", "rating": said[0], "ratings_count": said[1]}
    [book] = found_in(searched(document))
    assert book.rating == rating


@pytest.mark.parametrize(
    ("said", "date"),
    [
        ("2016", "2016"),
        ("2016-02", "2016-02"),
        ("2016-02-09", "2016-02-09"),
        ("2016-02-09T00:00:00Z", "2016-02-09"),
        ("2016-13-40", "2016"),
        ("0000-00-00", None),
        (2016, "2016"),
        ("February 2016", None),
        ("20160209", None),
        (None, None),
        ({}, None),
    ],
)
def test_a_date_is_as_exact_as_it_is(said: Any, date: str | None) -> None:
    assert date_in(said) == date


@pytest.mark.parametrize(
    ("said", "year"),
    [(1965, 1965), (-800, -800), ("1965", 1965), (0, None), (99999, None), (True, None)],
)
def test_a_year_is_one_or_none(said: Any, year: int | None) -> None:
    assert year_in(said) == year


@pytest.mark.parametrize("read", [works_in, volumes_in, found_in, listed_in])
@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"docs": None, "data": None, "totalItems": None},
        {"docs": {}, "data": [], "items": {}, "totalItems": 1},
        {"docs": [1], "items": ["x"], "data": {"search": {"results": {"hits": [7]}}, "books": [7]}},
        {"errors": [{"message": "no"}], "error": {"code": 400}},
    ],
)
def test_an_answer_of_another_shape_is_a_change_and_never_nothing(
    read: Callable[[Json], tuple[Book, ...]], answer: Json
) -> None:
    with pytest.raises(SourceChangedError):
        read(answer)


def test_one_strange_book_among_others_costs_itself_only() -> None:
    assert [book.title for book in works_in(works({"title": "No key"}, None, GOOD))] == ["Dune"]


GOOD = {"key": "/works/OL1W", "title": "Dune"}

_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["url", "value", "name", "series", "x"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)
_OPENLIBRARY = ("subtitle", "author_name", "first_publish_year", "isbn", "cover_i", "subject", "ratings_average", "ratings_count")  # fmt: skip  # noqa: E501
_GOOGLE = ("subtitle", "authors", "publisher", "publishedDate", "description", "industryIdentifiers", "pageCount", "categories", "imageLinks", "language", "averageRating")  # fmt: skip  # noqa: E501
_HARDCOVER = ("subtitle", "author_names", "contributions", "isbns", "image", "release_date", "release_year", "rating", "ratings_count", "users_count", "description", "genres", "cached_tags", "featured_series", "series_names", "book_series", "editions")  # fmt: skip  # noqa: E501


def _of(fields: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(st.sampled_from(fields), _ANYTHING)


@settings(max_examples=300)
@given(_of(_OPENLIBRARY), _of(_GOOGLE), _of(_HARDCOVER))
def test_any_metadata_whatever_is_a_book_that_can_be_kept(
    doc: dict[str, Any], info: dict[str, Any], document: dict[str, Any]
) -> None:
    [work] = works_in(works({**doc, **GOOD}))
    [volume] = volumes_in(volumes({**info, "title": "Dune"}))
    [book] = found_in(searched({**document, "id": "1", "title": "Dune"}))
    for one in (work, volume, book):
        assert one.title.startswith("Dune")
        entry = entry_of(one)
        assert len(entry.appeared) <= 16
        for edition in one.editions:
            assert len(edition.language or "") <= 16
            assert len(edition.origin.external_id) <= 255
