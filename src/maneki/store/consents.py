"""The ledger of consents: what was agreed to and taken back, by which address, in which words."""

from __future__ import annotations

from sqlalchemy import bindparam, func, select

from maneki.model.consent import Consent, ConsentKind, Consents
from maneki.model.person import Address
from maneki.store.schema import consents
from maneki.store.session import Session

_THEIRS = (
    consents.c.address_kind == bindparam("address_kind"),
    consents.c.address == bindparam("address"),
)
_NEWEST = select(func.max(consents.c.id)).where(*_THEIRS).group_by(consents.c.kind)
_HOLDING = select(consents).where(consents.c.id.in_(_NEWEST))


class ConsentLedger:
    """It only grows: what was said last of a kind holds."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def write(
        self,
        address: Address,
        kind: ConsentKind,
        *,
        is_given: bool,
        how: str,
        words: str = "",
        source: str = "",
    ) -> None:
        await self._session.execute(
            consents.insert().values(
                id=self._session.new_id(),
                address_kind=address.kind,
                address=address.value,
                kind=kind,
                is_given=is_given,
                how=how,
                words=words,
                source=source,
                **self._session.stamps(),
            )
        )

    async def of(self, address: Address) -> Consents:
        """What holds for an address now."""
        rows = await self._session.rows(_HOLDING, address_kind=address.kind, address=address.value)
        now = {ConsentKind(row.kind): bool(row.is_given) for row in rows}
        said_at = [row.created_at for row in rows if row.kind == ConsentKind.MESSAGES]
        return Consents(
            messages=now.get(ConsentKind.MESSAGES),
            unasked=now.get(ConsentKind.UNASKED),
            informational=now.get(ConsentKind.INFORMATIONAL),
            promotional=now.get(ConsentKind.PROMOTIONAL),
            said_at=said_at[0] if said_at else None,
        )

    async def history(self, address: Address) -> tuple[Consent, ...]:
        """All that was ever written of an address, the oldest first."""
        rows = await self._session.rows(
            select(consents)
            .where(consents.c.address_kind == address.kind, consents.c.address == address.value)
            .order_by(consents.c.id)
        )
        return tuple(
            Consent(
                address=address,
                kind=ConsentKind(row.kind),
                is_given=row.is_given,
                how=row.how,
                words=row.words,
                source=row.source,
                at=row.created_at,
            )
            for row in rows
        )
