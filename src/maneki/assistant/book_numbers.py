"""Numbers and facts of books in a reply, and which of them a tool returned. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from maneki.assistant.claims import Case, Claim, Kind
from maneki.assistant.evidence import BookSeen, title_key
from maneki.assistant.numerals import kanji_number, numbers_in, words_of
from maneki.assistant.passages import Clause

_POSITION = re.compile(
    r"\b(?:book|volume|vol\.?|part|(?:is|it's|comes) (?:number|no\.)|installment|instalment"
    r"|entry)\s?(?:#\s?)?(?P<n>[0-9]+(?:\.5)?|one|two|three|four|five|six|seven"
    r"|eight|nine|ten|eleven|twelve)\b(?! (?:for|or|of your|a week|a year"
    r"|dollars?|copies))"
    r"|(?<![\w&])#(?P<hash>[0-9]{1,2})\b"
    r"|\b(?P<nth>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
    r"|last|final|latest|[0-9]{1,2}(?:st|nd|rd|th)) (?:book|volume|part|novel"
    r"|installment|instalment|entry) (?:of|in|from)\b(?! (?:one|a) (?:go|purchase|visit))"
    r"|第?(?P<ja>(?<![0-9〇一二三四五六七八九十])[0-9〇一二三四五六七八九十]{1,4})巻",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"\b(?:(?P<less>under|below|less than|fewer than|shy of)|(?P<more>over|above|more than"
    r"|upwards of|beyond))\s(?:just |only )?$",
    re.IGNORECASE,
)
_NTH = {
    word: str(n)
    for n, word in enumerate(
        words_of("first second third fourth fifth sixth seventh eighth ninth tenth"),
        1,
    )
}
_SERIES_SIZE = re.compile(
    r"(?P<n>(?<![0-9])[0-9]{1,3}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|fourteen|fifteen|twenty)[ -](?:books?|volumes?|novels?|parts?)"
    r"(?: long\b| (?:in|of) (?:the|this|that|its|her|his) (?:series|saga|cycle)| series\b)",
    re.IGNORECASE,
)
# What is told of books in general and stands in a description, if it is so.
_FACTS = re.compile(
    r"\b(?:translated|illustrated|introduced) (?:into|from|by)\b|\b(?:foreword|afterword"
    r"|introduction) by\b|\b(?:pen name|pseudonym)\b|\b(?:prequel|sequel|spin-?off) to\b"
    r"|\b(?:adapted|made|turned) (?:for|into) (?:the |an? )?(?:\w+ )?(?:film|movie|series|show"
    r"|screen|stage|play|musical)\b|\bautobiograph\w+|\b(?:film|movie|tv|television|screen|stage"
    r"|netflix) "
    r"(?:adaptation|version|series)\b|\b(?:his|her|their|a|the author's) debut\b"
    r"|\bbased on (?:a|the) true\b"
    r"|\bbanned in\b|\bout of print\b",
    re.IGNORECASE,
)
_PAGES = re.compile(
    r"(?P<n>(?<![0-9,])[0-9][0-9,]{0,6}|\w+ hundred(?: and)?(?: \w+)?)[ -]?(?:pages?\b|pp\b|ページ"
    r"|頁)(?! (?:in|later|into|before|from|left)\b)",
    re.IGNORECASE,
)
_SOME_PAGES = re.compile(r"\b(?:first|last|next|every|few)\s$", re.IGNORECASE)
_AGAINST = re.compile(r"\b(?:against|versus|vs\.?|than|compared|longer|shorter)\b", re.IGNORECASE)
_OF_ONE = re.compile(r"\b(?:it|it's|its|has|is|at|runs?|comes?)\b|Ŧ", re.IGNORECASE)


def book_numbers(case: Case, clause: Clause) -> Iterator[Claim]:
    """Every page count, place in a series, size of one and fact that the clause asserts."""
    if clause.stance.is_asked or clause.stance.is_unknown or clause.stance.is_theirs:
        return
    for found in _PAGES.finditer(clause.text):
        said = next((int(number.value) for number in numbers_in(found["n"])), None)
        books = _books_at(case, clause, found.start())
        if _AGAINST.search(clause.sentence):
            books = list(case.evidence.books)
        is_backed = any(
            book.pages == said or is_true_comparison(clause, found.start(), said, book.pages)
            for book in books
        )
        if _SOME_PAGES.search(clause.text[: found.start()]):
            continue
        is_of_one = _OF_ONE.search(clause.text[: found.start()])
        if case.theirs.has_number(said) and (clause.is_question or not is_of_one):
            continue
        if said is not None:
            yield case.claim(
                Kind.BOOK,
                clause.start + found.start(),
                clause.start + found.end(),
                is_backed=is_backed,
            )
    for found in _SERIES_SIZE.finditer(clause.text):
        yield case.claim(
            Kind.BOOK,
            clause.start + found.start(),
            clause.start + found.end(),
            is_backed=_is_size(case, found),
        )
    for found in _FACTS.finditer(clause.text):
        yield case.claim(
            Kind.BOOK,
            clause.start + found.start(),
            clause.start + found.end(),
            is_backed=case.written.has_words(title_key(found.group())),
        )
    for found in _POSITION.finditer(clause.text):
        position = _position(found)
        is_backed = any(
            _is_at(book.position, position) for book in case.evidence.books
        ) or _in_a_text(case, found.group())
        yield case.claim(
            Kind.BOOK, clause.start + found.start(), clause.start + found.end(), is_backed=is_backed
        )


def is_true_comparison(clause: Clause, at: int, said: int | None, known: int | None) -> bool:
    """Whether "over 300" or "under 200" is so."""
    found = _COMPARED.search(clause.before(at))
    if found is None or said is None or known is None:
        return False
    return known < said if found["less"] else known > said


def _is_size(case: Case, found: re.Match[str]) -> bool:
    """Whether that many of one series were returned, or a description says so."""
    said = int(next(numbers_in(found["n"])).value)
    by_series = Counter(book.series for book in case.evidence.books if book.series)
    return said in by_series.values() or _in_a_text(case, found.group())


def _books_at(case: Case, clause: Clause, at: int) -> list[BookSeen]:
    title = case.passage.subject_at(clause, clause.start + at)
    return [
        book
        for book in case.evidence.books
        if title is None or title_key(book.title) == title_key(title)
    ]


def _position(found: re.Match[str]) -> str:
    word = found["n"] or found["hash"] or found["nth"] or found["ja"]
    if found["nth"]:
        return _NTH.get(word.lower(), re.sub(r"\D", "", word) or word.lower())
    if found["ja"]:
        value = kanji_number(word) if not word.isdigit() else None
        return str(value if value is not None else word)
    return next((str(number.value) for number in numbers_in(word)), word)


def _is_at(position: str | None, said: str) -> bool:
    return position is not None and str(position) == said


def _in_a_text(case: Case, said: str) -> bool:
    number = re.sub(r"\D", "", said)
    if number and any(number in title_key(title).split() for title in case.evidence.titles):
        return True
    return case.written.has_words(title_key(said))
