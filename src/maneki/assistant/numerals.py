"""Numbers as people write them: digits, English words, Japanese numerals. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache


def words_of(text: str) -> tuple[str, ...]:
    """The words of a list that is written as a text."""
    return tuple(text.split())


_UNITS = {
    word: value
    for value, word in enumerate(
        words_of(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen "
            "fourteen fifteen sixteen seventeen eighteen nineteen"
        )
    )
}
_TENS = {
    word: 10 * value
    for value, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
_WORD = "|".join(sorted([*_UNITS, *_TENS, *_SCALES], key=len, reverse=True))
_WORDS = rf"\b(?:an?[ ](?=hundred|thousand))?(?:{_WORD})\b(?:(?:[ -]|[ ]and[ ])(?:{_WORD})\b)*"
_KANJI = {**{char: value for value, char in enumerate("〇一二三四五六七八九")}, "両": 2}
_KANJI_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
_EAST = (
    rf"(?<![0-9])[0-9]{{0,9}}[{''.join(_KANJI)}{''.join(_KANJI_SCALES)}][0-9{''.join(_KANJI)}"
    rf"{''.join(_KANJI_SCALES)}]*"
)

NUMBER = re.compile(
    rf"(?P<digits>(?<![0-9A-Za-z.,])[0-9]{{1,3}}(?:,[0-9]{{3}})+(?:\.[0-9]{{1,2}})?(?![0-9])"
    rf"|(?<![0-9.,])[0-9]+(?:[.,][0-9]{{1,2}})?(?![0-9]))"
    rf"|(?P<words>{_WORDS})",
    re.IGNORECASE | re.ASCII,
)
EASTERN = re.compile(_EAST)


@dataclass(frozen=True, slots=True)
class Number:
    """A number and where it stands; `aloud` is how a price may be meant ("nine ninety-nine")."""

    start: int
    end: int
    value: Decimal
    aloud: Decimal | None = None


def numbers_in(text: str) -> Iterator[Number]:
    """Every number that is written in digits or in English words, in the order of the text."""
    return iter(_numbers(text))


@lru_cache(maxsize=256)
def _numbers(text: str) -> tuple[Number, ...]:
    """Kept for a while: many ask about the same clause."""
    return tuple(_found(text))


def _found(text: str) -> Iterator[Number]:
    for found in NUMBER.finditer(text):
        if found["digits"]:
            yield Number(found.start(), found.end(), _of_digits(found["digits"]))
        else:
            words = _split(found["words"])
            yield Number(found.start(), found.end(), _of_words(words), _said_aloud(words))


def kanji_number(text: str) -> Decimal | None:
    """千五百 as 1500, 2万 as 20000; None if `text` is no such number."""
    if not EASTERN.fullmatch(text):
        return None
    if not set(text) & set(_KANJI_SCALES):
        return Decimal("".join(str(_KANJI.get(char, char)) for char in text))
    total, below, pending = 0, 0, ""
    for char in text:
        scale = _KANJI_SCALES.get(char)
        if scale is None:
            pending += str(_KANJI.get(char, char))
        elif scale == _KANJI_SCALES["万"]:
            total, below, pending = (below + int(pending or "0") or 1) * scale, 0, ""
        else:
            below, pending = below + int(pending or "1") * scale, ""
    return Decimal(total + below + int(pending or "0"))


def _of_digits(digits: str) -> Decimal:
    if re.fullmatch(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?", digits):
        return Decimal(digits.replace(",", ""))
    return Decimal(digits.replace(",", "."))


def _split(words: str) -> list[str]:
    parts = re.split(r"[ -]+", words.lower())
    return [part for part in parts if part not in ("a", "an", "and")]


def _of_words(words: list[str]) -> Decimal:
    total, below = 0, 0
    for word in words:
        if word == "hundred":
            below = (below or 1) * 100
        elif word in _SCALES:
            total, below = total + (below or 1) * _SCALES[word], 0
        else:
            below += _UNITS.get(word, 0) + _TENS.get(word, 0)
    return Decimal(total + below)


def _said_aloud(words: list[str]) -> Decimal | None:
    """Dollars, then cents: "nine ninety-nine", "twelve fifty", "twenty-four ninety-five"."""
    for split in range(1, len(words)):
        whole, cents = _below_hundred(words[:split]), _below_hundred(words[split:])
        if whole is not None and cents is not None and cents >= 10:
            return Decimal(whole) + Decimal(cents) / 100
    return None


def _below_hundred(words: list[str]) -> int | None:
    if len(words) == 1:
        word = words[0]
        return _UNITS.get(word, _TENS.get(word))
    if len(words) == 2 and words[0] in _TENS and 0 < _UNITS.get(words[1], 0) < 10:
        return _TENS[words[0]] + _UNITS[words[1]]
    return None
