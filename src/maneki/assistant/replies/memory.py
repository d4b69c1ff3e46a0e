"""What is said to whoever tells of themselves, or asks what is remembered of them."""

from __future__ import annotations

from collections.abc import Sequence

from maneki.assistant.asked_of_memory import AskedOfMemory, Wish
from maneki.assistant.replies.reply import Reply, echoed, lines
from maneki.assistant.told_of_self import Kind, Tell
from maneki.assistant.tools import Tools
from maneki.assistant.tools.memory import Known, Noted
from maneki.assistant.tools.resolve import NamedBook, Thing
from maneki.model.conversation import PlaceKind, Taste
from maneki.phrases import say
from maneki.shop.cards import LONGEST_NAME, short

_TOLD_OF = (Taste.LIKED, Taste.DISLIKED, Taste.OWNED, Taste.SHOWN)
_MARKS = str.maketrans({'"': "'", "“": "'", "”": "'", "`": "'", "*": "", "_": " ", "@": "(at)"})


class MemoryReplies:
    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._language = tools.desk.language

    async def asked(self, asked: AskedOfMemory) -> Reply:
        if asked.wish is Wish.KNOWN:
            return self._known(await self._tools.memory.known())
        if asked.wish is Wish.FORGET_NAME:
            return await self._without_name()
        gone = told_back(await self._tools.memory.unsay(asked.tells), self._language)
        if not gone:
            return Reply(say("memory.unsaid.nothing", self._language))
        return Reply(say("memory.unsaid", self._language, facts=self._joined(gone)))

    def noted(self, noted: Sequence[Noted]) -> str:
        """One sentence that says what is remembered now; "" if nothing is."""
        facts = told_back(noted, self._language)
        return say("memory.noted", self._language, facts=self._joined(facts)) if facts else ""

    def unknown(self, tells: Sequence[Tell]) -> Reply:
        """Of a book that they told of and that is in no catalogue of ours."""
        what = echoed(tells[0].what, self._language)
        return Reply(say("memory.unknown", self._language, what=what))

    async def _without_name(self) -> Reply:
        """Where others read along it is not told whether one was known."""
        was_known = await self._tools.memory.forget_name()
        is_told = was_known or not self._tools.desk.is_private
        return Reply(say("memory.no_name" if is_told else "memory.no_name.known", self._language))

    def _known(self, known: Known) -> Reply:
        told = [*self._told(known)]
        head = "memory.known" if told else "memory.known.nothing"
        place = self._tools.desk.conversation.place
        channel = "sms" if place.kind is PlaceKind.PHONE else "discord"
        how = say(f"memory.known.how.{channel}", self._language)
        return Reply(lines(say(head, self._language), *told, how))

    def _told(self, known: Known) -> Sequence[str]:
        told = []
        if known.name:
            told.append(say("memory.known.name", self._language, name=_plain(known.name)))
        for is_liked in (True, False):
            named = [_plain(one.value) for one in known.favourites if one.is_liked is is_liked]
            if named:
                key = "memory.known.likes" if is_liked else "memory.known.dislikes"
                told.append(say(key, self._language, what=self._joined(named)))
        for taste in _TOLD_OF:
            titles = [_plain(one.title) for one in known.books if one.taste is taste]
            if titles:
                more = known.counts.get(taste, 0) - len(titles)
                listed = self._joined([*titles, *self._more(more)])
                told.append(say(f"memory.known.{taste}", self._language, books=listed))
        return told

    def _more(self, more: int) -> Sequence[str]:
        return [say("memory.known.more", self._language, count=more)] if more > 0 else []

    def _joined(self, parts: Sequence[str]) -> str:
        return say("memory.and", self._language).join(parts)


def told_back(noted: Sequence[Noted], language: str) -> tuple[str, ...]:
    """What was remembered, in the words for the customer: "you have read ..."."""
    return tuple(_told_back(one, language) for one in noted)


def _told_back(noted: Noted, language: str) -> str:
    kind = noted.tell.kind
    if kind is Kind.NAME:
        return say("memory.fact.name", language, name=_plain(noted.tell.what))
    named = say("memory.and.things", language).join(_named(one, language) for one in noted.things)
    is_book = any(isinstance(one, NamedBook) for one in noted.things)
    key = f"{kind}.book" if is_book and kind in {Kind.LIKES, Kind.DISLIKES} else str(kind)
    return say(f"memory.fact.{key}", language, what=named)


def _named(thing: Thing, language: str) -> str:
    if not isinstance(thing, NamedBook):
        return _plain(thing.value)
    title = say("keeper.title", language, title=_plain(thing.title))
    if not thing.authors:
        return title
    return say("keeper.book.by", language, title=title, authors=_plain(thing.authors[0]))


def _plain(text: str) -> str:
    """What somebody wrote, cut, on one line: nothing in it acts."""
    bare = "".join(char if char.isprintable() else " " for char in text)
    return short(bare.translate(_MARKS), LONGEST_NAME)
