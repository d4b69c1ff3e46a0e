"""Codes that prove that two addresses are one person's, who tried which, and who is whom by now."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, func, or_, select, update

from maneki.model.ids import LinkCodeId, LinkId, PersonId
from maneki.model.link import AskedCode, HeldAddress, Kept, Link
from maneki.model.person import Address
from maneki.store.kept import read_kept, write_kept
from maneki.store.schema import addresses, inbox, link_codes, link_tries, links, people
from maneki.store.session import Session


class Links:
    def __init__(self, session: Session) -> None:
        self._session = session

    # Whose address is whose

    async def hold(self, wanted: Collection[Address]) -> dict[Address, HeldAddress]:
        """These addresses and their owners stay as they are until commit, for us alone.

        Addresses first and people behind them, each by their ids: so does whoever answers somebody.
        """
        theirs = or_(*(_is(addresses, one) for one in wanted))
        held = select(addresses.c.id, addresses.c.person_id).where(theirs).order_by(addresses.c.id)
        rows = await self._session.rows(self._locked(held))
        owners = select(people.c.id).where(
            self._session.among(people.c.id, [row.person_id for row in rows])
        )
        await self._session.rows(self._locked(owners.order_by(people.c.id)))
        rows = await self._session.rows(
            select(addresses, people.c.created_at.label("met_at"))
            .join(people, people.c.id == addresses.c.person_id)
            .where(theirs)
            .order_by(addresses.c.id)
        )
        return {one.address: one for one in map(_held, rows)}

    def _locked(self, rows: Any) -> Any:
        """SQLite has one writer anyway."""
        is_postgresql = self._session.is_postgresql
        return rows.with_for_update(key_share=True) if is_postgresql else rows

    async def addresses_of(self, person_id: PersonId) -> tuple[HeldAddress, ...]:
        """The oldest first."""
        rows = await self._session.rows(
            select(addresses, people.c.created_at.label("met_at"))
            .join(people, people.c.id == addresses.c.person_id)
            .where(addresses.c.person_id == person_id)
            .order_by(addresses.c.id)
        )
        return tuple(map(_held, rows))

    async def has_written(self, address: Address) -> bool:
        """Whether anything ever came in from there."""
        row = await self._session.first(
            select(inbox.c.id)
            .join(addresses, addresses.c.person_id == inbox.c.person_id)
            .where(_is(addresses, address), inbox.c.address_id == addresses.c.id)
            .limit(1)
        )
        return row is not None

    # Codes

    async def ask(
        self,
        person_id: PersonId,
        *,
        asked_from: Address,
        wanted_kind: str,
        wanted: str | None = None,
        digest: str,
        expires_at: datetime,
    ) -> LinkCodeId:
        """Write a code down. Earlier ones of that kind from there are worth nothing any more."""
        await self._session.execute(
            update(link_codes)
            .where(
                _asked_from(asked_from), link_codes.c.wanted_kind == wanted_kind, self._is_open()
            )
            .values(expires_at=self._session.now, updated_at=self._session.now)
        )
        code_id = LinkCodeId(self._session.new_id())
        await self._session.execute(
            link_codes.insert().values(
                id=code_id,
                person_id=person_id,
                asked_kind=asked_from.kind,
                asked_from=asked_from.value,
                wanted_kind=wanted_kind,
                wanted=wanted,
                digest=digest,
                tries=0,
                expires_at=expires_at,
                **self._session.stamps(),
            )
        )
        return code_id

    async def asked(self, address: Address, *, since: datetime) -> int:
        """How many codes were asked for from an address since then."""
        return await self._count(_asked_from(address), since)

    async def texted(
        self, *, since: datetime, by: Address | None = None, to: Address | None = None
    ) -> int:
        """How many codes were sent since then: all of them, those that were asked for `by` an
        address, or those `to` one.
        """
        which: ColumnElement[bool] = link_codes.c.wanted.is_not(None)
        if by is not None:
            which &= _asked_from(by)
        if to is not None:
            which &= (link_codes.c.wanted_kind == to.kind) & (link_codes.c.wanted == to.value)
        return await self._count(which, since)

    async def _count(self, which: ColumnElement[bool], since: datetime) -> int:
        row = await self._session.first(
            select(func.count().label("number")).where(which, link_codes.c.created_at > since)
        )
        return int(row.number) if row else 0

    async def with_digest(self, digest: str) -> AskedCode | None:
        """The newest code of that digest, whatever has become of it."""
        row = await self._session.first(
            select(link_codes)
            .where(link_codes.c.digest == digest)
            .order_by(link_codes.c.id.desc())
            .limit(1)
        )
        return None if row is None else _code(row)

    async def try_on(self, code_id: LinkCodeId, *, most: int) -> AskedCode | None:
        """Count one more try of a code. None if it is worth nothing any more, or had so many."""
        row = await self._session.first(
            update(link_codes)
            .where(link_codes.c.id == code_id, self._is_open(), link_codes.c.tries < most)
            .values(tries=link_codes.c.tries + 1, updated_at=self._session.now)
            .returning(link_codes)
        )
        return None if row is None else _code(row)

    async def consume(self, code_id: LinkCodeId, *, most_tries: int) -> bool:
        """The code is used from now on. False if it was, or is worth nothing any more."""
        done = await self._session.execute(
            update(link_codes)
            .where(link_codes.c.id == code_id, self._is_open(), link_codes.c.tries < most_tries)
            .values(used_at=self._session.now, updated_at=self._session.now)
        )
        return done.rowcount > 0

    def _is_open(self) -> ColumnElement[bool]:
        return link_codes.c.used_at.is_(None) & (link_codes.c.expires_at > self._session.now)

    # Tries

    async def try_once(self, address: Address, *, on: LinkCodeId | None) -> None:
        """Somebody entered a code: their try, and one more of the code it was, or else of those
        that they asked for themselves.
        """
        await self._session.execute(
            link_tries.insert().values(
                id=self._session.new_id(),
                tried_kind=address.kind,
                tried_by=address.value,
                **self._session.stamps(),
            )
        )
        mine = _asked_from(address) & link_codes.c.wanted.is_not(None) & self._is_open()
        await self._session.execute(
            update(link_codes)
            .where(link_codes.c.id == on if on else mine)
            .values(tries=link_codes.c.tries + 1, updated_at=self._session.now)
        )

    async def tries(self, address: Address, *, since: datetime) -> int:
        row = await self._session.first(
            select(func.count().label("number")).where(
                link_tries.c.tried_kind == address.kind,
                link_tries.c.tried_by == address.value,
                link_tries.c.created_at > since,
            )
        )
        return int(row.number) if row else 0

    async def forget(self, *, before: datetime) -> int:
        """Codes and tries from before then."""
        gone = 0
        for table in (link_codes, link_tries):
            done = await self._session.execute(delete(table).where(table.c.created_at < before))
            gone += done.rowcount
        return gone

    # Links

    async def add(
        self,
        person_id: PersonId,
        absorbed_id: PersonId,
        *,
        address_ids: Collection[str],
        kept: Kept,
    ) -> None:
        await self._session.execute(
            links.insert().values(
                id=self._session.new_id(),
                person_id=person_id,
                absorbed_id=absorbed_id,
                address_ids=[*address_ids],
                kept=write_kept(kept),
                **self._session.stamps(),
            )
        )

    async def of(self, person_id: PersonId) -> tuple[Link, ...]:
        """The links that hold, the newest first."""
        return await self._open(links.c.person_id == person_id)

    async def lately(self, *, within: timedelta) -> tuple[Link, ...]:
        """The links that were made a moment ago and hold."""
        return await self._open(links.c.created_at > self._session.now - within)

    async def _open(self, which: ColumnElement[bool]) -> tuple[Link, ...]:
        rows = await self._session.rows(
            select(links).where(which, links.c.undone_at.is_(None)).order_by(links.c.id.desc())
        )
        return tuple(map(_link, rows))

    async def undo(self, link_id: LinkId) -> None:
        await self._session.execute(
            update(links)
            .where(links.c.id == link_id)
            .values(undone_at=self._session.now, updated_at=self._session.now)
        )

    async def who_is(self, person_id: PersonId) -> PersonId:
        """Who somebody is by now: themselves, or the person they were linked with meanwhile."""
        row = await self._session.first(
            select(links.c.person_id).where(
                links.c.absorbed_id == person_id, links.c.undone_at.is_(None)
            )
        )
        return person_id if row is None else await self.who_is(PersonId(row.person_id))

    async def part_of(self, person_id: PersonId) -> tuple[PersonId, ...]:
        """Those who sleep in a person, however deep."""
        found: list[PersonId] = []
        todo = [person_id]
        while todo:
            inner = [one.absorbed_id for one in await self.of(todo.pop())]
            found += inner
            todo += inner
        return tuple(found)


def _is(table: Any, address: Address) -> ColumnElement[bool]:
    return and_(table.c.kind == address.kind, table.c.value == address.value)


def _asked_from(address: Address) -> ColumnElement[bool]:
    return and_(link_codes.c.asked_kind == address.kind, link_codes.c.asked_from == address.value)


def _held(row: Row[Any]) -> HeldAddress:
    return HeldAddress(
        id=row.id,
        address=Address(row.kind, row.value),
        person_id=PersonId(row.person_id),
        met_at=row.met_at,
    )


def _code(row: Row[Any]) -> AskedCode:
    return AskedCode(
        id=LinkCodeId(row.id),
        asked_from=Address(row.asked_kind, row.asked_from),
        wanted_kind=row.wanted_kind,
        wanted=row.wanted,
        tries=row.tries,
        expires_at=row.expires_at,
        used_at=row.used_at,
    )


def _link(row: Row[Any]) -> Link:
    return Link(
        id=LinkId(row.id),
        person_id=PersonId(row.person_id),
        absorbed_id=PersonId(row.absorbed_id),
        address_ids=tuple(row.address_ids),
        kept=read_kept(row.kept),
    )
