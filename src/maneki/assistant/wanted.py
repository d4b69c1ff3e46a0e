"""Which books a phrase names: title, author, series, genre, and what kind of copy. Pure.

A phrase is what stands in the place of a book in a sentence: "do you have … in hardcover?". What
is wrapped around a name (a copy of, the book called, please) is taken off first, then the copy is
read (hardcover, under $20), and what remains is tried as one thing after the other.
"""

from __future__ import annotations

import re
from dataclasses import replace

from maneki.assistant.genres import GENRE, genre_in, genre_of
from maneki.assistant.isbns import isbn_in
from maneki.assistant.meaning import Context, ShownBook, Slots
from maneki.assistant.names import is_name, without_genitive
from maneki.assistant.numbers import CARDINAL, number_of
from maneki.assistant.pointing import books_pointed_at
from maneki.assistant.series import is_series, volume_in
from maneki.assistant.wording import Wording, read

LONGEST_TITLE = 200
BOOKS = r"(?:books?|novels?|stories|titles?|works?|stuff|things?|reads?|writing|releases?|copies)"

_FORMATS = (
    ("paperback", re.compile(
        r"\b(?:in |as |only |a |an |the )*(?:mass market |trade )?(?:paper ?backs?|tapa blanda"
        r"|taschenb(?:uch|ücher))\b(?: (?:only|editions?|copy|copies|versions?|of))*"
        r"|文庫(?:本|版)?")),
    ("hardcover", re.compile(
        r"\b(?:in |as |only |a |an |the )*(?:hard ?(?:covers?|backs?)|tapa dura)\b(?: (?:only"
        r"|editions?|copy|copies|versions?|of))*|ハードカバー|単行本")),
)  # fmt: skip
_MONEY = (
    r"(?:[$¥€£] ?)?(?P<money>\d+(?:[.,]\d+)*)(?: ?(?:dollars?|bucks?|usd|yen|euros?|quid"
    r"|pounds?))?"
)
_MOST = (
    re.compile(
        rf"\b(?:is |are |for |that are |and |costing |priced |drops? |goes |falls |gets "
        rf"|dips |to )*(?:under|below|less than|up to|max(?:imum)?(?: of)?|cheaper than"
        rf"|at most|(?:no|not|nothing) (?:more than|over|above)|within|beneath|<|unter|por menos de"
        rf"|menos de) {_MONEY}"),
    re.compile(
        rf"(?:for )?{_MONEY} (?:or (?:less|under|cheaper|below)|and under|max(?:imum)?|tops"
        rf"|at most)\b"),
    re.compile(
        r"(?:for )?(?:[$¥€£] ?(?P<money>\d+(?:[.,]\d+)*)|(?P<money2>\d+(?:[.,]\d+)*) ?(?:dollars?"
        r"|bucks?|usd|yen|euros?|quid|pounds?)) (?:under|below|less)(?=[ |,]*$| [|,] )"),
    re.compile(r"(?P<money>\d+(?:,\d{3})*) ?円(?:以下|未満|以内|まで)(?:の|で)?"),
)  # fmt: skip
_HEAD = re.compile(
    r"^[ |,]*(?:(?:any|some|a|an|the|another|one|your|my|me|of|just|maybe|still|also|even|like) )*?"
    r"(?:(?:more |new |used |cheap |signed |first |second hand )*"
    r"(?:copy|copies|editions?|volumes|a book|books?|novels?|something|one|a title|title)"
    r",? (?:of|called|titled|named|entitled) )"
)
_BEFORE = re.compile(
    r"^[ |,]*(?:(?:any|some|much|many|please|just|maybe|still|also|even|used|signed|actually|um|uh"
    r"|like|for|the (?:book|novel|title)(?= [a-z0-9]+ by)|book(?= called)|called) )+"
)
_AFTER = re.compile(
    r"[ |,]+(?:(?:is|are|was) (?:still |back |even |now )*(?:in|in stock|available|there|here)"
    r"|in stock|in store|(?:in|at) (?:the|your) (?:shop|store)|(?:on|off) (?:the"
    r"|your) shel(?:f|ves)|on hand|available"
    r"|(?:for )?(?:today|tomorrow|tonight|now)|right now|at the moment|currently|yet"
    r"|again|by any chance"
    r"|please|thanks|thank you|for me|lol|haha|at all|left|anywhere|finally|still|or not|anymore"
    r"|any more|in there|there|around|back|back in|here|for sale|though|then|no spoilers"
    r"|without spoilers"
    r"|spoiler free|if possible|if you (?:have|can|could).*|asap|okay|ok|man|dude"
    r"|anywhere|or something"
    r"|(?:that |which )?(?:do |have )?you (?:have|got|carry|sell|stock)|in case|you know"
    r"|i think|handy|these days|this week|next|used|second hand|signed"
    r"|autographed|(?:as (?:a |an )?|on |in )?(?:audio ?books?|audio|e ?books?|kindle))[ |,]*$"
)
_TITLE_BY = re.compile(
    r" (?P<title>[^|]+?),? (?:by|written by|from the author) (?P<author>[^|,]+?)[ |,]*$"
)
_BY = re.compile(
    rf"^[ |,]*(?:(?:any|some|all|the|every|other|more|a|an|one|good|everything|anything"
    rf"|something|{BOOKS}) )*"
    r"(?:anything|something|everything|one|more|else|others?|the (?:one|ones)|"
    rf"{BOOKS})?(?: else)?,? ?(?:written )?(?:by|from) (?P<author>[^|,]+?)(?: books?)?[ |,]*$"
)
_NO_AUTHORS = re.compile(
    r"(?:any chance|(?:your|my|our|his|her) \w+|now|then|tomorrow|today|\w+day|the way"
    r"|mistake|chance|accident|you|me|(?:the|this|next|last) \w+"
    r"|(?:now|chance|night|day|force|design|nature)\b.*)"
)
_OWNERS = re.compile(r" (?P<author>[^|,]+?) 's (?P<title>[^|]+?)[ |,]*$")
_AUTHORS_BOOKS = re.compile(
    rf"^[ |,]*(?:any |some |all |other |more |the |everything )*(?P<author>[^"
    rf"|,]+?)(?: 's)? (?:(?:new|other|old|best|first|signed|used|early|short"
    rf"|latest) )*{BOOKS}[ |,]*$"
)
_SOMETHINGS_BOOKS = re.compile(
    r"^[ |,]*(?:any |some |all |other |more |the )*(?P<series>[^|,]+?) (?:books|novels)[ "
    r"|,]*$"
)
_GENRE_BOOKS = re.compile(
    rf"^[ |,]*(?:(?:any|some|all|other|more|the|your|a|good|great|of|new|cool|decent|nice"
    rf"|cheap|used|anything|something|in) )*"
    rf"(?P<genre>{GENRE})(?: (?:{GENRE}))*(?:の)?(?:小説|の?本|作品)?(?: (?:{BOOKS}|本"
    rf"|section|shel(?:f|ves)|aisle"
    rf"|genre|fiction|collection|for .*))*(?:本)?(?:を|は|が)?[ |,]*$"
)
_NEXT = re.compile(
    r"^[ |,]*(?:the |a |an |any )*(?:next|new|newest|latest|upcoming|other|another"
    r"|more) (?P<author>[^|,]+?)(?: (?:book|novel|one|release|title))?s?[ |,]*$"
)
_WHAT_ABOUT = re.compile(r"^[ |,]*(?:(?:what|how) about|what of|and|or|ok)(?= )")
_QUOTED = re.compile(r"[\"“”„«「『]\s*(?P<title>[^\"“”«»「」『』]{1,200}?)\s*[\"“”»」』]")
_TWO = re.compile(
    r"^[ |,]*(?:both (?P<one>[^|,]+?),? and (?P<other>[^|,]+?)"
    r"|either (?P<this>[^|,]+?),? or (?P<that>[^|,]+?))[ |,]*$"
)
_QUANTITY = re.compile(rf"\b(?P<quantity>{CARDINAL}) (?:more )?(?:copies|copy|x)\b(?: of)?")


