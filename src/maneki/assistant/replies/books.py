"""What is said to a question about books."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from maneki.assistant.meaning import Intent, Understood
from maneki.assistant.periods import is_within, period_in
from maneki.assistant.replies.beside import BesideReplies
from maneki.assistant.replies.found import FoundReplies, about, asks_for_any
from maneki.assistant.replies.meant import MeantBooks, told_of
from maneki.assistant.replies.order import compared_by, in_order
from maneki.assistant.replies.reply import (
    Reply,
    details,
    lines,
    listed,
    on_one_line,
    sentences,
    titled,
)
from maneki.assistant.replies.series import SeriesReplies
from maneki.assistant.replies.shelf import is_gone, price_told, stock_told
from maneki.assistant.tools import Tools
from maneki.assistant.tools.views import BookView
from maneki.model.book_card import BookCard
from maneki.model.conversation import Medium
from maneki.phrases import say
from maneki.shop.query import MOST_RESULTS, BookQuery

_LONGEST_GUESS = 120
"""Characters: a longer text is no title."""


_WHAT_IT_IS_ABOUT = re.compile(
    r"\b(?:about|plot|summar\w+|synopsis|blurbs?|descri\w+|story(?:line)?|premise|happens"
    r"|worum|handelt|trata|parle)\b|内容|あらすじ|どんな(?:本|話)",
    re.IGNORECASE,
)


class BookReplies:
    """`shown` are the books that were shown last, as the customer points at them. `meant` tells
    which books they speak of.
    """

    def __init__(self, tools: Tools, *, currency: str, shown: Sequence[BookCard]) -> None:
        self._tools = tools
        self._shown = shown
        self._language = tools.desk.language
        self._found = FoundReplies(language=self._language, currency=currency)
        self._series = SeriesReplies(tools, self._found)
        self.meant = MeantBooks(tools, self._found, self._series, shown=shown)
        self._beside = BesideReplies(tools, self._found, self.meant)

    async def search(self, meant: Understood) -> Reply:
        """By title, author or genre; what was only shown just now is looked up by its id."""
        title = meant.slots.title if meant.intent is Intent.SEARCH_TITLE else None
        if title and (known := self.meant.shown_as(meant.slots)):
            return self._found.one(await self._tools.books.by_id(known.book_id))
        if not asks_for_any(meant.slots):
            return self._found.which()
        if title and (volume := await self._series.named_by(title)):
            return volume
        query = replace(meant.query, limit=MOST_RESULTS if meant.slots.max_price else meant.limit)
        return self._found.all(await self._tools.books.search(query), meant)

    async def newest(self, meant: Understood) -> Reply:
        found = await self._tools.books.recent(meant.query)
        if found.is_near or not found.books:
            return self._found.all(found, meant)
        period = period_in(self._tools.desk.text, today=self._tools.books.today)
        within = [one for one in found.books if period and is_within(one.card.published, period)]
        books = tuple(within) or found.books
        heads = [] if within else ["keeper.found.newest"]
        if period:
            heads.insert(0, "keeper.newest.within" if within else "keeper.newest.none_within")
        told = (say(key, self._language) for key in heads)
        head = sentences(*told, language=self._language)
        text = lines(head, listed(books, self._language))
        return Reply(text, books, about=about(meant.slots, books))

    async def series(self, meant: Understood) -> Reply:
        """A series, a volume of it, or the one behind a book that was named."""
        if meant.slots.step is not None:
            return await self._beside.beside(meant)
        name = meant.slots.series or await self.meant.series_of(meant.slots.title)
        if name is None:
            return await self._beside.without_series(meant)
        return await self._series.of(name, meant)

    async def details(self, meant: Understood) -> Reply:
        if meant.slots.format is not None:
            return await self.stock(meant)
        found = await self.meant.by(meant.slots)
        if isinstance(found, Reply):
            return found
        with_text = self._tools.desk.conversation.place.medium is not Medium.DISCORD
        told = [
            details(one, self._language, evidence=self._tools.evidence, with_text=with_text)
            for one in found.books
        ]
        if _WHAT_IT_IS_ABOUT.search(self._tools.desk.text):
            told = [
                lines(text, "" if one.card.description else self._without_text(one))
                for text, one in zip(told, found.books, strict=True)
            ]
        return told_of(found, lines(*told), self._language)

    def _without_text(self, view: BookView) -> str:
        return say(
            "keeper.book.no_description", self._language, book=titled(view.card, self._language)
        )

    async def stock(self, meant: Understood, *, offers: bool = True) -> Reply:
        """Whether there are copies, of each book that was named; where not, an alert is offered."""
        slots = meant.slots
        if slots.title is None and slots.isbn is None and not slots.titles and asks_for_any(slots):
            return await self._any_of(meant)
        found = await self.meant.by(slots)
        if isinstance(found, Reply):
            return found
        told = [
            stock_told(one, self._language, format_=slots.format, quantity=slots.quantity)
            for one in found.books
        ]
        gone = [one for one in found.books if is_gone(one)]
        is_offered = offers and len(found.books) == 1 and bool(gone)
        watch = say("keeper.stock.watch", self._language) if is_offered else ""
        text = sentences(lines(*told), watch, language=self._language)
        return told_of(found, text, self._language)

    async def price(self, meant: Understood) -> Reply:
        found = await self.meant.by(meant.slots)
        if isinstance(found, Reply):
            return found
        told = [price_told(one, self._language, format_=meant.slots.format) for one in found.books]
        return told_of(found, lines(*told), self._language)

    async def compare(self, meant: Understood) -> Reply:
        """The books that were shown, in the order that was asked for."""
        by = meant.slots.by
        if by is None or not meant.slots.titles:
            return self._found.which()
        found = await self.meant.by(meant.slots)
        if isinstance(found, Reply):
            return found
        books = in_order(found.books, by)
        if books is None:
            return Reply(say("keeper.compare.unknown", self._language), found.books)
        head = say(f"keeper.compare.{by}", self._language)
        told = (
            (on_one_line(one, self._language), compared_by(one, by, self._language))
            for one in books
        )
        rows = (f"{n}. {', '.join(filter(None, parts))}" for n, parts in enumerate(told, start=1))
        return Reply(lines(head, *rows), books, about=books[0].card.title)

    async def by_its_words(self, text: str) -> Reply | None:
        """A text that no rule could read, if it is plainly a book; None for any other."""
        if not text or len(text) > _LONGEST_GUESS:
            return None
        found = await self._tools.books.search(BookQuery(words=text))
        if found.is_near or not found.is_one:
            return None
        return self._found.one(found.meant[0])

    def beyond(self, place: int) -> Reply:
        """A place that the list which was shown does not have."""
        count = len(self._shown)
        key = "keeper.shown.beyond.one" if count == 1 else "keeper.shown.beyond"
        return Reply(say(key, self._language, count=count, place=place))

    async def _any_of(self, meant: Understood) -> Reply:
        """Whether there is anything of an author, a series or a genre."""
        if meant.slots.series is not None:
            return await self.series(replace(meant, intent=Intent.SEARCH_SERIES))
        intent = Intent.SEARCH_AUTHOR if meant.slots.author else Intent.SEARCH_GENRE
        return await self.search(replace(meant, intent=intent))
