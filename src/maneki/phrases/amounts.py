"""Money as people write it."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale
from babel.numbers import format_currency

from maneki.model.money import Money, exponent


@lru_cache(maxsize=4096)
def amount(money: Money, language: str) -> str:
    """`¥12,000`, `$136.00`, `￥12,000` in Japanese: the full amount, never rounded."""
    digits = exponent(money.currency)
    pattern = "¤#,##0" + ("." + "0" * digits if digits else "")
    return format_currency(
        money.major(),
        money.currency,
        format=pattern,
        locale=Locale.parse(language),
        currency_digits=False,
    )