def copies_in(phrase: Wording) -> tuple[Slots, Wording]:
    """What is said of the copy (format, price, how many), and the phrase without it."""
    slots = Slots()
    for name, rule in _FORMATS:
        if found := rule.search(phrase.plain):
            slots, phrase = replace(slots, format=name), phrase.without(found)
    for rule in _MOST:
        if found := rule.search(phrase.plain):
            said = found["money"] or found["money2"]
            price = float(said.replace(",", ""))
            slots, phrase = replace(slots, max_price=price), phrase.without(found)
            break
    if found := _QUANTITY.search(phrase.plain):
        slots = replace(slots, quantity=number_of(found["quantity"]))
        phrase = phrase.without(found)
    return slots, phrase


def with_copies(slots: Slots, message: Wording) -> Slots:
    """What was asked for, with the format and the price that are said anywhere in the message."""
    copies, _ = copies_in(message)
    return replace(slots, format=copies.format, max_price=copies.max_price)


MOST_WRAPPINGS = 12
"""Rounds of taking off what is wrapped around a title: nobody says please more often."""


def bared(phrase: Wording) -> Wording:
    """A phrase without what people wrap around a title."""
    for _ in range(MOST_WRAPPINGS):
        before = phrase.text
        for rule in (_HEAD, _BEFORE, _AFTER):
            found = rule.search(phrase.plain)
            if found and found[0].strip() != phrase.plain.strip() and not _is_set(phrase, found):
                phrase = phrase.without(found)
        if phrase.text == before:
            break
    return phrase


def _is_set(phrase: Wording, found: re.Match[str]) -> bool:
    """Whether the end of a phrase is set like the title it may be part of: ..., and Tomorrow."""
    return found.re is _AFTER and phrase.said(*found.span())[:1].isupper()


