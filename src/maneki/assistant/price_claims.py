"""Prices in a reply, and which of them a tool returned. Pure.

A price belongs to its title and its kind of copy, and is compared to the smallest unit. What the
customer named themselves ("under $20?", "the 15 you named") is theirs and no claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from maneki.assistant.amounts import Amount, amounts_in
from maneki.assistant.claims import Case, Claim, Kind
from maneki.assistant.copies import copies_of, kinds_at
from maneki.assistant.evidence import title_key
from maneki.assistant.numerals import Number, numbers_in
from maneki.assistant.passages import Clause
from maneki.assistant.support import content_of
from maneki.assistant.written import sums_in
from maneki.model.money import Money

_CUE = re.compile(
    r"(?:\b(?:call it|for you,?|normally|usually it's|normally it's|elsewhere|costs?|costing"
    r"|priced? (?:is|was|at|of|:)|prices? (?:start"
    r"|begin)s? at|sells? for|selling for|sold for|going for|"
    r"goes for|yours for|asking|charge[sd]?|set you back|comes? to|come out at"
    r"|knock (?:it|that) down to|(?:went|came|come|comes|brought|price) down to|"
    r"hard ?(?:cover|back)|paperback|used one|new one|signed one|have it for"
    r"|get it for|take it for|let it go for|let you have it for|total(?:s| is|:)?|"
    r"pay|paid|(?:that|it|this)(?:'d| would|'ll| will) be|makes (?:it"
    r"|that))\s(?:you |only |just |about |around |roughly |exactly |a mere "
    r"|under |over )*)$"
    r"|(?:値段は|価格は|お値段は)$",
    re.IGNORECASE,
)
_ALOUD_CUE = re.compile(
    r"\b(?:is|it's|its|that's|at|for|just|only|call it)\s(?:only |just )?$", re.IGNORECASE
)
_NOT_MONEY = re.compile(
    r"\s?(?:%|percent|cop(?:y|ies)|pages?|stars?|books?|readers?|ratings?"
    r"|reviews?|days?|weeks?|hours?|"
    r"minutes?|years?|months?|times?|people|volumes?|left|in stock|on the"
    r"|of (?:them|those|the)|o'clock|[ap]\.?m\b)",
    re.IGNORECASE,
)
_RATING_NEAR = re.compile(
    r"\b(?:rat(?:e[sd]?|ing|ings)|stars?|avg|average|score[sd]?|gave|gives?|out of|readers?"
    r"|reviews?)\b|★|☆|評価|星",
    re.IGNORECASE,
)
_LIMIT = re.compile(
    r"\b(?:under|below|up to|at most|less than|no more than|max(?:imum)?(?: of)?"
    r"|within|over|above|cheaper than|"
    r"or less than|little over|little under|than)\s(?:the |your |a )?$",
    re.IGNORECASE,
)
# The customer's own sum, as what is spoken of: "$12 is hard to argue with".
_TOLD = re.compile(
    r"\b(?:is|are|was|costs?|for|at|it|it's|that|only|just|comes?|pay|ours|we|i)\b|[:=]",
    re.IGNORECASE,
)
_REMARKED = re.compile(
    r"\s+(?:is|was|sounds|buys|gets|goes|can|should|gives|leaves)\b(?! (?:fine|ok|okay|good|what"
    r"|the price|it\b|all|our|right|correct|enough|yours))",
    re.IGNORECASE,
)
_FOR_NOTHING = re.compile(r"\bfree\b|\bno (?:extra )?(?:cost|charge)\b|\bnothing\b", re.IGNORECASE)
_THE_OTHER = re.compile(
    r"\b(?:sequel|other|second|third|next|latter|former|another|cheaper|dearer|older|newer)\b", re.I
)
_OF_A_PRICE = re.compile(
    r"\b(?:it|that|this|they|costs?|price|pay|refund\w*|charge\w*|credit\w*|owe\w*|total|for)\b",
    re.IGNORECASE,
)
_REFUSED = re.compile(
    r"\b(?:not|isn't|isnt|never|no longer|n't|cannot do|can't do)\s(?:really "
    r"|just |only |for |at |even )?$",
    re.IGNORECASE,
)
# What nobody looked up: what it costs elsewhere, or cost before.
_COMPARED = re.compile(
    r"\b(?:cheaper|less|pricier|more|better|lower|dearer)(?: \w+)? than (?:you'll |you would "
    r"|you )?(?:on |at |in |from |find |pay |get )*(?:amazon|online|elsewhere|anywhere|any other"
    r"|other (?:shops|stores|places)|most|the (?:chains?|big|competition|publisher|others"
    r"|list price|cover price|usual)|usual|before|retail|list|new)\b"
    r"|\b(?:nowhere|nobody|no one)(?: else)?(?: is| sells it)? cheaper\b"
    r"|\b(?:cheapest|lowest|best) (?:price|deal|offer)s?\b|\bcheapest (?:in|around|anywhere|you)\b"
    r"|\b(?:used|normally|usually) (?:to )?(?:be|cost|costs|sells?) (?:more|twice|double|higher)\b",
    re.IGNORECASE,
)
_FREE = re.compile(
    r"\b(?:it|that|this|they|everything|all|one|book|copy|which|Ŧ+)(?: is|'s| are"
    r"| was|s)? (?:all )?"
    r"(?:free(?! to\b| for pick| on )|gratis|on the house|on us)\b"
    r"|\bcosts? (?:you )?nothing\b|\bfor free\b|\bat no (?:cost|charge)\b"
    r"|\btake it\b.{0,20}\bfree\b",
    re.IGNORECASE,
)


def price_claims(case: Case) -> Iterator[Claim]:
    """Every sum of money that the reply asserts."""
    for clause in case.passage.clauses:
        if clause.stance.is_unknown and not re.search(r"\$|\bbut\b", clause.text):
            continue
        amounts = list(_sums(case, clause))
        elsewhere = _elsewhere(case, clause) if amounts else frozenset()
        for amount in amounts:
            start, end = clause.start + amount.start, clause.start + amount.end
            if _is_no_claim(case, clause, amount):
                continue
            yield case.claim(
                Kind.PRICE,
                start,
                end,
                is_backed=_is_backed(case, clause, amount, at=start, elsewhere=elsewhere),
            )
        yield from _given_away(case, clause)
        yield from _compared(case, clause)


def _sums(case: Case, clause: Clause) -> Iterator[Amount]:
    """Sums marked as money, then bare numbers where a price is told ("it costs 12")."""
    marked = amounts_in(clause.text)
    for amount in marked:
        if amount.currencies is not None or not _is_rating(case, clause, amount):
            yield amount
    taken = bytearray(len(clause.text))
    for one in marked:
        taken[one.start : one.end] = b"\x01" * (one.end - one.start)
    for number in numbers_in(clause.text):
        if taken[number.start] or taken[number.end - 1]:
            continue
        before = clause.before(number.start)
        if _NOT_MONEY.match(clause.text, number.end):
            continue
        if _CUE.search(before) or _is_an_answer(case, clause, number):
            yield Amount(number.start, number.end, number.aloud or number.value)
        elif number.aloud is not None and number.value < 200 and _ALOUD_CUE.search(before):
            yield Amount(number.start, number.end, number.aloud)


def _is_an_answer(case: Case, clause: Clause, number: Number) -> bool:
    """Whether the number is all that is said, as the answer to "how much?"."""
    if number.aloud is None and not case.theirs.asks_price:
        return False
    rest = clause.text[: number.start] + clause.text[number.end :]
    return re.search(r"\w", rest) is None


def _is_rating(case: Case, clause: Clause, amount: Amount) -> bool:
    ratings = {Decimal(str(book.rating)) for book in case.evidence.books if book.rating}
    if amount.value in ratings:
        return True
    at = clause.start - clause.sentence_start
    near = clause.sentence[max(0, at + amount.start - 40) : at + amount.end + 20]
    return bool(_RATING_NEAR.search(near))


def _is_no_claim(case: Case, clause: Clause, amount: Amount) -> bool:
    before = clause.before(amount.start)
    if _REFUSED.search(before):
        return True
    if amount.value is None or not case.theirs.has_number(amount.value):
        return False
    after = clause.text[amount.end :]
    named_after = re.match(r"\s*(?:you|that you|as you)\b", after) is not None
    is_denied = re.match(r"\W*no\b", clause.text, re.IGNORECASE) is not None
    if _is_echo(case, clause, amount):
        return True
    if not _TOLD.search(clause.text[: amount.start]) and _REMARKED.match(after):
        return True
    return clause.stance.is_theirs or clause.stance.is_asked or named_after or is_denied


def _is_echo(case: Case, clause: Clause, amount: Amount) -> bool:
    """ "Two bucks!", where the customer said so and asked for no price."""
    rest = clause.text[: amount.start] + clause.text[amount.end :]
    is_asked = case.theirs.asks_price or case.theirs.bargains
    if is_asked:
        return False
    are_prices = any(copy.price is not None for copy in case.evidence.stock)
    return re.search(r"\w", rest) is None or not (are_prices or _OF_A_PRICE.search(clause.text))


def _is_backed(
    case: Case, clause: Clause, amount: Amount, *, at: int, elsewhere: frozenset[Money]
) -> bool:
    if any(amount.equals(money) for money in (*_prices(case, clause, at=at), *elsewhere)):
        return True
    return _is_true_limit(case, clause, amount)


def _prices(case: Case, clause: Clause, *, at: int) -> Iterator[Money]:
    """What the thing that the clause speaks of was said to cost."""
    title = case.passage.subject_at(clause, at)
    if not case.passage.titles_in(clause.start, clause.end) and _is_of_another(clause.sentence):
        title = None
    for copy in copies_of(
        case, title=title, kinds=kinds_at(case, clause, at, may_follow=True), this_turn=False
    ):
        if copy.price is not None:
            yield copy.price
    for deed in case.evidence.deeds:
        is_about = title is None or title_key(deed.about) == title_key(title)
        if deed.money is not None and is_about:
            yield deed.money


@lru_cache(maxsize=64)
def _is_of_another(sentence: str) -> bool:
    """Whether it speaks of "the sequel" or "the other". Kept for all the sums of one sentence."""
    return _THE_OTHER.search(sentence) is not None


def _elsewhere(case: Case, clause: Clause) -> frozenset[Money]:
    """Sums in policies that speak of the same, and limits of filters: they belong to no title."""
    said = content_of(f"{clause.sentence} {case.theirs.message}")
    sums = {
        money
        for policy in case.written.policies
        if said & content_of(policy) or not clause.sentence.isascii()
        for money in sums_in(policy)
    }
    titles = {title_key(title) for title in case.evidence.titles}
    return frozenset(sums) | {
        deed.money
        for deed in case.evidence.deeds
        if deed.money is not None and title_key(deed.about) not in titles
    }


def _is_true_limit(case: Case, clause: Clause, amount: Amount) -> bool:
    """ "under $20", where that is the customer's own limit and every price seen keeps to it."""
    if amount.value is None or not case.theirs.has_number(amount.value):
        return False
    found = _LIMIT.search(clause.before(amount.start))
    if found is None:
        return False
    prices = [copy.price.major() for copy in case.evidence.stock if copy.price is not None]
    is_over = re.search(r"over|above", found.group(), re.IGNORECASE) is not None
    kept = [price > amount.value if is_over else price <= amount.value for price in prices]
    return bool(kept) and (any(kept) if is_over else all(kept))


def _given_away(case: Case, clause: Clause) -> Iterator[Claim]:
    for found in _FREE.finditer(clause.text):
        start = clause.start + found.start()
        if clause.stance.is_asked or _says_not(clause, found.start()):
            continue
        is_backed = any(
            copy.price is not None and copy.price.amount == 0 for copy in case.evidence.stock
        ) or any(_FOR_NOTHING.search(policy.text) for policy in case.evidence.policies)
        yield case.claim(Kind.PRICE, start, clause.start + found.end(), is_backed=is_backed)


def _compared(case: Case, clause: Clause) -> Iterator[Claim]:
    for found in _COMPARED.finditer(clause.text):
        if clause.stance.is_asked or _says_not(clause, found.start()):
            continue
        start, end = clause.start + found.start(), clause.start + found.end()
        is_backed = case.written.has_words(title_key(found.group()))
        yield case.claim(Kind.PRICE, start, end, is_backed=is_backed)


def _says_not(clause: Clause, at: int) -> bool:
    return (
        re.search(r"\b(?:not|never|no|n't|isn't|nothing)\b", clause.text[:at], re.IGNORECASE)
        is not None
    )
