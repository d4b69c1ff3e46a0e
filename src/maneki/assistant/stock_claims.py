"""What a reply says is on the shelf, and whether the shelf said so in this turn. Pure.

"Not in stock" is a claim like "in stock". A count has to be the count; where nobody counted, only
that there is some may be said. Earlier turns do not count: copies are sold meanwhile.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from maneki.assistant.claims import Case, Claim, Kind
from maneki.assistant.copies import copies_of, kinds_at
from maneki.assistant.evidence import Deed, StockSeen
from maneki.assistant.numerals import kanji_number, numbers_in
from maneki.assistant.passages import TITLE, Clause
from maneki.assistant.quick import Patterns
from maneki.assistant.stance import is_theirs_at, real_part

_N = (
    r"(?:[0-9]+|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven"
    r"|twelve|twenty|thirty|forty|fifty|a hundred)"
)
_VAGUE = (
    r"(?:a dozen|dozens|a couple|a handful|a few|several|plenty|lots|loads|tons"
    r"|a pile|a stack|some|many|multiple|half a dozen|half[- ]dozen)"
)
_EAST = "0-9〇一二三四五六七八九十百"
_ADJ = r"(?:\w+[ -]){0,3}?"
_THINGS = (
    r"(?:cop(?:y|ies)|left|in stock|remain(?:s|ing)?|available|on (?:the"
    r"|our) shel(?:f|ves)|in (?:the|our) (?:shop|store)|in house|on hand|upstairs"
    r"|downstairs|here\b|waiting|in the back|behind the counter)"
)
_COUNT = re.compile(
    rf"(?<![\w.,$€£¥])(?:(?P<n>{_N})|(?P<vague>{_VAGUE})(?: of)?) (?!of us\b)(?<!in one"
    rf" ){_ADJ}{_THINGS}"
    rf"|(?<![\w.,$€£¥])(?:(?<=i count )|(?<=I count )|(?<=I see ))(?P<n4>{_N})\b"
    rf"|(?<![\w.,$€£¥])(?P<n3>{_N}) (?:\w+ )?(?:hardcovers|paperbacks|hardbacks"
    rf"|signed (?:cop(?:y|ies)|ones?))\b"
    rf"|\b(?:we've|i've|we|i|down to|there(?:'s| is| are)|you'll find|shop has|store has|shelf has"
    rf"|shelf says|got) (?:still |only |do |also |currently |just |now |have "
    rf"|hold |got |stock |has )*"
    rf"(?:(?P<n2>{_N})|(?P<vague2>{_VAGUE}))(?= (?:of (?:those|them|these|it|the"
    rf"|that)\b|copies|copy|left|{_ADJ}copies|for\b|(?:\w+ )?(?:hardcovers?"
    rf"|paperbacks?|hardbacks?|volumes|sets?|first editions?)\b)|\s*[.,!;]|\s*$)"
    rf"|(?P<none>\bno (?:\w+ )?(?:cop(?:y|ies)|stock)\b|\bnone (?:left|in stock"
    rf"|available|here|on (?:the|our) shel(?:f|ves))\b)"
    rf"|\b(?:last|final|only) (?P<last>cop(?:y|ies)|one)\b(?! (?:i|we) (?:know|found))(?<!with"
    rf" the last one)"
    r"|\b(?:an?|one) single (?P<single>cop(?:y|ies))\b|\b(?:another"
    r"|one more) (?P<more>cop(?:y|ies))\b"
    rf"|(?<![\w.,$€£¥])(?P<n5>{_N}) in (?:hardcover|paperback|hardback)\b"
    r"|\ban? (?:whole |big |small )?(?P<heap>stack|pile|bunch|load|heap"
    r"|ton)s? of (?:Ŧ|it|them|those|copies)"
    rf"|(?P<ja>(?<![{_EAST}])[{_EAST}]{{1,6}})[ ]?冊(?!見つ|の|目|を)"
    rf"|(?P<jaone>(?<![0-9一二三四五])[0-9一二三四五]{{1,3}})点(?:のみ|だけ|あり|ござ)",
    re.IGNORECASE,
)
_ABSENT = re.compile(
    r"\b(?:haven't|havent|have not|hasn't|ain't) got (?:any|it|them|that|one|a copy|Ŧ|much"
    r"|many)\b|\bgot (?:none|nothing)\b"
    r"|\b(?:is|are|it's|they're|all) (?:all )?out (?:at the moment|right now|just now|for now"
    r"|today)\b"
    r"|\bnot an? (?:single )?(?:cop(?:y|ies)|one)\b|\bnever in stock\b|\b(?:not|no longer) sold\b"
    r"|\blast (?:copy|one|Ŧ+) (?:just |already )?(?:went|sold|left|is gone|has gone)\b"
    r"|\bshel(?:f|ves) (?:is|are) (?:now |quite )?(?:empty|bare)\b|\bsold out\b"
    r"|\bout of stock\b|\b(?:not|isn't|isnt|aren't|no longer"
    r"|n't) (?:currently |right now |here |any )?(?:in stock|available|on (?:the"
    r"|our) shel(?:f|ves)|in today|in right now|in at the moment|in (?:the"
    r"|our) (?:shop|store)|stocked|carried)\b"
    r"|\b(?:isn't|isnt|aren't|is not|are not|not) in\b(?=\s*(?:[.,!;]|$|today|now"
    r"|right|at the moment|yet|just))"
    r"|\b(?:we|i|shop|store) (?:do not|don't|dont|does not|doesn't|no longer"
    r"|never|currently don't) (?:currently |actually |even )?(?:have (?=it\b"
    r"|them\b|that one|this one|any\b(?! (?:idea|policy|info|record|word|news"
    r"|rule))|Ŧ|a copy|cop)|carry|stock|sell|keep)\b"
    r"|\bunavailable\b|\ball gone\b|(?<!hold )(?<!holds )\b(?:is|are|it's) gone\b|\b(?:just|been"
    r"|already) sold\b|\bran out\b|\brun out\b"
    r"|\b(?:we're|are|we are|all|ran|run|fresh|clean) (?:all |completely "
    r"|now )?out of (?:copies|it|them|those|that|these|stock|Ŧ)|売り切れ|品切れ|在庫切れ|完売"
    r"|在庫(?:は|が)?(?:ありません|ございません|ない|なし)|取り扱(?:いが|って)(?:い)?(?:ありません|おりません|いません)",
    re.IGNORECASE,
)
_PRESENT = re.compile(
    r"\b(?:back |now |still |currently )?in stock\b|\b(?:is|are|it's|they're|be"
    r"|still|both|all|currently|now|readily|also) (?:still |both |all |also "
    r"|currently )*available\b(?! (?:online|as an|from the publisher"
    r"|in \w+ (?:languages|formats)))|\bavailable (?:right now|now|today|here)\b"
    r"|\bon (?:the|our) shel(?:f|ves)\b|\b(?:is|are|it's|they're|both|have it"
    r"|have them|got it|copy|copies) (?:\w+ )?in (?:the|our) (?:shop|store)\b"
    r"|\b(?:we|i)(?:'ve| have| do have|'ve got| have got| got| still have| stock"
    r"| carry| do carry| keep| also have)(?: also| still| got"
    r"| currently)? (?=it\b(?! (?:for|on|under|at) )|them\b|both\b|that one\b"
    r"|this one\b|those\b|all (?:of|three|four)|a (?:\w+ )?copy\b|copies\b"
    r"|the (?:\w+ )?(?:paperback|hardcover|edition|copy|set)\b|plenty|lots|loads)"
    r"|\b(?:is|are|they're|both|all|'s|it's|its) (?:both |all |still "
    r"|back )?in\b(?=\s*(?:[.,!:;]|$|today|now|right now|at the moment|again|and))"
    r"|\b(?:it|that|this|they|both|all|one|Ŧ+)(?:'s| is| are)? (?:right "
    r"|still )?(?:here|there)\b(?=\s*(?:[.,!:;]|$|today|now|waiting))"
    r"|(?<!i'm )(?<!i am )\bstill (?:there|here)\b"
    r"|\b(?:sell(?:s|ing)?|go(?:es|ing)?|mov(?:es|ing)|fl(?:y|ies|ying)) (?:so |very |really"
    r" )?fast\b|\bflying off\b|\brestocked\b"
    r"|\b(?:just|has|have) (?:come|came|arrived)(?: back)? in\b|\b(?:just|have"
    r"|has) arrived\b|\bjust in\b(?! case| time)|\b(?:got|came|come|comes) (?:it "
    r"|them |a copy |one |another )?(?:back )?in (?:yesterday|today|this|last"
    r"|on)\b|\bfew remain\b|\bback on (?:the|our) shel"
    r"|\b(?:got|have) (?:a|your|one) (?:\w+ )?copy\b|\bwaiting (?:here|upstairs"
    r"|downstairs|on the shelf)\b"
    r"|入荷し|在庫(?:が|は)?(?:あり|ござい)|在庫あり|(?:店頭|棚)に(?:あり|ござ)|もございます|ございますので",
    re.IGNORECASE,
)
_STOCK_OF_TITLE = re.compile(
    r"\b(?:found|spotted|located|see) (?:you )?(?:an?|one|another) (?:\w+ )?cop(?:y|ies)\b"
    r"|\bstill around\b|\bon hand\b|\bhand you (?:one|a copy)\b|\bso (?:is|are) [*\"_]*Ŧ"
    r"|まだ(?:ございます|あります)|残りわずか|\bwe (?:also |do |still |only )?(?:stock|carry)\b"
    r"|\b(?:it's|it is|this is"
    r"|that's|copy is|one is) (?:also )?(?:an? )?(?:\w+ ){0,2}?(?:first edition"
    r"|signed|autographed|first printing|brand[- ]new)\b|\bwe (?:do |also |still "
    r"|currently )?(?:have|stock|carry|got) (?:the |an? |one |another |some )?[*\"_]*Ŧ",
    re.IGNORECASE,
)
# What is still to come, and whole series: nobody counts those.
_TO_COME = re.compile(
    r"\b(?:more|new|fresh|another|extra|additional|next|replacement) (?:\w+ )?(?:cop(?:y|ies)"
    r"|stock|batch|shipment|delivery|ones?|box(?:es)?) (?:is |are |will be |'s )?(?:already |now )?"
    r"(?:coming|on (?:the|its|their|order)|arriving|due|expected|headed)\b"
    r"|\b(?:on its|on their|on the) way to (?:us|the (?:shop|store))\b|\bon (?:back)?order from\b"
    r"|\b(?:we|i|shop) (?:also |do |still )?(?:have|carry|stock|keep|got|'ve got) (?:the |her "
    r"|his |their |its )?(?:whole|entire|full|complete) (?:series|set|run|saga|trilogy|collection"
    r"|backlist)\b"
    r"|\b(?:nobody|no one|no other (?:shop|store)) else (?:\w+ ){0,3}(?:has|have|carries|stocks)\b",
    re.IGNORECASE,
)
_HELD = re.compile(r"\b(?:on hold|held|aside|reserved)\b", re.IGNORECASE)
_PATTERNS = Patterns((_COUNT, _ABSENT, _PRESENT, _STOCK_OF_TITLE, _TO_COME))
_GOES_BACK = re.compile(r"\b(?:goes?|went|puts?) (?:back )?on (?:the|our) shel", re.IGNORECASE)
_DENIED_BEFORE = re.compile(
    r"\b(?:not|no|never|\w+n't|nothing|none|zero|n't)\b[^,]*$", re.IGNORECASE
)
_FOR_THEM = re.compile(
    r"\b(?:want(?:ed)?|need(?:ed)?|asked|ask) (?:for )?$|\bfor you(?:r)?\b.*\bclub\b", re.IGNORECASE
)
_PROMISED = re.compile(
    r"\b(?:will|could|would|can|may|might|shall|i'll|let me"
    r"|going to)\b(?!.*\b(?:still|we have|there (?:is|are))\b)",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"\b(?:both|all|each|every|everything|either)\b|どちらも|両方|全部", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said of the shelf: a number of copies, some, or none. -1 is a vague number."""

    start: int
    end: int
    count: int | None
    is_there: bool


