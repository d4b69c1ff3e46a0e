"""The claims guard: no price, stock, date, policy, book or deed leaves that no tool returned. Pure.

A model writes what sounds right. So the text it wants to send is read once more, by rules, against
what the tools of this conversation returned: what is asserted has to be there. What is asked,
offered, unknown or the customer's own word is no claim. The guard does not know whether something
is true in the world, only whether somebody looked it up.

A sentence of ours that says what a tool returned (`sayings`) needs no reading. All else does.

First those read it who know how each kind of claim is usually made. Then whatever could be a claim
and was judged by none of them (`uncovered`) has to be explained; what is not, may not be sent.

It reads English, and of Japanese the usual phrases. It does not weigh tone, and it does not read
what a book is about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from maneki.assistant.book_claims import book_claims
from maneki.assistant.claims import Case, Claim, Finder, Kind
from maneki.assistant.date_claims import date_claims
from maneki.assistant.deed_claims import deed_claims
from maneki.assistant.evidence import Evidence
from maneki.assistant.hour_claims import hour_claims
from maneki.assistant.passages import Passage, read, whole_sentences
from maneki.assistant.policy_claims import policy_claims
from maneki.assistant.price_claims import price_claims
from maneki.assistant.rating_claims import rating_claims
from maneki.assistant.stock_claims import stock_claims
from maneki.assistant.theirs import theirs_in
from maneki.assistant.uncovered import uncovered_claims
from maneki.assistant.written import written_in

_FINDERS: tuple[Finder, ...] = (
    price_claims,
    policy_claims,
    stock_claims,
    hour_claims,
    date_claims,
    rating_claims,
    deed_claims,
    book_claims,
)
_CLOSING = " \"')*_\n"
_ENDS = " *_~`.。"
_SAYS_NOTHING = re.compile(
    r"^\W*+(?:(?>hi|hello|hey|good (?:news|morning|evening)|sure|yes|yep|no|ok"
    r"|okay|of course|sorry|hurry|great|"
    r"well|thanks|thank you|ah|mm|hm|ya|k|good timing|my pick|here you go|[0-9]+)\W*+)*+$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reply claims, in the order in which it says it."""

    reply: str
    claims: tuple[Claim, ...]
    passage: Passage

    @property
    def unbacked(self) -> tuple[Claim, ...]:
        """The claims that no tool returned."""
        return tuple(claim for claim in self.claims if not claim.is_backed)

    @property
    def may_be_sent(self) -> bool:
        return not self.unbacked


@dataclass(frozen=True, slots=True)
class Rest:
    """A reply without the sentences that may not be sent, and those that were taken out.

    `says_something` is False if nothing but a greeting or a question without its ground is left:
    then a sentence that stands by itself is to be sent instead.
    """

    text: str
    removed: tuple[str, ...]
    says_something: bool


def judge(reply: str, *, evidence: Evidence, customer: str = "") -> Verdict:
    """Which claims a reply makes, and which of them nothing backs.

    `customer` is what the customer wrote last: repeating their own number or title is no claim.
    """
    passage = read(reply, evidence=evidence)
    case = Case(passage, evidence, written_in(evidence), theirs_in(customer))
    found = {claim for finder in _FINDERS for claim in finder(case)}
    found.update(list(uncovered_claims(case, tuple(found))))
    found = {_said(claim, passage) for claim in found}
    if not passage.is_all_read:
        found.add(case.claim(Kind.UNREAD, passage.read_to, len(reply), is_backed=False))
    return Verdict(
        reply, tuple(sorted(found, key=lambda one: (one.start, one.end, one.kind))), passage
    )


def says_nothing(text: str) -> bool:
    """Whether it is a greeting, a "yes" or the number of a list, and states nothing."""
    return _SAYS_NOTHING.match(text) is not None


def beginning_said(so_far: str, *, evidence: Evidence, customer: str = "") -> str:
    """Of a reply that is still being written, the beginning that no second reader has to judge:
    sentences of ours, questions and greetings.
    """
    text = beginning_backed(so_far, evidence=evidence, customer=customer)
    verdict = judge(text, evidence=evidence, customer=customer)
    for start, end in verdict.passage.sentences:
        if is_statement(verdict, start, end):
            return text[:start].rstrip()
    return text


def is_statement(verdict: Verdict, start: int, end: int) -> bool:
    """Whether a sentence states something in words of the model's own."""
    own = list(verdict.reply[start:end])
    for said_start, said_end in verdict.passage.said:
        for place in range(max(start, said_start), min(end, said_end)):
            own[place - start] = " "
    text = "".join(own)
    return not text.rstrip(_CLOSING).endswith(("?", "？")) and not says_nothing(text)


def _said(claim: Claim, passage: Passage) -> Claim:
    """The claim, backed if it is a part of a sentence of ours."""
    end_of_words = claim.start + len(claim.text.rstrip(_ENDS))
    is_ours = any(start <= claim.start and end_of_words <= end for start, end in passage.said)
    return replace(claim, is_backed=True) if is_ours else claim


def beginning_backed(so_far: str, *, evidence: Evidence, customer: str = "") -> str:
    """Of a reply that is still being written, the whole sentences at its beginning that could be
    sent by themselves.
    """
    text = whole_sentences(so_far).strip()
    while text:
        verdict = judge(text, evidence=evidence, customer=customer)
        if verdict.may_be_sent:
            break
        # What is left may claim something else without the rest.
        text = _before_the_first_unbacked(verdict)
    return text


def _before_the_first_unbacked(verdict: Verdict) -> str:
    first = verdict.unbacked[0].start
    begins = [start for start, _ in verdict.passage.sentences if start <= first]
    return verdict.reply[: max(begins, default=0)].rstrip()


def without_unbacked(verdict: Verdict) -> Rest:
    """The reply without every sentence in which something is claimed that no tool returned."""
    kept: list[str] = []
    removed: list[str] = []
    for start, end in verdict.passage.sentences:
        is_hit = any(claim.start < end and start < claim.end for claim in verdict.unbacked)
        (removed if is_hit else kept).append(verdict.reply[start:end])
    if not removed:
        return Rest(verdict.reply, (), says_something=bool(verdict.reply.strip()))
    text = "".join(kept).strip()
    told = [part for part in kept if not part.rstrip(_CLOSING).endswith(("?", "？", ":"))]
    is_something = any(not says_nothing(part) for part in told)
    return Rest(text, tuple(part.strip() for part in removed), says_something=is_something)
