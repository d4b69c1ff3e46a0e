"""What people may ask about themselves. The caller's address comes from the login, never from
an argument that somebody typed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from maneki.errors import InvalidInputError
from maneki.model.ids import AlertId, DestinationId
from maneki.model.money import is_currency
from maneki.model.outbox import AlertSubject
from maneki.model.person import Address, Destination, DestinationKind, Person, Preferences
from maneki.phrases import language_of, say
from maneki.store import Store, Transaction


class PeopleDesk:
    """`due` is called when something that waited may go out now."""

    def __init__(
        self, store: Store, *, default_currency: str | None, due: Callable[[], None]
    ) -> None:
        self._store = store
        self._default_currency = default_currency
        self._due = due

    async def meet(self, caller: Address, *, locale: str | None) -> Person:
        """The person at this address, from now on spoken to in the language of `locale`."""
        async with self._store.transaction() as tx:
            person = await self._person(tx, caller, locale=locale)
            language = language_of(locale)
            if locale and person.preferences.language != language:
                spoken = replace(person.preferences, language=language)
                await tx.people.save_preferences(person.id, spoken)
                person = replace(person, preferences=spoken)
            return person

    async def set_currency(self, caller: Address, code: str) -> Person:
        """Show prices in this currency as well. Raises `InvalidInputError`."""
        wanted = code.strip().upper()
        if not is_currency(wanted):
            raise InvalidInputError(
                f"{code.strip()!r} is not a currency code; write three letters such as USD or JPY."
            )
        async with self._store.transaction() as tx:
            person = await self._person(tx, caller)
            chosen = replace(person.preferences, currency=wanted)
            await tx.people.save_preferences(person.id, chosen)
            return replace(person, preferences=chosen)

    async def choose_destination(
        self,
        caller: Address,
        *,
        kind: DestinationKind,
        address: str,
        server_external_id: str,
        server_name: str,
        is_private: bool,
        is_age_restricted: bool,
        set_by_moderator: bool = False,
    ) -> Destination:
        """Send the caller's alerts there from now on. The channel has checked that they may."""
        async with self._store.transaction() as tx:
            person = await self._person(tx, caller)
            server = await tx.servers.joined(server_external_id, name=server_name)
            chosen = await tx.destinations.choose(
                person.id,
                kind=kind,
                address=address,
                server_id=server.id,
                is_private=is_private,
                is_age_restricted=is_age_restricted,
                set_by_moderator=set_by_moderator,
            )
            await self._make_default(tx, person, chosen)
        self._due()
        return chosen

    async def choose_dms(self, caller: Address) -> Destination:
        """Send the caller's alerts to them directly from now on."""
        async with self._store.transaction() as tx:
            person = await self._person(tx, caller)
            chosen = await tx.destinations.choose(
                person.id, kind=DestinationKind.DM, address=caller.value, is_private=True
            )
            await self._make_default(tx, person, chosen)
        self._due()
        return chosen

    async def _make_default(self, tx: Transaction, person: Person, chosen: Destination) -> None:
        """The new default takes over what waits at a suspended old one."""
        await tx.people.set_default_destination(person.id, chosen.id)
        await tx.outbox.resume(chosen.id)
        before = person.default_destination_id
        if before is not None and before != chosen.id:
            old = await tx.destinations.get(before)
            if old is not None and old.is_suspended:
                await tx.outbox.redirect(before, to=chosen.id)

    async def default_destination(self, caller: Address) -> Destination | None:
        """Where the caller's alerts go; None before they have chosen."""
        async with self._store.transaction() as tx:
            person = await self._person(tx, caller)
            if person.default_destination_id is None:
                return None
            return await tx.destinations.get(person.default_destination_id)

    async def suspended(self, caller: Address) -> tuple[Destination, ...]:
        """The caller's destinations that cannot be written to at the moment."""
        async with self._store.transaction() as tx:
            person = await self._person(tx, caller)
            mine = await tx.destinations.of_person(person.id)
            return tuple(one for one in mine if one.is_suspended)

    async def woke(self, caller: Address) -> None:
        """The caller did something: DMs to them are worth another try."""
        async with self._store.transaction() as tx:
            person = await tx.people.at(caller)
            if person is None:
                return
            for one in await tx.destinations.of_person(person.id):
                if one.kind is DestinationKind.DM and one.is_suspended:
                    await self._resume(tx, one.id)
        self._due()

    async def _resume(self, tx: Transaction, destination_id: DestinationId) -> None:
        await tx.destinations.resume(destination_id)
        await tx.outbox.resume(destination_id)

    async def alert_subject(self, caller: Address, alert_id: AlertId) -> AlertSubject:
        """What an alert of the caller's was about. Raises `InvalidInputError` for others'."""
        async with self._store.transaction() as tx:
            return await self._subject(tx, caller, alert_id)

    async def dismiss(self, caller: Address, alert_id: AlertId) -> AlertSubject:
        """The caller does not want to hear of this alert's listing again."""
        async with self._store.transaction() as tx:
            subject = await self._subject(tx, caller, alert_id)
            await tx.alerts.dismiss(
                subject.person_id, subject.listing_id, reason="you said it is not for you"
            )
            return subject

    async def undismiss(self, caller: Address, alert_id: AlertId) -> AlertSubject:
        async with self._store.transaction() as tx:
            subject = await self._subject(tx, caller, alert_id)
            await tx.alerts.undismiss(subject.person_id, subject.listing_id)
            return subject

    async def _subject(self, tx: Transaction, caller: Address, alert_id: AlertId) -> AlertSubject:
        person = await self._person(tx, caller)
        subject = await tx.alerts.subject(alert_id)
        if subject is None or subject.person_id != person.id:
            raise InvalidInputError(say("people.not_your_alert", person.preferences.language))
        return subject

    async def _person(
        self, tx: Transaction, caller: Address, *, locale: str | None = None
    ) -> Person:
        newcomer = Preferences(currency=self._default_currency, language=language_of(locale))
        return await tx.people.get_or_add(caller, preferences=newcomer)


