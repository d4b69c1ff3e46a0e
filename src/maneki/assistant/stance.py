"""How a clause means what it says: asked, unknown, offered, refused, or asserted. Pure.

Only what is asserted is a claim. Which of the other stances excuse which kind of claim is up to the
kinds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

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
    r"|gave|set|need|needed|meant|mean|have in mind|finished|"
    r"(?:were|are|have|had)(?! (?:now |just |already |all )*(?:been|now|all|set|\w+ed)\b)"
    r"|offered|suggested|quoted|saw|call|called)\b"
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


@dataclass(frozen=True, slots=True)
class Stance:
    """`is_asked`: it asks instead of telling, which "Did you know ...?" does not. `is_unknown`: it
    says that something was not found or is not known. `is_unable`: the assistant says that it
    cannot or will not. `is_offer`: something could be done, if it were wanted. `is_theirs`: it
    tells the customer what they said themselves.
    """

    is_asked: bool
    is_unknown: bool
    is_unable: bool
    is_offer: bool
    is_theirs: bool


def stance_of(text: str, *, before: str, is_question: bool) -> Stance:
    """How a clause means what it says; `before` is what its sentence says before it."""
    is_listed = before.rstrip().endswith(":") and _UNABLE.search(before) is not None
    return Stance(
        is_asked=is_question
        and not _TELLS_IN_ASKING.search(text)
        and (bool(_ASKS.search(text)) or len(text.split()) <= 4),
        is_unknown=bool(_UNKNOWN.search(text)),
        is_unable=is_listed or bool(_UNABLE.search(text)),
        is_offer=bool(_OFFER.search(text)),
        is_theirs=bool(_THEIRS.search(text)),
    )


def real_part(text: str) -> str:
    """A clause up to where it becomes a condition ("I can tell you | when it is back")."""
    found = _HYPOTHETICAL.search(text)
    return text if found is None else text[: found.start()]
