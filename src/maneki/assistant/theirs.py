"""What the customer wrote last: their own numbers and names are no claims of ours. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time, timedelta

from maneki.assistant.evidence import title_key
from maneki.assistant.numerals import numbers_in
from maneki.assistant.passages import plain
from maneki.assistant.times import TimeOfDay, spans_in, times_in

MOST_LOOKED_AT = 2_000
"""Characters of the customer's message that may excuse anything."""

_BARGAINS = re.compile(
    r"\b(?:would you|will you|can you|could you|take|accept|do it)\b", re.IGNORECASE
)
_ASKS_PRICE = re.compile(r"\b(?:how much|price|cost|costs)\b|いくら|値段", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Theirs:
    """The customer's message, in plain letters and for comparing: `key` is its text as titles are
    compared.
    """

    message: str
    key: str
    digits: str
    numbers: frozenset[str]
    spans: frozenset[tuple[timedelta, ...]]
    times: frozenset[time]
    asks_price: bool
    bargains: bool

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
        message=text,
        key=title_key(text),
        digits=digits_of(text),
        numbers=frozenset(_shown(number.value) for number in numbers_in(text)),
        spans=frozenset(span.lengths for span in spans_in(text)),
        times=frozenset(one for at in _times(text) for one in at.readings),
        asks_price=_ASKS_PRICE.search(text) is not None,
        bargains=_BARGAINS.search(text) is not None,
    )


def _times(text: str) -> Iterator[TimeOfDay]:
    """Times of day, also without a colon, as texts are written ("830")."""
    yield from times_in(re.sub(r"\b([1-9]|1[0-2])([0-5][05])\b", r"\1:\2", text))


def digits_of(text: str) -> str:
    """The digits of a text, and the X that an ISBN may end with."""
    return re.sub(r"[^0-9Xx]", "", text).upper()


def _shown(value: object) -> str:
    text = str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text