def stock_claims(case: Case) -> Iterator[Claim]:
    """Everything the reply says of the shelf."""
    for clause in case.passage.clauses:
        if clause.stance.is_asked or (clause.stance.is_unknown and not _ABSENT.search(clause.text)):
            continue
        for said in _said_in(clause):
            if _is_held(case, clause, said):
                continue
            yield case.claim(
                Kind.STOCK,
                clause.start + said.start,
                clause.start + said.end,
                is_backed=_is_backed(case, clause, said),
            )


def _is_held(case: Case, clause: Clause, said: _Said) -> bool:
    """Whether it is the one copy that was put on hold, not what is on the shelf."""
    held = any(one.deed is Deed.HOLD and one.is_done for one in case.evidence.deeds)
    return held and said.count == 1 and _HELD.search(clause.text) is not None


def _said_in(clause: Clause) -> Iterator[_Said]:
    text = real_part(clause.text)
    likely = _PATTERNS.likely_ones(text)
    if not likely or (_PROMISED.search(text) and not _COUNT.search(text)):
        return
    if _COUNT in likely:
        yield from _counts(clause, text)
    for found in _TO_COME.finditer(text) if _TO_COME in likely else ():
        yield _Said(found.start(), found.end(), -1, is_there=True)
    for found in _ABSENT.finditer(text) if _ABSENT in likely else ():
        yield _Said(found.start(), found.end(), None, is_there=False)
    yield from _presences(_GOES_BACK.sub(_blank, text), likely)


