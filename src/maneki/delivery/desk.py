"""What people may ask about what was to reach them. The caller's address comes from the login."""

from __future__ import annotations

from collections.abc import Callable

from maneki.delivery.by_hand import delivery_of, resend
from maneki.errors import InvalidInputError
from maneki.model.delivery import Delivery
from maneki.model.ids import OutboxId
from maneki.model.outbox import DigestPage
from maneki.model.person import Address
from maneki.phrases import say
from maneki.store import Store


class DeliveryDesk:
    """`due` is called when something may go out now."""

    def __init__(self, store: Store, *, due: Callable[[], None]) -> None:
        self._store = store
        self._due = due

    async def last(
        self, caller: Address, *, before: OutboxId | None = None, limit: int
    ) -> tuple[Delivery, ...]:
        """What was to reach the caller, newest first, from behind `before` on."""
        async with self._store.transaction() as tx:
            person = await tx.people.at(caller)
            if person is None:
                return ()
            return await tx.deliveries.of_person(person.id, before=before, limit=limit)

    async def resend(self, caller: Address, outbox_id: OutboxId, *, language: str) -> Delivery:
        """Send one of the caller's once more. Raises `InvalidInputError`."""
        async with self._store.transaction() as tx:
            person = await tx.people.at(caller)
            found = await delivery_of(tx, outbox_id, language=language)
            if person is None or found.person_id != person.id:
                raise InvalidInputError(say("delivery.resend.unknown", language))
            await resend(tx, found, language=language)
        self._due()
        return found

    async def digest_page(
        self, caller: Address, digest_id: OutboxId, *, first: int, language: str
    ) -> DigestPage:
        """Another page of a digest of the caller's. Raises `InvalidInputError`."""
        async with self._store.transaction() as tx:
            person = await tx.people.at(caller)
            page = await tx.digests.page(digest_id, first=first)
        if page is None or not page.cards:
            raise InvalidInputError(say("digest.forgotten", language))
        if person is None or page.destination.person_id != person.id:
            raise InvalidInputError(say("digest.not_yours", language))
        return page
