"""Messages that are a command of somebody's own affairs and nothing else. Pure.

LINK, a code that came back, UNLINK, FORGET ME and MY DATA. They are heard before sentences are
read: whoever wants their data deleted has not said that they want no more texts.
"""

from __future__ import annotations

import re
from enum import StrEnum

from maneki.conversation.keywords import LONGEST, undressed
from maneki.conversation.leaving import Leaving, leaving_in
from maneki.people.codes import ALPHABET, LENGTH, plain


class PlainWord(StrEnum):
    LINK = "link"
    CODE = "code"
    UNLINK = "unlink"
    FORGET = "forget"
    FORGET_CONFIRMED = "forget_confirmed"
    EXPORT = "export"


BY_RIGHT = frozenset({PlainWord.FORGET, PlainWord.FORGET_CONFIRMED, PlainWord.EXPORT})
"""What is answered whatever else somebody has asked for."""

_SAID_FOR = {
    PlainWord.LINK: ("link", "link discord", "link my discord", "連携"),
    PlainWord.UNLINK: ("unlink", "連携解除"),
    PlainWord.FORGET: (
        *("forget", "forget me", "delete me", "データ削除"),
        *(
            f"{verb} {what}"
            for verb in ("delete", "erase", "remove", "forget")
            for what in ("my data", "all my data", "my info", "my information")
        ),
    ),
    PlainWord.FORGET_CONFIRMED: ("forget yes", "yes forget me", "データ削除はい"),
    PlainWord.EXPORT: ("export", "my data", "export my data", "send me my data", "データ"),
}
_MEANINGS = {said: word for word, sayings in _SAID_FOR.items() for said in sayings}
_ASKING = re.compile(r"^(?:please|pls|can you|could you) | (?:please|pls|thanks|thank you)$")

_ABOUT_CODES = re.compile(r"\b(?:code|link)\b|コード", re.IGNORECASE)
MOST_WORDS, MOST_WORDS_IF_NAMED = 3, 8
"""A code may stand in a short sentence: "here: ABCD-2345", "my code is ABCD-2345"."""
_TOKEN = re.compile(r"[\w-]+")
_AS_GIVEN_OUT = re.compile(f"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}")
_CODE = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")


def plain_word_of(text: str) -> PlainWord | None:
    """Which command a message is; None for any other."""
    said = undressed(text)
    word = _MEANINGS.get(said) or _MEANINGS.get(_ASKING.sub("", _ASKING.sub("", said)))
    if word is not None:
        return word
    code = code_in(text)
    is_bare = code == text
    # A promotion has a code too: "stop SUMMER25 texts".
    is_code = code is not None and (is_bare or leaving_in(text) is Leaving.NO)
    return PlainWord.CODE if is_code else None


def code_in(text: str) -> str | None:
    """The code that a message is, or that it brings in a few words.

    A word of eight letters has no digit or hyphen in it. In a sentence a code has letters and
    digits, or is written as it was given out: a number is no code there, nor is "hand-made".
    """
    if len(text) <= 2 * LENGTH and _is_code(text, in_a_sentence=False):
        return text
    if len(text) > LONGEST:
        return None
    tokens = _TOKEN.findall(text)
    if len(tokens) > (MOST_WORDS_IF_NAMED if _ABOUT_CODES.search(text) else MOST_WORDS):
        return None
    codes = [token for token in tokens if _is_code(token, in_a_sentence=True)]
    return codes[0] if len(codes) == 1 else None


def _is_code(written: str, *, in_a_sentence: bool) -> bool:
    letters = plain(written)
    if _CODE.fullmatch(letters) is None:
        return False
    has_digits = any(char.isdigit() for char in letters)
    if in_a_sentence:
        is_mixed = has_digits and any(char.isalpha() for char in letters)
        return is_mixed or _AS_GIVEN_OUT.fullmatch(written) is not None
    return has_digits or "-" in written
