"""A look at the shelf of a genre. Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from maneki.assistant.genres import AROUND_A_GENRE, genre_in
from maneki.assistant.looking import looked_for
from maneki.assistant.meaning import Context, Intent, Understood
from maneki.assistant.wanted import copies_in, wanted_in, with_copies
from maneki.assistant.wording import Wording

_BROWSE = re.compile(
    r"\b(?:browse|section|shelf|shelves|aisle|show|see|list|got|any|some|sell|carry"
    r"|stock|have|do you|what|looking for|find|search|books?|novels?|titles?|where is"
    r"|where are|want|like|need|under|pull up|give me|read|selection|options|check out"
    r"|category|genre|interested in|into|view|explore|after|available|recs?)\b|ありますか|探して"
    r"|見せて|読みたい|コーナー|を?見たい|本|ください|は[ |]"
)


def genre(message: Wording, context: Context) -> Understood | None:
    """To look at a genre."""
    known = genre_in(message)
    if known is None:
        return None
    copies, rest = copies_in(message)
    wanted = wanted_in(looked_for(rest).text, context)
    if wanted.genre and not (wanted.title or wanted.author or wanted.series):
        return Understood(Intent.SEARCH_GENRE, with_copies(wanted, message))
    around = rest.plain.replace(known[1][0], " ")
    if _BROWSE.search(around) and len(rest.words) <= 12 and not (wanted.author or wanted.isbn):
        left = [word for word in around.split() if word not in AROUND_A_GENRE]
        if not left:
            return Understood(Intent.SEARCH_GENRE, replace(copies, genre=known[0]))
    return None
