"""What is said of the list that was shown, and of the volume behind or before a book. Pure.

All of it is said in so many words, so nothing is weighed against it: both, the sixth one (of
three), what comes after Mort, the one before that, details please.
"""

from __future__ import annotations

import re
from dataclasses import replace

from maneki.assistant.meaning import Context, Intent, Slots, Understood
from maneki.assistant.numbers import CARDINAL, ORDINAL, number_of
from maneki.assistant.pointing import books_pointed_at, spoken_of
from maneki.assistant.wanted import bared, wanted_in
from maneki.assistant.wording import Wording, read

_LEAD = (
    r"^[ |,]*(?:(?:and|ok|so|then|now|hi|hey|well|um|what is|what about|how about|do you have|have"
    r" you got|you got|got|is|are|how much is|can i (?:get|have|see)|i (?:want|need|would like)"
    r"|show me|give me|looking for|tell me(?: about)?|which is|,|\|) )*(?:(?:the|a|its) )?"
)
_TAIL = (
    r"(?: (?:please|then|though|too|in stock|available|in|there|called|again|cost|of it|by any"
    r" chance))*[ |,]*$"
)
_ONE = r"(?:one|book|volume|part|novel|instal?lment|entry|title)"
_SERIES = (
    r"(?:in|of|from) (?:the|this|that|its|his|her|their|same|the same) "
    r"(?:series|saga|cycle|sequence|trilogy|set)"
)
_BEHIND = r"(?P<behind>next|following|subsequent)"
_BEFORE = r"(?P<before>previous|preceding|prior)"
_AWAY = rf"(?:{_BEHIND}|{_BEFORE})"
_SIDE = r"(?P<side>after|before)"
_OF_SERIES = re.compile(rf"{_LEAD}{_AWAY}(?: {_ONE})? {_SERIES}{_TAIL}")
_OF_ONE = re.compile(
    rf"{_LEAD}(?:{_AWAY} {_ONE}|(?:what|which|who) (?:comes|is) (?P<then>next)){_TAIL}"
)
_BESIDE = (
    re.compile(
        rf"\b(?:what|which)(?: {_ONE})? (?:comes?|is|came|goes|follows)"
        rf"(?: (?:next|right|directly|immediately|straight))* {_SIDE} (?P<what>[^|,]+?)"
        rf"(?: {_SERIES})?{_TAIL}"
    ),
    re.compile(
        rf"{_LEAD}(?:next |previous )?{_ONE} (?:(?:right|directly|immediately|that comes"
        rf"|which comes|just|coming) )*{_SIDE} (?P<what>[^|,]+?){_TAIL}"
    ),
    re.compile(rf"\bwhat (?P<follows>follows|precedes) (?P<what>[^|,]+?){_TAIL}"),
)
_IT = re.compile(
    r"(?:it|that|this|them|those|(?:that|this) (?:one|book|volume)|the one"
    r"|(?:the )?(?:last|first|previous) (?:one|book))"
)
_NO_BOOK = re.compile(
    r"(?:.* )?(?:dinner|lunch|breakfast|christmas|noon|midnight|tomorrow|today|you|me|us|closing"
    r"|opening|\w+day|school|work|weekend|holidays?)|(?:at |about )?(?:\d{1,2}(?: ?[ap]m)?|\d{4})"
)
_JAPANESE = re.compile(
    r"^[ |,]*(?:(?:その|この|シリーズの|それの|これの))*(?:(?P<behind>次|続き)"
    r"|(?P<before>前|一つ前))の"
    r"(?:巻|本|作品)(?:[はがをも].*)?[ |,]*$"
)

