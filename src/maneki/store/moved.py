"""What was said in an earlier system, under ids that are the same whenever it is moved in."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from ulid import ULID

from maneki.model.conversation import Place, SaidBy, TurnState
from maneki.model.ids import ConversationId, PersonId
from maneki.model.moved import OldTurn
from maneki.store.schema import conversations, turns
from maneki.store.session import Session


class Moved:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def keep_conversation(
        self,
        name: str,
        person_id: PersonId,
        place: Place,
        *,
        address_id: str | None,
        said: Sequence[OldTurn],
    ) -> int:
        """A conversation, or what was said in it since it was moved in; how many turns were new."""
        first, last = said[0].started_at, max(one.finished_at for one in said)
        conversation_id = ConversationId(same_id(name, first))
        await self._session.execute(
            self._session.insert(conversations)
            .values(
                id=conversation_id,
                person_id=person_id,
                address_id=address_id,
                place_kind=place.kind,
                place=place.address,
                server=place.server,
                summed_up=0,
                last_at=last,
                created_at=first,
                updated_at=self._session.now,
            )
            .on_conflict_do_nothing(index_elements=["id"])
        )
        new = sum([await self._keep_turn(conversation_id, one) for one in said])
        await self._session.execute(
            update(conversations)
            .where(conversations.c.id == conversation_id, conversations.c.last_at < last)
            .values(last_at=last)
        )
        return new

    async def _keep_turn(self, conversation_id: ConversationId, turn: OldTurn) -> bool:
        """What was answered since it was moved in is written behind it. Whether it was new."""
        turn_id = same_id(turn.name, turn.started_at)
        known = await self._session.execute(
            update(turns)
            .where(turns.c.id == turn_id)
            .values(said=turn.said, answered=turn.answered, finished_at=turn.finished_at)
        )
        if known.rowcount:
            return False
        await self._session.execute(
            turns.insert().values(
                id=turn_id,
                conversation_id=conversation_id,
                number=await self._next_number(conversation_id),
                said=turn.said,
                answered=turn.answered,
                state=TurnState.ANSWERED,
                said_by=SaidBy.MODEL if turn.answered else SaidBy.NOBODY,
                shown=[],
                model="",
                requests=0,
                input_tokens=0,
                output_tokens=0,
                finished_at=turn.finished_at,
                created_at=turn.started_at,
                updated_at=self._session.now,
            )
        )
        return True

    async def _next_number(self, conversation_id: ConversationId) -> int:
        row = await self._session.first(
            select(func.max(turns.c.number).label("number")).where(
                turns.c.conversation_id == conversation_id
            )
        )
        return (row.number if row and row.number else 0) + 1


def same_id(name: str, at: datetime) -> str:
    """The id of something with that name from that time: it sorts by time as all of ours do."""
    stamp = ULID.from_timestamp(at.timestamp()).bytes[:6]
    return str(ULID(stamp + hashlib.sha256(name.encode()).digest()[:10]))
