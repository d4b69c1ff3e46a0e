"""What a message names, when it is known what it asks for. Pure.

The names are those that were learned to be told (`naming.py`); what the rules read is taken where
they found the same intent and nothing was told; what only points at something ("that one", "hers")
is looked for among the books that were shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from maneki.assistant.about_filters import filter_in
from maneki.assistant.about_shop import day_in
from maneki.assistant.families import families_of
from maneki.assistant.genres import genre_in
from maneki.assistant.isbns import isbn_in
from maneki.assistant.meaning import (
    LAST_POSITION,
    Context,
    Intent,
    ShownBook,
    Slots,
    Understood,
)
from maneki.assistant.names import is_name
from maneki.assistant.naming import is_without_words, named_in, tagged
from maneki.assistant.numbers import CARDINAL, ORDINAL, number_of
from maneki.assistant.pointing import books_pointed_at, spoken_of
from maneki.assistant.wanted import copies_in, wanted_in
from maneki.assistant.wording import Wording, read

Names = dict[str, list[str]]

_LONGEST_POINT = 4
"""Words that point at a book: "the last one of them" is as long as it gets."""
_POSITION = re.compile(
    rf"\b(?:(?:book|volume|vol|part|number|no|#|band|teil|tomo|libro) ?#? ?)(?P<n>{CARDINAL})\b"
    rf"|\b(?P<o>{ORDINAL})\b|# ?(?P<h>\d{{1,3}})|\b(?P<d>\d{{1,3}})\b|(?P<j>\d{{1,3}}) ?巻"
    rf"|\b(?P<c>{CARDINAL})[ |,]*$"
)
_LAST = re.compile(
    r"\b(?:last|final|concluding|closing|letzten?|letzter|último|última)\b|最終巻|最新刊"
)
_OPENER = re.compile(r"\b(?:opener|starter|opening (?:book|volume))\b")
_SPOKEN = {
    "erste": 1, "ersten": 1, "erster": 1, "zweite": 2, "zweiten": 2, "dritte": 3, "dritten": 3,
    "primero": 1, "primer": 1, "primera": 1, "segundo": 2, "segunda": 2, "tercero": 3, "tercer": 3,
    "tercera": 3, "cuarto": 4, "cuarta": 4,
}  # fmt: skip


def filled(
    message: Wording, context: Context, *, label: str, found: Understood, is_same: bool
) -> Slots:
    """The slots of a message that asks for `label`. `found` is how the rules read it, and
    `is_same` whether they took it for the same.
    """
    intent, _, about = label.partition(".")
    names = {kind: list(said) for kind, said in tagged(
        named_in(message, context, label=label, read_as=found.slots)
    ).items()}  # fmt: skip
    fill = _FILLS.get(Intent(intent))
    read_as = found.slots if is_same else Slots()
    is_theirs = is_same and is_without_words(message)
    slots = read_as if fill is None or is_theirs else fill(message, context, names, read_as)
    if intent == Intent.POLICY:
        return replace(slots, topic=about)
    return replace(slots, action=about) if intent == Intent.ORDER_INTENT else slots


def _author(message: Wording, context: Context, names: Names, read_as: Slots) -> Slots:
    pointed = _pointed(message, context)
    said = (_one(names, "author", "like"), read_as.author)
    named = next((one for one in said if one and not _is_pronoun(one, context)), None)
    author = (pointed[0].author if pointed and _is_far(message, names) else None) or (
        named or _author_of(message, context)
    )
    copies, _ = copies_in(message)
    return Slots(author=author, genre=_genre(message, author), max_price=copies.max_price)


def _is_pronoun(name: str, context: Context) -> bool:
    """Whether what was taken for a name only stands for what was shown: hers, that already."""
    words = read(name).words
    return bool(context.shown and words) and words[0] in _PRONOUNS and {*words} <= _BESIDE


_PRONOUNS = frozenset(
    {"it", "that", "this", "hers", "her", "his", "him", "he", "she", "theirs", "them", "their"}
)
_BESIDE = _PRONOUNS | {
    "already", "one", "a", "lot", "before", "too", "once", "and", "stuff", "books", "ones", "last",
    "week", "year", "so", "good", "loved", "liked", "adored", "book", "much", "really",
}  # fmt: skip


def _is_far(message: Wording, names: Names) -> bool:
    """Whether an author is only pointed at: the guy from the second one."""
    return (
        not names["author"]
        or _WHO_WROTE.search(" ".join(read(names["author"][0]).words)) is not None
    )


_WHO_WROTE = re.compile(
    r"\b(?:author|guy|woman|man|lady|writer|one|number|his|her|same|that|this)\b"
)


def _title(message: Wording, context: Context, names: Names, read_as: Slots) -> Slots:
    if isbn := isbn_in(message.text):
        return Slots(isbn=isbn)
    title = _one(names, "title", "series", "like") or read_as.title
    return Slots(
        title=title or _all(message),
        author=_one(names, "author") or (None if names["title"] else read_as.author),
        max_price=copies_in(message)[0].max_price,
    )


def _series(message: Wording, context: Context, names: Names, read_as: Slots) -> Slots:
    series = _one(names, "series")
    title = None if series else _one(names, "title")
    if series is None and title is None and not _is_pointing(read_as, context):
        series, title = read_as.series, read_as.title
    if series and title is None and context.heard and _SAME.search(" ".join(read(series).words)):
        series = None
    if series is None and title is None and _position(message, None) and context.heard:
        series = wanted_in(context.heard, Context()).series
    if series is None and title is None and context.shown:
        title = (_pointed(message, context) or (spoken_of(context),))[0].title
    position = _position(message, series or title) if series else None
    return Slots(series=series, title=title, position=position)


_SAME = re.compile(r"^(?:(?:that|this|the|same|them|it) ?)+$")


def _genre_alone(message: Wording, context: Context, names: Names, read_as: Slots) -> Slots:
    copies, _ = copies_in(message)
    genre = _genre(message, None) or read_as.genre or _genre(read(context.heard), None)
    return replace(copies, genre=genre, quantity=None)


def _newest(message: Wording, context: Context, names: Names, read_as: Slots) -> Slots:
    author = _one(names, "author", "like") or read_as.author
    if context.shown and author and _WHO_WROTE.search(" ".join(read(author).words)):
        author = _author_of(message, context)
    genre = _genre(message, author)
    if author is None and genre is None and _HIS.search(message.plain):
        author = _author_of(message, context)
    elif author is None and genre is None and _THOSE.search(message.plain):
        genre = _genre(read(context.heard), None)
    return Slots(author=author, genre=genre)


_HIS = re.compile(r"\b(?:his|her|hers|their|theirs|he|she|him|author|writer|same)\b|彼|同じ")


_THOSE = re.compile(r"\b(?:ones?|those|these|them|newer)\b")


def _recommend(message: Wording, context: Context, names: Names, read_as: Slots) -> Slots:
    said = (_one(names, "like", "title"), read_as.like)
    like = next((one for one in said if one and not _is_pronoun(one, context)), None)
    if like is None and context.shown and _LIKE_IT.search(message.plain):
        like = (_pointed(message, context) or (spoken_of(context),))[0].title
    mood = _one(names, "mood") or (read_as.mood if like is None else None)
    copies, _ = copies_in(message)
    genre = _genre(message, like) or read_as.genre
    return replace(
        copies, like=like, mood=mood, genre=genre, author=_one(names, "author"), quantity=None
    )


_LIKE_IT = re.compile(r"\b(?:like|similar|more)\b|みたい|似")


def _book(message: Wording, context: Context, names: Names, read_as: Slots) -> Slots:
    copies, _ = copies_in(message)
    if isbn := isbn_in(message.text):
        return replace(copies, isbn=isbn)
    titles, author = _parted(message, names)
    if pointed := () if titles else _pointed(message, context):
        titles = [one.title for one in pointed]
    elif not titles and (read_as.title or read_as.titles) and not _is_pointing(read_as, context):
        return replace(copies, title=read_as.title, titles=read_as.titles, author=read_as.author)
    elif not titles and context.shown and _speaks_of_one(message, read_as):
        titles = [spoken_of(context).title]
    return replace(
        copies,
        title=titles[0] if len(titles) == 1 else None,
        titles=tuple(titles) if len(titles) > 1 else (),
        author=author,
    )


def _parted(message: Wording, names: Names) -> tuple[list[str], str | None]:
    """The titles, and the author: somebody's name behind the first title is no second title."""
    titles, author = names["title"] or names["series"], _one(names, "author")
    if len(titles) > 1 and author is None:
        people = [one for one in titles[1:] if is_name(one) or _is_by(message, one)]
        author = people[0] if people else None
        titles = [one for one in titles if one not in people]
    if len(titles) > 1 and not _SEVERAL.search(message.plain):
        titles = [max(titles, key=len)]
    return titles, author


