"""What "that one", "the second" and "both" point at among the books that were shown. Pure."""

from __future__ import annotations

import re

from maneki.assistant.meaning import Context, ShownBook
from maneki.assistant.numbers import ORDINAL, number_of
from maneki.assistant.wording import read

_ONE = (
    r"(?: (?:one|book|title|option|choice|of (?:those|them|these)|on the list|you (?:said"
    r"|showed|listed)))*"
)
_PRONOUN = re.compile(
    r"(?:(?:a |another |one )?(?:copy|copies) of )?"
    r"(?:it|that|this|they|them|those|these|same|the same|him|her|one|the book|a copy"
    r"|copy|that title"
    r"|(?:the|that|this|same|the same|these|those)(?: \w+)? (?:ones?|books?|titles?|novels?)"
    r"|the one(?: you (?:just )?\w+)?|(?:it|that|this) (?:one|book))(?: (?:too|then|instead|here))*"
)
_PLACE = re.compile(
    rf"(?:the |your |number |no |# |option |book )*(?P<place>{ORDINAL}|\d{{1,2}}"
    rf"|last)(?P<one>{_ONE})"
)
_NUMBERED = re.compile(r"(?:number|no|#|option) (?P<place>one|two|three|four|five|six)")
_SEVERAL = re.compile(
    r"(?:both|all|everything|all (?:of )?(?:them|those|these|\w+)|both (?:of )?(?:them"
    r"|those))"
)
_AUTHORS_ONE = re.compile(r"(?:the |that )?(?P<name>.+?)(?: 's)? (?:one|book|novel)")
_BY = re.compile(r"(?:the |that )?(?:one|book|novel) (?:by|from) (?P<name>.+)")
_JAPANESE = re.compile(
    r"(?:それ|これ|あれ|その本|この本|そちら|こちら|そっち|こっち|まだ|もう|今)(?:を|は"
    r"|が|の|って)?"
)
_JAPANESE_PLACE = re.compile(
    r"(?P<place>\d{1,2}|[一二三四五])(?:番目|番|つ目|冊目)(?:の本|の)?(?:を|は|が)?"
)


def books_pointed_at(phrase: str, context: Context) -> tuple[ShownBook, ...]:
    """The shown books that a phrase points at without naming them; none if it does not point."""
    plain = " ".join(read(phrase).words)
    if not context.shown or not plain:
        return ()
    if _SEVERAL.fullmatch(plain):
        return context.shown
    if others := _others(plain, context):
        return others
    one = _by_place(plain, context) or _by_author(plain, context)
    if one is not None:
        return (one,)
    if _PRONOUN.fullmatch(plain) or _JAPANESE.fullmatch(plain):
        return (spoken_of(context),)
    parts = re.split(r" and | & ", plain)
    several = (
        [book for part in parts for book in books_pointed_at(part, context)]
        if len(parts) > 1
        else []
    )
    return tuple(several) if len(several) >= len(parts) else ()


def spoken_of(context: Context) -> ShownBook:
    """The shown book that "it" means: the one the last reply named by itself, else the first."""
    said = context.said.casefold()
    named = [book for book in context.shown if book.title.casefold() in said]
    return named[0] if len(named) == 1 else context.shown[0]


def is_shown(phrase: str, context: Context) -> bool:
    """Whether a phrase is the title of a shown book, or the beginning of it."""
    plain = " ".join(read(phrase).words)
    return bool(plain) and any(
        (" ".join(read(book.title).words) + " ").startswith(plain + " ") for book in context.shown
    )


_OTHER = re.compile(
    r"(?:the|that|those|your) others?(?: (?:one|ones|book|books|title|titles|option|two|three"
    r"|four))?(?: (?:you (?:said|showed|listed)|of (?:those|them|these|the two)|on the list))*"
)


def _others(plain: str, context: Context) -> tuple[ShownBook, ...]:
    """The other one: of two books the one that was not spoken of just now."""
    if len(context.shown) < 2 or not _OTHER.fullmatch(plain):
        return ()
    spoken = spoken_of(context)
    rest = tuple(one for one in context.shown if one != spoken)
    is_one = plain.endswith((" one", " book", " title", " option", " other"))
    return () if is_one and len(rest) > 1 else rest


def _by_place(plain: str, context: Context) -> ShownBook | None:
    found = (
        _PLACE.fullmatch(plain) or _NUMBERED.fullmatch(plain) or _JAPANESE_PLACE.fullmatch(plain)
    )
    if found is None:
        return None
    place = len(context.shown) if found["place"] == "last" else number_of(found["place"])
    if place is None or not 1 <= place <= len(context.shown):
        return None
    return context.shown[place - 1]


def _by_author(plain: str, context: Context) -> ShownBook | None:
    """The Weir one: a word of an author's name, or of a title."""
    found = _BY.fullmatch(plain) or _AUTHORS_ONE.fullmatch(plain)
    if found is None:
        return None
    words = set(found["name"].split()) - {"the", "a", "of"}
    fitting = [
        book
        for book in context.shown
        if words and words <= set(read(f"{book.title} {book.author or ''}").words)
    ]
    return fitting[0] if len(fitting) == 1 else None
