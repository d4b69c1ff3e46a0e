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
from maneki.model.filter import FilterState
from maneki.model.person import Address, Person, Preferences
from maneki.phrases import language_of, say
from maneki.store import Store, Transaction

log = structlog.get_logger(__name__)

MOST_REMEMBERED = 10_000

_MARK = "rollout"
_OPEN = "open"
_NARROW = "narrow"


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
        self._answers: OrderedDict[Address, dict[str, bool]] = OrderedDict()
        # Two who ask at the same time do not both get the last place.
        self._door = asyncio.Lock()

    @property
    def is_over(self) -> bool:
        """Whether everybody may come in."""
        return self._most is None

    async def begin(self) -> None:
        """Let in who has room by now, and who had filters when the doors were narrowed: once, for
        filters that turn up later (imported ones, say) let nobody past the line.
        """
        async with self._door, self._store.transaction() as tx:
            was_narrow = await tx.marks.get(_MARK) == _NARROW
            await tx.marks.put(_MARK, _OPEN if self._most is None else _NARROW)
            if self._most is None:
                return
            before = 0 if was_narrow else await tx.admissions.let_in_owners()
            let_in = await self._fill(tx, self._most)
        log.info("rollout.began", most=self._most, had_filters=before, let_in=let_in)

    def seen(self, caller: Address, *, roles: Collection[str], among: Collection[str]) -> None:
        """Somebody is speaking where there are the roles `among`, and has these `roles` of them, as
        the login says. Of roles of other servers that says nothing.
        """
        answers = self._answers.setdefault(caller, {})
        answers.update({role: role in roles for role in self._roles.intersection(among)})
        self._answers.move_to_end(caller)
        while len(self._answers) > MOST_REMEMBERED:
            self._answers.popitem(last=False)

    def _has_role(self, caller: Address) -> bool | None:
        """Whether they have one that goes first; None as long as that is not known of each."""
        answers = self._answers.get(caller, {})
        if any(answers.values()):
            return True
        return False if answers.keys() == self._roles else None

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
            asked = await tx.admissions.ask(person.id, has_role=self._has_role(caller))
            await self._fill(tx, most)
            known = await tx.admissions.get(person.id)
            if known is None or not known.is_in:
                return await tx.admissions.place_of(asked)
        await tx.admissions.tell(person.id)
        return None

    async def _fill(self, tx: Transaction, most: int) -> int:
        crowd = await tx.admissions.crowd()
        return await tx.admissions.let_in_first(most - crowd.all_inside)

    async def welcome(self, caller: Address) -> str | None:
        """What to say to the caller if they are in since they were last told anything about it.
        Said once.
        """
        if self._most is None:
            return None
        async with self._store.reading() as tx:
            person = await tx.people.at(caller)
            known = await tx.admissions.get(person.id) if person else None
            if person is None or known is None or not known.is_in or known.is_told:
                return None
            mine = await tx.filters.of_person(person.id)
        async with self._store.transaction() as tx:
            if not await tx.admissions.tell(person.id):
                return None
        is_waiting = any(one.state is FilterState.SLEEPING for one in mine)
        begin = "/filter start" if is_waiting else "/filter create"
        return say("rollout.in", person.preferences.language, begin=begin)


async def invite(tx: Transaction, guest: Address, *, default_currency: str | None) -> bool:
    """Let somebody in, whoever waits. False if they were in already."""
    newcomer = Preferences(currency=default_currency)
    person = await tx.people.get_or_add(guest, preferences=newcomer)
    return await tx.admissions.invite(person.id)
