"""Text messages, sent by a provider: one request for each parcel, and a look whether it is there.

Nothing here tries again. What the provider may have taken is looked up before it goes once more:
no provider knows a repeated request (see `maneki.channels.sms.senders`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import httpx2
import structlog

from maneki.channels.sms.outbound import ASTRAY_WAIT_S, Accepted, Answer, OptedOut, Request
from maneki.channels.sms.pace import TextPace
from maneki.channels.sms.senders import Candidate, Outgoing, Sender
from maneki.channels.sms.words import Words
from maneki.clock import Clock
from maneki.delivery.consents import TextRules
from maneki.delivery.outcome import (
    Absent,
    CannotTell,
    Later,
    Outcome,
    Reading,
    Refused,
    Sent,
    Stop,
    Unanswered,
    Unclear,
    Unreachable,
)
from maneki.delivery.text_gate import may_still_go, number_of, withdraw_blocked
from maneki.errors import StoreError
from maneki.model.conversation import CostKind
from maneki.model.outbox import Parcel, Receipt, Waiting
from maneki.model.person import DestinationKind
from maneki.model.phone import PhoneNumber
from maneki.people.consents import BY_PROVIDER, opt_out
from maneki.store import Store

log = structlog.get_logger(__name__)

CONNECT_S, ANSWER_S = 5.0, 15.0
PATIENCE_S = 5.0
MOST_BYTES = 1024 * 1024
"""Of an answer. Both providers' are a few thousand."""

SETTLED_AFTER = timedelta(seconds=PATIENCE_S + ANSWER_S + 5)
"""How long after it was taken up a text that is not found was certainly not made: it may have
waited for its turn and for an answer, and a request that nobody waits for any more goes on.
"""
ASKED_AGAIN_AFTER_S = 1.0
"""It is put back, and whoever takes it up again asks why, and writes that down."""
CLOCKS_APART = timedelta(minutes=10)
"""How far our clock may be from the provider's. Texts that we know of do not count, so that more
does no harm."""


@dataclass(frozen=True, slots=True)
class TextSent:
    """A text that the provider has taken. `micros`: millionths of a US dollar, None if unknown."""

    segments: int
    micros: int | None


def _tell_nobody(_text: TextSent, /) -> None:
    return


