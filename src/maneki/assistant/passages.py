"""A reply cut into sentences and clauses, with the titles in it covered. Pure.

Every text here is as long as the reply itself, so a place in a clause is a place in the reply.
Titles that a tool named are covered by `TITLE`, names of authors by `AUTHOR`, links by `LINK`, and
sentences of ours (`sayings`) by `SAID`: what stands in a title ("1984", "Small Gods") is then no
number, full stop or comma of the sentence.

What is read is bounded, so that no odd text takes long: a long clause is read in pieces that
overlap, the sentence around a clause reaches only so far, and of a reply longer than any that is
meant nothing is read beyond `read_to`. What was not read may not be sent.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from maneki.assistant.evidence import Evidence, PolicySeen, Seen, title_key
from maneki.assistant.kinds import kinds_at_places
from maneki.assistant.numerals import words_of
from maneki.assistant.sayings import every_saying, repeated_in
from maneki.assistant.stance import Stance, stance_of

MOST_READ = 3_000
"""Characters of a reply that are read: a message and a half of Discord's, or 20 texts."""
MOST_CLAUSES = 150
LONGEST_CLAUSE = 320
"""Characters of a clause that are read together."""
OVERLAP = 80
"""Characters that two pieces of a long clause share: no claim is cut in two."""
SENTENCE_AROUND = 320
"""Characters before and behind a clause that belong to its sentence at most."""
LOOK_BACK = 64
"""Characters before a place that may be a cue for what stands there."""

