"""Which kind of copy a sentence speaks of: a price and a count belong to one kind. Pure."""

from __future__ import annotations

import re
from itertools import pairwise

from maneki.assistant.claims import Case
from maneki.assistant.evidence import StockSeen, title_key
from maneki.assistant.kinds import kinds_in
from maneki.assistant.passages import Clause, plain

_APART = re.compile(r",(?![0-9])|;|\s(?:and|or|but)\s", re.IGNORECASE)


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
        start, text = parts[index]
        if index > here and case.passage.titles_in(start, start + len(text)):
            break
        if found := case.passage.kinds_in(start, start + len(text)):
            return found
    if case.passage.titles_in(clause.start, clause.end):
        return frozenset()
    return case.passage.kinds_in(clause.sentence_start, clause.start)


def copies_of(
    case: Case, *, title: str | None, kinds: frozenset[str], this_turn: bool
) -> tuple[StockSeen, ...]:
    """The copies that fit: of the title (of any, if none is named) and of every kind named."""
    key = None if title is None else title_key(title)
    return tuple(
        copy
        for copy in case.evidence.stock
        if (key is None or title_key(copy.title) == key)
        and kinds <= kinds_in(plain(f"{copy.kind}; {copy.title}"))
        and (copy.this_turn or not this_turn)
    )
