"""A keyword in quotation marks: just these words, in a row. Pure."""

from __future__ import annotations

QUOTES = {'"': '"', "“": "”", "„": "“", "＂": "＂", "「": "」", "『": "』"}
"""What opens and what closes one. A phrase has none of the same inside."""


def phrase_in(keyword: str) -> str | None:
    """What is between the quotation marks that a keyword stands in; None if it stands in none."""
    text = keyword.strip()
    closing = QUOTES.get(text[:1])
    if len(text) < 2 or closing is None or text[-1] != closing:
        return None
    inner = text[1:-1]
    return None if text[0] in inner or closing in inner else inner


def without_quotes(keyword: str) -> str:
    """The words of a keyword, for a market that does not know what the marks mean."""
    inner = phrase_in(keyword)
    return keyword if inner is None else inner
