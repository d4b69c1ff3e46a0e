"""How what was named or pointed at becomes books."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from maneki.assistant.evidence import title_key
from maneki.assistant.meaning import Intent, Slots, Understood
from maneki.assistant.replies.found import FoundReplies
from maneki.assistant.replies.reply import Reply, echoed, lines
from maneki.assistant.replies.series import SeriesReplies
from maneki.assistant.tools import Tools
from maneki.assistant.tools.views import BookView
from maneki.model.book_card import BookCard
from maneki.phrases import say


@dataclass(frozen=True, slots=True)
class Meant:
    """The books that were surely meant, at least one, and the titles that are none here."""

    books: tuple[BookView, ...]
    missing: tuple[str, ...] = ()


class MeantBooks:
    """`shown` are the books that were shown last, as the customer points at them."""

    def __init__(
        self, tools: Tools, found: FoundReplies, series: SeriesReplies, *, shown: Sequence[BookCard]
    ) -> None:
        self._tools = tools
        self._found = found
        self._series = series
        self._shown = shown

    async def by(self, slots: Slots) -> Meant | Reply:
        """The books that were named or pointed at, or what is to be asked about them."""
        if slots.titles:
            many = [await self._surely(Slots(title=one)) for one in slots.titles]
            sure = [one for one in many if isinstance(one, BookView)]
            pairs = zip(slots.titles, many, strict=True)
            missing = tuple(title for title, one in pairs if not isinstance(one, BookView))
            return Meant(tuple(sure), missing) if sure else self._found.nothing(slots)
        if slots.series is not None and slots.title is None:
            return await self._volume(slots.series, slots)
        if slots.title is None and slots.isbn is None:
            if (only := self._only_shown) is not None:
                return Meant((await self._tools.books.by_id(only.book_id),))
            if slots.author is None:
                return self._found.which()
        found = await self._surely(slots)
        return Meant((found,)) if isinstance(found, BookView) else found

    async def surely(self, slots: Slots) -> tuple[BookView, ...]:
        """The books that were surely meant, of what was named; none if that cannot be told."""
        found = await self.by(slots)
        return () if isinstance(found, Reply) else found.books

    async def series_of(self, title: str | None) -> str | None:
        """The series of the book that was named; None if it has none, or is not known itself."""
        if title is None:
            return None
        found = await self._surely(Slots(title=title))
        series = found.card.series if isinstance(found, BookView) else None
        return series.name if series else None

    def shown_as(self, slots: Slots) -> BookCard | None:
        """The book that was shown just now, if it is named as it was shown."""
        if slots.title is None or slots.isbn is not None:
            return None
        key = title_key(slots.title)
        return next((one for one in self._shown if title_key(one.title) == key), None)

    def pointed_at(self, slots: Slots) -> BookCard | None:
        """The shown book that is meant where none is named: the one that was read, or the only."""
        return self.shown_as(slots) or self._only_shown

    @property
    def _only_shown(self) -> BookCard | None:
        return self._shown[0] if len(self._shown) == 1 else None

    async def _volume(self, series: str, slots: Slots) -> Meant | Reply:
        reply = await self._series.of(series, Understood(Intent.SEARCH_SERIES, slots))
        return Meant(reply.books) if len(reply.books) == 1 else reply

    async def _surely(self, slots: Slots) -> BookView | Reply:
        if known := self.shown_as(slots):
            return await self._tools.books.by_id(known.book_id)
        meant = Understood(Intent.SEARCH_TITLE, replace(slots, genre=None, limit=None))
        found = await self._tools.books.search(meant.query)
        if found.is_near or not found.books:
            return self._found.all(found, meant)
        likeliest = _told_apart(found.meant)
        return self._found.which_of(likeliest) if len(likeliest) > 1 else found.books[0]


def told_of(found: Meant, text: str, language: str) -> Reply:
    """A reply about the books that were meant, and which of those that were named are not."""
    missing = say("keeper.book.and", language).join(echoed(one, language) for one in found.missing)
    none = say("keeper.none", language, what=missing) if missing else ""
    return Reply(lines(text, none), found.books, about=found.books[0].card.title)


def _told_apart(books: tuple[BookView, ...]) -> tuple[BookView, ...]:
    """Books that a customer can tell from each other."""
    return tuple({(title_key(one.card.title), one.card.authors): one for one in books}.values())
