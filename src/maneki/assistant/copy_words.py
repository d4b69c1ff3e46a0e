"""What sort of copy is asked for beside its format: used, signed, a first edition. Pure.

Most shops say none of that of their copies. Where one does, it stands in the name of the kind
("used paperback"); where none does, whoever asks is told so.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from maneki.assistant.meaning import Intent, Slots, Understood

_NOT_OF_SOMEBODY = r"(?<!i )(?<!we )(?<!get )(?<!got )(?<!be )(?<!been )(?<!being )"
_USED = (
    rf"(?:second|2nd)[- ]?hand|{_NOT_OF_SOMEBODY}used(?! (?:to|for|by|as|up)\b)"
    r"|pre[- ]?(?:owned|loved)|gebraucht\w*|de segunda mano|d'occasion|古本|中古"
)
_SIGNED = (
    r"(?:hand[- ]?)?signed(?! (?:up|in|out|me|for|on)\b)|autographed|signiert\w*|firmad[oa]s?"
    r"|サイン(?:本|入り)"
)
_DIGITAL = (
    r"e-?books?|(?:on|for)(?: my| the)? kindle|kindle (?:version|edition|book)s?"
    r"|digital (?:cop(?:y|ies)|version|edition)s?|epub|電子(?:書籍|版)"
)
_AUDIO = r"audio ?books?|(?:on|in) (?:audio|audible|cd)|audio (?:version|edition|cop(?:y|ies))"
_NEW = (
    r"brand[- ]new(?! (?:book|release|novel|title|author|series|to)s?\b)|new cop(?:y|ies)"
    r"|(?:is|are) (?:it|they|that|this|those) new\b"
)
_FIRST = r"(?:first|1st)[- ](?:editions?|printings?)|erstausgaben?|初版"
_SORTS = (
    ("used", _USED, ("used", "second", "owned", "中古", "古本")),
    ("signed", _SIGNED, ("signed", "autograph", "サイン")),
    ("first edition", _FIRST, ("first edition", "1st edition", "first printing", "初版")),
    ("large print", r"large[- ]print|大活字(?:本)?", ("large print", "large-print", "大活字")),
    ("audio", _AUDIO, ("audio", "cd")),
    ("digital", _DIGITAL, ("e-book", "ebook", "kindle", "digital", "電子")),
    ("leather-bound", r"leather[- ]?bound", ("leather",)),
    ("new", _NEW, ("new",)),
)
"""The names, how customers say them, and how shops do."""
_NEW_OR_USED = re.compile(
    r"\b(?:new or (?:used|second)|(?:used|hand) or (?:brand )?new)\b|\b(?:what|which|in good|in bad"
    r"|good|bad|the) (?:condition|shape)\b"
)
_RULES = tuple(
    (name, re.compile(rf"(?<![a-z0-9'])(?:{rule})(?![a-z0-9])")) for name, rule, _ in _SORTS
)
_GREETING = r"(?:(?:hi|hey|hello|yo|so|ok|and|also|pls|please|just|um|wait)[,.!]? )*"
_ASKING = (
    r"(?:(?:(?:do|did|does|can|could|would) (?:you|u|ya|yall|y'all|the (?:shop|store)|they)"
    r"(?: guys| all| folks)?(?: also| even| ever| still| happen to)*"
    r" (?:have|sell|carry|stock|offer|do|get|got|keep)"
    r"|(?:have|has) (?:you|u) got|(?:are|is) there|(?:you |u )?(?:got|have|sell|carry)) )?"
)
_SOME = r"(?:(?:any|some|much|many|a lot of|lots of|a|an|your|the) )*"
_THINGS = r"(?: (?:books?|copies|copy|editions?|ones?|titles?|novels?|versions?|stuff))?"
_TAIL = (
    r"(?: (?:here|there|at all|in (?:stock|store|the (?:shop|store))|too|as well|also|please|pls"
    r"|or (?:no|not|nah|just new(?: ones)?)|for sale|btw|by any chance))*"
)
_IN_GENERAL = tuple(
    (name, re.compile(rf"{_GREETING}{_ASKING}{_SOME}(?:{rule})s?{_THINGS}{_TAIL}"))
    for name, rule, _ in _SORTS
    if name != "new"
)
"""A sort of copy and nothing else: no book is named. What is new is asked for in other ways."""
_MANY = re.compile(r"books\b|本")
_AT_THE_END = tuple(
    re.compile(rf"(?P<title>.+?)[,:;]? (?:(?:as|in|on|the) )?(?:an? )?(?:{rule})", re.IGNORECASE)
    for name, rule, _ in _SORTS
    if name in {"audio", "digital", "large print"}
)
"""A title and behind it a sort of copy that few titles end in."""
_KINDS = {name: kinds for name, _, kinds in _SORTS}
_FORMATS = ("paperback", "hardcover")
_OF_ONE = frozenset({Intent.PRICE, Intent.STOCK})


def sort_in(text: str, *, named: Collection[str] = ()) -> str | None:
    """The sort of copy that a message asks for; what is part of a title is none."""
    plain = _plain(text)
    for name in named:
        plain = plain.replace(name.casefold(), "\0")
    if _NEW_OR_USED.search(plain):
        return None
    return next((name for name, rule in _RULES if rule.search(plain)), None)


def sort_in_general(text: str) -> str | None:
    """The sort of copy that is asked for and of no book: do you sell used books?"""
    plain = _plain(text).strip(" ?!.")
    return next((name for name, rule in _IN_GENERAL if rule.fullmatch(plain)), None)


def is_of_many(text: str) -> bool:
    """Whether books are asked for, and not a copy of one that was talked of."""
    return _MANY.search(text.casefold()) is not None


def without_sort(meant: Understood) -> Understood | None:
    """If what was taken for a title ends in a sort of copy: the copies of the book before it."""
    if meant.intent is not Intent.SEARCH_TITLE or meant.slots.title is None:
        return None
    title = " ".join(meant.slots.title.split())
    found = next((one for rule in _AT_THE_END if (one := rule.fullmatch(title))), None)
    if found is None:
        return None
    return replace(
        meant, intent=Intent.STOCK, slots=replace(meant.slots, title=found.group("title"))
    )


def asks_new_or_used(text: str) -> bool:
    return _NEW_OR_USED.search(_plain(text)) is not None


def with_sort(meant: Understood, text: str) -> Understood:
    """A question about one book, with the sort of copy as part of its format: used hardcover."""
    slots = meant.slots
    if meant.intent not in _OF_ONE:
        return meant
    sort = sort_in(text, named=_names(slots))
    if sort is None:
        return meant
    wanted = f"{sort} {slots.format}" if slots.format else sort
    return replace(meant, slots=replace(slots, format=wanted))


def wanted_of_list(meant: Understood, text: str) -> str | None:
    """The sort and the format that the books of a list are asked for in."""
    sort = sort_in(text, named=_names(meant.slots))
    return " ".join(one for one in (sort, meant.slots.format) if one) or None


def is_kind(kind: str, wanted: str) -> bool:
    """Whether a kind of copy, as the shop calls it, is all that is wanted of it."""
    said = kind.casefold()
    known = [(name, kinds) for name, kinds in _KINDS.items() if name in wanted]
    rest = [one for one in _FORMATS if one in wanted]
    if not known and not rest:
        return wanted in said
    return all(any(one in said for one in kinds) for _, kinds in known) and all(
        one in said for one in rest
    )


def _names(slots: Slots) -> tuple[str, ...]:
    said = (slots.title, *slots.titles, slots.author, slots.series, slots.like)
    return tuple(one for one in said if one)


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").split())
