"""Remember what customers tell of themselves, say what is remembered, and forget it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from maneki.assistant.evidence import BookSeen, Deed, DeedSeen
from maneki.assistant.meaning import Context, ShownBook
from maneki.assistant.pointing import books_pointed_at
from maneki.assistant.told_of_self import Kind, Tell
from maneki.assistant.tools.desk import Desk, Ledger, Shop
from maneki.assistant.tools.resolve import NamedBook, Resolver, Thing
from maneki.errors import InvalidInputError
from maneki.model.conversation import Fact, Taste
from maneki.model.ids import BookId, PersonId
from maneki.model.memory import (
    LONGEST_FAVOURITE,
    LONGEST_NAME,
    MOST_FAVOURITES,
    NAME,
    Favourite,
    FavouriteKind,
    KnownBook,
    favourites_in,
    name_in,
)
from maneki.model.person import Person
from maneki.phrases import say
from maneki.shop.cards import short
from maneki.store import Transaction

MOST_LISTED = 5
"""Books of each kind that are listed to whoever asks what is known of them."""
_OPPOSITE = {Taste.LIKED: Taste.DISLIKED, Taste.DISLIKED: Taste.LIKED}
_TASTES = {
    Kind.HAS_READ: Taste.OWNED,
    Kind.OWNS: Taste.OWNED,
    Kind.LIKES: Taste.LIKED,
    Kind.DISLIKES: Taste.DISLIKED,
}


@dataclass(frozen=True, slots=True)
class Noted:
    """One thing that they told and that is remembered (or forgotten) now: a name, or `things`."""

    tell: Tell
    things: tuple[Thing, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is remembered of somebody; `books` are the last of each kind, `counts` all of them."""

    name: str | None = None
    favourites: tuple[Favourite, ...] = ()
    books: tuple[KnownBook, ...] = ()
    counts: Mapping[Taste, int] = field(default_factory=dict)


