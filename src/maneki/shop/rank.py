"""How well a book fits a question, and which of its editions to show. No I/O.

A whole title is worth more than anything else, then a whole series, then an author, whose initials
and accents may be left out. What fits none of them is judged by how many of the words it has and
how much of it they are. Among books that fit alike, what more people read comes first.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from rapidfuzz import fuzz

from maneki.model.book import SHOP, Edition, Isbn
from maneki.shop.names import is_same_name, names_in
from maneki.shop.query import BookQuery
from maneki.shop.readings import Asked
from maneki.shop.words import is_slip, without_article
from maneki.store.book_search import Candidate
from maneki.store.full_text import Field

WHOLE_TITLE, PART_OF_TITLE, WHOLE_SERIES, WHOLE_AUTHOR = 1.0, 0.99, 0.98, 0.97
SLIP_OF_AUTHOR, PART_OF_AUTHOR, SURNAME, FIRST_NAME = 0.95, 0.94, 0.8, 0.6
SURELY_MEANT = WHOLE_AUTHOR
_BEST_OF_THE_REST = 0.96
LEAST_FIT = 0.5
"""Below it a book has too little of what was asked for to be shown as an answer."""

# https://www.isbn-international.org/range_file_generation, the areas of one language each.
_AREAS = {
    "9780": "en",
    "9781": "en",
    "9782": "fr",
    "9783": "de",
    "9784": "ja",
    "9798": "en",
    "97910": "fr",
    "97911": "ko",
    "97912": "it",
}
_OF_WORDS = 0.4
_MOST_READ = 10_000_000
_BY_READERS = 0.04


def fit(candidate: Candidate, asked: Asked, *, field: Field) -> float:
    """From 0 to 1: how well a book answers a question about one field, or any."""
    whole = _whole(candidate, asked.key, field)
    if field is Field.AUTHOR or whole >= SURELY_MEANT:
        return whole
    covered = asked.covered_by(candidate.words)
    if field is Field.SUBJECT:
        return covered
    near = max((fuzz.ratio(asked.key, key) / 100 for key in _keys(candidate, field)), default=0)
    return max(whole, _BEST_OF_THE_REST * (_OF_WORDS * covered + (1 - _OF_WORDS) * near))


def popularity(candidate: Candidate) -> float:
    """What readers add to a fit: a little."""
    return _BY_READERS * math.log1p(candidate.popularity) / math.log1p(_MOST_READ)


def _whole(candidate: Candidate, key: str, field: Field) -> float:
    if field in {Field.ANY, Field.TITLE} and key in candidate.titles:
        first = candidate.titles[0]
        return WHOLE_TITLE if key in {first, without_article(first)} else PART_OF_TITLE
    if field in {Field.ANY, Field.SERIES} and any(_is_series(key, one) for one in candidate.series):
        return WHOLE_SERIES
    if field in {Field.ANY, Field.AUTHOR}:
        return max((_author_fit(key, one) for one in candidate.authors), default=0.0)
    return 0.0


def _is_series(key: str, series: str) -> bool:
    return without_article(key) == without_article(series)


def _author_fit(key: str, author: str) -> float:
    """How surely a name is this author's: each name that was said must be one of theirs.

    So a shared first name is no match. Initials may be missing on either side.
    """
    said, names = names_in(key), names_in(author)
    if said == names:
        return WHOLE_AUTHOR
    if is_slip(key.replace(" ", ""), author.replace(" ", "")):
        return SLIP_OF_AUTHOR
    if not said or not all(any(is_same_name(one, name) for name in names) for one in said):
        return 0.0
    if len(said) == 1:
        return SURNAME if said[0] == names[-1] else FIRST_NAME
    has_surname = any(is_same_name(one, names[-1]) for one in said)
    return PART_OF_AUTHOR if has_surname else FIRST_NAME


def _keys(candidate: Candidate, field: Field) -> Sequence[str]:
    """What a question may have been meant to be, of a book that fits it in part."""
    if field is Field.TITLE:
        return candidate.titles
    if field is Field.SERIES:
        return candidate.series
    author = " ".join(candidate.authors[:1])
    with_author = [f"{title} {author}" for title in candidate.titles]
    author_first = [f"{author} {title}" for title in candidate.titles]
    in_series = [f"{name} {candidate.titles[0]}" for name in candidate.series]
    return (*candidate.titles, *candidate.series, *with_author, *author_first, *in_series)


def edition_of(
    editions: Sequence[Edition], query: BookQuery, *, isbn: Isbn | None = None
) -> Edition | None:
    """The one to show: the number that was asked for, a language that is liked, one of the shop's
    own, a country that is liked, one that can be had, and then the newest. None if there is none.
    """

    def liking(edition: Edition) -> tuple[bool, int, bool, bool, bool, bool, str]:
        stock = edition.stock
        is_ours = edition.origin.source == SHOP
        # What our own list says nothing of is what the shop's readers read.
        unsaid = next(iter(query.languages), None) if is_ours else area_language(edition.isbn)
        return (
            isbn is not None and edition.isbn == isbn,
            -_place(edition.language or unsaid, query.languages),
            edition.language is not None or is_ours,
            is_ours,
            query.country is not None and edition.country == query.country,
            stock is not None and bool(stock.available),
            edition.published or "",
        )

    return max(editions, key=liking, default=None)


def language_of(edition: Edition) -> str | None:
    """The language an edition is in: what was said, else what its number tells; None if neither."""
    return edition.language or area_language(edition.isbn)


def area_language(isbn: Isbn | None) -> str | None:
    """The language of the area that a number is of: most of what is published there is in it."""
    digits = isbn.digits if isbn else ""
    return next((name for area, name in _AREAS.items() if digits.startswith(area)), None)


def _place(language: str | None, liked: Sequence[str]) -> int:
    return liked.index(language) if language in liked else len(liked)
