"""What a text costs: in which alphabet it goes, how many units it has, in how many segments. Pure.

A text message travels in segments of 140 octets. In the GSM 7-bit alphabet (3GPP TS 23.038, 6.2.1)
that is 160 units, in UCS-2 it is 70. A text that needs several gives seven units (three) of each to
the header that joins them: 153 and 67. A few characters of the 7-bit alphabet need an escape before
them and are two units; a character beyond the basic plane is two units of UCS-2. Neither pair may
stand on both sides of a seam, so a segment may end one unit early. A single character outside the
7-bit alphabet makes the whole text UCS-2, which more than doubles what it costs; therefore the
typographic characters that mean nothing but themselves are `transliterated` first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Encoding(StrEnum):
    GSM_7 = "gsm-7"
    UCS_2 = "ucs-2"


@dataclass(frozen=True, slots=True)
class Room:
    """Units that a text alone in its segment may have, and each of several segments."""

    alone: int
    each: int


@dataclass(frozen=True, slots=True)
class Sizes:
    """The rooms of a kind of sender. Each has room for two units at least."""

    gsm_7: Room
    ucs_2: Room

    def of(self, encoding: Encoding) -> Room:
        return self.gsm_7 if encoding is Encoding.GSM_7 else self.ucs_2


STANDARD = Sizes(Room(160, 153), Room(70, 67))
TOLL_FREE = Sizes(Room(160, 152), Room(70, 66))
"""Toll-free numbers of the US and Canada, whose header is one octet longer."""


_TOLL_FREE = re.compile(r"\+1(?:800|833|844|855|866|877|888)[0-9]{7}")


_SERVICE = "MG"
"""What the id of a Messaging Service of Twilio's begins with."""


def sizes_of(number: str) -> Sizes:
    """The rooms of texts that come from this number, or from a Messaging Service.

    Nobody knows beforehand which of its numbers a service sends from: it may be a toll-free one.
    """
    is_small = _TOLL_FREE.fullmatch(number) or number.startswith(_SERVICE)
    return TOLL_FREE if is_small else STANDARD


@dataclass(frozen=True, slots=True)
class Measure:
    """How large a text is: `units` in its encoding, and the `segments` that are paid for."""

    encoding: Encoding
    units: int
    segments: int


class Unknown(StrEnum):
    """What becomes of a character that the 7-bit alphabet lacks."""

    KEEP = "keep"
    """It stays, and the text is sent in UCS-2: everything arrives as written."""

    QUESTION_MARK = "question_mark"
    """It becomes "?": never more than 7 bit, and never what was written."""


_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_ESCAPED = "\f^{}\\[~]|€"
_GSM_7_UNITS = dict.fromkeys(_BASIC, 1) | dict.fromkeys(_ESCAPED, 2)
_NOT_GSM_7 = re.compile(f"[^{re.escape(_BASIC + _ESCAPED)}]")

_REPLACED = {
    "'": "‘’‚‛′‵ʼ`´‹›",
    '"': "“”„‟″‶«»",
    "-": "‐‑‒–—―−",
    "...": "…",
    " ": "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u202f\u205f\u3000",
    "\n": "\u0085\u2028\u2029",
    # Marks of where a line may break, and of nothing else.
    "": "\u00ad\u200b\u2060\ufeff",
}
_PLAINER = {ord(char): plain for plain, characters in _REPLACED.items() for char in characters}


def measured(text: str, *, sizes: Sizes = STANDARD) -> Measure:
    """How large a text is as it stands; an empty one has no segment."""
    encoding = Encoding.UCS_2 if _NOT_GSM_7.search(text) else Encoding.GSM_7
    return Measure(encoding, *_counted(text, encoding, sizes.of(encoding)))


def is_gsm_7(text: str) -> bool:
    """Whether the 7-bit alphabet has every character of it."""
    return _NOT_GSM_7.search(text) is None


def transliterated(text: str, *, unknown: Unknown = Unknown.KEEP) -> str:
    """A text with plain quotation marks, dashes, dots and blanks instead of typographic ones.

    To be done before a text is measured, split and sent. Letters and emoji stay as they are unless
    `unknown` says otherwise.
    """
    plain = text.translate(_PLAINER)
    if unknown is Unknown.QUESTION_MARK:
        return _NOT_GSM_7.sub("?", plain)
    return plain


def _counted(text: str, encoding: Encoding, room: Room) -> tuple[int, int]:
    """Units and segments of a text. Only pairs can leave a unit of a segment empty."""
    pairs = _pairs(text, encoding)
    units = len(text) + pairs
    if units <= room.alone:
        return units, 1 if units else 0
    if not pairs:
        return units, -(-units // room.each)
    return units, _packed(_units(text, encoding), room.each)


def _pairs(text: str, encoding: Encoding) -> int:
    if encoding is Encoding.GSM_7:
        return sum(map(text.count, _ESCAPED))
    return 0 if text.isascii() else sum(char >= "\U00010000" for char in text)


def _units(text: str, encoding: Encoding) -> Iterable[int]:
    if encoding is Encoding.GSM_7:
        return map(_GSM_7_UNITS.__getitem__, text)
    return (2 if char >= "\U00010000" else 1 for char in text)


def _packed(units: Iterable[int], room: int) -> int:
    """How many segments it takes if no character may stand in two."""
    segments, left = 0, 0
    for needed in units:
        if needed > left:
            segments, left = segments + 1, room
        left -= needed
    return segments
