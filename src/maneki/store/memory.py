"""What is remembered of a person beyond conversations: facts, and what they made of books."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Integer, Row, bindparam, delete, select

from maneki.model.conversation import Fact, Taste
from maneki.model.ids import BookId, PersonId
from maneki.model.memory import KnownBook
from maneki.store.schema import authors, book_authors, books, facts, tastes
from maneki.store.session import Session, among

_FACTS = (
    select(facts)
    .where(facts.c.person_id == bindparam("person"))
    .order_by(facts.c.updated_at.desc(), facts.c.name)
)
_TASTES = (
    select(tastes)
    .where(tastes.c.person_id == bindparam("person"))
    .order_by(tastes.c.updated_at.desc(), tastes.c.book_id)
)
_SAID = _TASTES.where(tastes.c.taste != Taste.SHOWN)
_SHOWN = _TASTES.where(tastes.c.taste == Taste.SHOWN).limit(bindparam("most", type_=Integer()))
_CALLED = (
    select(books.c.id, books.c.title, authors.c.name)
    .outerjoin(book_authors, book_authors.c.book_id == books.c.id)
    .outerjoin(authors, authors.c.id == book_authors.c.author_id)
    .where(among(books.c.id, "books"))
    .order_by(books.c.id, book_authors.c.position)
)


class Memory:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def pin(self, person_id: PersonId, fact: Fact, *, address_id: str | None = None) -> None:
        """Remember something; what was known under that name before is replaced."""
        await self._session.execute(
            self._session.insert(facts)
            .values(
                person_id=person_id,
                name=fact.name,
                value=fact.value,
                address_id=address_id,
                **self._session.stamps(),
            )
            .on_conflict_do_update(
                index_elements=["person_id", "name"],
                set_={
                    "value": fact.value,
                    "address_id": address_id,
                    "updated_at": self._session.now,
                },
            )
        )

    async def unpin(self, person_id: PersonId, name: str) -> None:
        await self._session.execute(
            delete(facts).where(facts.c.person_id == person_id, facts.c.name == name)
        )

    async def facts_of(self, person_id: PersonId) -> tuple[Fact, ...]:
        """What was said last comes first."""
        rows = await self._session.rows(_FACTS, person=person_id)
        return tuple(Fact(row.name, row.value) for row in rows)

    async def note_taste(
        self,
        person_id: PersonId,
        book_ids: Collection[BookId],
        taste: Taste,
        *,
        address_id: str | None = None,
    ) -> None:
        """Somebody was shown these, or said what they make of them; again, if they were before."""
        if not book_ids:
            return
        await self._session.execute(
            self._session.insert(tastes)
            .values(
                [
                    {
                        "person_id": person_id,
                        "book_id": book_id,
                        "taste": taste,
                        "address_id": address_id,
                        **self._session.stamps(),
                    }
                    for book_id in book_ids
                ]
            )
            .on_conflict_do_update(
                index_elements=["person_id", "book_id", "taste"],
                set_={"updated_at": self._session.now},
            )
        )

    async def forget_taste(self, person_id: PersonId, book_id: BookId, taste: Taste) -> None:
        await self._session.execute(
            delete(tastes).where(
                tastes.c.person_id == person_id,
                tastes.c.book_id == book_id,
                tastes.c.taste == taste,
            )
        )

    async def tastes_of(self, person_id: PersonId) -> dict[Taste, tuple[BookId, ...]]:
        """The books of each kind, the latest first; a kind without any is left out. Of a book that
        was liked and disliked (two people became one) the latest word counts.
        """
        return _by_taste(await self._session.rows(_TASTES, person=person_id))

    async def books_of(self, person_id: PersonId, *, most: int) -> tuple[KnownBook, ...]:
        """The last books of each kind by what the catalogue calls them, `most` of each."""
        said = await self._session.rows(_SAID, person=person_id)
        shown = await self._session.rows(_SHOWN, person=person_id, most=most)
        rows = [*said, *shown]
        wanted = [(taste, one) for taste, ids in _by_taste(rows).items() for one in ids[:most]]
        called = await self._called({one for _, one in wanted})
        return tuple(
            KnownBook(taste=taste, book_id=one, title=called[one][0], authors=called[one][1])
            for taste, one in wanted
            if one in called
        )

    async def _called(self, ids: Collection[BookId]) -> dict[BookId, tuple[str, tuple[str, ...]]]:
        """The title and the authors of each."""
        if not ids:
            return {}
        rows = await self._session.rows(_CALLED, books=ids)
        called: dict[BookId, tuple[str, tuple[str, ...]]] = {}
        for row in rows:
            names = called.get(BookId(row.id), ("", ()))[1]
            called[BookId(row.id)] = (row.title, (*names, *([row.name] if row.name else [])))
        return called


_OPINIONS = {Taste.LIKED, Taste.DISLIKED}


def _by_taste(rows: Sequence[Row[Any]]) -> dict[Taste, tuple[BookId, ...]]:
    found: dict[Taste, tuple[BookId, ...]] = {}
    judged: set[BookId] = set()
    for row in rows:
        taste, book_id = Taste(row.taste), BookId(row.book_id)
        if taste in _OPINIONS:
            if book_id in judged:
                continue
            judged.add(book_id)
        found[taste] = (*found.get(taste, ()), book_id)
    return found
