"""What there is by an author, and who somebody is. Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from maneki.assistant.genres import genre_in
from maneki.assistant.meaning import Context, Intent, Slots, Understood
from maneki.assistant.names import is_name
from maneki.assistant.pointing import spoken_of
from maneki.assistant.wanted import BOOKS, wanted_in
from maneki.assistant.wording import Wording, read

_SAME_AUTHOR = re.compile(
    r"\b(?:(?:by|from|of) (?:the |this |that )?(?:same|this|that) (?:author|writer"
    r"|person|guy|woman|man|lady|dude|one)|by (?:him|her|them|the author)|same (?:author"
    r"|writer)|(?:her|his|their) (?:other|books|stuff|novels|work|others)|(?:what"
    r"|anything) else (?:did|has|have|by) (?:she|he|they|the author|this author"
    r"|that author|the same)\b|else (?:did|has) (?:she|he|they)|other (?:books|novels"
    r"|stuff|works|titles|things) (?:by|from) (?:him|her|them|this|that|the)|more (?:by"
    r"|from|of) (?:him|her|them|this|that|the (?:same|author))|(?:she|he|they) (?:wrote"
    r"|written|write))\b|同じ(?:作者|著者|作家|人)"
)
_TO_BEGIN = re.compile(
    r"\b(?:recommend|suggest|to (?:start|begin)|best|where (?:do|should|to)|good first)\b"
)
_WRITTEN = (
    re.compile(
        r"\b(?:what|which|everything|all|anything|any|books?|novels?|stuff|else|things"
        r"|that)(?: (?:else|other|books?|novels?|all|did|has|have|that|are|is|the|things"
        r"|of))* (?P<author>[^|,]+?) (?:has |have |ever |did )*(?:wrote|written|write"
        r"|published|authored|written by|put out|done)\b"),
    re.compile(
        rf"\b(?:{BOOKS}|anything|something|everything|all|any|some|else|others?|more|one|ones"
        rf"|work|works|much|bibliography|available|have)(?: (?:else|written|at all|good"
        rf"|available|is|of|in stock|there))*,? (?:by|from|of) (?P<author>[^"
        rf"|,]+?)(?: (?:please|in stock|(?:is|are) (?:back |still |now )*(?:in|available|here"
        rf"|there)"
        r"|do|at all|you|available|have|lol|thanks|on|though|in"
        rf"|that)\b.*)?[ |,]*$"),
    re.compile(r"(?P<author>[^|、]+?)の(?:他の|ほかの)?(?:本|作品|小説|著作)"),
)  # fmt: skip
_WHO = re.compile(
    r"^[ |,]*(?:(?:and|so|wait|ok|sorry|but|,) )*who (?:is|was|s)(?: (?P<writer>the (?:author"
    r"|writer|novelist"
    r"|poet)))?(?: (?:this|that))? (?:(?P<spoken_of>he|she|they|the author|that author|this author"
    r"|the writer)|(?P<author>(?!this\b|that\b|there\b|it\b|your\b|my\b|in\b|on\b|here\b)[^|,]+?))"
    r"(?: (?:again|anyway|exactly|by the way|please))*[ |,]*$"
)
_SET_AS_NAME = re.compile(r"[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){1,3}")


def author(message: Wording, context: Context) -> Understood | None:
    """Books of one author, who is named or was just spoken of."""
    same = spoken_of(context).author if context.shown else None
    if same and _SAME_AUTHOR.search(message.plain):
        return Understood(Intent.SEARCH_AUTHOR, Slots(author=same))
    if _TO_BEGIN.search(message.plain):
        return None
    if who := _who(message, context):
        return who
    for rule in _WRITTEN:
        found = rule.search(message.plain)
        if found is None:
            continue
        name = message.group(found, "author")
        wanted = wanted_in(f"books by {name}", context)
        if wanted.author:
            known = genre_in(read(message.said(0, found.start("author"))))
            return Understood(
                Intent.SEARCH_AUTHOR, replace(wanted, genre=known[0] if known else wanted.genre)
            )
    return None


def _who(message: Wording, context: Context) -> Understood | None:
    """Who is Madeline Miller: what of hers there is."""
    found = _WHO.search(message.plain)
    if found is None:
        return None
    if found["spoken_of"]:
        known = spoken_of(context).author if context.shown else None
        return Understood(Intent.SEARCH_AUTHOR, Slots(author=known)) if known else None
    name = message.group(found, "author")
    is_known = any(name.casefold() == (one.author or "").casefold() for one in context.shown)
    if is_known or found["writer"] or is_name(name) or _SET_AS_NAME.fullmatch(name):
        return Understood(Intent.SEARCH_AUTHOR, Slots(author=name))
    return None
