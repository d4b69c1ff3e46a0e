"""Is this what was asked for? The first answer of a search proves nothing. Pure.

A search answers an invented title with the nearest real one, and a telephone number with whatever
has its digits. So what a source, or a model, says is held against what was asked: the very title
but for its article, its subtitle and a slip of the pen; the author's surname; the place in the
series; the number, check digit and all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from maneki.model.book import Book, Isbn, isbns_in
from maneki.shop.names import is_author
from maneki.shop.query import BookQuery, Order
from maneki.shop.readings import asked, spellings_of
from maneki.shop.volumes import is_at
from maneki.shop.words import is_slip, key_of, rests, title_keys, without_article, words_of

_SHORTEST_SLIP = 4
"""Of a shorter word one letter makes another one."""
_QUOTED = re.compile(
    r"“(?P<curly>[^“”]{0,200})”|\"(?P<straight>[^\"“”]{0,200})\"|「(?P<corner>[^「」]{1,200})」"
    r"|『(?P<double>[^『』]{1,200})』|«(?P<angle>[^«»]{1,200})»"
)
_NAME = r"(?:[A-Z]\.\s?)*[^\W\d_][\w.'’-]*"
_BY = re.compile(
    rf"\s*,?\s+by\s+(?P<author>{_NAME}(?:\s+(?:(?:de|la|le|van|von|der|den|da|di|del|du|of)\s+)*"
    rf"(?-i:[A-ZÀ-ÞĀ-Ž])[\w.'’-]*){{0,4}})"
)
_AT_THE_END = " \t\n,.;:!?…"


@dataclass(frozen=True, slots=True)
class Mention:
    """A book as a text names it: a title in quotation marks, and who is said to have written it."""

    title: str
    author: str | None = None


def mentions_in(text: str) -> tuple[Mention, ...]:
    """The books that a text names, straight and curly quotation marks alike, each once."""
    return tuple(dict.fromkeys(_mentions_in(text)))


def numbers_in(text: str) -> tuple[Isbn, ...]:
    """The ISBNs that a text names: a wrong check digit, or a telephone number, is none."""
    return isbns_in(text)


def _mentions_in(text: str) -> Iterator[Mention]:
    for found in _QUOTED.finditer(text):
        title = next(part for part in found.groups() if part is not None).strip(_AT_THE_END)
        if not key_of(title):
            continue
        by = _BY.match(text, found.end())
        yield Mention(title, by["author"].rstrip(_AT_THE_END) if by else None)


def is_title(said: str, title: str) -> bool:
    """Whether a title is the one that was said: but for an article, a subtitle, or one slip."""
    ours, theirs = title_keys(said), title_keys(title)
    if not ours or not theirs:
        return False
    # Of what was said nothing is left out: its subtitle tells one book of a series from another.
    whole = {ours[0], without_article(ours[0])}
    return not whole.isdisjoint(theirs) or any(
        _is_slip_of(without_article(ours[0]), key) for key in theirs
    )


def _is_slip_of(said: str, title: str) -> bool:
    """Whether one longer word, or a space, is one slip off: "Henry VI" is no slip of "Henry IV"."""
    if said.replace(" ", "") == title.replace(" ", ""):
        return True
    ours, theirs = said.split(), title.split()
    if len(ours) != len(theirs):
        return False
    wrong = [(one, other) for one, other in zip(ours, theirs, strict=True) if one != other]
    return len(wrong) == 1 and all(
        min(len(one), len(other)) >= _SHORTEST_SLIP and one.isalpha() and is_slip(one, other)
        for one, other in wrong
    )


def is_meant(book: Book, query: BookQuery) -> bool:
    """Whether a book has all that was asked for."""
    if query.isbn is not None:
        return any(edition.isbn == query.isbn for edition in book.editions)
    return (
        (query.title is None or _has_title(book, query.title))
        and (query.author is None or any(is_author(query.author, one) for one in book.authors))
        and (query.series is None or _has_place(book, query))
        and (query.subject is None or _has_words(query.subject, book.subjects))
        and (query.words is None or _has_words(query.words, _all_of(book)))
        and (_says_something(query) or query.order is Order.NEWEST)
    )


def meant_in(books: Iterable[Book], query: BookQuery) -> tuple[Book, ...]:
    """The books that are what was asked for: the very title first, else in their order."""
    kept = [book for book in books if is_meant(book, query)]
    title = query.title or query.words
    if title is None:
        return tuple(kept)
    return tuple(sorted(kept, key=lambda book: key_of(book.title) != key_of(title)))


def verified(mention: Mention, books: Sequence[Book]) -> Book | None:
    """The book that a text names, of those that were found; None if it is none of them."""
    found = meant_in(books, BookQuery(title=mention.title, author=mention.author))
    return found[0] if found else None


def _has_title(book: Book, said: str) -> bool:
    titles = (book.title, *(edition.title for edition in book.editions if edition.title))
    return any(is_title(said, title) for title in titles)


def _has_place(book: Book, query: BookQuery) -> bool:
    return any(
        is_title(query.series or "", place.name)
        and (query.position is None or is_at(place.position, query.position))
        for place in book.series
    )


def _says_something(query: BookQuery) -> bool:
    said = (query.title, query.author, query.series, query.subject, query.words)
    return any(said)


def _all_of(book: Book) -> tuple[str, ...]:
    titles = (edition.title for edition in book.editions if edition.title)
    return (book.title, *titles, *book.authors, *(place.name for place in book.series))


def _has_words(said: str, texts: Iterable[str]) -> bool:
    """Whether each word that was said is there, but for a slip or a space."""
    there = {word for text in texts for word in words_of(text)}
    spelled: dict[str, set[str]] = {}
    for word in there:
        for rest in rests(word):
            spelled.setdefault(rest, set()).add(word)
    wanted = spellings_of(said)
    question = asked(said, {rest: words for rest, words in spelled.items() if rest in wanted})
    return any(
        bool(reading) and all(group & there for group in reading) for reading in question.readings
    )
