"""Whom a book is for: for a child of six, too violent for somebody of thirteen. Pure.

The catalogue has neither ages nor how violent or explicit a book is, so whoever asks is told that.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from enum import StrEnum

from maneki.assistant.meaning import Context, Intent, Slots, Understood
from maneki.assistant.numbers import CARDINAL, number_of
from maneki.assistant.pointing import books_pointed_at, is_shown, spoken_of
from maneki.assistant.wanted import bared, wanted_in
from maneki.assistant.wording import Wording, read

_YEARS = (
    r"(?:(?:1?\d|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen"
    r"|fifteen|sixteen|seventeen|\w+teen)(?:[ -]and[ -]a[ -]half)?)"
)
_CHILD = (
    r"(?:kids?|child(?:ren)?|toddlers?|bab(?:y|ies)|tweens?|teen(?:ager)?s?|preteens?|minors?"
    r"|son|daughter|nephews?|nieces?|grand(?:son|daughter|child|children|kids?)|little (?:one|boy"
    r"|girl|brother|sister)s?|boys?|girls?|young(?:er)? (?:readers?|ones|kids|children|people)"
    r"|students?|class|(?:\w+ )?graders?|kiddos?|godson|goddaughter|youngsters?)"
)
_AGES = re.compile(
    rf"\b{_YEARS}[ -]?(?:years?|yrs?|yr)?[ -]?(?:olds?|yo|y/?o)\b|\b1?\d ?y/?os?\b"
    rf"|\b(?:turn(?:s|ed|ing)?|aged?|ages|he is|she is|hes|shes|they are|who is|kid of|is only"
    rf"|is just|just turned|about to be|child of|is now) (?:about |only |just |around |almost "
    rf"|nearly )?{_YEARS}\b"
    r"(?! ?(?:dollars|bucks|copies|books|stars|pages|volumes|weeks|days|am|pm|minutes|hours|of))"
    rf"|\b{_YEARS}(?:st|nd|rd|th) (?:birthday|grade(?:rs?)?)\b"
    r"|\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth) grade(?:rs?)?\b"
    r"|\b(?:what|which) (?:ages?|age (?:group|range)|reading (?:age|level)|grade(?: level)?)\b"
    r"|\bage[- ]appropriate\b|\bage rating\b|[0-9０-９]+(?:歳|才)|対象年齢|何歳"
)
_SUITED = (
    r"(?:ok|okay|appropriate|suitable|suited|fine|right|safe|alright|all right|good|acceptable"
    r"|meant|too \w+|inappropriate|unsuitable|(?:too )?\w+ enough)"
)
_SUITS = re.compile(
    rf"\b{_SUITED}(?: (?:to read|a read|reading|a book))? (?:for|to) "
    rf"(?:(?:a|an|my|our|his|her|the|some|their|young|small|little|your|very|most|all) )*"
    rf"(?:{_CHILD}|{_YEARS}[ -]?(?:years?|yrs?)?[ -]?(?:olds?|yo|y/?o)|1?\d\b)"
    rf"|\b(?:kid|child|teen|family)s?[ -]friendly\b|\bage[- ]appropriate\b"
    rf"|\b(?:can|could|should|would|may) (?:a|an|my|our) (?:\w+ ){{0,3}}?(?:{_CHILD}"
    rf"|{_YEARS}[ -]?(?:years?|yrs?)?[ -]?(?:olds?|yo)) (?:read|like|enjoy|handle|get|manage|cope)"
)
_CONTENT = re.compile(
    r"\b(?:violen(?:t|ce)|gor[ey]|bloody|graphic(?! novels?)|explicit|sexual|sex(?: scenes?)?"
    r"|nudity|steamy|spicy|spice|smut(?:ty)?|swear(?:ing| words)?|profanity|cursing|bad language"
    r"|(?:trigger|content) warnings?|triggers|mature themes|drug use|abuse|animal (?:death|cruelty)"
    r"|(?:the |a )?dog die|too (?:scary|frightening|disturbing|dark)|adult content|rated r)\b"
    r"|暴力|残酷|過激|性的"
)
_ASKS_OF_IT = re.compile(
    r"\b(?:is|are|does|do|has|have|how|any|too|gets?|got|lots? of|much|many|contain|heard|with|will"
    r"|would|which|what)\b"
)


class Unknown(StrEnum):
    """What is asked about whom a book is for, and is not on file."""

    AGES = "ages"
    CONTENT = "content"


def unknown_in(text: str, *, named: Collection[str] = (), of_one: bool) -> Unknown | None:
    """What of it a message asks for. How violent a book is, is asked of one: otherwise it is what
    somebody would like to read. What is part of a title is no age.
    """
    plain = read(_without(text, named)).plain
    if _AGES.search(plain) or (_AGES.search(text.casefold()) and not named) or _SUITS.search(plain):
        return Unknown.AGES
    is_of_it = of_one and _CONTENT.search(plain) and _ASKS_OF_IT.search(plain)
    return Unknown.CONTENT if is_of_it else None


def suits(message: Wording, context: Context) -> Understood | None:
    """Whether a book that was shown, or is named, is one for somebody so young."""
    found = _SUITS.search(message.plain)
    if found is None:
        return None
    if title := _title(message, found, context):
        return Understood(Intent.DETAILS, Slots(title=title))
    return None


_FOR_AGES = re.compile(
    r"^[ |,]*(?:(?:hi|hey|hello|any|some|good|great|have|got|do|you|show|me|recommend|what|are|the"
    r"|best|looking|i|am|need|want|a|few|,|\|) )*(?:books?|novels?|stories|something|anything"
    r"|reads?|gifts?|presents?|ideas|titles?|ones?)(?: \w+){0,2}? for (?:(?:a|an|my|our|the|kids"
    r"|children|boys?|girls?|readers?|someone|somebody|all) )*"
    rf"(?:ages? |aged? )?(?P<age>{_YEARS})(?: ?(?:to|-|and|,|through)? ?\d+)?"
    r"[ -]?(?:years?|yrs?|yr)?[ -]?(?:olds?|yo|y/?o|and (?:up|over|under)|up|\+)?(?: (?:kids?|boys?"
    r"|girls?|child(?:ren)?|please|old))*[ |,]*$"
)


def for_ages(message: Wording, context: Context) -> Understood | None:
    """Books for ages 8 to 12: a suggestion, from the shelf for readers so young."""
    found = _FOR_AGES.search(message.plain)
    if found is None or not _AGES.search(message.plain):
        return None
    return Understood(Intent.RECOMMEND, Slots(genre=genre_for_age(message.text)))


_LAST_OF_CHILDHOOD, _LAST_OF_YOUTH = 12, 17
_AGE = re.compile(rf"(?<![\d$€£¥.,])\b{_YEARS}(?![\d])")


def genre_for_age(text: str) -> str | None:
    """The shelf for readers of an age that is named; None if none is, or they are grown up."""
    plain = read(text).plain
    found = _AGES.search(plain)
    said = _AGE.search(found[0]) if found else None
    age = number_of(said[0].split("-")[0].removesuffix("th")) if said else None
    if age is None or age > _LAST_OF_YOUTH:
        return None
    return "children" if age <= _LAST_OF_CHILDHOOD else "young adult"


_WHAT = re.compile(
    r"(?:^|[|,] ?)[ ]*(?:(?:and|so|but|hi|hey|ok|would you say|do you think|you think|think|,) )*"
    r"(?:is|are|would|will|was|be|can|could|isnt)(?: not)? (?P<what>[^|,]+?)"
    r"(?: (?:be|be a|a|an|still|really|actually|considered|also|good))*$"
)


def _title(message: Wording, found: re.Match[str], context: Context) -> str | None:
    said = _WHAT.search(message.plain[: found.start()].rstrip())
    what = message.said(*said.span("what")) if said else ""
    for part in _EARLIER.split(message.plain[: found.start()])[:-1]:
        if part.strip() and (pointed := books_pointed_at(part, context)):
            return pointed[0].title
    if pointed := books_pointed_at(message.plain[found.end() :].strip(" |,"), context):
        return pointed[0].title
    if what:
        if pointed := books_pointed_at(what, context):
            return pointed[0].title
        if is_shown(what, context):
            return what
        is_named = not _NOBODY.fullmatch(" ".join(read(what).words))
        wanted = wanted_in(bared(read(what)).text, Context()) if is_named else Slots()
        if wanted.title or wanted.author:
            return wanted.title or wanted.author
    return spoken_of(context).title if context.shown else None


_EARLIER = re.compile(r"[|,]")
_NOBODY = re.compile(
    rf"(?:it|this|that|they|there|these|those|he|she|we|i|you|one|which|{CARDINAL}|the book"
    r"|(?:any|some|which) (?:of )?(?:these|those|them|books?))(?: .*)?"
)


def _without(text: str, named: Collection[str]) -> str:
    for name in sorted(named, key=len, reverse=True):
        text = re.sub(re.escape(name), " ", text, flags=re.IGNORECASE)
    return text
