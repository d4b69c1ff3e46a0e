"""Text that others wrote, as far as it is kept: one line, not too long, no markup. Pure."""

from __future__ import annotations

import hashlib
import html
import re
from urllib.parse import urlsplit

LONGEST_TITLE = 500
LONGEST_NAME = 200
LONGEST_DESCRIPTION = 5_000
LONGEST_ID = 255
MOST_AUTHORS = 50
MOST_SUBJECTS = 20
_LONGEST_ADDRESS = 1_000


# Controls, and what turns the direction of the text around it. Joiners are part of some scripts.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)


def one_line(text: str) -> str:
    """The words of a text, without what cannot be seen."""
    return " ".join(_UNSEEN.sub("", text).split())


def text_of(text: str | None, longest: int) -> str | None:
    """A text of several lines, without what cannot be seen; None if nothing is left of it."""
    return cut(_UNSEEN.sub("", text or "").strip(), longest) or None


def line(text: str | None, longest: int) -> str | None:
    """One line, cut; None if nothing is left of it."""
    return cut(one_line(text or ""), longest) or None


def cut(text: str, longest: int) -> str:
    """At most so long, ending with a word."""
    if len(text) <= longest:
        return text
    whole, space, _ = text[: longest - 1].rpartition(" ")
    return f"{whole if space else text[: longest - 1]}…"


def without_tags(text: str) -> str:
    """A text without the tags of HTML, and with the characters that its entities stand for."""
    return html.unescape(re.sub(r"<[^<>]{0,200}>", " ", text)).strip()


def https_address(text: str | None) -> str | None:
    """A picture's address; http is read as https. What is none is left out, with no harm done."""
    text = (text or "").strip()
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.netloc or len(text) > _LONGEST_ADDRESS:
        return None
    return parts._replace(scheme="https").geturl()


def id_of(name: str) -> str:
    """As it is, or what stands for it where it is too long for a key."""
    name = one_line(name)
    return name if len(name) <= LONGEST_ID else hashlib.sha256(name.encode()).hexdigest()
