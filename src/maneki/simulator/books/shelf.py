"""The books that the simulated sources know, and how each of them tells of one."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from maneki.model.book import Isbn


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A book of the world outside. `isbns` are of its editions, as sources write them."""

    title: str
    authors: tuple[str, ...] = ()
    isbns: tuple[str, ...] = ()
    year: int | None = None
    released: str | None = None
    subjects: tuple[str, ...] = ()
    series: str | None = None
    position: int | None = None
    readers: int = 0
    ratings: int = 0
    rating: float | None = None
    language: str = "en"
    description: str | None = None

    @property
    def number(self) -> int:
        return zlib.crc32("|".join((self.title, *self.authors)).encode()) % 1_000_000 + 1

    def has(self, words: str) -> bool:
        """Whether one of these words is in it: a search answers with the nearest, not with none."""
        there = set(" ".join((self._words, *self.subjects)).casefold().split())
        return any(word in there for word in words.casefold().split())

    def score(self, words: str) -> int:
        own = self._words.casefold().split()
        return sum(word in own for word in words.casefold().split())

    @property
    def _words(self) -> str:
        numbers = (Isbn.parse(isbn).digits for isbn in self.isbns)
        return " ".join((self.title, *self.authors, *self.isbns, *numbers, self.series or ""))


SOME_BOOKS = (
    Known(
        title="The Name of the Wind",
        authors=("Patrick Rothfuss",),
        isbns=("9780756404079", "0756404746", "9783608938159"),
        year=2007,
        released="2007-03-27",
        subjects=("Fantasy",),
        series="The Kingkiller Chronicle",
        position=1,
        readers=5_200,
        ratings=2_100,
        rating=4.4,
        description="<p>A hero tells his own story.</p>",
    ),
    Known(
        title="The Wise Man's Fear",
        authors=("Patrick Rothfuss",),
        isbns=("9780756404734",),
        year=2011,
        released="2011-03-01",
        subjects=("Fantasy",),
        series="The Kingkiller Chronicle",
        position=2,
        readers=3_900,
        ratings=1_400,
        rating=4.3,
    ),
    Known(
        title="Name of the Storm",
        authors=("Somebody Else",),
        isbns=("9780306406157",),
        year=2019,
        readers=3,
        ratings=2,
        rating=5.0,
    ),
    Known(title="Beowulf", isbns=("9780393320978",), year=1000, readers=800, ratings=4, rating=3.9),
    Known(
        title="コンビニ人間",
        authors=("村田沙耶香",),
        isbns=("9784167911300",),
        year=2016,
        language="ja",
        readers=90,
    ),
)


def openlibrary_doc(known: Known) -> Mapping[str, Any]:
    doc: dict[str, Any] = {
        "key": f"/works/OL{known.number}W",
        "title": known.title,
        "cover_i": known.number,
        "isbn": [*known.isbns],
        "subject": [*known.subjects],
    }
    if known.authors:
        doc["author_name"] = [*known.authors]
    if known.year is not None:
        doc["first_publish_year"] = known.year
    if known.rating is not None:
        doc |= {"ratings_average": known.rating, "ratings_count": known.ratings}
    return doc


def google_item(known: Known) -> Mapping[str, Any]:
    info: dict[str, Any] = {
        "title": known.title,
        "language": known.language,
        "publishedDate": known.released or str(known.year or ""),
        "industryIdentifiers": [
            {"type": f"ISBN_{len(isbn)}", "identifier": isbn} for isbn in known.isbns[:1]
        ],
        "imageLinks": {"thumbnail": f"http://books.google.com/books?id={known.number}"},
        "categories": [*known.subjects],
    }
    if known.authors:
        info["authors"] = [*known.authors]
    if known.description:
        info["description"] = known.description
    return {"kind": "books#volume", "id": f"v{known.number}", "volumeInfo": info}


def hardcover_document(known: Known) -> Mapping[str, Any]:
    series = {"name": known.series} if known.series else None
    return {
        "id": str(known.number),
        "title": known.title,
        "author_names": [*known.authors],
        "contributions": [
            {"author": {"name": name}, "contribution": None} for name in known.authors
        ],
        "isbns": [*known.isbns],
        "image": {"url": f"https://assets.hardcover.app/{known.number}.jpg", "id": known.number},
        "release_date": known.released,
        "release_year": known.year,
        "rating": known.rating,
        "ratings_count": known.ratings,
        "users_count": known.readers,
        "users_read_count": known.readers // 2,
        "description": known.description,
        "genres": [*known.subjects],
        "series_names": [known.series] if known.series else [],
        "featured_series": {"position": known.position, "series": series} if series else None,
    }


def hardcover_book(known: Known) -> Mapping[str, Any]:
    """As its table has it: tags by kind, editions, no lists of names."""
    document = hardcover_document(known)
    same = (
        "title", "contributions", "image", "release_date", "release_year", "rating",
        "ratings_count", "users_count", "description",
    )  # fmt: skip
    return {
        "id": known.number,
        **{name: document[name] for name in same},
        "cached_tags": {"Genre": [{"tag": one} for one in known.subjects], "Mood": []},
        "book_series": [
            {"position": known.position, "details": None, "series": {"name": known.series}}
        ]
        if known.series
        else [],
        "editions": [_edition(known, isbn) for isbn in known.isbns if len(isbn) == 13],
    }


def _edition(known: Known, isbn: str) -> Mapping[str, Any]:
    german = isbn.startswith("9783")
    return {
        "id": int(isbn) % 10_000_000,
        "isbn_13": isbn,
        "isbn_10": None,
        "edition_format": "Paperback",
        "pages": 300,
        "release_date": known.released,
        "publisher": {"name": "A Publisher"},
        "language": {"code2": "de" if german else known.language},
        "country": {"code2": "DE" if german else "US"},
        "image": None,
    }


def matching(books: Sequence[Known], words: str) -> list[Known]:
    """The books with one of the words, the most of them first; the order of the shelf otherwise."""
    return sorted((one for one in books if one.has(words)), key=lambda one: -one.score(words))
