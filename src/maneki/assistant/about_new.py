"""What came out or came in lately: all of it, of an author, of a genre. Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from maneki.assistant.genres import genre_in
from maneki.assistant.meaning import Context, Intent, Slots, Understood
from maneki.assistant.pointing import spoken_of
from maneki.assistant.wanted import BOOKS, copies_in, wanted_in
from maneki.assistant.wording import Wording

_NEW = (
    r"(?:brand new|newest|new|latest|most recent|recent|recently|newly|upcoming|just in"
    r"|fresh|newer)"
)
_HAS_NEW = re.compile(
    rf"\b(?:{_NEW}|just (?:came|come|arrived|released|published|landed|in|out|got)"
    rf"|(?:came|come|coming|comes|got|gotten|arrived?|arriving) (?:in|out|lately|recently"
    rf"|this)|came out|arrivals?|releases?|new arrivals|newcomers|what is new|fresh in"
    rf"|lately)\b"
    r"|新刊|新着|新入荷|最新|新しい本|新作"
)
_NEW_WORDS = re.compile(
    rf"\b(?:{_NEW}|just (?:came|come|arrived|released|published|landed|in|out|got)"
    rf"|(?:has |have |did |is |are )?(?:came|come|coming|comes|got|gotten|gets|arrived?"
    rf"|arriving|published|released|added|landed|dropped)(?: (?:in|out|through))?"
    r"|arrivals?|releases?|newcomers|(?:this|last|past|the last|the past|next) (?:few "
    r"|couple (?:of )?|\d+ )?(?:week|month|year|days?|weeks|months)|since (?:last )?\w+"
    r"|lately|these days|right now|today|yesterday|recently|currently|so far|now"
    r"|in 20\d\d|20\d\d"
    rf"|{BOOKS}|new in|in (?:the|your) (?:shop|store)|on (?:the|your) shel(?:f|ves)"
    rf"|in stock|in|out|up|but|for|of|on|the|a|an|any|some|anything|something|everything"
    rf"|whats?|what|which|is|are|was|were|has|have|there|do|does|did|you|u|all|got|get"
    rf"|show|see|me|us|give|list|tell|about|i|want|to|can|could|please|look|at|know|your"
    rf"|yalls?|one|ones|s|it|them|hey|so|find|looking|would|like|recent|coming|been|he"
    rf"|she|they|wrote|written|put|good|hi|hot|shelf|section|additions?|out now|most|very"
    rf"|that|things?|fresh|ok|and|hows?|how|thanks|publish(?:ed)?|with|had|genre"
    rf"|interesting|else|not|yet|seen|thing|check|next|from the|when|will|be|next|guys)\b"
    r"|の?(?:新刊|新着|新入荷|最新作?|新しい本|新作)(?:の本)?|最新|の|は|を|が|ある|あります|か"
    r"|教えて|ください|見せて|ますか|何"
)
_ITS_NEW = re.compile(
    rf"^[ |,]*(?:(?:what is|whats|do you have|got|is|where is|show me|any|have you got|has"
    rf"|find|tell me|when is|i want|looking for|the|you have|about) )*(?P<author>[^"
    rf"|,]+?)(?: 's)? (?:{_NEW}|next)(?: (?:ones?|{BOOKS}|release|thing|title|out|yet|in))*[ "
    rf"|,]*$"
)
_NEW_BY = re.compile(
    rf"\b{_NEW}(?: (?:ones?|{BOOKS}|releases?|arrivals?|thing|title|out|anything"
    rf"|work))* (?:by|from|of) (?P<author>[^|,]+?)(?: (?:please|out|yet|lately|recently"
    rf"|this \w+|in))*[ |,]*$|\banything (?:new|recent) (?:by|from|of) (?P<author2>[^"
    rf"|,]+?)(?: (?:please|lately|out|in|yet))*[ |,]*$|\b(?:has|did|have) (?P<author3>[^"
    rf"|,]+?) (?:(?:got|have|has|written|write|published|publish|released?|come out with"
    rf"|put out|had) )(?:anything|something|a|any|out)(?: \w+)? ?(?:new|recently|lately|book"
    rf"|out)\b"
)


def newest(message: Wording, context: Context) -> Understood | None:
    """What came out or came in lately. "New" alone asks nothing: it begins too many titles."""
    if not _HAS_NEW.search(message.plain):
        return None
    for rule in (_NEW_BY, _ITS_NEW):
        found = rule.search(message.plain)
        if found and (slots := _new_of(message, found, context)):
            return Understood(Intent.NEWEST, slots)
    known = genre_in(message)
    rest = message.without(known[1]) if known else message
    copies, rest = copies_in(rest)
    left = _NEW_WORDS.sub(" ", rest.plain).strip(" |,'")
    if not left and _is_about_new(message):
        return Understood(Intent.NEWEST, replace(copies, genre=known[0] if known else None))
    wanted = (
        wanted_in(left.replace(" 's", ""), context)
        if left and not re.search(r"[|,]", left)
        else Slots()
    )
    if wanted.author and not wanted.title:
        return Understood(
            Intent.NEWEST,
            replace(
                copies, author=_spelt(message, wanted.author), genre=known[0] if known else None
            ),
        )
    return None


def _new_of(message: Wording, found: re.Match[str], context: Context) -> Slots | None:
    name = message.group(found, "author", "author2", "author3")
    if context.shown and re.search(
        r"(?i)\b(?:same|this|that) author|^(?:her|him|them|she|he|they)$", name
    ):
        return Slots(author=spoken_of(context).author)
    is_by = found.re is _NEW_BY
    wanted = wanted_in(f"books by {name}" if is_by else name, context)
    return Slots(author=wanted.author, genre=wanted.genre) if wanted.author else None


def _is_about_new(message: Wording) -> bool:
    """Whether being new is all that is asked for; "new" and a noun that is no book is a title."""
    return re.search(r"^[ |,]*(?:the )?new[ |,]*$", message.plain) is None


def _spelt(message: Wording, name: str) -> str:
    """A name as it stands in the message."""
    found = re.search(rf"\b{re.escape(name.casefold())}\b", message.plain)
    return message.said(found.start(), found.end()) if found else name
