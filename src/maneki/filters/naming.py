"""What a filter is called: what its owner wrote, or, if that is nothing, what it asks for. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection

from maneki.errors import InvalidInputError
from maneki.model.blank import is_blank
from maneki.model.filter import Criteria
from maneki.model.money import Money
from maneki.phrases import say
from maneki.phrases.amounts import amount

LONGEST_NAME = 60
LONGEST_GIVEN_NAME = 100

# Control characters and halves of characters: databases and Discord do not take them.
_UNFIT = frozenset({"Cc", "Cs"})


def name_for(
    given: str | None, criteria: Criteria, *, language: str, taken: Collection[str]
) -> str:
    """The name as its owner wrote it, else one that is not taken.

    Raises `InvalidInputError` for one that nobody could read.
    """
    name = given_name(given)
    if name and not is_readable(name):
        raise InvalidInputError(say("filters.unreadable_name", language))
    return name or suggested_name(criteria, language=language, taken=taken)


def given_name(text: str | None) -> str:
    """The name as written, on one line; "" if none was. It may still not be `is_readable`."""
    return " ".join((text or "").split())[:LONGEST_GIVEN_NAME]


def is_readable(name: str) -> bool:
    """Whether there is something to see in a name, and nothing in it that cannot be kept."""
    return not is_blank(name) and _UNFIT.isdisjoint(map(unicodedata.category, name))


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
