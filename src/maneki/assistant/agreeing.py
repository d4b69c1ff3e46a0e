"""Whether a message says yes to what was asked just before, and nothing else. Pure."""

from __future__ import annotations

import re

_YES = re.compile(
    r"^\W*(?:(?:yes|yeah|yep|yup|y|ok|okay|sure|absolutely|of course|i agree|agreed|go ahead"
    r"|please do|do it|please|that would be (?:great|nice)|sounds good|thank you|thanks|then|do"
    r"|はい|ええ|うん|お願い(?:します|いたします)?|ぜひ)\W*)+$",
    re.IGNORECASE,
)
_THANKS_ALONE = re.compile(r"^\W*(?:(?:thanks?|thank you|then|do)\W*)+$", re.IGNORECASE)


def says_yes(text: str) -> bool:
    """Thanks alone are no yes, and a yes with anything beside it is not a plain one."""
    text = text[:60]
    return _YES.match(text) is not None and _THANKS_ALONE.match(text) is None
