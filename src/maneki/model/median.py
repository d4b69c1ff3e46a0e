"""What comparable listings cost: the middle one of the last that fit a filter but for its price.

Comparable are listings of the same market, asking for the same currency, that we first saw in the
days before. With fewer than `COMPARED` of them there is no median: little data is not a price.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from maneki.model.ids import FilterId
from maneki.model.money import Money

COMPARED = 20
DAYS = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Median:
    """`money` is None where `count` is too few."""

    count: int
    money: Money | None
    as_of: date


def median_of(prices: Sequence[Money], *, as_of: date) -> Median:
    """Of prices in one currency, the last ones first. Of two in the middle the lower one counts."""
    last = sorted(prices[:COMPARED], key=lambda price: price.amount)
    middle = last[(COMPARED - 1) // 2] if len(last) == COMPARED else None
    return Median(count=len(last), money=middle, as_of=as_of)


def median_key(filter_id: FilterId) -> str:
    """What the median of a filter is called among what was used for an event."""
    return f"median {filter_id}"


def write_median(median: Median) -> str:
    """In one line, as it is kept with an event."""
    money = median.money
    price = f"{money.amount} {money.currency}" if money else "- -"
    return f"{median.count} {price} {median.as_of.isoformat()}"


def read_median(line: str | None) -> Median | None:
    if line is None:
        return None
    count, amount, currency, day = line.split()
    money = None if amount == "-" else Money(int(amount), currency)
    return Median(count=int(count), money=money, as_of=date.fromisoformat(day))
