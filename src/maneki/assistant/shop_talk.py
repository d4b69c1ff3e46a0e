"""Whether a clause speaks of the shop or of what stands in a book. Pure."""

from __future__ import annotations

import re

from maneki.assistant.passages import AUTHOR, TITLE, Clause

_SHOP = re.compile(
    r"\b(?:we|we're|we'll|we've|we'd|our|ours|with us|to us|shop|store|bookshop|bookstore|staff"
    r"|booksellers?|manager|owner|counter|till|desk|register|checkout|you can|you may|you must"
    r"|you get|you'll get|you need|you have to|you'd get|your (?:order|card|purchase|account|copy"
    r"|refund|receipt|next|first))\b",
    re.IGNORECASE,
)
_STORY = re.compile(
    r"\b(?:story|stories|novel|novels|tale|plot|narrator|characters?|hero|heroine|chapters?|prose"
    r"|author|she|he|her|his|him|whose|family|boy|girl|man|woman|mother|father|sisters?"
    r"|brothers?|king|queen|magic|pages of|set in|memoir|essays|poems|ending|fiction|fantasy"
    r"|mystery|thriller|romance)\b",
    re.IGNORECASE,
)


_GRANTS = re.compile(
    r"\b(?:we|we're|we'll|we've|we'd|our|ours|us|you can|you may|you must|you get|you'll|you need"
    r"|you have to|you'd|your)\b",
    re.IGNORECASE,
)


def names_us(text: str) -> bool:
    """Whether it is told what "we" do, or what "you can"."""
    return _GRANTS.search(text) is not None


def names_shop(text: str) -> bool:
    """Whether the shop, its people or what a customer may do there is named."""
    return _SHOP.search(text) is not None


def is_of_books(clause: Clause) -> bool:
    """Whether the sentence speaks of a book, and the clause not of the shop."""
    if names_shop(clause.text):
        return False
    around = clause.sentence
    return TITLE in around or AUTHOR in around or _STORY.search(around) is not None
