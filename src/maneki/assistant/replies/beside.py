"""What is said to who asks for the volume behind or before a book."""

from __future__ import annotations

from dataclasses import replace

from maneki.assistant.meaning import Understood
from maneki.assistant.replies.found import FoundReplies
from maneki.assistant.replies.meant import MeantBooks
from maneki.assistant.replies.reply import Reply, named, on_one_line, sentences
from maneki.assistant.tools import Tools
from maneki.assistant.tools.views import BookView
from maneki.model.book import SeriesPlace
from maneki.phrases import say
from maneki.shop.query import BookQuery, Place
from maneki.shop.volumes import number_of


class BesideReplies:
    def __init__(self, tools: Tools, found: FoundReplies, meant: MeantBooks) -> None:
        self._tools = tools
        self._found = found
        self._meant = meant
        self._language = tools.desk.language

    async def beside(self, meant: Understood) -> Reply:
        """The volume behind or before the one that was named."""
        if meant.slots.title is None:
            return self._found.which()
        found = await self._meant.by(replace(meant.slots, step=None))
        if isinstance(found, Reply):
            return found
        here = found.books[0]
        series = here.card.series
        if series is None or number_of(series.position) is None:
            return self._without_series(here)
        step = meant.slots.step or 1
        place = Place.NEXT if step > 0 else Place.PREVIOUS
        query = BookQuery(series=series.name, place=place, beside=here.id)
        there = (await self._tools.books.search(query)).books
        if not there:
            text = _nothing_beside(here, series, step=step, language=self._language)
            return Reply(text, (here,), about=here.card.title)
        told = _told(here, there[0], series, step=step, language=self._language)
        more = say("keeper.found.one_more", self._language)
        text = sentences(told, more, language=self._language)
        return Reply(text, there[:1], about=there[0].card.title)

    async def without_series(self, meant: Understood) -> Reply:
        """The book that was named belongs to no series that is known here."""
        found = await self._meant.by(meant.slots)
        return found if isinstance(found, Reply) else self._without_series(found.books[0])

    def _without_series(self, view: BookView) -> Reply:
        book = named(view.card, self._language)
        text = say("keeper.series.unknown", self._language, book=book)
        return Reply(text, (view,), about=view.card.title)


def _told(here: BookView, there: BookView, series: SeriesPlace, *, step: int, language: str) -> str:
    """After Mort comes Sourcery; where a place between them is empty, that is not said."""
    position = there.card.series.position if there.card.series else None
    number = number_of(series.position)
    is_next = number is not None and number_of(position) == number + step
    side = "after" if step > 0 else "before"
    return say(
        f"keeper.series.{side}" if is_next else f"keeper.series.{side}.further",
        language,
        named=named(here.card, language),
        book=on_one_line(there, language),
        position=position,
        series=series.name,
    )


def _nothing_beside(here: BookView, series: SeriesPlace, *, step: int, language: str) -> str:
    key = "keeper.series.last" if step > 0 else "keeper.series.first"
    return say(key, language, named=named(here.card, language), series=series.name)
