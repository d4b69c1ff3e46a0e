"""Whether somebody wants no more text messages, said in words of their own. Pure.

The law counts any wording that a reasonable person would read as opting out (47 CFR 64.1200(a)(10))
and carriers know a handful of words, so this reads sentences, clause by clause: what is to stop
(texts, this number, being on a list), how it is said (stop, no more, take me off), and what the
same words mean in a bookshop (an order is cancelled, a title has Stop in it, one filter of several
is paused).

There are three answers, because two kinds of mistake are not alike. Texting somebody who said no is
against the law and bad manners; not texting somebody who only cancelled an order leaves a customer
without the notice they wait for. Where it depends, nothing is decided: texts that nobody just asked
for pause, and the person is asked.

Rules alone reach what somebody thought of: of texts of a stranger they heard two in three. So a
score goes beside them that was learned from texts of several hands (`leaving_score`), in which
what nobody thought of is near enough to something that was seen. It may bring up the question by
itself. Taking somebody off needs both: neither the rules nor the score was right often enough.
"""

from __future__ import annotations

import re
from enum import StrEnum

from maneki.conversation.keywords import keyword_of, plain_letters, undressed
from maneki.conversation.leaving_around import (
    ABOUT_A_BOOK,
    ABOUT_THE_SHOP,
    ANSWERS,
    ASKED,
    BY_AUTHOR,
    MAY_BE_MEANT,
    NOT_FOR_CERTAIN,
    NOT_MEANT,
    OF_A_NUMBER,
    ONE_OF_SEVERAL,
    SAID_OF_ANYTHING,
)
from maneki.conversation.leaving_elsewhere import (
    MAYBE_ELSEWHERE,
    ONE_OF_SEVERAL_ELSEWHERE,
    SAID_ELSEWHERE,
    SHOP_ELSEWHERE,
)
from maneki.conversation.leaving_maybe import MAYBE_SAID
from maneki.conversation.leaving_rules import SAID_FOR_CERTAIN
from maneki.conversation.leaving_score import leaving_score
from maneki.conversation.leaving_words import BARE, MANNERS
from maneki.conversation.spelling import MOST_LOOKED_AT, clauses_of
from maneki.model.conversation import Keyword


class Leaving(StrEnum):
    """Whether a message asks for no more texts."""

    CERTAIN = "certain"
    IN_DOUBT = "in_doubt"
    NO = "no"


def leaving_in(text: str) -> Leaving:
    """Whether a message asks for no more texts, as a word or in any sentence of it."""
    if keyword_of(text) is Keyword.STOP:
        return Leaving.CERTAIN
    if undressed(text) in ANSWERS or _is_of_one_alert(undressed(text)):
        return Leaving.NO
    rules = by_rules(text)
    if not clauses_of(text):
        # Pictures and punctuation alone have no traits to go by.
        return rules
    is_a_guess = rules is Leaving.NO and _is_very_short(text)
    doubt_from = DOUBT_FROM_IN_SHORT if is_a_guess else DOUBT_FROM
    return answer_of(rules, leaving_score(text), doubt_from=doubt_from)


def _is_very_short(text: str) -> bool:
    """Two words say little, and less if nobody knows them. Not all languages part words."""
    return len(text.split()) <= 2 and text.isascii()


_OF_ONE_ALERT = re.compile(
    r"(?:please )?(?:delete|remove|cancel|pause|stop|mute|resume) (?:my|the) (?:alert|filter) "
    r"(?:for|about|on) (?!(?:text|messag|spam|sms|every|all|any|this|my|me)\w*\b)"
    r"(?P<what>\S+(?: \S+){0,9})"
)


def _is_of_one_alert(text: str) -> bool:
    """One of several by its name, and nothing else said: the others go on."""
    found = _OF_ONE_ALERT.fullmatch(text)
    return found is not None and by_rules(found["what"]) is Leaving.NO


CERTAIN_FROM = 3.0
DOUBT_FROM = -1.0
DOUBT_FROM_IN_SHORT = 1.0
NEVER_BELOW = -2.0
"""Scores: of what the rules are certain of, so much is needed to take somebody off; from here on
they are asked, whatever the rules say; and below this not even if the rules are certain. Chosen on
corpora that were left out of what was learned (tests/conversation/data/README.md).
"""


