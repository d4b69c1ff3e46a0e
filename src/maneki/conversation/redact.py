"""What was said, without who said it: for whoever looks into a conversation to learn from it. Pure.

Numbers, addresses of all kinds, links with tokens in them and what we know of the person by name go
out. Titles, prices and ISBNs stay: they are what the conversation is about. No rule finds every
name that somebody writes, so what is exported is still to be treated as theirs.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import partial

from maneki.model.book import isbns_in

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_LINK = re.compile(r"\bhttps?://[^\s<>()]+")
_MENTION = re.compile(r"<@!?[0-9]{5,20}>|(?<![\w@])@[\w.]{2,32}")
_DISCORD_ID = re.compile(r"(?<![0-9])[0-9]{17,20}(?![0-9])")
_CARD = re.compile(r"(?<![0-9])(?:[0-9][ -]?){13,19}(?![0-9])")
_PHONE = re.compile(r"(?<![0-9$€£¥.,])\+?(?:[0-9][ ().-]{0,2}){8,15}(?![0-9])")
_STREET = re.compile(
    r"\b[0-9]{1,6}[a-z]?\s+(?:[A-Z][\w'.-]*\s+){1,4}"
    r"(?:street|st|avenue|ave|road|rd|lane|ln|drive|dr|boulevard|blvd|court|ct|way|place|pl)\b\.?",
    re.IGNORECASE,
)
# The United States' states. Those that are words as well tell only if they are written large.
_STATES = (
    "AK AZ AR CA CT DC FL GA IA IL KS KY LA MD MN MS MO MT NC ND NE NH NJ NM NV NY RI SC SD TN TX "
    "UT VA VT WA WI WV WY PR"
).replace(" ", "|")
_WORDY_STATES = "AL CO DE HI ID IN MA ME MI OH OK OR PA".replace(" ", "|")
_STATE_NAMES = (
    "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia"
    "|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts"
    "|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire|New Jersey"
    "|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania"
    "|Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington"
    "|West Virginia|Wisconsin|Wyoming"
)
_ZIP = r",?\s+[0-9]{5}(?:-[0-9]{4})?(?![0-9-])"
_POSTCODE = re.compile(
    rf"\b(?:(?i:{_STATES})|{_WORDY_STATES}|(?i:{_STATE_NAMES})){_ZIP}"
    r"|\b[0-9]{5}-[0-9]{4}\b|〒\s?[0-9]{3}-[0-9]{4}"
    # Canada, the United Kingdom
    r"|\b[A-Z][0-9][A-Z] ?[0-9][A-Z][0-9]\b|\b[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}\b"
)
_NAMED = re.compile(
    r"\b(?P<intro>(?:my name is|i am called|name's|this is|call me)\s+)"
    r"(?!(?:at|on|in|by|to|if|when|later|back|now|again|please|today|tomorrow|the|an?|my|for)\b)"
    r"(?P<name>[^\W\d_][\w'-]*(?:\s+[A-Z][\w'-]*){0,2})",
    re.IGNORECASE,
)


def redacted(text: str, *, names: Collection[str] = ()) -> str:
    """A text with marks in place of what tells who somebody is. `names` are theirs, as known."""
    books = {isbn.digits for isbn in isbns_in(text)}
    text = _EMAIL.sub("[e-mail]", text)
    text = _LINK.sub("[link]", text)
    text = _STREET.sub("[address]", text)
    text = _POSTCODE.sub("[postcode]", text)
    text = _MENTION.sub("[mention]", text)
    for pattern, mark in ((_CARD, "[number]"), (_DISCORD_ID, "[id]"), (_PHONE, "[phone]")):
        text = pattern.sub(partial(_unless_book, books=books, mark=mark), text)
    text = _NAMED.sub(lambda found: f"{found['intro']}[name]", text)
    return _without_names(text, names)


def _unless_book(found: re.Match[str], *, books: Collection[str], mark: str) -> str:
    """An ISBN looks like a number of somebody's, and is none."""
    number = found[0]
    if any(isbn.digits in books for isbn in isbns_in(number)):
        return number
    return f"{mark}{' ' if number[-1:].isspace() else ''}"


def _without_names(text: str, names: Iterable[str]) -> str:
    for name in sorted({one.strip() for one in names if one.strip()}, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "[name]", text, flags=re.IGNORECASE)
    return text
