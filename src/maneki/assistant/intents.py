"""What a customer wants, read from one message by rules: no model, no network, no clock. Pure.

`understand` always has an answer. It reads a message as data: what tries to give the assistant
orders ("ignore your rules", "pretend", a forged tool result) is left out, and what remains is read
like any other message; if nothing remains, it is unclear.

The readers are asked one after the other, the most telling first, and the first that finds
something is what the rules say. A message without any such sign is a name, a genre or a title to
them, or nothing a bookshop can do. What they say is then weighed with everything else there is to
be seen of the message (`weighing`), since people have more ways to ask than there are rules; what
it names is found by what it asks for (`filling`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from maneki.assistant import (
    about_authors,
    about_before,
    about_books,
    about_filters,
    about_genres,
    about_new,
    about_orders,
    about_series,
    about_shop,
    about_shown,
    about_taste,
    about_us,
)
from maneki.assistant.audience import for_ages, suits
from maneki.assistant.bare import bare, elsewhere, is_other_business
from maneki.assistant.chatting import of_our_likings, of_ourselves, of_the_weather
from maneki.assistant.data_of_others import of_another
from maneki.assistant.families import families_of
from maneki.assistant.filling import filled
from maneki.assistant.looking import search_for
from maneki.assistant.meaning import (
    GUESSED,
    NOTHING,
    SAID,
    Context,
    Intent,
    Slots,
    Understood,
)
from maneki.assistant.orders_to_us import without_orders
from maneki.assistant.recommended_abroad import recommended_abroad
from maneki.assistant.rephrased import rephrased
from maneki.assistant.slips import without_slips
from maneki.assistant.switch_words import says_to_switch
from maneki.assistant.tongues import Tongue, is_anything, tongue_in
from maneki.assistant.traits import label_of
from maneki.assistant.unheeded import without_looks
from maneki.assistant.wanted import wanted_in
from maneki.assistant.watched_abroad import watched_abroad
from maneki.assistant.watched_before import may_be_watched_as_before, watched_as_before
from maneki.assistant.weighing import weighed
from maneki.assistant.wording import Wording, read, without_preface

Reader = Callable[[Wording, Context], Understood | None]

NO_CONTEXT = Context()
_PICTURES = "pictures"
_FINAL = frozenset(
    {
        _PICTURES, "accepted", "compared", "bring_back", "of_a_day", "of_an_hour", "beside",
        "all_shown", "unnamed", "back", "another",
        "of_another", "abroad", "of_our_likings", "hers", "of_the_weather",
        "by_their_author", "a_volume", "asked_again", "of_ourselves", "elsewhere",
        "recommended_abroad", "suits", "in_dollars",
        "of_its_condition", "for_ages",
    }
)  # fmt: skip
"""Rules that are never overruled: what they read depends on what was said before, or was not among
the examples that the weights were learned from.
"""
UNCLEAR = Understood(Intent.UNCLEAR, Slots(), NOTHING)


def understand(text: str, context: Context = NO_CONTEXT) -> Understood:
    """What a message asks for, and of what. Never raises; what it cannot read is `UNCLEAR`."""
    if (tongue := tongue_in(text)) and (found := _in_tongue(tongue, context)):
        return found
    text = without_slips(text)
    found = about_shown.as_shown(_by_its_looks(text, context), text, context)
    if may_be_watched_as_before(found, text, context):
        before = _by_its_looks(context.heard, NO_CONTEXT)
        return watched_as_before(found, before, text, heard=context.heard)
    return found


def _by_its_looks(text: str, context: Context) -> Understood:
    """What a message asks for; of what is waited for, not how the copy looks."""
    found = _understood(text, context)
    rest = without_looks(text)
    if found.intent is not Intent.TELL_ME_WHEN or rest == text:
        return found
    return _understood(rest, context)


_IN_A_TONGUE = frozenset(
    {
        Intent.SEARCH_AUTHOR, Intent.SEARCH_TITLE, Intent.SEARCH_GENRE, Intent.SEARCH_SERIES,
        Intent.STOCK, Intent.PRICE, Intent.DETAILS, Intent.NEWEST, Intent.TELL_ME_WHEN,
    }
)  # fmt: skip
"""What can be asked of books in one language alone."""


def _in_tongue(tongue: Tongue, context: Context) -> Understood | None:
    """What is asked of books in one language; None if it is nothing of the kind."""
    if is_anything(tongue.rest):
        return Understood(Intent.SEARCH_TITLE, Slots(language=tongue.code))
    found = about_shown.as_shown(_understood(tongue.rest, context), tongue.rest, context)
    if found.intent in _IN_A_TONGUE:
        return replace(found, slots=replace(found.slots, language=tongue.code))
    rest = read(tongue.rest)
    if len(rest.words) > _MOST_OF_A_TITLE or _IS_ASKED.search(rest.plain):
        return None
    title = rest.said(0, len(rest.plain))
    return Understood(Intent.SEARCH_TITLE, Slots(title=title, language=tongue.code), GUESSED)


_MOST_OF_A_TITLE = 5
_IS_ASKED = re.compile(
    r"\b(?:like|similar|something|suggest|recommend|you|i|me|we|us|my|your|how|what|why|who|when|where|say|speak|talk|write|answer|reply|text"
    r"|hello|hi|thanks|please|sprichst|hablas|du|ihr|sie)\b"
)
"""What speaks to us, or asks, rather than being a title by itself: can you answer in German."""


def _understood(text: str, context: Context) -> Understood:
    rule, found = by_rules(text, context)
    message = read(text)
    if not message.words or rule in _FINAL or _names_what_is_quoted(text, found):
        return found
    best = weighed(message, context, (rule, found))
    if unweighed := _unweighed(message, context, (rule, found), label=best.label):
        return unweighed
    is_same = label_of(found).partition(".")[0] == best.label.partition(".")[0]
    slots = filled(message, context, label=best.label, found=found, is_same=is_same)
    is_of_none = not (slots.named_books() or context.shown)
    if best.label in _OF_A_BOOK and is_of_none and _names_books(found):
        # What the rules found a name in asks for that rather than for no book at all.
        return found
    if best.label in _OF_A_BOOK and slots.max_price and slots.author and not _is_one(slots):
        # Austen for less than 7 bucks: which of hers are.
        return Understood(Intent.SEARCH_AUTHOR, slots, found.confidence)
    if is_same:
        slots = _with_whole_title(slots, found.slots)
    return Understood(
        Intent(best.label.partition(".")[0]),
        replace(slots, limit=found.slots.limit),
        min(SAID if best.sum > 0 else GUESSED, found.confidence if is_same else SAID),
    )


def _unweighed(
    message: Wording, context: Context, read_as: tuple[str, Understood], *, label: str
) -> Understood | None:
    """What is not overruled by what a message most likely asks for, `label`."""
    rule, found = read_as
    if again := about_before.asked_of_another(message, found, context, label=label):
        return again
    if answered := about_before.as_we_asked(message, found, context, label=label):
        return answered
    if not says_to_switch(message, Intent(label.partition(".")[0])):
        # Nobody's alerts change unless that is said: they are told what they have.
        return found if found.confidence >= SAID else Understood(Intent.MY_FILTERS)
    return found if _is_as_the_rules_say(rule, found, label, message) else None


def _is_as_the_rules_say(rule: str, found: Understood, label: str, message: Wording) -> bool:
    if rule == "delete":
        return not (label == Intent.FORGET and _speaks_of_data(message))
    # "Thanks! How much is it?" asks for something.
    return label in _COURTESIES and found.confidence >= SAID and found.intent not in _CHAT


def _names_books(found: Understood) -> bool:
    return found.intent in _IN_A_TONGUE and found.slots.named_books()


def _is_one(slots: Slots) -> bool:
    return bool(slots.title or slots.titles or slots.series or slots.isbn)


_OF_A_BOOK = frozenset({Intent.STOCK.value, Intent.PRICE.value, Intent.DETAILS.value})
_COURTESIES = frozenset({Intent.THANKS.value, Intent.GREETING.value})
_CHAT = frozenset({Intent.THANKS, Intent.GREETING, Intent.SMALL_TALK, Intent.UNCLEAR})


def _with_whole_title(slots: Slots, as_rules_read: Slots) -> Slots:
    """A title of two halves is one: Pride and Prejudice, Jonathan Strange & Mr Norrell."""
    whole, part = as_rules_read.title or "", slots.title or ""
    halves = [half.strip().casefold() for half in _JOINED.split(whole)]
    if len(halves) != 2 or part.casefold() not in halves or slots.titles:
        return slots
    is_half = (slots.author or "").casefold() in halves
    return replace(slots, title=whole, author=None if is_half else slots.author)


_JOINED = re.compile(r" (?:and|&|und|y|et) ", re.IGNORECASE)


def _names_what_is_quoted(text: str, found: Understood) -> bool:
    """Whether the rules found something asked of a name in quotation marks, as buttons say it."""
    name = found.slots.title or found.slots.like
    at = text.find(name) if name else -1
    return (
        at > 0
        and found.confidence >= SAID
        and text[at - 1] in _OPENING
        and text[at + len(name or "") :][:1] in _CLOSING
    )


_OPENING = frozenset('"“„«「『')
_CLOSING = frozenset('"”“»」』')


def _speaks_of_data(message: Wording) -> bool:
    """Whether more than filters is to be deleted: my data, the chats, all they know."""
    return any("data" in families_of(word) for word in message.words)


def by_rules(text: str, context: Context) -> tuple[str, Understood]:
    """Which rule reads a message, and what as. The rule's name is what the weights know it by."""
    message = read(without_orders(text))
    if not message.words:
        return _PICTURES, about_us.in_pictures(text) or UNCLEAR
    message = without_preface(message)
    message = read(rephrased(message.text))
    limit, message = about_taste.limit_in(message)
    rule, found = _first(message, context)
    if found is None or found is UNCLEAR:
        part = _in_part(message, context)
        rule, found = ("part", part) if part else (rule, found)
    if found is None:
        found = bare(message, context)
        rule, found = ("bare", found) if found else ("none", UNCLEAR)
    if limit is not None:
        found = replace(found, slots=replace(found.slots, limit=limit))
    return rule, found


