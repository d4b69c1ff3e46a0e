"""What only the catalogue can settle of a reading: one title or two, and where a title ends.

"War and Peace" is one book and "Dune and Mort" are two; "first lunar chronicles" is a volume, and
"First Blood" is not. Whoever has no list of all titles guesses here, so the list is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from maneki.assistant.foreign import asked_for
from maneki.assistant.genres import genre_in
from maneki.assistant.meaning import LAST_POSITION, Context, Intent, Slots, Understood
from maneki.assistant.numbers import ORDINAL, number_of
from maneki.assistant.slips import genre_meant, is_a_slip
from maneki.assistant.tongues import tongue_in
from maneki.assistant.tools import Tools
from maneki.assistant.tools.titles import Stretch
from maneki.assistant.wanted import LONGEST_TITLE, bared
from maneki.assistant.wording import read
from maneki.shop.query import BookQuery
from maneki.shop.words import key_of

_NAMES_BOOKS = frozenset({Intent.STOCK, Intent.PRICE, Intent.DETAILS, Intent.SEARCH_TITLE})
_OF_ONE = _NAMES_BOOKS | {Intent.ORDER_INTENT}
_MAY_NAME_SEVERAL = _OF_ONE | {Intent.UNCLEAR, Intent.SEARCH_AUTHOR, Intent.SEARCH_GENRE}
_MAY_BE_A_VOLUME = _NAMES_BOOKS | {Intent.SEARCH_SERIES, Intent.UNCLEAR}

_BETWEEN = re.compile(
    r"(?:,? by [\w.' -]{2,40}?)?\s*(?:[,;/&+]\s*)?"
    r"(?:(?:and|or|&|und|oder|y|e|o|u|et|ou|plus|nor|n|と|か)\b)?"
    r"(?:\s*(?:also|maybe|a copy of|the book|even))?\s*",
    re.IGNORECASE,
)
_JOINED = re.compile(r"\s(?:and|or|&|und|oder|y|et)\s", re.IGNORECASE)
_POINTS = frozenset(
    {
        "it", "that", "this", "they", "them", "these", "those", "you", "she", "he", "one", "both",
        "all", "some", "any", "what", "which", "we", "her", "him", "us", "and", "or", "in", "more",
    }
)  # fmt: skip
_LOOSE_ENDS = frozenset(
    {
        "a", "again", "ahí", "also", "any", "aquí", "are", "at", "auf", "back", "book", "called",
        "copies", "copy", "da", "disponible", "dort", "for", "got", "have", "here", "hier", "in",
        "is", "lager", "me", "noch", "now", "of", "on", "out", "please", "plz", "shelf", "some",
        "still", "stock", "the", "there", "today", "u", "vorrätig", "you", "your",
    }
)  # fmt: skip
"""What is said beside a title and is no part of it."""
_VOLUME = re.compile(
    rf"[ |,]*(?:the )?(?P<place>{ORDINAL}|last|final) (?:book (?:of|in) )?(?:the )?"
    r"(?P<series>[^|]+?)(?: (?:series|saga|books?|novels?|volumes?|one|manga))*[ |,]*"
)


async def settled(meant: Understood, text: str, context: Context, tools: Tools) -> Understood:
    """The reading as far as the catalogue bears it out, and as it has to be where it does not."""
    slots = meant.slots
    if slots.isbn or slots.step or slots.beyond or _is_pointed_at(slots, text):
        return meant
    if (
        slots.language
        and slots.title
        and (whole := await _with_its_tongue(slots.title, text, tools))
    ):
        return replace(meant, slots=replace(slots, title=whole, language=None))
    if (asked := asked_for(text)) and not slots.language and await _is_book(asked[1], tools):
        meant = Understood(asked[0], Slots(title=asked[1]))
    if other := await _otherwise(meant, text, tools):
        return other
    if meant.intent in _MAY_NAME_SEVERAL:
        meant = await _named_in(meant, text, context, tools)
    if meant.intent in _MAY_BE_A_VOLUME and not meant.slots.titles:
        return await _volume(meant, text, tools)
    return meant


async def _otherwise(meant: Understood, text: str, tools: Tools) -> Understood | None:
    """What the catalogue knows better: a title of nothing but days, a genre with a slip, who wrote
    what was named.
    """
    slots = meant.slots
    if meant.intent is Intent.HOURS and _is_of_days_alone(text) and await _is_book(text, tools):
        return Understood(Intent.SEARCH_TITLE, Slots(title=text))
    is_of_nobody = slots.author is None and meant.intent in _OF_SOMEBODY
    if slots.title and is_of_nobody and not await tools.books.is_title(text):
        return await _of_its_author(meant, slots.title, tools)
    is_unnamed = not slots.named_books() or slots.title == text
    genre = genre_meant(text) if is_unnamed and meant.intent in _MAY_BE_A_GENRE else None
    if genre is None or await tools.books.is_title(text):
        return None
    return Understood(Intent.SEARCH_GENRE, Slots(genre=genre), meant.confidence)


_OF_SOMEBODY = frozenset({Intent.SEARCH_AUTHOR, Intent.NEWEST})
_MAY_BE_A_GENRE = frozenset(
    {Intent.SEARCH_TITLE, Intent.SEARCH_GENRE, Intent.SEARCH_AUTHOR, Intent.SEARCH_SERIES,
     Intent.UNCLEAR}
)  # fmt: skip
_FEWEST_OF_DAYS = 3
_ASKS_FOR_HOURS = re.compile(
    r"[?？]|\b(?:open|opens|opened|closed?|closing|opening|hours|when|time|late|early|until|till|you"
    r"|what|how)\b",
    re.IGNORECASE,
)


def _is_of_days_alone(text: str) -> bool:
    """Whether days are named and nothing is asked of them: tomorrow, and tomorrow, and tomorrow."""
    return len(text.split()) >= _FEWEST_OF_DAYS and _ASKS_FOR_HOURS.search(text) is None


async def _of_its_author(meant: Understood, title: str, tools: Tools) -> Understood | None:
    """More by whoever wrote Beloved: by the author that the catalogue knows of it."""
    found = await tools.books.search(BookQuery(words=title))
    if found.is_near or not found.books or not found.meant[0].card.authors:
        return None
    author = found.meant[0].card.authors[0]
    return replace(meant, slots=replace(meant.slots, title=None, author=author))


_BUT_FOR_A_SLIP = 0.85


async def _is_book(name: str, tools: Tools) -> bool:
    """Whether a name is that of one book: by its title, or by hardly anything else."""
    if len(name) > LONGEST_TITLE:
        return False
    if await tools.books.is_title(name):
        return True
    row = _in_a_row(name, await tools.titles.within(name), Context())
    if len(row) > 1:
        return True
    found = await tools.books.search(BookQuery(words=name))
    return not found.is_near and len(found.meant) == 1 and found.meant[0].fit >= _BUT_FOR_A_SLIP


def _is_pointed_at(slots: Slots, text: str) -> bool:
    """Whether the title comes from the list that was shown and not from the message."""
    said = (slots.title, *slots.titles)
    return any(said) and not any(one.casefold() in text.casefold() for one in said if one)


async def _with_its_tongue(title: str, text: str, tools: Tools) -> str | None:
    """How to Swear in French: the whole of a title that names a language."""
    tongue = tongue_in(text)
    whole = f"{title} {tongue.said}" if tongue else ""
    return whole if whole and await tools.books.is_title(whole) else None


async def _named_in(meant: Understood, text: str, context: Context, tools: Tools) -> Understood:
    found = await tools.titles.within(text)
    row = _in_a_row(text, found, context)
    slots = meant.slots
    if len(row) > 1:
        return _of_several(meant, tuple(row))
    if slots.titles:
        whole = _around(text, slots.titles, found)
        return replace(meant, slots=replace(slots, title=whole, titles=())) if whole else meant
    if slots.title is None or meant.intent not in _OF_ONE:
        return _if_unnamed(meant, row, context)
    if title := _as_it_is_called(slots.title, text, found):
        return replace(meant, slots=replace(slots, title=title))
    halves = await _halves(slots, tools)
    return _of_several(meant, halves) if halves else meant


def _of_several(meant: Understood, titles: tuple[str, ...]) -> Understood:
    """What is asked, of each of these; of what only names them, all that is known."""
    is_asked = meant.intent in _OF_ONE and meant.intent is not Intent.SEARCH_TITLE
    slots = replace(meant.slots, title=None, titles=titles, author=None, genre=None)
    return replace(meant, intent=meant.intent if is_asked else Intent.DETAILS, slots=slots)


def _as_it_is_called(title: str, text: str, found: Mapping[Stretch, str]) -> str | None:
    """A title as far as the catalogue has it: the whole of it, and nothing beside it."""
    if whole := _around(text, (title,), found):
        return whole
    if any(key_of(title) == key_of(one) for one in found.values()):
        return title
    return _inside(text, title, found)


def _if_unnamed(meant: Understood, row: Sequence[str], context: Context) -> Understood:
    """The one title of a message that asks for a book and was read as naming none."""
    if len(row) == 1 and meant.intent is Intent.SEARCH_GENRE:
        # Crime and Punishment: a genre that is but a word of a title is none.
        is_title = len(row[0].split()) > 1 and genre_in(read(row[0])) is not None
        return Understood(Intent.SEARCH_TITLE, Slots(title=row[0])) if is_title else meant
    if context.shown or len(row) != 1 or meant.intent not in _NAMES_BOOKS:
        return meant
    if meant.slots.named_books():
        return meant
    return replace(meant, slots=replace(meant.slots, title=row[0]))


def _in_a_row(text: str, found: Mapping[Stretch, str], context: Context) -> list[str]:
    """The longest row of titles with nothing but "and", "or" or a comma between them."""
    best: list[str] = []
    row: list[str] = []
    end = -1
    for at in _each_once(text, found, context):
        between = text[end : at.start]
        is_joined = bool(row) and bool(between.strip()) and _BETWEEN.fullmatch(between) is not None
        row = [*row, found[at]] if is_joined else [found[at]]
        end = at.end
        best = max(best, row, key=len)
    return [*dict.fromkeys(best)]


def _each_once(text: str, found: Mapping[Stretch, str], context: Context) -> Iterator[Stretch]:
    """The titles of a text from its beginning, at each place the longest."""
    end = 0
    for at in sorted(found, key=lambda one: (one.start, -one.end)):
        if at.start < end or _points(text, at, context):
            continue
        end = at.end
        yield at


def _points(text: str, at: Stretch, context: Context) -> bool:
    """Whether a word that is a title, too, only points here or asks: it, you."""
    said = text[at.start : at.end]
    is_set = said[:1].isupper() and at.start > 0 and not context.shown
    return said.casefold() in _POINTS and not is_set


def _around(text: str, titles: Sequence[str], found: Mapping[Stretch, str]) -> str | None:
    """The longest title of the catalogue that has all of these in it, and more than these."""
    places = [text.casefold().find(one.casefold()) for one in titles]
    if min(places) < 0:
        return None
    start = min(places)
    end = max(place + len(one) for place, one in zip(places, titles, strict=True))
    wider = [at for at in found if at.start <= start and end <= at.end]
    wider = [at for at in wider if at.end - at.start > end - start]
    return found[max(wider, key=lambda at: at.end - at.start)] if wider else None


def _inside(text: str, title: str, found: Mapping[Stretch, str]) -> str | None:
    """The title of the catalogue in a stretch that has but loose ends beside it: Dune in."""
    start = text.casefold().find(title.casefold())
    if start < 0:
        return None
    end = start + len(title)
    inner = [at for at in found if start <= at.start and at.end <= end]
    inner = [
        at
        for at in inner
        if {*read(f"{text[start : at.start]} {text[at.end : end]}").words} <= _LOOSE_ENDS
    ]
    return found[max(inner, key=lambda at: at.end - at.start)] if inner else None


async def _halves(slots: Slots, tools: Tools) -> tuple[str, ...]:
    """The two books of a title that is none, if both are surely there: Dune and Mrot."""
    parts = [part.strip() for part in _JOINED.split(slots.title or "")]
    if len(parts) != 2 or not all(parts) or slots.author:
        return ()
    whole = await tools.books.search(BookQuery(words=slots.title))
    if whole.books and not whole.is_near:
        return ()
    titles = [await _title_of(part, tools) for part in parts]
    known = tuple(one for one in titles if one)
    is_one_as_said = any(key_of(one) in map(key_of, parts) for one in known)
    return known if len(known) == len(parts) and is_one_as_said else ()


async def _title_of(part: str, tools: Tools) -> str | None:
    """Half of what was said, if it is a book's; as it is called, where there is a slip in it."""
    half = await tools.books.search(BookQuery(words=part))
    if half.books and not half.is_near:
        return part
    near = (one.card.title for one in half.books if is_a_slip(key_of(part), key_of(one.card.title)))
    return next(near, None)


async def _volume(meant: Understood, text: str, tools: Tools) -> Understood:
    """First lunar chronicles: a place in a series, where the catalogue has that series."""
    slots = meant.slots
    if slots.series or slots.position or slots.author:
        return meant
    found = _VOLUME.fullmatch(read(slots.title or bared(read(text)).text).plain)
    if found is None or (slots.title and await tools.books.is_title(slots.title)):
        return meant
    name = found["series"]
    if not await tools.titles.has_series(name):
        return meant
    place = found["place"]
    position = LAST_POSITION if place in {"last", "final"} else number_of(place)
    return Understood(Intent.SEARCH_SERIES, Slots(series=name, position=position), meant.confidence)
