"""The catalogue: which books somebody may mean, the likeliest first.

It answers from our own database alone, so it answers when every other source is down. A book that
is not here is not here: nothing is made up, and `Found.fit` says how much of the question a book
answers, so that whoever asks can tell "this one" from "something like it".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from maneki.errors import InvalidInputError
from maneki.model.book import SHOP, Book, Edition, Isbn
from maneki.model.ids import BookId, EditionId
from maneki.shop.asking import LONGEST_QUESTION, question_in
from maneki.shop.entries import entry_of
from maneki.shop.query import BookQuery, Order
from maneki.shop.rank import LEAST_FIT, SURELY_MEANT, edition_of, fit, popularity
from maneki.shop.readings import Asked, asked, spellings_of
from maneki.shop.twins import shown_as, together
from maneki.shop.volumes import place_of, wanted
from maneki.shop.words import key_of
from maneki.store import Store, Transaction
from maneki.store.book_changes import Saved
from maneki.store.book_search import Candidate
from maneki.store.books import Entry
from maneki.store.full_text import Field, Reading

MOST_CANDIDATES = 300
"""Of more books than these with all the words that were asked for, the most popular are judged."""

NEAR_ENOUGH = 0.85
"""With a book that fits so well, nothing is looked for that has less of what was asked for."""

_ABOUT_AS_WELL = 0.05
_BOOKS_A_TRANSACTION = 250
_MOST_ALIKE = 1_000
_ROOM_FOR_TWINS = 5
"""So many books more are looked for than are wanted: some may be one."""
_RARE = 60
"""A word that so many books have still says something when others of the question are missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A book that answers a question. `edition` is the preferred one, None if none is known.

    `fit` goes from 0 to 1; 1 is the very title, the number, or all that was asked.
    """

    book: Book
    edition: Edition | None
    fit: float


@dataclass(frozen=True, slots=True)
class LeftOver:
    """Editions on the shelf that a list does not name, of `of` there; `of_its_books` are of books
    that it does name.
    """

    editions: tuple[EditionId, ...]
    of: int
    of_its_books: int

    @property
    def is_most(self) -> bool:
        """Whether more than half of the shelf is not in the list, as if it had been cut off."""
        return 2 * len(self.editions) > self.of


@dataclass(frozen=True, slots=True)
class _Scored:
    candidate: Candidate
    fit: float


class Catalogue:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def add(self, books: Sequence[Book]) -> Saved:
        """Keep books of one source, or change what is known of them. Raises `StoreError`s.

        What is said again changes nothing, so it can be tried again after an error.
        """
        saved = Saved()
        for start in range(0, len(books), _BOOKS_A_TRANSACTION):
            entries = [entry_of(book) for book in books[start : start + _BOOKS_A_TRANSACTION]]
            async with self._store.transaction() as tx:
                step = await tx.books.save(entries)
                if step.books.new or step.books.changed:
                    await _find_twins(tx, entries)
            saved += step
        return saved

    async def left_over(self, books: Sequence[Book]) -> LeftOver:
        """What the shop has on its shelf beside these books of its list, by its earlier lists."""
        copies = {one.origin.external_id for book in books for one in book.editions}
        works = {book.origin.external_id for book in books}
        async with self._store.reading() as tx:
            known = await tx.books.on_sale(SHOP)
        other = {one: work for one, (copy, work) in known.items() if copy not in copies}
        of_its_books = sum(work in works for work in other.values())
        return LeftOver((*other,), of=len(known), of_its_books=of_its_books)

    async def sell_out(self, left_over: LeftOver) -> None:
        """They are on the shelf no more. Done again it changes nothing."""
        for start in range(0, len(left_over.editions), _BOOKS_A_TRANSACTION):
            async with self._store.transaction() as tx:
                some = left_over.editions[start : start + _BOOKS_A_TRANSACTION]
                await tx.books.sell_out(some)

    async def settle(self) -> None:
        """After many were added."""
        async with self._store.transaction() as tx:
            await tx.books.settle()

    async def get(self, book_id: BookId) -> Book | None:
        """One book, whole."""
        async with self._store.reading() as tx:
            return (await _whole(tx, [book_id])).get(book_id)

    async def many(self, ids: Collection[BookId]) -> dict[BookId, Book]:
        """These books, whole, each under the id it was asked for; what is none is left out."""
        async with self._store.reading() as tx:
            return await _whole(tx, ids)

    async def ask(self, text: str, *, liking: BookQuery | None = None) -> tuple[Found, ...]:
        """What somebody wrote, answered; `liking` says which editions, and how many books.

        A title is a title, whatever a rule makes of it, and what a rule took for a name and nobody
        has is looked for by its words. But a place in a series that is not here is not here, unless
        what was written is nearly a title.
        """
        query = question_in(text)
        like = liking or BookQuery()
        query = replace(query, languages=like.languages, country=like.country, limit=like.limit)
        if query.isbn is None and query.words != text and await self.is_title(text):
            query = replace(like, words=text)
        found = await self.search(query)
        if found or query.isbn or query.words is not None:
            return found
        least = NEAR_ENOUGH if _is_of_a_place(query) else LEAST_FIT
        by_words = await self.search(replace(like, words=text[:LONGEST_QUESTION]))
        return tuple(one for one in by_words if one.fit >= least)

    async def is_title(self, text: str) -> bool:
        """Whether a text is the whole title of a book."""
        async with self._store.reading() as tx:
            return bool(await tx.book_search.titled([key_of(text)], limit=1))

    async def search(self, query: BookQuery) -> tuple[Found, ...]:
        """The books that fit best. Empty if none does; raises `StoreUnavailableError`."""
        isbn = query.isbn or _only_isbn(query.words)
        async with self._store.reading() as tx:
            beside = await _beside(tx, query)
            if query.beside is not None:
                query = _in_series_of(beside, query)
            if isbn is not None:
                fits = dict.fromkeys(await tx.books.with_isbn(isbn), 1.0)
            else:
                fits = await self._fitting(tx, query)
            # Which place in a series a book has is known only when it is read.
            most = None if _is_of_a_place(query) else query.most
            books = await _whole(tx, [*fits], most=most)
        once = [*_each_once(books, fits)]
        how = {book.id: fit for book, fit in once}
        placed = wanted([book for book, _ in once], query, beside)
        return tuple(
            Found(book=book, edition=edition_of(book.editions, query, isbn=isbn), fit=how[book.id])
            for book in placed[: query.most]
        )

    async def _fitting(self, tx: Transaction, query: BookQuery) -> dict[BookId, float]:
        """Books and how well they fit, in the order of their answer."""
        newest_first = query.order is Order.NEWEST
        questions = [*_questions(query)]
        if not questions:
            most = query.most + _ROOM_FOR_TWINS
            some = await tx.book_search.all(newest_first=newest_first, limit=most)
            return {one.id: 1.0 for one in some}
        answers = [
            await _answer(tx, text, field=field, newest_first=newest_first)
            for field, text in questions
        ]
        scored = _in_all(answers)
        if newest_first:
            scored = _newest(scored)
        most = MOST_CANDIDATES if _is_of_a_place(query) else query.most + _ROOM_FOR_TWINS
        return {one.candidate.id: one.fit for one in scored[:most]}


def _each_once(
    books: Mapping[BookId, Book], fits: Mapping[BookId, float]
) -> Iterator[tuple[Book, float]]:
    """The books in the order of their fits; what twins are shown as where the first of them is."""
    seen = set()
    for id_, how in fits.items():
        if id_ in books and books[id_].id not in seen:
            seen.add(books[id_].id)
            yield books[id_], how


async def _whole(
    tx: Transaction, ids: Collection[BookId], *, most: int | None = None
) -> dict[BookId, Book]:
    """What each of these ids is shown as, with all that its twins say; a strange id is left out.

    Of more than `most` books the first are read.
    """
    twins = await tx.books.twins(ids)
    shown = {id_: twins.get(id_, id_) for id_ in ids}
    leaders = [*dict.fromkeys(shown.values())][:most]
    of: dict[BookId, list[BookId]] = defaultdict(list)
    for twin, leader in twins.items():
        of[leader].append(twin)
    books = await tx.books.many({*leaders, *(twin for leader in leaders for twin in of[leader])})
    wholes = {
        leader: together(books[leader], [books[twin] for twin in of[leader] if twin in books])
        for leader in leaders
        if leader in books
    }
    return {id_: wholes[leader] for id_, leader in shown.items() if leader in wholes}


async def _find_twins(tx: Transaction, entries: Sequence[Entry]) -> None:
    """Say which of these books, and of those like them, other sources tell of too."""
    source = entries[0].book.origin.source
    ids = await tx.books.named(source, [entry.name for entry in entries])
    besides = SHOP if source == SHOP else None
    near = await tx.books.resembling(ids, besides=besides, limit=_MOST_ALIKE)
    if not near:
        return
    further = await tx.books.resembling(near, limit=_MOST_ALIKE)
    books = await tx.books.many({*ids, *near, *further})
    twins = await tx.books.twins([*books])
    by_others = [books[id_] for id_ in {*ids, *near} if books[id_].origin.source != SHOP]
    await tx.books.show_as(shown_as(by_others, books.values(), twins))


def _questions(query: BookQuery) -> Iterator[tuple[Field, str]]:
    asked_for = {
        Field.ANY: query.words,
        Field.TITLE: query.title,
        Field.AUTHOR: query.author,
        Field.SERIES: query.series,
        Field.SUBJECT: query.subject,
    }
    for field, text in asked_for.items():
        if text is not None:
            yield field, text


async def _answer(tx: Transaction, text: str, *, field: Field, newest_first: bool) -> list[_Scored]:
    """The books that answer one question, best first; each step looks further than the last."""
    question = asked(text, await tx.book_search.spelled(spellings_of(text)))
    if not question.key:
        return []
    look = _Look(tx, question, field=field, newest_first=newest_first)
    steps = (
        (look.by_slips, SURELY_MEANT),
        (look.by_most_words, NEAR_ENOUGH),
        (look.by_rare_words, NEAR_ENOUGH),
    )
    await look.by_title()
    await look.by_words()
    for step, enough in steps:
        if look.best < enough:
            await step()
    return sorted(look.found.values(), key=_by_fit)


class _Look:
    """One question on its way: what was found so far."""

    def __init__(
        self, tx: Transaction, question: Asked, *, field: Field, newest_first: bool
    ) -> None:
        self._search = tx.book_search
        self._question = question
        self._field = field
        self._newest_first = newest_first
        self.found: dict[BookId, _Scored] = {}

    @property
    def best(self) -> float:
        return max((one.fit for one in self.found.values()), default=0.0)

    async def by_title(self) -> None:
        """As a whole title, which may be made of words that thousands of others have too."""
        if self._field in {Field.ANY, Field.TITLE}:
            self._judge(await self._search.titled([self._question.key], limit=MOST_CANDIDATES))

    async def by_words(self) -> None:
        await self._containing([[{word} for word in self._question.words]])

    async def by_slips(self) -> None:
        await self._containing([one for one in self._question.readings if all(one)])

    async def by_most_words(self) -> None:
        """All the words but one."""
        known = self._known_groups()
        if len(known) > 1:
            await self._containing([[*known[:at], *known[at + 1 :]] for at in range(len(known))])
        elif known and len(self._question.words) == len(known) + 1:
            await self._containing([known])

    async def by_rare_words(self) -> None:
        """Any of the words that few books have."""
        rare = [
            group
            for group in self._known_groups()
            if await self._search.count([[group]], field=self._field) <= _RARE
        ]
        await self._containing([[group] for group in rare])

    def _known_groups(self) -> list[frozenset[str]]:
        return [group for group in self._question.readings[0] if group]

    async def _containing(self, readings: Sequence[Reading]) -> None:
        if readings:
            self._judge(
                await self._search.containing(
                    readings,
                    field=self._field,
                    newest_first=self._newest_first,
                    limit=MOST_CANDIDATES,
                )
            )

    def _judge(self, candidates: Sequence[Candidate]) -> None:
        for one in candidates:
            if one.id not in self.found:
                how = fit(one, self._question, field=self._field)
                if how >= LEAST_FIT:
                    self.found[one.id] = _Scored(one, how)


def _by_fit(one: _Scored) -> tuple[float, str]:
    return -(one.fit + popularity(one.candidate)), one.candidate.id


def _in_all(answers: Sequence[Sequence[_Scored]]) -> list[_Scored]:
    """The books that every answer names, by how well they fit all of them."""
    if len(answers) == 1:
        return [*answers[0]]
    by_id = [{one.candidate.id: one for one in answer} for answer in answers]
    common = set.intersection(*(set(one) for one in by_id))
    together = [
        _Scored(by_id[0][id_].candidate, sum(one[id_].fit for one in by_id) / len(by_id))
        for id_ in common
    ]
    return sorted(together, key=_by_fit)


def _newest(scored: Sequence[_Scored]) -> list[_Scored]:
    """Of the books that fit about as well as the best one, the newest first."""
    least = max((one.fit for one in scored), default=0.0) - _ABOUT_AS_WELL
    fitting = [one for one in scored if one.fit >= least]
    return sorted(fitting, key=lambda one: one.candidate.appeared, reverse=True)


def _only_isbn(words: str | None) -> Isbn | None:
    """The ISBN that the words are, if they are nothing else."""
    try:
        return Isbn.parse(words) if words else None
    except InvalidInputError:
        return None


def _is_of_a_place(query: BookQuery) -> bool:
    return query.position is not None or query.place is not None


async def _beside(tx: Transaction, query: BookQuery) -> Book | None:
    if query.beside is None:
        return None
    return (await _whole(tx, [query.beside])).get(query.beside)


def _in_series_of(beside: Book | None, query: BookQuery) -> BookQuery:
    """In the series of the book that it is beside; in none if that is of none."""
    place = place_of(beside, query.series) if beside else None
    return replace(query, series=place.name if place else "")
