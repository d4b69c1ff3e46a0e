"""What is said to who wants a book in one language."""

from __future__ import annotations

from dataclasses import replace

from maneki.assistant.meaning import Slots, Understood
from maneki.assistant.replies.meant import MeantBooks, told_of
from maneki.assistant.replies.reply import (
    Reply,
    copies_told,
    echoed,
    lines,
    listed,
    named,
    on_one_line,
)
from maneki.assistant.tools import Tools
from maneki.assistant.tools.views import BookView
from maneki.phrases import say
from maneki.shop.query import MOST_RESULTS, USUAL_LIMIT


class TongueReplies:
    def __init__(self, tools: Tools, meant: MeantBooks) -> None:
        self._tools = tools
        self._meant = meant
        self._language = tools.desk.language

    async def answer(self, meant: Understood) -> Reply:
        """The editions in the language that was named; if there is none, what there is instead."""
        slots, code = meant.slots, meant.slots.language or self._language
        if not (slots.title or slots.titles or slots.isbn):
            return await self._any(meant, code)
        found = await self._meant.by(replace(slots, language=None))
        if isinstance(found, Reply):
            return found
        told = [await self._of_one(view, code) for view in found.books]
        return told_of(found, lines(*told), self._language)

    async def _of_one(self, view: BookView, code: str) -> str:
        named_so = self._called(code)
        book = named(view.card, self._language)
        if (there := await self._tools.tongues.edition_of(view.id, code)) is not None:
            head = say("keeper.tongue.there", self._language, language=named_so)
            return lines(head, copies_told(there, self._language))
        is_unsaid = await self._tools.tongues.is_unsaid(view.id)
        key = "keeper.tongue.unsaid" if is_unsaid else "keeper.tongue.none"
        return say(
            key,
            self._language,
            language=named_so,
            book=book,
            line=on_one_line(view, self._language),
        )

    async def _any(self, meant: Understood, code: str) -> Reply:
        """Whatever there is in a language, or of an author, a series or a genre in it."""
        slots = meant.slots
        if slots.author or slots.series or slots.genre:
            query = replace(meant.query, limit=MOST_RESULTS)
            answer = await self._tools.books.search(query)
            ids = [] if answer.is_near else [one.id for one in answer.books]
            views = [await self._tools.tongues.edition_of(id_, code) for id_ in ids]
            books = tuple(one for one in views if one is not None)[:USUAL_LIMIT]
        else:
            books = await self._tools.tongues.any_in(code, most=USUAL_LIMIT)
        if not books:
            return Reply(self._nothing(slots, code))
        head = say("keeper.tongue.found", self._language, language=self._called(code))
        more = say("keeper.found.more", self._language)
        return Reply(lines(head, listed(books, self._language), more), books)

    def _nothing(self, slots: Slots, code: str) -> str:
        what = slots.author or slots.series or slots.genre
        if what is None:
            return say("keeper.tongue.nothing", self._language, language=self._called(code))
        return say(
            "keeper.tongue.nothing_of",
            self._language,
            what=echoed(what, self._language),
            language=self._called(code),
        )

    def _called(self, code: str) -> str:
        return say(f"tongue.{code}", self._language)
