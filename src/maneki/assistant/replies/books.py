"""What is said to a question about books."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from maneki.assistant.evidence import title_key
from maneki.assistant.meaning import Intent, Slots, Understood
from maneki.assistant.replies.beside import (
    beside_told,
    nothing_beside,
    number_in,
    number_of_place,
    place_in,
    queries_beside,
    volume_beside,
)
from maneki.assistant.replies.order import compared_by, in_order
from maneki.assistant.replies.reply import (
    Reply,
    copies_told,
    dated,
    details,
    echoed,
    kind_of,
    kinds_told,
    lines,
    listed,
    named,
    on_one_line,
    price_of,
    sentences,
    with_reasons,
)
from maneki.assistant.replies.volumes import Volume, volume_asked
from maneki.assistant.tools import Tools
from maneki.assistant.tools.books import BookView, Matches, Recommended
from maneki.assistant.tools.wishes import Than, Wanted, than_in
from maneki.errors import InvalidInputError
from maneki.model.book_card import BookCard
from maneki.model.conversation import Medium
from maneki.model.money import Money, exponent
from maneki.phrases import say
from maneki.phrases.amounts import amount
from maneki.shop.asking import question_in
from maneki.shop.moods import telling_words
from maneki.shop.query import MOST_RESULTS, USUAL_LIMIT, BookQuery
from maneki.shop.recommend import Why

_LONGEST_GUESS = 120
"""Characters: a longer text is no title."""


@dataclass(frozen=True, slots=True)
class _Meant:
    """The books that were surely meant, at least one, and the titles that are none here."""

    books: tuple[BookView, ...]
    missing: tuple[str, ...] = ()


class BookReplies:
    """`shown` are the books that were shown last, as the customer points at them."""

    def __init__(self, tools: Tools, *, currency: str, shown: Sequence[BookCard]) -> None:
        self._tools = tools
        self._currency = currency
        self._shown = shown
        self._language = tools.desk.language

    async def search(self, meant: Understood) -> Reply:
        """By title, author or genre; what was only shown just now is looked up by its id."""
        if meant.intent is Intent.SEARCH_TITLE and (known := self._known(meant.slots)):
            return await self._one(known)
        if not _asks_for_any(meant.slots):
            return self._which()
        if volume := await self._volume_named(meant):
            return volume
        query = replace(meant.query, limit=MOST_RESULTS if meant.slots.max_price else meant.limit)
        found = await self._tools.books.search(query)
        return self._found(found, meant)

    async def _volume_named(self, meant: Understood) -> Reply | None:
        """The volume that a title turns out to name: "Dune #2"."""
        title = meant.slots.title
        asked = question_in(title) if title and meant.intent is Intent.SEARCH_TITLE else None
        if asked is None or asked.series is None:
            return None
        if title and await self._tools.books.is_title(title):
            return None
        return await self._volume_of(asked.series, Volume(asked.position, asked.place))

    async def newest(self, meant: Understood) -> Reply:
        found = await self._tools.books.recent(meant.query)
        if found.is_near or not found.books:
            return self._found(found, meant)
        text = lines(say("keeper.found.newest", self._language), self._list(found.books))
        return Reply(text, found.books, about=_about(meant.slots, found.books))

    async def series(self, meant: Understood) -> Reply:
        """A series, a volume of it, or the one behind a book that was named."""
        if meant.slots.step is not None:
            return await self._beside(meant)
        name = meant.slots.series or await self._series_of(meant.slots.title)
        if name is None:
            return await self._without_series(meant)
        volume = volume_asked(meant.slots, self._tools.desk.text)
        if reply := await self._volume_of(name, volume):
            return reply
        every = await self._tools.books.search(BookQuery(series=name, limit=MOST_RESULTS))
        own = [one for one in every.books if place_in(one, name) is not None]
        if not own:
            return self._found(every, meant)
        ordered = sorted(own, key=lambda one: number_in(one, name))
        shown = tuple(ordered[: max(meant.limit, USUAL_LIMIT)])
        called = shown[0].card.series.name if shown[0].card.series else name
        head = say("keeper.found.series", self._language, series=called)
        if not volume.is_whole:
            head = say(
                "keeper.none.volume",
                self._language,
                position=volume.position or meant.slots.position,
                series=called,
            )
        return Reply(lines(head, self._list(shown)), shown, about=called)

    async def _volume_of(self, series: str, volume: Volume) -> Reply | None:
        """The volume at that place; None if it is not there, or the whole series is asked for."""
        if volume.is_whole:
            return None
        query = BookQuery(
            series=series, position=volume.position, place=volume.place, limit=MOST_RESULTS
        )
        books = (await self._tools.books.search(query)).books
        if len(books) < 2:
            return self._told(books[0]) if books else None
        shown = books[:USUAL_LIMIT]
        called = shown[0].card.series.name if shown[0].card.series else series
        head = say("keeper.found.series", self._language, series=called)
        return Reply(lines(head, self._list(shown)), shown, about=called)

    async def _beside(self, meant: Understood) -> Reply:
        """The volume behind or before the one that was named."""
        if meant.slots.title is None:
            return self._which()
        found = await self.meant(replace(meant.slots, step=None))
        if isinstance(found, Reply):
            return found
        here = found.books[0]
        if here.card.series is None or number_of_place(here.card.series.position) is None:
            return await self._without_series(meant)
        step = meant.slots.step or 1
        every = [
            one
            for query in queries_beside(here.card.series, step)
            for one in (await self._tools.books.search(query)).books
        ]
        name = here.card.series.name
        own = [one for one in every if place_in(one, name) is not None]
        there = volume_beside(here, own, step)
        if there is None:
            text = nothing_beside(here, step, self._language)
            return Reply(text, (here,), about=here.card.title)
        told = beside_told(here, there, step, self._language)
        more = say("keeper.found.one_more", self._language)
        text = sentences(told, more, language=self._language)
        return Reply(text, (there,), about=there.card.title)

    async def _without_series(self, meant: Understood) -> Reply:
        """The book that was named belongs to no series that is known here."""
        found = await self.meant(meant.slots)
        if isinstance(found, Reply):
            return found
        first = found.books[0]
        book = named(first.card, self._language)
        text = say("keeper.series.unknown", self._language, book=book)
        return Reply(text, (first,), about=first.card.title)

    async def details(self, meant: Understood) -> Reply:
        if meant.slots.format is not None:
            return await self.stock(meant)
        found = await self.meant(meant.slots)
        if isinstance(found, Reply):
            return found
        with_text = self._tools.desk.conversation.place.medium is not Medium.DISCORD
        told = [
            details(one, self._language, evidence=self._tools.evidence, with_text=with_text)
            for one in found.books
        ]
        return self.told_of(found, lines(*told))

    async def stock(self, meant: Understood, *, offers: bool = True) -> Reply:
        """Whether there are copies, of each book that was named; where not, an alert is offered."""
        slots = meant.slots
        if slots.title is None and slots.isbn is None and not slots.titles and _asks_for_any(slots):
            return await self._any_of(meant)
        found = await self.meant(slots)
        if isinstance(found, Reply):
            return found
        told = [self._stock_of(one, slots) for one in found.books]
        gone = [one for one in found.books if _is_gone(one)]
        is_offered = offers and len(found.books) == 1 and bool(gone)
        watch = say("keeper.stock.watch", self._language) if is_offered else ""
        text = sentences(lines(*told), watch, language=self._language)
        return self.told_of(found, text)

    async def price(self, meant: Understood) -> Reply:
        found = await self.meant(meant.slots)
        if isinstance(found, Reply):
            return found
        told = [self._price_of(one, meant.slots.format) for one in found.books]
        return self.told_of(found, lines(*told))

    async def compare(self, meant: Understood) -> Reply:
        """The books that were shown, in the order that was asked for."""
        by = meant.slots.by
        if by is None or not meant.slots.titles:
            return self._which()
        found = await self.meant(meant.slots)
        if isinstance(found, Reply):
            return found
        books = in_order(found.books, by)
        if books is None:
            return Reply(say("keeper.compare.unknown", self._language), found.books)
        head = say(f"keeper.compare.{by}", self._language)
        told = (
            ", ".join(
                part for part in (self._line(one), compared_by(one, by, self._language)) if part
            )
            for one in books
        )
        rows = (f"{n}. {line}" for n, line in enumerate(told, start=1))
        return Reply(lines(head, *rows), books, about=books[0].card.title)

    async def recommend(self, meant: Understood) -> Reply:
        slots = meant.slots
        wanted = Wanted(
            like=slots.like,
            author=slots.author,
            genre=slots.genre,
            mood=slots.mood if not (slots.like or slots.author) else None,
            most_price=_decimal(slots.max_price),
            format=slots.format,
            limit=slots.limit,
        )
        if slots.like is None and slots.title is not None:
            wanted = replace(wanted, like=slots.title)
        wanted = replace(wanted, than=than_in(self._tools.desk.text) if wanted.like else None)
        try:
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
        text = lines(say(head, self._language), with_reasons(found, self._language))
        books = tuple(one.book for one in found)
        return Reply(text, books, about=_about(slots, books))

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
        money = Money(int(wanted.most_price.scaleb(exponent(self._currency))), self._currency)
        told = amount(money, self._language)
        return say("memory.recommend.none.priced", self._language, amount=told)

    async def by_its_words(self, text: str) -> Reply | None:
        """A text that no rule could read, if it is plainly a book; None for any other."""
        if not text or len(text) > _LONGEST_GUESS:
            return None
        found = await self._tools.books.search(BookQuery(words=text))
        if found.is_near or not found.is_one:
            return None
        return self._told(found.meant[0])

    async def of_title(self, slots: Slots) -> tuple[BookView, ...]:
        """The books that were surely meant, of what was named; none if that cannot be told."""
        found = await self.meant(slots)
        return () if isinstance(found, Reply) else found.books

    def beyond(self, place: int) -> Reply:
        """A place that the list which was shown does not have."""
        count = len(self._shown)
        key = "keeper.shown.beyond.one" if count == 1 else "keeper.shown.beyond"
        return Reply(say(key, self._language, count=count, place=place))

    # How what was named becomes books

    async def meant(self, slots: Slots) -> _Meant | Reply:
        """The books that were named or pointed at, or what is to be asked about them."""
        if slots.titles:
            many = [await self._surely(Slots(title=one)) for one in slots.titles]
            sure = [one for one in many if isinstance(one, BookView)]
            pairs = zip(slots.titles, many, strict=True)
            missing = tuple(title for title, one in pairs if not isinstance(one, BookView))
            return _Meant(tuple(sure), missing) if sure else self._nothing(slots)
        if slots.series is not None and slots.title is None:
            return await self._volume(slots)
        if slots.title is None and slots.isbn is None:
            if len(self._shown) == 1:
                return _Meant((await self._tools.books.by_id(self._shown[0].book_id),))
            if slots.author is None:
                return self._which()
        found = await self._surely(slots)
        return _Meant((found,)) if isinstance(found, BookView) else found

    async def _volume(self, slots: Slots) -> _Meant | Reply:
        reply = await self.series(Understood(Intent.SEARCH_SERIES, slots))
        return _Meant(reply.books) if len(reply.books) == 1 else reply

    async def _surely(self, slots: Slots) -> BookView | Reply:
        if known := self._known(slots):
            return await self._tools.books.by_id(known.book_id)
        meant = Understood(Intent.SEARCH_TITLE, replace(slots, genre=None, limit=None))
        found = await self._tools.books.search(meant.query)
        if found.is_near or not found.books:
            return self._found(found, meant)
        likeliest = _told_apart(found.meant)
        if len(likeliest) > 1:
            text = lines(say("keeper.which", self._language), self._list(likeliest))
            return Reply(text, likeliest)
        return found.books[0]

    def _known(self, slots: Slots) -> BookCard | None:
        """The book that was shown just now, if it is named as it was shown."""
        if slots.title is None or slots.isbn is not None:
            return None
        key = title_key(slots.title)
        return next((one for one in self._shown if title_key(one.title) == key), None)

    async def _series_of(self, title: str | None) -> str | None:
        if title is None:
            return None
        found = await self._surely(Slots(title=title))
        series = found.card.series if isinstance(found, BookView) else None
        return series.name if series else None

    # How books become words

    async def _one(self, card: BookCard) -> Reply:
        return self._told(await self._tools.books.by_id(card.book_id))

    def _told(self, view: BookView) -> Reply:
        """The one book; each kind of copy has its line if there are several to be had."""
        there = [one for one in view.copies if one.available]
        if len(there) > 1:
            book = dated(view.card, self._language)
            found = say("keeper.found", self._language, book=book)
            text = lines(found, kinds_told(there, self._language))
            return Reply(text, (view,), about=view.card.title)
        text = say("keeper.found", self._language, book=self._line(view))
        more = say("keeper.found.one_more", self._language)
        return Reply(sentences(text, more, language=self._language), (view,), about=view.card.title)

    def _line(self, view: BookView) -> str:
        return on_one_line(view, self._language)

    def _list(self, books: Sequence[BookView]) -> str:
        return listed(books, self._language)

    def _found(self, found: Matches, meant: Understood) -> Reply:
        slots = meant.slots
        unasked = "" if found.is_complete else say("keeper.none.unasked", self._language)
        if not found.books:
            return self._nothing(slots, unasked=unasked)
        if found.is_near:
            near = found.books[:3]
            head = say("keeper.near", self._language, what=self._what(slots))
            return Reply(lines(head, self._list(near), unasked), near)
        books, limit = self._within(found.books, slots)
        books = books[: meant.limit]
        if meant.intent is Intent.SEARCH_TITLE and found.is_one:
            books = found.meant
        if len(books) == 1 and not limit:
            return self._told(books[0])
        head = limit or self._heading(books, slots)
        more = say("keeper.found.more", self._language)
        return Reply(lines(head, self._list(books), more), books, about=_about(slots, books))

    def _within(
        self, books: tuple[BookView, ...], slots: Slots
    ) -> tuple[tuple[BookView, ...], str]:
        """Those that keep to a limit of price; all of them, and a word about it, if none does."""
        most = _decimal(slots.max_price)
        if most is None:
            return books, ""
        kept = [one for one in books if one.card.price and one.card.price.major() <= most]
        if kept:
            return tuple(kept), ""
        money = Money(int(most.scaleb(exponent(self._currency))), self._currency)
        told = amount(money, self._language)
        return books, say("keeper.none.priced", self._language, amount=told)

    def _heading(self, books: Sequence[BookView], slots: Slots) -> str:
        authors = {one.card.authors[:1] for one in books}
        if slots.author is not None and len(authors) == 1 and books[0].card.authors:
            return say("keeper.found.by", self._language, author=books[0].card.authors[0])
        if slots.genre is not None and slots.author is None:
            return say("keeper.found.genre", self._language, genre=slots.genre)
        return say("keeper.found.several", self._language)

    def _nothing(self, slots: Slots, *, unasked: str = "") -> Reply:
        if not (slots.titles or _asks_for_any(slots)):
            return Reply(say("keeper.none.any", self._language))
        head = say("keeper.none", self._language, what=self._what(slots))
        is_genre = slots.genre is not None and slots.author is None
        key = "keeper.none.genre" if is_genre else "keeper.none.then"
        then = unasked or say(key, self._language)
        offer = say("keeper.staff.offer", self._language)
        return Reply(sentences(head, then, offer, language=self._language))

    def told_of(self, found: _Meant, text: str) -> Reply:
        """A reply about the books that were meant, and which of those that were named are not."""
        missing = say("keeper.book.and", self._language).join(
            echoed(one, self._language) for one in found.missing
        )
        none = say("keeper.none", self._language, what=missing) if missing else ""
        return Reply(lines(text, none), found.books, about=found.books[0].card.title)

    def _what(self, slots: Slots) -> str:
        if len(slots.titles) > 1:
            told = (echoed(one, self._language) for one in slots.titles)
            return say("keeper.book.and", self._language).join(told)
        said = (slots.title, *slots.titles, slots.series, slots.author, slots.genre, slots.isbn)
        what = " ".join(dict.fromkeys(one for one in said if one))
        # A sum of money that is said back reads like one of ours.
        is_priced = any(sign in what for sign in "$€£¥円")
        return say("keeper.that", self._language) if is_priced else echoed(what, self._language)

    def _which(self) -> Reply:
        return Reply(say("keeper.which.book", self._language))

    async def _any_of(self, meant: Understood) -> Reply:
        """Whether there is anything of an author, a series or a genre."""
        if meant.slots.series is not None:
            return await self.series(replace(meant, intent=Intent.SEARCH_SERIES))
        intent = Intent.SEARCH_AUTHOR if meant.slots.author else Intent.SEARCH_GENRE
        return await self.search(replace(meant, intent=intent))

    def _stock_of(self, view: BookView, slots: Slots) -> str:
        told = self._other_format(view, slots.format)
        view = _of_format(view, slots.format)
        told += copies_told(view, self._language)
        there = sum(one.available or 0 for one in view.copies)
        if slots.quantity is not None and 0 < there < slots.quantity:
            fewer = say("keeper.stock.fewer", self._language, wanted=slots.quantity)
            return sentences(told, fewer, language=self._language)
        return told

    def _other_format(self, view: BookView, format_: str | None) -> str:
        """A word ahead where a kind of copy was asked for that the shop says nothing of."""
        if format_ is None or _of_format(view, format_) is not view or not view.copies:
            return ""
        if all(format_ in one.kind.casefold() for one in view.copies):
            return ""
        return say("keeper.stock.other_format", self._language, format=format_) + "\n"

    def _price_of(self, view: BookView, format_: str | None) -> str:
        other = self._other_format(view, format_)
        view = _of_format(view, format_)
        are_told = len({one.language for one in view.copies}) > 1
        priced = {
            (kind_of(one, self._language, with_language=are_told), one.price): one
            for one in reversed(view.copies)
            if one.price is not None
        }
        book = named(view.card, self._language)
        if not priced:
            return say("keeper.price.unsaid", self._language, book=book)
        told = [
            say(
                "keeper.price",
                self._language,
                book=book,
                amount=price_of(one.price, self._language),
                kind=say("keeper.price.kind", self._language, kind=kind) if kind else "",
            )
            for (kind, _), one in reversed(priced.items())
        ]
        return lines(other.rstrip(), *told)


def _is_quite(found: Sequence[Recommended], wanted: Wanted) -> bool:
    """Whether they have what was asked for: a word for a mood is often in no description."""
    if wanted.mood is None or wanted.genre is not None:
        return True
    if not telling_words(wanted.mood):
        return True
    return any(map(_has_the_mood, found))


def _has_the_mood(one: Recommended) -> bool:
    return one.reason.why in {Why.MOOD, Why.SUBJECT}


def _of_format(view: BookView, format_: str | None) -> BookView:
    """The book with the copies of that kind alone, if there are any of it."""
    if format_ is None:
        return view
    copies = tuple(one for one in view.copies if format_ in one.kind.casefold())
    return replace(view, copies=copies) if copies else view


def _is_gone(view: BookView) -> bool:
    told = [one.available for one in view.copies if one.available is not None]
    return bool(told) and not any(told)


def _told_apart(books: tuple[BookView, ...]) -> tuple[BookView, ...]:
    """Books that a customer can tell from each other."""
    return tuple({(title_key(one.card.title), one.card.authors): one for one in books}.values())


def _asks_for_any(slots: Slots) -> bool:
    return any((slots.title, slots.author, slots.series, slots.genre, slots.isbn))


def _decimal(number: float | None) -> Decimal | None:
    return None if number is None else Decimal(str(number))


def _about(slots: Slots, books: Sequence[BookView]) -> str:
    """What it is about, in the catalogue's spelling where it has one."""
    if slots.author is not None and books and books[0].card.authors:
        return books[0].card.authors[0]
    said = (slots.title, slots.series, slots.author, slots.genre, slots.like)
    return next((one for one in said if one), "")
