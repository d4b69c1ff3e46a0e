"""One dress for all text, and how a term becomes a pattern in it.

Sellers write リックオウエンス, ﾘｯｸｵｳｴﾝｽ, りっくおうえんす, RICK OWENS and ＲＩＣＫ　ＯＷＥＮＳ.
`normalise` brings all of it, and the terms of filters, into one form: NFKC, case and Latin accents
folded, and every run of one script (Latin and digits, katakana, hiragana, kanji and the rest) set
apart by one space; only then is hiragana made katakana, so that リックオウエンスのブーツ stays
three words. Everything that is not a letter or a digit is a space.

Because a Latin word always stands between spaces there, a term needs no boundary check when it is
looked for: the pattern of a term that begins or ends in a Latin letter or digit simply has a space
at that end (`" rick owens "`), and any other end is free (`"デニム"` is in `"デニムジャケット"`). A
keyword in quotation marks, a phrase, has a space at both ends whatever it is made of.
Patterns are looked for in `padded` text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from maneki.model.phrase import phrase_in

NORMALISER_VERSION = 1
"""Grows when `normalise` gives another result for any text: what was stored must be made anew."""

SHORT_KANA = 4
"""A katakana brand name this short is found only as a whole run: リック is not in パトリック."""

# NFKC would make letters of ™, ℠ and their kin, and "niketm" of "nike™".
_FOLDS_TO_SPACE = "\u2122\u2120\U0001f16a\U0001f16b"
# Hangul fillers are letters by category and blank to the eye.
_BLANK_LETTERS = "\u115f\u1160\u3164\uffa0"
# The zero-width space is a place to break a line: the end of a word.
_BREAKS = "\u200b"
# Soft hyphens, joiners, direction marks, variation selectors, tags: not seen, so not there.
_UNSEEN = (
    (0x00AD, 0x00AD),
    (0x034F, 0x034F),
    (0x061C, 0x061C),
    (0x180B, 0x180F),
    (0x200C, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFF9, 0xFFFB),
    (0xE0001, 0xE01EF),
)
_ODDITIES: dict[int, str | None] = {
    **{code: None for first, last in _UNSEEN for code in range(first, last + 1)},
    **{ord(char): " " for char in _FOLDS_TO_SPACE + _BLANK_LETTERS + _BREAKS},
    # A voicing mark typed as a character of its own; NFKC would put a space before it.
    0x309B: "\u3099",
    0x309C: "\u309a",
}
_IS_ODD = re.compile(
    "["
    + "".join(f"{chr(first)}-{chr(last)}" for first, last in _UNSEEN)
    + _FOLDS_TO_SPACE
    + _BLANK_LETTERS
    + _BREAKS
    + "\u309b\u309c]"
)

# Normalising orders the marks on one letter in quadratic time. No title has room for a heap that
# matters; a description has, and nobody can read more than a few of them anyway.
_ROOM_FOR_A_HEAP = 1_000
_MOST_MARKS = 4


def _accents() -> dict[int, str | None]:
    """Latin letters with marks, as the plain letters people type instead; lone marks as nothing."""
    folds: dict[int, str | None] = {}
    for code in (*range(0x00DF, 0x0250), *range(0x1E00, 0x1F00)):
        plain = unicodedata.normalize("NFD", chr(code))[0]
        if plain.isascii() and plain.isalpha():
            folds[code] = plain.casefold()
    folds |= {ord(letter): plain for letter, plain in zip("øłđħıŧ", "oldhit", strict=True)}
    folds |= {ord("æ"): "ae", ord("œ"): "oe", ord("ð"): "d", ord("þ"): "th"}
    # What is left of voicing marks (3099, 309A) did not compose with any kana: あ゛.
    return folds | dict.fromkeys((*range(0x0300, 0x0370), 0x3099, 0x309A))


_ACCENTS = _accents()
_IS_ACCENTED = re.compile("[\u00df-\u024f\u0300-\u036f\u1e00-\u1eff\u3099\u309a]")

# ー belongs to the kana before it; after anything else it is a dash (ＭＡー１).
_KATAKANA = "ァ-ヺヽヾㇰ-ㇿ"
_HIRAGANA = "ぁ-ゖゝゞ"
# Scripts that put spaces between words: Latin, Greek, Cyrillic, Armenian, and the digits.
_RUNS = re.compile(
    r"[^\W_\u0590-\u1dff\u2000-\U0010ffff]+"
    f"|[{_KATAKANA}][{_KATAKANA}ー]*"
    f"|[{_HIRAGANA}][{_HIRAGANA}ー]*"
    rf"|[^\W_\u0000-\u058f\u1e00-\u1fff{_KATAKANA}{_HIRAGANA}ー]+"
)
_HIRAGANA_RUN = re.compile(f"[{_HIRAGANA}]+")
_TO_KATAKANA = {code: code + 0x60 for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
_ONLY_KATAKANA = re.compile(f"[{_KATAKANA}ー ]+")


_ASCII = "".join(chr(code) if chr(code).isalnum() else " " for code in range(128))


def normalise(text: str) -> str:
    """The one form of a text: runs of one script, joined by single spaces; "" if none is left.

    `normalise(normalise(text)) == normalise(text)`.
    """
    if text.isascii():
        return " ".join(text.lower().translate(_ASCII).split())
    text = one_width(text).casefold()
    if _IS_ACCENTED.search(text):
        text = text.translate(_ACCENTS)
    return _HIRAGANA_RUN.sub(_as_katakana, " ".join(_RUNS.findall(text)))


def one_width(text: str) -> str:
    """A text as it was written, but for its width and for what nobody sees."""
    if text.isascii():
        return text
    if _IS_ODD.search(text):
        text = text.translate(_ODDITIES)
    if len(text) > _ROOM_FOR_A_HEAP:
        text = _without_heaps(text)
    return unicodedata.normalize("NFKC", text)


# Names, sizes, categories and terms repeat from listing to listing and from filter to filter.
REMEMBERED = 16_384
label = lru_cache(REMEMBERED)(normalise)


def _as_katakana(hiragana: re.Match[str]) -> str:
    return hiragana[0].translate(_TO_KATAKANA)


def _without_heaps(text: str) -> str:
    kept, marks = [], 0
    for char in text:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= _MOST_MARKS:
            kept.append(char)
    return "".join(kept)


def padded(normalised: str) -> str:
    """Normalised text as patterns are looked for in it."""
    return f" {normalised} "


@lru_cache(REMEMBERED)
def keyword_pattern(keyword: str) -> str | None:
    """The pattern of a keyword; None if nothing of it is left to look for.

    One in quotation marks is just these words, with the end of a run on both sides.
    """
    if (phrase := phrase_in(keyword)) is not None:
        words = normalise(phrase)
        return f" {words} " if words else None
    return _bounded(normalise(keyword))


@lru_cache(REMEMBERED)
def brand_pattern(alias: str) -> str | None:
    """The pattern of a brand's name: a keyword's, but short katakana is a whole run."""
    return brand_pattern_of(normalise(alias))


def brand_pattern_of(normalised: str) -> str | None:
    """The same of a name that is normalised already."""
    if is_short_katakana(normalised):
        return f" {normalised} "
    return _bounded(normalised)


def is_short_katakana(normalised: str) -> bool:
    """Whether it is katakana only, and no more than `SHORT_KANA` of them."""
    if len(normalised.replace(" ", "")) > SHORT_KANA:
        return False
    return _ONLY_KATAKANA.fullmatch(normalised) is not None


def _bounded(words: str) -> str | None:
    if not words:
        return None
    before = " " if _is_spaced_script(words[0]) else ""
    after = " " if _is_spaced_script(words[-1]) else ""
    return f"{before}{words}{after}"


def _is_spaced_script(char: str) -> bool:
    return char < "\u0590" or "\u1e00" <= char < "\u2000"


def inner_span(pattern: str, end: int) -> tuple[int, int]:
    """Where the words of a pattern are, without its spaces, if its last character is at `end`."""
    start = end + 1 - len(pattern) + pattern.startswith(" ")
    return start, end + 1 - pattern.endswith(" ")


def spans_of(pattern: str, text: str) -> Iterator[tuple[int, int]]:
    """Where the words of a pattern are in a padded text, from left to right."""
    at = text.find(pattern)
    while at >= 0:
        yield inner_span(pattern, at + len(pattern) - 1)
        at = text.find(pattern, at + 1)