def _is_by(message: Wording, name: str) -> bool:
    before = message.text[: message.text.find(name)].rstrip().casefold()
    return before.endswith((" by", " von", " de", " from"))


_SEVERAL = re.compile(r"\b(?:and|both|or|each|between|together|plus|y|e|und|oder|o)\b|と")


def _watched(message: Wording, context: Context, names: Names, read_as: Slots) -> Slots:
    copies, rest = copies_in(message)
    if isbn := isbn_in(message.text):
        return replace(copies, isbn=isbn)
    title, series = _one(names, "title"), _one(names, "series")
    if title and _A_PRICE.fullmatch(" ".join(read(title).words)):
        title = None
    if title and read_as.position and _is_called(title, read_as.series):
        title, series = None, read_as.series
    author = _one(names, "author", "like")
    genre = _genre(message, title or series or author)
    pointed = () if title or series or author or genre else _pointed(message, context)
    if not (title or series or author or genre or pointed) and not _is_pointing(read_as, context):
        title, series, author = read_as.title, read_as.series, read_as.author
    if not (title or series or author or genre) and context.shown:
        book = (pointed or (spoken_of(context),))[0]
        if _OF_THEIRS.search(message.plain):
            author = book.author
        else:
            title = book.title
    position = _position(rest, series) if series else None
    return replace(
        copies, title=title, series=series, author=author, genre=genre, position=position,
        quantity=None, by=read_as.by,
    )  # fmt: skip


