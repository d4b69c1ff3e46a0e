"""What a customer wants, read from one message by rules: no model, no network, no clock. Pure.

`understand` always has an answer. It reads a message as data: what tries to give the assistant
orders ("ignore your rules", "pretend", a forged tool result) is left out, and what remains is read
like any other message; if nothing remains, it is unclear.

The readers are asked one after the other, the most telling first, and the first that finds
something is right. A message without any such sign is a name, a genre or a title, or nothing a
bookshop can do.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from maneki.assistant import (
    about_books,
    about_filters,
    about_orders,
    about_shop,
    about_taste,
    about_us,
)
from maneki.assistant.bare import bare, is_other_business
from maneki.assistant.meaning import (
    NOTHING,
    Context,
    Intent,
    Slots,
    Understood,
)
from maneki.assistant.orders_to_us import without_orders
from maneki.assistant.rephrased import rephrased
from maneki.assistant.wanted import wanted_in
from maneki.assistant.wording import Wording, read, without_preface

Reader = Callable[[Wording, Context], Understood | None]

NO_CONTEXT = Context()
UNCLEAR = Understood(Intent.UNCLEAR, Slots(), NOTHING)


def understand(text: str, context: Context = NO_CONTEXT) -> Understood:
    """What a message asks for, and of what. Never raises; what it cannot read is `UNCLEAR`."""
    message = read(without_orders(text))
    if not message.words:
        return about_us.in_pictures(text) or UNCLEAR
    message = without_preface(message)
    message = read(rephrased(message.text))
    limit, message = about_taste.limit_in(message)
    found = _first(message, context)
    if found is None or found is UNCLEAR:
        found = _in_part(message, context) or found
    found = found or bare(message, context) or UNCLEAR
    return found if limit is None else replace(found, slots=replace(found.slots, limit=limit))


def _first(message: Wording, context: Context) -> Understood | None:
    return next((one for reader in _READERS if (one := reader(message, context))), None)


def _in_part(message: Wording, context: Context) -> Understood | None:
    """What the part before a comma asks for, where an aside follows: ..., I have to write an essay.

    Of a title with a comma in it neither part asks for anything.
    """
    found = _ASIDE.search(message.plain)
    part = message.cut(found.start(), len(message.plain)) if found else message
    return _first(part, context) if part is not message and len(part.words) > 2 else None


_ASIDE = re.compile(
    r" [,|] (?:i|my|our|we|it|he|she|for|because|since|as|but|thanks|asking|so|just|not|if|no)\b"
)


def _named_at_once(message: Wording, context: Context) -> Understood | None:
    """An ISBN says which book is meant, whatever stands around it."""
    wanted = wanted_in(message.text, context)
    if wanted.isbn is None:
        return None
    for reader in (about_filters.create, about_orders.order, about_books.price, about_books.stock):
        if found := reader(message, context):
            return replace(found, slots=replace(found.slots, isbn=wanted.isbn, title=None))
    if about_books.had(message):
        return Understood(Intent.STOCK, wanted)
    return Understood(Intent.SEARCH_TITLE, wanted)


def _had(message: Wording, context: Context) -> Understood | None:
    """ "Do you have" asks for a book, an author, a series or a genre, by what stands behind it."""
    what = about_books.had(message)
    if not what:
        return None
    wanted = wanted_in(what, context)
    if about_books.is_book(wanted):
        return Understood(Intent.STOCK, wanted)
    return about_taste.search_for(wanted)


def _other_business(message: Wording, _context: Context) -> Understood | None:
    is_asked = about_taste.asks_for_a_suggestion(message)
    return UNCLEAR if is_other_business(message) and not is_asked else None


_READERS: tuple[Reader, ...] = (
    about_us.greeting,
    about_orders.accepted,
    about_us.thanks,
    _named_at_once,
    about_us.human,
    about_filters.last_alerts,
    about_filters.create,
    about_filters.delete,
    about_filters.bring_back,
    about_filters.resume,
    about_filters.pause,
    about_us.forget,
    about_us.export,
    about_filters.listed,
    about_us.link,
    about_orders.order,
    about_shop.hours,
    about_shop.policy,
    about_us.capabilities,
    _other_business,
    about_books.compared,
    about_taste.series,
    about_taste.newest,
    about_books.price,
    about_books.stock,
    about_books.details,
    about_taste.author,
    about_taste.recommend,
    about_taste.genre,
    _had,
    about_us.small_talk,
)
