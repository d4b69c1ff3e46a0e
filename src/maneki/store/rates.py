"""Exchange rates, one row per day; a day's rates never change once they are written."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from maneki.model.interchange import read_rates, write_rates
from maneki.model.money import Rates
from maneki.store.schema import exchange_rates
from maneki.store.session import Session


class ExchangeRates:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, rates: Rates) -> None:
        """Keep a day's rates. They must say which day they are of."""
        if rates.as_of is None:
            raise ValueError("rates without a day cannot be kept")
        await self._session.execute(
            self._session.insert(exchange_rates)
            .values(
                as_of=rates.as_of.isoformat(),
                base=rates.base,
                rates=write_rates(rates)["rates"],
                **self._session.stamps(),
            )
            .on_conflict_do_nothing()
        )

    async def latest(self) -> Rates | None:
        row = await self._session.first(
            select(exchange_rates).order_by(exchange_rates.c.as_of.desc()).limit(1)
        )
        return None if row is None else _rates(row.as_of, row.base, row.rates)

    async def of_days(self, days: Collection[str]) -> dict[str, Rates]:
        if not days:
            return {}
        rows = await self._session.rows(
            select(exchange_rates).where(exchange_rates.c.as_of.in_(days))
        )
        return {row.as_of: _rates(row.as_of, row.base, row.rates) for row in rows}


def _rates(as_of: str, base: str, rates: dict[str, str]) -> Rates:
    return read_rates({"base": base, "date": as_of, "rates": rates})
