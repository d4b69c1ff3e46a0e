"""Which drafts there are, written down, so that none outlives the process that showed it.

What a draft says is not kept: only where it is.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

import orjson
import structlog

from maneki.channels.discord.draft import Draft, as_written, from_before
from maneki.errors import StoreError
from maneki.store import Store

log = structlog.get_logger(__name__)

_PREFIX = "draft:"


class Fate(StrEnum):
    """What is to become of a draft that nobody adds to any more."""

    ANSWER = "answer"
    """It has become the answer."""
    OWED = "owed"
    """Its answer is on its way."""
    LEFT = "left"


class DraftBook:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def begin(self, draft: Draft) -> bool:
        """Write it down before Discord is asked for it.

        False if there is to be none: an earlier answer is on its way there, and it would stand
        before that; or nobody can tell.
        """
        kind = draft.place.destination_kind
        if kind is None:
            return False
        try:
            async with self._store.transaction() as tx:
                if await tx.outbox.owes(kind, draft.place.address):
                    return False
                await tx.marks.put(_PREFIX + draft.nonce, _written(draft))
        except StoreError:
            return False
        draft.is_kept = True
        return True

    async def may_go_on(self, draft: Draft) -> bool:
        """Whether nothing is on its way there that the draft would stand before."""
        kind = draft.place.destination_kind
        if kind is None:
            return False
        try:
            async with self._store.reading() as tx:
                return not await tx.outbox.owes(kind, draft.place.address)
        except StoreError:
            return False

    async def posted(self, draft: Draft) -> None:
        """Its message is known. If that cannot be written, it can still be looked for."""
        try:
            async with self._store.transaction() as tx:
                await tx.marks.put(_PREFIX + draft.nonce, _written(draft))
        except StoreError as exc:
            log.warning("discord.draft_unwritten", message=draft.message, reason=str(exc))

    async def forget(self, drafts: Collection[Draft]) -> None:
        """Nothing is to be seen of them, or nothing else than answers. Raises `StoreError`s."""
        kept = [_PREFIX + one.nonce for one in drafts if one.is_kept]
        if kept:
            async with self._store.transaction() as tx:
                await tx.marks.drop(kept)

    async def left_before(self, *, now: float) -> list[Draft]:
        """Those of processes that are no more. Raises `StoreError`s."""
        async with self._store.reading() as tx:
            found = await tx.marks.beginning_with(_PREFIX)
        return [
            from_before(name.removeprefix(_PREFIX), orjson.loads(value), now=now)
            for name, value in found.items()
        ]

    async def fates(self, drafts: Collection[Draft]) -> list[tuple[Draft, Fate]]:
        """Raises `StoreError`s."""
        if not drafts:
            return []
        addresses = {one.place.address for one in drafts}
        messages = {one.message for one in drafts if one.message is not None}
        fates = []
        async with self._store.reading() as tx:
            answers = await tx.deliveries.arrived_as(messages, at=addresses)
            for one in drafts:
                kind = one.place.destination_kind
                if one.message in answers:
                    fates.append((one, Fate.ANSWER))
                elif kind is not None and await tx.outbox.owes(kind, one.place.address):
                    fates.append((one, Fate.OWED))
                else:
                    fates.append((one, Fate.LEFT))
        return fates


def _written(draft: Draft) -> str:
    return orjson.dumps(as_written(draft)).decode()
