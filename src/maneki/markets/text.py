"""Text as markets send it, made fit to keep and to show. Pure.

Control characters, lone surrogates and direction overrides go (the database refuses the first
two, the last make a title read backwards); absurd lengths are cut before anything else is done.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

from maneki.model.interchange import LONGEST_DESCRIPTION, LONGEST_TEXT, LONGEST_TITLE

_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_BREAKS = re.compile(r"\s*[\t\n\v\f\r\u2028\u2029]\s*")
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\s*\n\s*\n\s*")
_NOT_IN_ADDRESSES = re.compile(r"[\s<>\"\x00-\x20\x7f]")
_LINE_TAGS = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "ul", "ol", "table"})
_SILENT_TAGS = frozenset({"script", "style", "head", "template"})


def one_line(text: str, *, longest: int = LONGEST_TITLE) -> str:
    """`text` on one line, without what cannot be shown; "" if nothing is left.

    Spaces within the line stay as they are, full-width ones as well.
    """
    # Cutting first (with room for what goes) makes a 10 MB title cheap.
    kept = _BREAKS.sub(" ", text[: longest * 4])
    return _UNWANTED.sub("", kept).strip()[:longest].rstrip()


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


def without_markup(html: str) -> str:
    """The text of a piece of HTML, tags as line breaks or nothing, entities as characters."""
    reader = _TextOf()
    reader.feed(html[: LONGEST_DESCRIPTION * 20])
    reader.close()
    return "".join(reader.pieces)


class _TextOf(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT_TAGS:
            self._silent += 1
        if tag in _LINE_TAGS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT_TAGS:
            self._silent = max(0, self._silent - 1)
        if tag in _LINE_TAGS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.pieces.append(data)
