"""Rules, services and special offers of the shop in a reply, and whether a policy says so. Pure.

A clause is one of these if it names what a shop has rules about (`concepts`), says what "we" do, or
what "you can"; one passage of the policies then has to say the same (`support`). Nothing is let
through because it was not recognised as a lie: what no policy says may not be said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from maneki.assistant.claims import Case, Claim, Kind
from maneki.assistant.concept_words import Weight
from maneki.assistant.concepts import Concept, concepts_in
from maneki.assistant.eastern import eastern_rules_in, stands_in
from maneki.assistant.evidence import Deed, StockSeen
from maneki.assistant.numerals import words_of
from maneki.assistant.passages import Clause
from maneki.assistant.shop_talk import is_of_books, names_us
from maneki.assistant.stance import NEGATION
from maneki.assistant.support import rests_on
from maneki.assistant.times import spans_in

_TELLS = re.compile(
    r"\s+(?:is|are|isn't|aren't|can|can't|cannot|may|must|come|comes|go|goes|take|takes|cost|costs"
    r"|get|gets|need|needs|have to|has to|usually|normally|always|never|only|apply|applies|run|runs"
    r"|start|starts|last|lasts|stay|stays|expire|expires|work|works|welcome|allowed|accepted"
    r"|included|available|possible|will|arrive|arrives|within|over|under)\b",
    re.IGNORECASE,
)
_IS = re.compile(r"(?<!you )\b(?:is|are|be|aren't|isn't)(?: not| also| always)? $", re.IGNORECASE)
_FINE = re.compile(
    r"\b(?P<what>(?!(?:it|that|this|which|all|you|everything|i|we|he|she|they|there|either|both)\b)"
    r"\w+) (?:is|are|works?|will do|would be) (?:perfectly |totally |absolutely |also |just "
    r"|always )?"
    r"(?:fine|ok|okay|enough|no problem|no trouble|all right|alright|possible|plenty)\b"
    r"(?! (?:with|by|for) (?:me|you))",
    re.IGNORECASE,
)
_WE = re.compile(
    r"\b(?:we|they)(?:'ll| will| can| could| would|'d)? (?:also |always |never |usually |only |do "
    r"|don't |do not |gladly |happily |normally |even |just |really |can |will |happen to "
    r"|tend to )*(?P<verb>[a-z]{3,})\b(?!')",
    re.IGNORECASE,
)
_YOU = re.compile(
    r"\byou(?:'ll| will| can| could| may| must| might| need to| have to| should| get to|'d)* "
    r"(?:also |always |only |just |simply |even |still |usually )*(?P<verb>be a|register"
    r"|get(?! a code\b)|earn|receive|qualify|pay|save|collect|return|exchange|swap"
    r"|bring|order|reserve|cancel|park|use|redeem|apply"
    r"|register|borrow|rent|sell|trade|drop|show|sign|book|spend|buy)\b",
    re.IGNORECASE,
)
_PLAIN_VERBS = frozenset(
    words_of(
        "have are were was can could may might will would should shall must had got "
        "open close know need see say look find found going going think thought hope "
        "like love recommend suggest read talk speak begin start try meet met both two all just "
        "shut last then now too did get come came cannot want mean meant call stay still "
        "currently really not stock carry spoke wrote understand believe agree make made here "
        "there humans robots machines people ran don't talked said told seem remember forget "
        "keep check chat left reach wait end sit lie grow learn live feel were leave "
        "agreed never also with who that the and but for from whose those these sound sounds "
        "fit share follow call show let give ever each tend happen checked looked found "
        "looking closed closing opening opened getting being doing having go work rate rated "
        "turn become answer pick chose choose put set look turn become die fall fight"
    )
)
_CAN_BE = re.compile(
    r"\b(?:can|may|must|could|will) (?:also |always |only |still )?be "
    r"(?P<verb>\w+(?:ed|en|ught|ld|id))\b",
    re.IGNORECASE,
)
_BOOKISH = re.compile(r"\bthey\b", re.IGNORECASE)
_ASKS_STAFF = re.compile(
    r"\b(?:ask|talk|speak|write|call|contact|see)(?: for| to| with)? (?:an? |the |our |one of"
    r" the )?"
    r"(?:person|human|booksellers?|staff|somebody|someone|people)\b",
    re.IGNORECASE,
)
_WHETHER = re.compile(r"\W*(?:(?:and|but|or|as for|about)\W+)?(?:whether|if and)\b", re.IGNORECASE)
_OURS = re.compile(r"\bwe\b|\bour\b", re.IGNORECASE)
_WE_DO = re.compile(r"\bwe (?:can|will|do)\b", re.IGNORECASE)
_HAS_TO = re.compile(r"\bneed|\bhave to\b|\bmust\b|\bonly\b", re.IGNORECASE)
_GIVEN = re.compile(
    r"\b(?:there(?:'s| is| are|'re)|we (?:also |do |even )*(?:have|offer|do|give|run)|it(?:'s| is)"
    r"|comes with|get|gets|with|includes?)\b",
    re.IGNORECASE,
)
_INDIRECT = re.compile(r"\b(?:what|how|whether)\b[^,.;]{0,30}$", re.IGNORECASE)
_WRITTEN_ABOUT = re.compile(
    r"\b(?:page|policy|policies)\b.{0,30}\b(?:names|mentions|lists|says|speaks of) only\b"
    r"|\bpage\b.{0,20}\b(?:mentions|lists|has|names)\b.*:\s*$",
    re.IGNORECASE,
)
_WAS_NOT = re.compile(r"\W*no \w+(?: \w+)? (?:was|were|has been|have been)\b", re.IGNORECASE)
_OWN_OFFER = re.compile(
    r"\b(?:ask|check|look|tell you|find out|call|search|show you|get you a person)\b", re.IGNORECASE
)
_GIVES = re.compile(
    r"\b(?:want me to|shall i|should i|would you like(?: me to)?|could i|can i) "
    r"(?:\w+ ){0,4}?(?:knock|take|give|make|do|throw|waive|wrap|apply|match|round)\b",
    re.IGNORECASE,
)
_DENIED_AFTER = re.compile(r" (?:is not|isn't|are not|aren't)\b", re.IGNORECASE)
_FEW_WORDS = 2


def policy_claims(case: Case) -> Iterator[Claim]:
    """Every rule, service and offer that the reply asserts."""
    for clause in case.passage.clauses:
        yield from _eastern(case, clause)
        told = [one for one in (*_told(clause), *_goes_on(clause)) if not _is_denied(clause, one)]
        if not told or _is_excused(case, clause):
            continue
        for is_offer in (True, False):
            places = [one for one in told if one.is_offer == is_offer]
            if not places:
                continue
            first = min(places, key=lambda one: one.start)
            yield case.claim(
                Kind.DISCOUNT if is_offer else Kind.POLICY,
                clause.start + first.start,
                clause.start + first.end,
                is_backed=_is_backed(case, clause),
            )


def _told(clause: Clause) -> Iterator[Concept]:
    """What makes the clause one of rules: its concepts, what "we" do, what "you can"."""
    if clause.stance.is_asked:
        yield from (one for one in concepts_in(clause.text) if one.is_offer)
        return
    of_books = is_of_books(clause)
    for one in concepts_in(clause.text):
        if one.weight is Weight.SURE or (
            one.weight is Weight.MAYBE and not of_books and _may_tell(clause, one)
        ):
            yield one
    for found in () if of_books else _FINE.finditer(clause.text):
        yield Concept(*found.span(), "allow", Weight.SURE, is_offer=False)
    for pattern in (_WE, _YOU, _CAN_BE):
        for found in pattern.finditer(clause.text):
            if _is_deed_of_shop(clause, found, of_books=of_books):
                yield Concept(*found.span(), "service", Weight.SURE, is_offer=False)


def _goes_on(clause: Clause) -> Iterator[Concept]:
    """Conditions of a rule that the sentence told before: "..., no leash needed"."""
    before = clause.sentence[: clause.start - clause.sentence_start]
    is_of_rules = any(one.weight is Weight.SURE for one in concepts_in(before))
    if is_of_rules and clause.start > clause.sentence_start:
        yield from (
            one
            for one in concepts_in(clause.text)
            if one.name not in ("any", "gift", "without", "even", "instead", "full")
        )


def _may_tell(clause: Clause, one: Concept) -> bool:
    """Whether something is told of the concept ("exchanges are always possible"), or of "us", and
    it does not stand in what could be told ("what it costs", "how returns work").
    """
    before = clause.text[: one.start]
    if _INDIRECT.search(before):
        return False
    is_told = _TELLS.match(clause.text, one.end) is not None or _IS.search(before) is not None
    return is_told or names_us(clause.text)


def _is_deed_of_shop(clause: Clause, found: re.Match[str], *, of_books: bool) -> bool:
    verb = found["verb"].lower()
    is_other = verb in _PLAIN_VERBS or verb.endswith(("ed", "ing", "ly"))
    is_theirs = _BOOKISH.match(found.group()) is not None
    if found.re is not _WE:
        return not of_books
    return not is_other and not is_theirs


def _is_excused(case: Case, clause: Clause) -> bool:
    stance, text = clause.stance, clause.text
    if stance.is_asked:
        return not _GIVES.search(text)
    if stance.is_unknown or stance.is_unable or _WAS_NOT.match(text) or _WHETHER.match(text):
        return True
    if stance.is_theirs and not _OURS.search(text) and _offers_are_theirs(case, text):
        return True
    offers = [one for one in concepts_in(text) if one.is_offer and one.weight is Weight.SURE]
    return not any(_GIVEN.search(text[: one.start]) for one in offers) and _points_on(clause)


def _offers_are_theirs(case: Case, text: str) -> bool:
    """Whether the customer has named every offer that is named: "you asked about 20% off"."""
    theirs = {one.name for one in concepts_in(case.theirs.message)}
    return {one.name for one in concepts_in(text) if one.is_offer} <= theirs


def _points_on(clause: Clause) -> bool:
    """Whether it only says who knows, or what could be done: "I can ask about returns"."""
    if _ASKS_STAFF.search(clause.text):
        return not _WE_DO.search(clause.text)
    if _WRITTEN_ABOUT.search(clause.text):
        return True
    return clause.stance.is_offer and _OWN_OFFER.search(clause.text) is not None


def _is_denied(clause: Clause, one: Concept) -> bool:
    """A discount that is denied is none; a rule that denies something is still a rule."""
    before, after = clause.text[: one.start], clause.text[one.end :]
    if _HAS_TO.search(before):
        return False
    is_denied = NEGATION.search(before) or _DENIED_AFTER.match(after)
    return one.is_offer and is_denied is not None


def _is_backed(case: Case, clause: Clause) -> bool:
    if is_repeated(case, clause):
        return True
    if _is_of_a_hold(case, clause):
        return True
    numbers = _known_numbers(case)
    return any(
        rests_on(said, policy, numbers=numbers)
        for policy in case.written.policies
        for said in dict.fromkeys((clause.text, clause.sentence))
    )


def _is_of_a_hold(case: Case, clause: Clause) -> bool:
    """Whether it is only said till when a copy is held, which the tool that held it returned."""
    names = {one.name for one in concepts_in(clause.text)}
    held = any(one.deed is Deed.HOLD and one.is_done and one.on for one in case.evidence.deeds)
    return held and names == {"hold"} and not list(spans_in(clause.text))


def _known_numbers(case: Case) -> frozenset[Decimal]:
    counts = [
        seen.available
        for seen in case.evidence.seen
        if isinstance(seen, StockSeen) and seen.available is not None
    ]
    return frozenset(Decimal(int(count)) for count in counts)


def is_repeated(case: Case, clause: Clause) -> bool:
    """Whether it is a policy's own words, one for one."""
    said = clause.text.strip(" .!\n-*")
    start = clause.start + clause.text.index(said) if said else 0
    words = _one_line(case.passage.text[start : start + len(said)])
    return words.count(" ") >= _FEW_WORDS and any(
        words in _one_line(policy) for policy in case.written.policies
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _eastern(case: Case, clause: Clause) -> Iterator[Claim]:
    if clause.stance.is_asked or clause.stance.is_unknown or clause.stance.is_unable:
        return
    for start, end, is_offer in eastern_rules_in(clause.text):
        yield case.claim(
            Kind.DISCOUNT if is_offer else Kind.POLICY,
            clause.start + start,
            clause.start + end,
            is_backed=any(stands_in(clause.text, policy) for policy in case.written.policies),
        )
