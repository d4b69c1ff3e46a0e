"""Who may use alerts while they are opened in stages: to ten people, a hundred, a thousand, all.

Whoever runs Maneki lets in whom they invite, however many are in. While there is room, the others
come in as they ask; once there is none they wait in a line, in which members with a role that was
named go first. A higher number lets the first of the line in; a lower one throws nobody out.
Nobody is written to about it: they are told at their next command.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Collection

import structlog

from maneki.errors import InvalidInputError
from maneki.model.person import Address, Person, Preferences
from maneki.phrases import language_of, say
from maneki.store import Store, Transaction

log = structlog.get_logger(__name__)

MOST_REMEMBERED = 10_000


class Rollout:
    """`most` is how many may be in (None: everybody), `roles` are the roles that go first."""

    def __init__(
        self,
        store: Store,
        *,
        most: int | None,
        roles: Collection[str] = (),
        default_currency: str | None = None,
    ) -> None:
        self._store = store
        self._most = most
        self._roles = frozenset(roles)
        self._default_currency = default_currency
        self._with_role: OrderedDict[Address, bool] = OrderedDict()
        # Two who ask at the same time do not both get the last place.
        self._door = asyncio.Lock()

    @property
    def is_over(self) -> bool:
        """Whether everybody may come in."""
        return self._most is None

    async def begin(self) -> None:
        """Let in who had filters before, and who has room by now."""
        if self._most is None:
            return
        async with self._door, self._store.transaction() as tx:
            before = await tx.admissions.let_in_owners()
            let_in = await self._fill(tx, self._most)
        log.info("rollout.began", most=self._most, had_filters=before, let_in=let_in)

    def seen(self, caller: Address, *, roles: Collection[str]) -> None:
        """Somebody who is speaking has these roles, as the login says."""
        self._with_role[caller] = not self._roles.isdisjoint(roles)
        self._with_role.move_to_end(caller)
        while len(self._with_role) > MOST_REMEMBERED:
            self._with_role.popitem(last=False)

    async def admit(self, caller: Address, language: str = "en") -> None:
        """Let the caller in if there is room. Raises `InvalidInputError` with their place in the
        line, which they keep.
        """
        if self._most is None:
            return
        newcomer = Preferences(currency=self._default_currency, language=language_of(language))
        async with self._door, self._store.transaction() as tx:
            person = await tx.people.get_or_add(caller, preferences=newcomer)
            place = await self._place(tx, caller, person, self._most)
        # Only now: what is raised within a transaction undoes it, and with it their place.
        if place is not None:
            raise InvalidInputError(
                say("rollout.waiting", person.preferences.language, place=place)
            )

    async def _place(
        self, tx: Transaction, caller: Address, person: Person, most: int
    ) -> int | None:
        """The caller's place in the line; None if they are in."""
        known = await tx.admissions.get(person.id)
        if known is None or not known.is_in:
            has_role = self._with_role.get(caller, known is not None and known.has_role)
            asked = await tx.admissions.ask(person.id, has_role=has_role)
            await self._fill(tx, most)
            known = await tx.admissions.get(person.id)
            if known is None or not known.is_in:
                return await tx.admissions.place_of(asked)
        await tx.admissions.tell(person.id)
        return None

    async def _fill(self, tx: Transaction, most: int) -> int:
        crowd = await tx.admissions.crowd()
        return await tx.admissions.let_in_first(most - crowd.all_inside)

    async def was_let_in(self, caller: Address) -> bool:
        """Whether the caller is in since they were last told anything about it. Said once."""
        if self._most is None:
            return False
        async with self._store.transaction() as tx:
            person = await tx.people.at(caller)
            return person is not None and await tx.admissions.tell(person.id)


async def invite(tx: Transaction, guest: Address, *, default_currency: str | None) -> bool:
    """Let somebody in, whoever waits. False if they were in already."""
    newcomer = Preferences(currency=default_currency)
    person = await tx.people.get_or_add(guest, preferences=newcomer)
    return await tx.admissions.invite(person.id)
