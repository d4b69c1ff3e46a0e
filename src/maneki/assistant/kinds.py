"""The kinds of copy that are told apart: hardcover, used, signed. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

_KINDS = {
    "hardcover": r"\bhard ?(?:covers?|backs?)\b|単行本|ハードカバー",
    "paperback": r"\bpaper ?backs?\b|\bsoftcovers?\b|文庫|ペーパーバック",
    "used": r"\bused\b|\bsecond[- ]?hand\b|\bpre-?owned\b|中古|古本",
    "new": r"\b(?:brand[- ])?new\b(?= (?:cop(?:y|ies)|ones?|hardcovers?|paperbacks?|is"
    r"|are|for|at)\b|\s*[,.;!]|\s*$)|新品",
    "signed": r"(?<!un)\bsigned\b|\bautographed\b|サイン",
    "first edition": r"\bfirst editions?\b|\b1st editions?\b|初版",
    "illustrated": r"\billustrated\b",
    "set": r"\b(?:box(?:ed)?|gift|slipcased?)[- ]?sets?\b|\bomnibus\b|全巻|セット",
    "deluxe": r"\bdeluxe\b|\bcollector'?s\b|\blimited edition\b|\banniversary edition\b|愛蔵版",
    "large print": r"\blarge[- ]print\b|大活字",
    "english": r"\benglish[- ](?:editions?|versions?|translations?)\b|英語版|洋書",
    "audio": r"\baudio ?books?\b",
    "ebook": r"\be-?books?\b|\bkindle\b|電子書籍",
}
_KIND = re.compile(
    "|".join(f"(?P<{name.replace(' ', '_')}>{said})" for name, said in _KINDS.items()),
    re.IGNORECASE,
)


@lru_cache(maxsize=256)
def kinds_in(text: str) -> frozenset[str]:
    """The kinds of copy a text in plain letters names."""
    return frozenset(name for _, name in kinds_at_places(text))


def kinds_at_places(text: str) -> Iterator[tuple[int, str]]:
    """The same, with the place at which each begins."""
    for found in _KIND.finditer(text):
        yield found.start(), str(found.lastgroup)
