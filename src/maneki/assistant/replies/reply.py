"""A reply, and how books and prices are put into words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from maneki.assistant.evidence import Evidence
from maneki.assistant.guard import judge, without_unbacked
from maneki.assistant.tools.views import BookView, Copy, Recommended
from maneki.model.book import Rating
from maneki.model.book_card import BookCard
from maneki.model.money import Money
from maneki.phrases import say
from maneki.phrases.amounts import amount
from maneki.phrases.tongues import CATALOGUE as TONGUES
from maneki.shop.cards import short
from maneki.shop.recommend import Why

LONGEST_ECHO = 60
"""Characters of what the customer wrote that are said back to them."""
LONGEST_EXCERPT = 320
_MOST_NAMES = 2


@dataclass(frozen=True, slots=True)
class Reply:
    """`books` are those that it names, in the order of their numbers. `about` is what it is about,
    in a few words.
    """

    text: str
    books: tuple[BookView, ...] = ()
    about: str = ""


def lines(*parts: str) -> str:
    """Parts that are there, each on a line of its own."""
    return "\n".join(part for part in parts if part)


def sentences(*parts: str, language: str) -> str:
    """Parts that are there, one behind the other."""
    return ("" if language == "ja" else " ").join(part for part in parts if part)


def echoed(text: str, language: str) -> str:
    """What the customer named, in quotes and cut: nothing in it acts."""
    plain = "".join(char if char.isprintable() else " " for char in text)
    bare = short(plain.translate(_MARKS), LONGEST_ECHO)
    return say("keeper.title", language, title=bare)


_MARKS = str.maketrans({'"': "'", "“": "'", "”": "'", "`": "'", "*": "", "_": " ", "@": "(at)"})


def titled(card: BookCard, language: str) -> str:
    return say("keeper.title", language, title=card.title.translate(_MARKS))


def named(card: BookCard, language: str) -> str:
    """A title and who wrote it."""
    if not card.authors:
        return titled(card, language)
    names = say("keeper.book.and", language).join(card.authors[:_MOST_NAMES])
    return say("keeper.book.by", language, title=titled(card, language), authors=names)


def dated(card: BookCard, language: str) -> str:
    """A title, who wrote it and the year."""
    year = (card.published or "")[:4]
    if not (year.isdigit() and len(year) == 4):
        return named(card, language)
    return say("keeper.book.year", language, book=named(card, language), year=year)


def at_the_shop(card: BookCard, language: str) -> str:
    """Price and copies, as far as the shop says anything of them."""
    told = []
    if card.price is not None:
        told.append(amount(card.price, language))
    if card.available:
        told.append(say("keeper.book.in_stock", language, count=card.available))
    elif card.available == 0:
        told.append(say("keeper.book.out", language))
    return ", ".join(told)


def on_one_line(view: BookView, language: str) -> str:
    told = (dated(view.card, language), at_the_shop(view.card, language))
    return ", ".join(one for one in told if one)


def listed(books: Iterable[BookView], language: str) -> str:
    """Books with their numbers, one on each line."""
    return "\n".join(f"{n}. {on_one_line(one, language)}" for n, one in enumerate(books, start=1))


def with_reasons(found: Sequence[Recommended], language: str) -> str:
    told = (
        " - ".join(part for part in (on_one_line(one.book, language), why(one, language)) if part)
        for one in found
    )
    return "\n".join(f"{n}. {line}" for n, line in enumerate(told, start=1))


def why(one: Recommended, language: str) -> str:
    """The reason in words; "" for one that says nothing."""
    reason = one.reason
    if reason.why is Why.THERE:
        return ""
    if reason.rating is not None:
        return say("keeper.why.rated", language, **_rating(reason.rating))
    return say(f"keeper.why.{reason.why}", language, about=reason.about.translate(_MARKS))


def details(view: BookView, language: str, *, evidence: Evidence, with_text: bool) -> str:
    """All that is known of a book. Its description is told as far as the guard lets it pass: it is
    somebody else's text, and may promise anything.
    """
    card = view.card
    told = [
        f"{on_one_line(view, language)}.",
        _in_series(card, language),
        say("keeper.book.pages", language, pages=card.pages) if card.pages else "",
        say("keeper.book.rating", language, **_rating(card.rating)) if card.rating else "",
        say("keeper.book.readers", language, count=f"{card.readers:,}") if card.readers else "",
    ]
    if not any(told[1:]) and not card.description:
        told.append(say("keeper.book.no_more", language))
    text = _excerpt(card, evidence) if with_text else ""
    about = say("keeper.book.about", language, text=text) if text else ""
    return lines(sentences(*told, language=language), about)


def price_of(money: Money | None, language: str) -> str:
    return "" if money is None else amount(money, language)


def copies_told(view: BookView, language: str) -> str:
    """What is on the shelf of one book, each kind of copy by itself if there are several."""
    copies = [one for one in view.copies if one.available is not None]
    book = named(view.card, language)
    if not copies:
        return say("keeper.stock.unsaid", language, book=book)
    there = [one for one in copies if one.available]
    if not there:
        return say("keeper.stock.none", language, book=book)
    if len(there) == 1:
        return _some(book, there[0], language)
    return lines(f"{book}:", kinds_told(there, language))


def kinds_told(copies: Iterable[Copy], language: str) -> str:
    """Each kind of copy with its count and price, one on each line; its language where they are in
    several.
    """
    kinds = [*copies]
    are_told = len({one.language for one in kinds}) > 1
    told = ((kind_of(one, language, with_language=are_told), one) for one in kinds)
    return lines(*(f"- {_some(kind or '?', one, language)}" for kind, one in told))


def kind_of(copy: Copy, language: str, *, with_language: bool) -> str:
    """What kind of copy it is, in words; "" if nobody said."""
    tongue = f"tongue.{copy.language}"
    parts = (copy.kind, say(tongue, language) if with_language and tongue in TONGUES else "")
    return ", ".join(part for part in parts if part)


def _some(what: str, copy: Copy, language: str) -> str:
    money = price_of(copy.price, language)
    price = say("keeper.stock.price", language, amount=money) if money else ""
    return say("keeper.stock.some", language, book=what, count=copy.available, price=price)


def _in_series(card: BookCard, language: str) -> str:
    if card.series is None:
        return ""
    name = card.series.name.translate(_MARKS)
    if card.series.position is None:
        return say("keeper.book.of_series", language, series=name)
    return say("keeper.book.series", language, series=name, position=card.series.position)


def _rating(rating: Rating) -> dict[str, str]:
    return {"rating": f"{rating.average:.2f}".rstrip("0").rstrip("."), "count": f"{rating.count:,}"}


def _excerpt(card: BookCard, evidence: Evidence) -> str:
    text = short((card.description or "").translate(_MARKS), LONGEST_EXCERPT)
    if not text:
        return ""
    verdict = judge(text, evidence=evidence)
    rest = without_unbacked(verdict)
    return rest.text if rest.says_something else ""
