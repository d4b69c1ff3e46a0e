"""The shop's catalogue, and behind it what other sources know.

The catalogue answers first and, if it has what was asked for, alone. Else the sources are asked,
all at once and each within its own time; what they answer is held against the question, kept in
the catalogue, and answered from there. So a source is asked once for what it knows, and the
catalogue answers when all of them are down.

A source that could not be asked is never "there is no such book": `Looked` names it.

What customers write stays here unless it can be a title or a name: nothing with an address, a
telephone number or a whole story in it is put to anybody else.
"""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from weakref import WeakValueDictionary

import structlog

from maneki.clock import Clock
from maneki.model.book import Book
from maneki.model.ids import BookId
from maneki.shop.asking import question_in
from maneki.shop.catalogue import NEAR_ENOUGH, Catalogue, Found
from maneki.shop.query import BookQuery, Order
from maneki.shop.sources.errors import (
    SourceBlockedError,
    SourceBusyError,
    SourceChangedError,
    SourceError,
)
from maneki.shop.sources.source import BookSource
from maneki.shop.verify import meant_in

log = structlog.get_logger(__name__)

MOST_ASKED = 10
"""How many books a source is asked for; what proves to be none that was meant is not kept."""

TIME_LIMIT_S = 6.0
ASKED_AGAIN_AFTER = timedelta(hours=12)
_MOST_REMEMBERED = 5_000
_LONGEST_NAME_WORDS, _LONGEST_NAME = 20, 200
# An address to write to, or more digits in a row than a year or a title has.
_PERSONAL = re.compile(r"@|://|\+?(?:[0-9][ ().-]{0,2}){7,}")


class Why(StrEnum):
    """Why a source could not be asked."""

    UNAVAILABLE = "unavailable"
    SLOW = "slow"
    BLOCKED = "blocked"
    CHANGED = "changed"
    BUSY = "busy"
    """We have asked it as often as we may, or leave it alone after an error."""


@dataclass(frozen=True, slots=True)
class Unasked:
    source: str
    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What was found, and who could not be asked: while there is one, nothing is known not to be.

    `found` are books of the catalogue, the likeliest first.
    """

    found: tuple[Found, ...]
    unasked: tuple[Unasked, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether everybody was asked who had to be: only then is nothing found no such book."""
        return not self.unasked


@dataclass(frozen=True, slots=True)
class _Told:
    """What one source told, or why it did not."""

    source: str
    books: tuple[Book, ...] = ()
    why: Why | None = None


Heard = Callable[[str, Why | None], None]
"""Told of every answer of a source: its name, and why it did not answer, if it did not."""


def heard_by_nobody(_source: str, _why: Why | None, /) -> None:
    return


class Library:
    """One for the whole process, like the sources, whose budgets belong to them.

    `time_limit_s` is how long one source may take for its answer, waiting for its turn included.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        sources: Sequence[BookSource] = (),
        *,
        clock: Clock,
        time_limit_s: float = TIME_LIMIT_S,
        heard: Heard = heard_by_nobody,
    ) -> None:
        self._catalogue = catalogue
        self._sources = tuple(sources)
        self._time_limit_s = time_limit_s
        self._heard = heard
        self._asked = _Asked(clock)
        # Two answers may tell of one book, which is new once.
        self._keeping = asyncio.Lock()

    async def get(self, book_id: BookId) -> Book | None:
        """One book, whole, as the catalogue has it."""
        return await self._catalogue.get(book_id)

    async def ask(self, text: str, *, liking: BookQuery | None = None) -> Looked:
        """What somebody wrote, answered. Raises `StoreError`s only."""
        return await self._look(
            lambda: self._catalogue.ask(text, liking=liking), question_in(text), liking
        )

    async def search(self, query: BookQuery) -> Looked:
        """The books that fit best. Raises `StoreError`s only."""
        return await self._look(lambda: self._catalogue.search(query), query, query)

    async def aclose(self) -> None:
        """Close the sources' connections."""
        for source in self._sources:
            await source.aclose()

    async def _look(
        self,
        look: Callable[[], Awaitable[tuple[Found, ...]]],
        query: BookQuery,
        liking: BookQuery | None,
    ) -> Looked:
        found = await look()
        if _is_enough(found, query):
            return Looked(found=found)
        question = _asked_of_sources(query, liking)
        # Whoever asks the same waits for what the first of them is told.
        async with self._asked.alone(question):
            told = await self._told(question)
            is_kept = await self._keep(told, question)
        if is_kept or not told:
            found = await look()
        unasked = tuple(Unasked(one.source, one.why) for one in told if one.why is not None)
        return Looked(found=found, unasked=unasked)

    async def _told(self, query: BookQuery) -> tuple[_Told, ...]:
        """What every source that has to be asked tells, in the order of the sources."""
        due = [
            source
            for source in self._sources
            if _may_know(source, query) and self._asked.is_due(source.name, query)
        ]
        return tuple(await asyncio.gather(*(self._answer(source, query) for source in due)))

    async def _answer(self, source: BookSource, query: BookQuery) -> _Told:
        told = await self._told_by(source, query)
        self._heard(told.source, told.why)
        return told

    async def _told_by(self, source: BookSource, query: BookQuery) -> _Told:
        try:
            async with asyncio.timeout(self._time_limit_s):
                books = await source.find(query, limit=MOST_ASKED)
        except TimeoutError:
            log.warning("source.slow", source=source.name, limit_s=self._time_limit_s)
            return _Told(source.name, why=Why.SLOW)
        except SourceError as error:
            return _Told(source.name, why=_failed(error))
        return _Told(source.name, books)

    async def _keep(self, told: Sequence[_Told], query: BookQuery) -> bool:
        """Keep what was meant; whether there is any."""
        kept = False
        async with self._keeping:
            for one in told:
                books = meant_in(one.books, query)
                if books:
                    await self._catalogue.add(books)
                    kept = True
                if one.why is None:
                    self._asked.note(one.source, query)
                    log.info(
                        "source.asked", source=one.source, told=len(one.books), meant=len(books)
                    )
        return kept


