"""Sentences that by their shape tell something of the shop or of a book, whatever their words.

"There is a ...", "our customers ...", "you can ...", "it sells ...": nobody has to know the words
of a lie to see that something is told. Such a clause has to rest on a policy or a description.
Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from maneki.assistant.claims import Kind
from maneki.assistant.passages import Clause
from maneki.assistant.quick import Patterns
from maneki.assistant.shop_talk import is_of_books
from maneki.assistant.stance import NEGATION

_THERE = re.compile(
    r"\bthere(?:'s| is| are|'re| was| were|'ll be| will be| should be| tends to be)\s(?:also |even "
    r"|still |usually |often |always |just |only )*(?!(?:no|not|nothing|none|never|so|too|worse"
    r"|more|two|three"
    r"|four|five|six|seven|eight|nine|ten|[0-9]+|humans?|an? \w+ copy|a used|a new|a signed"
    r"|better|much|something|room for|time|hope|comfort|any|one (?:thing|more|way|question)|plenty"
    r" (?:of time|to|more)|people (?:at|in|here|who)|books?|stor(?:y|ies)|titles?|novels?|a few"
    r" (?:ways|that|things|options)|always|where|when|a person|a bookseller|someone|somebody|two"
    r" (?:ways|things|of)|an? (?:\w+ )?(?:chance|reason|catch|way|lot|bit|touch|kind|sort|sense"
    r"|moment|twist|word|book|novel|story|series|question|difference|line|page|chapter|scene"
    r"|certain|whole|hint|reading|mystery|person|bookseller|human|good|nice|film|sequel))\b)"
    r"(?P<what>[\w'-]+)",
    re.IGNORECASE,
)
_WHO_SAYS = (
    r"(?:staff|customers?|members?|regulars|readers|critics|reviewers|students?|teachers?|seniors?"
    r"|kids|children|dogs|pets|visitors|everyone|everybody|folks|locals|fans|neighbou?rs|newcomers"
    r"|subscribers|schools|libraries)"
)
_PEOPLE = re.compile(
    rf"^\W*(?:(?:and|but|so|since|plus|also|oh|yes|well)\W+)*(?:our|the|all|most|many|some|even"
    rf"|these|young|new|regular)?\s?(?:of our )?(?P<who>{_WHO_SAYS})(?: (?:here|in the shop|in town"
    r"|who [\w' ]{2,20}|under [\w-]+|over [\w-]+|like you|of ours|of all ages|and [\w]+))*"
    r" (?:also |all |just |really |always |usually |often |even |simply |absolutely )*"
    r"(?!(?:could|might|may|would|can (?:look|tell|help|check|answer|decide|see|ask|say)|will know"
    r"|who|whose|that|of|in|and|at|with|lie|lies|is lying|dies|agrees?)\b)(?P<verb>[a-z']{2,})",
    re.IGNORECASE,
)
_CHATTY = (
    r"(?:tell|ask|say|write|reply|try|start|skip|read|choose|imagine|think|call|always|argue|guess"
    r"|expect|see|feel|hear|smell|almost|practically|also|just|still|never|only|even|simply|name"
    r"|describe|type|text|answer|trust|rely|count|bet|stop|change|go (?:either|wrong|with|for|on)"
    r"|make (?:it|me)|do (?:that|it|better|worse)|be|have (?:it|one|both)|find|want|like|love"
    r"|safely"
    r"|happily|and|or|not|give (?:it|me)|share|send (?:me|over)|pick (?:one|any|between)|dip"
    r"|dive|lose"
    r"|follow|spell|leave|let|put it|keep (?:going|reading)|decide|begin|come back (?:to|and)|use)"
)
_YOU_CAN = re.compile(
    rf"\b(?P<who>you|anyone|anybody|everyone|he|she|they|your \w+|friends|it|that) (?:can|may|could"
    rf"|are free to|are welcome to|'re welcome to|'re free to)(?: always| also| just| simply| even"
    rf"| still| only)? (?!{_CHATTY}\b)(?P<verb>[a-z]{{2,}})",
    re.IGNORECASE,
)
_YOU_NEED = re.compile(
    r"\byou(?:'ll|'d)? (?:need|have|must|ought) (?:to )?(?:be|have|show|bring|sign|register|pay"
    r"|book"
    r"|join|present|prove|email|apply)\b",
    re.IGNORECASE,
)
_OF_A_BOOK = re.compile(
    r"\b(?:it|this|that one|this one|the book|the novel|this edition|that edition|the edition"
    r"|one|he"
    r"|she|they|Ŧ+(?:\W{1,4}by Ħ+)?|Ħ+)(?:'s|'ll| is| was| has| had| will| would| does)?(?:"
    r" (?:been|being|be|also"
    r"|already|now|just|recently|even|really|usually|always|still|currently|long))* "
    r"(?P<what>reprint\w*|discontinu\w*|out of print|back in print|sells?\b|sold (?:well|over|more"
    r"|millions)|selling|comes? with|came with|includ(?:es|ed)\b|won (?!me|you|over|him|her|us|out"
    r"|'t)\w+|shortlisted|longlisted|nominated|banned|translated|written (?:in|by|when)|published"
    r"|first (?:appeared|published)|filmed|based on|right by|next to the|by the (?:door|entrance"
    r"|window|till|counter)|in the (?:front|window|back|corner|basement)|on (?:the|our|display)"
    r" (?:front|back|top|bottom|second|first|third)?\s?(?:shelf|table|desk|counter|floor|rack"
    r"|display)"
    r"|the (?:first|second|third|fourth|fifth|middle|last|final) (?:in|of|book|part|volume|one in)"
    r"|part (?:of|one|two) (?:a|the|of)|a trilogy|a series|a standalone|a debut|his debut|her debut"
    r"|a bestseller|a classic of ours|popular (?:here|with|among)|our \w+|due\b|expected\b"
    r"|delayed)",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"(?<!what )\b(?:the|our|my|your next) (?:\w+ )?(?P<who>author|bookseller|owner|manager"
    r"|colleague|boss|team|publisher|driver|supplier|entrance|loo|toilet|caf[eé]|payment|paperback|hardcover|new"
    r" (?:one|book)"
    r"|sequel|film|event|launch|signing|ticket|gift card|seat|minimum|deposit|audiobook|e-?book"
    r"|bookmark|delivery|shipment|postage|bus|train|coffee|shop|store|bookshop)s?"
    r"(?: (?:already|just|also|really|usually|always|often|still|now))*"
    r"(?: (?:is|was|has|have|are|will|did|does|had|gets?|comes?|goes|went|came|costs?|says|said"
    r"|needs"
    r"|doesn't mind|agreed|thinks|wants|runs?|stops?|starts?|opens?|moved|lives|died|works|follows"
    r"|lands?|drops?|signed|visits?|failed|cleared|allows?|accepts?|offers?|charges?|includes?"
    r"|sends?"
    r"|left|shipped|packed|brought|put|took|found|confirmed|promised|approved|ordered|set|hosts?"
    r"|sells?"
    r"|serves?|sits|stands|faces|leads|belongs))\b(?! (?:the (?:one|ones|surer)|a (?:lovely|good"
    r"|great"
    r"|long)|better|who|surely|able|be able|know|help|decide|tell|answer|another|not (?:told"
    r"|known)))",
    re.IGNORECASE,
)
_OURS = re.compile(
    r"\bour (?:\w+ )?(?:customers?|readers?|regulars|staff|team|book ?club|members|neighbou?rs"
    r"|manager"
    r"|owner|shop|store|branch|website|newsletter|caf[eé]|cat|dog|shelves|window|events?|top \w+"
    r"|best\w*|favou?rite\w*|most \w+)\b|\b(?:nobody|no one) (?:has |here )?ever\b"
    r"|\b(?:everyone|everybody)(?:'s| is) (?:talking|reading|raving)\b"
    r"|\bno (?:booking|deposit|payment|card|id|receipt|registration|appointment|membership|tickets?"
    r"|reservations?|minimum|purchase|sign-?up|leash|voucher|code) (?:\w+ )?(?:required|needed"
    r"|necessary)\b",
    re.IGNORECASE,
)
_WE_ARE = re.compile(
    r"\bwe(?:'re| are|'ve been| have been) (?!(?:sorry|happy|glad|here|not|both|all|done|good|fine"
    r"|close|stuck|lost|talking|looking|sure|afraid|back|too|still|only|just|in|even|friends"
    r"|safe|ready"
    r"|set|okay|ok|there|off|going|getting|on|at|open|closed|out|after|agreed|through|like|so"
    r"|now|never"
    r"|about|almost|nearly|speaking|left|down|up|over|finally|made|human|programs?|machines?"
    r"|sold)\b)"
    r"(?P<verb>[a-z]{2,})"
    r"|\bwe(?:'ve got| have got| have|'ve) (?:a|an|the|some|our|plenty of) (?!(?:deal|plan"
    r"|winner|match"
    r"|problem|bit|few|moment|lot|copy|copies|while|winner|theme|pattern|signed|used|new|hard|paper"
    r"|single)\w*\b)(?P<what>[a-z]{2,})",
    re.IGNORECASE,
)
_LIFE = re.compile(
    r"(?:Ħ+|\bthe author|\bthe writer)(?: also| really| once| herself| himself)? (?:studied"
    r"|lives?|lived"
    r"|was born|died|grew up|works?|worked|won|teaches|taught|moved|married|comes from|is from"
    r"|was|has"
    r" (?:won|sold|said)|spent|went|once|based|got the idea)\b"
    r"|\b(?:Ħ+|her|his|their|the author)(?:'s)? (?:first|second|third|debut|last|latest|newest|only"
    r"|next|best-known|best known|most \w+)(?: (?:novel|book|work|story))\b"
    r"|\b(?:called|titled|named) [*\"_]*(?:Ŧ+ )?(?-i:[A-Z])[a-z]+",
    re.IGNORECASE,
)
_SEQUEL = re.compile(
    r"\b(?:the |a |her |his |their )?(?:sequel|next (?:one|book|volume|instal\w+)|follow-?up|new"
    r" book"
    r"|paperback|film|movie|series|adaptation|event|reading|launch|signing|talk|workshop|tickets?"
    r"|doors|shop|store|author)(?:'s)? (?:comes?|came|is (?:out|due|coming|set|on)|starts?|begins?"
    r"|costs?|opens?|arrives?|lands?|will be|has been|was|runs?|lives?|visits?|drops?)\b",
    re.IGNORECASE,
)
_MANY = re.compile(
    r"^\W*(?:(?:yes|yep|yup|sure|oh|ha)\W+)*(?:plenty|lots|loads|tons|heaps|several|dozens|a few|a"
    r" couple|both|all of them|enough)(?: of (?:them|those|it|copies|these))?\W*$",
    re.IGNORECASE,
)
_NEARBY = re.compile(
    r"\b(?:by|near|beside|next to|opposite|inside|outside|behind|above|below|past|across from) the"
    r" (?:door|entrance|window|till|counter|stairs|lift|bakery|station|library|shop|church|park"
    r"|caf[eé]"
    r"|register|desk|fireplace|children's|kids'?|staircase|exit|bank|post office)\b"
    r"|\b(?:next door|round the (?:back|corner)|around the (?:back|corner)|(?:first|second"
    r"|ground|top"
    r"|upper|lower|main) floor)\b",
    re.IGNORECASE,
)
_SHAPES: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (Kind.POLICY, _THERE),
    (Kind.POLICY, _PEOPLE),
    (Kind.POLICY, _YOU_CAN),
    (Kind.POLICY, _YOU_NEED),
    (Kind.BOOK, _OF_A_BOOK),
    (Kind.BOOK, _SEQUEL),
    (Kind.POLICY, _SUBJECT),
    (Kind.POLICY, _OURS),
    (Kind.POLICY, _WE_ARE),
    (Kind.BOOK, _LIFE),
    (Kind.STOCK, _MANY),
    (Kind.STOCK, _NEARBY),
)
_PATTERNS = Patterns(shape for _, shape in _SHAPES)
_IN_IT = re.compile(r"\b(?:in|of|to|about|behind|between) (?:it|this one|that one|them)\b", re.I)
_ITS_READER = re.compile(r"^(?:it|that|he|she|they|everyone|anyone|anybody)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Assertion:
    """Where a clause, by its shape, tells something, and what it would be a claim of."""

    kind: Kind
    start: int
    end: int


def assertions_in(clause: Clause, text: str) -> Iterator[Assertion]:
    """Every shape of the clause that tells something; `text` is its part that is asserted."""
    of_books = is_of_books(clause)
    for place, shape in _PATTERNS.likely(text):
        kind, found = _SHAPES[place][0], shape.search(text)
        if found is None or NEGATION.search(text[: found.start()]):
            continue
        if shape in (_THERE, _NEARBY) and (of_books or _IN_IT.search(text)):
            continue
        if shape is _YOU_CAN and (of_books or clause.stance.is_unknown):
            continue
        if shape is _PEOPLE and of_books and found["who"].lower() in ("children", "kids", "dogs"):
            continue
        if shape is _YOU_CAN and _ITS_READER.match(found["who"]) and not _OUTSIDE.search(text):
            continue
        yield Assertion(kind, found.start(), found.end())


_OUTSIDE = re.compile(
    r"\b(?:pick|collect|return|swap|exchange|bring|pay|order|get|reserve|hold|cancel|refund|ship"
    r"|send"
    r"|deliver|park|arrang\w*|sort\w*|done)\b",
    re.IGNORECASE,
)
