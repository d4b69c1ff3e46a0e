"""What people say about all of it and about single alerts. Who speaks is known from the login."""

from __future__ import annotations

from maneki.errors import InvalidInputError
from maneki.model.feedback import ASKED_AFTER, LEAST, LONGEST_WORDS, MOST, Rating
from maneki.model.ids import AlertId
from maneki.model.person import Address
from maneki.phrases import say
from maneki.store import Store


class FeedbackDesk:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def begin_to_ask(self, caller: Address) -> bool:
        """Whether to ask the caller how it goes, in the answer to what they have just done: each
        person once, and only after some alerts.
        """
        async with self._store.reading() as tx:
            person = await tx.people.at(caller)
            if person is None:
                return False
            if not await tx.feedback.is_to_be_asked(person.id, after=ASKED_AFTER):
                return False
        async with self._store.transaction() as tx:
            return await tx.feedback.asked(person.id)

    async def rate(
        self, caller: Address, score: int | None, words: str | None = None, *, language: str
    ) -> Rating | None:
        """Keep what the caller says; without anything, what they said before.

        Raises `InvalidInputError`.
        """
        words = (words or "").strip()[:LONGEST_WORDS] or None
        async with self._store.transaction() as tx:
            person = await tx.people.at(caller)
            said = await tx.feedback.rating(person.id) if person else None
            if score is None and words is None:
                if person is not None:
                    await tx.feedback.asked(person.id)
                return said
            if score is None and said is not None:
                score = said.score
            if person is None or score is None or not LEAST <= score <= MOST:
                raise InvalidInputError(say("feedback.no_score", language))
            await tx.feedback.rate(person.id, score=score, words=words)
            return await tx.feedback.rating(person.id)

    async def judge(
        self, caller: Address, alert_id: AlertId, *, is_good: bool, language: str
    ) -> None:
        """Whether an alert of the caller's was of use. Raises `InvalidInputError` for others'."""
        async with self._store.transaction() as tx:
            person = await tx.people.at(caller)
            subject = await tx.alerts.subject(alert_id, person.id) if person else None
            if subject is None:
                raise InvalidInputError(say("people.not_your_alert", language))
            await tx.feedback.judge(subject.person_id, subject.id, score=1 if is_good else -1)
