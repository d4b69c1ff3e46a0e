"""The inbox: everything that came in, as rows, before anything is done about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    String,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    update,
)

from maneki.model.conversation import Inbound, InboxState, Keyword, Place, PlaceKind, Received
from maneki.model.ids import InboxId, PersonId, TurnId
from maneki.model.person import Address
from maneki.store.schema import UtcDateTime, inbox, people
from maneki.store.session import NOW, Session, among

_ENDED = {"lease_holder": None, "lease_until": None}


_BEING_ANSWERED = and_(inbox.c.state == InboxState.ANSWERING, inbox.c.lease_until >= NOW)
_LEFT = and_(inbox.c.state == InboxState.ANSWERING, inbox.c.lease_until < NOW)
_OPEN = or_(inbox.c.state == InboxState.WAITING, _LEFT)
"""It waits, or whoever answered it is gone."""
_others = inbox.alias("others")
_BUSY = exists().where(
    _others.c.person_id == inbox.c.person_id,
    _others.c.state == InboxState.ANSWERING,
    _others.c.lease_until >= NOW,
)
_DUE = (
    select(inbox.c.person_id, func.min(inbox.c.due_at).label("first"))
    .where(_OPEN, inbox.c.person_id.not_in(bindparam("except_of")), ~_BUSY)
    .group_by(inbox.c.person_id)
    .having(
        or_(
            func.max(inbox.c.due_at) <= NOW,
            func.min(inbox.c.due_at) <= bindparam("waited_enough", type_=UtcDateTime()),
        )
    )
    .order_by("first")
    .limit(bindparam("seats", type_=Integer()))
)
_SAID = (
    select(inbox)
    .where(among(inbox.c.person_id, "people"), _OPEN)
    .order_by(inbox.c.person_id, inbox.c.received_at, inbox.c.id)
)
_ALONE = select(inbox).where(inbox.c.id == bindparam("the_id"), _OPEN, ~_BUSY)
_LEASE = (
    update(inbox)
    .where(among(inbox.c.id, "ids"))
    .values(
        state=InboxState.ANSWERING,
        attempts=inbox.c.attempts + 1,
        lease_holder=bindparam("the_holder"),
        lease_until=bindparam("until"),
        updated_at=NOW,
    )
)
_KEEP_LEASE = (
    update(inbox)
    .where(
        among(inbox.c.id, "ids"),
        inbox.c.state == InboxState.ANSWERING,
        inbox.c.lease_holder == bindparam("the_holder"),
    )
    .values(lease_until=bindparam("until"), updated_at=NOW)
)
_SETTLE = update(inbox).where(among(inbox.c.id, "ids")).values(**_ENDED)
_NEXT_DUE = select(func.min(inbox.c.due_at).label("due_at")).where(
    inbox.c.state == InboxState.WAITING, inbox.c.person_id.not_in(bindparam("except_of"))
)
_IS_LATE = and_(
    inbox.c.received_at > bindparam("lately"),
    inbox.c.source == func.coalesce(bindparam("only", type_=String()), inbox.c.source),
    inbox.c.source != func.coalesce(bindparam("but", type_=String()), ""),
)
_COUNTED = select(
    func.count().label("number"), func.count(case((_IS_LATE, 1))).label("lately")
).where(
    inbox.c.person_id == bindparam("person"),
    inbox.c.state != InboxState.KEPT,
    inbox.c.received_at > bindparam("since"),
)


class Inbox:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(
        self,
        inbound: Inbound,
        person_id: PersonId,
        *,
        address_id: str | None,
        state: InboxState,
        due_at: datetime,
        reason: str | None = None,
    ) -> InboxId | None:
        """Write a message down. None if it was written before: it is sent again until we answer."""
        row = await self._session.first(
            self._session.insert(inbox)
            .on_conflict_do_nothing(index_elements=["source", "external_id"])
            .returning(inbox.c.id),
            id=self._session.new_id(),
            source=inbound.source,
            external_id=inbound.external_id,
            person_id=person_id,
            address_id=address_id,
            body=write_inbound(inbound),
            state=state,
            reason=reason,
            attempts=0,
            due_at=due_at,
            received_at=inbound.received_at,
            processed_at=None if state is InboxState.WAITING else self._session.now,
            **self._session.stamps(),
        )
        return None if row is None else InboxId(row.id)

    async def whose(self, source: str, external_id: str) -> PersonId | None:
        """Who said it, as far as it was written down."""
        row = await self._session.first(
            select(inbox.c.person_id).where(_named(source, external_id))
        )
        return None if row is None else PersonId(row.person_id)

    async def reword(self, source: str, external_id: str, *, text: str) -> bool:
        """It is in other words from now on, unless it is being answered, or not there: False."""
        row = await self._session.first(select(inbox).where(_named(source, external_id)))
        if row is None:
            return False
        done = await self._session.execute(
            update(inbox)
            .where(inbox.c.id == row.id, inbox.c.state == InboxState.WAITING)
            .values(body={**row.body, "text": text}, updated_at=self._session.now)
        )
        return bool(done.rowcount)

    async def claim(
        self,
        *,
        seats: int,
        holder: str,
        until: datetime,
        waited_enough: datetime,
        except_of: Collection[PersonId] = (),
    ) -> list[tuple[Received, ...]]:
        """What is to be answered now: for each of up to `seats` people all that they said at one
        place, in its order. Nobody has two turns at once.

        Somebody's messages are due when the last of them is, or when the first of them was due
        before `waited_enough`.
        """
        if seats <= 0:
            return []
        chosen = await self._locked(await self._due(seats, waited_enough, except_of))
        if not chosen:
            return []
        rows = await self._session.rows(_SAID, people=chosen, now=self._session.now)
        claimed = _at_one_place(rows)
        ids = [InboxId(row.id) for turn in claimed for row in turn]
        await self._lease(ids, holder=holder, until=until)
        return [tuple(map(_received, turn)) for turn in claimed]

    async def _lease(self, ids: Collection[InboxId], *, holder: str, until: datetime) -> None:
        await self._session.execute(
            _LEASE, {"ids": ids, "the_holder": holder, "until": until, "now": self._session.now}
        )

    async def claim_one(
        self, inbox_id: InboxId, *, holder: str, until: datetime
    ) -> Received | None:
        """This message alone, whenever it is due. None while its sender is being answered."""
        row = await self._session.first(_ALONE, the_id=inbox_id, now=self._session.now)
        if row is None or not await self._locked([PersonId(row.person_id)]):
            return None
        await self._lease([inbox_id], holder=holder, until=until)
        return _received(row)

    async def _due(
        self, seats: int, waited_enough: datetime, except_of: Collection[PersonId]
    ) -> list[PersonId]:
        rows = await self._session.rows(
            _DUE,
            seats=seats,
            except_of=[*except_of],
            waited_enough=waited_enough,
            now=self._session.now,
        )
        return [PersonId(row.person_id) for row in rows]

    async def _locked(self, ids: Sequence[PersonId]) -> list[PersonId]:
        """Those of these whom no other process is about to answer."""
        if not ids or not self._session.is_postgresql:
            return [*ids]
        rows = await self._session.rows(
            select(people.c.id)
            .where(self._session.among(people.c.id, ids))
            .order_by(people.c.id)
            .with_for_update(key_share=True, skip_locked=True)
        )
        locked = [PersonId(row.id) for row in rows]
        # Asked again under the lock: another process may have been quicker.
        busy = await self._session.rows(
            select(inbox.c.person_id).where(
                self._session.among(inbox.c.person_id, locked), _BEING_ANSWERED
            ),
            now=self._session.now,
        )
        taken = {row.person_id for row in busy}
        return [one for one in locked if one not in taken]

    async def keep_lease(self, ids: Collection[InboxId], *, holder: str, until: datetime) -> bool:
        """Go on answering these. False if somebody else has taken them over."""
        done = await self._session.execute(
            _KEEP_LEASE,
            {"ids": ids, "the_holder": holder, "until": until, "now": self._session.now},
        )
        return bool(done.rowcount == len(ids))

    async def settle(
        self,
        ids: Collection[InboxId],
        *,
        state: InboxState,
        turn_id: TurnId | None = None,
        reason: str | None = None,
    ) -> None:
        """These have become that."""
        await self._session.execute(
            _SETTLE,
            {
                "ids": ids,
                "state": state,
                "turn_id": turn_id,
                "reason": reason,
                "processed_at": self._session.now,
                "updated_at": self._session.now,
            },
        )

    async def wait_again(self, ids: Collection[InboxId], *, due_at: datetime) -> None:
        """Nothing came of it; it is taken up once more."""
        await self._session.execute(
            _SETTLE,
            {
                "ids": ids,
                "state": InboxState.WAITING,
                "due_at": due_at,
                "updated_at": self._session.now,
            },
        )

    async def silence(self, person_id: PersonId, *, place: str, reason: str) -> int:
        """What somebody said there and waits is not answered any more."""
        done = await self._session.execute(
            update(inbox)
            .where(
                inbox.c.person_id == person_id,
                inbox.c.state == InboxState.WAITING,
                inbox.c.body["place"]["address"].as_string() == place,
            )
            .values(
                state=InboxState.KEPT,
                reason=reason,
                processed_at=self._session.now,
                updated_at=self._session.now,
            )
        )
        return int(done.rowcount)

    async def release(self, *, except_by: str) -> int:
        """What others were answering is to be answered anew: there is nobody but us."""
        done = await self._session.execute(
            update(inbox)
            .where(inbox.c.state == InboxState.ANSWERING, inbox.c.lease_holder != except_by)
            .values(state=InboxState.WAITING, updated_at=self._session.now, **_ENDED)
        )
        return int(done.rowcount)

    async def counted(
        self,
        person_id: PersonId,
        *,
        since: datetime,
        lately: datetime,
        only: str | None = None,
        but: str | None = None,
    ) -> tuple[int, int]:
        """How many messages of somebody's were let through since then, and how many of them
        `lately`: of these only those of one source, or all but those of another.
        """
        row = await self._session.first(
            _COUNTED, person=person_id, since=since, lately=lately, only=only, but=but
        )
        return (int(row.number), int(row.lately)) if row else (0, 0)

    async def heard(self, person_id: PersonId, *, since: datetime) -> int:
        """How many messages of somebody's since then were done with as soon as they were read."""
        row = await self._session.first(
            select(func.count().label("number")).where(
                inbox.c.person_id == person_id,
                inbox.c.state == InboxState.HEARD,
                inbox.c.received_at > since,
            )
        )
        return int(row.number) if row else 0

    async def was_kept(
        self, person_id: PersonId, *, reason: str, since: datetime, besides: InboxId
    ) -> bool:
        """Whether any other message of somebody's was kept for that reason since then."""
        row = await self._session.first(
            select(inbox.c.id)
            .where(
                inbox.c.person_id == person_id,
                inbox.c.state == InboxState.KEPT,
                inbox.c.reason == reason,
                inbox.c.created_at > since,
                inbox.c.id != besides,
            )
            .limit(1)
        )
        return row is not None

    async def is_all_there_is(self, person_id: PersonId, *, source: str) -> bool:
        """Whether somebody came to be with a message of that source and has said nothing in any
        other way. Messages are forgotten after a while; who was there before them still was.
        """
        theirs = select(inbox.c.id).where(inbox.c.person_id == people.c.id)
        began = theirs.where(
            inbox.c.source == source, inbox.c.created_at == people.c.created_at
        ).exists()
        others = theirs.where(inbox.c.source != source).exists()
        row = await self._session.first(
            select(people.c.id).where(people.c.id == person_id, began, ~others)
        )
        return row is not None

    async def has_open(self) -> bool:
        """Whether anything is still to be answered, or is being answered."""
        row = await self._session.first(
            select(inbox.c.id)
            .where(inbox.c.state.in_([InboxState.WAITING, InboxState.ANSWERING]))
            .limit(1)
        )
        return row is not None

    async def next_due_in(self, *, except_of: Collection[PersonId] = ()) -> timedelta | None:
        """How long until something is to be answered; None if nothing waits."""
        row = await self._session.first(_NEXT_DUE, except_of=[*except_of])
        if row is None or row.due_at is None:
            return None
        due_at: datetime = row.due_at
        return max(timedelta(0), due_at - self._session.now)

    async def of_person(self, person_id: PersonId) -> tuple[tuple[Received, InboxState], ...]:
        """All that somebody said, in its order."""
        rows = await self._session.rows(
            select(inbox)
            .where(inbox.c.person_id == person_id)
            .order_by(inbox.c.received_at, inbox.c.id)
        )
        return tuple((_received(row), InboxState(row.state)) for row in rows)