class MemoryTools:
    """Whose memory it is stands in the desk. What is told may be remembered wherever it is said;
    what is known is told in private alone.
    """

    def __init__(self, shop: Shop, desk: Desk, ledger: Ledger) -> None:
        self._shop = shop
        self._desk = desk
        self._ledger = ledger
        self._resolver = Resolver(shop.catalogue)

    # Remembering

    async def note(self, tells: Sequence[Tell]) -> tuple[Noted, ...]:
        """Remember of these what is known to exist; what is left out was not remembered."""
        noted = [one for tell in tells if (one := await self._meant(tell))]
        if noted:
            async with self._shop.store.transaction() as tx:
                for one in noted:
                    await self._write(tx, one)
            self._note_done(noted)
        return tuple(noted)

    async def remember(
        self, *, name: str | None = None, author: str | None = None, genre: str | None = None
    ) -> None:
        """What they are called, and an author and a genre that they like. Raises
        `InvalidInputError` if that is nothing anybody could read.
        """
        facts = [Fact(NAME, self._readable(name, LONGEST_NAME))] if name else []
        said = ((FavouriteKind.AUTHOR, author), (FavouriteKind.GENRE, genre))
        favourites = [
            Favourite(kind=kind, value=self._readable(value, LONGEST_FAVOURITE))
            for kind, value in said
            if value
        ]
        async with self._shop.store.transaction() as tx:
            for fact in facts:
                await self._pin(tx, fact)
            for one in favourites:
                await self._like(tx, one)
        self._ledger.note(DeedSeen(deed=Deed.REMEMBER, this_turn=True))

    async def note_taste(self, book_id: BookId, taste: Taste) -> None:
        """The customer owns, likes or does not like a book that is in the catalogue."""
        book = await self._shop.catalogue.get(book_id)
        if book is None:
            raise InvalidInputError(say("keeper.no_such_book", self._desk.language))
        async with self._shop.store.transaction() as tx:
            await self._taste(tx, book_id, taste)
        self._ledger.note(DeedSeen(deed=Deed.REMEMBER, about=book.title, this_turn=True))

    # Forgetting

    async def forget_name(self) -> bool:
        """Whether one was known."""
        async with self._shop.store.transaction() as tx:
            known = await tx.memory.facts_of(self._desk.person.id)
            if person := await self._whose(tx):
                await tx.memory.unpin(person.id, NAME)
        return name_in(known) is not None

    async def unsay(self, tells: Sequence[Tell]) -> tuple[Noted, ...]:
        """Forget these; what is left out nobody here knows."""
        meant = [one for tell in tells if (one := await self._meant(tell))]
        async with self._shop.store.transaction() as tx:
            if person := await self._whose(tx):
                for one in meant:
                    await _forget(tx, person.id, one)
        self._note_done(meant)
        return tuple(meant)

    # Telling

    async def known(self) -> Known:
        """What is remembered of the customer. Raises `PrivateOnlyError` where others read."""
        self._desk.check_private()
        person_id = self._desk.person.id
        async with self._shop.store.reading() as tx:
            facts = await tx.memory.facts_of(person_id)
            books = await tx.memory.books_of(person_id, most=MOST_LISTED)
            tastes = await tx.memory.tastes_of(person_id)
        self.note_books(books)
        return Known(
            name=name_in(facts),
            favourites=favourites_in(facts),
            books=books,
            counts={taste: len(ids) for taste, ids in tastes.items()},
        )

    def note_books(self, books: Sequence[KnownBook | NamedBook]) -> None:
        """These are known to the customer or from them: a reply may name them, and no more."""
        self._ledger.note(
            *(BookSeen(title=one.title, authors=one.authors, this_turn=True) for one in books)
        )

    # How it is done

    async def _meant(self, tell: Tell) -> Noted | None:
        if tell.kind is Kind.NAME:
            return Noted(tell) if tell.what else None
        things = await self._pointed_at(tell.what) or await self._resolver.things(tell)
        return Noted(tell, things) if things else None

    async def _pointed_at(self, what: str) -> tuple[Thing, ...]:
        """The shown books that "it" or "the second one" means."""
        if not self._desk.shown:
            return ()
        books = await self._shop.catalogue.many(self._desk.shown)
        shown = [
            NamedBook(id=id_, title=books[id_].title, authors=books[id_].authors)
            for id_ in self._desk.shown
            if id_ in books
        ]
        context = Context(
            shown=tuple(
                ShownBook(one.title, one.authors[0] if one.authors else None) for one in shown
            ),
            said=self._desk.replied,
        )
        titles = {one.title for one in books_pointed_at(what, context)}
        return tuple(one for one in shown if one.title in titles)

    async def _write(self, tx: Transaction, noted: Noted) -> None:
        if noted.tell.kind is Kind.NAME:
            await self._pin(tx, Fact(NAME, noted.tell.what))
        for thing in noted.things:
            if isinstance(thing, Favourite):
                await self._like(tx, thing)
            else:
                await self._taste(tx, thing.id, _TASTES[noted.tell.kind])

    async def _pin(self, tx: Transaction, fact: Fact) -> None:
        if person := await self._whose(tx):
            address_id = await tx.people.address_id(self._desk.caller)
            await tx.memory.pin(person.id, fact, address_id=address_id)

    async def _like(self, tx: Transaction, favourite: Favourite) -> None:
        person = await self._whose(tx)
        if person is None:
            return
        await tx.memory.unpin(person.id, favourite.opposite.fact.name)
        await self._pin(tx, favourite.fact)
        known = favourites_in(await tx.memory.facts_of(person.id))
        alike = [one for one in known if one.group == favourite.group]
        for one in alike[MOST_FAVOURITES:]:
            await tx.memory.unpin(person.id, one.fact.name)

    async def _taste(self, tx: Transaction, book_id: BookId, taste: Taste) -> None:
        person = await self._whose(tx)
        if person is None:
            return
        if opposite := _OPPOSITE.get(taste):
            await tx.memory.forget_taste(person.id, book_id, opposite)
        address_id = await tx.people.address_id(self._desk.caller)
        await tx.memory.note_taste(person.id, [book_id], taste, address_id=address_id)

    async def _whose(self, tx: Transaction) -> Person | None:
        """Whose memory is written to; nobody's where something is tried in the name of somebody.

        Looked up anew: meanwhile they may have been forgotten, or be one with somebody else.
        """
        return None if self._desk.changes_nothing else await tx.people.at(self._desk.caller)

    def _note_done(self, noted: Sequence[Noted]) -> None:
        self.note_books(
            [thing for one in noted for thing in one.things if isinstance(thing, NamedBook)]
        )
        if noted:
            self._ledger.note(DeedSeen(deed=Deed.REMEMBER, this_turn=True))

    def _readable(self, text: str, most: int) -> str:
        plain = short("".join(char if char.isprintable() else " " for char in text), most)
        if not any(char.isalnum() for char in plain):
            raise InvalidInputError(say("keeper.name.unreadable", self._desk.language))
        return plain


async def _forget(tx: Transaction, person_id: PersonId, noted: Noted) -> None:
    if noted.tell.kind is Kind.NAME:
        await tx.memory.unpin(person_id, NAME)
    for thing in noted.things:
        if isinstance(thing, Favourite):
            await tx.memory.unpin(person_id, thing.fact.name)
        else:
            await tx.memory.forget_taste(person_id, thing.id, _TASTES[noted.tell.kind])
