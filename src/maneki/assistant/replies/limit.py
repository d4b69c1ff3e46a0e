"""What a customer would spend at most. Pure."""

from __future__ import annotations

from decimal import Decimal

from maneki.assistant.meaning import Slots
from maneki.model.money import Money, exponent
from maneki.phrases.amounts import amount


def most_price(slots: Slots) -> Decimal | None:
    return None if slots.max_price is None else Decimal(str(slots.max_price))


def limit_told(most: Decimal, *, currency: str, language: str) -> str:
    return amount(Money(int(most.scaleb(exponent(currency))), currency), language)