def _named(source: str, external_id: str) -> ColumnElement[bool]:
    return and_(inbox.c.source == source, inbox.c.external_id == external_id)


def _at_one_place(rows: Sequence[Row[Any]]) -> list[list[Row[Any]]]:
    """For each person what they said where the first of it was said, and by the same way: what
    somebody else tries in their name is no part of what they say.
    """
    by_person: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        theirs = by_person[row.person_id]
        if not theirs or _whence(theirs[0]) == _whence(row):
            theirs.append(row)
    return [*by_person.values()]


def _whence(row: Row[Any]) -> tuple[str, dict[str, Any]]:
    """Whichever provider brings a text (`sms:twilio`), it is one."""
    way, _, _ = row.source.partition(":")
    return way, row.body["place"]


def _received(row: Row[Any]) -> Received:
    return Received(
        id=InboxId(row.id),
        person_id=PersonId(row.person_id),
        inbound=read_inbound(row.body),
        attempts=row.attempts,
    )


def write_inbound(inbound: Inbound) -> dict[str, Any]:
    place = inbound.place
    return {
        "source": inbound.source,
        "external_id": inbound.external_id,
        "sender": [inbound.sender.kind, inbound.sender.value],
        "place": {"kind": place.kind, "address": place.address, "server": place.server},
        "text": inbound.text,
        "received_at": inbound.received_at.isoformat(),
        "media": inbound.media,
        "locale": inbound.locale,
        "replies_to": inbound.replies_to,
        "keyword": inbound.keyword,
        "is_settled": inbound.is_settled,
    }


def read_inbound(body: dict[str, Any]) -> Inbound:
    place = body["place"]
    return Inbound(
        source=body["source"],
        external_id=body["external_id"],
        sender=Address(*body["sender"]),
        place=Place(
            kind=PlaceKind(place["kind"]), address=place["address"], server=place["server"]
        ),
        text=body["text"],
        received_at=datetime.fromisoformat(body["received_at"]),
        media=body["media"],
        locale=body["locale"],
        replies_to=body["replies_to"],
        keyword=Keyword(body["keyword"]) if body.get("keyword") else None,
        is_settled=body["is_settled"],
    )
