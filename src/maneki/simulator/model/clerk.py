"""A model that does its work: it looks books up and tells what it found. For trying things out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from maneki.simulator.model.script import NOTHING_WRONG, Answer, Asked, Call, Said

_MOST = 3


def clerk(asked: Asked) -> Answer:
    """Look for what the customer said, and name up to three books, each as a tool told of it."""
    if asked.is_check:
        return Said(text=NOTHING_WRONG)
    if not asked.results:
        return Said(calls=(Call("search_books", {"words": _question(asked)}),))
    books = _books(asked.results[-1])
    if not books:
        return Said(text="I found nothing like that. Could you tell me more about it?")
    return Said(text="\n".join(map(_line, books[:_MOST])))


def _question(asked: Asked) -> str:
    """What the customer said last; the notes stand behind it."""
    said = [one.text for one in asked.heard if one.role == "user"]
    return said[-2] if len(said) > 1 else said[-1]


def _books(result: str) -> list[Mapping[str, Any]]:
    data = orjson.loads(result)
    books = data.get("books") if isinstance(data, dict) else None
    return books if isinstance(books, list) else []


def _line(book: Mapping[str, Any]) -> str:
    by = f" by {', '.join(book['authors'])}" if book.get("authors") else ""
    copies = [one for one in book.get("on_the_shelf", ()) if isinstance(one.get("copies"), int)]
    if not copies or not copies[0]["copies"] or "price" not in copies[0]:
        return f"I know {book['title']}{by}."
    n, price = copies[0]["copies"], copies[0]["price"]
    return f"We have {book['title']}{by}: {n} {'copy' if n == 1 else 'copies'} at {price}."
