"""Merge what waits for a digest when its time has come."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import structlog

from maneki.delivery.hold_back import hold_back, tally_of
from maneki.delivery.let_go import as_merged, asleep_of
from maneki.delivery.merge import Bundle, bundles, note_of
from maneki.delivery.withdraw import withdraw_unwanted
from maneki.model.hold import Hold, hold_of_digest
from maneki.model.ids import OutboxId
from maneki.model.outbox import DigestDraft, Item
from maneki.model.person import Destination, Preferences
from maneki.phrases import say
from maneki.store import Store, Transaction

log = structlog.get_logger(__name__)

MOST_MERGED = 1_000
"""How many alerts one digest tells of; further ones are told in another."""


class Digester:
    """Makes one digest of what one destination's alerts wait for. `queued` is called for each.

    What is merged, and the digest that tells of it, are written in one transaction. A digest is
    not made before it can go out; one that cannot go out after all is taken apart (`apart.py`),
    and comes back here.
    """

    def __init__(self, store: Store, *, queued: Callable[[], None]) -> None:
        self._store = store
        self._queued = queued

    async def step(self) -> bool:
        """Take care of one destination. False if nothing waits for a digest now."""
        async with self._store.transaction() as tx:
            items = await tx.digests.ripe_at(limit=MOST_MERGED)
            if not items:
                return False
            [(destination, preferences)] = (
                await tx.outbox.places([items[0].destination_id])
            ).values()
            made = await _merge(tx, items, destination, preferences)
        if made:
            log.info("delivery.merged", destination=destination.id, alerts=made)
        self._queued()
        return True


async def _merge(
    tx: Transaction, items: Sequence[Item], destination: Destination, preferences: Preferences
) -> int:
    """Returns how many alerts were merged; the others are withdrawn, wait on, or are due."""
    language = preferences.language
    wanted = await withdraw_unwanted(tx, items, at=destination, language=language)
    tally = await tally_of(tx, destination.person_id, preferences, wanted)
    if hold := hold_of_digest(preferences, tally, now=tx.now):
        await _wait_on(tx, wanted, hold, language=language)
        return 0
    asleep = asleep_of(wanted, now=tx.now)
    await hold_back(tx, _held(wanted, asleep), language=language)
    awake = [item for item in wanted if item.id not in asleep]
    bundled, made = bundles(awake), 0
    for bundle in bundled:
        of = [one for item in bundle.items for one in item.filters]
        if hold := hold_of_digest(preferences, tally, now=tx.now, filters=of):
            await _wait_on(tx, bundle.items, hold, language=language)
        else:
            await tx.digests.add(_draft(bundle, destination, language=language))
            made += len(bundle.items)
    in_bundles = {item.id for bundle in bundled for item in bundle.items}
    await tx.held.release_these([item.id for item in awake if item.id not in in_bundles])
    return made


async def _wait_on(tx: Transaction, items: Sequence[Item], hold: Hold, *, language: str) -> None:
    holds = {item.id: as_merged(item.held_for, hold) for item in items if item.held_for}
    await hold_back(tx, _held(items, holds), language=language)


def _held(items: Sequence[Item], holds: Mapping[OutboxId, Hold]) -> list[Item]:
    return [replace(item, hold=holds[item.id]) for item in items if item.id in holds]


def _draft(bundle: Bundle, destination: Destination, *, language: str) -> DigestDraft:
    return DigestDraft(
        person_id=destination.person_id,
        destination_id=destination.id,
        note=note_of(bundle, language=language),
        merged=tuple(item.id for item in bundle.items),
        reason=say("delivery.reason.in_digest", language),
        possibly_repeated=any(item.possibly_repeated for item in bundle.items),
    )
