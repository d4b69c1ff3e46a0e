"""Regular expressions that take time in proportion to the text, whatever somebody writes.

They are RE2's: no backtracking, so no look-around and no back-references. An expression is looked
for in the title and in the first `READ` characters of the description, as they are written: case
does not matter and neither does width (NFKC), but kana is not folded and marks stay, unlike in
keywords. What it may hold in memory is bounded, and so is its size.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

import re2

from maneki.matching.text import one_width
from maneki.model.listing import Listing

READ = 2_000
MOST_STEPS = 500
"""The size of an expression as RE2 compiles it: `x{400}` has about as many steps."""
_FAILS = 1
"""One step: RE2 has seen that nothing can ever fit, as with `[^\\s\\S]`."""
_MOST_BYTES = 1 << 17
_LONGEST_FOUND = 60

_ANYTHING = ("x", "7", "あ")
"""What finds something in nothing, or in each of these, says nothing."""
_SPECIAL = re.compile(r"[\\.+*?()|\[\]{}^$-]")


class Fault(StrEnum):
    """Why an expression is refused."""

    UNREADABLE = "unreadable"
    TOO_BIG = "too_big"
    EVERYTHING = "everything"
    NOTHING = "nothing"


class Found(NamedTuple):
    words: str
    where: str


def fault_in(expression: str) -> Fault | None:
    try:
        compiled = _compiled(expression)
    except UnicodeEncodeError:
        return Fault.UNREADABLE
    except re2.error as error:
        return Fault.TOO_BIG if "too large" in str(error) else Fault.UNREADABLE
    if compiled.programsize > MOST_STEPS:
        return Fault.TOO_BIG
    if compiled.programsize <= _FAILS:
        return Fault.NOTHING
    is_empty = compiled.search(b"") is not None
    finds_all = all(compiled.search(text.encode()) for text in _ANYTHING)
    return Fault.EVERYTHING if is_empty or finds_all else None


def found_by(expression: str, listing: Listing) -> Found | None:
    """Where a listing has what an expression describes. One that is at fault finds nothing."""
    compiled = _sound(expression)
    if compiled is None:
        return None
    for where, text in _texts(listing):
        if found := compiled.search(_read(text)):
            words = found[0].decode(errors="replace")
            return Found(words[:_LONGEST_FOUND], where)
    return None


def _texts(listing: Listing) -> Iterator[tuple[str, str]]:
    yield "title", listing.title
    if listing.description:
        yield "description", listing.description


@lru_cache(4_096)
def _sound(expression: str) -> Any:
    return None if fault_in(expression) else _compiled(expression)


def _compiled(expression: str) -> Any:
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = _MOST_BYTES
    return re2.compile(_in_one_width(expression), options)


def _in_one_width(expression: str) -> str:
    """An expression in the dress of the texts. What was no operator does not become one: （ is
    written as ( in them.
    """
    return unicodedata.normalize("NFC", "".join(map(_plain, expression)))


def _plain(char: str) -> str:
    if char.isascii():
        return char
    return _SPECIAL.sub(r"\\\g<0>", unicodedata.normalize("NFKC", char))


# A listing is asked for one expression after the other.
@lru_cache(256)
def _read(text: str) -> bytes:
    return one_width(text[:READ]).encode(errors="replace")