def _is_called(title: str, series: str | None) -> bool:
    """Whether what was taken for a title is the series that the rules read."""
    return title.casefold().removeprefix("the ") == (series or "").casefold().removeprefix("the ")


_A_PRICE = re.compile(r"(?:(?:the|its|that) )?(?:prices?|costs?|number|no)(?: (?:tag|of|on|for))*")
_OF_THEIRS = re.compile(
    r"\b(?:by|of|from) (?:him|her|hers|his|them)\b|\b(?:she|he) (?:writes|has)\b"
)


def _day(message: Wording, context: Context, names: Names, read_as: Slots) -> Slots:
    return Slots(day=read_as.day or day_in(message))


def _filter(intent: Intent) -> Callable[[Wording, Context, Names, Slots], Slots]:
    def fill(message: Wording, context: Context, _names: Names, read_as: Slots) -> Slots:
        return Slots(filter=read_as.filter or filter_in(message, context, intent))

    return fill


_FILLS: dict[Intent, Callable[[Wording, Context, Names, Slots], Slots]] = {
    Intent.SEARCH_AUTHOR: _author,
    Intent.SEARCH_TITLE: _title,
    Intent.SEARCH_SERIES: _series,
    Intent.SEARCH_GENRE: _genre_alone,
    Intent.NEWEST: _newest,
    Intent.RECOMMEND: _recommend,
    Intent.DETAILS: _book,
    Intent.STOCK: _book,
    Intent.PRICE: _book,
    Intent.ORDER_INTENT: _book,
    Intent.TELL_ME_WHEN: _watched,
    Intent.HOURS: _day,
    Intent.PAUSE_FILTER: _filter(Intent.PAUSE_FILTER),
    Intent.RESUME_FILTER: _filter(Intent.RESUME_FILTER),
}