def _presences(text: str, likely: frozenset[re.Pattern[str]]) -> Iterator[_Said]:
    patterns = [one for one in (_PRESENT, _STOCK_OF_TITLE) if one in likely]
    without = _ABSENT.sub(_blank, text) if patterns and _ABSENT in likely else text
    for pattern in patterns:
        for found in pattern.finditer(without):
            if not _DENIED_BEFORE.search(without[: found.start()]):
                yield _Said(found.start(), found.end(), None, is_there=True)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())


def _counts(clause: Clause, text: str) -> Iterator[_Said]:
    for found in _COUNT.finditer(text):
        if is_theirs_at(clause.text, found.start()) or _FOR_THEM.search(text[: found.start()]):
            continue
        if found["vague"] or found["vague2"] or found["heap"] or found["more"]:
            yield _Said(found.start(), found.end(), -1, is_there=True)
        elif found["none"]:
            yield _Said(found.start(), found.end(), None, is_there=False)
        elif found["last"] or found["single"]:
            count = -1 if (found["last"] or "").lower() == "copies" else 1
            yield _Said(found.start(), found.end(), count, is_there=True)
        else:
            count = _number(found)
            yield _Said(found.start(), found.end(), count or None, is_there=count > 0)


def _number(found: re.Match[str]) -> int:
    eastern = found["ja"] or found["jaone"]
    if eastern:
        value = kanji_number(eastern) if not eastern.isdigit() else None
        return int(value if value is not None else eastern)
    return int(
        next(
            numbers_in(found["n"] or found["n2"] or found["n3"] or found["n4"] or found["n5"])
        ).value
    )


