"""How much a model may cost, per person and day and for the shop and month. Pure.

Money is counted where somebody knows the price; tokens are counted always, so that a model without
a price has its end as well. By text its many words cost segments, which are counted there.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """None is no limit. `micros` are millionths of a US dollar."""

    person_micros_a_day: int | None = None
    person_tokens_a_day: int | None = None
    shop_micros_a_month: int | None = None
    shop_tokens_a_month: int | None = None
    person_segments_a_day: int | None = None
    shop_segments_a_month: int | None = None


class Cap(StrEnum):
    PERSON = "person"
    SHOP = "shop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """What was spent. `segments` are of text messages, if it is about one."""

    micros: int
    tokens: int
    segments: int = 0


def cap_reached(caps: Caps, *, person: Sum, shop: Sum) -> Cap | None:
    """The cap that forbids to ask a model now."""
    if (
        _is_at(caps.shop_micros_a_month, shop.micros)
        or _is_at(caps.shop_tokens_a_month, shop.tokens)
        or _is_at(caps.shop_segments_a_month, shop.segments)
    ):
        return Cap.SHOP
    if (
        _is_at(caps.person_micros_a_day, person.micros)
        or _is_at(caps.person_tokens_a_day, person.tokens)
        or _is_at(caps.person_segments_a_day, person.segments)
    ):
        return Cap.PERSON
    return None


def are_texts_spent(caps: Caps, *, person: int, shop: int, is_required: bool = False) -> bool:
    """Whether nobody is to be texted an answer any more. At a cap fewer words are made; at twice as
    many segments, to a person today or by the shop this month, it is over but for what is required
    by others; of that to a person at four times as many.
    """
    if is_required:
        return _is_at(_times(4, caps.person_segments_a_day), person)
    return _is_at(_times(2, caps.person_segments_a_day), person) or _is_at(
        _times(2, caps.shop_segments_a_month), shop
    )


def _times(factor: int, cap: int | None) -> int | None:
    return None if cap is None else factor * cap


def _is_at(cap: int | None, spent: int) -> bool:
    return cap is not None and spent >= cap
