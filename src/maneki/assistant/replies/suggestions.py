"""What is said to who wants a suggestion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from maneki.assistant.audience import genre_for_age
from maneki.assistant.meaning import Slots, Understood
from maneki.assistant.mood_words import how_it_is
from maneki.assistant.replies.found import about
from maneki.assistant.replies.limit import limit_told, most_price
from maneki.assistant.replies.reply import Reply, lines, with_reasons
from maneki.assistant.tools import Tools
from maneki.assistant.tools.views import Recommended
from maneki.assistant.tools.wishes import Than, Wanted, than_in
from maneki.errors import InvalidInputError
from maneki.phrases import say
from maneki.shop.moods import telling_words
from maneki.shop.query import MOST_RESULTS
from maneki.shop.recommend import Why
from maneki.shop.subjects import subjects_for
from maneki.shop.words import runs


class SuggestionReplies:
    """`currency` is that of a price that the customer names."""

    def __init__(self, tools: Tools, *, currency: str) -> None:
        self._tools = tools
        self._currency = currency
        self._language = tools.desk.language

    async def recommend(self, meant: Understood) -> Reply:
        slots = meant.slots
        wanted = Wanted(
            like=slots.like,
            author=slots.author,
            genre=slots.genre,
            mood=slots.mood if not (slots.like or slots.author) else None,
            most_price=most_price(slots),
            format=slots.format,
            limit=slots.limit,
        )
        if slots.like is None and slots.title is not None:
            wanted = replace(wanted, like=slots.title)
        if wanted.genre is None and not (wanted.like or wanted.author):
            wanted = replace(wanted, genre=genre_for_age(self._tools.desk.text))
        wanted = replace(wanted, than=than_in(self._tools.desk.text) if wanted.like else None)
        try:
            if wanted.genre and (mood := how_it_is(wanted.mood or "")):
                return await self._in_a_mood(wanted, wanted.genre, mood)
            found = await self._tools.books.recommend(wanted)
        except InvalidInputError as exc:
            return Reply(str(exc))
        is_quite_that = bool(found) and _is_quite(found, wanted)
        if not found:
            found = await self._anything_near(wanted)
        elif is_quite_that and wanted.mood and wanted.genre is None:
            found = tuple(one for one in found if _has_the_mood(one)) or found
        if not found:
            return Reply(self._nothing_to_recommend(wanted))
        head = "keeper.recommend" if is_quite_that else "keeper.recommend.near"
        return self._told(say(head, self._language), found, slots)

    def _told(self, head: str, found: Sequence[Recommended], slots: Slots) -> Reply:
        books = tuple(one.book for one in found)
        text = lines(head, with_reasons(found, self._language))
        return Reply(text, books, about=about(slots, books))

    async def _in_a_mood(self, wanted: Wanted, genre: str, mood: str) -> Reply:
        """Books of a genre that are described like that; else that none is, and others of it."""
        slots = Slots(genre=genre, like=wanted.like)
        every = await self._tools.books.recommend(replace(wanted, limit=MOST_RESULTS))
        in_it = [one for one in every if one.reason.why is Why.MOOD and _is_of(one, genre)]
        if in_it:
            return self._told(say("keeper.recommend", self._language), in_it[: wanted.most], slots)
        of_it = await self._tools.books.recommend(replace(wanted, mood=None))
        if not of_it:
            return Reply(self._nothing_to_recommend(wanted))
        told = {"genre": genre, "mood": mood}
        head = say("keeper.recommend.without_mood", self._language, **told)
        return self._told(head, of_it, slots)

    async def _anything_near(self, wanted: Wanted) -> tuple[Recommended, ...]:
        """Without what is asked for beside its kind, then whatever readers like: never for more
        than they would spend, and never what they have named.
        """
        alike = replace(wanted, mood=None, format=None, than=None)
        if found := await self._tools.books.recommend(alike):
            return found
        if wanted.than is Than.CHEAPER:
            return ()
        anything = Wanted(unlike=wanted.like, most_price=wanted.most_price, limit=wanted.limit)
        return await self._tools.books.recommend(anything)

    def _nothing_to_recommend(self, wanted: Wanted) -> str:
        if wanted.most_price is None:
            return say("keeper.recommend.none", self._language)
        told = limit_told(wanted.most_price, currency=self._currency, language=self._language)
        return say("memory.recommend.none.priced", self._language, amount=told)


def _is_quite(found: Sequence[Recommended], wanted: Wanted) -> bool:
    """Whether they have what was asked for: a word for a mood is often in no description."""
    if wanted.mood is None or wanted.genre is not None:
        return True
    if not telling_words(wanted.mood):
        return True
    return any(map(_has_the_mood, found))


def _is_of(one: Recommended, genre: str) -> bool:
    names = [set(runs(name)) for name in subjects_for(genre)]
    return any(name <= set(runs(subject)) for subject in one.book.subjects for name in names)


def _has_the_mood(one: Recommended) -> bool:
    return one.reason.why in {Why.MOOD, Why.SUBJECT}
