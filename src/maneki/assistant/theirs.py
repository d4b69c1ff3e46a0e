"""What the customer wrote last: their own numbers and names are no claims of ours. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from maneki.assistant.evidence import title_key
from maneki.assistant.numerals import numbers_in
from maneki.assistant.passages import plain
from maneki.assistant.times import spans_in

MOST_LOOKED_AT = 2_000
"""Characters of the customer's message that may excuse anything."""

_ASKS_PRICE = re.compile(r"\b(?:how much|price|cost|costs)\b|いくら|値段", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Theirs:
    """The customer's message, for comparing: `key` is its text as titles are compared."""

    key: str
    digits: str
    numbers: frozenset[str]
    spans: frozenset[tuple[timedelta, ...]]
    asks_price: bool

    def has_number(self, value: object) -> bool:
        """Whether the customer wrote this number."""
        return _shown(value) in self.numbers

    def has_name(self, key: str) -> bool:
        """Whether the customer wrote this title or name, given as `title_key` gives it."""
        return bool(key) and key in self.key


def theirs_in(message: str) -> Theirs:
    """What a customer's message has of its own."""
    text = plain(message[:MOST_LOOKED_AT])
    return Theirs(
        key=title_key(text),
        digits=digits_of(text),
        numbers=frozenset(_shown(number.value) for number in numbers_in(text)),
        spans=frozenset(span.lengths for span in spans_in(text)),
        asks_price=_ASKS_PRICE.search(text) is not None,
    )


def digits_of(text: str) -> str:
    """The digits of a text, and the X that an ISBN may end with."""
    return re.sub(r"[^0-9Xx]", "", text).upper()


def _shown(value: object) -> str:
    text = str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text
