"""What a clause tells of copies that was not judged: their kind, their state, where they are. Pure.

`stock_claims` reads how shops say that something is there. Here it is enough that a shelf, a copy
or a place of the shop is named; then the stock of this turn has to bear it out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from maneki.assistant.claims import Case, Claim, Kind
from maneki.assistant.evidence import BookSeen, StockSeen, title_key
from maneki.assistant.kinds import kinds_in
from maneki.assistant.passages import Clause, plain
from maneki.assistant.shop_talk import is_of_books
from maneki.assistant.stance import NEGATION, is_theirs_at, real_part

_KIND_OF_COPY = re.compile(
    r"\b(?:signed|autographed|first editions?|large[- ]print|hard ?(?:covers?|backs?)|paper ?backs?"
    r"|box(?:ed)? sets?|deluxe|collector'?s editions?|illustrated edition|audio ?books?|e-?books?"
    r"|slipcased?|limited editions?|anniversary editions?|english (?:edition|version)s?"
    r"|(?:used|new|second-?hand) (?:cop(?:y|ies)|ones?))\b"
    r"|サイン本|初版|単行本|文庫|大活字|英語版|洋書",
    re.IGNORECASE,
)
_IS_THERE = re.compile(
    r"\b(?:have|got|there(?:'s| is| are)|in stock|copies|copy|available|it's|it is|ours|that's"
    r"|comes?"
    r"|is in|are in|left)\b|[$€£¥]",
    re.IGNORECASE,
)
_COPIES = re.compile(
    r"\b(?:cop(?:y|ies)|restock\w*|sold (?:it|them|the|our|that|one|two|all|yesterday|today|this"
    r"|last))\b(?! (?:that|it) to)(?! of (?:everything|your|what|all|my|our|the (?:data|chat)))",
    re.IGNORECASE,
)
_TELLS_OF_COPIES = re.compile(
    r"\b(?:have|has|got|there|in stock|available|it's|is|are|left|here|found|one|two|three|four"
    r"|five|few|some|our|we|we've|waiting|around|sold|restock\w*|spare|more|another|only|just|plenty)\b"
    r"|[0-9]",
    re.IGNORECASE,
)
_PLACES = re.compile(
    r"\b(?:on|off) (?:the|our|a|its|that|my) (?:[\w'-]+ ){0,2}?(?:shel(?:f|ves)|counter|table|rack"
    r"|cart|display|trolley|pile)\b|\bbehind the (?:till|counter|desk|register)\b"
    r"|\bin (?:the|our) (?:\w+ )?(?:back ?room|window|basement|stockroom|storeroom|section|aisle"
    r"|corner|warehouse|inventory|collection)\b|\b(?:up|down)stairs\b|\bin the back\b"
    r"|\b(?:it|they|that|one|both|these|those|Ŧ+)(?:'s|'re| is| are| was)? (?:\w+ )?(?:right "
    r"|still )?here\b|^\W*(?:(?:yes|yep|yup|yeah|sure|k|ok|ya|ooh|oh)\W+)*(?:still )?(?:(?:got"
    r"|found"
    r"|spotted|grabbed|kept) (?:it|one|you|them|that|a|some|both)|have (?:it|one|them|some|both))"
    r"\b(?!\s?[:,.!])|\b(?:we've|we have|i've|i have|we|i) got (?:it|one|some|both|them|that|this"
    r"|a few|plenty|[0-9]+|two|three|four|five|six|loads|lots|tons|heaps|stacks|a couple)"
    r"\b(?! (?:idea|question|thing|word|more question|thought|suggestion|that fit|for you|of"
    r" ideas))"
    r"|\b(?:come|comes|came|get|gets|got|coming) (?:\w+ ){0,3}in (?:on|every|each|most|late"
    r"|early)\b",
    re.IGNORECASE,
)
_GOES_BACK = re.compile(
    r"\b(?:goes?|went|puts?|wanders?|returns?) (?:back )?(?:on|to|onto) (?:the|our|its) shel\w+",
    re.IGNORECASE,
)
_POINTS_THERE = re.compile(
    r"\byou(?:'ll| can| could| will| may) (?:find|get|grab|see|pick)\b", re.IGNORECASE
)
_OTHER_SUBJECT = re.compile(
    r"\b(?:i'm|i am|you're|you are|we're|we are|people|me|us|i|who)\s(?:\w+\s){0,2}$", re.IGNORECASE
)
_OF_IT = re.compile(r"Ŧ|\bit\b|\bthey\b|\bthat one\b", re.IGNORECASE)
_ASKS_FOR_IT = re.compile(
    r"\b(?:have|got|stock|carry|sell|in stock|available|copies|copy|still there|left|is it in"
    r"|are they in|on hand)\b|ありますか|在庫",
    re.IGNORECASE,
)
_SAYS_YES = re.compile(
    r"^\W*(?:(?:yes|yep|yup|yeah|sure|of course|absolutely|indeed)\W*)*(?:(?:we|i) (?:sure "
    r"|certainly"
    r" |absolutely |most certainly )?(?:do|have)|it (?:is|sure is)|they are|sure (?:do|is|are)"
    r"|that we do|we (?:do|have) indeed)\W*$"
    r"|^\W*(?:yes|yep|yup|yeah) (?:we|i) (?:sure )?do\b",
    re.IGNORECASE,
)
_SAYS_NO = re.compile(
    r"^\W*(?:(?:no|nope|nah|sorry|alas|sadly)\W*)+(?:we (?:don't|do not|haven't)|it (?:isn't|is"
    r" not)"
    r"|they aren't)\W*$",
    re.IGNORECASE,
)
_WORN = re.compile(
    r"\b(?:barely|hardly|little|light|some|no|minor|minimal) (?:\w+ )?wear\b|\b(?:creased|cracked"
    r"|broken) (?:spine|cover|corner)|\bspine (?:is )?(?:creased|cracked|intact|tight)\b|\bfox(?:ed"
    r"|ing)\b|\bdog-?eared\b|\bdust ?jackets?\b|\b(?:mint|good|great|fine|perfect|decent|lovely"
    r"|excellent|near-?mint|like-?new) (?:condition|nick|shape)\b|\blike new\b|\bclean pages\b"
    r"|\bwith (?:pencil|margin) notes\b|\bname on the first page\b|\b(?:tears?|rips?|stains?"
    r"|scuffs?"
    r"|dents?|dings?|inscriptions?|bookplate|annotations?|underlining|highlighting) (?:on|to|in|at"
    r"|along) (?:the|its|one)\b|\b(?:maps?|pages|jacket|binding) (?:all )?intact\b|\bsprayed"
    r" edges\b",
    re.IGNORECASE,
)
_FRESH = re.compile(
    r"\b(?:fresh|new|another) (?:box|batch|shipment|delivery|stack|order|supply|lot) (?:\w+ ){0,2}?"
    r"(?:came|come|comes|coming|arriv\w+|landed|lands|in|due|on)\b",
    re.IGNORECASE,
)


def shelf_claims(case: Case, clause: Clause, *, is_judged: bool) -> Iterator[Claim]:
    """What the clause tells of copies; `is_judged` if it was judged whether there are any."""
    yield from _kinds_of_copies(case, clause)
    yield from _never_looked_at(case, clause)
    if not is_judged:
        yield from _answers(case, clause)
        yield from _on_the_shelf(case, clause)


def _kinds_of_copies(case: Case, clause: Clause) -> Iterator[Claim]:
    """Kinds of copies have to be those of the title, whatever is said of them."""
    text = real_part(clause.text)
    for found in _KIND_OF_COPY.finditer(text):
        before = text[: found.start()]
        if NEGATION.search(before) or is_theirs_at(text, found.start()) or clause.stance.is_offer:
            continue
        said = kinds_in(plain(found.group()) + " ") - {"new"}
        is_theirs = said <= kinds_in(f"{case.theirs.message} ") or not case.evidence.seen
        if not said or (is_theirs and not _IS_THERE.search(text)):
            continue
        at = clause.start + found.start()
        if not _is_kind_of(case, clause, at, said) and not _is_written(case, found.group()):
            yield case.claim(Kind.STOCK, at, clause.start + found.end(), is_backed=False)


def _is_kind_of(case: Case, clause: Clause, at: int, said: frozenset[str]) -> bool:
    title = case.passage.subject_at(clause, at)
    return any(
        said <= kinds_in(plain(f"{one.kind}; {one.title} "))
        for one in case.evidence.seen
        if isinstance(one, StockSeen | BookSeen)
        and (title is None or title_key(one.title) == title_key(title))
    )


def _is_written(case: Case, said: str) -> bool:
    deeds = [deed.about for deed in case.evidence.deeds]
    texts = (*case.written.policies, *case.written.descriptions, *deeds)
    return any(said.lower() in text.lower() for text in texts)


def _never_looked_at(case: Case, clause: Clause) -> Iterator[Claim]:
    """What no tool ever tells: how worn a copy is, what has just come in."""
    for found in (*_WORN.finditer(clause.text), *_FRESH.finditer(clause.text)):
        if is_theirs_at(clause.text, found.start()):
            continue
        if NEGATION.search(clause.text[: found.start()]):
            continue
        said = found.group().lower()
        is_of_copy = any(said in one.kind.lower() for one in case.evidence.stock)
        yield case.claim(
            Kind.STOCK,
            clause.start + found.start(),
            clause.start + found.end(),
            is_backed=is_of_copy or _is_written(case, said),
        )


def _answers(case: Case, clause: Clause) -> Iterator[Claim]:
    """ "Yes, we do" to whoever asks whether it is there."""
    if not _ASKS_FOR_IT.search(case.theirs.message):
        return
    for pattern, is_there in ((_SAYS_YES, True), (_SAYS_NO, False)):
        found = pattern.search(clause.text)
        if found is not None:
            yield _told_of_shelf(case, clause, found, is_there=is_there)


def _on_the_shelf(case: Case, clause: Clause) -> Iterator[Claim]:
    text = _GOES_BACK.sub(lambda at: " " * len(at.group()), real_part(clause.text))
    if is_of_books(clause) and not _OF_IT.search(text):
        return
    if clause.stance.is_offer and not _POINTS_THERE.search(text):
        return
    for pattern in (_PLACES, _COPIES):
        found = pattern.search(text)
        if pattern is _COPIES and not _TELLS_OF_COPIES.search(text):
            continue
        if found is None or _OTHER_SUBJECT.search(text[: found.start()]):
            continue
        if not is_theirs_at(text, found.start()):
            yield _told_of_shelf(case, clause, found, is_there=NEGATION.search(text) is None)
            return


def _told_of_shelf(case: Case, clause: Clause, found: re.Match[str], *, is_there: bool) -> Claim:
    titles = {title_key(one) for one in case.passage.titles_in(clause.start, clause.end)}
    seen = [
        one
        for one in case.evidence.stock
        if one.this_turn
        and one.available is not None
        and (not titles or title_key(one.title) in titles)
    ]
    start, end = clause.start + found.start(), clause.start + max(found.end(), found.start() + 1)
    is_backed = any(bool(one.available) == is_there for one in seen)
    return case.claim(Kind.STOCK, start, end, is_backed=is_backed)
