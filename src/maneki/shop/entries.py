"""A book as the catalogue keeps it: with keys, words, and what those may be spelled as."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace

import orjson

from maneki.model.book import Book
from maneki.shop.words import WORDS_VERSION, key_of, rests, title_keys, words_of
from maneki.store.books import Entry


def entry_of(book: Book) -> Entry:
    """A book with all that it is to be found by. Authors and series without a word are left out."""
    book = _nameable(book)
    titles = _titles(book)
    title_words = _words(titles)
    author_words = _words(book.authors)
    series_words = _words(place.name for place in book.series)
    subject_words = _words(book.subjects)
    every = {*title_words, *author_words, *series_words, *subject_words}
    return Entry(
        book=book,
        digest=_digest(book),
        appeared=_appeared(book),
        titles=tuple(dict.fromkeys(key for title in titles for key in title_keys(title))),
        authors=tuple(key_of(name) for name in book.authors),
        series=tuple(key_of(place.name) for place in book.series),
        title_words=title_words,
        author_words=author_words,
        series_words=series_words,
        subject_words=subject_words,
        spellings=frozenset((rest, word) for word in every for rest in rests(word)),
    )


def _nameable(book: Book) -> Book:
    """Each author and each series once, by its key."""
    authors = {key: name for name in reversed(book.authors) if (key := key_of(name))}
    series = {key: place for place in reversed(book.series) if (key := key_of(place.name))}
    return replace(
        book,
        authors=tuple(reversed(authors.values())),
        series=tuple(reversed(series.values())),
    )


def _titles(book: Book) -> tuple[str, ...]:
    """The title of the work, and what editions are called otherwise."""
    others = (edition.title for edition in book.editions if edition.title)
    return tuple(dict.fromkeys((book.title, *others)))


def _words(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for text in texts for word in words_of(text)))


def _appeared(book: Book) -> str:
    """The day that was said, or the year of the work, or a day in it if an edition came out then;
    else its first edition.
    """
    if book.released is not None:
        return book.released
    dates = sorted(edition.published for edition in book.editions if edition.published)
    if book.first_published is None:
        return dates[0] if dates else ""
    if book.first_published < 0:
        # Before our era: older than all that has a year, and in no order that anybody asks for.
        return "0000"
    year = f"{book.first_published:04}"
    return next((date for date in dates if date.startswith(year)), year)


def _digest(book: Book) -> str:
    """Of all but the shelf, which changes by the hour, and of how words were made."""
    editions = tuple(replace(edition, stock=None) for edition in book.editions)
    said = orjson.dumps([WORDS_VERSION, replace(book, editions=editions)])
    return hashlib.sha256(said).hexdigest()
