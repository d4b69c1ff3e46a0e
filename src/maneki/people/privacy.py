"""What people may ask about what is kept of them: to see it, and to have it forgotten."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import structlog

from maneki.model.filter import FilterState
from maneki.model.ids import PersonId
from maneki.model.link import Deed
from maneki.model.person import PHONE, Address
from maneki.people.linking import repeated
from maneki.phrases import say
from maneki.store import Store, Transaction
from maneki.store.filters import FilterChange
from maneki.store.personal import FORGOTTEN, Holdings

log = structlog.get_logger(__name__)

VERSION = 1
NOTHING = Holdings()


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgetting:
    """What goes, or (`is_done`) has gone. The consents of a phone stay: they are evidence."""

    holdings: Holdings
    has_phone: bool
    is_known: bool
    is_done: bool = False

    def said_in(self, language: str) -> str:
        if not self.is_known:
            return say("privacy.nothing_kept", language)
        counts = {
            name: getattr(self.holdings, name)
            for name in ("conversations", "messages", "facts", "filters", "alerts")
        }
        said = say("privacy.gone" if self.is_done else "privacy.will_go", language, **counts)
        return f"{said} {say('privacy.consents_stay', language)}" if self.has_phone else said


class Privacy:
    """`changed` is called when somebody's filters are gone."""

    def __init__(self, store: Store, *, changed: Callable[[], None]) -> None:
        self._store = store
        self._changed = changed

    async def forget(self, caller: Address, *, confirmed: bool = False) -> Forgetting:
        """What would be forgotten, by whichever of the caller's addresses; once it is `confirmed`
        it is, with what was to be sent to them. A confirmation may still be said to where they are.
        """
        if not confirmed:
            async with self._store.reading() as tx:
                return await _forgetting(tx, *await _known(tx, caller))
        outcome = await repeated(lambda: self._forget(caller))
        self._changed()
        return outcome

    async def _forget(self, caller: Address) -> Forgetting:
        async with self._store.reading() as tx:
            _, mine = await _known(tx, caller)
        async with self._store.transaction() as tx:
            await tx.links.hold(mine or [caller])
            ids, mine = await _known(tx, caller)
            outcome = await _forgetting(tx, ids, mine)
            for person_id in ids:
                await _delete_filters(tx, person_id)
                await tx.audit.strip(person_id)
                await tx.audit.write(person_id, Deed.FORGOTTEN)
            await tx.personal.forget(ids, known_at=mine)
        log.info("privacy.forgotten", people=len(ids))
        return replace(outcome, is_done=True)

    async def export(self, caller: Address) -> dict[str, Any]:
        """All that is kept of the caller, as JSON takes it; nothing of anybody else."""
        async with self._store.transaction() as tx:
            return await self.export_in(tx, caller)

    async def export_in(self, tx: Transaction, caller: Address) -> dict[str, Any]:
        """The same, beside what else is done with it or not at all."""
        ids, _ = await _known(tx, caller)
        document = await tx.personal.export(ids)
        if ids:
            await tx.audit.write(ids[0], Deed.EXPORTED, {"kind": caller.kind})
        return {"v": VERSION, "exported_at": tx.now.isoformat(), **document}


async def _known(
    tx: Transaction, caller: Address
) -> tuple[tuple[PersonId, ...], tuple[Address, ...]]:
    """Who the caller is, with those who were linked into them, and all their addresses."""
    person = await tx.people.at(caller)
    if person is None:
        return (), ()
    mine = await tx.links.addresses_of(person.id)
    ids = (person.id, *await tx.links.part_of(person.id))
    return ids, tuple(one.address for one in mine)


async def _forgetting(
    tx: Transaction, ids: tuple[PersonId, ...], mine: tuple[Address, ...]
) -> Forgetting:
    return Forgetting(
        holdings=await tx.personal.count(ids) if ids else NOTHING,
        has_phone=any(one.kind == PHONE for one in mine),
        is_known=bool(ids),
    )


async def _delete_filters(tx: Transaction, person_id: PersonId) -> None:
    """So that whoever matches hears that they are gone, before they are."""
    for one in await tx.filters.of_person(person_id):
        gone = replace(one, state=FilterState.DELETED)
        await tx.filters.change(gone, FilterChange.DELETED, by=FORGOTTEN)
        await tx.searches.want((), by=one.id)