class SmsChannel:
    """Sends parcels to phones. `micros_per_segment`, in millionths of a US dollar, is None if
    nobody has said what a segment costs. `told` is called for every text, once.
    """

    def __init__(
        self,
        sender: Sender,
        *,
        store: Store,
        clock: Clock,
        words: Words,
        pace: TextPace,
        rules: TextRules,
        micros_per_segment: int | None = None,
        told: Callable[[TextSent], None] = _tell_nobody,
        patience_s: float = PATIENCE_S,
        answer_s: float = ANSWER_S,
        settled_after: timedelta = SETTLED_AFTER,
    ) -> None:
        self._sender = sender
        self._store = store
        self._clock = clock
        self._words = words
        self._pace = pace
        self._rules = rules
        self._micros_per_segment = micros_per_segment
        self._told = told
        self._patience_s = patience_s
        self._settled_after = settled_after
        self._http = httpx2.AsyncClient(
            timeout=httpx2.Timeout(answer_s, connect=CONNECT_S),
            follow_redirects=False,
            trust_env=False,
        )

    @property
    def kinds(self) -> frozenset[DestinationKind]:
        return frozenset({DestinationKind.PHONE})

    @property
    def remembers_nonces(self) -> bool:
        return False

    def room_for(self, waiting: Waiting) -> int:
        return self._words.room_for(waiting)

    async def aclose(self) -> None:
        await self._http.aclose()

    async def send(self, parcel: Parcel) -> Outcome:
        """One attempt, unless the number has said meanwhile that it wants none."""
        outgoing = self._outgoing(parcel)
        if not outgoing.text:
            return Refused("there is nothing to say")
        late = await self._pace.turn(
            self._words.segments_of(outgoing.text), patience=self._patience_s
        )
        if late is not None:
            return Later(late.seconds, "the pace of our number")
        try:
            is_wanted = await self._is_wanted(parcel)
        except StoreError as exc:
            return Unanswered(str(exc))
        if not is_wanted:
            return Later(ASKED_AGAIN_AFTER_S, "it is not to go there, or not now")
        answer = await self._ask("POST", self._sender.sending(outgoing))
        if not isinstance(answer, Answer):
            return answer
        return await self._outcome(parcel, outgoing, answer)

    async def was_sent(self, parcel: Parcel) -> Reading:
        """Whether the provider has it. It is asked only once it would have it."""
        now = self._clock.now()
        age = now - (parcel.first_sent_at or now)
        # A clock that was set back tells nothing of how long ago that was.
        if timedelta(0) <= age < self._settled_after:
            unsettled = (self._settled_after - age).total_seconds()
            return Later(unsettled, "it may still be on its way to the provider")
        outgoing = self._outgoing(parcel)
        looked = await self._looked(outgoing)
        if not isinstance(looked, tuple):
            return looked
        for candidate in looked:
            if self._sender.has_references or not await self._is_another(candidate):
                return await self._sent(parcel, outgoing, candidate.message_id, candidate.segments)
        return Absent()

    async def _looked(
        self, outgoing: Outgoing
    ) -> tuple[Candidate, ...] | CannotTell | Later | Unanswered | Unclear:
        answer = await self._ask("GET", self._sender.looking(outgoing))
        if not isinstance(answer, Answer):
            return answer
        looked = self._sender.found(answer, outgoing)
        if isinstance(looked, Stop):
            return self._rejected(looked.reason)
        if isinstance(looked, Later):
            self._pace.hold(looked.retry_after)
        return looked

    def _outgoing(self, parcel: Parcel) -> Outgoing:
        now, text = self._clock.now(), self._words.of(parcel)
        cut = self._words.cut(text)
        if len(cut) < len(text):
            log.warning("sms.cut", parcel=parcel.id, characters=len(text), sent=len(cut))
        return Outgoing(
            to=PhoneNumber(parcel.destination.address),
            text=cut,
            reference=parcel.nonce,
            since=min(parcel.packed_at or now, now) - CLOCKS_APART,
            language=parcel.language,
        )

    async def _is_wanted(self, parcel: Parcel) -> bool:
        async with self._store.transaction() as tx:
            return await may_still_go(tx, parcel, self._rules)

    async def _is_another(self, candidate: Candidate) -> bool:
        """Whether it is another text of the same words, that we know has arrived."""
        async with self._store.transaction() as tx:
            return await tx.texts.is_receipt(candidate.message_id)

    async def _outcome(self, parcel: Parcel, outgoing: Outgoing, answer: Answer) -> Outcome:
        meaning = self._sender.meaning(answer, language=parcel.language)
        match meaning:
            case Accepted(message_id, segments):
                return await self._sent(parcel, outgoing, message_id, segments)
            case OptedOut():
                await self._opt_out(parcel)
                # Nothing of it is to go any more, so what is taken up again is empty.
                return Later(ASKED_AGAIN_AFTER_S, "the number has opted out at the provider")
            case Stop(reason):
                return self._rejected(reason)
            case Later(retry_after, _):
                self._pace.hold(retry_after)
                return meaning
            case Refused() | Unreachable() | Unclear():
                return meaning

    async def _sent(
        self, parcel: Parcel, outgoing: Outgoing, message_id: str, counted: int | None
    ) -> Sent:
        """What it cost is written down at once; found again later, it is not written twice."""
        segments = counted or self._words.segments_of(outgoing.text)
        price = self._micros_per_segment
        text = TextSent(segments, None if price is None else price * segments)
        async with self._store.transaction() as tx:
            is_news = await tx.costs.add(
                CostKind.SMS,
                what_for=f"{parcel.id}+" if parcel.possibly_repeated else parcel.id,
                person_id=parcel.destination.person_id,
                micros=text.micros,
                segments=text.segments,
            )
        if is_news:
            self._told(text)
        return Sent(
            Receipt(
                channel_id=self._sender.provider,
                message_id=message_id,
                accepted_at=self._clock.now(),
            )
        )

    async def _opt_out(self, parcel: Parcel) -> None:
        """The provider lets nothing through to that number, not even what has to be said."""
        number = number_of(parcel.destination)
        async with self._store.transaction() as tx:
            if not (await tx.consents.of(number)).is_opted_out:
                await opt_out(
                    tx,
                    number,
                    how=BY_PROVIDER,
                    words="",
                    source=f"sms:{self._sender.provider}",
                    language=parcel.language,
                )
            await withdraw_blocked(tx, parcel)
        log.info("sms.blocked", provider=self._sender.provider, parcel=parcel.id)

    def _rejected(self, reason: str) -> Later:
        """What the other channels send does not wait for the login of this one."""
        log.error("sms.rejected", provider=self._sender.provider, reason=reason)
        self._pace.hold(ASTRAY_WAIT_S)
        return Later(ASTRAY_WAIT_S, reason)

    async def _ask(self, method: str, request: Request) -> Answer | Unanswered | Unclear:
        try:
            return await self._exchange(method, request)
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout) as exc:
            return Unanswered(f"no connection: {type(exc).__name__}")
        except httpx2.HTTPError as exc:
            return Unclear(f"no answer: {type(exc).__name__}")

    async def _exchange(self, method: str, request: Request) -> Answer | Unclear:
        async with self._http.stream(
            method, request.url, headers=dict(request.headers), content=request.body or None
        ) as response:
            body = bytearray()
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > MOST_BYTES:
                    return Unclear("an answer without end")
            headers = {name.lower(): value for name, value in response.headers.items()}
            return Answer(response.status_code, headers, bytes(body))
