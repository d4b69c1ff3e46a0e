"""Text as markets send it, made fit to keep and to show. Pure.

Control characters, lone surrogates and direction overrides go (the database refuses the first
two, the last make a title read backwards); absurd lengths are cut before anything else is done.
A text is read once, from front to back, whatever is in it: none takes long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urlsplit

from maneki.model.interchange import LONGEST_DESCRIPTION, LONGEST_TEXT, LONGEST_TITLE

MOST_MARKUP = LONGEST_DESCRIPTION * 20
"""How much of a piece of HTML is read."""

_UNSHOWABLE = "\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069"
_UNWANTED = re.compile(f"[{_UNSHOWABLE}]")
_WHITE = re.compile(r"\s+")
_BREAK = re.compile(r"[\t\n\v\f\r\u2028\u2029]")
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\s*\n\s*\n\s*")
_NOT_IN_ADDRESSES = re.compile(rf"[\s<>\"{_UNSHOWABLE}]")
_LINE_TAGS = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "ul", "ol", "table"})
_SILENT_TAGS = frozenset({"head", "template"})
# A ">" does not end a tag within the quoted value of an attribute. What is never ended reaches to
# the end of the text, so that no part of it is looked at again and again.
_REST_OF_TAG = r"""(?:=\s*"[^"]*"|=\s*'[^']*'|[^>])*+"""
_MARKUP = re.compile(
    rf"""<!--(?:-?>|.*?(?:-->|\Z))
    | <(?P<code>script|style)(?=[\s/>]){_REST_OF_TAG}(?<!/)>.*?(?:</(?P=code)\b[^>]*(?:>|\Z)|\Z)
    | <(?P<end>/?)(?P<name>[a-z][^\s/>]*){_REST_OF_TAG}(?:>|(?P<endless>\Z))
    | <[!?/][^>]*(?:>|\Z)""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_SURELY_MARKUP = re.compile(
    r"</[a-z][a-z0-9:-]*\s*>|<(?:br|hr|img|script|style)\b[^<>]*>", re.IGNORECASE
)
_ENDLESS_REFERENCE = re.compile(r"&#[0-9]{20,};?")


def one_line(text: str, *, longest: int = LONGEST_TITLE) -> str:
    """`text` on one line, without what cannot be shown; "" if nothing is left.

    Spaces within the line stay as they are, full-width ones as well.
    """
    # Cutting first (with room for what goes) makes a 10 MB title cheap.
    kept = _WHITE.sub(_on_one_line, text[: longest * 4])
    return _UNWANTED.sub("", kept).strip()[:longest].rstrip()


def _on_one_line(white: re.Match[str]) -> str:
    return " " if _BREAK.search(white[0]) else white[0]


def paragraphs(text: str, *, longest: int = LONGEST_DESCRIPTION) -> str | None:
    """`text` with its line breaks, at most one blank line in a row; None if nothing is left."""
    kept = text[: longest * 4].replace("\r\n", "\n").replace("\r", "\n")
    kept = _SPACES.sub(" ", _UNWANTED.sub("", kept))
    return _BLANK_LINES.sub("\n\n", kept).strip()[:longest].rstrip() or None


def phrase(value: object) -> str | None:
    """A short text (a brand, a size, a name), or None if it is absent, blank or no text."""
    return (one_line(value, longest=LONGEST_TEXT) or None) if isinstance(value, str) else None


def web_address(value: object) -> str | None:
    """An http(s) address, or None if it is none, or too long to keep."""
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        return None
    text = value.strip()
    if _NOT_IN_ADDRESSES.search(text):
        return None
    try:
        parts = urlsplit(text)
        is_address = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return None
    return text if is_address else None


def has_markup(text: str) -> bool:
    """Whether a text that claims to be plain is HTML: `<b>Coat</b>` is, `Coat <M>` is not."""
    return _SURELY_MARKUP.search(text, 0, MOST_MARKUP) is not None


def without_markup(html: str) -> str:
    """The text of a piece of HTML, tags as line breaks or nothing, entities as characters.

    A "<" that ends nowhere was not meant as one.
    """
    return "".join(_pieces(html[:MOST_MARKUP]))


def _pieces(html: str) -> Iterator[str]:
    at = silent = 0
    for markup in _MARKUP.finditer(html):
        if markup["endless"] is not None:
            break
        if not silent:
            yield _characters(html[at : markup.start()])
        at, name = markup.end(), (markup["name"] or "").lower()
        if name in _SILENT_TAGS and not markup[0].endswith("/>"):
            silent = max(0, silent - 1) if markup["end"] else silent + 1
        if name in _LINE_TAGS:
            yield "\n"
    if not silent:
        yield _characters(html[at:])


def _characters(text: str) -> str:
    return unescape(_ENDLESS_REFERENCE.sub("\ufffd", text))
