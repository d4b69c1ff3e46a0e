"""What is on the shelf of a book, and what it costs, in words. Pure."""

from __future__ import annotations

from dataclasses import replace

from maneki.assistant.copy_words import is_kind
from maneki.assistant.replies.reply import copies_told, kind_of, lines, named, price_of, sentences
from maneki.assistant.tools.views import BookView
from maneki.phrases import say


def stock_told(view: BookView, language: str, *, format_: str | None, quantity: int | None) -> str:
    """Its copies, of that kind if there are any of it, and whether there are as many as wanted."""
    told = _other_format(view, format_, language)
    view = _of_format(view, format_)
    told += copies_told(view, language)
    there = sum(one.available or 0 for one in view.copies)
    if quantity is not None and 0 < there < quantity:
        fewer = say("keeper.stock.fewer", language, wanted=quantity)
        return sentences(told, fewer, language=language)
    return told


def price_told(view: BookView, language: str, *, format_: str | None) -> str:
    """What each kind of copy costs, one on each line."""
    other = _other_format(view, format_, language)
    view = _of_format(view, format_)
    are_told = len({one.language for one in view.copies}) > 1
    priced = {
        (kind_of(one, language, with_language=are_told), one.price): one
        for one in reversed(view.copies)
        if one.price is not None
    }
    book = named(view.card, language)
    if not priced:
        return say("keeper.price.unsaid", language, book=book)
    told = [
        say(
            "keeper.price",
            language,
            book=book,
            amount=price_of(one.price, language),
            kind=say("keeper.price.kind", language, kind=kind) if kind else "",
        )
        for (kind, _), one in reversed(priced.items())
    ]
    return lines(other.rstrip(), *told)


def is_gone(view: BookView) -> bool:
    """Whether the shop says that none is there; not if it says nothing."""
    told = [one.available for one in view.copies if one.available is not None]
    return bool(told) and not any(told)


def _other_format(view: BookView, format_: str | None, language: str) -> str:
    """A word ahead where a kind of copy was asked for that the shop says nothing of."""
    if format_ is None or _of_format(view, format_) is not view or not view.copies:
        return ""
    if all(is_kind(one.kind, format_) for one in view.copies):
        return ""
    return say("keeper.stock.other_format", language, format=format_) + "\n"


def _of_format(view: BookView, format_: str | None) -> BookView:
    """The book with the copies of that kind alone, if there are any of it."""
    if format_ is None:
        return view
    copies = tuple(one for one in view.copies if is_kind(one.kind, format_))
    return replace(view, copies=copies) if copies else view
