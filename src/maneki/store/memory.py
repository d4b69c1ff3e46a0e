"""What is remembered of a person beyond conversations: facts, and what they made of books."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, select

from maneki.model.conversation import Fact, Taste
from maneki.model.ids import BookId, PersonId
from maneki.store.schema import facts, tastes
from maneki.store.session import Session


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
        rows = await self._session.rows(
            select(facts).where(facts.c.person_id == person_id).order_by(facts.c.name)
        )
        return tuple(Fact(row.name, row.value) for row in rows)

    async def note_taste(
        self,
        person_id: PersonId,
        book_ids: Collection[BookId],
        taste: Taste,
        *,
        address_id: str | None = None,
    ) -> None:
        """Somebody was shown these, or said what they make of them."""
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
            .on_conflict_do_nothing(index_elements=["person_id", "book_id", "taste"])
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
        """The books of each kind, the latest first; a kind without any is left out."""
        rows = await self._session.rows(
            select(tastes)
            .where(tastes.c.person_id == person_id)
            .order_by(tastes.c.created_at.desc(), tastes.c.book_id)
        )
        found: dict[Taste, tuple[BookId, ...]] = {}
        for row in rows:
            taste = Taste(row.taste)
            found[taste] = (*found.get(taste, ()), BookId(row.book_id))
        return found
