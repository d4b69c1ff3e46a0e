"""What a customer's message was understood to mean, and what had been said before it. Pure values.

A slot that nothing was said about is None. Names and titles stand as the customer wrote them, typos
and all: correcting them is the catalogue's business. Only what points at something ("that one",
"the second") is replaced by what it points at.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import StrEnum

from maneki.model.book import Isbn
from maneki.shop.query import BookQuery, Order


class Intent(StrEnum):
    """What the customer wants."""

    SEARCH_AUTHOR = "search_author"
    SEARCH_TITLE = "search_title"
    SEARCH_SERIES = "search_series"
    SEARCH_GENRE = "search_genre"
    NEWEST = "newest"
    DETAILS = "details"
    RECOMMEND = "recommend"
    STOCK = "stock"
    PRICE = "price"
    COMPARE = "compare"
    TELL_ME_WHEN = "tell_me_when"
    MY_FILTERS = "my_filters"
    PAUSE_FILTER = "pause_filter"
    RESUME_FILTER = "resume_filter"
    DELETE_FILTER = "delete_filter"
    BRING_BACK = "bring_back"
    LAST_ALERTS = "last_alerts"
    HOURS = "hours"
    POLICY = "policy"
    HUMAN = "human"
    LINK = "link"
    FORGET = "forget"
    EXPORT = "export"
    GREETING = "greeting"
    THANKS = "thanks"
    SMALL_TALK = "small_talk"
    CAPABILITIES = "capabilities"
    ORDER_INTENT = "order_intent"
    UNCLEAR = "unclear"


class By(StrEnum):
    """What books are set beside each other by, which of them comes first."""

    CHEAPEST = "cheapest"
    DEAREST = "dearest"
    SHORTEST = "shortest"
    LONGEST = "longest"
    NEWEST = "newest"
    OLDEST = "oldest"
    BEST = "best"


SAID = 0.6
"""How sure a rule is of what was said in so many words: it never claims to be surer than this."""
GUESSED = 0.4
"""A bare phrase that is probably a title or a name."""
NOTHING = 0.0

LAST_POSITION = -1
"""The place of the last volume of a series, whichever number it has."""

ALL_FILTERS = "all"


@dataclass(frozen=True, slots=True)
class ShownBook:
    """A book of the last reply, as it was shown there."""

    title: str
    author: str | None = None


@dataclass(frozen=True, slots=True)
class NamedFilter:
    """One of the customer's filters, by the name they know it under."""

    name: str
    is_paused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What was shown and said just before.

    `shown` are the books of the last reply in the order in which they were numbered, `said` are the
    words of that reply, `heard` is what the customer had written before it, `filters` are the
    customer's own in the order of their list.
    """

    shown: tuple[ShownBook, ...] = ()
    said: str = ""
    heard: str = ""
    filters: tuple[NamedFilter, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """What a message names. `position` is a place in a series, -1 the last one.

    `filter` is the name of one of the customer's filters, or `all`. `max_price` is in the shop's
    currency. `limit` is the number of books asked for, as it was said. `by` is how the books that
    were shown are to be compared. `language` is the one a book is to be in (ISO 639-1). `step` is 1
    for the volume behind the one that is named, -1 for the one before it. `beyond` is a place in
    the list that was shown, where that list is shorter.
    """

    title: str | None = None
    titles: tuple[str, ...] = ()
    author: str | None = None
    series: str | None = None
    position: int | None = None
    genre: str | None = None
    like: str | None = None
    mood: str | None = None
    isbn: str | None = None
    max_price: float | None = None
    format: str | None = None
    day: str | None = None
    topic: str | None = None
    filter: str | None = None
    action: str | None = None
    quantity: int | None = None
    limit: int | None = None
    by: By | None = None
    language: str | None = None
    step: int | None = None
    beyond: int | None = None

    def named(self) -> dict[str, object]:
        """The slots that something was said about."""
        pairs = ((one.name, getattr(self, one.name)) for one in fields(self))
        return {name: value for name, value in pairs if value is not None and value != ()}

    def named_books(self) -> bool:
        """Whether they say of which books: by a title, a name, a genre or a number."""
        books = (self.title, self.titles, self.author, self.series, self.genre, self.isbn)
        return any(books)


@dataclass(frozen=True, slots=True)
class Understood:
    """One reading of a message: by rules alone, so its confidence is modest."""

    intent: Intent
    slots: Slots = field(default_factory=Slots)
    confidence: float = SAID

    @property
    def order(self) -> Order:
        """What comes first among the books that fit."""
        return Order.NEWEST if self.intent is Intent.NEWEST else Order.POPULAR

    @property
    def query(self) -> BookQuery:
        """The books it is about, as a question to the catalogue.

        A bare title is looked for anywhere: people take names and series for titles. The last
        volume of a series is found among all of them.
        """
        slots = self.slots
        position = slots.position if slots.position != LAST_POSITION else None
        bare = slots.author is None and slots.series is None and slots.genre is None
        return BookQuery(
            isbn=Isbn.parse(slots.isbn) if slots.isbn else None,
            words=slots.title if bare else None,
            title=None if bare else slots.title,
            author=slots.author,
            series=slots.series,
            position=None if position is None or slots.series is None else str(position),
            subject=slots.genre,
            order=self.order,
            limit=slots.limit,
        )

    @property
    def limit(self) -> int:
        """How many books to show: what was asked for, within what the catalogue gives."""
        return BookQuery(limit=self.slots.limit).most
