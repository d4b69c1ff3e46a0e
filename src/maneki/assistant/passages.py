"""A reply cut into sentences and clauses, with the titles in it covered. Pure.

Every text here is as long as the reply itself, so a place in a clause is a place in the reply.
Titles that a tool named are covered by `TITLE`, names of authors by `AUTHOR`, links by `LINK`: what
stands in a title ("1984", "Small Gods") is then no number, full stop or comma of the sentence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from maneki.assistant.evidence import Evidence, title_key
from maneki.assistant.numerals import words_of

TITLE = "Ŧ"
AUTHOR = "Ħ"
LINK = "Ł"
_LINK = re.compile(r"https?://[^\s<>)\]]+")
_MARKS = str.maketrans({
    "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "‐": "-", "‑": "-", "–": "-", "—": "-",
    "−": "-", "〜": "-", "～": "-", "　": " ", "\u00a0": " ", "\u202f": " ",
})  # fmt: skip
_COMMON = frozenset(
    words_of(
        "it less here there this that us you her him them one two we ice blue room home "
        "free more open"
    )
)
_END = re.compile(r"(?<=[.!?…])[\"')\]*]*\s+|(?<=[。！？!?])(?=\S)|\n+")
_ABBREVIATED = re.compile(
    r"(?:\b(?:[A-Z]|[ap]\.m|vol|no|mr|mrs|ms|dr|st|jr|sr|vs|etc|e\.g|i\.e"
    r"|approx)\.|(?m:^\s*[0-9]+\.))\s+$",
    re.IGNORECASE,
)
_CAPITAL_INITIAL = re.compile(r"\b[A-Z]\.\s+$")
_HALF_DAY = re.compile(r"\b[ap]\.m\.\s+$", re.IGNORECASE)
_JOINT = re.compile(
    r"[;；、]|(?<![0-9])(?<!day)(?<!days)(?<!mon)(?<!tue)(?<!wed)(?<!thu)(?<!fri)(?<"
    r"!sat)(?<!sun):(?![0-9])|\s-+\s|[,，]?\s(?=(?:but|because|although|though"
    r"|whereas|however)\b)"
    r"|[,，]\s(?=(?:and|so|then|which|or|yet|since|while|no|yes|i|we|it|you|they"
    r"|there|that|the|let|just)\b)"
    r"|\s(?=and (?:i|we|it|you|they|there|that|is|are|open|closed?|closes"
    r"|opens)\b)|(?:(?<=\bin)|(?<=out)|(?<=able)|(?<=stock)|(?<=copy)|(?<=copies)"
    r"|(?<=left)|(?<=gone)|(?<=[0-9])),\s(?=[*\"_]*Ŧ)|(?<=[がので])[,、]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A title or a name that a tool returned, where the reply says it."""

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence; `text` is covered, `start` its place in the reply.

    `sentence` is the whole sentence, covered, from `sentence_start` on.
    """

    start: int
    text: str
    sentence_start: int
    sentence: str
    is_last: bool

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def is_question(self) -> bool:
        """Whether it asks: the sentence ends in a question mark, and this is what stands there."""
        return self.is_last and self.sentence.rstrip(" \"')*_").endswith(("?", "？", "か。"))


@dataclass(frozen=True, slots=True)
class Passage:
    """A whole reply: as it is, with plain letters, and with names covered as well."""

    reply: str
    text: str
    covered: str
    titles: tuple[Mention, ...]
    authors: tuple[Mention, ...]
    sentences: tuple[tuple[int, int], ...]
    clauses: tuple[Clause, ...]

    def titles_in(self, start: int, end: int) -> tuple[str, ...]:
        return tuple(at.name for at in self.titles if start <= at.start < end)

    def subject_at(self, clause: Clause, at: int) -> str | None:
        """The title that what stands `at` this place is said of; None if none was named."""
        sentence_end = clause.sentence_start + len(clause.sentence)
        for start, end in ((clause.start, clause.end), (clause.sentence_start, sentence_end)):
            before = self.titles_in(start, at)
            if before:
                return before[-1]
            after = self.titles_in(at, end)
            if after:
                return after[0]
        carried = self.titles_in(0, at)
        return carried[-1] if carried else None

    def subjects_of(self, clause: Clause) -> tuple[str, ...]:
        """The titles a clause speaks of: its own, else its sentence's, else the last one named."""
        sentence_end = clause.sentence_start + len(clause.sentence)
        for start, end in (
            (clause.start, clause.end),
            (clause.sentence_start, clause.start),
            (clause.end, sentence_end),
        ):
            named = self.titles_in(start, end)
            if named:
                return named
        return self.titles_in(0, clause.start)[-1:]


