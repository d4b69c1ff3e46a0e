"""Postal addresses and card numbers that somebody writes in the chat: they are left out before
anything is asked or remembered. Pure.

Both are taken at checkout and needed nowhere else. A street may be a title ("84, Charing Cross
Road"), so one is an address if it is said to be theirs, or if a town with its postcode follows it.
What stands in its place says that there was one, which is all that an answer needs to know.
"""

from __future__ import annotations

import re

from maneki.model.book import isbns_in

ADDRESS, CARD = "[postal address]", "[card number]"

_KIND = (
    r"(?:street|st|avenue|ave|road|rd|lane|ln|drive|dr|boulevard|blvd|court|ct|way|place|pl"
    r"|terrace|circle|cir|square|sq|highway|hwy|parkway|pkwy|close|crescent)\b\.?"
)
_STREET = (
    rf"(?:[0-9]{{1,6}}[a-z]?,?\s+(?:[^\W\d_][\w'.-]*\s+){{1,4}}?{_KIND}|p\.?\s?o\.?\s?box\s+[0-9]+)"
)
_STATE = (
    r"(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|P[AR]|RI"
    r"|S[CD]|T[NX]|UT|V[AT]|W[AIVY])"
)
_POSTCODE = (
    r"(?:[0-9]{5}(?:-[0-9]{4})?|[a-z][0-9][a-z] ?[0-9][a-z][0-9]"
    r"|[a-z]{1,2}[0-9][a-z0-9]? [0-9][a-z]{2})(?!\w)"
)
_FLAT = r"(?:[\s,]+(?:apt|apartment|unit|suite|ste|floor|fl|flat|#)\.?\s*#?\w{1,6})?"
_TOWN = r"[\s,]+[^\W\d_][^\W\d_.'-]*(?:[ ][^\W\d_][\w.'-]*){0,2}?"
_TAIL = (
    rf"(?:(?:{_TOWN})?(?:,?\s+{_STATE})?[\s,]+{_POSTCODE}"
    rf"|,{_TOWN}(?:,?\s+{_STATE}\b)?(?=[\s,.!?;]|$))"
)
_THEIRS = (
    r"(?:(?:my|our)(?: (?:home|mailing|postal|shipping|billing|delivery|street|new|current|work))*"
    r" address(?: is|'s| would be|:| =)?:?|(?:i|we) live (?:at|on)|(?:^|(?<=[.!?;\n] ))address:"
    r"|(?<!do you )(?:ship|send|mail|deliver|post|bring)(?:ed|ing|s)?(?: (?!to\b)\w+){0,5} to"
    r"(?: me at)?:?)"
)
_GIVEN = re.compile(
    rf"(?P<cue>(?<!\w){_THEIRS}\s+){_STREET}{_FLAT}(?:{_TAIL})?|(?P<none>){_STREET}{_FLAT}"
    rf"(?:{_TOWN})?(?:,?\s+{_STATE})?[\s,]+{_POSTCODE}",
    re.IGNORECASE,
)
_ANY_SHAPE = re.compile(
    r"(?P<cue>(?<!\w)(?:my|our)(?: (?:home|mailing|postal|shipping|billing|delivery|new))* address"
    r"(?: is|:)\s+|住所は)(?![^.!?;\n]*(?:@|://))(?=[^!?;\n]{0,80}[0-9０-９])"
    r"[^!?;\n]{4,160}?(?=です|だよ|[!?;\n。]|\.(?:\s|$)|$)",
    re.IGNORECASE,
)
_POST_MARK = re.compile(r"(?P<cue>)〒\s?[0-9０-９]{3}[-－ー][0-9０-９]{4}[^\n。!?！？]{0,60}")
_DIGITS = re.compile(r"(?<![0-9])(?:[0-9][ -]?){12,18}[0-9](?![0-9])")
_MARKED = re.compile(
    rf"(?:(?<!\w){_THEIRS}\s+|住所は)?(?:{re.escape(ADDRESS)}|{re.escape(CARD)})(?:です)?[\s,.!。]*",
    re.IGNORECASE,
)
_NOTHING_MORE = frozenset(
    {
        "a", "also", "and", "at", "can", "card", "could", "fyi", "hey", "hi", "here", "i", "is",
        "it", "me", "my", "number", "ok", "please", "so", "thank", "thanks", "the", "to", "you",
    }
)  # fmt: skip
LONGEST = 4_000


def without_postal(text: str) -> str:
    """The text with marks in place of addresses and card numbers."""
    head, rest = text[:LONGEST], text[LONGEST:]
    for rule in (_GIVEN, _POST_MARK, _ANY_SHAPE):
        head = rule.sub(_left_out, head)
    return _DIGITS.sub(_without_card, head) + rest


def has_postal(text: str) -> bool:
    """Whether something was left out of it."""
    return ADDRESS in text or CARD in text


def beside_postal(text: str) -> str:
    """What else such a message says; "" if that is nothing to answer."""
    rest = _MARKED.sub(" ", text).strip()
    words = re.findall(r"\w+", rest.casefold())
    return "" if all(word in _NOTHING_MORE for word in words) else rest


def _left_out(found: re.Match[str]) -> str:
    return f"{found['cue'] or ''}{ADDRESS}"


def _without_card(found: re.Match[str]) -> str:
    number = re.sub(r"[^0-9]", "", found[0])
    is_card = _checks(number) and not isbns_in(found[0])
    return CARD if is_card else found[0]


def _checks(number: str) -> bool:
    """Whether the last digit fits the others, as it does in a card's number."""
    doubled = [int(one) * (2 if place % 2 else 1) for place, one in enumerate(reversed(number))]
    return sum(one - 9 if one > 9 else one for one in doubled) % 10 == 0
