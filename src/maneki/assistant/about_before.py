"""What goes on from what was said before: the author of the second one, volume 6, the same of the
other one, an answer to our own question. Pure.

All of it is said in so many words, so nothing is weighed against it.
"""

from __future__ import annotations

import re
from dataclasses import replace

from maneki.assistant import about_books
from maneki.assistant.genres import genre_of
from maneki.assistant.meaning import Context, Intent, ShownBook, Slots, Understood
from maneki.assistant.names import is_name
from maneki.assistant.numbers import CARDINAL, number_of
from maneki.assistant.pointing import books_pointed_at, is_shown, spoken_of
from maneki.assistant.series import volume_in
from maneki.assistant.wanted import bared, wanted_in
from maneki.assistant.wording import Wording, read

_SOMEBODY = (
    r"(?:author|writer|novelist|poet|guy|dude|man|woman|lady|girl|person|people|fellow|chap|bloke"
    r"|one|same)"
)
_WHO_WROTE = (
    rf"(?:the (?:same )?(?:{_SOMEBODY})(?: who| that| which)? ?"
    r"(?:wrote|writes|did|made|penned|created|of|behind|from)"
    r"|who ?ever (?:wrote|did|made|penned))"
)
_WORKS = (
    r"(?:books?|novels?|stuff|things?|works?|ones?|stor(?:y|ies)|titles?|writing|else|more|others?"
    r"|another|anything|something|everything|all|any|some|what|which)"
)
_TAIL = r"(?: (?:please|then|too|though|as well|in stock|at all|thanks|here|if any))*[ |,]*$"
_THEIR_OTHERS = (
    re.compile(rf"\b{_WORKS}(?: \w+){{0,2}}? (?:by|from|of) {_WHO_WROTE} (?P<what>[^|,]+?){_TAIL}"),
    re.compile(
        rf"\b(?:else|other|more|another)\b[^|,]*? (?:did|has|have|does|do|is|are) {_WHO_WROTE}"
        r" (?P<what>[^|,]+?)"
        rf" (?:write|written|wrote|do|done|publish(?:ed)?|put out|make|made|got|by){_TAIL}"
    ),
    re.compile(
        rf"\b(?:did|has|have|does|do) {_WHO_WROTE} (?P<what>[^|,]+?) "
        r"(?:(?:ever |also )?(?:write|written|wrote|do|done|publish(?:ed)?|have|got|make|made)) "
        rf"(?:anything|something|any|other|more|another)\b[^|,]*{_TAIL}"
    ),
    re.compile(
        rf"\b{_WORKS}(?: \w+){{0,2}}? (?:by|from|of) (?P<what>[^|,]+?) 's (?:author|writer){_TAIL}"
    ),
)


def by_their_author(message: Wording, context: Context) -> Understood | None:
    """Other books from the guy who wrote number 2; whose a title is, the catalogue knows."""
    for rule in _THEIR_OTHERS:
        found = rule.search(message.plain)
        if found is None:
            continue
        what = message.group(found, "what")
        is_new = _NEW.search(message.plain[: found.start("what")]) is not None
        intent = Intent.NEWEST if is_new else Intent.SEARCH_AUTHOR
        if book := _shown_as(what, context):
            slots = Slots(author=book.author) if book.author else Slots(title=book.title)
            return Understood(intent, slots)
        wanted = wanted_in(what, Context())
        if wanted.title or wanted.author:
            return Understood(intent, Slots(title=wanted.title or wanted.author))
    return None


_NEW = re.compile(r"\b(?:new|newer|newest|recent|recently|latest|upcoming)\b")


def _shown_as(what: str, context: Context) -> ShownBook | None:
    pointed = books_pointed_at(what, context)
    if pointed:
        return pointed[0]
    if not is_shown(what, context):
        return None
    key = " ".join(read(what).words)
    return next(one for one in context.shown if " ".join(read(one.title).words).startswith(key))


