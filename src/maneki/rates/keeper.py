"""Keeps the rates of the day in the store, where events find them."""

from __future__ import annotations

from typing import Protocol

import structlog

from maneki.model.money import Rates
from maneki.rates.errors import RatesUnavailableError
from maneki.store import Store

log = structlog.get_logger(__name__)


class RatesSource(Protocol):
    async def fetch(self) -> Rates: ...


class RatesKeeper:
    def __init__(self, store: Store, source: RatesSource) -> None:
        self._store = store
        self._source = source

    async def step(self) -> bool:
        """Fetch the latest rates and keep them; always False. Old ones stay good meanwhile."""
        try:
            rates = await self._source.fetch()
        except RatesUnavailableError as error:
            log.warning("rates.unavailable", error=str(error))
            return False
        async with self._store.transaction() as tx:
            await tx.rates.add(rates)
        log.info("rates.kept", as_of=str(rates.as_of))
        return False
