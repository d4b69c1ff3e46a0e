"""Books as tools tell of them, and what of that backs a reply."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from maneki.assistant.evidence import BookSeen, Seen, StockSeen
from maneki.assistant.tools.desk import Desk, Ledger, Shop
from maneki.model.book import Book, Edition
from maneki.model.book_card import BookCard
from maneki.model.ids import BookId
from maneki.model.money import Money
from maneki.shop.cards import LONGEST_NAME, card_of, short
from maneki.shop.catalogue import Found
from maneki.shop.query import BookQuery
from maneki.shop.rank import edition_of, language_of
from maneki.shop.recommend import Reason

SURELY = 0.8
"""A book that fits a question so well is what was meant; one that fits less is something near."""
WHOLLY = 0.99
AS_SURELY = 0.005
"""Two books that fit within so little of each other fit equally well."""
_THE_ONE = 0.93
_MOST_LOOKED_AT = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One kind of copy: how many can be had now, at which price; None is what nobody said."""

    kind: str = ""
    isbn: str | None = None
    language: str | None = None
    price: Money | None = None
    available: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BookView:
    """A book as a tool tells of it. `fit` is how well it answers the question, up to 1."""

    card: BookCard
    subjects: tuple[str, ...] = ()
    copies: tuple[Copy, ...] = ()
    fit: float = 1.0

    @property
    def id(self) -> BookId:
        return self.card.book_id


@dataclass(frozen=True, slots=True)
class OtherLanguages:
    """The languages that were asked for, and the others that there is something in, by their codes;
    none if nobody said which.
    """

    asked: tuple[str, ...]
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """What a search found. `is_near`: nothing is quite what was asked for, these come nearest.
    `only_in`: none of it is in a language that was asked for, as far as anybody said.

    Not `is_complete`, somebody who may know more could not be asked: then nothing found does not
    mean that there is no such book.
    """

    books: tuple[BookView, ...] = ()
    is_near: bool = False
    is_complete: bool = True
    only_in: OtherLanguages | None = None

    @property
    def meant(self) -> tuple[BookView, ...]:
        """Those that fit as well as the best one: several if it cannot be told which was meant."""
        best = max((one.fit for one in self.books), default=0.0)
        return tuple(one for one in self.books if one.fit >= best - AS_SURELY)

    @property
    def is_one(self) -> bool:
        """Whether one book fits better than all others, and well enough to be the one."""
        return len(self.meant) == 1 and self.meant[0].fit >= _THE_ONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommended:
    """A book and the true reason why it is recommended."""

    book: BookView
    reason: Reason


class Views:
    """Makes views for one question, and notes each as evidence."""

    def __init__(self, shop: Shop, desk: Desk, ledger: Ledger) -> None:
        self._shop = shop
        self._desk = desk
        self._ledger = ledger

    def of(self, book: Book) -> BookView:
        """A book of the catalogue, with those of its editions that it is given with."""
        return self.of_found(Found(book=book, edition=self.edition(book), fit=1.0))

    def of_found(self, found: Found) -> BookView:
        book = found.book
        view = BookView(
            card=card_of(book, found.edition, address=self._shop.book_address),
            subjects=tuple(short(one, LONGEST_NAME) for one in book.subjects[:_MOST_LOOKED_AT]),
            copies=_copies(book.editions, found.edition),
            fit=found.fit,
        )
        self._ledger.note(*_seen_of(view))
        return view

    def edition(self, book: Book) -> Edition | None:
        """The one to show: one that can be had, else one that the shop speaks of, else any."""
        told = [one for one in book.editions if one.stock is not None]
        there = [one for one in told if one.stock is not None and one.stock.available]
        return edition_of(there or told or book.editions, self.liking(BookQuery()))

    def liking(self, query: BookQuery) -> BookQuery:
        """A question in this customer's language and this shop's country, unless it says others."""
        return replace(
            query,
            languages=query.languages or (self._desk.language,),
            country=query.country or self._shop.country,
        )


def _copies(editions: Sequence[Edition], first: Edition | None) -> tuple[Copy, ...]:
    """What the shop says of its shelf, the edition that is shown first."""
    ordered = sorted(
        editions, key=lambda one: (one != first, not (one.stock and one.stock.available))
    )
    return tuple(_copy(one) for one in ordered if one.stock is not None)[:_MOST_LOOKED_AT]


def _copy(edition: Edition) -> Copy:
    stock = edition.stock
    return Copy(
        kind=short(edition.format or "", LONGEST_NAME),
        isbn=edition.isbn.digits if edition.isbn else None,
        language=language_of(edition),
        price=stock.price if stock else None,
        available=stock.available if stock else None,
    )


def _seen_of(view: BookView) -> tuple[Seen, ...]:
    """What a book that was returned backs in a reply."""
    card = view.card
    isbns = [card.isbn, *(copy.isbn for copy in view.copies)]
    book = BookSeen(
        title=card.title,
        authors=card.authors,
        isbns=tuple(dict.fromkeys(one for one in isbns if one)),
        published=card.published,
        pages=card.pages,
        rating=card.rating.average if card.rating else None,
        ratings=card.rating.count if card.rating else None,
        readers=card.readers,
        series=card.series.name if card.series else None,
        position=card.series.position if card.series else None,
        subjects=view.subjects,
        kind=card.format or "",
        description=card.description or "",
        this_turn=True,
    )
    stock = [
        StockSeen(
            title=card.title,
            available=copy.available,
            price=copy.price,
            kind=copy.kind,
            this_turn=True,
        )
        for copy in view.copies
    ]
    return (book, *(stock or [StockSeen(title=card.title, this_turn=True)]))
