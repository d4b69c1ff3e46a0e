"""Books, authors, ISBNs and their numbers in a reply, and which of them a tool returned. Pure.

A title is what stands in quotes or in emphasis, in a list, before "by" and a name, or in capitals
where a sentence has none. Naming a book to say that it was not found, or that the customer named
it, is no claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from maneki.assistant.book_numbers import book_numbers
from maneki.assistant.claims import Case, Claim, Kind
from maneki.assistant.evidence import title_key
from maneki.assistant.numerals import words_of
from maneki.assistant.passages import AUTHOR, TITLE, Clause, Mention
from maneki.assistant.theirs import digits_of
from maneki.model.book import Isbn, isbns_in

_CAP = r"(?:(?:[A-Z]\.)+|(?:Dr|Mr|Mrs|Ms|St)\.|[A-Z][\w'&-]*)"
_SMALL = r"(?:of|the|and|a|an|in|on|to|for|with|at|by the|from|de|la|le|von|van|der|&)"
_NAME = rf"(?:{_CAP}(?:\s{_CAP}|\s(?:de|la|le|von|van|der|del|bin|al)\b){{0,4}})"
_QUOTED = re.compile(r'"(?P<text>[^"\n]{2,120}?)[,.]?"')
_SINGLE = re.compile(r"(?<!\w)'(?P<text>[A-Z][^'\n]{2,80}(?:'[a-z][^'\n]*)?)'(?!\w)")
_STARRED = re.compile(
    r"(?<![*_\w])(?P<mark>\*{1,3}|_{1,2})(?P<text>[^*_\n]{2,120}?)(?P=mark)(?![*_\w])"
)
_EASTERN = re.compile(r"[「『](?P<text>[^」』\n]{1,80})[」』]")
_BY = re.compile(
    rf"[,\"'*_)]*\s*(?:,\s*)?(?:\b(?:written )?by|-|·|,(?=\s{_NAME}\s*(?:[.,;!(]"
    rf"|$)))\s+[*_]*(?P<name>{_NAME})"
)
_TITLE_BY = re.compile(
    rf"(?<![\w'])(?P<title>(?:{_CAP}|[0-9]+)(?:[ ,:]{{1,3}}(?:{_CAP}|{_SMALL}"
    rf"|[0-9]+)){{0,14}}),? by (?P<name>{_NAME}|{AUTHOR}+)"
)
_LISTED = re.compile(r"(?m)^[ \t]*(?:[0-9]{1,3}[.)]|[-•*–])[ \t]+(?P<text>[^\s][^\n]{0,300})")
_RUN = re.compile(rf"(?<![\w'])(?P<text>{_CAP}(?:\s(?:{_SMALL}\s){{0,2}}{_CAP})+)")
_GERMAN = re.compile(
    r"\b(?:ist|und|der|das|ein|eine|kostet|viel|für|beim|nicht|wir|haben|ich|sie)\b"
)
_ASK_TO_READ = re.compile(
    rf"\b(?:try|read|recommend|suggest|pick up|pick is|love|enjoy|like|start with"
    rf"|go for|have|wrote|consider|grab|choose)\s(?P<text>(?:The |A "
    rf"|An )?{_CAP}(?:\s(?:{_SMALL}\s)*{_CAP})*)"
)
_ALONE = re.compile(
    rf"(?<=[a-zŦ] )(?:set in|in|of|by|from) (?P<name>[A-Z][a-zà-ÿ]{{3,}})(?!"
    rf" {_CAP})(?=[\s.,;:!?')]|$)"
)
_BY_NAME = re.compile(rf"\b(?:by|like) [*\"_]*(?P<name>(?!The |An? ){_CAP} {_CAP})")
_WORLD = frozenset(
    words_of(
        "english american british french german japanese chinese korean russian italian spanish "
        "irish scottish greek roman latin nordic scandinavian african asian european indian "
        "mexican canadian australian polish dutch swedish norwegian danish turkish persian arabic "
        "hebrew jewish christian muslim buddhist catholic victorian edwardian georgian regency "
        "gothic western eastern shakespearean dickensian kafkaesque marxist internet earth moon "
        "mars venus jupiter saturn hollywood olympics bible koran zen wizard traveller traveler "
        "discord reddit netflix wikipedia google amazon kindle monday spotify youtube tiktok "
        "halloween hanukkah diwali ramadan valentine mother father grandma grandpa aunt uncle "
        "sir madam captain doctor professor"
    )
)
_NOT_TITLES = frozenset(
    words_of(
        "monday tuesday wednesday thursday friday saturday sunday january february march "
        "april may june july august september october november december i stop help start "
        "unstop info link yes no sms discord isbn us usa uk canada america american "
        "english japanese french german spanish reply black cyber christmas thanksgiving "
        "easter eve new year day happy merry google goodreads paypal apple pay crypto "
        "bitcoin amazon ok pm am open library hardcover paperback hugo nebula booker "
        "pulitzer save code hello hi hey thanks thank welcome good great yes sure sorry "
        "mon united states kingdom york london paris tokyo france germany italy spain "
        "japan england scotland ireland china korea india africa europe asia world war "
        "wars civil ii north south east west northern southern british victorian middle "
        "ages saint instagram facebook twitter whatsapp telegram book books reading "
        "reader dear city tue wed thu fri sat sun hours note price stock title author dr "
        "mr mrs ms st"
    )
)
_IS_SEARCH = re.compile(
    r"\b(?:found|find|have|anything|something|books|titles|more|here|these|those"
    r"|ones)\b.*\b(?:by|from|for)\s[*_]*$",
    re.IGNORECASE,
)
_MISSING = re.compile(
    r"\b(?:not|isn't|aren't|n't|no|never|nothing|unable|cannot|can't|couldn't)\b", re.IGNORECASE
)
_NOT_FOUND = re.compile(r"\b(?:not|isn't|no) (?:in|found|listed)\b")
_IS_IT = re.compile(r"\b(?:could it be|(?:do|did) you mean|was it)\b", re.IGNORECASE)
_LOOKED_FOR = re.compile(
    r"\b(?:look|looked|looking|search|searched|searching|check|checked|hunted|asked|ask|asking) "
    r"(?:for|about|up)\b[^.!]{0,20}$",
    re.IGNORECASE,
)
_ISBN_SAID = re.compile(
    r"\bISBN(?:-1[03])?\b\D{0,6}(?P<n>[0-9][0-9 -]{7,18}[0-9Xx])", re.IGNORECASE
)


def book_claims(case: Case) -> Iterator[Claim]:
    """Every book, author, ISBN, page count and place in a series that the reply presents."""
    yield from _isbns(case)
    for clause in case.passage.clauses:
        yield from _authors_of_known(case, clause)
        yield from book_numbers(case, clause)
    for start, end in (*_marked(case), *_with_authors(case), *_in_capitals(case)):
        around = case.passage.clause_at(start)
        if around is None or _is_excused(case, around, start, end):
            continue
        yield case.claim(Kind.BOOK, start, end, is_backed=_is_known(case, start, end))


def _marked(case: Case) -> Iterator[tuple[int, int]]:
    """What stands in quotes or in emphasis and looks like a title."""
    text = case.passage.text
    for pattern in (_QUOTED, _EASTERN, _STARRED, _SINGLE):
        for found in pattern.finditer(text):
            start, end = found.span("text")
            if _may_be_title(found["text"], pattern, text[end : end + 12]):
                yield start, end


def _with_authors(case: Case) -> Iterator[tuple[int, int]]:
    """ "The Lost Room by Ann Lee": the title, and the name if no tool returned it."""
    covered = case.passage.covered
    for found in _TITLE_BY.finditer(covered):
        if found["title"].split("'")[0] not in _LEADS:
            start, end = _without_lead(covered, *found.span("title"))
            if not covered[start].islower():
                yield start, end
        if AUTHOR not in found["name"]:
            yield found.span("name")


def _in_capitals(case: Case) -> Iterator[tuple[int, int]]:
    """Names that only their capitals show: in lists, in running text, after "try" and "read"."""
    covered = case.passage.covered
    for found in _LISTED.finditer(covered):
        yield from _of_list(found)
    is_german = _GERMAN.search(covered) is not None
    for found in () if is_german else _RUN.finditer(covered):
        start, end = _without_lead(covered, *found.span("text"))
        if _is_name(covered, start, end):
            yield start, end
    for found in _BY_NAME.finditer(covered):
        yield found.span("name")
    for found in () if is_german else _ALONE.finditer(covered):
        if not _is_everyday(found["name"]) and not _is_of_the_world(found["name"]):
            yield found.span("name")
    for found in _ASK_TO_READ.finditer(covered):
        if not _is_everyday(found["text"]):
            yield found.span("text")


def _of_list(found: re.Match[str]) -> Iterator[tuple[int, int]]:
    """An item of a list that begins with capitals and is no known title ("2. The Lost Room")."""
    item = found["text"]
    named = re.match(rf"[*_\"]*(?P<text>{_CAP}(?:\s(?:{_SMALL}\s)*{_CAP})*)", item)
    is_other = TITLE in item or item.rstrip().endswith((":", "?", "."))
    if named and not is_other and not _is_everyday(named["text"]):
        start = found.start("text") + named.start("text")
        yield start, start + len(named["text"])


def _may_be_title(text: str, pattern: re.Pattern[str], after: str) -> bool:
    if pattern is _EASTERN:
        return True
    is_heading = text.rstrip().endswith(":") or after.lstrip("*_ ").startswith(":")
    is_figure = pattern is _STARRED and re.fullmatch(r"[\W0-9apmAPM$€£¥.:,-]+", text)
    if is_heading or is_figure or _is_everyday(text):
        return False
    if not (text[0].isupper() or text[0].isdigit()):
        return re.match(r"[\"'*_,]*\s*by [A-Z]", after) is not None
    return _has_capitals(text, is_emphasis=pattern is _STARRED)


def _has_capitals(text: str, *, is_emphasis: bool) -> bool:
    words = re.findall(r"[^\W_]+", text)
    # A quoted sentence is a remark, not a title: it has no capitals but the first.
    capitals = [word for word in words if word[0].isupper() or word[0].isdigit()]
    if is_emphasis and len(words) == 2:
        return len(capitals) == 2
    return len(words) <= 2 or 2 * len(capitals) >= len(words)


def _is_everyday(text: str) -> bool:
    return all(_is_everyday_word(word) for word in re.findall(r"[^\W_]+", text))


def _is_of_the_world(name: str) -> bool:
    """Languages, peoples, planets: words with capitals that name no book and nobody."""
    return name.lower().removesuffix("s") in _WORLD or name.lower() in _WORLD


def _is_everyday_word(word: str) -> bool:
    low = word.lower()
    if len(word) > 1 and word.isupper():
        return True
    return low in _NOT_TITLES or low in _SMALL_WORDS or low.removesuffix("s") in _NOT_TITLES


def _is_name(text: str, start: int, end: int) -> bool:
    """Whether capitals make a name: two words of it, the first of a sentence counting only if the
    second follows at once ("Set in France" is none), or one behind "The"."""
    words = text[start:end].split()
    telling = [word for word in words if word[0].isupper() and not _is_everyday(word)]
    if words[0] in ("The", "A", "An"):
        return bool(telling)
    if _begins(text, start) and len(words) > 1 and not words[1][0].isupper():
        telling = [word for word in telling if word is not words[0]]
    return len(telling) >= 2


def _begins(text: str, start: int) -> bool:
    return (
        start == 0
        or re.search(r"[.!?:\n\"*…-]\s*$|\n\s*$", text[max(0, start - 8) : start]) is not None
    )


_SMALL_WORDS = frozenset(words_of("of the and a an in on to for with at by from s"))


def _without_lead(text: str, start: int, end: int) -> tuple[int, int]:
    """Without the word that only begins the sentence ("Try The Lost Room")."""
    words = text[start:end].split(" ", 1)
    if _begins(text, start) and len(words) == 2 and words[0] in _LEADS:
        return start + len(words[0]) + 1, end
    return start, end


_LEADS = frozenset(
    words_of(
        "Published Written Released Try First Second Third Last "
        "Read Consider My Maybe Perhaps Also And Or Then For From In Only How What "
        "Did Have Is Our We You It I If With On By Yes No But So About Not Next Hello Hi "
        "Good Sorry Like Both All Two Three Here When After Before Until Every Any Some "
        "Shall Would Could Can Do Does Tell Four Five Six Seven Eight Nine Ten One More "
        "Books Novels Written Something Anything Nothing Everything Others Best Another "
        "This That These Those There She He They"
    )
)


def _is_known(case: Case, start: int, end: int) -> bool:
    said = title_key(case.passage.text[start:end])
    covered = case.passage.covered[start:end]
    rest = re.sub(rf"[{TITLE}{AUTHOR}\W_]+", " ", covered).strip()
    if not rest or (TITLE in covered and rest.lower() in ("the", "a", "an")):
        return True
    if said in case.written.names:
        return True
    return len(said) > 3 and case.written.has_words(said)


def _is_excused(case: Case, clause: Clause, start: int, end: int) -> bool:
    """Whether the book is named as missing, or as the customer's own word."""
    stance, before = clause.stance, clause.text[: start - clause.start]
    if stance.is_unknown or _NOT_FOUND.search(clause.text) or _LOOKED_FOR.search(before):
        return True
    if stance.is_asked and _IS_IT.search(clause.text):
        return True
    if not case.theirs.has_name(title_key(case.passage.text[start:end])):
        return False
    is_result = bool(_IS_SEARCH.search(before)) and bool(case.evidence.titles)
    is_theirs = stance.is_theirs or stance.is_asked
    return is_result or is_theirs or _MISSING.search(clause.text) is not None


