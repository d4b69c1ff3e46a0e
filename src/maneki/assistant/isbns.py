"""Numbers of books in a message: which one is meant, and which cannot be right. Pure."""

from __future__ import annotations

import re
import unicodedata

from maneki.model.book import Isbn, isbns_in

_TELEPHONE = re.compile(r"(?<![\w+./-])(?P<digits>[2-9][0-9]{2}[2-9][0-9]{6})(?![\w./-])")
_OF_A_CALLER = re.compile(
    r"\b(?:call|calls|called|phone|text|texts|txt|sms|ring|reach|dial|number|cell|mobile|tel"
    r"|telephone|whatsapp|contact|message|msg|fax|line|me|my|link|account|order|hold|from)\b|電話|番号",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\bISBN(?:-?1[03])?\s*(?:is|:|#|no\.?|number)?\s*:?\s*(?P<number>[0-9][0-9 -]{7,18}[0-9Xx])",
    re.IGNORECASE,
)
_OF_A_BOOK = re.compile(r"(?<![\w+./-])(?P<number>97[89](?:[ -]?[0-9]){10})(?![\w/-])")
_TEN = re.compile(
    r"(?<![\w+./-])(?P<number>[01]-?[0-9]{2,7}-[0-9]{2,7}-[0-9Xx]|[01][0-9]{8}[0-9Xx]"
    r"|[0-9]{9}[Xx])(?![\w/-])"
)
_DASHES = re.compile("[\u2010-\u2015\u2212]")


def isbn_in(text: str) -> str | None:
    """The first ISBN of a text, its digits as they were written; None without a valid one.

    Ten digits that could be a telephone number are one where nobody speaks of calling.
    """
    found = isbns_in(text) or _like_a_telephone(text)
    if not found:
        return None
    bare = re.sub(r"[^0-9X]", "", text.upper().replace("ISBN10", "").replace("ISBN13", ""))
    ten = found[0].isbn10
    return ten if ten and found[0].digits not in bare and ten in bare else found[0].digits


def has_wrong_isbn(text: str) -> bool:
    """Whether a number is plainly meant as an ISBN and its last digit does not fit the others.

    What may be the number of an order or a telephone is left alone.
    """
    if not any(char.isdigit() for char in text) or isbn_in(text):
        return False
    plain = _DASHES.sub("-", unicodedata.normalize("NFKC", text))
    named = _NAMED.search(plain)
    if named and len(re.sub(r"[ -]", "", named["number"])) in {10, 13}:
        return True
    if _OF_A_BOOK.search(plain):
        return True
    return _TEN.search(plain) is not None and _OF_A_CALLER.search(plain) is None


def _like_a_telephone(text: str) -> tuple[Isbn, ...]:
    found = _TELEPHONE.search(text)
    if found is None or _OF_A_CALLER.search(text):
        return ()
    return isbns_in(f"ISBN {found['digits']}")
