"""Take care of parcels whose sender is gone."""

from __future__ import annotations

from collections.abc import Callable, Collection

import structlog

from maneki.model.ids import ParcelId
from maneki.store import Store, Transaction

log = structlog.get_logger(__name__)


class Rescuer:
    """Makes parcels that nobody is sending any more due again, with the same nonce.

    `in_hand` names the parcels that this process is sending: they are not touched, however long
    they take. With `alone`, nobody else sends, so whatever another holder has when we begin was
    left behind by an earlier process and is taken over without waiting for its lease to end.
    """

    def __init__(
        self,
        store: Store,
        *,
        holder: str,
        in_hand: Callable[[], Collection[ParcelId]],
        rescued: Callable[[], None],
        alone: bool,
    ) -> None:
        self._store = store
        self._holder = holder
        self._in_hand = in_hand
        self._rescued = rescued
        self._takes_over = alone

    async def step(self) -> bool:
        """Rescue what there is to rescue. False if there was nothing."""
        async with self._store.transaction() as tx:
            lost = await self._lost(tx)
            for parcel_id in lost:
                await tx.parcels.try_again(parcel_id, at=tx.now, reason="its sender was gone")
        self._takes_over = False
        if not lost:
            return False
        log.warning("delivery.rescued", parcels=len(lost))
        self._rescued()
        return True

    async def _lost(self, tx: Transaction) -> set[ParcelId]:
        lost = set(await tx.parcels.overdue()) - set(self._in_hand())
        if self._takes_over:
            lost |= set(await tx.parcels.held_by_others(self._holder))
        return lost
