"""What somebody liked, and wants more of. Pure."""

from __future__ import annotations

import re

from maneki.assistant.genres import genre_in
from maneki.assistant.meaning import Context
from maneki.assistant.mood_words import SOON
from maneki.assistant.pointing import books_pointed_at, spoken_of
from maneki.assistant.wanted import BOOKS, wanted_in
from maneki.assistant.wording import Wording, read

_END_OF_LIKE = (
    r"(?=,? (?:and|but|what|so|any|can you|could you|got|do you|recommend|now|which|who"
    r"|where|how|suggest|please|thanks|by any|for (?:my|adults"
    r"|kids|children|teens|beginners|grown|someone|people)|i |except"
    r"|something|anything|then|or something|have you|hand me)\b|,|[ |,]*$|\|)"
)
_LIKE = (
    re.compile(
        r"\b(?:similar to|(?:in the )?(?:vein|style|spirit) of|along the lines of"
        r"|comparable to|reminiscent of|reminds? me of|akin to|if i (?:like|liked|love|loved"
        r"|enjoyed))(?: the book)? (?P<like>[^|]+?)" + _END_OF_LIKE),
    re.compile(
        rf"\b(?:something|anything|more|books?|one|ones|stuff|reads?|novels?|others?|else"
        rf"|much|authors?|writers?|just|things?|{BOOKS}) (?:just |kind of |sort of |a bit "
        rf"|a lot |exactly |more |that is |that are )*like (?P<like>[^|]+?)" + _END_OF_LIKE),
    re.compile(
        r"\b(?:i|you|someone|people|anyone|readers|he|she|they|we|who|kid|son|daughter|wife"
        r"|husband|mom|dad|mum|friend|sister|brother|niece|nephew|partner|boyfriend"
        r"|girlfriend|just|really|also|absolutely|already|have|am|is|s)(?: (?:really|just"
        r"|absolutely|also|already|totally|have|recently|all|always|so|do|did|used to|big"
        r"|huge|a|too|is|am|are|who|very|much|both|read and))* (?:liked|loved|enjoyed|adored"
        r"|finished|devoured|love|loves|like|likes|enjoys?|adores?|obsessed with|fans? of|into|read"
        r"|hooked on|binged|inhaled|done with|finishing)(?: (?:reading|all of|all|the book"
        r"|books by|anything by|everything by|stuff by|both|off))* (?P<like>[^|]+?)"
        + _END_OF_LIKE
    ),
    re.compile(r"\bread (?:next )?after (?P<like>[^|]+?)" + _END_OF_LIKE),
    re.compile(r"\b(?:more|another|others) (?:like|such as|as) (?P<like>[^|]+?)" + _END_OF_LIKE),
    re.compile(
        r"^[ |,]*(?:liked|loved|enjoyed|finished|adored|devoured|just (?:read"
        r"|finished)) (?P<like>[^|]+?)" + _END_OF_LIKE),
    re.compile(r"(?P<like>[^|]+?)(?:みたいな|のような|に似た|っぽい|が好き|を読み終|が面白かった)"),
)  # fmt: skip
_TOLD = (_LIKE[2], _LIKE[5], _LIKE[6])
"""What was liked is told: without asking for anything it is a chat."""
_WHAT_NOW = re.compile(r"\b(?:next|now what|what else|more|any|other|another|got)\b|他に|次")
_NOT_LIKED = re.compile(
    r"(?:your|you|the (?:shop|store)|to|it here|how|when|that you|being|coming|books?"
    r"|reading|new|some|something|anything|a|an|this (?:shop|store|place|bot))\b.*"
    rf"|{SOON}"
)


def liked_in(
    message: Wording, context: Context, *, is_asked: bool
) -> tuple[str, re.Match[str]] | None:
    """What was liked, and where that is said. `is_asked` if a suggestion is plainly asked for."""
    is_asking = is_asked or "?" in message.text or _WHAT_NOW.search(message.plain)
    for rule in _LIKE:
        if rule in _TOLD and not is_asking:
            continue
        for found in rule.finditer(message.plain):
            text = re.sub(r"(?i)^after ", "", message.group(found, "like"))
            pointed = books_pointed_at(text, context)
            if pointed:
                return pointed[0].title, found
            if not text or _NOT_LIKED.match(read(text).plain.strip()):
                continue
            wanted = wanted_in(text, Context())
            name = wanted.title or wanted.author or wanted.series or text
            if not re.fullmatch(r"(?i)it|that|this|them|those|these", name):
                return name, found
    if context.shown and re.search(r"\bmore like|\bsimilar\b", message.plain):
        found_any = re.search(r".+", message.plain)
        return (spoken_of(context).title, found_any) if found_any else None
    return None


def genre_liked(name: str, found: re.Match[str]) -> str | None:
    """The genre that what was liked turns out to be; None for a book or an author."""
    liked = read(name)
    known = genre_in(liked)
    return known[0] if known and _is_taste(liked, known[1], found) else None


def _is_taste(liked: Wording, genre: re.Match[str], found: re.Match[str]) -> bool:
    """Whether a genre is what somebody likes, and no word of a title."""
    is_end = genre.end() >= len(liked.plain) - 1
    is_title = liked.plain.startswith((" the ", " a ")) or liked.text.istitle()
    return is_end and found.re in _TOLD and not is_title
