"""One person, many addresses: linked by proof of both sides, and never otherwise.

Whoever writes LINK from a phone gets a code to enter on Discord; whoever names a phone on Discord
gets one on that phone. Two people become one then: the one we have known for longer stays, the
other one sleeps (`store/belongings.py`), and all of it can be undone. A person has one phone and
one Discord account at most, so each row is the one's or the other's.

Consents belong to addresses and are not touched by any of this: who links a phone that has opted
out has a phone that has opted out.

A code by text is a reply: whoever owns the number asked for it, so it needs no agreement beyond
that of being answered, and a number that has opted out gets none. What is answered is the same in
every case, so nobody learns which numbers we know.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar

import structlog

from maneki.errors import InvalidInputError, StoreUnavailableError
from maneki.model.hold import HeldFor
from maneki.model.ids import FilterId, PersonId
from maneki.model.link import LINKABLE, OTHER_KIND, AskedCode, Code, Deed, HeldAddress, Kept, Link
from maneki.model.outbox import Note, NoteDraft, OutboxKind
from maneki.model.person import PHONE, Address, DestinationKind, Person, Preferences
from maneki.model.phone import PhoneNumber, PhoneNumberError, number_from_person, region_of
from maneki.people.codes import (
    A_DAY,
    A_WHILE,
    MOST_ASKED,
    MOST_TEXTED_TO_CUSTOMERS,
    MOST_TEXTED_TO_STRANGERS,
    MOST_TRIES,
    Refusal,
    digest_of,
    is_for,
    new_code,
    proven,
)
from maneki.people.merging import both, free_names, parted
from maneki.phrases import language_of, say
from maneki.store import Store, Transaction
from maneki.store.filters import FilterChange

log = structlog.get_logger(__name__)

T = TypeVar("T")

_KEY = "linking.key"
_ATTEMPTS = 3
_HELD = (HeldFor.PAUSED, HeldFor.QUIET, HeldFor.DIGEST, HeldFor.CAP, HeldFor.BACKLOG)


class LinkError(InvalidInputError):
    """Two addresses are not linked, and the sentence says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """One person, and whether texts to the phone are off, or in doubt, as they were before."""

    person_id: PersonId
    addresses: tuple[Address, ...]
    are_texts_off: bool
    is_in_doubt: bool
    renamed: tuple[str, ...] = ()
    """What filters are called now that had the names of others."""

    def said_in(self, language: str) -> str:
        if self.are_texts_off:
            return say("linking.linked_texts_off", language)
        return say("linking.linked_doubt" if self.is_in_doubt else "linking.linked", language)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlinked:
    """Two people again: who has kept the caller's address, and who has the other ones."""

    stays: PersonId
    leaves: PersonId


