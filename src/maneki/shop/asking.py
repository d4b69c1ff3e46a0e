"""What somebody wrote about books, as a question to the catalogue: plain rules, no model. Pure.

The rules name what they are sure of and leave the rest to the search, which knows titles from
names. "New" alone is no question about new books: it begins too many titles.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from maneki.model.book import isbns_in
from maneki.shop.query import BookQuery, Order, Place
from maneki.shop.volumes import place_in

LONGEST_QUESTION = 300
"""Of a longer text only the beginning is a question."""

_BOOK = r"(?:books?|novels?|stories|story|releases?|titles?|works?)"
_NUMBERS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth",
)  # fmt: skip
_ORDINALS = {name: str(number) for number, name in enumerate(_NUMBERS, start=1)}
_ORDINAL = rf"(?P<position>[0-9]+(?:\.[0-9]+)?(?:st|nd|rd|th)?|{'|'.join(_NUMBERS)})"
_NUMBER = r"(?P<position>[0-9]+(?:\.[0-9]+)?)"
_VOLUME = r"(?:book|novel|volume|vol\.?|part|entry|instal?lment|no\.?|number|#)"
_IN_SERIES = r"(?P<series>.+?)(?:\s+(?:series|saga|cycle|books|novels))?"
# Genres that people name as such. What is not here is taken for a name.
_GENRES = (
    "fantasy", "science fiction", "sci-fi", "scifi", "romance", "horror", "mystery", "crime",
    "thriller", "poetry", "history", "historical fiction", "biography", "memoir", "comics", "manga",
    "graphic novel", "young adult", "ya", "children's", "non-fiction", "nonfiction", "fiction",
    "literary fiction", "cookbook", "cooking", "philosophy", "travel", "art",
)  # fmt: skip
_GENRE = "|".join(map(re.escape, sorted(_GENRES, key=len, reverse=True)))

_PLEASE = re.compile(
    r"^(?:(?:please|hi|hello|hey|well)[,!.]?\s+)*"
    r"(?:(?:do you have|have you got|i(?:'m| am) looking for|i(?:'d| would) like|i want|looking for"
    r"|can i get|show me|find me|find|search for|search|got)\s+)?",
    re.IGNORECASE,
)
_END = re.compile(r"[\s?!.,]+(?:please[\s?!.]*)?$", re.IGNORECASE)
_SERIES = (
    rf"(?:the\s+)?{_ORDINAL}\s+{_VOLUME}\s+(?:in|of|from)\s+(?:the\s+)?{_IN_SERIES}",
    rf"{_VOLUME}\s*{_NUMBER}\s+(?:in|of|from)\s+(?:the\s+)?{_IN_SERIES}",
    rf"(?P<series>.+?),?\s+(?:{_VOLUME}|vol\.)\s*{_NUMBER}",
    rf"(?P<series>.+?),?\s*#{_NUMBER}",
    rf"(?P<series>.+?)の?\s*第?{_NUMBER}\s*巻",
    # Between two volumes is a place in a series; "Life 3.0" is a title.
    r"(?P<series>.+?),?\s+(?P<position>[0-9]+\.[0-9]*[1-9])",
)
_LAST = rf"(?:the\s+)?(?P<place>last|final)\s+{_VOLUME}\s+(?:in|of|from)\s+(?:the\s+)?{_IN_SERIES}"
_NEW = r"(?:(?:the|an?|any)\s+)?(?:new|newest|latest|recent|most recent)"
_RULES: tuple[tuple[str, Callable[[re.Match[str]], BookQuery]], ...] = (
    *(
        (rule, lambda found: BookQuery(series=found["series"], position=_position(found)))
        for rule in _SERIES
    ),
    (_LAST, lambda found: BookQuery(series=found["series"], place=Place.LAST)),
    (
        rf"{_NEW}\s+{_BOOK}(?:\s+(?:in|of|from)\s+(?:the\s+)?)(?P<series>.+?)\s+(?:series|saga|cycle)",
        lambda found: BookQuery(series=found["series"], order=Order.NEWEST),
    ),
    (
        rf"(?:what(?:'s| is)\s+new|{_NEW}\s+{_BOOK}|new arrivals)",
        lambda _: BookQuery(order=Order.NEWEST),
    ),
    (
        rf"{_NEW}\s+(?:{_BOOK}\s+)?(?:by|from)\s+(?P<author>.+)",
        lambda found: BookQuery(author=found["author"], order=Order.NEWEST),
    ),
    (
        rf"(?P<author>.+?)['’]s?\s+{_NEW}(?:\s+{_BOOK})?",
        lambda found: BookQuery(author=found["author"], order=Order.NEWEST),
    ),
    (
        rf"{_NEW}\s+(?P<subject>{_GENRE})(?:\s+{_BOOK})?",
        lambda found: BookQuery(subject=found["subject"], order=Order.NEWEST),
    ),
    (
        rf"(?:the\s+)?(?:latest|newest|most recent)\s+(?P<author>.+?)(?:\s+{_BOOK})?",
        lambda found: BookQuery(author=found["author"], order=Order.NEWEST),
    ),
    (
        rf"(?:(?:a|any|some|all)\s+)?{_BOOK}\s+(?:by|from)\s+(?P<author>.+)",
        lambda found: BookQuery(author=found["author"]),
    ),
    (
        rf"(?P<subject>{_GENRE})(?:\s+{_BOOK})",
        lambda found: BookQuery(subject=found["subject"]),
    ),
    (
        r"(?P<author>.+?)(?:['’]s?)?\s+(?:books|novels)",
        lambda found: BookQuery(author=found["author"]),
    ),
    (
        r"[\"“](?P<title>.+?)[\"”](?:\s+by\s+(?P<author>.+))?",
        lambda found: BookQuery(title=found["title"], author=found["author"]),
    ),
    (
        r"(?P<title>.+?)\s+by\s+(?P<author>[^\s].+)",
        lambda found: BookQuery(title=found["title"], author=found["author"]),
    ),
)
_COMPILED = tuple((re.compile(rule, re.IGNORECASE), make) for rule, make in _RULES)


def question_in(text: str) -> BookQuery:
    """What is asked for. It is never refused: what no rule knows is looked for by its words."""
    text = " ".join(text.split())[:LONGEST_QUESTION]
    if found := isbns_in(text):
        return BookQuery(isbn=found[0])
    asked = _END.sub("", _PLEASE.sub("", text, count=1))
    for rule, make in _COMPILED:
        if match := rule.fullmatch(asked):
            return make(match)
    return BookQuery(words=asked or text)


def _position(found: re.Match[str]) -> str:
    said = found["position"].casefold()
    return _ORDINALS.get(said) or place_in(re.sub(r"(?:st|nd|rd|th)$", "", said))