class _Asked:
    """Which questions which source answered lately: it is not asked them again so soon."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._at: OrderedDict[tuple[str, BookQuery], float] = OrderedDict()
        self._under_way: WeakValueDictionary[BookQuery, asyncio.Lock] = WeakValueDictionary()

    def alone(self, query: BookQuery) -> asyncio.Lock:
        """Held while a question is asked, so that it is asked once at a time."""
        lock = self._under_way.get(query)
        if lock is None:
            lock = self._under_way[query] = asyncio.Lock()
        return lock

    def is_due(self, source: str, query: BookQuery) -> bool:
        at = self._at.get((source, query))
        now = self._clock.monotonic()
        return at is None or now - at >= ASKED_AGAIN_AFTER.total_seconds()

    def note(self, source: str, query: BookQuery) -> None:
        self._at[source, query] = self._clock.monotonic()
        self._at.move_to_end((source, query))
        while len(self._at) > _MOST_REMEMBERED:
            self._at.popitem(last=False)


def _is_enough(found: Sequence[Found], query: BookQuery) -> bool:
    """Whether the catalogue's answer needs nobody else's. What is new, others may know first."""
    if query.order is Order.NEWEST:
        return False
    return any(one.fit >= NEAR_ENOUGH for one in found)


def _asked_of_sources(query: BookQuery, liking: BookQuery | None) -> BookQuery:
    """A question as sources are asked it: how it is written makes no difference to them."""
    return replace(
        query,
        words=_plain(query.words),
        title=_plain(query.title),
        author=_plain(query.author),
        series=_plain(query.series),
        subject=_plain(query.subject),
        languages=(),
        country=(liking or query).country,
        limit=None,
    )


def _plain(text: str | None) -> str | None:
    return " ".join(text.split()).casefold() or None if text is not None else None


def _may_know(source: BookSource, query: BookQuery) -> bool:
    """Whether there is anything to ask it: what came out lately, without a word, few can say."""
    said = [text for text in _texts(query) if text]
    if query.isbn is not None or not said:
        return query.isbn is not None or (query.order is Order.NEWEST and source.tells_new)
    return all(map(_may_be_a_name, said))


def _texts(query: BookQuery) -> tuple[str | None, ...]:
    return (query.words, query.title, query.author, query.series, query.subject)


def _may_be_a_name(text: str) -> bool:
    """Whether a text may be what a book or a person is called, and is nobody's own affair."""
    return (
        len(text.split()) <= _LONGEST_NAME_WORDS
        and len(text) <= _LONGEST_NAME
        and _PERSONAL.search(text) is None
    )


def _failed(error: SourceError) -> Why:
    """Why a source did not answer, told to the operator: a new shape needs a new version."""
    match error:
        case SourceBusyError():
            log.info("source.busy", source=error.source, error=str(error))
            return Why.BUSY
        case SourceBlockedError():
            log.warning("source.blocked", source=error.source, error=str(error))
            return Why.BLOCKED
        case SourceChangedError():
            log.error(
                "source.changed", source=error.source, missing=error.missing, error=str(error)
            )
            return Why.CHANGED
        case _:
            log.warning("source.unavailable", source=error.source, error=str(error))
            return Why.UNAVAILABLE
