"""A name for a filter that was given none. Pure."""

from __future__ import annotations

from collections.abc import Collection

from maneki.model.filter import Criteria
from maneki.model.money import Money
from maneki.phrases.amounts import amount

LONGEST_NAME = 60


def suggested_name(criteria: Criteria, *, language: str, taken: Collection[str]) -> str:
    """What is asked for, in few words; numbered if that name is taken."""
    name = _described(criteria, language)[:LONGEST_NAME].strip()
    candidate, number = name, 2
    while candidate in taken:
        candidate, number = f"{name} ({number})", number + 1
    return candidate


def _described(criteria: Criteria, language: str) -> str:
    words = criteria.keywords
    named = [*criteria.brands, *words.all, *words.any, *criteria.categories, *criteria.sizes]
    parts = [" ".join(named[:3]) or ", ".join(criteria.markets) or "filter"]
    if criteria.price.max is not None:
        most = amount(Money(criteria.price.max, criteria.price.currency), language)
        parts.append(f"≤ {most}")
    return " ".join(parts)
