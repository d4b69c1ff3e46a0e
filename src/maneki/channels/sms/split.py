"""Cut a long text into messages that are each allowed to be sent. Pure.

Networks join the segments of one message again but promise no order between messages, so a text is
one message as long as it may be, and is cut only beyond `most_segments`. Then it is cut where a
reader would: between paragraphs, else between lines or sentences, else at a blank; a better place
that would leave a stub of a message is passed over. Some words belong to their neighbours
(`6 p.m.`, `J. R. R. Tolkien`, an ISBN with blanks, the line that says how to opt out): between
those it is not cut, nor inside a word, which is what an address, a price or a code is. Only what no
message has room for is cut all the same, and then not inside what is seen as one character.

Nothing is lost but the blanks at the cuts, and nothing is added: no counters, no ellipses.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from maneki.channels.sms.segments import STANDARD, Sizes, measured

MOST_SEGMENTS = 10
"""Of one message: some systems take no more, and Twilio takes no more than 1,600 characters."""

STUB = 4
"""A cut that leaves less than a quarter of the room used is made at a worse place further on."""


class _Place(IntEnum):
    """Where a text may be cut, from worst to best."""

    INSIDE = 0
    BLANK = 1
    SENTENCE = 2
    PARAGRAPH = 3


@dataclass(frozen=True, slots=True)
class _Cut:
    """A message may end at `end`, and the next begin at `begin`; blanks lie between."""

    end: int
    begin: int
    place: _Place


def split(
    text: str, *, most_segments: int = MOST_SEGMENTS, sizes: Sizes = STANDARD
) -> tuple[str, ...]:
    """The messages of a text, in order, each of `most_segments` segments at most.

    No message for a text of blanks. Give it transliterated text: what is measured is what is sent.
    Raises `ValueError` for fewer than one segment.
    """
    if most_segments < 1:
        raise ValueError("A message has at least one segment.")
    limit = _Limit(most_segments, sizes)
    start, end = _without_blanks(text)
    if limit.allows(text[start:end]):
        return (text[start:end],) if start < end else ()
    cuts = _cuts(text[:end])
    parts = []
    while start < end:
        cut = _best_cut(text[:end], start, cuts, limit)
        parts.append(text[start : cut.end])
        start = cut.begin
    return tuple(parts)


@dataclass(frozen=True, slots=True)
class _Limit:
    """What one message may be."""

    segments: int
    sizes: Sizes

    def allows(self, text: str) -> bool:
        return measured(text, sizes=self.sizes).segments <= self.segments

    @property
    def characters(self) -> int:
        """More than this many are never allowed."""
        return max(self.sizes.gsm_7.alone, self.sizes.gsm_7.each) * self.segments


# Blanks that do not break are part of a word.
_BLANKS = re.compile(r"[^\S\u00a0\u2007\u202f]+")


def _without_blanks(text: str) -> tuple[int, int]:
    """Where the text begins and ends without the blanks around it."""
    if not text.strip():
        return 0, 0
    first, last = _BLANKS.match(text), len(text)
    while _is_blank(text[last - 1]):
        last -= 1
    return first.end() if first else 0, last


def _best_cut(text: str, start: int, cuts: list[_Cut], limit: _Limit) -> _Cut:
    """Where the message ends that begins at `start`: at the best of the places it reaches."""
    reach = _reach(text, start, limit)
    if reach == len(text):
        return _Cut(reach, reach, _Place.PARAGRAPH)
    within = cuts[bisect_right(cuts, start, key=_end) : bisect_right(cuts, reach, key=_end)]
    least = start + (reach - start) // STUB
    full = [cut for cut in within if cut.end >= least and cut.place >= _Place.SENTENCE]
    if found := max(full, key=_by_place, default=None) or max(within, key=_by_need, default=None):
        return found
    inside = _within_a_word(text, start, reach)
    return _Cut(inside, inside, _Place.INSIDE)


def _end(cut: _Cut) -> int:
    return cut.end


def _by_place(cut: _Cut) -> tuple[int, int]:
    """The best place, and there the last."""
    return cut.place, cut.end


def _by_need(cut: _Cut) -> tuple[int, int]:
    """The last, but not inside of what belongs together if there is another."""
    return min(cut.place, _Place.BLANK), cut.end


def _reach(text: str, start: int, limit: _Limit) -> int:
    """How far a message goes that begins at `start`: one character at least.

    A longer text never has fewer segments, so the place is found by halving.
    """
    lengths = range(1, min(len(text) - start, limit.characters) + 1)
    fitting = bisect_left(
        lengths, True, key=lambda length: not limit.allows(text[start : start + length])
    )
    return start + max(fitting, 1)


def _cuts(text: str) -> list[_Cut]:
    """Every place where a text may be cut, from left to right."""
    bound = _bound_positions(text)
    cuts = [_cut_at(text, blanks, bound) for blanks in _BLANKS.finditer(text) if blanks.start()]
    # Sentences of scripts without blanks.
    cuts += [
        _Cut(found.end(), found.end(), _Place.SENTENCE)
        for found in _IDEOGRAPHIC_END.finditer(text)
        if not _is_blank(text[found.end() : found.end() + 1])
    ]
    return sorted(cuts, key=_end)


def _is_blank(text: str) -> bool:
    return _BLANKS.match(text) is not None


def _cut_at(text: str, blanks: re.Match[str], bound: set[int]) -> _Cut:
    end, begin = blanks.span()
    return _Cut(end, begin, _place(text, blanks, bound))


def _place(text: str, blanks: re.Match[str], bound: set[int]) -> _Place:
    if blanks.start() in bound:
        return _Place.INSIDE
    lines = blanks[0].replace("\r\n", "\n").replace("\r", "\n").count("\n")
    if lines > 1:
        return _Place.PARAGRAPH
    if lines or _ends_a_sentence(text[max(0, blanks.start() - _LONGEST_END) : blanks.start()]):
        return _Place.SENTENCE
    return _Place.BLANK


_IDEOGRAPHIC_END = re.compile(r"[。！？]+[」』）】”’]*")
_LONGEST_END = 24
_SENTENCE_END = re.compile(r"[.!?…。！？]+[\"'”’)\]」』]*\Z")
# One letter with a point, or several: J. p.m. U.S. e.g.
_ABBREVIATED = re.compile(
    r"(?:(?<![^\W_])(?:[^\W\d_]\.)+"
    r"|(?<!\w)(?:mr|mrs|ms|dr|st|jr|sr|prof|vs|etc|approx|ed|eds|vol|vols|no|nr|pp|ch|inc|ltd|co)\.)\Z",
    re.IGNORECASE,
)


def _ends_a_sentence(before: str) -> bool:
    return bool(_SENTENCE_END.search(before)) and not _ABBREVIATED.search(before)


_GAP = r"[ \u00a0\u202f]"
# 9.99, 1,234.50, 1 234,50
_AMOUNT = rf"\d[\d.,'’]{{0,20}}(?:{_GAP}\d{{3}}(?!\d)[.,]?\d{{0,4}}){{0,5}}"
_SIGN = "[$¢£¤¥฿៛\u20a0-\u20cf﷼＄￠￡￥￦]"
# Any three capitals stand for a code of ISO 4217: to keep too much together does no harm.
_CURRENCY = (
    rf"(?:[A-Z]{{3}}|[A-Z]{{0,3}}{_SIGN}"
    r"|dollars?|cents?|yen|euros?|pounds?|francs?|kr|zł|Kč|Ft|円|元|원)"
)
_LETTER = r"[^\W\d_]"
# No more than anybody has: what is looked for without end takes its time in ten thousand letters.
_INITIALS = rf"(?<!\w){_LETTER}\.(?:{_GAP}?{_LETTER}\.){{0,6}}"
_TITLE = (
    r"(?<!\w)(?i:mr|mrs|ms|mx|dr|st|ste|prof|rev|hon|pres|gov|sen|capt|lt|col|gen|sgt|mt|ft|sr|sra"
    r"|mme|mlle|hr|fr)\."
)
# What stands between somebody's initials and their name.
_PARTICLE = (
    r"(?i:du|des?|la|les?|van|von|vom|zu[mr]?|der|den|di|da|del|della|dos|das|el|al|bin|ibn|ter|ten"
    r"|af|av|st\.|san)"
)
_NAME = rf"(?:{_PARTICLE}{_GAP}){{0,3}}{_LETTER}[\w'’-]*"
# Words that are kept together although there are blanks between them.
_BOUND = tuple(
    re.compile(pattern)
    for pattern in (
        # How to opt out: the whole sentence.
        r"(?i:\b(?:reply|text|send|answer)\b[^.!?\n]{0,20}?\bSTOP\b[^.!?\n]{0,80}[.!?]?)",
        r"(?i:\b(?:reply|text|send|answer)\b[^.!?\n]{0,20}?\bHELP\b[^.!?\n]{0,80}[.!?]?)",
        # 6 p.m., 6:30 PM
        rf"(?i:\b\d{{1,2}}(?:[:.]\d\d)?{_GAP}[ap]\.?{_GAP}?m\b\.?)",
        # $ 9.99, CHF 20.00
        rf"(?<!\w){_CURRENCY}{_GAP}{_AMOUNT}",
        # 12,50 €, 9.99 USD, 1 200 円
        rf"(?<!\w){_AMOUNT}{_GAP}{_CURRENCY}(?!\w)",
        # J. R. R. Tolkien, É. Dupont, W. E. B. Du Bois
        rf"{_INITIALS}{_GAP}{_NAME}",
        rf"(?<!\w){_LETTER}\.(?:{_GAP}{_LETTER}\.)+",
        # Dr. Seuss, Prof. Dr. J. Watson
        rf"(?:{_TITLE}{_GAP}){{1,3}}(?:{_INITIALS}{_GAP})?{_NAME}",
        # What a list counts, or marks: 3. Dune
        rf"(?<!\S)\d{{1,3}}[.)]{_GAP}+\S+",
        rf"(?m:^{_GAP}*(?:[-*•·‣–]|{_LETTER}[.)]){_GAP}+\S+)",
        # ISBN 978 0 261 10221 7, phone numbers, codes in groups
        rf"(?i:\bISBN(?:-1[03])?:?{_GAP}[\dX][\dX -]*)",
        r"\+?\(?\d[\d()]*(?:[ \u00a0-][\d(][\d()X-]*)+",
        r"\b(?=[A-Z]*\d)[A-Z\d]{2,12}(?:[ -](?=[A-Z]*\d)[A-Z\d]{2,12})+",
        rf"(?i:\b(?:code|pin|order|hold|no\.|nr\.|vol\.|pp?\.|ch\.|#)(?:{_GAP}is)?:?{_GAP}(?=[A-Z-]*\d)[A-Z\d-]+)",
    )
)


def _bound_positions(text: str) -> set[int]:
    """Positions that lie inside of what is kept together."""
    bound: set[int] = set()
    for pattern in _BOUND:
        for found in pattern.finditer(text):
            bound.update(range(found.start() + 1, found.end()))
    return bound


def _within_a_word(text: str, start: int, reach: int) -> int:
    """Where to cut a run without blanks that is too long.

    Not in an address, price or name that only begins in it, and not in a character, if that can be
    avoided.
    """
    for is_one in (_is_one_word, _is_one_character):
        for cut in _backwards(start, reach):
            if not is_one(text, cut):
                return cut
    return reach


def _backwards(start: int, reach: int) -> Iterator[int]:
    return iter(range(reach, start, -1))


def _is_one_word(text: str, at: int) -> bool:
    """Whether the characters on both sides belong to one word of ASCII, or are one character."""
    before, after = text[at - 1], text[at]
    is_ascii = "!" <= before <= "~" and "!" <= after <= "~"
    return is_ascii or _is_one_character(text, at)


def _is_one_character(text: str, at: int) -> bool:
    """Whether both sides are parts of what is seen as one: marks, joined emoji, flags."""
    before, after = text[at - 1], text[at]
    if after.isascii():
        return False
    if "\u200d" in (before, after) or unicodedata.category(after) in {"Mn", "Me", "Mc"}:
        return True
    if "\U0001f3fb" <= after <= "\U0001f3ff":
        return True
    return _is_flag_half(after) and _flag_halves_before(text, at) % 2 == 1


def _is_flag_half(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _flag_halves_before(text: str, at: int) -> int:
    count = 0
    while count < at and _is_flag_half(text[at - 1 - count]):
        count += 1
    return count
