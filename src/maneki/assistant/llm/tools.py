"""The tools as a model sees them: few typed arguments in, data out.

Who the customer is stands in `Hands` and in no argument. What a tool refuses is told as a refusal
with its reason; a database that is away is not, it ends the turn.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from decimal import Decimal
from functools import cache, wraps
from typing import Any, Concatenate, Literal, ParamSpec, TypeAlias

from pydantic_ai import RunContext, Tool

from maneki.assistant import told
from maneki.assistant.evidence import Refusal
from maneki.assistant.hands import Hands
from maneki.assistant.meant_hours import hour_in
from maneki.assistant.sayings import told_of
from maneki.assistant.tools.filters import ToWatch
from maneki.assistant.tools.views import BookView, OtherLanguages
from maneki.assistant.tools.wishes import Wanted
from maneki.errors import InvalidInputError
from maneki.model.book import Isbn
from maneki.model.conversation import Taste
from maneki.model.ids import BookId
from maneki.shop.languages import language_code
from maneki.shop.query import BookQuery, Order, Place

Data: TypeAlias = dict[str, Any]
Context: TypeAlias = RunContext[Hands]
P = ParamSpec("P")

SAY = "say"
MOST_SAYINGS = 24
"""Sentences of one result: five books, each with its copies."""
LONGEST_ARGUMENT = 200
"""Characters of a title, a name or a word that somebody looks for."""


def _tool(
    tool: Callable[Concatenate[Context, P], Awaitable[Data]],
) -> Callable[Concatenate[Context, P], Awaitable[Data]]:
    """What was returned is told with the sentences of ours that say it; what cannot be done as
    asked is told in the sentence for the customer.
    """

    @wraps(tool)
    async def telling(ctx: Context, /, *args: P.args, **kwargs: P.kwargs) -> Data:
        tools = ctx.deps.tools
        returned_before = len(tools.seen)
        try:
            data = await tool(ctx, *args, **kwargs)
        except InvalidInputError as exc:
            tools.note_refusal(Refusal(str(exc), asked=f"{args} {kwargs}"))
            return told.refusal(str(exc))
        sayings = told_of(tools.seen[returned_before:], tools.desk.language, most=MOST_SAYINGS)
        return data | ({SAY: sayings} if sayings else {})

    return telling


def _short(text: str | None) -> str | None:
    """Blank is as good as not said."""
    words = " ".join((text or "").split())[:LONGEST_ARGUMENT]
    return words or None


@_tool
async def search_books(
    ctx: Context,
    *,
    words: str | None = None,
    title: str | None = None,
    author: str | None = None,
    series: str | None = None,
    number_in_series: str | None = None,
    genre: str | None = None,
    isbn: str | None = None,
    language: str | None = None,
    place: Literal["first", "last", "next", "previous"] | None = None,
    beside: str | None = None,
    limit: int | None = None,
) -> Data:
    """Search the shop's catalogue, with what is on the shelf. Typing errors are forgiven.

    Args:
        words: Anything, if it is not clear what it is.
        title: A title or part of one.
        author: An author's name.
        series: The name of a series.
        number_in_series: The place in that series, such as 7, or 2.5 for a novella.
        genre: A genre or subject.
        isbn: An ISBN of 10 or 13 digits.
        language: Only editions in this language, such as Spanish, if one was asked for.
        place: The first or last of the series, or the next or previous one of the book beside.
        beside: The book_id that next and previous are counted from.
        limit: How many books, 5 if nothing is said.
    """
    query = BookQuery(
        words=_short(words),
        title=_short(title),
        author=_short(author),
        series=_short(series),
        position=_short(number_in_series),
        subject=_short(genre),
        isbn=Isbn.parse(isbn) if _short(isbn) and isbn else None,
        languages=_languages(language),
        place=Place(place) if place else None,
        beside=BookId(beside[:LONGEST_ARGUMENT]) if beside else None,
        limit=limit,
    )
    found = await ctx.deps.tools.books.search(query)
    return _books(ctx, found.books, is_near=found.is_near or None, only_in=found.only_in)


@_tool
async def recent_books(
    ctx: Context, author: str | None = None, genre: str | None = None, limit: int | None = None
) -> Data:
    """The books that appeared last, the newest first.

    Args:
        author: Only by this author.
        genre: Only of this genre.
        limit: How many books, 5 if nothing is said.
    """
    query = BookQuery(author=_short(author), subject=_short(genre), order=Order.NEWEST, limit=limit)
    found = await ctx.deps.tools.books.recent(query)
    return _books(ctx, found.books, is_near=found.is_near or None)


@_tool
async def book_details(ctx: Context, book_id: str) -> Data:
    """All that is known of one book, with its description, price and copies on the shelf now.

    Args:
        book_id: The book_id of a book that another tool returned.
    """
    view = await ctx.deps.tools.books.by_id(BookId(book_id[:LONGEST_ARGUMENT]))
    ctx.deps.show([view])
    return told.as_data(book=told.book(view, with_description=True))


@_tool
async def books_shown_last(ctx: Context) -> Data:
    """The books of the last reply, as numbered there: what "that one" or "the second" means."""
    return _books(ctx, await ctx.deps.tools.books.shown())


@_tool
async def recommend(
    ctx: Context,
    *,
    like: str | None = None,
    author: str | None = None,
    genre: str | None = None,
    mood: str | None = None,
    budget: float | None = None,
    format: str | None = None,  # noqa: A002  (as the model and the customer call it)
    limit: int | None = None,
) -> Data:
    """Recommend books of the catalogue, each with its reason; never what the customer has or saw.

    Args:
        like: A title or an author that it should be like.
        author: Only by this author.
        genre: Of this genre.
        mood: A word for the mood.
        budget: What a copy may cost at most, in the shop's currency.
        format: Such as paperback.
        limit: How many books, 3 if nothing is said.
    """
    wanted = Wanted(
        like=_short(like),
        author=_short(author),
        genre=_short(genre),
        mood=_short(mood),
        most_price=_amount(budget),
        format=_short(format),
        limit=limit,
    )
    found = await ctx.deps.tools.books.recommend(wanted)
    ctx.deps.show(one.book for one in found)
    return told.as_data(books=[told.recommended(one) for one in found])


@_tool
async def note_taste(
    ctx: Context, book_id: str, taste: Literal["liked", "disliked", "owned"]
) -> Data:
    """Remember what the customer said of a book: that they liked it, disliked it, have or read it.

    Args:
        book_id: The book_id of a book that another tool returned.
        taste: What they said; owned also if they have read it.
    """
    await ctx.deps.tools.memory.note_taste(BookId(book_id[:LONGEST_ARGUMENT]), Taste(taste))
    return told.as_data(done=True)


@_tool
async def remember(
    ctx: Context,
    *,
    name: str | None = None,
    favorite_author: str | None = None,
    favorite_genre: str | None = None,
) -> Data:
    """Remember for later conversations what the customer has just told of themselves.

    Args:
        name: What they want to be called.
        favorite_author: An author that they like.
        favorite_genre: A genre that they like.
    """
    await ctx.deps.tools.memory.remember(
        name=_short(name), author=_short(favorite_author), genre=_short(favorite_genre)
    )
    return told.as_data(done=True)


@_tool
async def tell_me_when(
    ctx: Context,
    *,
    title: str | None = None,
    author: str | None = None,
    series: str | None = None,
    genre: str | None = None,
    budget: float | None = None,
) -> Data:
    """Watch the shop's shelf: the customer is told when such a book is there.

    Args:
        title: The title.
        author: The author.
        series: The series.
        genre: The genre.
        budget: What a copy may cost at most, in the shop's currency.
    """
    wanted = ToWatch(
        title=_short(title),
        author=_short(author),
        series=_short(series),
        genre=_short(genre),
        most_price=_amount(budget),
    )
    made = await ctx.deps.tools.filters.create(wanted)
    ctx.deps.needs_yes |= made.needs_yes
    ctx.deps.heed_not(made.unheeded)
    return told.as_data(done=True, filter=told.watch(made))


@_tool
async def my_filters(ctx: Context) -> Data:
    """What the customer has asked to be told of, and whether it is paused."""
    mine = await ctx.deps.tools.filters.mine()
    ctx.deps.needs_yes |= any(one.needs_yes and one.is_active for one in mine)
    return told.as_data(filters=[told.watch(one) for one in mine])


@_tool
async def pause_filter(ctx: Context, name: str) -> Data:
    """Silence one of the customer's filters; "all" silences every one.

    Args:
        name: Its name, as my_filters returned it, or "all".
    """
    filters = ctx.deps.tools.filters
    if _is_all(name):
        return told.as_data(
            done=True, filters=[told.watch(one) for one in await filters.pause_all()]
        )
    return told.as_data(done=True, filter=told.watch(await filters.pause(name)))


@_tool
async def resume_filter(ctx: Context, name: str) -> Data:
    """Let a paused filter of the customer's run again; "all" resumes every one.

    Args:
        name: Its name, as my_filters returned it, or "all".
    """
    filters = ctx.deps.tools.filters
    if _is_all(name):
        resumed = await filters.resume_all()
        return told.as_data(done=True, filters=[told.watch(one) for one in resumed])
    return told.as_data(done=True, filter=told.watch(await filters.resume(name)))


@_tool
async def last_alerts(ctx: Context) -> Data:
    """What of the shelf the customer was told of last."""
    found = await ctx.deps.tools.filters.last_alerts()
    return told.as_data(alerts=[told.alert(one) for one in found])


@_tool
async def shop_hours(ctx: Context, day: str | None = None, time: str | None = None) -> Data:
    """When the shop is open, by its own clock: on one day, at one hour, and in any week.

    Args:
        day: A date such as 2026-12-24, or the customer's words for one: next friday, dec 24, easter
            monday, this weekend. Today if left out.
        time: An hour of that day, such as 19:00, if the customer asks about one.
    """
    words = _short(time)
    hour = hour_in(f"at {words}") if words else None
    return told.as_data(hours=told.hours(ctx.deps.tools.house.hours(_short(day), hour=hour)))


@_tool
async def shop_policy(ctx: Context, topic: str) -> Data:
    """What the shop has written about a topic, such as returns, shipping or parking.

    Args:
        topic: The topic, in a word or two.
    """
    house = ctx.deps.tools.house
    found = house.policy(_short(topic) or "", words=ctx.deps.tools.desk.text)
    if found:
        return told.as_data(policies=[told.passage(one) for one in found])
    return told.as_data(policies="nothing is written about that", topics=[*house.topics])


@_tool
async def call_human(ctx: Context, reason: str = "") -> Data:
    """Ask a person of the shop to take over this conversation.

    Args:
        reason: Why, in a few words for that person.
    """
    tools = ctx.deps.tools
    tools.staff.call(reason)
    # Whether anybody is there to come: the customer is to know when they are waited for in vain.
    hours = told.hours(tools.house.hours()) if tools.house.knows_hours else None
    return told.as_data(done=True, hours=hours)


@_tool
async def name_conversation(ctx: Context, name: str) -> Data:
    """Call this conversation by what it is about, once that is clear.

    Args:
        name: A few words.
    """
    return told.as_data(done=True, name=ctx.deps.tools.staff.name_conversation(name))


def _books(
    ctx: Context,
    views: tuple[BookView, ...],
    *,
    is_near: bool | None = None,
    only_in: OtherLanguages | None = None,
) -> Data:
    ctx.deps.show(views)
    note = "nothing is quite that; these come nearest" if is_near else None
    return told.as_data(
        books=[told.book(one) for one in views],
        note=note,
        not_in_that_language=told.only_in(only_in) if only_in else None,
    )


def _languages(said: str | None) -> tuple[str, ...]:
    """Raises `InvalidInputError` for what nobody here knows as a language."""
    name = _short(said)
    if name is None:
        return ()
    code = language_code(name)
    if code is None:
        raise InvalidInputError(f"{name!r} is no language that is known here: name it in English.")
    return (code,)


def _amount(number: float | None) -> Decimal | None:
    """An amount somebody named; a tool refuses one that is none."""
    return None if number is None else Decimal(str(number))


def _is_all(name: str) -> bool:
    return name.strip().casefold() in {"all", "*", "everything"}


_ALL: tuple[Callable[..., Awaitable[Data]], ...] = (
    book_details,
    books_shown_last,
    call_human,
    last_alerts,
    my_filters,
    name_conversation,
    note_taste,
    pause_filter,
    recent_books,
    recommend,
    remember,
    resume_filter,
    search_books,
    shop_hours,
    shop_policy,
    tell_me_when,
)


@cache
def wrapped() -> tuple[Tool[Hands], ...]:
    """All of them for everybody, by name, so that a provider reads the same bytes each time."""
    tools = [Tool(one, takes_ctx=True) for one in _ALL]
    return tuple(sorted(tools, key=lambda tool: tool.name))
