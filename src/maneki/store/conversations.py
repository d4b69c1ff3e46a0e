"""Conversations, their turns, and who of the shop has the word in them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, Row, String, bindparam, exists, func, select, update

from maneki.model.conversation import (
    Conversation,
    Handover,
    Place,
    PlaceKind,
    SaidBy,
    Turn,
    TurnState,
    Usage,
)
from maneki.model.ids import ConversationId, HandoverId, PersonId, ServerId, TurnId
from maneki.model.person import DestinationKind
from maneki.store.schema import conversations, destinations, handovers, inbox, turns
from maneki.store.session import Session

_HERE = (
    conversations.c.place == bindparam("place"),
    conversations.c.place_kind == bindparam("place_kind"),
)
_LATEST = (conversations.c.last_at.desc(), conversations.c.id.desc())
_AT = select(conversations).where(*_HERE).order_by(*_LATEST).limit(1)
_CURRENT = (
    select(conversations)
    .where(conversations.c.person_id == bindparam("person"), *_HERE)
    .order_by(*_LATEST)
    .limit(1)
)
_ONE = update(conversations).where(conversations.c.id == bindparam("the_id"))
_TURNS = (
    select(turns)
    .where(
        turns.c.conversation_id == bindparam("conversation"),
        turns.c.number > bindparam("after"),
        turns.c.state == TurnState.ANSWERED,
    )
    .order_by(turns.c.number.desc())
    .limit(bindparam("most", type_=Integer()))
)
_IS_HELD = (
    conversations.c.person_id == bindparam("person"),
    conversations.c.place_kind.in_(bindparam("kinds")),
    conversations.c.last_at >= bindparam("since"),
)
_LATELY = (
    select(turns)
    .join(conversations, conversations.c.id == turns.c.conversation_id)
    .where(
        *_IS_HELD,
        turns.c.number > conversations.c.summed_up,
        turns.c.state == TurnState.ANSWERED,
    )
    .order_by(turns.c.finished_at.desc(), turns.c.number.desc())
    .limit(bindparam("most", type_=Integer()))
)
_HELD_WITH = (
    select(conversations).where(*_IS_HELD).order_by(conversations.c.last_at, conversations.c.id)
)
# A turn has the id of the first message that it answers.
_IS_BESIDE = exists().where(
    inbox.c.id == turns.c.id, inbox.c.source == bindparam("besides", type_=String())
)
_ANSWERED = (
    select(turns.c.id)
    .join(conversations, conversations.c.id == turns.c.conversation_id)
    .where(turns.c.state == TurnState.ANSWERED, ~_IS_BESIDE)
    .limit(1)
)
_ANSWERED_AT = _ANSWERED.where(*_HERE)
_ANSWERED_IN = _ANSWERED.where(conversations.c.id == bindparam("conversation"))
_LAST_NUMBER = select(func.max(turns.c.number).label("number")).where(
    turns.c.conversation_id == bindparam("conversation")
)
_HANDOVER_AT = (
    select(handovers)
    .join(conversations, conversations.c.id == handovers.c.conversation_id)
    .where(
        handovers.c.person_id == bindparam("person"),
        handovers.c.ended_at.is_(None),
        *_HERE,
    )
    .order_by(handovers.c.id.desc())
    .limit(1)
)


class Conversations:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def current(
        self, person_id: PersonId, place: Place, *, since: datetime
    ) -> Conversation | None:
        """What was said last with somebody at a place, unless that was before `since`."""
        row = await self._session.first(_CURRENT, person=person_id, **_where(place))
        if row is None or (row.last_at < since and not place.is_of_its_own):
            return None
        return to_conversation(row)

    async def begin(
        self,
        person_id: PersonId,
        place: Place,
        *,
        server_id: ServerId | None = None,
        address_id: str | None = None,
        name: str | None = None,
    ) -> Conversation:
        row = await self._session.first(
            conversations.insert()
            .values(
                id=self._session.new_id(),
                person_id=person_id,
                address_id=address_id,
                place_kind=place.kind,
                place=place.address,
                server_id=server_id,
                server=place.server,
                name=name,
                summed_up=0,
                last_at=self._session.now,
                **self._session.stamps(),
            )
            .returning(conversations)
        )
        assert row is not None  # noqa: S101  (an insert returns its row)
        return to_conversation(row)

    async def get(self, conversation_id: ConversationId) -> Conversation | None:
        row = await self._session.first(
            select(conversations).where(conversations.c.id == conversation_id)
        )
        return None if row is None else to_conversation(row)

    async def at(self, place: Place) -> Conversation | None:
        """The last one that was held at a place, whoever with."""
        row = await self._session.first(_AT, **_where(place))
        return None if row is None else to_conversation(row)

    async def first_at(self, place: Place) -> Conversation | None:
        """The first one that was held at a place: a thread was opened for it."""
        row = await self._session.first(
            select(conversations)
            .where(conversations.c.place == place.address, conversations.c.place_kind == place.kind)
            .order_by(conversations.c.created_at, conversations.c.id)
            .limit(1)
        )
        return None if row is None else to_conversation(row)

    async def held_lately(
        self, *, kinds: Collection[PlaceKind], most: int
    ) -> tuple[Conversation, ...]:
        """Those in which something was said last, whoever with."""
        rows = await self._session.rows(
            select(conversations)
            .where(conversations.c.place_kind.in_(kinds))
            .order_by(conversations.c.last_at.desc(), conversations.c.id.desc())
            .limit(most)
        )
        return tuple(map(to_conversation, rows))

    async def of_person(self, person_id: PersonId) -> tuple[Conversation, ...]:
        """All that was ever begun with somebody, the oldest first."""
        rows = await self._session.rows(
            select(conversations)
            .where(conversations.c.person_id == person_id)
            .order_by(conversations.c.created_at, conversations.c.id)
        )
        return tuple(map(to_conversation, rows))

    async def rename(self, conversation_id: ConversationId, name: str) -> None:
        await self._change(conversation_id, name=name)

    async def sum_up(self, conversation_id: ConversationId, summary: str, *, up_to: int) -> None:
        """What is remembered of the turns up to that number, in a few words."""
        await self._change(conversation_id, summary=summary, summed_up=up_to)

    async def _change(self, conversation_id: ConversationId, **values: Any) -> None:
        await self._session.execute(
            _ONE, {"the_id": conversation_id, **values, "updated_at": self._session.now}
        )

    async def turns(
        self, conversation_id: ConversationId, *, most: int, after: int = 0
    ) -> tuple[Turn, ...]:
        """The last of its turns that were answered, the oldest of them first."""
        rows = await self._session.rows(
            _TURNS, conversation=conversation_id, after=after, most=most
        )
        return tuple(map(_turn, reversed(rows)))

    async def lately(
        self,
        person_id: PersonId,
        *,
        kinds: Collection[PlaceKind],
        since: datetime,
        most: int,
    ) -> tuple[Turn, ...]:
        """The last turns with somebody at places of these kinds where something was said since,
        whichever place it was, the oldest of them first. What was summed up is left out.
        """
        rows = await self._session.rows(
            _LATELY, person=person_id, kinds=[*kinds], since=since, most=most
        )
        return tuple(map(_turn, reversed(rows)))

    async def held_with(
        self, person_id: PersonId, *, kinds: Collection[PlaceKind], since: datetime
    ) -> tuple[Conversation, ...]:
        """Those with somebody at places of these kinds in which something was said since, the one
        that was held last comes last.
        """
        rows = await self._session.rows(_HELD_WITH, person=person_id, kinds=[*kinds], since=since)
        return tuple(map(to_conversation, rows))

    async def is_answered_at(self, place: Place, *, besides: str | None = None) -> bool:
        """Whether anything was ever answered at a place, whoever to. What was said `besides`, from
        that source, does not count.
        """
        row = await self._session.first(_ANSWERED_AT, besides=besides, **_where(place))
        return row is not None

    async def is_answered_in(
        self, conversation_id: ConversationId, *, besides: str | None = None
    ) -> bool:
        """The same of one conversation."""
        row = await self._session.first(_ANSWERED_IN, besides=besides, conversation=conversation_id)
        return row is not None

    async def save_turn(self, turn: Turn) -> Turn:
        """Write a turn down under the next number of its conversation, which it keeps going."""
        last = await self._session.first(_LAST_NUMBER, conversation=turn.conversation_id)
        number = (last.number if last and last.number else 0) + 1
        await self._session.execute(
            turns.insert(),
            {
                "id": turn.id,
                "conversation_id": turn.conversation_id,
                "number": number,
                "said": turn.said,
                "answered": turn.answered,
                "state": turn.state,
                "said_by": turn.said_by,
                "messages": turn.messages,
                "seen": turn.seen,
                "shown": [*turn.shown],
                "model": turn.usage.model,
                "requests": turn.usage.requests,
                "input_tokens": turn.usage.input_tokens,
                "output_tokens": turn.usage.output_tokens,
                "micros": turn.usage.micros,
                "finished_at": self._session.now,
                "created_at": turn.started_at,
                "updated_at": self._session.now,
            },
        )
        await self._change(turn.conversation_id, last_at=self._session.now)
        return replace(turn, number=number, finished_at=self._session.now)

    def new_turn_id(self) -> TurnId:
        return TurnId(self._session.new_id())

    # Handovers

    async def ask_for_staff(self, conversation: Conversation, *, reason: str) -> Handover:
        """Somebody of the shop is to take the word; if that was asked before, it is the same."""
        known = await self.handover_of(conversation.id)
        if known is not None:
            return known
        row = await self._session.first(
            handovers.insert()
            .values(
                id=self._session.new_id(),
                conversation_id=conversation.id,
                person_id=conversation.person_id,
                reason=reason,
                **self._session.stamps(),
            )
            .returning(handovers)
        )
        assert row is not None  # noqa: S101  (an insert returns its row)
        return _handover(row)

    async def handover_of(self, conversation_id: ConversationId) -> Handover | None:
        """The handover that is under way in a conversation."""
        row = await self._session.first(
            select(handovers).where(
                handovers.c.conversation_id == conversation_id, handovers.c.ended_at.is_(None)
            )
        )
        return None if row is None else _handover(row)

    async def handover_at(self, person_id: PersonId, place: Place) -> Handover | None:
        """The handover that is under way with somebody at a place, however long it takes."""
        row = await self._session.first(_HANDOVER_AT, person=person_id, **_where(place))
        return None if row is None else _handover(row)

    async def handover_in(self, thread: str) -> Handover | None:
        """The handover that the staff talk about in one of their threads, as long as it lasts."""
        row = await self._session.first(
            select(handovers).where(handovers.c.thread == thread, handovers.c.ended_at.is_(None))
        )
        return None if row is None else _handover(row)

    async def handovers_without_thread(self) -> tuple[Handover, ...]:
        """Those that the staff have not been told of yet, the oldest first."""
        rows = await self._session.rows(
            select(handovers)
            .where(handovers.c.thread.is_(None), handovers.c.ended_at.is_(None))
            .order_by(handovers.c.id)
        )
        return tuple(map(_handover, rows))

    async def handovers_in_threads(self) -> tuple[Handover, ...]:
        """Those that are under way and that the staff have a thread of, the oldest first."""
        rows = await self._session.rows(
            select(handovers)
            .where(handovers.c.thread.is_not(None), handovers.c.ended_at.is_(None))
            .order_by(handovers.c.id)
        )
        return tuple(map(_handover, rows))

    async def handovers_cut_off(self, *, since: datetime) -> tuple[Handover, ...]:
        """Those of whose customer the staff hear nothing any more, because nothing can be said in
        their thread since then. The oldest first.
        """
        closed = exists().where(
            destinations.c.kind == DestinationKind.THREAD,
            destinations.c.address == handovers.c.thread,
            destinations.c.person_id.is_(None),
            destinations.c.suspended_at <= since,
        )
        rows = await self._session.rows(
            select(handovers).where(handovers.c.ended_at.is_(None), closed).order_by(handovers.c.id)
        )
        return tuple(map(_handover, rows))

    async def open_staff_thread(self, handover_id: HandoverId, *, thread: str) -> None:
        await self._change_handover(handover_id, thread=thread)

    async def take(self, handover_id: HandoverId, *, by: str) -> None:
        """Somebody of the shop has answered."""
        await self._change_handover(handover_id, taken_by=by)

    async def hand_back(self, handover_id: HandoverId) -> None:
        """The assistant has the word again."""
        await self._change_handover(handover_id, ended_at=self._session.now)

    async def _change_handover(self, handover_id: HandoverId, **values: Any) -> None:
        await self._session.execute(
            update(handovers)
            .where(handovers.c.id == handover_id)
            .values(**values, updated_at=self._session.now)
        )


def _where(place: Place) -> dict[str, str]:
    return {"place": place.address, "place_kind": place.kind}


def to_conversation(row: Row[Any]) -> Conversation:
    return Conversation(
        id=ConversationId(row.id),
        person_id=PersonId(row.person_id),
        place=Place(kind=PlaceKind(row.place_kind), address=row.place, server=row.server),
        server_id=row.server_id,
        name=row.name,
        summary=row.summary,
        summed_up=row.summed_up,
        started_at=row.created_at,
        last_at=row.last_at,
    )


def _turn(row: Row[Any]) -> Turn:
    shown: Sequence[str] = row.shown
    return Turn(
        id=TurnId(row.id),
        conversation_id=ConversationId(row.conversation_id),
        number=row.number,
        said=row.said,
        answered=row.answered,
        state=TurnState(row.state),
        said_by=SaidBy(row.said_by),
        messages=row.messages,
        seen=row.seen,
        shown=tuple(shown),
        usage=Usage(
            model=row.model,
            input_tokens=row.input_tokens,
            output_tokens=row.output_tokens,
            requests=row.requests,
            micros=row.micros,
        ),
        started_at=row.created_at,
        finished_at=row.finished_at,
    )


def _handover(row: Row[Any]) -> Handover:
    return Handover(
        id=HandoverId(row.id),
        conversation_id=ConversationId(row.conversation_id),
        person_id=PersonId(row.person_id),
        reason=row.reason,
        asked_at=row.created_at,
        thread=row.thread,
        taken_by=row.taken_by,
        ended_at=row.ended_at,
    )
