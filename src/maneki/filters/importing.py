"""Filters that come from a file or the operator. Nobody is bothered by them unasked: they sleep
until their owner presses Start, or wherever a moderator has set a destination for that owner.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum

from maneki.errors import InvalidInputError
from maneki.filters.desk import FilterDesk
from maneki.filters.naming import suggested_name
from maneki.filters.watchable import Watchable
from maneki.model.filter import Filter, FilterState
from maneki.model.ids import FilterId
from maneki.model.interchange import FilterShape, write_filter
from maneki.model.person import Address, Destination, Person, Preferences
from maneki.store import Store, Transaction

BY = "operator"


class Outcome(StrEnum):
    ACTIVE = "active"
    SLEEPING = "sleeping"
    KNOWN = "known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """`filter` is as it was saved, or as it was already (`known`)."""

    filter: Filter
    outcome: Outcome


class FilterImport:
    def __init__(self, store: Store, *, desk: FilterDesk, watchable: Watchable) -> None:
        self._store = store
        self._desk = desk
        self._watchable = watchable

    async def add(self, shape: FilterShape) -> Imported:
        """Save one filter for its owner; one whose id is there already is left as it is.

        Raises `InvalidInputError`.
        """
        if not shape.owner:
            raise InvalidInputError("The filter has no 'owner'; name one such as discord:1234.")
        owner = Address.parse(shape.owner)
        self._desk.check(shape.criteria())
        async with self._store.transaction() as tx:
            if shape.id and (known := await tx.filters.get(FilterId(shape.id))) is not None:
                return Imported(filter=known, outcome=Outcome.KNOWN)
            return await self._add(tx, shape, owner)

    async def _add(self, tx: Transaction, shape: FilterShape, owner: Address) -> Imported:
        person = await tx.people.get_or_add(owner, preferences=Preferences())
        destination = await _destination(tx, person, shape.destination)
        may_start = destination is not None and destination.set_by_moderator
        mine = await tx.filters.of_person(person.id)
        new = replace(
            shape.value(),
            name=_name(shape, {one.name for one in mine}),
            owner=str(owner),
            person_id=person.id,
            destination_id=destination.id if destination and shape.destination else None,
            state=_state(shape, may_start=may_start),
        )
        saved = await tx.filters.add(new, by=BY, address_id=await tx.people.address_id(owner))
        if saved is None:
            raise InvalidInputError(f"{owner} has a filter called {new.name!r} already.")
        if saved.is_active:
            await tx.searches.want(self._watchable.queries_for(saved.criteria), by=saved.id)
        return Imported(
            filter=replace(saved, owner=str(owner)),
            outcome=Outcome.ACTIVE if saved.is_active else Outcome.SLEEPING,
        )

    async def export(self, *, owner: Address | None = None) -> list[dict[str, object]]:
        """Filters in the filter shape, with their destination as `kind:address`."""
        async with self._store.transaction() as tx:
            if owner is None:
                found = await tx.filters.everyone()
            else:
                person = await tx.people.at(owner)
                found = await tx.filters.of_person(person.id) if person else ()
            wanted = {one.destination_id for one in found if one.destination_id}
            places = await tx.destinations.many(wanted)
        return [
            _exported(one, places.get(one.destination_id) if one.destination_id else None)
            for one in found
        ]


def _state(shape: FilterShape, *, may_start: bool) -> FilterState:
    if shape.active is False:
        return FilterState.PAUSED
    return FilterState.ACTIVE if may_start else FilterState.SLEEPING


def _name(shape: FilterShape, taken: Collection[str]) -> str:
    if shape.name:
        return " ".join(shape.name.split())[:100]
    return suggested_name(shape.criteria(), language="en", taken=taken)


async def _destination(tx: Transaction, person: Person, wanted: str | None) -> Destination | None:
    """The destination that is named (`channel:123`), or the owner's default."""
    mine = await tx.destinations.of_person(person.id)
    if wanted is None:
        return next((one for one in mine if one.id == person.default_destination_id), None)
    found = next((one for one in mine if _written(one) == wanted), None)
    if found is None:
        raise InvalidInputError(
            f"The owner has no destination {wanted!r}; leave it out for their default."
        )
    return found


def _written(destination: Destination) -> str:
    return f"{destination.kind}:{destination.address}"


def _exported(user_filter: Filter, place: Destination | None) -> dict[str, object]:
    return write_filter(user_filter, destination=_written(place) if place else None)
