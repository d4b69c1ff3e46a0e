"""When somebody of the shop has the word, and how it comes back to the assistant.

While a handover is under way in a conversation the assistant is silent there: what the customer
says goes to the staff's own thread, what the staff write there goes to the customer, and a late
answer of the assistant's is dropped. STOP is heard all the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from zoneinfo import ZoneInfo

import structlog

from maneki.assistant.spending import Caps
from maneki.conversation.reply import queue_reply
from maneki.conversation.staff_thread import language_at, staff_place, tell_staff, tell_thread
from maneki.conversation.standing import texts_are_spent
from maneki.conversation.unattended import (
    Attendance,
    Due,
    OpenTime,
    always_open,
    attendance,
    due,
)
from maneki.conversation.voice import Voices
from maneki.model.conversation import (
    Conversation,
    Handover,
    Medium,
    Place,
    PlaceKind,
    SaidBy,
    Turn,
)
from maneki.model.ids import HandoverId, TurnId
from maneki.model.links import barred_in
from maneki.model.person import PHONE, Address, DestinationKind, Person
from maneki.model.text_fate import Lost
from maneki.people.lost_texts import lost_in_words, lost_texts
from maneki.people.servers import joined
from maneki.phrases import quoted, say
from maneki.store import Store, Transaction

log = structlog.get_logger(__name__)

MOST_TURNS_TOLD = 10
_NO_CAPS = Caps()
_UTC = ZoneInfo("UTC")
MOST_TURNS_LOOKED_AT = 100
CALLED_FOR = timedelta(minutes=10)
"""For so long the staff are called before the customer is told that nobody came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """What the staff are told of a conversation that they are to take: who it is with, where it is
    held, and what was said, the oldest first.
    """

    handover: Handover
    conversation: Conversation
    person: Person
    addresses: tuple[Address, ...]
    turns: tuple[Turn, ...]