TITLE = "Ŧ"
AUTHOR = "Ħ"
LINK = "Ł"
SAID = "Ş"
_WORD = re.compile(r"\w|[%$€£¥★☆⭐]")
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

    `sentence` is the sentence around it, covered, from `sentence_start` on. `is_question` if the
    sentence ends in a question mark, and this is what stands there.
    """

    start: int
    text: str
    sentence_start: int
    sentence: str
    is_question: bool
    stance: Stance

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    def before(self, at: int) -> str:
        """What stands right before a place of its text, as far as any rule looks back."""
        return self.text[max(0, at - LOOK_BACK) : at]


@dataclass(frozen=True, slots=True)
class Passage:
    """A whole reply: as it is, with plain letters, and with names covered as well.

    `said` is where it repeats sentences of ours: what they say is what a tool returned.
    """

    reply: str
    text: str
    covered: str
    titles: tuple[Mention, ...]
    kinds: tuple[Mention, ...]
    authors: tuple[Mention, ...]
    said: tuple[tuple[int, int], ...]
    sentences: tuple[tuple[int, int], ...]
    clauses: tuple[Clause, ...]
    read_to: int

    @property
    def is_all_read(self) -> bool:
        return not self.reply[self.read_to :].strip()

    def titles_in(self, start: int, end: int) -> tuple[str, ...]:
        first = bisect_left(self.titles, start, key=_start)
        return tuple(at.name for at in self.titles[first : self._titles_before(end)])

    def kinds_in(self, start: int, end: int) -> frozenset[str]:
        """The kinds of copy that are named from one place to another."""
        first, last = (bisect_left(self.kinds, at, key=_start) for at in (start, end))
        return frozenset(at.name for at in self.kinds[first:last])

    def title_before(self, at: int) -> str | None:
        """The last title that was named before this place."""
        count = self._titles_before(at)
        return self.titles[count - 1].name if count else None

    def clause_at(self, at: int) -> Clause | None:
        """The first clause that this place is part of."""
        before = bisect_right(self.clauses, at, key=_start)
        near = self.clauses[max(0, before - 2) : before]
        return next((one for one in near if one.start <= at < one.end), None)

    def _titles_before(self, at: int) -> int:
        return bisect_left(self.titles, at, key=_start)

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
        return self.title_before(at)

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
        carried = self.title_before(clause.start)
        return () if carried is None else (carried,)


def plain(text: str) -> str:
    """Wide characters narrow and quotes straight, character for character: the length stays."""
    if text.isascii():
        return text
    return "".join(map(_narrow, text)).translate(_MARKS)


def read(reply: str, *, evidence: Evidence) -> Passage:
    """Cut a reply up and find the known titles and names in it."""
    text = plain(reply[:MOST_READ])
    links = [Mention(at.start(), at.end(), "") for at in _LINK.finditer(text)]
    text = _cover(text, links, LINK)
    titles = tuple(_mentions(text, evidence.titles))
    covered = _cover(text, titles, TITLE)
    names = [*evidence.authors, *(author.split()[-1] for author in evidence.authors if author)]
    authors = tuple(_mentions(covered, names))
    covered = _cover(covered, authors, AUTHOR)
    said = _said(text, evidence)
    covered = _cover(covered, said, SAID)
    sentences = _sentences(covered)
    clauses = [one for start, end in sentences for one in _clauses(covered, start=start, end=end)]
    read_to = len(covered) if len(clauses) <= MOST_CLAUSES else clauses[MOST_CLAUSES].start
    if len(reply) > MOST_READ:
        last = sentences[-1][0] if sentences else 0
        read_to = min(read_to, last)
        sentences = (*sentences[:-1], (last, len(reply)))
    kinds = tuple(Mention(at, at + 1, name) for at, name in kinds_at_places(covered))
    return Passage(
        reply,
        text,
        covered,
        titles,
        kinds,
        authors,
        tuple((one.start, one.end) for one in (*said, *_policies(text, evidence))),
        sentences,
        tuple(clauses[:MOST_CLAUSES]),
        read_to,
    )


def whole_sentences(text: str) -> str:
    """The text without its last sentence, which may go on."""
    *whole, _last = _sentences(plain(text[:MOST_READ])) or ((0, 0),)
    return text[: whole[-1][1]].rstrip() if whole else ""


def _narrow(char: str) -> str:
    if char.isascii():
        return char
    narrow = unicodedata.normalize("NFKC", char)
    return narrow if len(narrow) == 1 else char


def _start(of: Mention | Clause) -> int:
    return of.start


def _mentions(text: str, names: Iterable[str]) -> list[Mention]:
    found: list[Mention] = []
    taken = bytearray(len(text))
    is_lower = text == text.lower()
    for name, way in sorted(_ways(names), key=lambda pair: -len(pair[1])):
        for at in _pattern(way, is_lower=is_lower).finditer(text):
            if not any(taken[at.start() : at.end()]):
                found.append(Mention(at.start(), at.end(), name))
                taken[at.start() : at.end()] = b"\x01" * (at.end() - at.start())
    return sorted(found, key=lambda mention: mention.start)


def _said(text: str, evidence: Evidence) -> list[Mention]:
    """Where it repeats sentences of ours about anything but a policy."""
    others = [one for one in evidence.seen if not isinstance(one, PolicySeen)]
    return _repeated(text, others)


def _policies(text: str, evidence: Evidence) -> list[Mention]:
    """Where it repeats a policy. These words are not covered: what is said around them is often
    the same in other words.
    """
    return _repeated(text, evidence.policies)


def _repeated(text: str, seen: Iterable[Seen]) -> list[Mention]:
    sayings = [plain(one) for one in every_saying(seen)]
    return [Mention(start, end, "") for start, end in repeated_in(text, sayings)]


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


def _clauses(text: str, *, start: int, end: int) -> Iterator[Clause]:
    sentence = text[start:end]
    asks = sentence.rstrip(" \"')*_").endswith(("?", "？", "か。"))
    cuts = [start, *(start + found.end() for found in _JOINT.finditer(sentence)), end]
    pieces = [
        piece
        for a, b in pairwise(cuts)
        if _WORD.search(text, a, b)
        for piece in _overlapping(text, start=a, end=b)
    ]
    for a, b in pieces:
        first, last = max(start, a - SENTENCE_AROUND), min(end, b + SENTENCE_AROUND)
        is_question = asks and b == pieces[-1][1]
        stance = stance_of(text[a:b], before=text[first:a], is_question=is_question)
        yield Clause(a, text[a:b], first, text[first:last], is_question, stance)


def _overlapping(text: str, *, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A clause as it is, or in pieces that end between words where there are any."""
    while end - start > LONGEST_CLAUSE:
        blank = text.rfind(" ", start + LONGEST_CLAUSE // 2, start + LONGEST_CLAUSE)
        cut = start + LONGEST_CLAUSE if blank < 0 else blank + 1
        yield start, cut
        again = text.find(" ", cut - OVERLAP, cut - 1)
        start = cut - OVERLAP if again < 0 else again + 1
    yield start, end
