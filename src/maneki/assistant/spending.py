"""How much a model may cost, per person and day and for the shop and month. Pure.

Money is counted where somebody knows the price; tokens are counted always, so that a model without
a price has its end as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """None is no limit. `micros` are millionths of a US dollar."""

    person_micros_a_day: int | None = None
    person_tokens_a_day: int | None = None
    shop_micros_a_month: int | None = None
    shop_tokens_a_month: int | None = None


class Cap(StrEnum):
    PERSON = "person"
    SHOP = "shop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    micros: int
    tokens: int


def cap_reached(caps: Caps, *, person: Sum, shop: Sum) -> Cap | None:
    """The cap that forbids to ask a model now."""
    if _is_spent(shop, micros=caps.shop_micros_a_month, tokens=caps.shop_tokens_a_month):
        return Cap.SHOP
    if _is_spent(person, micros=caps.person_micros_a_day, tokens=caps.person_tokens_a_day):
        return Cap.PERSON
    return None


def _is_spent(spent: Sum, *, micros: int | None, tokens: int | None) -> bool:
    return (micros is not None and spent.micros >= micros) or (
        tokens is not None and spent.tokens >= tokens
    )


def day_began(now: datetime, zone: ZoneInfo) -> datetime:
    """The last midnight at the shop."""
    return datetime.combine(now.astimezone(zone).date(), time(), tzinfo=zone)


def month_began(now: datetime, zone: ZoneInfo) -> datetime:
    return day_began(now, zone).replace(day=1)