def _authors_of_known(case: Case, clause: Clause) -> Iterator[Claim]:
    """ "Dune by Isaac Asimov": the author of a known title has to be its own."""
    for title in case.passage.titles:
        if not clause.start <= title.start < clause.end:
            continue
        yield from _writer_before(case, clause, title)
        after = case.passage.covered[title.end : clause.sentence_start + len(clause.sentence)]
        found = re.match(rf"[\"'*_,)]*\s*(?:,\s*)?by\s+[*_]*(?P<name>{_NAME}|{AUTHOR}+)", after)
        if found is None:
            continue
        start, end = title.end + found.start("name"), title.end + found.end("name")
        yield case.claim(
            Kind.BOOK, start, end, is_backed=_wrote(case, title.name, case.passage.text[start:end])
        )


def _writer_before(case: Case, clause: Clause, title: Mention) -> Iterator[Claim]:
    """ "Isaac Asimov wrote Dune"."""
    before = case.passage.text[clause.start : title.start]
    found = re.search(rf"(?P<name>{_NAME})(?: also)? (?:wrote|writes) [\"'*_]*$", before)
    if found is not None:
        start, end = clause.start + found.start("name"), clause.start + found.end("name")
        yield case.claim(Kind.BOOK, start, end, is_backed=_wrote(case, title.name, found["name"]))


