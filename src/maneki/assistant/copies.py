"""Which kind of copy a sentence speaks of: a price and a count belong to one kind. Pure."""

from __future__ import annotations

import re
from itertools import pairwise

from maneki.assistant.claims import Case
from maneki.assistant.evidence import StockSeen, title_key
from maneki.assistant.passages import Clause, plain

_APART = re.compile(r",(?![0-9])|;|\s(?:and|or|but)\s", re.IGNORECASE)
_KINDS: dict[str, re.Pattern[str]] = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "hardcover": r"\bhard ?(?:covers?|backs?)\b|単行本|ハードカバー",
        "paperback": r"\bpaper ?backs?\b|\bsoftcovers?\b|文庫|ペーパーバック",
        "used": r"\bused\b|\bsecond[- ]?hand\b|\bpre-?owned\b|中古|古本",
        "new": r"\b(?:brand[- ])?new\b(?= (?:cop(?:y|ies)|ones?|hardcovers?|paperbacks?|is"
        r"|are|for|at)\b|\s*[,.;!]|\s*$)|新品",
        "signed": r"\b(?:un)?signed\b|\bautographed\b|サイン",
        "first edition": r"\bfirst editions?\b|\b1st editions?\b|初版",
        "illustrated": r"\billustrated\b",
        "set": r"\b(?:box(?:ed)?|gift|slipcased?)[- ]?sets?\b|\bomnibus\b|全巻|セット",
        "deluxe": r"\bdeluxe\b|\bcollector'?s\b|\blimited edition\b|\banniversary edition\b|愛蔵版",
        "large print": r"\blarge[- ]print\b|大活字",
        "audio": r"\baudio ?books?\b",
        "ebook": r"\be-?books?\b|\bkindle\b|電子書籍",
    }.items()
}


def kinds_in(text: str) -> frozenset[str]:
    """The kinds of copy a text names."""
    return frozenset(name for name, pattern in _KINDS.items() if pattern.search(plain(text)))


def kinds_at(case: Case, clause: Clause, at: int, *, may_follow: bool) -> frozenset[str]:
    """The kinds that what stands `at` this place is said of: the nearest that are named.

    "A paperback at $7 and a hardcover at $19" speaks of each where it stands. `may_follow` if what
    is named only later counts as well ("$9, a paperback").
    """
    cuts = [0, *(found.end() for found in _APART.finditer(clause.text)), len(clause.text)]
    parts = [(clause.start + a, clause.text[a:b]) for a, b in pairwise(cuts)]
    here = max(index for index, (start, _) in enumerate(parts) if start <= at)
    later = range(here + 1, len(parts)) if may_follow else ()
    for index in (*range(here, -1, -1), *later):
        found = kinds_in(parts[index][1])
        if found:
            return found
    if case.passage.titles_in(clause.start, clause.end):
        return frozenset()
    return kinds_in(clause.sentence[: clause.start - clause.sentence_start])


def copies_of(
    case: Case, *, title: str | None, kinds: frozenset[str], this_turn: bool
) -> tuple[StockSeen, ...]:
    """The copies that fit: of the title (of any, if none is named) and of every kind named."""
    key = None if title is None else title_key(title)
    return tuple(
        copy
        for copy in case.evidence.stock
        if (key is None or title_key(copy.title) == key)
        and kinds <= kinds_in(copy.kind) | kinds_in(copy.title)
        and (copy.this_turn or not this_turn)
    )
