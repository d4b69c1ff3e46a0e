"""Texts as every database takes them. Pure."""

from __future__ import annotations

import re

_CANNOT_BE_KEPT = re.compile("[\x00\ud800-\udfff]")


def can_be_kept(text: str) -> bool:
    """Whether a database takes it: neither NUL nor half of a character is in it."""
    return _CANNOT_BE_KEPT.search(text) is None


def keepable(text: str) -> str:
    """A text with a mark in place of NUL and of half characters."""
    return _CANNOT_BE_KEPT.sub("\ufffd", text)
