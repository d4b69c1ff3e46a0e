"""The shopkeeper without a language model: rules understand, tools look up, phrases answer.

It needs no key and no network, says the same to the same, and says honestly what it can do. What it
says is what a tool returned for this very question.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from maneki.assistant.agreeing import says_yes
from maneki.assistant.assistant import Answer, Question
from maneki.assistant.copy_words import is_of_many, sort_in_general, with_sort, without_sort
from maneki.assistant.data_of_others import OF_ANOTHER, tells_of_a_death
from maneki.assistant.heard import heard
from maneki.assistant.intents import understand
from maneki.assistant.isbns import has_wrong_isbn
from maneki.assistant.meaning import (
    SAID,
    Context,
    Intent,
    NamedFilter,
    ShownBook,
    Slots,
    Understood,
)
from maneki.assistant.mood_words import with_mood
from maneki.assistant.postal import beside_postal, has_postal
from maneki.assistant.replies.books import BookReplies
from maneki.assistant.replies.filters import FilterReplies
from maneki.assistant.replies.hours import HoursReplies
from maneki.assistant.replies.house import HouseReplies
from maneki.assistant.replies.reply import Reply, lines, sentences
from maneki.assistant.replies.suggestions import SuggestionReplies
from maneki.assistant.replies.tongues import TongueReplies
from maneki.assistant.replies.unknown import with_unknown
from maneki.assistant.settled import settled
from maneki.assistant.tools import Desk, Shop, Tools
from maneki.errors import InvalidInputError
from maneki.model.book_card import BookCard
from maneki.model.conversation import PlaceKind, SaidBy
from maneki.phrases import say

_Handler = Callable[[Understood], Awaitable[Reply]]

MOST_CARDS = 3
"""Books that are shown beside the words; more than these are a list."""

_MAY_BE_A_TITLE = frozenset(
    {
        Intent.SEARCH_AUTHOR,
        Intent.SEARCH_SERIES,
        Intent.SEARCH_GENRE,
        Intent.NEWEST,
        Intent.RECOMMEND,
        Intent.DETAILS,
        Intent.UNCLEAR,
        Intent.SMALL_TALK,
        Intent.PAUSE_FILTER,
        Intent.RESUME_FILTER,
    }
)
"""What somebody may be taken to mean who wrote nothing but the title of a book."""


_MAY_BE_THE_ADDRESS = frozenset(
    {Intent.UNCLEAR, Intent.SMALL_TALK, Intent.MY_FILTERS, Intent.ORDER_INTENT}
)
"""What a message with an address in it may be taken for by what stands around that."""


class Keeper:
    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    async def answer(self, question: Question) -> Answer:
        """Say something, always. Raises `StoreError`s only."""
        question = replace(question, text=_readable(question.text))
        tools = Tools(self._shop, Desk.of(question))
        turn = _Turn(self._shop, question, tools)
        reply = await turn.reply()
        return Answer(
            text=reply.text,
            said_by=SaidBy.RULES,
            books=tuple(one.card for one in reply.books[:MOST_CARDS]),
            shown=tuple(one.id for one in reply.books),
            seen=tools.kept,
            wants_staff=tools.staff.wants_staff,
            name=_name(reply, tools, question),
        )


class _Turn:
    """One question on its way to its reply."""

    def __init__(self, shop: Shop, question: Question, tools: Tools) -> None:
        self._currency = question.currency or shop.currency
        self._question = question
        self._tools = tools
        self._desk = tools.desk
        self._language = question.language
        self._house = HouseReplies(tools)
        self._suggestions = SuggestionReplies(tools, currency=self._currency)

    async def reply(self) -> Reply:
        shown = await self._tools.books.shown_cards()
        books = BookReplies(self._tools, currency=self._currency, shown=shown)
        filters = FilterReplies(self._tools, books.meant)
        try:
            if to_a_question := await self._to_a_question(filters, shown):
                return to_a_question
            if has_postal(self._desk.text):
                return await self._beside_an_address(books, filters, shown)
            told = await heard(self._tools)
            if told.reply is not None:
                return told.reply
            meant = await self._understood(shown, told.text)
            if told.is_enough(meant.intent):
                return Reply(told.said)
            return told.before(await self._of_what_was_meant(meant, told.text, books, filters))
        except InvalidInputError as exc:
            return Reply(str(exc))

    async def _of_what_was_meant(
        self, meant: Understood, text: str, books: BookReplies, filters: FilterReplies
    ) -> Reply:
        if has_wrong_isbn(text):
            return Reply(say("keeper.isbn.wrong", self._language))
        if (kind := sort_in_general(text)) and not await self._tools.books.is_title(text):
            book = None if is_of_many(text) else books.meant.pointed_at(meant.slots)
            if book is None:
                return self._house.has_sort(kind)
            meant = Understood(Intent.STOCK, Slots(title=book.title))
        if meant.slots.beyond is not None:
            return books.beyond(meant.slots.beyond)
        if meant.slots.language is not None and meant.intent is Intent.TELL_ME_WHEN:
            return Reply(say("keeper.tongue.unwatched", self._language))
        if meant.slots.language is not None:
            return await TongueReplies(self._tools, books.meant).answer(meant)
        meant = with_sort(with_mood(await self._before_its_sort(meant), text), text)
        reply = await self._handlers(books, filters)[meant.intent](meant)
        return with_unknown(reply, meant, text, self._language)

    async def _before_its_sort(self, meant: Understood) -> Understood:
        """Without the sort of copy behind a title, if a book bears the rest and none the whole."""
        short = without_sort(meant)
        is_title = self._tools.books.is_title
        if short is None or not await is_title(short.slots.title or ""):
            return meant
        return meant if await is_title(meant.slots.title or "") else short

    async def _to_a_question(
        self, filters: FilterReplies, shown: tuple[BookCard, ...]
    ) -> Reply | None:
        """What is said to a plain yes or no to something that we asked before."""
        if to_the_terms := await filters.to_the_terms():
            return to_the_terms
        return self._house.staff(self._before(shown)) if self._accepts_a_person() else None

    async def _beside_an_address(
        self, books: BookReplies, filters: FilterReplies, shown: tuple[BookCard, ...]
    ) -> Reply:
        """That it is not needed here, and the answer to what else is said."""
        said = say("keeper.address", self._language)
        rest = beside_postal(self._desk.text)
        meant = await self._understood(shown, rest) if rest else None
        if meant is None or meant.confidence < SAID or meant.intent in _MAY_BE_THE_ADDRESS:
            return Reply(said)
        reply = await self._of_what_was_meant(meant, rest, books, filters)
        return replace(reply, text=lines(said, reply.text))

    def _handlers(self, books: BookReplies, filters: FilterReplies) -> Mapping[Intent, _Handler]:
        return {
            Intent.SEARCH_AUTHOR: books.search,
            Intent.SEARCH_TITLE: books.search,
            Intent.SEARCH_GENRE: books.search,
            Intent.SEARCH_SERIES: books.series,
            Intent.NEWEST: books.newest,
            Intent.DETAILS: books.details,
            Intent.COMPARE: books.compare,
            Intent.RECOMMEND: self._suggestions.recommend,
            Intent.STOCK: books.stock,
            Intent.PRICE: books.price,
            Intent.TELL_ME_WHEN: filters.create,
            Intent.MY_FILTERS: filters.mine,
            Intent.PAUSE_FILTER: filters.pause,
            Intent.RESUME_FILTER: filters.resume,
            Intent.DELETE_FILTER: filters.delete,
            Intent.BRING_BACK: filters.bring_back,
            Intent.LAST_ALERTS: filters.last_alerts,
            Intent.HOURS: HoursReplies(self._tools).hours,
            Intent.POLICY: self._house.policy,
            Intent.HUMAN: self._human,
            Intent.ORDER_INTENT: partial(self._order, books),
            Intent.LINK: self._told_how,
            Intent.FORGET: self._forget,
            Intent.EXPORT: self._export,
            Intent.GREETING: self._chat,
            Intent.THANKS: self._chat,
            Intent.SMALL_TALK: self._chat,
            Intent.CAPABILITIES: self._chat,
            Intent.UNCLEAR: partial(self._unclear, books),
        }

    async def _understood(self, shown: tuple[BookCard, ...], text: str) -> Understood:
        """What the message means, by what was shown and said before. Where others read along the
        customer's filters are nothing to point at.
        """
        filters = await self._tools.filters.names() if self._desk.is_private else ()
        context = Context(
            shown=tuple(
                ShownBook(one.title, one.authors[0] if one.authors else None) for one in shown
            ),
            said=self._desk.replied,
            heard=self._question.history[-1].said if self._question.history else "",
            filters=tuple(NamedFilter(name, is_paused=is_paused) for name, is_paused in filters),
        )
        meant = understand(text, context)
        text = text.strip()
        if meant.intent in _MAY_BE_A_TITLE and text and await self._tools.books.is_title(text):
            return Understood(Intent.SEARCH_TITLE, Slots(title=text))
        return await settled(meant, text, context, self._tools)

    def _accepts_a_person(self) -> bool:
        """Whether the message says yes to the offer of a person that ended the last reply."""
        return self._house.offer in self._desk.replied and says_yes(self._desk.text)

    def _before(self, shown: Sequence[BookCard]) -> str:
        """What the customer had said before they said yes, and the book that it was about."""
        said = self._question.history[-1].said if self._question.history else self._desk.text
        titles = [one.title for one in shown[:1] if one.title.casefold() not in said.casefold()]
        return " - ".join([said, *titles])

    async def _human(self, _meant: Understood) -> Reply:
        return self._house.staff(self._desk.text)

    async def _order(self, books: BookReplies, meant: Understood) -> Reply:
        """Say what is on the shelf of it, and offer the person who can do the rest."""
        slots = meant.slots
        is_new = slots.action in {"hold", "buy", None}
        told = None
        if is_new and (slots.title or slots.titles or slots.isbn):
            told = await books.stock(
                Understood(Intent.STOCK, replace(slots, action=None)), offers=False
            )
        found = told if told is not None and told.books else Reply("")
        reply = self._house.order(found.text)
        return replace(reply, books=found.books)

    async def _forget(self, meant: Understood) -> Reply:
        """How they have deleted what we know of them; of somebody else, a person sees to it."""
        if meant.slots.action != OF_ANOTHER:
            return await self._told_how(meant)
        is_sad = tells_of_a_death(self._desk.text)
        sorry = say("keeper.condolence", self._language) if is_sad else ""
        cannot = say("keeper.forget.other", self._language)
        called = self._house.staff(self._desk.text).text
        return Reply(sentences(sorry, cannot, called, language=self._language))

    async def _export(self, meant: Understood) -> Reply:
        """How they get what we know of them; what we know of somebody else they are not told."""
        if meant.slots.action == OF_ANOTHER:
            told = (say("keeper.export.other", self._language), self._house.offer)
            return Reply(sentences(*told, language=self._language))
        return await self._told_how(meant)

    async def _told_how(self, meant: Understood) -> Reply:
        """How something is done that is a command: by a word in private, and on Discord by name."""
        place = self._desk.conversation.place
        channel = "sms" if place.kind is PlaceKind.PHONE else "discord"
        if meant.intent is Intent.FORGET and place.is_private:
            channel = "private"
        return Reply(say(f"keeper.{meant.intent}.{channel}", self._language))

    async def _chat(self, meant: Understood) -> Reply:
        return Reply(say(f"keeper.{meant.intent}", self._language))

    async def _unclear(self, books: BookReplies, _meant: Understood) -> Reply:
        """A book, if it is plainly one; else one sentence that helps, and for whoever was not
        understood twice the offer of a person.
        """
        if found := await books.by_its_words(self._desk.text.strip()):
            return found
        text = say("keeper.unclear", self._language)
        is_again = text in self._desk.replied
        return Reply(lines(text, self._house.offer if is_again else ""))


def _readable(text: str) -> str:
    """The text without halves of characters, which nothing can keep or send."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _name(reply: Reply, tools: Tools, question: Question) -> str | None:
    """What the conversation is called: what it was first about. It keeps a name that it has."""
    if question.conversation.name is not None or not reply.about:
        return None
    try:
        return tools.staff.name_conversation(reply.about)
    except InvalidInputError:
        return None
