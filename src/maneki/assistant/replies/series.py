"""What is said to a question about a series, or a volume of one."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from maneki.assistant.meaning import Understood
from maneki.assistant.replies.found import FoundReplies
from maneki.assistant.replies.reply import Reply, lines, listed
from maneki.assistant.replies.volumes import Volume, volume_asked
from maneki.assistant.tools import Tools
from maneki.assistant.tools.views import BookView
from maneki.phrases import say
from maneki.shop.asking import question_in
from maneki.shop.query import MOST_RESULTS, USUAL_LIMIT, BookQuery
from maneki.shop.volumes import is_series_meant, number_of
from maneki.shop.words import runs


class SeriesReplies:
    def __init__(self, tools: Tools, found: FoundReplies) -> None:
        self._tools = tools
        self._found = found
        self._language = tools.desk.language

    async def of(self, name: str, meant: Understood) -> Reply:
        """The volume that is asked for, or the series in its order where that is not there."""
        volume = volume_asked(meant.slots, self._tools.desk.text)
        if reply := await self._volume(name, volume):
            return reply
        every = await self._tools.books.search(BookQuery(series=name, limit=MOST_RESULTS))
        own = [one for one in every.books if _place_in(one, name) is not None]
        if not own:
            return self._found.all(every, meant)
        ordered = sorted(own, key=lambda one: _number_in(one, name))
        shown = tuple(ordered[: max(meant.limit, USUAL_LIMIT)])
        if volume.is_whole:
            return self._listed(shown, name)
        called = _called(shown, name)
        head = say(
            "keeper.none.volume",
            self._language,
            position=volume.position or meant.slots.position,
            series=called,
        )
        return Reply(lines(head, listed(shown, self._language)), shown, about=called)

    async def named_by(self, title: str) -> Reply | None:
        """The volume that a title turns out to name: "Dune #2"."""
        asked = question_in(title)
        if asked.series is None or await self._tools.books.is_title(title):
            return None
        return await self._volume(asked.series, Volume(asked.position, asked.place))

    async def _volume(self, series: str, volume: Volume) -> Reply | None:
        """The volume at that place; None if it is not there, or the whole series is asked for."""
        if volume.is_whole:
            return None
        query = BookQuery(
            series=series, position=volume.position, place=volume.place, limit=MOST_RESULTS
        )
        books = (await self._tools.books.search(query)).books
        if len(books) < 2:
            return self._found.one(books[0]) if books else None
        return self._listed(books[:USUAL_LIMIT], series)

    def _listed(self, books: tuple[BookView, ...], name: str) -> Reply:
        called = _called(books, name)
        head = say("keeper.found.series", self._language, series=called)
        return Reply(lines(head, listed(books, self._language)), books, about=called)


def _called(books: Sequence[BookView], name: str) -> str:
    """The series as the catalogue calls it."""
    return books[0].card.series.name if books[0].card.series else name


def _place_in(view: BookView, name: str) -> str | None:
    """The place of a book in a series of that name; "" if it is not known, None if it has none."""
    series = view.card.series
    if series is None:
        return None
    is_part = {*runs(name)} <= {*runs(series.name)}
    if not (is_part or is_series_meant(name, series.name)):
        return None
    return series.position or ""


def _number_in(view: BookView, name: str) -> Decimal:
    """The place as a number, to put books in order by."""
    number = number_of(_place_in(view, name))
    return Decimal(-1) if number is None else number
