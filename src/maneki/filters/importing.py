"""Filters that come from a file or the operator. Nobody is bothered by them unasked: they sleep
until their owner presses Start, or post in a channel that a moderator has set for them.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum

from maneki.errors import InvalidInputError
from maneki.filters.desk import FilterDesk
from maneki.filters.naming import suggested_name
from maneki.filters.watchable import Watchable
from maneki.matching.text import can_be_kept
from maneki.model.filter import Filter, FilterState
from maneki.model.ids import DestinationId, FilterId
from maneki.model.interchange import FilterShape, write_filter
from maneki.model.person import Address, Destination, DestinationKind, Person, Preferences
from maneki.store import Store, Transaction
from maneki.store.filters import FilterChange

BY = "operator"
MOST_PRIORITY = 9

# An id as the platform writes it: with a zero or a space before it, it is nobody's.
_DISCORD_ID = re.compile("[1-9][0-9]{0,19}")


class Outcome(StrEnum):
    ACTIVE = "active"
    SLEEPING = "sleeping"
    PAUSED = "paused"
    KNOWN = "known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """`filter` is as it was saved, or as it was already (`known`)."""

    filter: Filter
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Room:
    """A channel or thread that whoever runs the bot names for imported filters.

    To name it is to answer for it: alerts appear there without anybody having pressed Start.
    """

    kind: DestinationKind
    address: str

    @classmethod
    def parse(cls, text: str) -> Room:
        """Read `channel:123` or `thread:123`. Raises `InvalidInputError`, for DMs too."""
        kind, _, address = text.partition(":")
        rooms = (DestinationKind.CHANNEL, DestinationKind.THREAD)
        if kind not in rooms or not _DISCORD_ID.fullmatch(address):
            raise InvalidInputError(
                f"{text!r} is no place for the filters of others: write channel: or thread: and"
                " its id, such as channel:1234. Nobody is sent DMs that they did not ask for."
            )
        return cls(DestinationKind(kind), address)


def owner_at(text: str | None) -> Address:
    """Somebody who could press Start. Raises `InvalidInputError`."""
    if not text:
        raise InvalidInputError("The filter has no 'owner'; name one such as discord:1234.")
    owner = Address.parse(text)
    if str(owner) != text or owner.kind != "discord" or not _DISCORD_ID.fullmatch(owner.value):
        raise InvalidInputError(
            f"{text!r} is nobody who could press Start; write discord: and the id of a user,"
            " such as discord:1234."
        )
    return owner


@dataclass(frozen=True, slots=True)
class _Place:
    """`destination_id` is None for the owner's default; `may_start` if filters need no Start."""

    destination_id: DestinationId | None
    may_start: bool


class FilterImport:
    """`most_filters` is how many one person may have."""

    def __init__(
        self, store: Store, *, desk: FilterDesk, watchable: Watchable, most_filters: int
    ) -> None:
        self._store = store
        self._desk = desk
        self._watchable = watchable
        self._most_filters = most_filters

    async def add(self, shape: FilterShape, *, room: Room | None = None) -> Imported:
        """Save one filter for its owner, to post in this room, whatever destination it names.

        Without a room it sleeps, but where a moderator has set its destination. One that its owner
        has already is left as it is; if it sleeps, and a new one would not, it wakes. Raises
        `InvalidInputError`.
        """
        owner = owner_at(shape.owner)
        if problem := _problem(shape):
            raise InvalidInputError(problem)
        self._desk.check(shape.criteria())
        async with self._store.transaction() as tx:
            person = await tx.people.get_or_add(owner, preferences=Preferences())
            known = await tx.filters.get(FilterId(shape.id)) if shape.id else None
            if known is None:
                place = await _place(tx, person, shape.destination, room)
                return await self._add(tx, shape, owner, person, place)
            _refuse_taken(known, person)
            if known.state is not FilterState.SLEEPING or shape.active is False:
                return Imported(filter=known, outcome=Outcome.KNOWN)
            return await self._again(tx, known, await _place(tx, person, shape.destination, room))

    async def _add(
        self, tx: Transaction, shape: FilterShape, owner: Address, person: Person, place: _Place
    ) -> Imported:
        mine = await tx.filters.of_person(person.id)
        if len(mine) >= (most := self._most_filters):
            raise InvalidInputError(
                f"{owner} has {len(mine)} filters already: one person may have {most}."
            )
        new = replace(
            shape.value(),
            name=_name(shape, {one.name for one in mine}),
            owner=str(owner),
            person_id=person.id,
            destination_id=place.destination_id,
            state=_state(shape, may_start=place.may_start),
        )
        saved = await tx.filters.add(new, by=BY, address_id=await tx.people.address_id(owner))
        if saved is None:
            raise InvalidInputError(f"{owner} has a filter called {new.name!r} already.")
        if saved.is_active:
            await self._watch(tx, saved)
        return Imported(filter=replace(saved, owner=str(owner)), outcome=Outcome(saved.state))

    async def _again(self, tx: Transaction, known: Filter, place: _Place) -> Imported:
        if not place.may_start:
            return Imported(filter=known, outcome=Outcome.KNOWN)
        awake = replace(known, state=FilterState.ACTIVE, destination_id=place.destination_id)
        saved = await tx.filters.change(awake, FilterChange.RESUMED, by=BY)
        if saved is None:
            raise InvalidInputError(f"{known.name!r} was changed a moment ago; import it again.")
        await self._watch(tx, saved)
        return Imported(filter=saved, outcome=Outcome.ACTIVE)

    async def _watch(self, tx: Transaction, saved: Filter) -> None:
        await tx.searches.want(self._watchable.queries_for(saved.criteria), by=saved.id)

    async def filters(self, *, owner: Address | None = None) -> tuple[Filter, ...]:
        """Everybody's filters, or one person's, oldest first."""
        async with self._store.transaction() as tx:
            return await _filters(tx, owner)

    async def export(self, *, owner: Address | None = None) -> list[dict[str, object]]:
        """Filters in the filter shape, with their destination as `kind:address`.

        `active` is absent while one sleeps: so it sleeps again wherever it is imported.
        """
        async with self._store.transaction() as tx:
            found = await _filters(tx, owner)
            wanted = {one.destination_id for one in found if one.destination_id}
            places = await tx.destinations.many(wanted)
        return [
            _exported(one, places.get(one.destination_id) if one.destination_id else None)
            for one in found
        ]