def other_one(message: Wording, context: Context) -> ShownBook | None:
    """The one of several shown books a message only points at: what about the second one."""
    found = _WHAT_ABOUT.match(message.plain)
    pointed = books_pointed_at(bared(message.without(found) if found else message).text, context)
    return pointed[0] if len(context.shown) > 1 and len(pointed) == 1 else None


def wanted_in(text: str, context: Context) -> Slots:
    """What a phrase in the place of a book names; no slot if it names nothing."""
    if isbn := isbn_in(text):
        return Slots(isbn=isbn)
    copies, phrase = copies_in(read(text))
    phrase = bared(phrase)
    pointed = books_pointed_at(phrase.text, context)
    if len(pointed) == 1:
        return replace(copies, title=pointed[0].title)
    if pointed:
        return replace(copies, titles=tuple(book.title for book in pointed))
    for reading in (_two, _quoted, _by_somebody, _volume, _of_a_genre, _of_somebody, _title):
        if slots := reading(phrase):
            return _merged(slots, copies)
    return copies


def _merged(slots: Slots, copies: Slots) -> Slots:
    return replace(
        slots, format=copies.format, max_price=copies.max_price, quantity=copies.quantity
    )


def _two(phrase: Wording) -> Slots | None:
    """Both X and Y; either X or Y."""
    found = _TWO.search(phrase.plain)
    if found is None:
        return None
    said = (phrase.group(found, name) for name in ("one", "other", "this", "that"))
    return Slots(titles=tuple(title for title in said if title))


def _quoted(phrase: Wording) -> Slots | None:
    found = _QUOTED.search(phrase.text)
    if found is None or re.search(r"\w", found["title"]) is None:
        return None
    behind = re.match(r"\W*by (?P<author>[^,?!|]+)", phrase.text[found.end() :])
    author = bared(read(behind["author"])).text.strip(" .") if behind else None
    return Slots(title=found["title"].strip(" ,.?!"), author=author)


def _by_somebody(phrase: Wording) -> Slots | None:
    """Anything by Y; X by Y; Y's X."""
    found = _BY.search(phrase.plain)
    if found and not _NO_AUTHORS.fullmatch(found["author"]):
        return _by_author(phrase, found)
    found = _TITLE_BY.search(phrase.plain)
    if found and not _NO_AUTHORS.fullmatch(found["author"]) and len(found["author"].split()) <= 6:
        title, author = phrase.group(found, "title"), phrase.group(found, "author")
        genre = _of_a_genre(read(title))
        return replace(genre or Slots(title=title), author=author)
    found = _OWNERS.search(phrase.plain)
    if found and is_name(found["author"]) and not re.fullmatch(BOOKS, found["title"]):
        return Slots(title=phrase.group(found, "title"), author=phrase.group(found, "author"))
    return None


def _by_author(phrase: Wording, found: re.Match[str]) -> Slots:
    author = phrase.group(found, "author")
    before = genre_in(read(phrase.said(0, found.start("author"))))
    return Slots(author=author, genre=before[0] if before else None)


def _volume(phrase: Wording) -> Slots | None:
    volume = volume_in(phrase)
    if volume is None or genre_of(read(volume.series)):
        return None
    if is_name(volume.series):
        return Slots(author=volume.series) if volume.position is None else None
    return Slots(series=volume.series, position=volume.position)


def _of_a_genre(phrase: Wording) -> Slots | None:
    found = _GENRE_BOOKS.search(phrase.plain)
    known = genre_in(phrase) if found else None
    return Slots(genre=known[0]) if known else None


def _of_somebody(phrase: Wording) -> Slots | None:
    """An author by name, perhaps with a genre behind it; or the books of a series."""
    if (known := genre_in(phrase)) and (slots := _before_a_genre(phrase, known)):
        return slots
    if slots := _named(phrase, phrase.text):
        return slots
    for rule in (_AUTHORS_BOOKS, _NEXT):
        found = rule.search(phrase.plain)
        if found and (slots := _named(phrase, phrase.group(found, "author"))):
            return slots
    found = _SOMETHINGS_BOOKS.search(phrase.plain)
    name = phrase.group(found, "series") if found else ""
    return Slots(series=name) if name and is_series(name) else None


def _named(phrase: Wording, name: str) -> Slots | None:
    bare = without_genitive(re.sub(r"['’]s?$", "", name.strip()))
    return Slots(author=bare) if is_name(bare) else None


def _before_a_genre(phrase: Wording, known: tuple[str, re.Match[str]]) -> Slots | None:
    """Stephen King short stories."""
    genre, found = known
    rest = phrase.plain[found.end() :].strip(" |,")
    if rest and not re.fullmatch(BOOKS, rest):
        return None
    slots = _named(phrase, phrase.said(0, found.start()))
    return replace(slots, genre=genre) if slots else None


def _title(phrase: Wording) -> Slots | None:
    text = phrase.said(0, len(phrase.plain))[:LONGEST_TITLE]
    return Slots(title=text) if text else None
