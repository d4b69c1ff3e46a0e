"""What models and texts have cost, and whether a model may be asked again.

What was spent is written down at once, whatever becomes of the answer. Turns of different people go
on beside each other, so a cap can be passed by what they were about to cost; never by more.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from maneki.assistant.assistant import Question
from maneki.assistant.spending import Cap, Caps, Sum, cap_reached
from maneki.model.conversation import CostKind, Medium, Usage
from maneki.model.digest import start_of_day, start_of_month
from maneki.model.ids import PersonId
from maneki.store import Store, Transaction


class Purse:
    def __init__(self, store: Store, *, caps: Caps, zone: ZoneInfo) -> None:
        self._store = store
        self._caps = caps
        self._zone = zone

    async def cap_reached(self, question: Question) -> Cap | None:
        """The cap that forbids to ask a model for this."""
        day = start_of_day(question.now, self._zone)
        month = start_of_month(question.now, self._zone)
        is_texted = question.conversation.place.medium is Medium.SMS
        async with self._store.reading() as tx:
            person = await self._spent(tx, day, question.person.id, is_texted=is_texted)
            shop = await self._spent(tx, month, None, is_texted=is_texted)
        return cap_reached(self._caps, person=person, shop=shop)

    async def _spent(
        self, tx: Transaction, since: datetime, person_id: PersonId | None, *, is_texted: bool
    ) -> Sum:
        spent = await tx.costs.since(since, kind=CostKind.MODEL, person_id=person_id)
        segments = 0
        if is_texted:
            texts = await tx.costs.since(since, kind=CostKind.SMS, person_id=person_id)
            segments = texts.segments
        return Sum(micros=spent.micros, tokens=spent.tokens, segments=segments)

    async def pay(self, question: Question, usage: Usage) -> None:
        """Write down what an answer cost; one that never came may have cost something too."""
        tokens = usage.input_tokens + usage.output_tokens
        if not tokens and not usage.micros:
            return
        async with self._store.transaction() as tx:
            await tx.costs.add(
                CostKind.MODEL,
                # A turn that is taken up again costs again.
                what_for=f"turn:{question.turn_id}:{tx.now.isoformat()}",
                person_id=question.person.id,
                micros=usage.micros,
                tokens=tokens,
            )

    async def is_first_told(self, question: Question) -> bool:
        """Whether nobody was told yet today that their cap is reached; from now on they were.

        It is an entry of nothing in the ledger: there it is written once, and goes when all else
        of the person's goes.
        """
        today = question.now.astimezone(self._zone).date()
        async with self._store.transaction() as tx:
            return await tx.costs.add(
                CostKind.MODEL,
                what_for=f"cap-told:{question.person.id}:{today.isoformat()}",
                person_id=question.person.id,
                micros=0,
            )
