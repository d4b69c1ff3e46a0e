"""Brand names as sellers type them: in capitals, katakana, half or full width, hiragana."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from random import Random


def as_typed(random: Random, *, latin: str, katakana: str) -> str:
    """A brand's name in one of the ways that people write it."""
    match random.choices(range(6), (40, 18, 30, 4, 4, 4))[0]:
        case 0:
            return latin
        case 1:
            return latin.upper()
        case 2:
            return katakana
        case 3:
            return katakana.translate(_HALF_WIDTH)
        case 4:
            return latin.translate(_FULL_WIDTH)
        case _:
            return katakana.translate(_HIRAGANA)


def _half_widths() -> Iterable[tuple[int, str]]:
    """Katakana as typed on an old keyboard: ガ is ｶ and a mark of its own."""
    for code in range(0xFF66, 0xFF9E):
        for mark in ("", "ﾞ", "ﾟ"):
            wide = unicodedata.normalize("NFKC", chr(code) + mark)
            if len(wide) == 1:
                yield ord(wide), chr(code) + mark


_HALF_WIDTH = dict(_half_widths())
_FULL_WIDTH = {code: chr(code + 0xFEE0) for code in range(0x21, 0x7F)}
_HIRAGANA = {code: chr(code - 0x60) for code in range(0x30A1, 0x30F5)}