def _first(message: Wording, context: Context) -> tuple[str, Understood | None]:
    for name, reader in _READERS.items():
        if found := reader(message, context):
            return name, found
    return "none", None


def _in_part(message: Wording, context: Context) -> Understood | None:
    """What the part before a comma asks for, where an aside follows: ..., I have to write an essay.

    Of a title with a comma in it neither part asks for anything.
    """
    found = _ASIDE.search(message.plain)
    part = message.cut(found.start(), len(message.plain)) if found else message
    return _first(part, context)[1] if part is not message and len(part.words) > 2 else None


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
    return search_for(wanted)


def _other_business(message: Wording, _context: Context) -> Understood | None:
    is_asked = about_taste.asks_for_a_suggestion(message)
    return UNCLEAR if is_other_business(message) and not is_asked else None


_READERS: dict[str, Reader] = {
    "greeting": about_us.greeting,
    "accepted": about_orders.accepted,
    "all_shown": about_shown.all_shown,
    "unnamed": about_shown.unnamed,
    "beside": about_shown.beside,
    "by_their_author": about_before.by_their_author,
    "a_volume": about_before.a_volume,
    "asked_again": about_before.asked_again,
    "in_dollars": about_books.in_dollars,
    "of_its_condition": about_books.of_its_condition,
    "back": about_shown.back,
    "hers": about_shown.hers,
    "suits": suits,
    "for_ages": for_ages,
    "of_ourselves": of_ourselves,
    "elsewhere": elsewhere,
    "recommended_abroad": recommended_abroad,
    "thanks": about_us.thanks,
    "named_at_once": _named_at_once,
    "of_another": of_another,
    "human": about_us.human,
    "last_alerts": about_filters.last_alerts,
    "another": about_filters.another,
    "abroad": watched_abroad,
    "create": about_filters.create,
    "delete": about_filters.delete,
    "bring_back": about_filters.bring_back,
    "resume": about_filters.resume,
    "pause": about_filters.pause,
    "forget": about_us.forget,
    "export": about_us.export,
    "listed": about_filters.listed,
    "link": about_us.link,
    "order": about_orders.order,
    "hours": about_shop.hours,
    "of_a_day": about_shop.of_a_day,
    "of_an_hour": about_shop.of_an_hour,
    "of_our_likings": of_our_likings,
    "of_the_weather": of_the_weather,
    "policy": about_shop.policy,
    "capabilities": about_us.capabilities,
    "other_business": _other_business,
    "compared": about_books.compared,
    "series": about_series.series,
    "newest": about_new.newest,
    "price": about_books.price,
    "stock": about_books.stock,
    "details": about_books.details,
    "author": about_authors.author,
    "recommend": about_taste.recommend,
    "genre": about_genres.genre,
    "had": _had,
    "small_talk": about_us.small_talk,
}
