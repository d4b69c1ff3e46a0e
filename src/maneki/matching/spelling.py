"""The other ways a brand's name is written, made once when the dictionary is built.

Making them here, and not while matching, costs a listing nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product

from maneki.matching.text import REMEMBERED, normalise

MOST_VARIANTS = 64
_SHORTEST_GLUED = 4
_MOST_BREAKS = 4

# How a foreign sound is written in katakana is a matter of taste: either side of a pair is met.
# Longer spellings come before the shorter ones they begin with.
_SOUNDS: tuple[tuple[str, str], ...] = (
    ("ヴァ", "バ"),
    ("ヴィ", "ビ"),
    ("ヴェ", "ベ"),
    ("ヴォ", "ボ"),
    ("ヴ", "ブ"),
    ("ティ", "チ"),
    ("ディ", "ジ"),
    ("ウェ", "ウエ"),
    ("ウィ", "ウイ"),
    ("ウォ", "ウオ"),
    ("オウ", "オー"),
    ("エイ", "エー"),
)
_LARGE_VOWELS = str.maketrans("ァィゥェォ", "アイウエオ")
_HAS_KANA = re.compile("[ァ-ヺ]")
_LENGTHENED_END = re.compile("ー(?= |$)")
_ONE_SCRIPT = re.compile("[a-z0-9 ]*|[ァ-ヺー ]*")
_AND = re.compile(r"\s*[&＆]\s*")


# A dictionary asks for each name more than once while it is built.
@lru_cache(REMEMBERED)
def variants(name: str) -> tuple[str, ...]:
    """Every normalised way to write a name, its own first, at most `MOST_VARIANTS` of them."""
    own = normalise(name)
    keys: dict[str, None] = {}
    spelt_out = normalise(_AND.sub(" and ", name)) if "&" in name or "＆" in name else own
    if own.isascii() and spelt_out is own:
        return tuple(dict.fromkeys(_glued(own))) if own else ()
    for words in dict.fromkeys((own, spelt_out)):
        keys |= dict.fromkeys(_kana_variants(words) if _HAS_KANA.search(words) else _glued(words))
    if not (_ONE_SCRIPT.fullmatch(own) and _ONE_SCRIPT.fullmatch(spelt_out)):
        # Where a break fell between two scripts, there still is one.
        keys = dict.fromkeys(filter(None, map(normalise, keys)))
    return tuple(keys)[:MOST_VARIANTS] if own else ()


def own_spelling(name: str) -> str:
    """The name normalised: the first of its variants, remembered with them."""
    spelt = variants(name)
    return spelt[0] if spelt else ""


def _glued(words: str) -> list[str]:
    """Latin names are written together in tags, and where a sign fell away: rickowens, levis."""
    together = words.replace(" ", "")
    return [words, together] if len(together) >= _SHORTEST_GLUED else [words]


def _kana_variants(words: str) -> list[str]:
    """The breaks between the words vary most, so each spelling comes with all of them."""
    spellings = {words: None}
    for one, other in _SOUNDS:
        # Most names have neither: this is asked a hundred thousand times at each start.
        if swapped := [
            spelling.replace(one, other) if one in spelling else spelling.replace(other, one)
            for spelling in spellings
            if one in spelling or other in spelling
        ]:
            spellings |= dict.fromkeys(swapped)
    spellings |= dict.fromkeys([spelling.translate(_LARGE_VOWELS) for spelling in spellings])
    lengthened = [spelling for spelling in spellings if "ー" in spelling]
    spellings |= dict.fromkeys([_LENGTHENED_END.sub("", spelling) for spelling in lengthened])
    if " " not in words:
        return [*spellings]
    return [spaced for spelling in spellings for spaced in _respaced(spelling)]


def _respaced(spelling: str) -> list[str]:
    """With every choice of breaks between its words, or only all and none if those are many."""
    words = spelling.split(" ")
    breaks = len(words) - 1
    if breaks == 1 or breaks > _MOST_BREAKS:
        return [spelling, "".join(words)]
    choices = product((" ", ""), repeat=breaks)
    return ["".join(map("".join, zip(words, (*choice, ""), strict=True))) for choice in choices]
