"""What people think: one row per question, whose answer can be changed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, exists, func, select

from maneki.model.feedback import FeedbackKind, Rating
from maneki.model.filter import FilterState
from maneki.model.ids import AlertId, DestinationId, PersonId
from maneki.model.outbox import OutboxKind
from maneki.model.person import DestinationKind
from maneki.store.schema import destinations, feedback, filters, outbox, people
from maneki.store.session import Session


class Feedback:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def to_ask(self, *, after: int, limit: int) -> tuple[tuple[PersonId, DestinationId], ...]:
        """Who was told of so many alerts and was never asked how it goes, nor said it; with a
        destination where nobody else reads, if alerts of theirs go to one that can be written to.
        """
        private = [kind for kind in DestinationKind if kind.is_private]
        # A member has direct messages as a destination before they have chosen any. To open them
        # only to ask would be the message that they never asked for.
        goes_there = exists().where(
            filters.c.person_id == people.c.id,
            filters.c.state == FilterState.ACTIVE,
            func.coalesce(filters.c.destination_id, people.c.default_destination_id)
            == destinations.c.id,
        )
        rows = await self._session.rows(
            select(people.c.id, func.min(destinations.c.id).label("private"))
            .join(destinations, destinations.c.person_id == people.c.id)
            .where(
                destinations.c.kind.in_(private),
                destinations.c.suspended_at.is_(None),
                goes_there,
                *_is_to_be_asked(after),
            )
            .group_by(people.c.id)
            .limit(limit)
        )
        return tuple((PersonId(row.id), DestinationId(row.private)) for row in rows)

    async def is_to_be_asked(self, person_id: PersonId, *, after: int) -> bool:
        wanted = select(people.c.id).where(people.c.id == person_id, *_is_to_be_asked(after))
        return await self._session.first(wanted) is not None

    async def asked(self, person_id: PersonId) -> bool:
        """The person is asked how it goes now. False if they were before: nobody is asked twice."""
        inserted = await self._session.first(
            self._session.insert(feedback)
            .values(**self._row(FeedbackKind.SERVICE, person_id), score=None)
            .on_conflict_do_nothing()
            .returning(feedback.c.id)
        )
        return inserted is not None

    async def rate(self, person_id: PersonId, *, score: int, words: str | None = None) -> None:
        """How it goes, by the person's word; words that were said before stay without new ones."""
        answer: dict[str, Any] = {"score": score, **({"words": words} if words else {})}
        await self._session.execute(
            self._session.insert(feedback)
            .values(**self._row(FeedbackKind.SERVICE, person_id), **answer)
            .on_conflict_do_update(
                index_elements=["person_id"],
                index_where=feedback.c.kind == FeedbackKind.SERVICE,
                set_={**answer, "updated_at": self._session.now},
            )
        )

    async def judge(self, person_id: PersonId, alert_id: AlertId, *, score: int) -> None:
        """Whether the alert was of use to the person."""
        await self._session.execute(
            self._session.insert(feedback)
            .values(**self._row(FeedbackKind.ALERT, person_id), alert_id=alert_id, score=score)
            .on_conflict_do_update(
                index_elements=["alert_id"],
                set_={"score": score, "updated_at": self._session.now},
            )
        )

    async def rating(self, person_id: PersonId) -> Rating | None:
        """What the person said last about all of it."""
        row = await self._session.first(
            select(feedback).where(
                feedback.c.person_id == person_id,
                feedback.c.kind == FeedbackKind.SERVICE,
                feedback.c.score.is_not(None),
            )
        )
        return None if row is None else Rating(row.score, row.words)

    def _row(self, kind: FeedbackKind, person_id: PersonId) -> dict[str, Any]:
        return {
            "id": self._session.new_id(),
            "kind": kind,
            "person_id": person_id,
            **self._session.stamps(),
        }


def _is_to_be_asked(after: int) -> tuple[ColumnElement[bool], ...]:
    """Conditions on people. Nobody's alerts are counted further than that."""
    told = (
        select(outbox.c.id)
        .where(
            outbox.c.person_id == people.c.id,
            outbox.c.kind == OutboxKind.ALERT,
            outbox.c.accepted_at.is_not(None),
        )
        .correlate(people)
        .limit(1)
        .offset(after - 1)
    )
    was_asked = exists().where(
        feedback.c.person_id == people.c.id, feedback.c.kind == FeedbackKind.SERVICE
    )
    return told.exists(), ~was_asked