def _is_pointing(read_as: Slots, context: Context) -> bool:
    """Whether the rules took for a name what can only point at a shown book."""
    name = read_as.title or read_as.author or read_as.series or ""
    if not context.shown or any(name == one.title for one in context.shown):
        return False
    return _POINTER.search(" ".join(read(name).words)) is not None


_POINTER = re.compile(
    r"^$|^(?:i|you|u|we)$|\b(?:it|its|him|her|hers|his|them|that|this|those|these|ones?|same|both)\b"
)


def _speaks_of_one(message: Wording, read_as: Slots) -> bool:
    """An order of their own need not be of the book that was shown: where is my order."""
    return read_as.action not in {"status", "cancel"} or _OF_THAT.search(message.plain) is not None


_OF_THAT = re.compile(r"\b(?:it|that|this|one|them|those)\b")


def _one(names: Names, *kinds: str) -> str | None:
    return next((names[kind][0] for kind in kinds if names[kind]), None)


def _all(message: Wording) -> str | None:
    return message.said(0, len(message.plain)) or None


def _genre(message: Wording, name: str | None) -> str | None:
    """The genre of a message that is no word of the name in it."""
    rest = message
    if name and (at := message.text.casefold().find(name.casefold())) >= 0:
        rest = read(f"{message.text[:at]} {message.text[at + len(name) :]}")
    known = genre_in(rest)
    return known[0] if known else None


def _author_of(message: Wording, context: Context) -> str | None:
    if not context.shown:
        return None
    return (_pointed(message, context) or (spoken_of(context),))[0].author


def _position(message: Wording, name: str | None) -> int | None:
    text = message.text
    if name and (at := text.casefold().find(name.casefold())) >= 0:
        text = f"{text[:at]} | {text[at + len(name) :]}"
    plain = read(text).plain
    if _LAST.search(plain):
        return LAST_POSITION
    if _OPENER.search(plain):
        return 1
    spoken = next((_SPOKEN[word] for word in plain.split() if word in _SPOKEN), None)
    found = list(_POSITION.finditer(plain))
    said = next((group for group in found[-1].groups() if group), None) if found else None
    return spoken or (number_of(said.replace(" ", "")) if said else None)


def _pointed(message: Wording, context: Context) -> tuple[ShownBook, ...]:
    """The shown books that some words of a message point at, the longest stretch first: by their
    place, or by a word of their title or of their author's name.
    """
    words = message.words
    for length in range(min(_LONGEST_POINT, len(words)), 0, -1):
        for at in range(len(words) - length + 1):
            stretch = " ".join(words[at : at + length])
            if _WEAK.fullmatch(stretch):
                continue
            if pointed := books_pointed_at(stretch, context):
                return pointed
    return _by_a_word(message, context)


def _by_a_word(message: Wording, context: Context) -> tuple[ShownBook, ...]:
    if len(context.shown) == _MIDDLE and "middle" in message.words:
        return (context.shown[1],)
    said = {word for word in message.words if len(word) >= _TELLING and not families_of(word)}
    fitting = tuple(
        one for one in context.shown if said & set(read(f"{one.title} {one.author or ''}").words)
    )
    return fitting if len(fitting) == 1 else ()


_MIDDLE = 3
_TELLING = 4
"""Letters: a shorter word is too ordinary to tell one book from the others."""
_WEAK = re.compile(
    r"(?:it|that|this|they|them|those|these|him|her|one|copy|a copy|everything|all|1?\d"
    r"|(?:that|this|the|the same) (?:ones?|books?|titles?))(?: .*)?"
)
"""What points at whatever was spoken of: no place of its own."""
