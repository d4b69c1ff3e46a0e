"""What a reply says was done ("I've put it on hold"), and whether a tool did it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from maneki.assistant.claims import Case, Claim, Kind
from maneki.assistant.deed_words import TELLINGS
from maneki.assistant.evidence import Deed, DeedSeen, title_key
from maneki.assistant.passages import Clause
from maneki.assistant.quick import Patterns
from maneki.assistant.stance import is_theirs_at
from maneki.assistant.support import rests_on

_PATTERNS = Patterns(re.compile(one.pattern, re.IGNORECASE) for one in TELLINGS)
_ALSO: dict[Deed, tuple[Deed, ...]] = {
    Deed.WATCH: (Deed.RESUME,),
    Deed.HOLD: (Deed.ORDER,),
    Deed.OTHER: tuple(Deed),
    Deed.ALERT: (Deed.WATCH,),
    Deed.CHANGE: (Deed.RESUME, Deed.PAUSE),
    Deed.PAUSE: (Deed.CHANGE,),
    Deed.FORGET: (),
}
_NOT = re.compile(
    r"\b(?:not|never|nothing|nobody|no|none|n't|cannot|can't|won't|didn't|haven't"
    r"|isn't|hasn't|couldn't|unable|without)\b|ません|いない",
    re.IGNORECASE,
)
_TALKS_OF_RULES = re.compile(
    r"\b(?:holds|orders|refunds|returns|books|copies|items) (?:are|can)\b"
    r"|\b(?:our|the) (?:rule|policy)\b",
    re.IGNORECASE,
)
_IF = re.compile(
    r"\b(?:if|when|once|whether|before|after|unless|until|to|reply|say|text)\b", re.IGNORECASE
)
_TO_BE = re.compile(r"\b(?:will|shall)\b|'ll\b", re.IGNORECASE)
# If you like, I can call somebody, | and they will write: what will be done, if it is wanted.
_ON_CONDITION = re.compile(
    r"\bif you\b|\b(?:just |please )?(?:say|tell me|reply|text me|answer)\b|\bi (?:can|could)\b"
    r"|\bwould you like\b|\bshall i\b|\bwant me to\b",
    re.IGNORECASE,
)
_SHOP_DOES = re.compile(r"\b(?:we|we'll|they|they'll|a bookseller|your order)\b", re.IGNORECASE)
_TO_NOBODY = re.compile(r"\W*(?:nobody|nothing|no one)\b", re.IGNORECASE)
_FIRMLY = re.compile(r"\bhas|have|'ve|'ll|will\b", re.IGNORECASE)
_BOTH = re.compile(r"\bboth\b", re.IGNORECASE)
_YOURS = re.compile(r"\W*(?:your|you)\b", re.IGNORECASE)
_SAY_YES = re.compile(
    r"\b(?:say (?:yes|so|the word)|just say|if you (?:say|like|want|wish)|give me the word)\b",
    re.IGNORECASE,
)
_STORY = re.compile(r"\b(?:story|novel|plot|narrator|hero|heroine|who|whose)\b", re.IGNORECASE)


def deed_claims(case: Case) -> Iterator[Claim]:
    """Everything the reply says was done, is being done or will be done without further asking."""
    for clause in case.passage.clauses:
        stance = clause.stance
        if stance.is_asked or stance.is_unknown or stance.is_unable:
            continue
        for place, pattern in _PATTERNS.likely(clause.text):
            deeds = TELLINGS[place].deeds
            for found in pattern.finditer(clause.text):
                if not _is_asserted(clause, found):
                    continue
                yield case.claim(
                    Kind.ORDER,
                    clause.start + found.start(),
                    clause.start + found.end(),
                    is_backed=any(_was_done(case, clause, deed) for deed in deeds)
                    or _is_ruled(case, clause),
                )


def _is_asserted(clause: Clause, found: re.Match[str]) -> bool:
    before = clause.text[: found.start()]
    if is_theirs_at(clause.text, found.start()) and not _YOURS.match(found.group()):
        return False
    if _depends(clause, found) or _NOT.search(before) or _NOT.search(found.group()):
        return False
    if _TO_NOBODY.match(clause.text, found.end()):
        return False
    if clause.stance.is_offer and not _FIRMLY.search(found.group()):
        return False
    return not _TALKS_OF_RULES.search(clause.text) and not _STORY.search(before)


def _depends(clause: Clause, found: re.Match[str]) -> bool:
    """Whether it is only done if the customer wants it, or if something else happens."""
    before = clause.text[: found.start()]
    led_up = clause.sentence[: clause.start - clause.sentence_start]
    if _TO_BE.search(found.group()) and _ON_CONDITION.search(led_up):
        return True
    return _SAY_YES.search(f"{led_up}{before}") is not None or _IF.search(before) is not None


def _is_ruled(case: Case, clause: Clause) -> bool:
    """Whether it is what the shop always does, as a policy says: "we wrap it for $3"."""
    if not _SHOP_DOES.search(clause.text):
        return False
    return any(rests_on(clause.text, policy) for policy in case.written.policies)


def _was_done(case: Case, clause: Clause, deed: Deed) -> bool:
    wanted = {deed, *_ALSO.get(deed, ())}
    if deed is Deed.HOLD and _BOTH.search(clause.text):
        held = {
            title_key(one.about) for one in case.evidence.deeds if one.deed is deed and one.is_done
        }
        if len(held) == 1:
            return False
    named = {title_key(title) for title in case.passage.titles_in(clause.start, clause.end)}
    return any(
        seen.is_done and seen.deed in wanted and _is_about(seen, named)
        for seen in case.evidence.deeds
    )


def _is_about(seen: DeedSeen, named: set[str]) -> bool:
    if not named or not seen.about:
        return True
    about = title_key(seen.about)
    if seen.deed in (Deed.WATCH, Deed.PAUSE, Deed.RESUME):
        return any(title in about or about in title for title in named)
    return seen.deed not in (Deed.HOLD, Deed.ORDER) or about in named
