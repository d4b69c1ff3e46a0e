"""Digests: rows that tell of others, in one message.

What a digest tells of remembers what it had waited for (`held_for`), so that a digest that has not
gone out can be taken apart again: those rows wait as before, and are merged anew.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update

from maneki.model.hold import DIGESTED, Hold
from maneki.model.ids import OutboxId
from maneki.model.outbox import (
    PRIORITY,
    DigestDraft,
    DigestPage,
    Item,
    OutboxKind,
    OutboxState,
)
from maneki.store.apart import forget_digests, let_out, withdraw_digests
from maneki.store.cards import write_note
from maneki.store.contents import contents_of
from maneki.store.outbox import Outbox
from maneki.store.rows import ITEMS, WAITING, read
from maneki.store.schema import destinations, outbox
from maneki.store.session import Session

A_MOMENT = timedelta(seconds=1)
"""How long a digest waits that cannot be taken apart, because somebody changes what is in it."""


class Digests:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def ripe_at(self, *, limit: int) -> tuple[Item, ...]:
        """Alerts of one destination whose time to be merged has come, the freshest first."""
        ripe = (
            outbox.c.state == OutboxState.HELD,
            outbox.c.kind == OutboxKind.ALERT,
            outbox.c.held_for.in_(DIGESTED),
            outbox.c.due_at <= self._session.now,
        )
        first = await self._session.first(
            select(outbox.c.destination_id)
            .join(destinations, destinations.c.id == outbox.c.destination_id)
            .where(*ripe, destinations.c.suspended_at.is_(None))
            .order_by(outbox.c.due_at)
            .limit(1)
        )
        if first is None:
            return ()
        wanted = (
            ITEMS.where(*ripe, outbox.c.destination_id == first.destination_id)
            .order_by(outbox.c.queued_at.desc(), outbox.c.id.desc())
            .limit(limit)
        )
        if self._session.is_postgresql:
            wanted = wanted.with_for_update(of=outbox, skip_locked=True)
        return await read(self._session, await self._session.rows(wanted, now=self._session.now))

    async def add(self, draft: DigestDraft) -> OutboxId:
        """Queue a digest in the place of what it merges."""
        digest_id = OutboxId(self._session.new_id())
        await self._session.execute(
            outbox.insert().values(
                id=digest_id,
                kind=OutboxKind.DIGEST,
                person_id=draft.person_id,
                destination_id=draft.destination_id,
                state=OutboxState.DUE,
                priority=PRIORITY[OutboxKind.DIGEST],
                body=write_note(draft.note),
                attempts=0,
                possibly_repeated=draft.possibly_repeated,
                due_at=self._session.now,
                queued_at=self._session.now,
                **self._session.stamps(),
            )
        )
        await self._session.execute(
            update(outbox)
            .where(outbox.c.id == bindparam("the_id"), outbox.c.state == OutboxState.HELD)
            .values(
                state=OutboxState.MERGED,
                reason=draft.reason,
                merged_into=digest_id,
                position=bindparam("the_position"),
                updated_at=self._session.now,
            ),
            [
                {"the_id": outbox_id, "the_position": position}
                for position, outbox_id in enumerate(draft.merged)
            ],
        )
        return digest_id

    async def told(self, digest_ids: Collection[OutboxId], *, at: datetime, reason: str) -> None:
        """These digests arrived then, and so did all that they tell of, withdrawn since or not."""
        await self._session.execute(
            update(outbox)
            .where(outbox.c.merged_into.in_(digest_ids))
            .values(
                state=OutboxState.MERGED,
                reason=reason,
                accepted_at=at,
                updated_at=self._session.now,
            )
        )

    async def take_apart(
        self, digest_id: OutboxId, hold: Hold, *, reason: str, why: str, alone: int = 0
    ) -> None:
        """What it tells of waits again, for `hold`; the digest itself is withdrawn, because `why`.

        The first `alone` of it are due, each in a message of its own: they have been in one that
        came to nothing. Nothing happens if the digest is not there to be sent any more.
        """
        ids = await withdraw_digests(self._session, outbox.c.id == digest_id, reason=why)
        if not ids:
            return
        if alone:
            await let_out(
                self._session,
                ids,
                outbox.c.position < alone,
                state=OutboxState.DUE,
                reason=None,
                held_for=None,
                due_at=self._session.now,
                attempts=1,
            )
        await let_out(
            self._session,
            ids,
            state=OutboxState.HELD,
            reason=reason,
            held_for=hold.why,
            due_at=hold.until,
        )
        await forget_digests(self._session, ids)

    async def hold_still(self, digest_id: OutboxId) -> bool:
        """Nobody changes what it tells of until commit. False if somebody does at this moment:
        then it is due a moment later.
        """
        if not self._session.is_postgresql:
            return True
        mine = select(outbox.c.id).where(outbox.c.merged_into == digest_id)
        free = await self._session.rows(
            mine.order_by(outbox.c.id).with_for_update(skip_locked=True)
        )
        if len(free) == len(await self._session.rows(mine)):
            return True
        await self._session.execute(
            update(outbox)
            .where(outbox.c.id == digest_id, outbox.c.state.in_(WAITING))
            .values(due_at=self._session.now + A_MOMENT, updated_at=self._session.now)
        )
        return False

    async def page(self, digest_id: OutboxId, *, first: int) -> DigestPage | None:
        """As many as are shown at once, from that number on; None if it is forgotten."""
        row = await self._session.first(
            select(outbox).where(outbox.c.id == digest_id, outbox.c.kind == OutboxKind.DIGEST)
        )
        note = contents_of(row.kind, row.body).note if row else None
        if row is None or note is None:
            return None
        merged = await self._session.rows(
            select(outbox.c.kind, outbox.c.body)
            .where(outbox.c.merged_into == digest_id)
            .order_by(outbox.c.position)
            .offset(first)
            .limit(len(note.cards))
        )
        cards = [contents_of(one.kind, one.body).card for one in merged]
        [(destination, preferences)] = (
            await Outbox(self._session).places([row.destination_id])
        ).values()
        return DigestPage(
            id=digest_id,
            note=note,
            destination=destination,
            first=first,
            cards=tuple(card for card in cards if card is not None),
            language=preferences.language,
        )