class Handovers:
    """`due` is called when something may go out. `contact` is how else to reach the shop;
    `open_time` says how long it was open between two moments. `caps` are what texts may cost, by
    the days of `zone`: what the staff write goes all the same, and they are told.
    """

    def __init__(
        self,
        store: Store,
        *,
        voices: Voices,
        due: Callable[[], None],
        contact: str | None = None,
        open_time: OpenTime = always_open,
        caps: Caps = _NO_CAPS,
        zone: ZoneInfo = _UTC,
    ) -> None:
        self._store = store
        self._voices = voices
        self._due = due
        self._contact = contact
        self._open_time = open_time
        self._caps = caps
        self._zone = zone

    async def waiting(self) -> tuple[Briefing, ...]:
        """Those for which the staff have no thread yet."""
        async with self._store.reading() as tx:
            found = [
                await _briefing(tx, one)
                for one in await tx.conversations.handovers_without_thread()
            ]
        return tuple(one for one in found if one is not None)

    async def give_up(self) -> bool:
        """Where the staff cannot be called (no channel of theirs is known, or none takes threads),
        or cannot be told any more what the customer says, the assistant has the word again after a
        while, and the customer is told.
        """
        async with self._store.reading() as tx:
            since = tx.now - CALLED_FOR
            waiting = await tx.conversations.handovers_without_thread()
            left = [one for one in waiting if one.asked_at <= since]
            left += await tx.conversations.handovers_cut_off(since=since)
        for one in left:
            async with self._store.transaction() as tx:
                if await _is_under_way(tx, one):
                    await self._hand_back(tx, one, self._nobody_came)
        if left:
            log.warning("handover.nobody_called", handovers=len(left))
            self._due()
        return False

    async def look_after(self) -> bool:
        """Remind the staff of whom they keep waiting, and give the assistant the word again where
        nobody came, or all is said.
        """
        async with self._store.reading() as tx:
            under_way = await tx.conversations.handovers_in_threads()
        for one in under_way:
            async with self._store.transaction() as tx:
                is_told = await _is_under_way(tx, one) and await self._look_after(tx, one)
            if is_told:
                self._due()
        return False

    async def _look_after(self, tx: Transaction, handover: Handover) -> bool:
        is_told = await self._tell_of_losses(tx, handover)
        return await self._attend(tx, handover) or is_told

    async def _tell_of_losses(self, tx: Transaction, handover: Handover) -> bool:
        """What of the staff's words has not arrived, each once for each reason."""
        conversation = await tx.conversations.get(handover.conversation_id)
        kind = conversation.place.destination_kind if conversation else None
        if conversation is None or kind is None or handover.thread is None:
            return False
        destination = await staff_place(tx, handover.thread)
        if destination is None:
            return False
        language = await language_at(tx, destination)
        address = conversation.place.address
        told = False
        theirs = handover.person_id
        lost = await lost_texts(tx, address, since=handover.asked_at, kind=kind, person_id=theirs)
        for one in lost:
            words = f"{lost_in_words(one, language, kind=kind)}\n> {quoted(one.text)[:200]}"
            key = f"lost:{one.outbox_id}:{one.lost}"
            told = await tell_staff(tx, destination, [words], key=key) or told
        return told

    async def _attend(self, tx: Transaction, handover: Handover) -> bool:
        turns = await tx.conversations.turns(handover.conversation_id, most=MOST_TURNS_LOOKED_AT)
        attended = attendance(handover, turns)
        match due(attended, now=tx.now, open_time=self._open_time):
            case Due.REMINDER:
                return await self._remind(tx, handover, attended)
            case Due.NOBODY_CAME:
                log.warning("handover.nobody_came", handover=handover.id)
                await self._hand_back(tx, handover, self._nobody_came)
                return await self._tell(tx, handover, "staff.nobody_came", key="nobody came")
            case Due.OVER:
                await tx.conversations.hand_back(handover.id)
                return await self._tell(tx, handover, "staff.over", key="over")
            case Due.NOTHING:
                return False

    async def _remind(self, tx: Transaction, handover: Handover, attended: Attendance) -> bool:
        since = attended.waiting_since
        assert since is not None  # noqa: S101  (else nobody waits)
        return await self._tell(tx, handover, "staff.waiting", key=f"waiting:{since.isoformat()}")

    async def _tell(self, tx: Transaction, handover: Handover, phrase: str, *, key: str) -> bool:
        """Tell the staff's thread something in its server's language, once for each `key`."""
        assert handover.thread is not None  # noqa: S101  (only those with one are looked after)
        return await tell_thread(
            tx, handover.thread, f"conversation.{phrase}", key=f"{key}:{handover.id}"
        )

    def _nobody_came(self, language: str) -> str:
        if self._contact is None:
            return say("conversation.nobody_came", language)
        return say("conversation.nobody_came.contact", language, contact=self._contact)

    async def opened(
        self,
        handover_id: HandoverId,
        *,
        thread: str,
        server: str,
        server_name: str,
        briefing: str = "",
        rings: str | None = None,
    ) -> None:
        """The staff talk about it in this thread from now on. What was said until now stands at its
        top: whatever comes later is mirrored below. The role `rings` is rung if the first message
        names it.
        """
        async with self._store.transaction() as tx:
            theirs = await joined(tx, server, name=server_name)
            destination = await tx.destinations.of_server(
                theirs.id, kind=DestinationKind.THREAD, address=thread
            )
            await tx.conversations.open_staff_thread(handover_id, thread=thread)
            parts = self._voices[Medium.DISCORD].parts(briefing)
            key = f"briefing:{handover_id}"
            await tell_staff(tx, destination, parts, key=key, rings=rings)

    async def take_over(
        self, place: Place, *, reason: str, by: str | None = None
    ) -> Handover | None:
        """Somebody of the shop takes the word at a place. None if nothing was ever said there.

        Nobody waits for who has come by themselves, as it does for who was asked for.
        """
        async with self._store.transaction() as tx:
            conversation = await tx.conversations.at(place)
            if conversation is None:
                return None
            await tx.people.lock(conversation.person_id)
            was_asked = await tx.conversations.handover_of(conversation.id) is not None
            handover = await tx.conversations.ask_for_staff(conversation, reason=reason)
            if by is not None and not was_asked:
                await tx.conversations.take(handover.id, by=by)
            return handover

    async def staff_said(self, thread: str, *, text: str, by: str, message_id: str) -> bool:
        """Tell the customer what somebody of the shop wrote. False if that thread is not one in
        which a handover is under way. Told once, however often it is asked for. Who opted out is
        told nothing, and the staff are told that.
        """
        async with self._store.transaction() as tx:
            handover = await tx.conversations.handover_in(thread)
            if handover is None or not await _is_under_way(tx, handover):
                return False
            conversation = await tx.conversations.get(handover.conversation_id)
            person = await tx.people.get(handover.person_id)
            if conversation is None or person is None:
                return False
            if await _is_opted_out(tx, conversation.place):
                await tell_thread(
                    tx, thread, f"sms.lost.{Lost.OPTED_OUT}", key=f"unsent:{message_id}"
                )
                self._due()
                return True
            is_new = await queue_reply(
                tx,
                person,
                conversation.place,
                text,
                key=f"staff:{message_id}",
                voices=self._voices,
            )
            if is_new:
                if conversation.place.kind is PlaceKind.PHONE:
                    await self._tell_of_texts(tx, handover, thread, text, message_id=message_id)
                await tx.conversations.take(handover.id, by=by)
                await tx.conversations.save_turn(
                    Turn(
                        id=TurnId(f"staff:{message_id}"),
                        conversation_id=conversation.id,
                        number=0,
                        said="",
                        answered=text,
                        said_by=SaidBy.STAFF,
                        started_at=tx.now,
                    )
                )
        self._due()
        return True

    async def _tell_of_texts(
        self, tx: Transaction, handover: Handover, thread: str, text: str, *, message_id: str
    ) -> None:
        """What the staff should know who write to a phone. That it costs more than it may is said
        once a day.
        """
        if barred_in(text):
            words = "conversation.staff_link_left_out"
            await tell_thread(tx, thread, words, key=f"left out:{message_id}")
        if await texts_are_spent(tx, handover.person_id, caps=self._caps, zone=self._zone):
            today = tx.now.astimezone(self._zone).date()
            key = f"spent:{handover.id}:{today.isoformat()}"
            await tell_thread(tx, thread, "conversation.staff.spent", key=key)

    async def hand_back(self, thread: str) -> bool:
        """The assistant has the word again, and the customer is told. False if it had it."""
        async with self._store.transaction() as tx:
            handover = await tx.conversations.handover_in(thread)
            if handover is None or not await _is_under_way(tx, handover):
                return False
            await self._hand_back(tx, handover, partial(say, "conversation.handed_back"))
        self._due()
        return True

    async def _hand_back(
        self, tx: Transaction, handover: Handover, words: Callable[[str], str]
    ) -> None:
        await tx.conversations.hand_back(handover.id)
        conversation = await tx.conversations.get(handover.conversation_id)
        person = await tx.people.get(handover.person_id)
        if conversation is not None and person is not None:
            await queue_reply(
                tx,
                person,
                conversation.place,
                words(person.preferences.language),
                key=f"handed back:{handover.id}",
                voices=self._voices,
            )


async def _is_under_way(tx: Transaction, handover: Handover) -> bool:
    """Whether nobody has ended it since it was read. From here on nobody does."""
    await tx.people.lock(handover.person_id)
    now = await tx.conversations.handover_of(handover.conversation_id)
    return now is not None and now.id == handover.id


async def _is_opted_out(tx: Transaction, place: Place) -> bool:
    if place.kind is not PlaceKind.PHONE:
        return False
    return (await tx.consents.of(Address(PHONE, place.address))).is_opted_out


async def _briefing(tx: Transaction, handover: Handover) -> Briefing | None:
    conversation = await tx.conversations.get(handover.conversation_id)
    person = await tx.people.get(handover.person_id)
    if conversation is None or person is None:
        return None
    addresses = await tx.people.addresses_of_each([person.id])
    return Briefing(
        handover=handover,
        conversation=conversation,
        person=person,
        addresses=addresses.get(person.id, ()),
        turns=await tx.conversations.turns(conversation.id, most=MOST_TURNS_TOLD),
    )
