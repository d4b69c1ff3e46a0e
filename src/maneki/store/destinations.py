"""Where alerts go."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Row, exists, select, update

from maneki.model.filter import FilterState
from maneki.model.ids import DestinationId, PersonId, ServerId
from maneki.model.person import Destination, DestinationKind
from maneki.store.schema import destinations, filters, people
from maneki.store.session import NOW, Session, shared

_OPEN = {"suspended_at": None, "suspended_reason": None, "refused_code": None}


class Destinations:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def choose(
        self,
        person_id: PersonId,
        *,
        kind: DestinationKind,
        address: str,
        server_id: ServerId | None = None,
        address_id: str | None = None,
        is_age_restricted: bool = False,
        set_by_moderator: bool = False,
    ) -> Destination:
        """The person's destination there, made or brought up to date; it is not suspended then."""
        facts = {
            "server_id": server_id,
            "address_id": address_id,
            "is_age_restricted": is_age_restricted,
            "set_by_moderator": set_by_moderator,
        }
        fresh = {**_OPEN, "updated_at": self._session.now}
        row = await self._session.first(
            self._session.insert(destinations)
            .values(person_id=person_id, kind=kind, address=address, **facts, **self._fresh())
            .on_conflict_do_update(
                index_elements=["person_id", "kind", "address"],
                set_={**facts, **fresh, "checked_at": self._session.now},
            )
            .returning(destinations)
        )
        assert row is not None  # noqa: S101  (an upsert always returns its row)
        return to_destination(row)

    async def talk(
        self,
        person_id: PersonId,
        *,
        kind: DestinationKind,
        address: str,
        server_id: ServerId | None = None,
        address_id: str | None = None,
    ) -> Destination:
        """Where somebody has just said something: made if it is not there, and otherwise as it
        is, but that they were seen there.
        """
        row = await self._session.first(
            self._session.insert(destinations)
            .on_conflict_do_update(
                index_elements=["person_id", "kind", "address"],
                set_={"checked_at": NOW},
            )
            .returning(destinations),
            person_id=person_id,
            kind=kind,
            address=address,
            server_id=server_id,
            address_id=address_id,
            is_age_restricted=False,
            set_by_moderator=False,
            **self._fresh(),
            now=self._session.now,
        )
        assert row is not None  # noqa: S101  (an upsert always returns its row)
        return to_destination(row)

    async def of_server(
        self, server_id: ServerId, *, kind: DestinationKind, address: str
    ) -> Destination:
        """The place there that belongs to the server and to nobody in it, made if it is not."""
        found = await self._where(
            (destinations.c.server_id == server_id)
            & destinations.c.person_id.is_(None)
            & (destinations.c.kind == kind)
            & (destinations.c.address == address)
        )
        if found:
            return found[0]
        row = await self._session.first(
            self._session.insert(destinations)
            .values(
                server_id=server_id,
                kind=kind,
                address=address,
                is_age_restricted=False,
                set_by_moderator=True,
                **self._fresh(),
            )
            .returning(destinations)
        )
        assert row is not None  # noqa: S101  (an insert returns its row)
        return to_destination(row)

    def _fresh(self) -> dict[str, Any]:
        """What every new row has: it was just made sure of."""
        session = self._session
        return {"id": session.new_id(), "checked_at": session.now, **session.stamps()}

    async def get(
        self, destination_id: DestinationId, *, for_share: bool = False
    ) -> Destination | None:
        return (await self.many([destination_id], for_share=for_share)).get(destination_id)

    async def many(
        self, ids: Collection[DestinationId], *, for_share: bool = False
    ) -> dict[DestinationId, Destination]:
        """These destinations; with `for_share` nobody changes them until commit."""
        wanted = (
            select(destinations)
            .where(self._session.among(destinations.c.id, ids))
            .order_by(destinations.c.id)
        )
        rows = await self._session.rows(shared(wanted, of=destinations) if for_share else wanted)
        return {found.id: found for found in map(to_destination, rows)}

    async def of_person(self, person_id: PersonId) -> tuple[Destination, ...]:
        return await self._where(destinations.c.person_id == person_id)

    async def at(self, address: str) -> tuple[Destination, ...]:
        """Everybody's destinations at this channel, thread or user."""
        return await self._where(destinations.c.address == address)

    async def in_server(self, server_id: ServerId) -> tuple[Destination, ...]:
        return await self._where(destinations.c.server_id == server_id)

    async def unchecked(self, *, before: datetime, limit: int) -> tuple[Destination, ...]:
        """Open destinations in servers whose owners were not seen there since, the longest first.

        Only those that anything goes to: their owner's default, or one that a filter names.
        """
        is_default = exists().where(
            people.c.id == destinations.c.person_id,
            people.c.default_destination_id == destinations.c.id,
        )
        is_named = exists().where(
            filters.c.destination_id == destinations.c.id, filters.c.state == FilterState.ACTIVE
        )
        rows = await self._session.rows(
            select(destinations)
            .where(
                destinations.c.suspended_at.is_(None),
                destinations.c.server_id.is_not(None),
                destinations.c.person_id.is_not(None),
                destinations.c.checked_at.is_(None) | (destinations.c.checked_at < before),
                is_default | is_named,
            )
            .order_by(destinations.c.checked_at, destinations.c.id)
            .limit(limit)
        )
        return tuple(map(to_destination, rows))

    async def opened(self, destination_id: DestinationId, *, channel_id: str) -> None:
        """Remember the channel of a DM: it stays the same for ever."""
        await self._change(destination_id, channel_id=channel_id)

    async def checked(self, destination_id: DestinationId) -> None:
        await self._change(destination_id, checked_at=self._session.now)

    async def set_age_restricted(
        self, destination_id: DestinationId, *, is_age_restricted: bool
    ) -> None:
        """What its channel is by now."""
        await self._change(destination_id, is_age_restricted=is_age_restricted)

    async def suspend(self, destination_id: DestinationId, *, reason: str) -> bool:
        """Stop writing there. False if it was suspended already."""
        done = await self._session.execute(
            update(destinations)
            .where(destinations.c.id == destination_id, destinations.c.suspended_at.is_(None))
            .values(
                suspended_at=self._session.now,
                suspended_reason=reason,
                updated_at=self._session.now,
            )
        )
        return done.rowcount > 0

    async def resume(self, destination_id: DestinationId) -> bool:
        """Write there again. False if it was not suspended."""
        done = await self._session.execute(
            update(destinations)
            .where(destinations.c.id == destination_id, destinations.c.suspended_at.is_not(None))
            .values(**_OPEN, updated_at=self._session.now)
        )
        return done.rowcount > 0

    async def refused(self, destination_id: DestinationId, *, code: int | None) -> None:
        """Why nothing can be written there, as the platform says it; None where it says nothing."""
        await self._change(destination_id, refused_code=code)

    async def _change(self, destination_id: DestinationId, **values: Any) -> None:
        await self._session.execute(
            update(destinations)
            .where(destinations.c.id == destination_id)
            .values(**values, updated_at=self._session.now)
        )

    async def _where(self, condition: Any) -> tuple[Destination, ...]:
        rows = await self._session.rows(
            select(destinations).where(condition).order_by(destinations.c.id)
        )
        return tuple(map(to_destination, rows))


def to_destination(row: Row[Any]) -> Destination:
    return Destination(
        id=DestinationId(row.id),
        kind=DestinationKind(row.kind),
        address=row.address,
        person_id=row.person_id,
        server_id=row.server_id,
        channel_id=row.channel_id,
        is_age_restricted=row.is_age_restricted,
        set_by_moderator=row.set_by_moderator,
        suspended_at=row.suspended_at,
        suspended_reason=row.suspended_reason,
        refused_code=row.refused_code,
        checked_at=row.checked_at,
    )
