"""What things cost: the tokens of models and the segments of texts, in one ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from maneki.model.conversation import MICROS_A_DOLLAR, CostKind
from maneki.model.ids import PersonId
from maneki.store.schema import costs
from maneki.store.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """`micros` are millionths of a US dollar; `unpriced` are entries whose price nobody knows."""

    micros: int = 0
    tokens: int = 0
    segments: int = 0
    unpriced: int = 0

    @property
    def dollars(self) -> float:
        """For display."""
        return self.micros / MICROS_A_DOLLAR


class Costs:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(
        self,
        kind: CostKind,
        *,
        what_for: str,
        person_id: PersonId | None,
        micros: int | None,
        tokens: int = 0,
        segments: int = 0,
    ) -> bool:
        """Write down what a turn or a parcel cost. False if that was written before."""
        row = await self._session.first(
            self._session.insert(costs)
            .values(
                id=self._session.new_id(),
                kind=kind,
                what_for=what_for,
                person_id=person_id,
                micros=micros,
                tokens=tokens,
                segments=segments,
                **self._session.stamps(),
            )
            .on_conflict_do_nothing(index_elements=["kind", "what_for"])
            .returning(costs.c.id)
        )
        return row is not None

    async def since(
        self, moment: datetime, *, kind: CostKind, person_id: PersonId | None = None
    ) -> Spent:
        """All that was spent since then, or what was spent on one person."""
        wanted = select(
            func.coalesce(func.sum(costs.c.micros), 0).label("micros"),
            func.coalesce(func.sum(costs.c.tokens), 0).label("tokens"),
            func.coalesce(func.sum(costs.c.segments), 0).label("segments"),
            (func.count() - func.count(costs.c.micros)).label("unpriced"),
        ).where(costs.c.created_at >= moment, costs.c.kind == kind)
        if person_id is not None:
            wanted = wanted.where(costs.c.person_id == person_id)
        row = await self._session.first(wanted)
        assert row is not None  # noqa: S101  (a sum is one row)
        return Spent(
            micros=int(row.micros),
            tokens=int(row.tokens),
            segments=int(row.segments),
            unpriced=int(row.unpriced),
        )
