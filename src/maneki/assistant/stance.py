"""How a clause means what it says: asked, unknown, offered, refused, or asserted. Pure.

Only what is asserted is a claim. Which of the other stances excuse which kind of claim is up to the
kinds.
"""

from __future__ import annotations

import re

from maneki.assistant.numerals import numbers_in
from maneki.assistant.passages import Clause, plain

_ASKS = re.compile(
    r"^[^a-z]*(?:(?:and|or|so|but|well|hm+|mm+|ah|oh)\b[^a-z]*)?"
    r"(?:shall|should|would|do|does|did|is|are|was|can|could|may|will|have|has|what|which|who|when"
    r"|where|how|why|want|any|anything|or|interested|looking|still|under|below|up to)\b",
    re.IGNORECASE,
)
_TELLS_IN_ASKING = re.compile(
    r"\bdid you know\b|\b(?:isn't|aren't|right|ok|okay|deal|yes)\s*\?", re.IGNORECASE
)
_UNKNOWN = re.compile(
    r"\b(?:do not|don't|dont|did not|didn't|does not|doesn't|cannot|can't|cant"
    r"|could not|couldn't|am not|"
    r"i'm not|not|never|haven't|have not|hasn't|unable to) (?:\w+ ){0,2}?"
    r"(?:know|knew|see|sure|certain|find|found|say|tell|guess|look|looked|checked"
    r"|check|listed|hear|heard|promise|"
    r"understand|catch|recogni[sz]e|mention|give an?|have (?:an?|any|that|the) (?:\w+ )?"
    r"(?:count|price|date|policy|answer|information|figure|rating|record|word|note))\b"
    r"|\b(?:no (?:idea|policy|price|record|information|info|answer|count|result"
    r"|results|rating|word|luck|date|dates|news|"
    r"mention|parrots|rule))\b"
    r"|\bnot (?:in|on) (?:our|my|the) (?:catalogue|catalog|list|books|records|page|pages)\b"
    r"|\bnothing (?:by|under|about|like|there|on|in|called|for|with|came)\b"
    r"|\bfound (?:nothing|no)\b"
    r"|\bsays? nothing\b|\bunknown\b|\bunclear\b|\bno (?:\w+ ){1,3}(?:came up"
    r"|found|turned up)\b|\btoo few\b"
    r"|わかりません|分かりません|存じません|見つかりません|見つけられません|不明",
    re.IGNORECASE,
)
_UNABLE = re.compile(
    r"\bi(?:'m| am)? (?:can't|cant|cannot|can not|could not|couldn't|won't"
    r"|will not|not able|unable|may not|"
    r"don't|do not|never|not allowed|shouldn't|must not)\b|\bnot (?:something"
    r"|a thing) i can\b|\bbeyond my\b"
    r"|できません|いたしかねます|致しかねます",
    re.IGNORECASE,
)
_OFFER = re.compile(
    r"\b(?:i|we|they|a bookseller|staff|someone|somebody|a person|a human"
    r"|you) (?:\w+ )?(?:can|could|may|might|would)\b"
    r"|\b(?:shall|should) (?:i|we)\b|\bwant me to\b|\bwould you like\b|\bdo you want\b|\blet me\b"
    r"|\b(?:happy|glad|able) to\b|\bjust (?:ask|say|tell|reply|write)\b"
    r"|\bto \w+ (?:an?|the|your|it) .*\bplease\b"
    r"|ましょうか|できます",
    re.IGNORECASE,
)
_THEIRS = re.compile(
    r"(?<!\bas )\byou(?:'ve| have| had|'d)? (?:just |also |only "
    r"|already )?(?:said|say|asked|ask|wanted|want|named|told|tell|"
    r"mentioned|mention|wrote|write|love|loved|liked|like|enjoyed|read|bought"
    r"|gave|set|need|needed|meant|mean|were|are|"
    r"have in mind|finished|have|had|offered|suggested|quoted|saw|call|called)\b"
    r"|\byou(?:'re| are) (?:asking|looking|thinking|after|searching|hoping"
    r"|trying)\b"
    r"|\byour (?:budget|limit|message|question|list|words?|wish|search|request)\b"
    r"|\bso you\b|ご予算|ご希望|とのこと|おっしゃ",
    re.IGNORECASE,
)
NEGATION = re.compile(
    r"\b(?:not|no|never|nothing|none|nobody|neither|nor|without|cannot|\w+n't"
    r"|cant|dont|wont|isnt|didnt)\b"
    r"|ません|ない|無し|なし",
    re.IGNORECASE,
)
_HYPOTHETICAL = re.compile(
    r"\b(?:when|whenever|if|once|whether|as soon as|the day|the moment|in case"
    r"|until|unless)\b|(?:たら|れば)",
    re.IGNORECASE,
)


def is_asked(clause: Clause) -> bool:
    """Whether the clause asks instead of telling. "Did you know ...?" tells."""
    return (
        clause.is_question
        and not _TELLS_IN_ASKING.search(clause.text)
        and (bool(_ASKS.search(clause.text)) or len(clause.text.split()) <= 4)
    )


def is_unknown(clause: Clause) -> bool:
    """Whether the clause says that something was not found or is not known."""
    return bool(_UNKNOWN.search(clause.text))


def is_unable(clause: Clause) -> bool:
    """Whether the assistant says that it cannot or will not."""
    before = clause.sentence[: clause.start - clause.sentence_start].rstrip()
    is_listed = before.endswith(":") and _UNABLE.search(before) is not None
    return is_listed or bool(_UNABLE.search(clause.text))


def is_offer(clause: Clause) -> bool:
    """Whether something could be done, if it were wanted."""
    return bool(_OFFER.search(clause.text))


def is_theirs(clause: Clause) -> bool:
    """Whether the clause tells the customer what they said themselves."""
    return bool(_THEIRS.search(clause.text))


def is_negated(clause: Clause, at: int) -> bool:
    """Whether a negation stands before this place of the reply, in its clause."""
    return bool(NEGATION.search(clause.text[: at - clause.start]))


def real_part(clause: Clause) -> str:
    """The clause up to where it becomes a condition ("I can tell you | when it is back")."""
    found = _HYPOTHETICAL.search(clause.text)
    return clause.text if found is None else clause.text[: found.start()]


def numbers_of(customer: str) -> frozenset[str]:
    """The numbers a customer wrote, for telling theirs from ours."""
    return frozenset(_shown(number.value) for number in numbers_in(plain(customer)))


def is_their_number(value: object, *, customer: str) -> bool:
    """Whether the customer wrote this number."""
    return _shown(value) in numbers_of(customer)


def _shown(value: object) -> str:
    text = str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text