_GOING_ON = (
    r"(?:and|ok|okay|so|or|also|then|well|hmm+|what about|how about|what of|do you (?:have|got)"
    r"|have you got|you got|got|is there(?: a)?|is|any|there|thanks|cool|nice|great|,|\|)"
)
_VOLUME = re.compile(
    rf"^[ |,]*(?P<lead>(?:{_GOING_ON} )*)(?:the )?(?P<kind>volume|tome|band|tomo|issue|book|part"
    rf"|number|#)? ?(?:#|number )?(?P<n>{CARDINAL}|\d{{1,3}})"
    r"(?: (?:too|as well|please|then|in|in stock|available|there|though|yet|also|out|here"
    r"|on the shelf|now|is it|do you have (?:it|that)|thanks))*[ |,]*$"
)
_ALWAYS_VOLUMES = frozenset({"volume", "tome", "band", "tomo", "issue"})
_OF_A_BOOK = frozenset({"book", "part"})


def a_volume(message: Wording, context: Context) -> Understood | None:
    """And volume 6: of the series that was spoken of. A number is a place in a list if there is one
    to be seen.
    """
    found = _VOLUME.search(message.plain)
    if found is None:
        return None
    kind, position = found["kind"], number_of(found["n"])
    goes_on = _AND.search(found["lead"]) is not None
    if position is None or not _is_volume(kind, goes_on, position, context):
        return None
    return _volume_of(position, context)


def _is_volume(kind: str | None, goes_on: bool, position: int, context: Context) -> bool:
    if kind in _ALWAYS_VOLUMES:
        return True
    if len(context.shown) > 1 and position <= len(context.shown):
        return False
    if kind in _OF_A_BOOK:
        return len(context.shown) < 2 or _series_before(context) is not None
    is_of_volumes = _series_before(context) is not None and not _WE_COUNT.search(context.said)
    return is_of_volumes and position > 1 and (goes_on or kind is not None)


_AND = re.compile(r"\b(?:and|or|also|about|of|any|got|have)\b")
_WE_COUNT = re.compile(r"\b(?:how many|how much|what number|which number|which one)\b", re.I)


def _volume_of(position: int, context: Context) -> Understood | None:
    if series := _series_before(context):
        return Understood(Intent.SEARCH_SERIES, Slots(series=series, position=position))
    if not context.shown:
        return None
    slots = Slots(title=spoken_of(context).title, position=position)
    return Understood(Intent.SEARCH_SERIES, slots)


def _series_before(context: Context) -> str | None:
    """The series of which a volume was named or shown, by its number."""
    heard = wanted_in(context.heard, Context()) if context.heard else Slots()
    if heard.series:
        return heard.series
    titles = [spoken_of(context).title] if context.shown else []
    volumes = (volume_in(bared(read(title))) for title in titles)
    return next((one.series for one in volumes if one and one.position is not None), None)


_AND_WHAT = re.compile(
    r"^[ |,]*(?:(?:ok|okay|cool|thanks|great|nice|hmm+|so|well|,|\|) )*"
    r"(?:(?:and|or|but)(?: (?:what|how) about)?|(?:what|how) about|what of)(?: for)? "
    r"(?P<what>[^|]+?)(?: (?:then|please|too|as well|though))*[ |,]*$"
)


def asked_again(message: Wording, context: Context) -> Understood | None:
    """And the other one: what was asked of one book is asked of another."""
    found = _AND_WHAT.search(message.plain)
    pointed = books_pointed_at(message.group(found, "what"), context) if found else ()
    if len(pointed) != 1 or pointed[0] == _asked_about(context):
        return None
    asked = _asked_before(context)
    return Understood(asked, Slots(title=pointed[0].title)) if asked else None


def asked_of_another(
    message: Wording, found: Understood, context: Context, *, label: str
) -> Understood | None:
    """And Persepolis: a title that nothing is asked of, behind a question about another one.

    `label` is what the message most likely asks for by itself.
    """
    is_title = found.intent is Intent.SEARCH_TITLE and label in _OF_A_TITLE
    if not is_title or not found.slots.title or found.slots.author:
        return None
    said = _AND_WHAT.search(message.plain)
    asked = _asked_before(context) if said else None
    if asked is None or said is None:
        return None
    return Understood(asked, replace(found.slots, title=message.group(said, "what")))


_OF_A_TITLE = frozenset({"search_title", "details", "stock", "price", "search_series"})


