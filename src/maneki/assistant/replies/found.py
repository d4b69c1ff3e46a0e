"""What a search found, as a reply. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from maneki.assistant.meaning import Intent, Slots, Understood
from maneki.assistant.replies.limit import limit_told, most_price
from maneki.assistant.replies.reply import (
    Reply,
    dated,
    echoed,
    kinds_told,
    lines,
    listed,
    on_one_line,
    sentences,
)
from maneki.assistant.tools.views import BookView, Matches
from maneki.phrases import say


class FoundReplies:
    """`currency` is that of a price that the customer names."""

    def __init__(self, *, language: str, currency: str) -> None:
        self._language = language
        self._currency = currency

    def one(self, view: BookView) -> Reply:
        """The one book; each kind of copy has its line if there are several to be had."""
        there = [one for one in view.copies if one.available]
        if len(there) > 1:
            book = dated(view.card, self._language)
            found = say("keeper.found", self._language, book=book)
            text = lines(found, kinds_told(there, self._language))
            return Reply(text, (view,), about=view.card.title)
        text = say("keeper.found", self._language, book=on_one_line(view, self._language))
        more = say("keeper.found.one_more", self._language)
        return Reply(sentences(text, more, language=self._language), (view,), about=view.card.title)

    def all(self, found: Matches, meant: Understood) -> Reply:
        """Everything that answers what was asked, or that nothing does."""
        slots = meant.slots
        unasked = "" if found.is_complete else say("keeper.none.unasked", self._language)
        if not found.books:
            return self.nothing(slots, unasked=unasked)
        if found.is_near:
            near = found.books[:3]
            head = say("keeper.near", self._language, what=self._what(slots))
            return Reply(lines(head, listed(near, self._language), unasked), near)
        books, limit = self._within(found.books, slots)
        books = books[: meant.limit]
        if meant.intent is Intent.SEARCH_TITLE and found.is_one:
            books = found.meant
        if len(books) == 1 and not limit:
            return self.one(books[0])
        head = limit or self._heading(books, slots)
        more = say("keeper.found.more", self._language)
        text = lines(head, listed(books, self._language), more)
        return Reply(text, books, about=about(slots, books))

    def nothing(self, slots: Slots, *, unasked: str = "") -> Reply:
        if not (slots.titles or asks_for_any(slots)):
            return Reply(say("keeper.none.any", self._language))
        head = say("keeper.none", self._language, what=self._what(slots))
        is_genre = slots.genre is not None and slots.author is None
        key = "keeper.none.genre" if is_genre else "keeper.none.then"
        then = unasked or say(key, self._language)
        offer = say("keeper.staff.offer", self._language)
        return Reply(sentences(head, then, offer, language=self._language))

    def which(self) -> Reply:
        """The question which book is meant."""
        return Reply(say("keeper.which.book", self._language))

    def which_of(self, books: tuple[BookView, ...]) -> Reply:
        return Reply(
            lines(say("keeper.which", self._language), listed(books, self._language)), books
        )

    def _within(
        self, books: tuple[BookView, ...], slots: Slots
    ) -> tuple[tuple[BookView, ...], str]:
        """Those that keep to a limit of price; all of them, and a word about it, if none does."""
        most = most_price(slots)
        if most is None:
            return books, ""
        kept = [one for one in books if one.card.price and one.card.price.major() <= most]
        if kept:
            return tuple(kept), ""
        told = limit_told(most, currency=self._currency, language=self._language)
        return books, say("keeper.none.priced", self._language, amount=told)

    def _heading(self, books: Sequence[BookView], slots: Slots) -> str:
        authors = {one.card.authors[:1] for one in books}
        if slots.author is not None and len(authors) == 1 and books[0].card.authors:
            return say("keeper.found.by", self._language, author=books[0].card.authors[0])
        if slots.genre is not None and slots.author is None:
            return say("keeper.found.genre", self._language, genre=slots.genre)
        return say("keeper.found.several", self._language)

    def _what(self, slots: Slots) -> str:
        if len(slots.titles) > 1:
            told = (echoed(one, self._language) for one in slots.titles)
            return say("keeper.book.and", self._language).join(told)
        said = (slots.title, *slots.titles, slots.series, slots.author, slots.genre, slots.isbn)
        what = " ".join(dict.fromkeys(one for one in said if one))
        # A sum of money that is said back reads like one of ours.
        is_priced = any(sign in what for sign in "$€£¥円")
        return say("keeper.that", self._language) if is_priced else echoed(what, self._language)


def asks_for_any(slots: Slots) -> bool:
    """Whether anything is named that a book can be looked for by."""
    return any((slots.title, slots.author, slots.series, slots.genre, slots.isbn))


def about(slots: Slots, books: Sequence[BookView]) -> str:
    """What it is about, in the catalogue's spelling where it has one."""
    if slots.author is not None and books and books[0].card.authors:
        return books[0].card.authors[0]
    said = (slots.title, slots.series, slots.author, slots.genre, slots.like)
    return next((one for one in said if one), "")
