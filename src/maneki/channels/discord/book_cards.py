"""Books as embeds, and the buttons under them. Pure.

Whatever a catalogue says of a book, Discord takes the card: what is too long is cut, what is no
address is no link and no picture, what nobody knows is not there. Of several books each has its
share of what Discord takes in one message.

A `custom_id` says everything that a press needs (`bk1:<action>:<book id>`). It is of a version of
its own: the ids under alerts also tell which message it is, and the same book may be shown often.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from maneki.channels.discord.buttons import (
    LONGEST_CUSTOM_ID,
    LONGEST_LABEL,
    LONGEST_OPTION,
    action_rows,
)
from maneki.channels.discord.wording import cut, escaped, length, plain, web_address
from maneki.model.book_card import BookCard
from maneki.model.ids import BookId
from maneki.model.money import MOST_MINOR_UNITS
from maneki.phrases import say
from maneki.phrases.amounts import amount

MOST_BOOKS = 10
VERSION = "bk1"

_ROOM = 5900
"""Of the 6,000 characters of all embeds of a message."""
_LONGEST_TITLE = 256
_LONGEST_DESCRIPTION = 4096
_LONGEST_AUTHORS = 300
_LONGEST_AUTHOR = 100
_LONGEST_VALUE = 120
_LEAST_OF_A_DESCRIPTION = 80
_COLOUR = 0xC27C0E
_ROW, _BUTTON, _SELECT, _SECONDARY = 1, 2, 3, 2
_HALF_A_PAIR = re.compile("[\ud800-\udfff]")


class BookAction(StrEnum):
    """What a press on a book asks for."""

    MORE = "more"
    TELL = "tell"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class BookPress:
    """What somebody pressed; `book_id` is None where it is about no book."""

    action: BookAction
    book_id: BookId | None


def read_book_press(custom_id: str, values: Sequence[str] = ()) -> BookPress | None:
    """What was pressed, or None if it is none of these. In a menu the id is the chosen value."""
    version, _, rest = custom_id.partition(":")
    name, _, subject = rest.partition(":")
    chosen = subject or (values[0] if values else "")
    if version != VERSION or name not in set(BookAction):
        return None
    if not chosen and name != BookAction.STAFF:
        return None
    return BookPress(BookAction(name), BookId(chosen) if chosen else None)


def book_embeds(
    cards: Sequence[BookCard], *, language: str, with_pictures: bool = True
) -> list[dict[str, Any]]:
    """The embeds of the first ten books, in Discord's JSON. Of several with one address Discord
    shows only the first: the others go without theirs.
    """
    shown = cards[:MOST_BOOKS]
    embeds: list[dict[str, Any]] = []
    seen: set[str] = set()
    for card in shown:
        embed = _embed(card, language, room=_ROOM // len(shown), with_picture=with_pictures)
        if embed.get("url") in seen:
            del embed["url"]
        seen.add(embed.get("url", ""))
        embeds.append(embed)
    return embeds


def books_in_words(cards: Sequence[BookCard], *, language: str, longest: int) -> str:
    """A line for each of the books, as many as there is room for."""
    words = ""
    for card in cards[:MOST_BOOKS]:
        line = _in_words(card, language)
        longer = f"{words}\n{line}" if words else line
        words = longer if length(longer) <= longest else words
    return words


def _in_words(card: BookCard, language: str) -> str:
    url = link_of(card)
    parts = [
        f"**{_title(card, language, longest=100)}**",
        _authors(card, language),
        _price(card, language),
        f"<{url}>" if url else None,
    ]
    return " · ".join(filter(None, parts))


def link_of(card: BookCard) -> str | None:
    """Where the shop sells it, as Discord takes addresses."""
    return web_address((card.url or "").strip().replace(" ", "%20"))


def _embed(card: BookCard, language: str, *, room: int, with_picture: bool) -> dict[str, Any]:
    title = _title(card, language, longest=min(_LONGEST_TITLE, room // 3))
    left = room - length(title)
    authors = _authors(card, language)
    named = (
        (say(f"discord.book.{kind}", language), value) for kind, value in _fields(card, language)
    )
    fields = list(_fitting(named, room=left - length(authors or "")))
    left -= sum(length(one["name"]) + length(one["value"]) for one in fields)
    embed: dict[str, Any] = {"title": title, "color": _COLOUR, "fields": fields}
    if description := _description(card, authors, room=min(left, _LONGEST_DESCRIPTION)):
        embed["description"] = description
    if url := link_of(card):
        embed["url"] = url
    if with_picture and (cover := web_address(card.cover_url)):
        embed["thumbnail"] = {"url": cover}
    return embed


def _title(card: BookCard, language: str, *, longest: int) -> str:
    return escaped(card.title, longest=longest) or say("discord.book.untitled", language)


def _authors(card: BookCard, language: str) -> str | None:
    """Who wrote it, as many of them as there is room for."""
    names: list[str] = []
    room = _LONGEST_AUTHORS
    for author in card.authors:
        name = escaped(author, longest=_LONGEST_AUTHOR)
        room -= length(name) + 2
        if room < 0:
            break
        if name:
            names.append(name)
    return say("discord.book.by", language, authors=", ".join(names)) if names else None


def _description(card: BookCard, authors: str | None, *, room: int) -> str:
    """Who wrote it, then what somebody says about it."""
    said = authors or ""
    left = room - length(said) - 2
    if card.description and left >= _LEAST_OF_A_DESCRIPTION:
        about = escaped(card.description, longest=left)
        said = f"{said}\n\n{about}" if said and about else said or about
    return said if length(said) <= room else cut(said, longest=room)


def _fields(card: BookCard, language: str) -> Iterator[tuple[str, str | None]]:
    """What is known, the more important first."""
    yield "price", _price(card, language)
    yield "stock", _stock(card, language)
    yield "series", _series(card, language)
    yield "rating", _rating(card, language)
    yield "readers", f"{card.readers:,}" if card.readers and card.readers > 0 else None
    yield "published", card.published
    yield "format", card.format
    yield "pages", f"{card.pages:,}" if card.pages and card.pages > 0 else None
    yield "isbn", card.isbn


def _fitting(fields: Iterable[tuple[str, str | None]], *, room: int) -> Iterator[dict[str, Any]]:
    for name, known in fields:
        value = escaped(known, longest=_LONGEST_VALUE) if known else ""
        if not value:
            continue
        room -= length(name) + length(value)
        if room < 0:
            return
        yield {"name": name, "value": value, "inline": True}


def _price(card: BookCard, language: str) -> str | None:
    is_one = card.price is not None and 0 <= card.price.amount <= MOST_MINOR_UNITS
    return amount(card.price, language) if card.price is not None and is_one else None


def _stock(card: BookCard, language: str) -> str | None:
    if card.available is None:
        return None
    if card.available <= 0:
        return say("discord.book.stock.none", language)
    return say("discord.book.stock.some", language, count=card.available)


def _series(card: BookCard, language: str) -> str | None:
    series = card.series
    if series is None or series.position is None:
        return series.name if series else None
    return say("discord.book.series.place", language, name=series.name, position=series.position)


def _rating(card: BookCard, language: str) -> str | None:
    """Only if enough people gave one, and if it is one at all."""
    rating = card.rating
    if rating is None or not rating.is_shown or not math.isfinite(rating.average):
        return None
    if not 0 < rating.average <= 5:
        return None
    average = f"{rating.average:.2f}".rstrip("0").rstrip(".")
    return say("discord.book.rating.value", language, average=average, count=f"{rating.count:,}")


def book_buttons(cards: Sequence[BookCard], *, language: str) -> list[dict[str, Any]]:
    """Buttons under one book, a menu per action under several, and always the way to a person."""
    by_id = {card.book_id: card for card in cards[:MOST_BOOKS] if _fits(card.book_id)}
    books = list(by_id.values())
    missing = [card for card in books if not card.available]
    person = _button(BookAction.STAFF, "", language)
    if len(books) > 1:
        menus = [_menu(BookAction.MORE, books, language)]
        menus += [_menu(BookAction.TELL, missing, language)] if missing else []
        return [*menus, *action_rows([person])]
    about = [(BookAction.MORE, card) for card in books]
    about += [(BookAction.TELL, card) for card in missing]
    buttons = [_button(action, card.book_id, language) for action, card in about]
    return action_rows([*buttons, person])


def _fits(book_id: BookId) -> bool:
    is_whole = book_id and not _HALF_A_PAIR.search(book_id) and book_id == book_id.strip()
    return bool(is_whole) and length(_custom_id(BookAction.STAFF, book_id)) <= LONGEST_CUSTOM_ID


def _custom_id(action: BookAction, subject: str) -> str:
    return f"{VERSION}:{action}:{subject}"


def _button(action: BookAction, subject: str, language: str) -> dict[str, Any]:
    return {
        "type": _BUTTON,
        "style": _SECONDARY,
        "label": plain(say(f"discord.book.{action}", language), longest=LONGEST_LABEL),
        "custom_id": _custom_id(action, subject),
    }


def _menu(action: BookAction, books: Sequence[BookCard], language: str) -> dict[str, Any]:
    menu = {
        "type": _SELECT,
        "custom_id": _custom_id(action, ""),
        "placeholder": say(f"discord.book.menu.{action}", language),
        "min_values": 1,
        "max_values": 1,
        "options": [_option(card, language) for card in books],
    }
    return {"type": _ROW, "components": [menu]}


def _option(card: BookCard, language: str) -> dict[str, Any]:
    title = plain(card.title, longest=LONGEST_OPTION)
    option = {
        "label": title or say("discord.book.untitled", language),
        "value": str(card.book_id),
    }
    if authors := plain(", ".join(card.authors), longest=LONGEST_OPTION):
        option["description"] = authors
    return option