def answer_of(rules: Leaving, score: float, *, doubt_from: float = DOUBT_FROM) -> Leaving:
    """What the rules and the score come to: either may ask, only both take somebody off."""
    if rules is Leaving.CERTAIN and score >= CERTAIN_FROM:
        return Leaving.CERTAIN
    least = NEVER_BELOW if rules is Leaving.CERTAIN else doubt_from
    return Leaving.IN_DOUBT if score >= least else Leaving.NO


def by_rules(text: str) -> Leaving:
    """What the rules alone say of a message."""
    clauses = clauses_of(text)
    meant = tuple(NOT_MEANT.sub("…", clause) for clause in clauses)
    plain = plain_letters(text[:MOST_LOOKED_AT])
    found = max(_in_clauses(meant), _in_other_languages(plain), _in_pictures(plain))
    is_a_title = BY_AUTHOR.search(text[:MOST_LOOKED_AT]) is not None and not text.isupper()
    if found and (is_a_title or ONE_OF_SEVERAL.search("|".join(clauses))):
        found = _NO if found == _IN_DOUBT else _IN_DOUBT
    elif found == _CERTAIN and (ASKED.search(plain) or NOT_FOR_CERTAIN.search("|".join(clauses))):
        found = _IN_DOUBT
    return _ANSWERS[found]


MOST_REPEATED = 8
"""Stop stop stop: how many words a clause of nothing else may have."""

_NO, _IN_DOUBT, _CERTAIN = range(3)
_ANSWERS = (Leaving.NO, Leaving.IN_DOUBT, Leaving.CERTAIN)


def _in_clauses(clauses: tuple[str, ...]) -> int:
    found = max(map(_in_clause, clauses), default=_NO)
    if any(map(_is_bare, clauses)):
        is_a_book = ABOUT_A_BOOK.search("|".join(clauses)) is not None
        found = max(found, _IN_DOUBT if is_a_book else _CERTAIN)
    if found == _NO and (_may_be_meant(clauses) or _is_nothing_else(clauses)):
        return _IN_DOUBT
    return found


def _in_clause(clause: str) -> int:
    if any(rule.search(clause) for rule in SAID_FOR_CERTAIN):
        return _CERTAIN
    return _IN_DOUBT if any(rule.search(clause) for rule in MAYBE_SAID) else _NO


def _is_bare(clause: str) -> bool:
    """Whether a clause is a word for leaving with nothing but manners around it: ok then stop."""
    rest = [word for word in clause.split() if word not in MANNERS]
    return 0 < len(rest) <= MOST_REPEATED and all(word in BARE for word in rest)


def _may_be_meant(clauses: tuple[str, ...]) -> bool:
    """Whether no and texts are spoken of in one clause, and none is about orders and the like."""
    message = "|".join(clauses)
    if ABOUT_THE_SHOP.search(message):
        return False
    return any(MAY_BE_MEANT.search(clause) for clause in clauses)


def _is_nothing_else(clauses: tuple[str, ...]) -> bool:
    """Whether all that is said, but for manners, may be said of an order as well: cancel it."""
    said = [clause for clause in clauses if any(word not in MANNERS for word in clause.split())]
    said = said or list(clauses)
    asked = [clause for clause in said if SAID_OF_ANYTHING.search(clause)]
    return bool(asked) and (asked == said or OF_A_NUMBER.search("|".join(clauses)) is not None)


def _in_pictures(plain: str) -> int:
    """A stop sign says something, but not of what."""
    shown = "".join(char for char in plain if not char.isspace() and char not in "\ufe0f!.")
    return _IN_DOUBT if shown and set(shown) <= set("🛑🚫⛔✋🖕🙅") else _NO


def _in_other_languages(plain: str) -> int:
    if SAID_ELSEWHERE.search(plain):
        return _IN_DOUBT if ONE_OF_SEVERAL_ELSEWHERE.search(plain) else _CERTAIN
    if MAYBE_ELSEWHERE.search(plain) and not SHOP_ELSEWHERE.search(plain):
        return _IN_DOUBT
    return _NO
