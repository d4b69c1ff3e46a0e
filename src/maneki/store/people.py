"""People and the addresses they are reached at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Row, bindparam, select, update

from maneki.errors import InvalidInputError
from maneki.model.ids import DestinationId, PersonId
from maneki.model.person import Address, Person, Preferences
from maneki.model.quiet import QuietHours
from maneki.store.schema import addresses, people, preferences
from maneki.store.session import Session, among, shared

log = structlog.get_logger(__name__)


_PEOPLE = select(people, preferences).join(preferences, preferences.c.person_id == people.c.id)
_AT = _PEOPLE.join(addresses, addresses.c.person_id == people.c.id).where(
    addresses.c.kind == bindparam("kind"), addresses.c.value == bindparam("value")
)
_AT_FOR_SHARE = shared(_AT, of=addresses)
_MANY = _PEOPLE.where(among(people.c.id, "ids")).order_by(people.c.id)
_MANY_FOR_SHARE = shared(_MANY, of=[people, preferences])
_ADDRESS_ID = select(addresses.c.id).where(
    addresses.c.kind == bindparam("kind"), addresses.c.value == bindparam("value")
)
_ADDRESSES = (
    select(addresses).where(among(addresses.c.person_id, "people")).order_by(addresses.c.id)
)


class People:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def get_or_add(self, address: Address, *, preferences: Preferences) -> Person:
        """The person at this address; a new one, with these preferences, if nobody is.

        The address stays theirs until commit: nobody links it to somebody else meanwhile.
        """
        found = await self.at(address, for_share=True)
        if found is not None:
            return found
        person_id = await self.add(preferences)
        if await self._add_address(person_id, address):
            return Person(id=person_id, preferences=preferences)
        # Somebody else wrote this address a moment ago: theirs is the person.
        await self._session.execute(people.delete().where(people.c.id == person_id))
        person = await self.at(address)
        assert person is not None  # noqa: S101  (the insert said that it is there)
        return person

    async def add(self, wanted: Preferences) -> PersonId:
        """A new person, whom nobody can reach yet."""
        person_id = PersonId(self._session.new_id())
        await self._add(person_id, wanted)
        return person_id

    async def _add(self, person_id: PersonId, wanted: Preferences) -> None:
        stamps = self._session.stamps()
        await self._session.execute(people.insert().values(id=person_id, **stamps))
        await self._session.execute(
            preferences.insert().values(person_id=person_id, **_columns(wanted), **stamps)
        )

    async def _add_address(self, person_id: PersonId, address: Address) -> bool:
        inserted = await self._session.first(
            self._session.insert(addresses)
            .values(
                id=self._session.new_id(),
                person_id=person_id,
                kind=address.kind,
                value=address.value,
                verified_at=self._session.now,
                **self._session.stamps(),
            )
            .on_conflict_do_nothing(index_elements=["kind", "value"])
            .returning(addresses.c.id)
        )
        return inserted is not None

    async def at(self, address: Address, *, for_share: bool = False) -> Person | None:
        row = await self._session.first(
            _AT_FOR_SHARE if for_share else _AT, kind=address.kind, value=address.value
        )
        return None if row is None else _person(row)

    async def get(self, person_id: PersonId) -> Person | None:
        return (await self.many([person_id])).get(person_id)

    async def many(
        self, ids: Collection[PersonId], *, for_share: bool = False
    ) -> dict[PersonId, Person]:
        """These people; with `for_share` they choose no other default, and no other preferences,
        until commit.
        """
        rows = await self._session.rows(_MANY_FOR_SHARE if for_share else _MANY, ids=ids)
        return {person.id: person for person in map(_person, rows)}

    async def address_id(self, address: Address) -> str | None:
        """The row of an address, for what is to remember where it came from."""
        row = await self._session.first(_ADDRESS_ID, kind=address.kind, value=address.value)
        return None if row is None else str(row.id)

    async def addresses_of_each(
        self, person_ids: Collection[PersonId]
    ) -> dict[PersonId, tuple[Address, ...]]:
        """Those of each of these who has any."""
        if not person_ids:
            return {}
        rows = await self._session.rows(_ADDRESSES, people=person_ids)
        theirs: defaultdict[PersonId, tuple[Address, ...]] = defaultdict(tuple)
        for row in rows:
            theirs[PersonId(row.person_id)] += (Address(row.kind, row.value),)
        return dict(theirs)

    async def values_of(
        self, person_ids: Collection[PersonId], *, kind: str
    ) -> dict[PersonId, str]:
        """What a platform calls each of these; who has no address of that kind is left out."""
        rows = await self._session.rows(
            select(addresses)
            .where(self._session.among(addresses.c.person_id, person_ids), addresses.c.kind == kind)
            .order_by(addresses.c.id.desc())
        )
        return {PersonId(row.person_id): row.value for row in rows}

    async def save_preferences(self, person_id: PersonId, wanted: Preferences) -> None:
        await self._session.execute(
            update(preferences)
            .where(preferences.c.person_id == person_id)
            .values(**_columns(wanted), updated_at=self._session.now)
        )

    async def lock(self, person_id: PersonId) -> None:
        """Whoever else wants to change this person, or wants them to stay as they are, waits."""
        if self._session.is_postgresql:
            await self._session.first(
                select(people.c.id).where(people.c.id == person_id).with_for_update(key_share=True)
            )

    async def set_default_destination(
        self, person_id: PersonId, destination_id: DestinationId | None
    ) -> None:
        await self._session.execute(
            update(people)
            .where(people.c.id == person_id)
            .values(default_destination_id=destination_id, updated_at=self._session.now)
        )


def _columns(wanted: Preferences) -> dict[str, Any]:
    quiet = wanted.quiet
    return {
        "currency": wanted.currency,
        "time_zone": wanted.time_zone,
        "language": wanted.language,
        "proxies": wanted.proxies,
        "quiet_start": minutes_of(quiet.start) if quiet else None,
        "quiet_end": minutes_of(quiet.end) if quiet else None,
        "paused_until": wanted.paused_until,
        "most_alerts_a_day": wanted.most_alerts_a_day,
        "most_messages_an_hour": wanted.most_messages_an_hour,
    }


def minutes_of(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def clock_at(minutes: int) -> time:
    return time(*divmod(minutes, 60))


def _person(row: Row[Any]) -> Person:
    return Person(
        id=PersonId(row.id),
        default_destination_id=row.default_destination_id,
        preferences=to_preferences(row),
    )


def _time_zone(row: Row[Any]) -> str:
    """Zones are renamed, and not every machine knows all of them."""
    try:
        return ZoneInfo(row.time_zone).key
    except (LookupError, ValueError, OSError):
        log.warning("people.unreadable", person=row.person_id, time_zone=row.time_zone)
        return Preferences().time_zone


def _quiet_hours(row: Row[Any]) -> QuietHours | None:
    if row.quiet_start is None or row.quiet_end is None:
        return None
    try:
        return QuietHours(clock_at(row.quiet_start), clock_at(row.quiet_end))
    except (ValueError, InvalidInputError):
        log.warning(
            "people.unreadable", person=row.person_id, quiet=(row.quiet_start, row.quiet_end)
        )
        return None


def to_preferences(row: Row[Any]) -> Preferences:
    """What of them cannot be used is as if it had never been said."""
    return Preferences(
        currency=row.currency,
        time_zone=_time_zone(row),
        language=row.language,
        proxies=row.proxies,
        quiet=_quiet_hours(row),
        paused_until=row.paused_until,
        most_alerts_a_day=row.most_alerts_a_day,
        most_messages_an_hour=row.most_messages_an_hour,
    )