def _problem(shape: FilterShape) -> str | None:
    """What the database would not take, and what would be right."""
    for what, text in {
        "id": shape.id,
        "name": shape.name,
        "destination": shape.destination,
    }.items():
        if text and not can_be_kept(text):
            return f"The filter's {what} has a broken character in it: type it anew."
    if shape.priority is not None and not 0 <= shape.priority <= MOST_PRIORITY:
        return (
            f"The filter has the priority {shape.priority}: use a number from 0 to {MOST_PRIORITY}."
        )
    return None


def _refuse_taken(known: Filter, person: Person) -> None:
    if known.person_id != person.id:
        raise InvalidInputError(
            f"The id {known.id!r} is somebody else's filter's: give this one another, or none."
        )
    if known.state is FilterState.DELETED:
        raise InvalidInputError(
            f"The id {known.id!r} is a filter's that was deleted: leave it out to make a new one."
        )


def _state(shape: FilterShape, *, may_start: bool) -> FilterState:
    if shape.active is False:
        return FilterState.PAUSED
    return FilterState.ACTIVE if may_start else FilterState.SLEEPING


def _name(shape: FilterShape, taken: Collection[str]) -> str:
    if shape.name:
        return " ".join(shape.name.split())[:100]
    return suggested_name(shape.criteria(), language="en", taken=taken)


async def _place(tx: Transaction, person: Person, wanted: str | None, room: Room | None) -> _Place:
    if room is not None:
        return _Place((await _in_room(tx, person, room)).id, may_start=True)
    mine = await tx.destinations.of_person(person.id)
    if wanted is None:
        default = next((one for one in mine if one.id == person.default_destination_id), None)
        return _Place(None, may_start=default is not None and default.set_by_moderator)
    found = next((one for one in mine if _written(one) == wanted), None)
    if found is None:
        raise InvalidInputError(
            f"The owner has no destination {wanted!r}; leave it out for their default."
        )
    return _Place(found.id, may_start=found.set_by_moderator)


async def _in_room(tx: Transaction, person: Person, room: Room) -> Destination:
    """The person's destination in a room. One that they chose there themselves stays theirs."""
    known = [one for one in await tx.destinations.at(room.address) if one.kind is room.kind]
    mine = next((one for one in known if one.person_id == person.id), None)
    if mine is not None:
        return mine
    # Which server the room is in we know only if somebody else hears of things there. Whether it
    # is age-restricted only Discord can say; until then it gets nothing adult.
    server_ids = [one.server_id for one in known if one.server_id is not None]
    return await tx.destinations.choose(
        person.id,
        kind=room.kind,
        address=room.address,
        server_id=server_ids[0] if server_ids else None,
        set_by_moderator=True,
    )


async def _filters(tx: Transaction, owner: Address | None) -> tuple[Filter, ...]:
    if owner is None:
        return await tx.filters.everyone()
    person = await tx.people.at(owner)
    return await tx.filters.of_person(person.id) if person else ()


def _written(destination: Destination) -> str:
    return f"{destination.kind}:{destination.address}"


def _exported(user_filter: Filter, place: Destination | None) -> dict[str, object]:
    row = write_filter(user_filter, destination=_written(place) if place else None)
    return row | {"active": None} if user_filter.state is FilterState.SLEEPING else row
