"""Money is a whole number of the currency's smallest unit; an amount nobody named is None.

Rates are quoted as in the European Central Bank's reference rates: how many units of a currency
one unit of the base buys, with the day they are of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

MOST_MINOR_UNITS = 10**12
"""An amount above this (ten thousand million dollars) is a mistake, not a price."""

LEAST_RATE, MOST_RATE = Decimal("1e-9"), Decimal("1e9")
"""What lies outside is a mistake: no currency is worth that much of another."""

# ISO 4217 currencies whose smallest unit is not a hundredth.
_NO_DECIMALS = (
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG",
    "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF",
)  # fmt: skip
_THREE_DECIMALS = ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")
_EXPONENTS: Mapping[str, int] = dict.fromkeys(_NO_DECIMALS, 0) | dict.fromkeys(_THREE_DECIMALS, 3)


def is_currency(code: str) -> bool:
    """Whether `code` looks like an ISO 4217 code: three capital letters."""
    return len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()


def is_rate(rate: Decimal) -> bool:
    """Whether a number can be an exchange rate: NaN, nothing and absurd ones cannot."""
    return rate.is_finite() and LEAST_RATE <= rate <= MOST_RATE


def exponent(currency: str) -> int:
    """Decimals of a currency: 0 for JPY, 2 for USD."""
    return _EXPONENTS.get(currency, 2)


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """`amount` minor units of `currency`: ¥1 is Money(1, "JPY"), $1 is Money(100, "USD")."""

    amount: int
    currency: str

    def major(self) -> Decimal:
        """The amount in the unit people say: 12.34 for Money(1234, "USD")."""
        return Decimal(self.amount).scaleb(-exponent(self.currency))


@dataclass(frozen=True, slots=True)
class Rates:
    """One day's exchange rates: `per_base[c]` units of c for one unit of `base`."""

    base: str
    per_base: Mapping[str, Decimal]
    as_of: date | None = None

    def of(self, currency: str) -> Decimal | None:
        """Units of `currency` per unit of the base, or None if it is not quoted."""
        return Decimal(1) if currency == self.base else self.per_base.get(currency)


def convert(money: Money, *, to: str, rates: Rates | None) -> Money | None:
    """The same value in another currency, rounded half up; None if no rate is known."""
    if money.currency == to:
        return money
    if rates is None:
        return None
    from_rate, to_rate = rates.of(money.currency), rates.of(to)
    if not from_rate or not to_rate:
        return None
    value = (money.major() * to_rate / from_rate).scaleb(exponent(to))
    return Money(int(value.to_integral_value(rounding=ROUND_HALF_UP)), to)
