"""Texts as every database takes them. Pure."""

from __future__ import annotations

import re

_CANNOT_BE_KEPT = re.compile("[\x00\ud800-\udfff]")


def keepable(text: str) -> str:
    """A text with a mark in place of NUL and of half characters, which PostgreSQL refuses."""
    return _CANNOT_BE_KEPT.sub("\ufffd", text)
