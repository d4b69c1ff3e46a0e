"""What people may ask about themselves. The caller's address comes from the login, never from
an argument that somebody typed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime

from maneki.errors import InvalidInputError
from maneki.model.filter import Filter
from maneki.model.hold import MOST_LIMIT, UNTIL_RESUMED, HeldFor, is_limit
from maneki.model.ids import AlertId, DestinationId
from maneki.model.money import is_currency
from maneki.model.outbox import AlertSubject
from maneki.model.person import Address, Destination, DestinationKind, Person, Preferences
from maneki.model.quiet import QuietHours
from maneki.people.servers import joined, offer, resume
from maneki.phrases import language_of, say
from maneki.store import Store, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferred:
    """What somebody's preferences were, and are now."""

    before: Preferences
    now: Preferences


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
        language = language_of(locale)
        async with self._store.reading() as tx:
            known = await tx.people.at(caller)
        if known is not None and (not locale or known.preferences.language == language):
            return known
        async with self._store.transaction() as tx:
            person = await self._person(tx, caller, locale=locale)
            if locale and person.preferences.language != language:
                person = await _as_is(tx, person)
                spoken = replace(person.preferences, language=language)
                await tx.people.save_preferences(person.id, spoken)
                person = replace(person, preferences=spoken)
            return person

    async def set_currency(self, caller: Address, code: str) -> Person:
        """Show prices in this currency as well. Raises `InvalidInputError`."""
        wanted = code.strip().upper()
        async with self._store.transaction() as tx:
            person = await self._person(tx, caller)
            if not is_currency(wanted):
                language = person.preferences.language
                raise InvalidInputError(say("people.not_a_currency", language, text=code.strip()))
            person = await _as_is(tx, person)
            chosen = replace(person.preferences, currency=wanted)
            await tx.people.save_preferences(person.id, chosen)
            return replace(person, preferences=chosen)

    async def pause(self, caller: Address, *, until: datetime | None) -> Preferred:
        """Hold all of the caller's alerts until then, or (None) until they resume."""
        return await self._prefer(
            caller,
            lambda before: replace(before, paused_until=until or UNTIL_RESUMED),
            release=(HeldFor.PAUSED,),
        )

    async def resume(self, caller: Address) -> Preferred:
        """What was held because the caller paused is due now."""
        return await self._prefer(
            caller, lambda before: replace(before, paused_until=None), release=(HeldFor.PAUSED,)
        )

    async def set_quiet(
        self, caller: Address, quiet: QuietHours | None, *, zone: str | None = None
    ) -> Preferred:
        """Send nothing in these hours of the caller's day, or (None) whenever something is due.

        `zone` is a time zone's name; None leaves it as it is.
        """
        # The end of quiet hours, and where the caller's days begin, digests go by as well; what
        # piled up behind a closed door is put off until then, too.
        return await self._prefer(
            caller,
            lambda before: replace(before, quiet=quiet, time_zone=zone or before.time_zone),
            release=(HeldFor.QUIET, HeldFor.DIGEST, HeldFor.CAP, HeldFor.BACKLOG),
        )

    async def set_limits(
        self,
        caller: Address,
        *,
        alerts_a_day: int | None,
        messages_an_hour: int | None,
        language: str = "en",
    ) -> Preferred:
        """What goes beyond comes in a digest; None is no limit. Raises `InvalidInputError`."""
        if not (is_limit(alerts_a_day) and is_limit(messages_an_hour)):
            raise InvalidInputError(say("holding.not_a_limit", language, most=MOST_LIMIT))
        return await self._prefer(
            caller,
            lambda before: replace(
                before, most_alerts_a_day=alerts_a_day, most_messages_an_hour=messages_an_hour
            ),
            release=(HeldFor.CAP, HeldFor.BACKLOG),
        )

    async def _prefer(
        self,
        caller: Address,
        change: Callable[[Preferences], Preferences],
        *,
        release: Collection[HeldFor],
    ) -> Preferred:
        """What was held for these is due, and asked anew whether it is to wait."""
        async with self._store.transaction() as tx:
            person = await _as_is(tx, await self._person(tx, caller))
            wanted = change(person.preferences)
            await tx.people.save_preferences(person.id, wanted)
            await tx.held.release_of(person.id, held_for=release)
        self._due()
        return Preferred(before=person.preferences, now=wanted)

    async def choose_destination(
        self,
        caller: Address,
        *,
        kind: DestinationKind,
        address: str,
        server_external_id: str,
        server_name: str,
        is_age_restricted: bool,
        set_by_moderator: bool = False,
        as_default: bool = True,
    ) -> Destination:
        """Send the caller's alerts there from now on. The channel has checked that they may.

        Not `as_default`, it is there for the filters that name it only.
        """
        async with self._store.transaction() as tx:
            person = await self._person(tx, caller)
            await tx.people.lock(person.id)
            server = await joined(tx, server_external_id, name=server_name)
            chosen = await tx.destinations.choose(
                person.id,
                kind=kind,
                address=address,
                server_id=server.id,
                address_id=await tx.people.address_id(caller),
                is_age_restricted=is_age_restricted,
                set_by_moderator=set_by_moderator,
            )
            await self._begin(tx, person, chosen, as_default=as_default)
        self._due()
        return chosen

    async def choose_dms(self, caller: Address, *, as_default: bool = True) -> Destination:
        """Send the caller's alerts to them directly from now on."""
        async with self._store.transaction() as tx:
            person = await self._person(tx, caller)
            await tx.people.lock(person.id)
            chosen = await tx.destinations.choose(
                person.id,
                kind=DestinationKind.DM,
                address=caller.value,
                address_id=await tx.people.address_id(caller),
            )
            await self._begin(tx, person, chosen, as_default=as_default)
        self._due()
        return chosen

    async def _begin(
        self, tx: Transaction, person: Person, chosen: Destination, *, as_default: bool
    ) -> None:
        """What waited there is due; the default takes over what waits at any that is closed
        to us, so that nothing waits for ever.
        """
        waiting = await tx.closed.suspended_alerts(chosen.id)
        await tx.closed.resume(chosen.id)
        await offer(tx, waiting, at=chosen)
        if not as_default:
            return
        await tx.people.set_default_destination(person.id, chosen.id)
        for one in await tx.destinations.of_person(person.id):
            if one.is_suspended:
                merged = say("delivery.reason.merged", person.preferences.language)
                waiting = await tx.closed.suspended_alerts(one.id)
                await tx.closed.redirect(one.id, to=chosen.id, merged=merged)
                await offer(tx, waiting, at=chosen)

    async def default_destination(self, caller: Address) -> Destination | None:
        """Where the caller's alerts go; None before they have chosen."""
        return await self._where(caller)

    async def destination_of(self, caller: Address, user_filter: Filter) -> Destination | None:
        """Where the alerts of a filter of the caller's go: its own, or their default."""
        return await self._where(caller, user_filter.destination_id)

    async def _where(self, caller: Address, own: DestinationId | None = None) -> Destination | None:
        async with self._store.reading() as tx:
            person = await tx.people.at(caller)
            if person is None:
                return None
            mine = await tx.destinations.of_person(person.id)
        wanted = own or person.default_destination_id
        return next((one for one in mine if one.id == wanted), None)

    async def heard_from(self, caller: Address) -> tuple[Destination, ...]:
        """The caller did something, so DMs to them are worth another try.

        Returned are the destinations of their filters that run, or of the first they will make,
        which could not be written to until now.
        """
        async with self._store.reading() as tx:
            known = await tx.people.at(caller)
            if known is None or not await _closed(tx, known):
                return ()
        async with self._store.transaction() as tx:
            person = await self._person(tx, caller)
            closed = await _closed(tx, person)
            running = [one for one in await tx.filters.of_person(person.id) if one.is_active]
            for one in closed:
                if one.kind is DestinationKind.DM:
                    await resume(tx, one)
        self._due()
        default = person.default_destination_id
        used = {one.destination_id or default for one in running} or {default}
        return tuple(one for one in closed if one.id in used)

    async def alert_subject(self, caller: Address, alert_id: AlertId) -> AlertSubject:
        """What an alert of the caller's was about. Raises `InvalidInputError` for others'."""
        async with self._store.reading() as tx:
            return await self._subject(tx, await tx.people.at(caller), alert_id)

    async def dismiss(self, caller: Address, alert_id: AlertId) -> AlertSubject:
        """The caller does not want to hear of this alert's listing again."""
        async with self._store.transaction() as tx:
            person = await self._person(tx, caller)
            subject = await self._subject(tx, person, alert_id)
            why = say("people.reason.dismissed", person.preferences.language)
            await tx.alerts.dismiss(
                subject.person_id,
                subject.listing_id,
                address_id=await tx.people.address_id(caller),
                reason=why,
            )
            return subject

    async def undismiss(self, caller: Address, alert_id: AlertId) -> AlertSubject:
        async with self._store.transaction() as tx:
            subject = await self._subject(tx, await self._person(tx, caller), alert_id)
            await tx.alerts.undismiss(subject.person_id, subject.listing_id)
            return subject

    async def _subject(
        self, tx: Transaction, person: Person | None, alert_id: AlertId
    ) -> AlertSubject:
        subject = await tx.alerts.subject(alert_id, person.id) if person else None
        if subject is None:
            language = person.preferences.language if person else "en"
            raise InvalidInputError(say("people.not_your_alert", language))
        return subject

    async def _person(
        self, tx: Transaction, caller: Address, *, locale: str | None = None
    ) -> Person:
        newcomer = Preferences(currency=self._default_currency, language=language_of(locale))
        return await tx.people.get_or_add(caller, preferences=newcomer)


async def _closed(tx: Transaction, person: Person) -> list[Destination]:
    return [one for one in await tx.destinations.of_person(person.id) if one.is_suspended]


async def _as_is(tx: Transaction, person: Person) -> Person:
    """The person once nobody else is changing them, and until commit."""
    await tx.people.lock(person.id)
    return await tx.people.get(person.id) or person