def _is_backed(case: Case, clause: Clause, said: _Said) -> bool:
    titles = case.passage.subjects_of(clause)
    if TITLE in clause.text[said.start : said.end]:
        titles = case.passage.titles_in(clause.start + said.start, clause.start + said.end)
    kinds = kinds_at(case, clause, clause.start + said.start, may_follow=False)
    if not titles:
        named = tuple(dict.fromkeys(one.name for one in case.passage.titles))
        if _ALL.search(clause.text) and len(named) > 1:
            return all(
                _fits(
                    copies_of(case, title=one, kinds=kinds, this_turn=True), said, all_of_them=False
                )
                for one in named
            )
        copies = copies_of(case, title=None, kinds=kinds, this_turn=True)
        return _fits(copies, said, all_of_them=bool(_ALL.search(clause.text)))
    if said.count is not None and len(titles) > 1:
        titles = (case.passage.subject_at(clause, clause.start + said.start) or titles[-1],)
    return all(
        _fits(copies_of(case, title=title, kinds=kinds, this_turn=True), said, all_of_them=False)
        for title in titles
    )


def _fits(copies: tuple[StockSeen, ...], said: _Said, *, all_of_them: bool) -> bool:
    if not copies:
        return False
    if all_of_them and said.count is None:
        return len(copies) > 1 and all(_is_so(copy, said) for copy in copies)
    if not said.is_there:
        return all(_is_so(copy, said) for copy in copies)
    if said.count is not None and said.count > 0 and len(copies) > 1:
        known = [copy.available for copy in copies]
        if sum(count for count in known if isinstance(count, int)) == said.count:
            return True
    return any(_is_so(copy, said) for copy in copies)


def _is_so(copy: StockSeen, said: _Said) -> bool:
    if copy.available is None:
        return False
    if not said.is_there:
        return copy.available == 0
    if said.count is None:
        return bool(copy.available)
    return copy.available is not True and copy.available == said.count
