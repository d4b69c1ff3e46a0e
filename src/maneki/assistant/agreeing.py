"""Whether a message says yes or no to what was asked before, and nothing else. Pure.

The terms of texts may be answered later than at once: what counts is that nothing else was asked
since.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from maneki.model.conversation import SaidBy, Turn

_YES = re.compile(
    r"^\W*(?:(?:yes|yeah|yep|yup|y|ok|okay|sure|absolutely|of course|i agree|agreed|go ahead"
    r"|please do|do it|please|that would be (?:great|nice)|sounds good|thank you|thanks|then|do"
    r"|はい|ええ|うん|お願い(?:します|いたします)?|ぜひ)\W*)+$",
    re.IGNORECASE,
)
_THANKS_ALONE = re.compile(r"^\W*(?:(?:thanks?|thank you|then|do)\W*)+$", re.IGNORECASE)
_YES_ITSELF = re.compile(r"\b(?:yes|yeah|yep|yup|y|i agree|agreed)\b|はい|ええ|同意", re.IGNORECASE)
_NO = re.compile(
    r"^\W*(?:(?:no|nope|nah|n|not (?:now|interested|really)|rather not|i(?:'d| would) rather not"
    r"|no (?:thanks?|thank you|texts?|need)|i (?:do not|don['’]?t) agree|never ?mind|thanks?"
    r"|thank you|please|sorry|いいえ|いえ|いや|結構です|けっこうです|いりません|要りません"
    r"|不要です?|同意しません|やめておきます)\W*)+$",
    re.IGNORECASE,
)
_NO_ITSELF = re.compile(
    r"\b(?:no|nope|nah|n|not|never ?mind|don['’]?t)\b|い|不要|結構|同意しません", re.IGNORECASE
)
# Also what can be answered with a yes though it is no question: "Reply FORGET YES to do it."
_ASKS = re.compile(r"[?？]|か。|\b(?:reply|write|say|answer)\b", re.IGNORECASE)
_LONGEST = 60


def says_yes(text: str) -> bool:
    """Thanks alone are no yes, and a yes with anything beside it is not a plain one."""
    if len(text) > _LONGEST:
        return False
    return _YES.match(text) is not None and _THANKS_ALONE.match(text) is None


def says_yes_itself(text: str) -> bool:
    """A yes in so many words, as it is asked for: what is fine with somebody may be anything."""
    return says_yes(text) and _YES_ITSELF.search(text) is not None


def says_no(text: str) -> bool:
    """A no with anything beside thanks is not a plain one."""
    if len(text) > _LONGEST:
        return False
    return _NO.match(text) is not None and _NO_ITSELF.search(text) is not None


@dataclass(frozen=True, slots=True)
class LastQuestion:
    """What was asked last of somebody: the terms (`terms_at`), or something else."""

    terms_at: datetime | None = None
    is_another: bool = False


NOTHING_ASKED = LastQuestion()


def last_question(turns: Sequence[Turn], *, terms: str) -> LastQuestion:
    """What a yes or no answers that comes after these turns, the oldest first. What the staff wrote
    may ask for anything.
    """
    for turn in reversed(turns):
        answered = turn.answered or ""
        if terms in answered:
            return LastQuestion(terms_at=turn.finished_at or turn.started_at)
        if turn.said_by is SaidBy.STAFF or _ASKS.search(answered):
            return LastQuestion(is_another=True)
    return NOTHING_ASKED