def plain(text: str) -> str:
    """Wide characters narrow and quotes straight, character for character: the length stays."""
    return "".join(_narrow(char) for char in text).translate(_MARKS)


def read(reply: str, *, evidence: Evidence) -> Passage:
    """Cut a reply up and find the known titles and names in it."""
    text = plain(reply)
    links = [Mention(at.start(), at.end(), "") for at in _LINK.finditer(text)]
    text = _cover(text, links, LINK)
    titles = tuple(_mentions(text, evidence.titles))
    covered = _cover(text, titles, TITLE)
    names = [*evidence.authors, *(author.split()[-1] for author in evidence.authors if author)]
    authors = tuple(_mentions(covered, names))
    covered = _cover(covered, authors, AUTHOR)
    sentences = _sentences(covered)
    clauses = tuple(
        clause for start, end in sentences for clause in _clauses(covered, start=start, end=end)
    )
    return Passage(reply, text, covered, titles, authors, sentences, clauses)


def _narrow(char: str) -> str:
    narrow = unicodedata.normalize("NFKC", char)
    return narrow if len(narrow) == 1 else char


def _mentions(text: str, names: Iterable[str]) -> list[Mention]:
    found: list[Mention] = []
    is_lower = text == text.lower()
    for name, way in sorted(_ways(names), key=lambda pair: -len(pair[1])):
        for at in _pattern(way, is_lower=is_lower).finditer(text):
            if not any(one.start < at.end() and at.start() < one.end for one in found):
                found.append(Mention(at.start(), at.end(), name))
    return sorted(found, key=lambda mention: mention.start)


def _ways(names: Iterable[str]) -> list[tuple[str, str]]:
    """A title as it is, without its article, and without its subtitle."""
    ways: dict[str, str] = {}
    for name in names:
        whole = plain(name).strip()
        for way in (whole, re.split(r"[:(]", whole)[0].strip()):
            bare = re.sub(r"^(?:the|an?)\s+(?=\S)", "", way, flags=re.IGNORECASE)
            for one in (way, bare):
                if len(title_key(one)) > 1 or not one.isascii():
                    ways.setdefault(one, name)
    return [(name, way) for way, name in ways.items() if way]


def _pattern(way: str, *, is_lower: bool) -> re.Pattern[str]:
    words = re.findall(r"[^\W_]+(?:'[^\W_]+)?|[½¼¾]", way)
    if not words:
        return re.compile(re.escape(way))
    inside = r"[\W_]{1,3}".join(re.escape(word) for word in words)
    tail = way[-1] if way[-1] in "!?" else ""
    edges = (r"(?<![^\W_])", r"(?![^\W_])") if way[0].isascii() else ("", "")
    # One everyday word is a title only as it is spelt ("It", "Less"), unless all is in lower case.
    is_loose = len(words) > 1 or (is_lower and way.lower() not in _COMMON)
    return re.compile(
        edges[0] + inside + re.escape(tail) + edges[1], re.IGNORECASE if is_loose else 0
    )


def _cover(text: str, mentions: Iterable[Mention], mark: str) -> str:
    letters = list(text)
    for at in mentions:
        letters[at.start : at.end] = mark * (at.end - at.start)
    return "".join(letters)


def _sentences(text: str) -> tuple[tuple[int, int], ...]:
    ends = [
        found.end()
        for found in _END.finditer(text)
        if "\n" in found.group() or not _is_inside(text, found)
    ]
    cuts = [0, *ends, len(text)]
    return tuple((start, end) for start, end in pairwise(cuts) if text[start:end].strip())


def _is_inside(text: str, gap: re.Match[str]) -> bool:
    """Whether this full stop belongs to an abbreviation or an initial."""
    before = text[max(0, gap.end() - 24) : gap.end()]
    if _HALF_DAY.search(before):
        return not text[gap.end() : gap.end() + 1].isupper()
    if re.search(r"(?:^|\n)\s*[0-9]+\.\s+$", before):
        return True
    found = _ABBREVIATED.search(before)
    if found is None:
        return False
    return not re.fullmatch(r"[a-z]\.\s+", found.group())


def _clauses(text: str, *, start: int, end: int) -> list[Clause]:
    sentence = text[start:end]
    cuts = [0, *(found.end() for found in _JOINT.finditer(sentence)), len(sentence)]
    pieces = [(a, b) for a, b in pairwise(cuts) if sentence[a:b].strip()]
    return [
        Clause(start + a, sentence[a:b], start, sentence, is_last=(a, b) == pieces[-1])
        for a, b in pieces
    ]