class Linker:
    """`countries` are those whose strangers may be texted a code, `most_texts_a_day` how many codes
    are texted at all. `due` is called when something may go out.
    """

    def __init__(
        self,
        store: Store,
        *,
        shop_name: str,
        region: str = "US",
        countries: Collection[str] = ("US", "CA"),
        most_texts_a_day: int = 20,
        lasts: timedelta = timedelta(minutes=10),
        due: Callable[[], None],
        draw: Callable[[], str] = new_code,
    ) -> None:
        self._store = store
        self._shop_name = shop_name
        self._region = region
        self._countries = frozenset(countries)
        self._most_texts_a_day = most_texts_a_day
        self._lasts = lasts
        self._due = due
        self._draw = draw

    # A code from here, to be entered there

    async def start(self, caller: Address, *, locale: str | None = None) -> Code:
        """A code to be entered at an address of the other kind. Raises `InvalidInputError`."""
        async with self._store.transaction() as tx:
            person = await tx.people.get_or_add(caller, preferences=_newcomer(locale))
            return await self.start_in(tx, caller, person)

    async def start_in(self, tx: Transaction, caller: Address, person: Person) -> Code:
        """As `start`, within a transaction. It changes nothing if it raises `InvalidInputError`."""
        language = person.preferences.language
        wanted = OTHER_KIND.get(caller.kind)
        if wanted is None:
            raise LinkError(say("linking.not_here", language))
        if await tx.links.asked(caller, since=tx.now - A_WHILE) >= MOST_ASKED:
            raise LinkError(say("linking.too_many_codes", language))
        code = Code(text=self._draw(), expires_at=tx.now + self._lasts)
        await tx.links.ask(
            person.id,
            asked_from=caller,
            wanted_kind=wanted,
            digest=digest_of(code.text, key=await _key(tx)),
            expires_at=code.expires_at,
        )
        return code

    def said_of(self, code: Code, *, asked_from: Address, language: str) -> str:
        """What to say to whoever asked for a code there."""
        where = "phone" if asked_from.kind != PHONE else "discord"
        return say(f"linking.code_for_{where}", language, **self._named(code))

    def _named(self, code: Code) -> dict[str, object]:
        minutes = max(1, int(self._lasts.total_seconds() // 60))
        return {"shop": self._shop_name, "code": code.text, "minutes": minutes}

    # A code to a phone, to be entered here

    async def text_code(self, caller: Address, number: str, *, locale: str | None = None) -> str:
        """Text a code to a phone that the caller says is theirs, if it may be texted. Returned is
        what to say, which is the same either way.

        Raises `InvalidInputError` for what is no phone number.
        """
        language = await self._meet(caller, locale)
        phone = Address(PHONE, _number(number, self._region, language))
        if await repeated(lambda: self._text_code(caller, phone, language)):
            self._due()
        return say("linking.on_its_way", language)

    async def _text_code(self, caller: Address, phone: Address, language: str) -> bool:
        async with self._store.transaction() as tx:
            held = await tx.links.hold([caller, phone])
            is_linked = phone in held and held[phone].person_id == held[caller].person_id
            if is_linked or not await self._may_text(tx, caller, phone):
                return False
            await self._queue_code(tx, held[caller], phone, language)
            return True

    async def _may_text(self, tx: Transaction, caller: Address, phone: Address) -> bool:
        if caller.kind == PHONE or (await tx.consents.of(phone)).is_opted_out:
            return False
        since = tx.now - A_DAY
        is_customer = await tx.links.has_written(phone)
        most = MOST_TEXTED_TO_CUSTOMERS if is_customer else MOST_TEXTED_TO_STRANGERS
        is_allowed = is_customer or region_of(PhoneNumber(phone.value)) in self._countries
        return (
            is_allowed
            and await tx.links.texted(since=since, by=caller) < most
            and await tx.links.texted(since=since, to=phone) < most
            and await tx.links.texted(since=since) < self._most_texts_a_day
        )

    async def _queue_code(
        self, tx: Transaction, caller: HeldAddress, phone: Address, language: str
    ) -> None:
        code = Code(text=self._draw(), expires_at=tx.now + self._lasts)
        code_id = await tx.links.ask(
            caller.person_id,
            asked_from=caller.address,
            wanted_kind=phone.kind,
            wanted=phone.value,
            digest=digest_of(code.text, key=await _key(tx)),
            expires_at=code.expires_at,
        )
        # Of whoever has the number, until it is shown that it is the caller's.
        owner = await tx.people.get_or_add(phone, preferences=Preferences(language=language))
        place = await tx.destinations.talk(
            owner.id,
            kind=DestinationKind.PHONE,
            address=phone.value,
            address_id=await tx.people.address_id(phone),
        )
        text = say("linking.code_text", owner.preferences.language, **self._named(code))
        await tx.outbox.add_note(
            NoteDraft(
                person_id=owner.id,
                destination_id=place.id,
                note=Note(text=text, was_asked_for=True),
                idempotency_key=f"linking:{code_id}",
                kind=OutboxKind.REPLY,
            )
        )

    # A code that came back

    async def confirm(self, caller: Address, code: str, *, locale: str | None = None) -> Linked:
        """Whoever asked for the code and the caller are one person from now on.

        Raises `LinkError`, with one sentence for every code that is worth nothing.
        """
        language = await self._meet(caller, locale)
        outcome = await repeated(lambda: self._confirm(caller, code))
        if isinstance(outcome, Refusal):
            log.info("linking.refused", kind=caller.kind, why=outcome)
            raise LinkError(say(f"linking.{outcome}", language))
        log.info("linking.linked", person=outcome.person_id)
        self._due()
        return outcome

    async def _confirm(self, caller: Address, code: str) -> Linked | Refusal:
        async with self._store.transaction() as tx:
            asked = await tx.links.with_digest(digest_of(code, key=await _key(tx)))
            known = [caller] if asked is None else [caller, proven(asked, caller)]
            held = await tx.links.hold(known)
            if await tx.links.tries(caller, since=tx.now - A_WHILE) >= MOST_TRIES:
                return Refusal.TOO_MANY_TRIES
            if asked is None or not await _is_right(tx, asked, caller, held):
                await tx.links.try_once(caller, on=asked.id if asked else None)
                return Refusal.WRONG_CODE
            return await self._link(tx, held[caller], held[proven(asked, caller)])

    async def _link(
        self, tx: Transaction, caller: HeldAddress, other: HeldAddress
    ) -> Linked | Refusal:
        if caller.person_id == other.person_id:
            return Refusal.ALREADY
        theirs = {
            one.person_id: await tx.links.addresses_of(one.person_id) for one in (caller, other)
        }
        if any(len(_linkable(each)) > 1 for each in theirs.values()):
            return Refusal.OCCUPIED
        by_age = sorted((caller, other), key=lambda one: (one.met_at, one.person_id))
        renamed = await merge(tx, survivor=by_age[0], absorbed=by_age[1])
        return await _linked(tx, by_age[0].person_id, renamed)

    # Apart again

    async def addresses(self, caller: Address) -> tuple[Address, ...]:
        """All that is known to be the caller's."""
        async with self._store.reading() as tx:
            person = await tx.people.at(caller)
            if person is None:
                return ()
            return tuple(one.address for one in await tx.links.addresses_of(person.id))

    async def unlink(
        self, caller: Address, address: Address | None = None, *, locale: str | None = None
    ) -> Unlinked:
        """Two people again, each with all that came from their address; without `address` it is the
        caller's other one that leaves. Raises `LinkError`.
        """
        language = await self._meet(caller, locale)
        outcome = await repeated(lambda: self._unlink(caller, address))
        if isinstance(outcome, str):
            raise LinkError(say(f"linking.{outcome}", language))
        log.info("linking.unlinked", stays=outcome.stays, leaves=outcome.leaves)
        self._due()
        return outcome

    async def _unlink(self, caller: Address, address: Address | None) -> Unlinked | str:
        mine = await self.addresses(caller)
        if address is not None and address not in mine:
            return "not_yours"
        async with self._store.transaction() as tx:
            held = await tx.links.hold(mine or [caller])
            if caller not in held or {one.person_id for one in held.values()} != {
                held[caller].person_id
            }:
                return "nothing_linked"
            others = [one for one in held if one != caller and one.kind in LINKABLE]
            leaving = address or next(iter(others), None)
            if leaving is None or len(_linkable(held.values())) < 2:
                return "nothing_linked"
            return await part(tx, held[leaving], [*held.values()])

    # What came in while two became one

    async def gather(self) -> int:
        """Bring along what was written for somebody at the very moment when they were linked; how
        many links were looked at.
        """
        async with self._store.transaction() as tx:
            fresh = await tx.links.lately(within=A_WHILE)
            for person_id in sorted({one for link in fresh for one in _both_of(link)}):
                await tx.people.lock(person_id)
            # Asked again: they may have parted while we waited for them.
            fresh = await tx.links.lately(within=A_WHILE)
            for link in fresh:
                await _rename_filters(tx, link.person_id, link.absorbed_id)
                await tx.belongings.gather(link.absorbed_id, to=link.person_id)
        return len(fresh)

    async def _meet(self, caller: Address, locale: str | None) -> str:
        """Before anything is locked: whoever is new has to be there. Returns their language."""
        async with self._store.transaction() as tx:
            known = await tx.people.get_or_add(caller, preferences=_newcomer(locale))
        return language_of(locale) if locale else known.preferences.language


async def repeated(do: Callable[[], Awaitable[T]]) -> T:
    """PostgreSQL ends one of two that wait for each other; nothing of it was written."""
    for _ in range(_ATTEMPTS - 1):
        try:
            return await do()
        except StoreUnavailableError as exc:
            log.info("linking.repeated", error=str(exc))
    return await do()


async def merge(
    tx: Transaction, *, survivor: HeldAddress, absorbed: HeldAddress
) -> tuple[str, ...]:
    """Two people whose addresses are held become one. Returned are the new names of filters."""
    stays, sleeps = survivor.person_id, absorbed.person_id
    known = await tx.people.many([stays, sleeps])
    for one in (survivor, absorbed):
        await tx.belongings.stamp(one.person_id, address_id=one.id)
    renamed = await _rename_filters(tx, stays, sleeps)
    pinned = await tx.belongings.pin(sleeps, to=stays)
    await tx.belongings.give([absorbed.id], to=stays)
    await tx.belongings.gather(sleeps, to=stays)
    before = known[stays].preferences
    after = both(before, known[sleeps].preferences)
    await tx.people.save_preferences(stays, after)
    kept = Kept(
        before=before,
        after=after,
        default_before=known[stays].default_destination_id,
        renamed={one: was for one, (was, _) in renamed.items()},
        pinned=pinned,
        feedback=await tx.belongings.take_opinion(sleeps, to=stays),
        has_admission=await tx.belongings.move_admission(sleeps, to=stays),
    )
    await tx.links.add(stays, sleeps, address_ids=[absorbed.id], kept=kept)
    for person_id in (stays, sleeps):
        await tx.audit.write(person_id, Deed.LINKED, {"person": stays, "absorbed": sleeps})
    await tx.held.release_of(stays, held_for=_HELD)
    return tuple(now for _, now in renamed.values())


async def _rename_filters(
    tx: Transaction, stays: PersonId, sleeps: PersonId
) -> dict[str, tuple[str, str]]:
    """Filters of who sleeps that are called as some of the other's; their names before and now."""
    mine = {one.name for one in await tx.filters.of_person(stays)}
    theirs = {one.id: one for one in await tx.filters.of_person(sleeps)}
    new = free_names(mine, {one.id: one.name for one in theirs.values()})
    for filter_id, name in new.items():
        await tx.filters.change(
            replace(theirs[FilterId(filter_id)], name=name), FilterChange.EDITED, by="system"
        )
    return {one: (theirs[FilterId(one)].name, name) for one, name in new.items()}


async def part(tx: Transaction, leaving: HeldAddress, held: Collection[HeldAddress]) -> Unlinked:
    """One person whose addresses are held becomes two. Who had been absorbed wakes up; if nobody
    had (the earlier system said that both were one's), somebody new has the address that leaves.
    """
    stays = leaving.person_id
    link = await _link_of(tx, leaving, held)
    if link is None:
        gone, wakes = [leaving], await _newly_met(tx, stays)
    else:
        gone = [one for one in held if one.id in link.address_ids]
        wakes = link.absorbed_id
    await tx.belongings.give([one.id for one in gone], to=wakes)
    await _give_back(tx, stays, wakes, gone, link)
    for person_id in (stays, wakes):
        await tx.audit.write(person_id, Deed.UNLINKED, {"person": stays, "woken": wakes})
        await tx.held.release_of(person_id, held_for=_HELD)
    return Unlinked(stays=stays, leaves=wakes)


async def _link_of(
    tx: Transaction, leaving: HeldAddress, held: Collection[HeldAddress]
) -> Link | None:
    """The link between the address that leaves and another one that is held."""
    here = {one.id for one in held}
    for link in await tx.links.of(leaving.person_id):
        theirs = here.intersection(link.address_ids)
        if theirs and theirs != here:
            return link
    return None


async def _newly_met(tx: Transaction, stays: PersonId) -> PersonId:
    known = (await tx.people.many([stays]))[stays]
    return await tx.people.add(Preferences(language=known.preferences.language))


async def _give_back(
    tx: Transaction,
    stays: PersonId,
    wakes: PersonId,
    gone: Collection[HeldAddress],
    link: Link | None,
) -> None:
    # Who wakes has no filters, unless one was written for them as they fell asleep.
    await _rename_filters(tx, stays, wakes)
    await tx.belongings.give_back(stays, to=wakes, addresses=[*gone])
    if link is not None:
        await _give_back_kept(tx, stays, wakes, link)
    for person_id in (stays, wakes):
        before = link.kept.default_before if link and person_id == stays else None
        await tx.belongings.choose_default(person_id, before)
        await tx.belongings.part_filters(person_id)
        await _withdraw_named(tx, person_id)


async def _give_back_kept(tx: Transaction, stays: PersonId, wakes: PersonId, link: Link) -> None:
    kept = link.kept
    now = (await tx.people.many([stays]))[stays].preferences
    wanted = parted(now, before=kept.before, after=kept.after)
    await tx.people.save_preferences(stays, wanted)
    await tx.belongings.unpin(kept.pinned)
    await tx.belongings.give_opinion(kept.feedback, to=wakes)
    if kept.has_admission:
        await tx.belongings.move_admission(stays, to=wakes)
    theirs = await tx.filters.of_person(wakes)
    taken = {one.name for one in theirs}
    for one in theirs:
        was = kept.renamed.get(one.id)
        if was is not None and was not in taken:
            await tx.filters.change(replace(one, name=was), FilterChange.EDITED, by="system")
    await tx.links.undo(link.id)


async def _withdraw_named(tx: Transaction, person_id: PersonId) -> None:
    """Nobody is told at places of others what filters of theirs found."""
    language = (await tx.people.many([person_id]))[person_id].preferences.language
    reason = say("linking.reason.unlinked", language)
    for filter_id, alert_ids in (await tx.belongings.named_by_others(person_id)).items():
        await tx.alerts.withdraw_filter(filter_id, reason=reason, only=alert_ids)
        await tx.belongings.forget_names(filter_id, alert_ids=alert_ids)


async def _is_right(
    tx: Transaction, asked: AskedCode, caller: Address, held: dict[Address, HeldAddress]
) -> bool:
    """Whether the code shows that both addresses are one person's; it is used up then."""
    if not is_for(asked, caller) or proven(asked, caller) not in held:
        return False
    return await tx.links.consume(asked.id, most_tries=MOST_TRIES)


async def _linked(tx: Transaction, person_id: PersonId, renamed: tuple[str, ...]) -> Linked:
    mine = tuple(one.address for one in await tx.links.addresses_of(person_id))
    consents = [await tx.consents.of(one) for one in mine if one.kind == PHONE]
    return Linked(
        person_id=person_id,
        addresses=mine,
        are_texts_off=any(one.is_opted_out for one in consents),
        is_in_doubt=any(one.is_in_doubt for one in consents),
        renamed=renamed,
    )


def _both_of(link: Link) -> tuple[PersonId, PersonId]:
    return link.person_id, link.absorbed_id


def _linkable(held: Collection[HeldAddress]) -> list[HeldAddress]:
    return [one for one in held if one.address.kind in LINKABLE]


def _newcomer(locale: str | None) -> Preferences:
    return Preferences(language=language_of(locale))


def _number(written: str, region: str, language: str) -> PhoneNumber:
    try:
        return number_from_person(written, region=region)
    except PhoneNumberError as exc:
        raise InvalidInputError(say(f"phones.{exc.problem}", language)) from exc


async def _key(tx: Transaction) -> str:
    """What digests of codes are keyed with: made once for a database."""
    known = await tx.marks.get(_KEY)
    return known or await tx.marks.keep(_KEY, secrets.token_hex(32))