class ServerDesk:
    """What a platform tells us of its servers and channels."""

    def __init__(self, store: Store, *, due: Callable[[], None]) -> None:
        self._store = store
        self._due = due

    async def joined(self, external_id: str, *, name: str) -> None:
        """The bot is in this server: what was suspended there is worth another try."""
        async with self._store.transaction() as tx:
            server = await tx.servers.joined(external_id, name=name)
            for one in await tx.destinations.in_server(server.id):
                if one.is_suspended:
                    await tx.destinations.resume(one.id)
                    await tx.outbox.resume(one.id)
        self._due()

    async def left(self, external_id: str) -> None:
        """The bot was removed: nobody can be told anything there."""
        async with self._store.transaction() as tx:
            server = await tx.servers.left(external_id)
            if server is None:
                return
            for one in await tx.destinations.in_server(server.id):
                await self._suspend(tx, one, f"I was removed from {server.name}")

    async def channel_gone(self, address: str) -> None:
        """A channel or thread was deleted."""
        async with self._store.transaction() as tx:
            for one in await tx.destinations.at(address):
                await self._suspend(tx, one, "the channel was deleted")

    async def channel_changed(self, address: str) -> None:
        """Permissions may have come back: what was suspended there is worth another try."""
        async with self._store.transaction() as tx:
            for one in await tx.destinations.at(address):
                if one.is_suspended:
                    await tx.destinations.resume(one.id)
                    await tx.outbox.resume(one.id)
        self._due()

    async def _suspend(self, tx: Transaction, destination: Destination, reason: str) -> None:
        if await tx.destinations.suspend(destination.id, reason=reason):
            await tx.outbox.suspend(destination.id, reason=reason)
