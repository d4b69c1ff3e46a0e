"""What people may say about when they hear of things, in the world of these tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from tests.delivery.world import Member, World

from maneki.delivery.digest import Digester
from maneki.model.hold import HeldFor
from maneki.model.outbox import OutboxState
from maneki.store.filters import FilterChange
from maneki.store.schema import outbox, parcels

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


async def prefers(world: World, member: Member, **wanted: Any) -> None:
    """The member's preferences become these; what was held for what they were is due."""
    async with world.store.transaction() as tx:
        person = await tx.people.get(member.person_id)
        assert person is not None
        await tx.people.save_preferences(person.id, replace(person.preferences, **wanted))
        await tx.held.release_of(
            person.id, held_for=(HeldFor.PAUSED, HeldFor.QUIET, HeldFor.CAP, HeldFor.DIGEST)
        )


async def tune(world: World, member: Member, **wanted: Any) -> None:
    """The member's filter becomes so."""
    async with world.store.transaction() as tx:
        found = await tx.filters.get(member.filter_id)
        assert found is not None
        changed = replace(found, **wanted)
        await tx.filters.change(changed, FilterChange.EDITED, by="test")
        await tx.held.release(
            member.filter_id, held_for=(HeldFor.DIGEST, HeldFor.CAP, HeldFor.SNOOZED)
        )


async def digest(world: World) -> int:
    """Everything whose time has come is merged. Returns how many steps that took."""
    digester, steps = Digester(world.store, queued=lambda: None), 0
    while await digester.step():
        steps += 1
        assert steps < 100
    return steps


async def pass_by(world: World, duration: timedelta) -> None:
    """Time passes, and everything is done that is due on the way."""
    until = world.clock.now() + duration
    while True:
        await world.deliver()
        await digest(world)
        await world.deliver()
        left = until - world.clock.now()
        if left <= timedelta(0):
            return
        world.clock.move(min(left, HOUR, await _next_in(world)))


async def _next_in(world: World) -> timedelta:
    """How long until something falls due: a minute at least, as what is due may have to wait."""
    now = world.clock.now()
    late = [
        select(func.min(outbox.c.due_at).label("at")).where(
            outbox.c.state.in_([OutboxState.DUE, OutboxState.HELD]), outbox.c.due_at > now
        ),
        select(func.min(parcels.c.retry_at).label("at")).where(parcels.c.retry_at > now),
    ]
    async with world.store.reading() as tx:
        rows = [await tx._session.first(one) for one in late]
    times = [row.at - now for row in rows if row is not None and row.at is not None]
    return max(MINUTE, min(times, default=HOUR))


async def digest_rows(world: World) -> dict[str, str]:
    """The states of digests, by what they say."""
    rows = await world.query("SELECT body, state FROM outbox WHERE kind = 'digest'")
    return {str(body)[:80]: state for body, state in rows}
