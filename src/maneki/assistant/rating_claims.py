"""Ratings, readers and superlatives in a reply, and which of them a tool returned. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from maneki.assistant.book_numbers import is_true_comparison
from maneki.assistant.claims import Case, Claim, Kind
from maneki.assistant.evidence import BookSeen, title_key
from maneki.assistant.numerals import EASTERN, Number, kanji_number, numbers_in
from maneki.assistant.passages import Clause
from maneki.assistant.quick import Patterns

_CUE = re.compile(
    r"\brat(?:e|es|ed|ing|ings)\b|\bstars?\b|\b(?:avg|average)\b|\bscore[sd]?\b"
    r"|\bout of (?:5|five)\b"
    r"|\b(?:readers|people|they|reviewers|critics) (?:say|give|gave|rate)\b"
    r"|\breviews?\b|\bgoodreads\b|\breaders\b"
    r"|[★☆⭐]|評価|星|つ星|レビュー",
    re.IGNORECASE,
)
_HOW_MANY = re.compile(
    r"\s?(?:\w+ )?(?:readers?|ratings?|reviews?|people|votes?)\b|件|人", re.IGNORECASE
)
_HALF = re.compile(r" and a half\b|½", re.IGNORECASE)
_BEST = re.compile(
    r"\b(?:best|highest|top|most highly)[- ]?(?:rated|reviewed|selling"
    r"|seller)s?\b|\b[0-9]+ ?(?:%|percent) (?:recommend|like|love|of (?:readers|people|them))"
    r"|\btop marks\b|\bperfect score\b|\bcritics (?:love|adore|praise)\w*|\brave reviews\b"
    r"|\b(?:thousands|millions|hundreds) of (?:readers|people|fans)\b|\b(?:widely"
    r"|highly) (?:rated|acclaimed|praised)\b"
    r"|\bscores? (?:better|higher)\b|\bevery reader (?:gave|loves?|loved)\b|\bfan favou?rite\b"
    r"|\bbestsell(?:er|ing)\b"
    r"|\bmost (?:popular|read|loved)\b|\b(?:award|prize)[- ]winning\b|\b(?:number"
    r"|no\.|#) ?(?:one|1) (?:best|title|book)"
    r"|\b(?:everyone|everybody|(?<!some )people|customers|readers|regulars|critics|reviewers|fans|"
    r"booksellers|(?:our|the|whole) (?:\w+ )?(?:staff|team|club|shop|customers|readers))"
    r"(?: (?:who|that) (?:\w+ ){1,4}?(?:it|one|this|that|book|here)(?: here)?| here)?"
    r" (?:all |really |just |simply |absolutely |always )?(?:loves?|loved|adores?|adored|raves?|"
    r"raved|swears?|praises?|praised|recommends?|can't stop|keeps? (?:asking|coming))\b"
    r"|\b(?:can't|cannot|couldn't) put (?:it|this|them) down\b"
    r"|\b(?:times|oprah|reese|editors?'?|club) (?:pick|choice|bestseller)s?\b|\b(?:staff"
    r"|customer|reader|crowd|local|shop) (?:pick|favou?rite)s?\b"
    r"|\b(?:a|the|our|an all-time) favou?rite (?:of|among|with|here)\b"
    r"|\b(?:short|long)listed\b|\b(?:prize|award|booker|pulitzer|hugo|nebula)[- ](?:winner|"
    r"finalist|nominee)s?\b|\bnominated for\b|\bcritically acclaimed\b|\bhighly recommended by\b"
    r"|\bsell(?:s|ing)? (?:more|better) than\b|\bmillions? of copies\b"
    r"|\b(?:everyone|everybody) (?:loves|loved|is reading)\b|\breaders (?:love"
    r"|adore)\b|\bwon (?:the|a|an)\b.{0,40}\b(?:prize|award|medal)\b|\bwon (?:the|a|an) (?-i:[A-Z])"
    r"|ベストセラー|一番人気|最高評価|受賞",
    re.IGNORECASE,
)
_NOT_A_RATING = re.compile(
    r"\s?(?:pages?|dollars?|bucks?|cop(?:y|ies)|days?|%|[:/][0-9])|円", re.IGNORECASE
)
_HIGHER = re.compile(
    r"\b(?:rated|stands?|sits?|scores?|is|comes?|edges?|hair|touch|bit|slightly|much|little)"
    r"(?: \w+)? (?:higher|lower|ahead)\b",
    re.IGNORECASE,
)
_PATTERNS = Patterns((_BEST, _HIGHER))
_AGAINST = re.compile(r"\b(?:against|versus|vs\.?|over|to)\s$", re.IGNORECASE)
_OUT_OF = re.compile(r"(?:out of|/)\s?$", re.IGNORECASE)


def rating_claims(case: Case) -> Iterator[Claim]:
    """Every rating, number of readers and "best rated" that the reply asserts."""
    for clause in case.passage.clauses:
        if clause.stance.is_asked or clause.stance.is_theirs or clause.stance.is_unknown:
            continue
        if _has_cue(clause) or re.search(r"\b[0-9,]+ readers\b", clause.text):
            yield from _numbers(case, clause)
        likely = _PATTERNS.likely_ones(clause.text)
        if _BEST in likely:
            yield from _superlatives(case, clause)
        if _HIGHER in likely:
            yield from _compared(case, clause)


def _has_cue(clause: Clause) -> bool:
    """Whether the clause, or what leads up to it with a colon, speaks of ratings."""
    before = clause.sentence[: clause.start - clause.sentence_start].rstrip()
    is_led = before.endswith(":") and _CUE.search(before) is not None
    return is_led or _CUE.search(clause.text) is not None


def _numbers(case: Case, clause: Clause) -> Iterator[Claim]:
    for number in (*numbers_in(clause.text), *_eastern(clause.text)):
        before = clause.text[: number.start]
        if _OUT_OF.search(before) or _NOT_A_RATING.match(clause.text, number.end):
            continue
        if clause.text[number.start].isalpha() and not _is_spelt_rating(clause, number):
            continue
        if re.search(r"[$€£¥#]\s?$|\b(?:top|vol\.?|volume|book)\s$", before, re.IGNORECASE):
            continue
        half = _HALF.match(clause.text, number.end)
        end = number.end if half is None else half.end()
        value = number.value if half is None else number.value + Decimal("0.5")
        if re.search(r"\byour\s$", before, re.IGNORECASE):
            continue
        if number.value in (5, 10) and re.search(r"\bof\s$", before):
            continue
        is_backed = any(
            _is_so(book, number, value, clause) for book in _books(case, clause, number)
        )
        yield case.claim(
            Kind.RATING, clause.start + number.start, clause.start + end, is_backed=is_backed
        )


def _is_spelt_rating(clause: Clause, number: Number) -> bool:
    """Whether a number word is a rating: "two of them" is none, "rated four and a half" is."""
    before, after = clause.text[: number.start], clause.text[number.end :]
    return bool(
        re.search(
            r"\b(?:rat(?:e|es|ed|ing)(?: is| of| it)?|gives?|gave|scores?|averages?|at"
            r"|it)\s(?:an? )?$",
            before,
            re.I,
        )
        or re.match(
            r"[ -]?(?:stars?|out of|and a half|point|ratings|reviews|readers|つ|点)", after, re.I
        )
    )


def _eastern(text: str) -> Iterator[Number]:
    """ "星五つ", "四つ星"."""
    for found in EASTERN.finditer(text):
        value = None if found.group()[0].isdigit() else kanji_number(found.group())
        if value is not None and text[found.end() : found.end() + 1] in ("つ", "点"):
            yield Number(found.start(), found.end(), value)


def _books(case: Case, clause: Clause, number: Number) -> Iterator[BookSeen]:
    title = case.passage.subject_at(clause, clause.start + number.start)
    if _AGAINST.search(clause.text[: number.start]):
        title = None
    for book in case.evidence.books:
        if title is None or title_key(book.title) == title_key(title):
            yield book


def _is_so(book: BookSeen, number: Number, value: Decimal, clause: Clause) -> bool:
    counts = (book.ratings, book.readers)
    if any(is_true_comparison(clause, number.start, int(value), count) for count in counts):
        return True
    if any(count is not None and Decimal(count) == value for count in counts):
        return True
    if _HOW_MANY.match(clause.text, number.end):
        return False
    return book.rating is not None and Decimal(str(book.rating)) == value


def _compared(case: Case, clause: Clause) -> Iterator[Claim]:
    """ "The other is rated slightly higher": then two were rated."""
    asks = _CUE.search(clause.sentence) or _CUE.search(case.theirs.message)
    for found in _HIGHER.finditer(clause.text) if asks else ():
        rated = {title_key(book.title) for book in case.evidence.books if book.rating is not None}
        start, end = clause.start + found.start(), clause.start + found.end()
        yield case.claim(Kind.RATING, start, end, is_backed=len(rated) > 1)


def _superlatives(case: Case, clause: Clause) -> Iterator[Claim]:
    for found in _BEST.finditer(clause.text):
        said = found.group().lower()
        is_backed = any(said in book.description.lower() for book in case.evidence.books) or any(
            said in policy.text.lower() for policy in case.evidence.policies
        )
        yield case.claim(
            Kind.RATING,
            clause.start + found.start(),
            clause.start + found.end(),
            is_backed=is_backed,
        )
