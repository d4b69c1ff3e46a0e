"""Numbers as people write them in a message. Pure."""

from __future__ import annotations

from maneki.assistant.numerals import kanji_number

_CARDINALS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    "twenty",
)  # fmt: skip
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth",
    "eighteenth", "nineteenth", "twentieth",
)  # fmt: skip
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_SMALL_KANJI = frozenset("一二三四五六七八九十")

_NUMBERS = {
    **{name: number for number, name in enumerate(_CARDINALS, start=1)},
    **{name: number for number, name in enumerate(_ORDINALS, start=1)},
    **{name: number for number, name in enumerate(_ROMAN, start=1)},
}

CARDINAL = rf"(?:\d{{1,3}}|{'|'.join(reversed(_CARDINALS))})"
"""One, two, 3: how many, or the number of a volume."""
ORDINAL = rf"(?:\d{{1,3}} ?(?:st|nd|rd|th)|{'|'.join(reversed(_ORDINALS))})"
"""First, 2nd: which one."""
VOLUME = rf"(?:\d{{1,3}}|{'|'.join(reversed(_CARDINALS))}|{'|'.join(_ROMAN[1:])}|i)"
"""What may stand behind "book" or "volume"."""
KANJI = r"(?:\d{1,3}|[一二三四五六七八九十]{1,3})"


def number_of(word: str) -> int | None:
    """The whole number a word stands for; None if it stands for none."""
    bare = word.strip().casefold().rstrip(" stndrh") if word[:1].isdigit() else word.strip()
    if bare.isdecimal():
        return int(bare)
    return _NUMBERS.get(bare.casefold(), _of_kanji(bare))


def _of_kanji(word: str) -> int | None:
    value = kanji_number(word) if word and set(word) <= _SMALL_KANJI else None
    return None if value is None else int(value)