def _asked_about(context: Context) -> ShownBook | None:
    """The book that the question before was about, if it was named there."""
    key = context.heard.casefold()
    named = [one for one in context.shown if one.title.casefold() in key]
    return named[0] if len(named) == 1 else None


def _asked_before(context: Context) -> Intent | None:
    """What the message before asked of one book: its price, or whether it is there."""
    before = read(context.heard)
    if not before.words:
        return None
    alone = Context(shown=context.shown)
    if about_books.price(before, alone):
        return Intent.PRICE
    return Intent.STOCK if about_books.stock(before, alone) else None


_WE_ASKED = re.compile(
    r"\b(?:tell|name|write|give)\b[^.?!\n]*\b(?:one|book|author|title|genre)\b[^.?!\n]*"
    r"\b(?:liked?|loved?|enjoy(?:ed)?)\b|\b(?:what|which)\b[^.!\n]*\b(?:liked|loved|enjoyed)\b"
    r"[^.!\n]*\?",
    re.IGNORECASE,
)
_HEDGES = re.compile(
    r"(?<![\w'])(?:i guess|i suppose|i think|i dunno|i do not know|idk|maybe|perhaps|probably"
    r"|definitely|def|um+|uh+|er+|erm|hmm+|well|oh|ok|lol|haha|let me think|let us say|say|like"
    r"|i (?:really |just |always )*(?:like|liked|love|loved|enjoy|enjoyed|adore|adored)"
    r"|i am (?:a )?(?:big )?(?:fan of|into)|big fan of|stuff by|anything by|something by|books? by"
    r"|something like|or something|or so|or whatever|mostly|mainly|for example|for instance|please"
    r"|thanks|my favou?rites? (?:is|are|was)|it was|was really good|was (?:good|great|amazing)|\|"
    r"|,)(?![\w'])"
)
_NO_ANSWER = re.compile(
    r"^ *(?:no|nope|nah|none|nothing|not|never ?mind|nvm|you|yes|yeah|yep|sure|help|stop|anything"
    r"|everything|whatever|any|no idea|dunno|hi|hello|hey|what|who|how|why|when|where|can|could|do"
    r"|does|is|are|will|would|i|we|my|it|that|this|cancel|thank you|cool|nice|great|just|later|bye"
    r"|browsing|looking)?(?: (?:of it|sure|browsing|looking|around|later|for now|in particular"
    r"|idea|really|you|much|at all|know|now|one|book|books))* *$"
)
_NAMES_ALONE = frozenset(
    {
        Intent.SEARCH_TITLE, Intent.SEARCH_AUTHOR, Intent.SEARCH_SERIES, Intent.SEARCH_GENRE,
        Intent.RECOMMEND, Intent.SMALL_TALK, Intent.UNCLEAR,
    }
)  # fmt: skip
_CHAT = frozenset({"small_talk", "unclear", "thanks", "greeting"})
_MAY_BE_NAMED = frozenset(
    {
        "search_title", "search_author", "search_series", "search_genre", "recommend", "details",
        "stock", "price", "small_talk", "unclear",
    }
)  # fmt: skip
_MOST_NAMED = 7
"""Words of a name or a title that answers a question."""


def as_we_asked(
    message: Wording, found: Understood, context: Context, *, label: str
) -> Understood | None:
    """Murakami I guess: the book, the author or the genre that we asked for.

    What asks for something else by any rule, or most likely (`label`), is that.
    """
    is_nothing_else = found.intent in _NAMES_ALONE and label in _MAY_BE_NAMED
    if not is_nothing_else or not _WE_ASKED.search(context.said) or "?" in message.text:
        return None
    hedged = _HEDGES.sub(lambda found: " " * len(found[0]), message.plain)
    rest = hedged.strip()
    if not rest or _NO_ANSWER.match(rest) or len(rest.split()) > _MOST_NAMED:
        return None
    start = hedged.index(rest)
    name = message.said(start, start + len(rest))
    if not name or books_pointed_at(name, context):
        return None
    if label in _CHAT and rest == message.plain.strip(" |,") and not is_name(name):
        return None
    known = genre_of(read(name))
    return Understood(Intent.RECOMMEND, Slots(genre=known) if known else Slots(like=name))
