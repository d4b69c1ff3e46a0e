"""Rows of the phrasings: the context they were written in, and whether one is understood."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping

from maneki.assistant.intents import understand
from maneki.assistant.meaning import Context, NamedFilter, ShownBook

# Slots that must not be found unless they are listed: a wrong one of them finds the wrong books.
STRICT = frozenset({"title", "titles", "author", "series", "genre", "position"})


def comparable(value: object) -> object:
    """Values as the corpus' README compares them: width, case, punctuation, leading article."""
    if isinstance(value, str):
        plain = unicodedata.normalize("NFKC", value).casefold()
        plain = " ".join(re.sub(r"[^\w\s]|_", "", plain).split())
        return re.sub(r"^(?:the|an?) ", "", plain)
    if isinstance(value, list | tuple):
        return [comparable(one) for one in value]
    assert isinstance(value, int | float)
    return float(value)


def is_right(row: Mapping[str, str]) -> bool:
    """The intent, every slot listed, and none of the strict ones that is not listed."""
    found = understand(row["text"], context_of(row["context"]))
    got, expected = found.slots.named(), json.loads(row["slots"])
    return (
        found.intent.value == row["intent"]
        and all(name in got and _agrees(name, got[name], expected[name]) for name in expected)
        and not STRICT & got.keys() - expected.keys()
    )


def _agrees(name: str, got: object, expected: object) -> bool:
    if name == "mood":
        return str(comparable(expected)) in str(comparable(got))
    return comparable(got) == comparable(expected)


def context_of(written: str) -> Context:
    known = json.loads(written) if written else {}
    return Context(
        shown=tuple(
            ShownBook(book["title"], book.get("author")) for book in known.get("shown", [])
        ),
        said=known.get("said", ""),
        heard="".join(known.get("heard", [])[-1:]),
        filters=tuple(
            NamedFilter(name.removesuffix(" (paused)"), is_paused=name.endswith(" (paused)"))
            for name in known.get("filters", [])
        ),
    )
