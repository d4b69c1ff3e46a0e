"""Codes that people carry from one address to another, to show that both are theirs. Pure, but for
the chance in `new_code`.

A code has eight letters and digits, none of which looks like another: 31 to the power of 8 of them,
of which at most a few are worth something at a time, and nobody tries more than five in an hour.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from datetime import timedelta
from enum import StrEnum

from maneki.model.link import OTHER_KIND, AskedCode
from maneki.model.person import Address

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 8

A_WHILE = timedelta(hours=1)
A_DAY = timedelta(days=1)
MOST_TRIES = 5
"""Of one code, and of one address in `A_WHILE`."""
MOST_ASKED = 5
"""Codes that one address is given in `A_WHILE`."""
MOST_TEXTED_TO_CUSTOMERS = 3
"""Codes that are texted in `A_DAY` to a number that has written to us, or for one who asks."""
MOST_TEXTED_TO_STRANGERS = 1


def new_code() -> str:
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return f"{drawn[:4]}-{drawn[4:]}"


def plain(written: str) -> str:
    """A code as it was given out, however it was typed."""
    wide = unicodedata.normalize("NFKC", written[:100]).upper()
    return "".join(char for char in wide if char.isalnum())


def digest_of(code: str, *, key: str) -> str:
    """What is kept of a code, and looked for: nobody can tell from how long that takes how much of
    a code was right.
    """
    return hmac.new(key.encode(), plain(code).encode(), hashlib.sha256).hexdigest()


class Refusal(StrEnum):
    """Why two addresses are not linked; `linking.*` says it in words."""

    WRONG_CODE = "wrong_code"
    TOO_MANY_TRIES = "too_many_tries"
    ALREADY = "already"
    OCCUPIED = "occupied"


def is_for(code: AskedCode, caller: Address) -> bool:
    """Whether a code can show anything when it is entered there."""
    if code.wanted is not None:
        return caller == code.asked_from
    return caller.kind == code.wanted_kind == OTHER_KIND.get(code.asked_from.kind)


def proven(code: AskedCode, caller: Address) -> Address:
    """The address that is the caller's too, as they show by the code."""
    if code.wanted is not None:
        return Address(code.wanted_kind, code.wanted)
    return code.asked_from
