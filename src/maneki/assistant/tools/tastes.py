"""What a recommendation has to know of the customer: what to leave out, and what they like.

In private that is all that they have ever told. Where others read along, a reason must not tell
what they do not know: there only what the customer has said at that very place is liked or not.
What is left out is left out everywhere; nobody can read what is not there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from maneki.assistant.told_of_self import Kind, told_of_self
from maneki.assistant.tools.desk import Desk, Shop
from maneki.assistant.tools.resolve import NamedBook, Resolver, Thing
from maneki.model.conversation import Taste
from maneki.model.ids import BookId
from maneki.model.memory import Favourite, FavouriteKind, favourites_in
from maneki.shop.recommend import Likings
from maneki.shop.subjects import subjects_for

_KEPT_BACK = (Taste.OWNED, Taste.DISLIKED, Taste.LIKED, Taste.SHOWN)
_MOST_BOOKS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerTastes:
    kept_back: frozenset[BookId]
    likings: Likings


class Tastes:
    def __init__(self, shop: Shop, desk: Desk) -> None:
        self._shop = shop
        self._desk = desk

    async def of_customer(self) -> CustomerTastes:
        """As they are at this moment, with what this very message has told."""
        person_id = self._desk.person.id
        async with self._shop.store.reading() as tx:
            tastes = await tx.memory.tastes_of(person_id)
            facts = await tx.memory.facts_of(person_id) if self._desk.is_private else ()
            books = (
                await tx.memory.books_of(person_id, most=_MOST_BOOKS)
                if self._desk.is_private
                else ()
            )
        kept = {one for taste in _KEPT_BACK for one in tastes.get(taste, ())}
        liked: list[Thing] = [*favourites_in(facts)]
        liked += [
            NamedBook(id=one.book_id, title=one.title, authors=one.authors)
            for one in books
            if one.taste is Taste.LIKED
        ]
        if not self._desk.is_private:
            liked = await self._told_here()
        return CustomerTastes(
            kept_back=frozenset({*kept, *self._desk.shown}), likings=_likings(liked)
        )

    async def _told_here(self) -> list[Thing]:
        """What the customer has said at this place that they like or do not, the last first."""
        resolver = Resolver(self._shop.catalogue)
        tells = [
            tell
            for said in reversed(self._desk.said_here)
            for tell in told_of_self(said).tells
            if tell.kind in {Kind.LIKES, Kind.DISLIKES}
        ]
        things: list[Thing] = []
        for tell in tells[:_MOST_BOOKS]:
            found = await resolver.things(tell)
            things += [
                one for one in found if isinstance(one, Favourite) or tell.kind is Kind.LIKES
            ]
        return things


def _likings(things: Iterable[Thing]) -> Likings:
    """The first word on something counts: it was said last."""
    known = [*things]
    favourites: dict[tuple[FavouriteKind, str], Favourite] = {}
    for one in known:
        if isinstance(one, Favourite):
            favourites.setdefault((one.kind, one.value.casefold()), one)
    return Likings(
        authors=_of(favourites.values(), FavouriteKind.AUTHOR, is_liked=True),
        books=tuple((one.title, one.authors) for one in known if isinstance(one, NamedBook)),
        subjects={
            genre: subjects_for(genre)
            for genre in _of(favourites.values(), FavouriteKind.GENRE, is_liked=True)
        },
        not_authors=_of(favourites.values(), FavouriteKind.AUTHOR, is_liked=False),
        not_subjects=tuple(
            subject
            for genre in _of(favourites.values(), FavouriteKind.GENRE, is_liked=False)
            for subject in subjects_for(genre)
        ),
    )


def _of(favourites: Iterable[Favourite], kind: FavouriteKind, *, is_liked: bool) -> tuple[str, ...]:
    return tuple(one.value for one in favourites if one.kind is kind and one.is_liked is is_liked)
