"""Names in a title that say what a thing is for, or like, and not who made it.

    for Nikon, fits Apple, compatible with ..., pour / para / voor ...      before the name
    like Rick Owens, inspired by ...                                        before the name
    Gucci style, Prada-inspired, Chanel like (but not "like new")           after the name
    ソニー用, X100V VI用, iPhone対応, シャネル風, コムデギャルソン系, ゼニア生地   after the name

A name that goes on such a list ("for Canon Nikon Sony") is on it too. "Raf Simons for Calvin Klein"
is no such thing: a name right before "for" is somebody who made it for them. 用 also fits from
behind a model's number; what else may begin with 用 (用品, 用紙) is another word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from maneki.matching.brands import Hit

Span = tuple[int, int]

_LONGEST_BEFORE = 32
_FOR = r" (?:for|pour|para|voor)(?: (?:the|an?|use (?:on|with)))? $"
_FITTING = r" (?:fits?|compatible with|works with|made to fit|replacement for) $"
_LIKE = r" (?:like|inspired by|similar to|style of) $"
_IS_FOR = re.compile(_FOR)
_IS_LIKENED = re.compile(f"{_FITTING}|{_LIKE}")
_AND = frozenset({" ", " and ", " or "})
_YO = "用(?![品紙途具意命心件事語法])"
_ACCESSORY = "ケース|カバー|ストラップ|バンド|フィルム|フィルター|充電器|バッテリー|アダプター"
_MODEL = r"(?=[a-z0-9 ]*(?:[a-z]\d|\d[a-z]))(?:[a-z0-9]+ ){1,4}"
_IS_SO_AFTER = re.compile(
    r" (?:style (?!no |number |code |\d)|like (?!new ))"
    r"| (?:inspired|lookalike|dupe|vibes?|compatible) "
    r"| (?:風|系|調|タイプ|ライク|スタイル|ッポイ|好 ?キ) "
    rf"| ?(?:{_YO}|対応|互換|専用 ?(?:{_ACCESSORY})|社?製?生地)"
    rf"| {_MODEL}{_YO}"
)
_MAY_BE_THERE = re.compile(
    " (?:for|pour|para|voor|fits?|with|like|by|to|of) "
    "| (?:style|inspired|lookalike|dupe|vibes?|compatible) "
    "|[用風系調]|対応|互換|専用|生地|タイプ|ライク|スタイル|ッポイ|好 ?キ"
)


def likened(title: str, hits: list[Hit]) -> dict[Span, Span]:
    """The places of such names in a padded title, each with the words that say so."""
    if not _MAY_BE_THERE.search(title):
        return {}
    ends = {hit.end for hit in hits}
    found: dict[Span, Span] = {}
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        place = hit.start, hit.end
        if (start := _begins(title, hit, ends)) is not None:
            found[place] = (start, hit.end)
        elif after := _IS_SO_AFTER.match(title, hit.end):
            found[place] = (hit.start, after.end())
        elif any(title[end : hit.start] in _AND for _, end in found):
            found[place] = (hit.start - 1, hit.end)
    return found


def _begins(title: str, hit: Hit, ends: Iterable[int]) -> int | None:
    """Where the words begin that say before a name that it is no maker's."""
    before = title[max(0, hit.start - _LONGEST_BEFORE) : hit.start]
    if said := _IS_LIKENED.search(before):
        return hit.start - len(before) + said.start()
    if said := _IS_FOR.search(before):
        start = hit.start - len(before) + said.start()
        return None if start in ends else start
    return None
