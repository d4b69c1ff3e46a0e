"""What comes in is written down, once, before anything is done about it.

One transaction per message: the row, the person, what the message itself asks for (STOP, START,
HELP), and the state from which it goes on. So a provider that sends again, or a crash between any
two lines, changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import assert_never

import structlog

from maneki.conversation.gates import (
    UNLIMITED,
    Gate,
    Help,
    Keep,
    Kept,
    Limits,
    OptIn,
    OptOut,
    ToAssistant,
    ToStaff,
    gate_for,
)
from maneki.conversation.house import House
from maneki.conversation.reply import queue_reply
from maneki.conversation.staff_thread import mirror
from maneki.conversation.standing import standing_of, texts_are_spent
from maneki.conversation.voice import Voices
from maneki.model.consent import ConsentKind
from maneki.model.conversation import (
    CONSOLE,
    LONGEST_SAID,
    Handover,
    Inbound,
    InboxState,
    PlaceKind,
)
from maneki.model.ids import InboxId
from maneki.model.keepable import keepable
from maneki.model.person import Person
from maneki.people import consents
from maneki.phrases import language_of, say
from maneki.store import Store, Transaction

log = structlog.get_logger(__name__)

_AN_HOUR = timedelta(hours=1)
_A_DAY = timedelta(days=1)
CONFIRMED_A_DAY = 3
"""So many STOPs, STARTs and HELPs of one number are always answered."""

# A database takes neither NUL nor half of a character, whichever door it came in by.


class Reception(StrEnum):
    """What became of a message."""

    KNOWN = "known"
    """It had come before; nothing was done."""
    WAITING = "waiting"
    """It will be answered."""
    HEARD = "heard"
    """What it asked for is done, or the staff have it."""
    KEPT = "kept"
    """It is not answered."""


@dataclass(frozen=True, slots=True)
class Taken:
    """`id` is that of its row, if it is new; `said` what was answered at once, to somebody who only
    tries.
    """

    reception: Reception
    said: str | None = None
    id: InboxId | None = None


class Receiver:
    """`waiting` is called when there is something to answer, `due` when something may go out."""

    def __init__(
        self,
        store: Store,
        *,
        house: House,
        voices: Voices,
        waiting: Callable[[], None],
        due: Callable[[], None],
    ) -> None:
        self._store = store
        self._house = house
        self._voices = voices
        self._waiting = waiting
        self._due = due

    async def take(self, inbound: Inbound) -> Taken:
        """Write a message down and do at once what cannot wait. Raises `StoreError`s.

        Its sender was proven by a login or a signature before.
        """
        inbound = replace(inbound, text=keepable(inbound.text[:LONGEST_SAID]))
        async with self._store.transaction() as tx:
            taken = await self._taken(tx, inbound)
        log.info("inbox.taken", source=inbound.source, reception=taken.reception)
        if taken.reception is Reception.WAITING:
            self._waiting()
        elif taken.reception is not Reception.KNOWN:
            self._due()
        return taken

    async def reword(self, source: str, external_id: str, *, text: str) -> bool:
        """Somebody has put a message of theirs in other words: those are answered, if nobody has
        begun to answer it. Later it changes nothing, nor does it if nothing is left of it. Raises
        `StoreError`s.

        It is still the same message: it counts once, and is due when it was.
        """
        text = keepable(text[:LONGEST_SAID])
        if not text.strip():
            return False
        async with self._store.transaction() as tx:
            person_id = await tx.inbox.whose(source, external_id)
            if person_id is None:
                return False
            # Whoever is about to answer it has it as it was or as it is, never in between.
            await tx.people.lock(person_id)
            return await tx.inbox.reword(source, external_id, text=text)

    async def _taken(self, tx: Transaction, inbound: Inbound) -> Taken:
        # A clock that is ahead of ours would have it counted against its sender until then.
        inbound = replace(inbound, received_at=min(inbound.received_at, tx.now))
        person = await self._person(tx, inbound)
        # One at a time: what is counted below, and whose turn it is, stay as they are.
        await tx.people.lock(person.id)
        standing = await standing_of(tx, person, inbound)
        gate = gate_for(inbound, standing, self._limits(inbound))
        if isinstance(gate, ToAssistant) and await self._is_spent(tx, person, inbound):
            # Only now: the ledger of a month is long.
            spent = replace(standing, is_spent=True)
            gate = gate_for(inbound, spent, self._limits(inbound))
        inbox_id = await self._write_down(tx, person, inbound, gate)
        if inbox_id is None:
            return Taken(Reception.KNOWN)
        is_first = standing.consents.messages is None
        if is_first and inbound.place.kind is PlaceKind.PHONE and inbound.source != CONSOLE:
            await consents.wrote_first(
                tx, inbound.sender, words=inbound.text, source=_source(inbound)
            )
        deeds = _Deeds(
            tx, inbound, by=person, inbox_id=inbox_id, house=self._house, voices=self._voices
        )
        return replace(await deeds.do(gate), id=inbox_id)

    def _limits(self, inbound: Inbound) -> Limits:
        """Whoever tries the assistant may say as much as they like."""
        return UNLIMITED if inbound.source == CONSOLE else self._house.limits

    async def _person(self, tx: Transaction, inbound: Inbound) -> Person:
        newcomer = self._house.newcomer
        if inbound.locale:
            newcomer = replace(newcomer, language=language_of(inbound.locale))
        return await tx.people.get_or_add(inbound.sender, preferences=newcomer)

    async def _is_spent(self, tx: Transaction, person: Person, inbound: Inbound) -> bool:
        """Whether what texts may cost is spent. A try costs nothing."""
        is_texted = inbound.place.kind is PlaceKind.PHONE and inbound.source != CONSOLE
        return is_texted and await texts_are_spent(
            tx, person.id, caps=self._house.caps, zone=self._house.zone
        )

    def _waits(self, inbound: Inbound) -> timedelta:
        """Whoever only tries answers it themselves, at once; nobody else is to do so before."""
        return _AN_HOUR if inbound.source == CONSOLE else self._house.joined(inbound.place.kind)

    async def _write_down(
        self, tx: Transaction, person: Person, inbound: Inbound, gate: Gate
    ) -> InboxId | None:
        state, reason = _state_of(gate, person.preferences.language)
        return await tx.inbox.add(
            inbound,
            person.id,
            address_id=await tx.people.address_id(inbound.sender),
            state=state,
            reason=reason,
            due_at=tx.now + self._waits(inbound),
        )


def _state_of(gate: Gate, language: str) -> tuple[InboxState, str | None]:
    match gate:
        case Keep():
            return InboxState.KEPT, _reason(gate, language)
        case ToAssistant():
            return InboxState.WAITING, None
        case OptOut() | OptIn() | Help() | ToStaff():
            return InboxState.HEARD, None


def _reason(kept: Keep, language: str) -> str:
    return say(f"conversation.kept.{kept.why}", language)


def _source(inbound: Inbound) -> str:
    return f"{inbound.source}:{inbound.external_id}"


class _Deeds:
    """What is done at once for one message, in its transaction."""

    def __init__(
        self,
        tx: Transaction,
        inbound: Inbound,
        *,
        by: Person,
        inbox_id: InboxId,
        house: House,
        voices: Voices,
    ) -> None:
        self._tx = tx
        self._inbound = inbound
        self._person = by
        self._id = inbox_id
        self._house = house
        self._voices = voices

    @property
    def _language(self) -> str:
        return self._person.preferences.language

    async def do(self, gate: Gate) -> Taken:
        is_in_doubt = isinstance(gate, Keep | ToStaff | ToAssistant) and gate.is_in_doubt
        if is_in_doubt and self._inbound.source != CONSOLE:
            await consents.doubt(
                self._tx,
                self._inbound.sender,
                words=self._inbound.text,
                source=_source(self._inbound),
            )
        match gate:
            case OptOut():
                return await self._opt_out(gate)
            case OptIn():
                return await self._opt_in()
            case Help():
                return await self._help()
            case Keep():
                return await self._keep(gate)
            case ToStaff():
                return await self._to_staff(gate.handover)
            case ToAssistant():
                return Taken(Reception.WAITING)
            case _:
                assert_never(gate)

    async def _opt_out(self, gate: OptOut) -> Taken:
        """Heard at once, confirmed once. What they had asked before is not answered any more."""
        inbound = self._inbound
        how = consents.BY_KEYWORD if gate.is_keyword else consents.BY_SENTENCE
        await consents.opt_out(
            self._tx,
            inbound.sender,
            how=how,
            words=inbound.text,
            source=_source(inbound),
            language=self._language,
        )
        await self._tx.inbox.silence(
            self._person.id,
            place=inbound.place.address,
            reason=say("conversation.kept.opted_out", self._language),
        )
        if not gate.is_news:
            return Taken(Reception.HEARD)
        said = say("conversation.stopped", self._language, shop=self._house.name)
        return await self._confirm(said, is_required=True)

    async def _opt_in(self) -> Taken:
        inbound = self._inbound
        if inbound.source == CONSOLE and not await self._was_tried():
            return Taken(Reception.HEARD)
        await consents.opt_in(
            self._tx,
            inbound.sender,
            how=consents.BY_KEYWORD,
            words=inbound.text,
            source=_source(inbound),
            language=self._language,
        )
        return await self._confirm(
            say("conversation.started", self._language, shop=self._house.name)
        )

    async def _was_tried(self) -> bool:
        """Whether it was in a try as well that they opted out: nobody brings a customer back who
        said so themselves.
        """
        said = await self._tx.consents.history(self._inbound.sender)
        last = next((one for one in reversed(said) if one.kind is ConsentKind.MESSAGES), None)
        return last is None or last.is_given or last.source.startswith(f"{CONSOLE}:")

    async def _help(self) -> Taken:
        contact = self._house.contact or say("conversation.help.here", self._language)
        said = say("conversation.help", self._language, shop=self._house.name, contact=contact)
        return await self._confirm(said, is_required=True)

    async def _confirm(self, said: str, *, is_required: bool = False) -> Taken:
        """Answer a word that carriers know, unless the provider has. Over and over again it is
        heard, and costs nothing any more.
        """
        if self._inbound.is_settled or await self._says_it_again_and_again():
            return Taken(Reception.HEARD)
        return await self._say(said, is_required=is_required)

    async def _says_it_again_and_again(self) -> bool:
        since = self._tx.now - _A_DAY
        if await self._tx.inbox.heard(self._person.id, since=since) <= CONFIRMED_A_DAY:
            return False
        return await texts_are_spent(
            self._tx,
            self._person.id,
            caps=self._house.caps,
            zone=self._house.zone,
            is_required=True,
        )

    async def _keep(self, gate: Keep) -> Taken:
        if not gate.is_told:
            return Taken(Reception.KEPT)
        # Said at most once an hour, or a day, however much comes.
        is_spent = gate.why is Kept.SPENT
        was_told = await self._tx.inbox.was_kept(
            self._person.id,
            reason=_reason(gate, self._language),
            since=self._tx.now - (_A_DAY if is_spent else _AN_HOUR),
            besides=self._id,
        )
        if was_told:
            return Taken(Reception.KEPT)
        said = await self._say(self._spent() if is_spent else self._too_many())
        return Taken(Reception.KEPT, said.said)

    def _too_many(self) -> str:
        return say("conversation.too_many", self._language)

    def _spent(self) -> str:
        contact = self._house.contact
        if contact is None:
            return say("conversation.spent", self._language)
        return say("conversation.spent.contact", self._language, contact=contact)

    async def _to_staff(self, handover: Handover) -> Taken:
        if self._inbound.source == CONSOLE:
            # Tried in somebody's name, it is nothing that they said to the staff.
            return Taken(Reception.HEARD)
        await mirror(self._tx, handover, self._inbound, key=self._id, voices=self._voices)
        return Taken(Reception.HEARD)

    async def _say(self, text: str, *, is_required: bool = False) -> Taken:
        if self._inbound.source == CONSOLE:
            return Taken(Reception.HEARD, text)
        await queue_reply(
            self._tx,
            self._person,
            self._inbound.place,
            text,
            key=f"inbox:{self._id}",
            voices=self._voices,
            replies_to=self._inbound.replies_to,
            is_required=is_required,
        )
        return Taken(Reception.HEARD)
