"""Whether there is anything to see in a text, whatever it is made of."""

from __future__ import annotations

import unicodedata

_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Mn", "Me", "Zl", "Zp", "Zs"})
# By category these are letters and signs; to the eye they are blank.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def is_blank(text: str) -> bool:
    """Spaces, control characters and marks that stand on nothing show nothing."""
    return all(char in _BLANK or unicodedata.category(char) in _UNSEEN for char in text)