_MANY = (
    r"(?:they|them|those|these|both|all of (?:them|those|these|it)|them (?:all|both)|all|everything"
    r"|(?:those|these) (?:ones|books|titles|novels|two|three|four|five)|all (?:two|three"
    r"|four|five))"
)
_ALL_SHOWN = re.compile(
    rf"^[ |,]*(?:(?:and|ok|so|yes|hmm|well|please|what about|how about"
    rf"|tell me(?: more)? about|,) )*"
    rf"{_MANY}(?: (?:please|then|thanks|of (?:them|those|these)|two))*[ |,]*$"
)
_SPEAKS_OF_MANY = re.compile(
    r"\b(?:they|them|those|these|both|all of (?:it|those)|all (?:two|three|four|five))\b"
)
_PLACE_OF_NONE = (
    re.compile(
        rf"\b(?P<place>{ORDINAL}) (?:one|title|option|choice)\b(?! (?:in|of|from) (?!those|them"
        rf"|these|(?:the|your|that) (?:list|shop|store)|stock|store|there|yet|paperback|hardcover"
        rf"|print))"
    ),
    re.compile(
        rf"\b(?:number|no|#|option) ?(?P<place>{CARDINAL})(?=[ |,]*$| [|,] | (?:in stock"
        rf"|please|then"
        rf"|is|available|there|costs?|still|for me|on the list|instead|now|aside|and)\b)"
    ),
    re.compile(
        rf"^[ |,]*(?:(?:the|and|ok|so|what about|how about|tell me(?: more)? about|how much is"
        rf"|how much for|is|,) )*(?P<place>{ORDINAL}|\d{{1,2}})(?: (?:please|then|in stock"
        rf"|on the list"
        rf"|available|there|cost))*[ |,]*$"
    ),
)
_BARE_DETAILS = re.compile(
    r"^[ |,]*(?:(?:can|could|i|you|get|have|give|send|show|me|some|any|more|the|please|a few|want"
    r"|need|would|like|to|see|hi|hey|ok|further|full|all) )*"
    r"(?:details?|info(?:rmation)?|specifics|particulars|description|summary|synopsis|blurb|plot)"
    r"(?: (?:please|thanks|thank you|then|now))*[ |,]*$"
)
_BACK = re.compile(
    r"^[ |,]*(?:(?:hi|hey|hello|ok|so|and|any idea|do you know|can you tell me|you know|,|\|) )*"
    r"(?:(?:when|how soon) (?:will|is|are|does|do|would|might|can i expect)"
    r"|when (?:you )?(?:will|are) (?:you )?)"
    r" (?:(?:you|we|u) (?:have|get|getting|be getting|restock|going to have) )?(?P<what>[^|,]+?)"
    r"(?: (?:be|come|coming|get|going to be|expected(?: to be)?|due(?: to be)?|arrive|returns?))*"
    r" (?:(?:back|in|available)(?: (?:in|in stock|on the shelf|again|here|at the (?:shop|store)))*"
    r"|restocked|back in stock|in stock|again)(?: (?:again|please|then|roughly|about))*[ |,]*$"
)
_BACK_ASIDE = re.compile(
    r"^[ |,]*(?:(?:hi|hey|ok|so|any idea|do you know|can you (?:say|tell me)|you know"
    r"|any word on) )+when"
    r" (?P<what>.+?) (?:will be|is|comes?|gets?|will come|is coming|might be|are|is due) (?:back|in"
    r"|available|restocked|in stock)(?: (?:in|in stock|again|on the shelf|please))*[ |,]*$"
)
_NOT_A_BOOK = re.compile(
    r"(?:you|u|we|they|i|he|she|your|my|our|the (?:shop|store|owner|manager|boss|staff)|somebody"
    r"|someone|anyone|everyone|\w+body|it all|(?:my|our|your|the owner) .*"
    r"|.*\b(?:orders?|holds?|packages?|parcels?|power|website|site))"
)


def beside(message: Wording, context: Context) -> Understood | None:
    """The volume behind or before a book that is named, or was just spoken of."""
    if found := _OF_SERIES.search(message.plain) or _JAPANESE.search(message.plain):
        return _beside_it(context, _away(found))
    found = _OF_ONE.search(message.plain)
    if found and (len(context.shown) == 1 or (found["before"] and not context.shown)):
        return _beside_it(context, _away(found))
    for rule in _BESIDE:
        if found := rule.search(message.plain):
            return _beside_what(message, found, context)
    return None


def _away(found: re.Match[str]) -> int:
    return -1 if found["before"] else 1


def _beside_it(context: Context, step: int) -> Understood:
    title = spoken_of(context).title if context.shown else None
    return Understood(Intent.SEARCH_SERIES, Slots(title=title, step=step))


def _beside_what(message: Wording, found: re.Match[str], context: Context) -> Understood | None:
    groups = found.groupdict()
    is_behind = groups.get("side") == "after" or groups.get("follows") == "follows"
    step = 1 if is_behind else -1
    what = message.group(found, "what")
    plain = " ".join(read(what).words)
    if pointed := books_pointed_at(what, context):
        return Understood(Intent.SEARCH_SERIES, Slots(title=pointed[0].title, step=step))
    if _IT.fullmatch(plain):
        return _beside_it(context, step)
    if not plain or _NO_BOOK.fullmatch(plain):
        return None
    wanted = wanted_in(what, Context())
    title = wanted.title or wanted.author or wanted.series or what
    return Understood(Intent.SEARCH_SERIES, Slots(title=title, author=_besides(wanted), step=step))


