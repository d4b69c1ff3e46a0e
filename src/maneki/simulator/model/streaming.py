"""What streams of both protocols have in common. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import orjson

_WORDS = re.compile(r"\S+\s*|\s+")
WORDS_A_PIECE = 2


def event(data: Any) -> bytes:
    return b"data: " + orjson.dumps(data) + b"\n\n"


def in_pieces(text: str) -> Iterator[str]:
    """As models write: a word or two at a time."""
    words = _WORDS.findall(text)
    for at in range(0, len(words), WORDS_A_PIECE):
        yield "".join(words[at : at + WORDS_A_PIECE])
