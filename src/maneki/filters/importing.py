"""Filters that come from a file or the operator. Nobody is bothered by them unasked: they sleep
until their owner presses Start, or post in a channel that a moderator has set for them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from maneki.errors import InvalidInputError
from maneki.filters.desk import FilterDesk
from maneki.filters.naming import name_for
from maneki.filters.watchable import Watchable
from maneki.model.filter import MOST_PRIORITY, Filter, FilterState
from maneki.model.ids import DestinationId, FilterId
from maneki.model.interchange import FilterShape, write_filter
from maneki.model.keepable import can_be_kept
from maneki.model.person import Address, Destination, DestinationKind, Person, Preferences
from maneki.store import Store, Transaction
from maneki.store.filters import FilterChange

BY = "operator"

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
class SharedDestination:
    """A channel or thread that whoever runs the bot names for imported filters.

    To name it is to answer for it: alerts appear there without anybody having pressed Start.
    """

    kind: DestinationKind
    address: str

    @classmethod
    def parse(cls, text: str) -> SharedDestination:
        """Read `channel:123` or `thread:123`. Raises `InvalidInputError`, for DMs too."""
        kind, _, address = text.partition(":")
        kinds = (DestinationKind.CHANNEL, DestinationKind.THREAD)
        if kind not in kinds or not _DISCORD_ID.fullmatch(address):
            raise InvalidInputError(
                f"{text!r} is no destination for the filters of others: write channel: or thread:"
                " and its id, such as channel:1234. Nobody is sent DMs that they did not ask for."
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
class _Assigned:
    """`destination_id` is None for the owner's default; `may_start` if filters need no Start."""

    destination_id: DestinationId | None
    may_start: bool


class FilterImport:
    def __init__(self, store: Store, *, desk: FilterDesk, watchable: Watchable) -> None:
        self._store = store
        self._desk = desk
        self._watchable = watchable

    async def add(
        self, shape: FilterShape, *, destination: SharedDestination | None = None
    ) -> Imported:
        """Save one filter for its owner, to post in `destination`, whichever it names itself.

        Without one it sleeps, but where a moderator has set its destination. One that its owner
        has already is left as it is; if it sleeps, and a new one would not, it wakes. Raises
        `InvalidInputError`.
        """
        owner = self.check(shape)
        async with self._store.transaction() as tx:
            person = await tx.people.get_or_add(owner, preferences=Preferences())
            known = await tx.filters.get(FilterId(shape.id)) if shape.id else None
            if known is None:
                assigned = await _assigned(tx, person, shape.destination, destination)
                return await self._add(tx, shape, owner, person, assigned)
            _refuse_taken(known, person)
            if known.state is not FilterState.SLEEPING or shape.active is False:
                return Imported(filter=known, outcome=Outcome.KNOWN)
            assigned = await _assigned(tx, person, shape.destination, destination)
            return await self._again(tx, known, assigned)

    def check(self, shape: FilterShape) -> Address:
        """Whose it is, if it can be saved. Raises `InvalidInputError`."""
        owner = owner_at(shape.owner)
        if problem := _problem(shape):
            raise InvalidInputError(problem)
        self._desk.check(shape.criteria())
        return owner

    async def _add(
        self,
        tx: Transaction,
        shape: FilterShape,
        owner: Address,
        person: Person,
        assigned: _Assigned,
    ) -> Imported:
        mine = await tx.filters.of_person(person.id)
        if self._desk.is_full(mine):
            raise InvalidInputError(
                f"{owner} has {len(mine)} filters already, which is the most one person may have."
            )
        self._desk.check_share(mine, shape.criteria())
        taken = {one.name for one in mine}
        new = replace(
            shape.value(),
            name=name_for(shape.name, shape.criteria(), language="en", taken=taken),
            owner=str(owner),
            person_id=person.id,
            destination_id=assigned.destination_id,
            state=_state(shape, may_start=assigned.may_start),
        )
        saved = await tx.filters.add(new, by=BY, address_id=await tx.people.address_id(owner))
        if saved is None:
            raise InvalidInputError(f"{owner} has a filter called “{new.name}” already.")
        if saved.is_active:
            await self._watch(tx, saved)
        return Imported(filter=replace(saved, owner=str(owner)), outcome=Outcome(saved.state))

    async def _again(self, tx: Transaction, known: Filter, assigned: _Assigned) -> Imported:
        if not assigned.may_start:
            return Imported(filter=known, outcome=Outcome.KNOWN)
        awake = replace(known, state=FilterState.ACTIVE, destination_id=assigned.destination_id)
        saved = await tx.filters.change(awake, FilterChange.RESUMED, by=BY)
        if saved is None:
            raise InvalidInputError(f"“{known.name}” was changed a moment ago; import it again.")
        await self._watch(tx, saved)
        return Imported(filter=saved, outcome=Outcome.ACTIVE)

    async def _watch(self, tx: Transaction, saved: Filter) -> None:
        await tx.searches.want(self._watchable.queries_for(saved.criteria), by=saved.id)

    async def filters(self, *, owner: Address | None = None) -> tuple[Filter, ...]:
        """Everybody's filters, or one person's, oldest first."""
        async with self._store.reading() as tx:
            return await _filters(tx, owner)

    async def export(self, *, owner: Address | None = None) -> list[dict[str, object]]:
        """Filters in the filter shape, with their destination as `kind:address`.

        `active` is absent while one sleeps: so it sleeps again wherever it is imported.
        """
        async with self._store.reading() as tx:
            found = await _filters(tx, owner)
            wanted = {one.destination_id for one in found if one.destination_id}
            destinations = await tx.destinations.many(wanted)
        return [
            _exported(one, destinations.get(one.destination_id) if one.destination_id else None)
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


async def _assigned(
    tx: Transaction, person: Person, wanted: str | None, shared: SharedDestination | None
) -> _Assigned:
    if shared is not None:
        return _Assigned((await _shared(tx, person, shared)).id, may_start=True)
    mine = await tx.destinations.of_person(person.id)
    if wanted is None:
        default = next((one for one in mine if one.id == person.default_destination_id), None)
        return _Assigned(None, may_start=default is not None and default.set_by_moderator)
    found = next((one for one in mine if _written(one) == wanted), None)
    if found is None:
        raise InvalidInputError(
            f"The owner has no destination {wanted!r}; leave it out for their default."
        )
    return _Assigned(found.id, may_start=found.set_by_moderator)


async def _shared(tx: Transaction, person: Person, shared: SharedDestination) -> Destination:
    """The person's destination there. One that they chose themselves stays theirs."""
    known = [one for one in await tx.destinations.at(shared.address) if one.kind is shared.kind]
    mine = next((one for one in known if one.person_id == person.id), None)
    if mine is not None:
        return mine
    # Which server it is in we know only if somebody else hears of things there. Whether it
    # is age-restricted only Discord can say; until then it gets nothing adult.
    server_ids = [one.server_id for one in known if one.server_id is not None]
    return await tx.destinations.choose(
        person.id,
        kind=shared.kind,
        address=shared.address,
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


def _exported(user_filter: Filter, destination: Destination | None) -> dict[str, object]:
    row = write_filter(user_filter, destination=_written(destination) if destination else None)
    return row | {"active": None} if user_filter.state is FilterState.SLEEPING else row
