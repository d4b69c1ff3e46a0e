"""Text of others made inert before a model reads it: it is data, whatever it says. Pure.

What cannot be seen is taken out: people hide orders to a model in characters without a shape. What
looks like the frame of a conversation (a tag, a template's token) is broken, so that nothing in a
title can end the data it stands in. Words stay as they are: whether a model obeys them is decided
by what its tools can do, not by a list of words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

LONGEST_TEXT = 6_000
"""Characters of one piece of somebody else's text."""

_KEPT = {"\n", "\t"}
_UNSEEN = {"Cc", "Cf", "Co", "Cs", "Cn"}
_JOINER = "\u200d"
_FRAMES = re.compile(
    r"<(?=\s*/?\s*(?:\||(?:system|assistant|user|human|developer|tool|data|function|instructions?"
    r"|pyai|antml|im_start|im_end)[\w:-]*))"
    r"|\[(?=\s*/?\s*(?:INST|SYS|SYSTEM)\b)"
    r"|^(?=[ \t]*(?:system|assistant|human|developer)[ \t]*:)",
    re.IGNORECASE | re.MULTILINE,
)
_BLANK_LINES = re.compile(r"\n{3,}")


def inert(text: str, *, most: int = LONGEST_TEXT) -> str:
    """The same words without anything hidden, and without anything that looks like a frame."""
    seen = "".join(char for char in text.replace("\r\n", "\n") if _is_seen(char))
    flat = _BLANK_LINES.sub("\n\n", _FRAMES.sub(_broken, seen)).strip()
    return flat if len(flat) <= most else f"{flat[: most - 1]}…"


def _is_seen(char: str) -> bool:
    return char in _KEPT or char == _JOINER or unicodedata.category(char) not in _UNSEEN


def _broken(frame: re.Match[str]) -> str:
    return {"<": "‹", "[": "("}.get(frame.group(), "· ")


def inert_data(data: Any) -> Any:
    """The same with every text in it made inert, however deep it lies."""
    if isinstance(data, str):
        return inert(data)
    if isinstance(data, Mapping):
        return {key: inert_data(value) for key, value in data.items()}
    if isinstance(data, Sequence):
        return [inert_data(value) for value in data]
    return data
