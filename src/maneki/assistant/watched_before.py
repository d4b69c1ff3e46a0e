"""An alert for what was asked just before: watch for that, something of hers. Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from maneki.assistant.meaning import Context, Intent, Slots, Understood
from maneki.assistant.wording import read

_PERSON = re.compile(r"\b(?:hers?|his|him|she|he|theirs)\b|彼")
_ONLY_POINTS = re.compile(
    r"(?:(?:that|this|it|one|ones|those|these|them|any|some|something|anything|stuff|more|book"
    r"|books|of|by|from|like|hers?|his|him|theirs|and|then|tell|text|let|ping|notify|alert|me|know"
    r"|us|please|when|if|so|for|a|copy|ok|thanks|then|again|in|kind|sort) ?)+"
)
_MOST_SEARCHED = frozenset(
    {
        Intent.SEARCH_AUTHOR, Intent.SEARCH_TITLE, Intent.SEARCH_GENRE, Intent.SEARCH_SERIES,
        Intent.STOCK, Intent.PRICE, Intent.DETAILS, Intent.NEWEST, Intent.RECOMMEND,
    }
)  # fmt: skip


def may_be_watched_as_before(found: Understood, text: str, context: Context) -> bool:
    """Whether an alert is to be for what was asked before: nothing in the message names it."""
    if found.intent is not Intent.TELL_ME_WHEN or not context.heard:
        return False
    slots = found.slots
    said = (slots.title, slots.author, slots.series)
    names = [one for one in said if one]
    if slots.genre or slots.isbn or slots.titles:
        return False
    if not names:
        return not context.shown
    if all(_ONLY_POINTS.fullmatch(" ".join(read(one).words)) for one in names):
        return True
    if any(one.casefold() in text.casefold() for one in names):
        return False
    # What was shown longer ago is not meant; and of a list that kept to no limit the search is
    # waited for, not its first book.
    return not _are_before_us(context) or (
        len(context.shown) > 1 and _OF_A_SEARCH.search(read(text).plain) is not None
    )


def _are_before_us(context: Context) -> bool:
    """Whether what was shown is what the last reply told of."""
    said = context.said.casefold()
    return any(one.title.casefold() in said for one in context.shown)


_OF_A_SEARCH = re.compile(
    r"\b(?:watch|look|looking|search|watching) (?:out )?for (?:that|this|it|one|those|some|any)\b"
    r"|\b(?:something|anything|one|any|some|ones) (?:like (?:that|this)|that cheap|for that|under"
    r"|below)\b"
)


def watched_as_before(
    found: Understood, before: Understood, text: str, *, heard: str
) -> Understood:
    """The alert, for what was asked before; hers is of the author alone."""
    old = before.slots
    if before.intent not in _MOST_SEARCHED or not (old.named_books() or old.like):
        return found
    if _PERSON.search(read(text).plain):
        author = old.author or _somebody(old.title or old.like, heard)
        slots = Slots(author=author, max_price=found.slots.max_price)
        return replace(found, slots=slots) if author else found
    most = found.slots.max_price or old.max_price
    kept = replace(_bare(old), max_price=most, position=old.position, by=found.slots.by)
    return replace(found, slots=kept)


def _somebody(name: str | None, heard: str) -> str | None:
    """A name that was asked for as that of somebody: any Ali Smith, something by Ali Smith."""
    if not name or not _NAME.fullmatch(name):
        return None
    is_asked = re.search(
        rf"\b(?:any|by|like|love|loved) {re.escape(name.casefold())}", heard.casefold()
    )
    return name if is_asked else None


_NAME = re.compile(r"(?!(?:the|a|an|my|of) )[^\W\d_]+(?:[ .'-]+[^\W\d_]+){0,3}", re.IGNORECASE)


def _bare(slots: Slots) -> Slots:
    """Which books, and for how much: nothing else."""
    return Slots(
        title=slots.title, author=slots.author, series=slots.series, genre=slots.genre,
        isbn=slots.isbn, max_price=slots.max_price,
    )  # fmt: skip