def _wrote(case: Case, title: str, name: str) -> bool:
    said = title_key(name)
    authors = [
        title_key(author)
        for book in case.evidence.books
        if title_key(book.title) == title_key(title)
        for author in book.authors
    ]
    return any(said == author or f" {author}".endswith(f" {said}") for author in authors)


def _isbns(case: Case) -> Iterator[Claim]:
    known = {digits_of(isbn) for book in case.evidence.books for isbn in book.isbns}
    text = case.passage.text
    spans = {found.span("n") for found in _ISBN_SAID.finditer(text)}
    spans |= {found.span() for found in re.finditer(r"\b97[89][0-9 -]{9,14}[0-9]\b", text)}
    for start, end in sorted(spans):
        clause = case.passage.clause_at(start)
        asked = digits_of(text[start:end]) in case.theirs.digits
        if (
            clause is not None
            and asked
            and (clause.stance.is_unknown or clause.stance.is_theirs or clause.stance.is_asked)
        ):
            continue
        said = {
            digits_of(text[start:end]),
            *(isbn.digits for isbn in isbns_in(f"ISBN {text[start:end]}")),
        }
        thirteen = {isbn.digits for number in known for isbn in _parsed(number)}
        yield case.claim(Kind.BOOK, start, end, is_backed=bool(said & (known | thirteen)))


def _parsed(number: str) -> tuple[Isbn, ...]:
    return isbns_in(f"ISBN {number}")