def _besides(wanted: Slots) -> str | None:
    return wanted.author if wanted.title else None


def all_shown(message: Wording, context: Context) -> Understood | None:
    """Both; all of them: every book that was shown."""
    if len(context.shown) < 2 or _ALL_SHOWN.search(message.plain) is None:
        return None
    titles = tuple(book.title for book in context.shown)
    return Understood(Intent.DETAILS, Slots(titles=titles))


def unnamed(message: Wording, context: Context) -> Understood | None:
    """Details please, of nothing that was shown."""
    if context.shown or _BARE_DETAILS.search(message.plain) is None:
        return None
    return Understood(Intent.DETAILS, Slots())


_HERS = re.compile(
    r"^[ |,]*(?:(?:oh+|oo+h|and|ok|yes|yeah|please|i|we|you|want|need|would|like|love|to|see|read"
    r"|show|give|find|me|got|have|do|are|there|is|any|some|even|the|,|\|) )*"
    r"(?:more|others?|anything|something|everything|another(?: one)?|books?|stuff)(?: else)?"
    r"(?: (?:books?|stuff|novels?|work))? (?:of|by|from) (?:hers?|his|him|theirs)"
    r"(?: (?:stuff|books?|novels?|work|in stock))?(?: (?:please|then|too|thanks|,|\|))*[ |,]*$"
)


def hers(message: Wording, context: Context) -> Understood | None:
    """More of hers: the books of whoever wrote what was shown."""
    if not context.shown or _HERS.search(message.plain) is None:
        return None
    author = spoken_of(context).author
    return Understood(Intent.SEARCH_AUTHOR, Slots(author=author)) if author else None


def back(message: Wording, context: Context) -> Understood | None:
    """When will Mort be back: whether it is here, since nobody knows more."""
    found = _BACK_ASIDE.search(message.plain) or _BACK.search(message.plain)
    if found is None:
        return None
    what = bared(read(message.group(found, "what"))).text
    plain = " ".join(read(what).words)
    if not plain or _NOT_A_BOOK.fullmatch(plain):
        return None
    wanted = wanted_in(what, context)
    if not context.shown and _IT.fullmatch(plain):
        return Understood(Intent.STOCK, Slots())
    return Understood(Intent.STOCK, wanted) if wanted.named() else None


_OF_BOOKS = frozenset(
    {
        Intent.DETAILS, Intent.STOCK, Intent.PRICE, Intent.ORDER_INTENT, Intent.SEARCH_TITLE,
        Intent.SEARCH_SERIES, Intent.RECOMMEND, Intent.TELL_ME_WHEN, Intent.SEARCH_AUTHOR,
        Intent.COMPARE, Intent.UNCLEAR, Intent.SMALL_TALK, Intent.NEWEST,
    }
)  # fmt: skip
_OF_ALL = frozenset({Intent.DETAILS, Intent.STOCK, Intent.PRICE, Intent.ORDER_INTENT})


def as_shown(understood: Understood, text: str, context: Context) -> Understood:
    """A reading, put right by the list that was shown: a place it has not, all of its books."""
    if not context.shown or understood.intent not in _OF_BOOKS:
        return understood
    slots, message = understood.slots, read(text)
    if not slots.series and (place := _beyond(message, context)):
        if understood.intent in _UNSURE:
            return Understood(Intent.DETAILS, Slots(beyond=place))
        return replace(understood, slots=Slots(action=slots.action, beyond=place))
    if understood.intent in _OF_ALL and _is_of_all(slots, message, context):
        titles = tuple(book.title for book in context.shown)
        return replace(understood, slots=replace(slots, title=None, titles=titles))
    return understood


_UNSURE = frozenset({Intent.UNCLEAR, Intent.SMALL_TALK, Intent.NEWEST, Intent.COMPARE})


def _is_of_all(slots: Slots, message: Wording, context: Context) -> bool:
    """Whether "they" are the books that were shown: nothing else is named, none of them alone."""
    if slots.action in {"cancel", "status"}:
        return False
    if len(context.shown) < 2 or slots.titles or slots.author or slots.series or slots.isbn:
        return False
    if _SPEAKS_OF_MANY.search(message.plain) is None:
        return False
    return slots.title is None or slots.title == spoken_of(context).title


def _beyond(message: Wording, context: Context) -> int | None:
    """The place of the list that a message points at, if the list that was shown ends before it."""
    for rule in _PLACE_OF_NONE:
        if found := rule.search(message.plain):
            place = number_of(found["place"])
            return place if place is not None and place > len(context.shown) else None
    return None
