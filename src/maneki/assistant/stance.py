"""How a clause means what it says: asked, unknown, offered, refused, or asserted. Pure.

Only what is asserted is a claim. Which of the other stances excuse which kind of claim is up to the
kinds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from maneki.assistant.quick import Patterns

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
    r"|\bnothing (?:here |there |in here |in it |on file )?(?:by|under|about|like|there|on|in"
    r"|called|for|with|came)\b"
    r"|\bfound (?:nothing|no)\b"
    r"|\b(?:know|knows) nothing\b|\bi wish i knew\b|\b(?:is not|isn't|not) (?:something"
    r"|anything) (?:that )?i\b"
    r"|\b(?:not|never|nobody|no one) (?:\w+ )?(?:been )?told\b|\bnothing i can\b|\bsays?"
    r" nothing\b|\bunknown\b|\bunclear\b|\bno (?:\w+ ){1,3}(?:came up"
    r"|found|turned up)\b|\btoo few\b"
    r"|わかりません|分かりません|存じません|見つかりません|見つけられません|不明"
    r"|記載(?:が|は)(?:ございません|ありません)|載っ(?:て|ており)(?:い|お)?(?:ません|りません)",
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
    r"(?<!\bas )(?<!\bif )(?<!\bwhen )(?<!\bonce )(?<!\bafter )(?<!\buntil )\byou(?:'ve| have|"
    r" had|'d)? (?:just |also |only "
    r"|already )?(?:said|say|asked|ask|wanted|want|named|told|tell|"
    r"mentioned|mention|wrote|write|love|loved|liked|like|enjoyed|read|bought"
    r"|gave|set|paid|need(?! to)|needed|meant|mean|have in mind|finished|"
    r"(?:were|had)(?! (?:now |just |already |all )*(?:been|now|all|set|\w+ed)\b)"
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
    r"|until|unless|what's|what (?:it|they|is|we)|how (?:much|many|long))\b|(?:たら|れば)",
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


_PATTERNS = Patterns((_UNKNOWN, _UNABLE, _OFFER, _THEIRS))


def stance_of(text: str, *, before: str, is_question: bool) -> Stance:
    """How a clause means what it says; `before` is what its sentence says before it."""
    said = {one for one in _PATTERNS.likely_ones(text) if one.search(text)}
    is_listed = before.rstrip().endswith(":") and _UNABLE.search(before) is not None
    return Stance(
        is_asked=is_question
        and not _TELLS_IN_ASKING.search(text)
        and (bool(_ASKS.search(text)) or len(text.split()) <= 4),
        is_unknown=_UNKNOWN in said,
        is_unable=is_listed or _UNABLE in said,
        is_offer=_OFFER in said,
        is_theirs=_THEIRS in said,
    )


def is_theirs_at(text: str, at: int) -> bool:
    """Whether what stands at this place is told as the customer's own: "you asked for ..."."""
    found = _THEIRS.search(text)
    if found is None:
        return False
    return at < found.end() or re.search(r"[,;:-]\s", text[found.end() : at]) is None


def real_part(text: str) -> str:
    """A clause up to where it becomes a condition ("I can tell you | when it is back")."""
    found = _HYPOTHETICAL.search(text)
    return text if found is None else text[: found.start()]
