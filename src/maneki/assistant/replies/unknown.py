"""What is said of a wish that nothing on file can tell: an age, a used copy. Pure."""

from __future__ import annotations

from dataclasses import replace

from maneki.assistant.audience import unknown_in
from maneki.assistant.copy_words import asks_new_or_used, is_kind, wanted_of_list
from maneki.assistant.meaning import Intent, Understood
from maneki.assistant.replies.reply import Reply, copies_told, lines, sentences
from maneki.assistant.tools.views import BookView
from maneki.phrases import say

_LISTS = frozenset(
    {
        Intent.SEARCH_AUTHOR, Intent.SEARCH_TITLE, Intent.SEARCH_GENRE, Intent.SEARCH_SERIES,
        Intent.NEWEST, Intent.RECOMMEND,
    }
)  # fmt: skip
_OF_READERS = _LISTS | {Intent.DETAILS}
_OF_COPIES = _LISTS | {Intent.PRICE, Intent.STOCK, Intent.DETAILS}


def with_unknown(reply: Reply, meant: Understood, text: str, language: str) -> Reply:
    """The reply with a word about what was asked for and is not on file."""
    if not reply.books:
        return _of_all(language) if _is_of_all(meant, text) else reply
    if meant.intent in _OF_COPIES and asks_new_or_used(text):
        said = say("keeper.unknown.condition", language)
        return replace(reply, text=lines(reply.text, said))
    if meant.intent in _LISTS and (wanted := wanted_of_list(meant, text)):
        reply = _of_kind(reply, wanted, language)
    return _for_readers(reply, meant, text, language) if meant.intent in _OF_READERS else reply


def _is_of_all(meant: Understood, text: str) -> bool:
    """Whether it is asked of everything here whether it is new or used."""
    is_unnamed = not meant.slots.named_books()
    return meant.intent is Intent.STOCK and is_unnamed and asks_new_or_used(text)


def _of_all(language: str) -> Reply:
    told = (say("keeper.unknown.condition", language), say("keeper.staff.offer", language))
    return Reply(sentences(*told, language=language))


def _for_readers(reply: Reply, meant: Understood, text: str, language: str) -> Reply:
    """For which ages it is, or how violent: that is not told, and a person may know."""
    slots = meant.slots
    of_one = len(reply.books) == 1 and meant.intent not in {Intent.RECOMMEND, Intent.NEWEST}
    said = (slots.title, slots.author, slots.like, *(one.card.title for one in reply.books))
    unknown = unknown_in(text, named=[one for one in said if one], of_one=of_one)
    if unknown is None:
        return reply
    cannot = say(f"keeper.unknown.{unknown}", language)
    offer = say("keeper.staff.offer", language)
    rest = reply.text.removesuffix(offer).rstrip()
    if of_one:
        return replace(reply, text=lines(cannot, rest, offer))
    return replace(reply, text=lines(rest, sentences(cannot, offer, language=language)))


def _of_kind(reply: Reply, wanted: str, language: str) -> Reply:
    """Which of the books there are copies of that kind of; or that none is known."""
    kept = [one for view in reply.books if (one := _of_one(view, wanted)).copies]
    if not kept:
        key = "keeper.unknown.kind.one" if len(reply.books) == 1 else "keeper.unknown.kind"
        return replace(reply, text=lines(say(key, language, kind=wanted), reply.text))
    head = say("keeper.unknown.kind.some", language, kind=wanted)
    told = [copies_told(view, language) for view in kept]
    return replace(reply, text=lines(reply.text, head, *told))


def _of_one(view: BookView, wanted: str) -> BookView:
    return replace(view, copies=tuple(one for one in view.copies if is_kind(one.kind, wanted)))
