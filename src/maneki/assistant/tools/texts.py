"""Texts about the shelf, which nobody gets who has not agreed to them in writing.

Who asks by phone is told the terms once, and what counts as the answer is their own message, not
what somebody makes of it. It may come later, when they have talked of other things: it is still an
answer as long as nothing else was asked since, and for a day. After that a yes is asked for again;
so it is of who opted out in between, or has said no.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from maneki.assistant.agreeing import (
    NOTHING_ASKED,
    LastQuestion,
    last_question,
    says_no,
    says_yes,
    says_yes_itself,
)
from maneki.assistant.evidence import Deed, DeedSeen
from maneki.assistant.tools.desk import Desk, Ledger, Shop
from maneki.model.consent import Consent, ConsentKind
from maneki.model.conversation import PlaceKind
from maneki.model.ids import DestinationId
from maneki.model.person import PHONE, Address, DestinationKind
from maneki.people.consents import BY_SENTENCE, agree, decline
from maneki.phrases import say
from maneki.store import Transaction

OPEN_FOR = timedelta(hours=24)
"""So long after the terms a yes is one to them."""
_MOST_TURNS = 50


class Answered(StrEnum):
    """What a message says to the terms."""

    YES = "yes"
    NO = "no"
    YES_TOO_LATE = "yes_too_late"
    """It may be meant for them, but is too long after, or something was said since that counts
    more: they have to be shown again.
    """


class TextTerms:
    def __init__(self, shop: Shop, desk: Desk, ledger: Ledger) -> None:
        self._shop = shop
        self._desk = desk
        self._ledger = ledger

    @property
    def words(self) -> str:
        """What is to be agreed to before texts about the shelf go out; "" for other channels."""
        if self._desk.caller.kind != PHONE:
            return ""
        return say("keeper.texts.terms", self._desk.language, shop=self._shop.name)

    @property
    def were_just_shown(self) -> bool:
        """Whether the last reply here asked the customer to agree."""
        return bool(self.words) and self.words in self._desk.replied_here

    async def are_missing(self) -> bool:
        """Whether the caller's number has yet to agree. No other address has to."""
        if self._desk.caller.kind != PHONE:
            return False
        async with self._shop.store.reading() as tx:
            return not (await tx.consents.of(self._desk.caller)).promotional

    async def answered(self) -> Answered | None:
        """What the message says to the terms; None if it is no answer to them."""
        said = self._desk.text.strip()
        if not self.words or not (says_yes(said) or says_no(said)):
            return None
        question = await self._last_question()
        if question.is_another:
            return None
        is_open = await self._is_open(question.terms_at)
        if says_no(said):
            return Answered.NO if is_open else None
        if is_open and (self.were_just_shown or says_yes_itself(said)):
            return Answered.YES
        is_late = says_yes_itself(said) and await self._are_awaited()
        return Answered.YES_TOO_LATE if is_late else None

    async def unagreed(self, tx: Transaction) -> frozenset[DestinationId]:
        """The customer's phones of which nobody has agreed yet."""
        there = await tx.destinations.of_person(self._desk.person.id)
        return frozenset(
            [
                one.id
                for one in there
                if one.kind is DestinationKind.PHONE
                and not (await tx.consents.of(Address(PHONE, one.address))).promotional
            ]
        )

    async def _are_awaited(self) -> bool:
        """Whether a filter of theirs waits for nothing but their yes."""
        async with self._shop.store.reading() as tx:
            unagreed = await self.unagreed(tx)
            own = await tx.filters.of_person(self._desk.person.id) if unagreed else ()
        return any(one.is_active and one.destination_id in unagreed for one in own)

    async def agree(self) -> None:
        """Write down that the customer agrees."""
        await self._write(is_given=True)

    async def decline(self) -> None:
        """Write down that they do not: what they said to the terms, they have said."""
        await self._write(is_given=False)

    async def _write(self, *, is_given: bool) -> None:
        if not self._desk.is_rehearsed:
            async with self._shop.store.transaction() as tx:
                deed = agree if is_given else decline
                await deed(
                    tx,
                    self._desk.caller,
                    ConsentKind.PROMOTIONAL,
                    how=BY_SENTENCE,
                    words=f"{self.words}\n> {self._desk.text.strip()}",
                    source=f"turn:{self._desk.turn_id}",
                )
        self._ledger.note(DeedSeen(deed=Deed.CHANGE, this_turn=True))

    async def _last_question(self) -> LastQuestion:
        """By what was said in this conversation, or else to this phone before it."""
        here = last_question(self._desk.turns_here, terms=self.words)
        if here != NOTHING_ASKED:
            return here
        async with self._shop.store.reading() as tx:
            before = await tx.conversations.lately(
                self._desk.person.id,
                kinds=(PlaceKind.PHONE,),
                since=self._desk.now - OPEN_FOR,
                most=_MOST_TURNS,
            )
        return last_question(before, terms=self.words)

    async def _is_open(self, asked_at: datetime | None) -> bool:
        """Whether an answer still counts: it is soon enough, and nothing was said since of which
        texts may go to this number.
        """
        if asked_at is None or self._desk.now - asked_at > OPEN_FOR:
            return False
        async with self._shop.store.reading() as tx:
            history = await tx.consents.history(self._desk.caller)
        return not any(_overtakes(one, asked_at) for one in history)


def _overtakes(one: Consent, asked_at: datetime) -> bool:
    """Whether this was said after the terms: whoever stopped texts, or seemed to, has to see them
    again, and who has answered has answered.
    """
    if one.kind is ConsentKind.PROMOTIONAL:
        return one.at >= asked_at
    return one.kind in {ConsentKind.MESSAGES, ConsentKind.UNASKED} and one.at > asked_at
