"""Cut an answer into messages that Discord takes, with nothing lost. Pure.

An answer is markdown. It is cut where a reader would: at a blank line, else at the end of a line,
of a sentence, else at a blank; a better place that would leave a stub of a message is passed over.
What acts as one thing is never cut (an address, a link, a mention, an emoji, code in a line, what
is seen as one character), unless no message has room for it. A block of code that has to be cut is
closed, and opened again in the next message under the language it had.

Every character of the answer is in exactly one message, in its order, and nothing but those fences
is added. Only what shows nothing at all, a message's length of blanks, is no message.

Lengths are in UTF-16 units, Discord's widest way of counting.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from maneki.channels.discord.wording import length

LONGEST = 1990
"""Discord takes 2,000; the rest is left to what others may add."""

STUB = 4
"""A cut that leaves less than a quarter of the room used is made at a worse place further on."""

_FENCE = "```"
_CLOSING = f"\n{_FENCE}"
_LONGEST_LANGUAGE = 32

_TICKS = re.compile("`+")
_LANGUAGE = re.compile(rf"[A-Za-z0-9_+\-.#]{{0,{_LONGEST_LANGUAGE}}}\n")
_ATOM = re.compile(
    r"https?://(?:[^\s<>\[]|\[(?![^\[\]\n]{0,300}\]\())+"
    r"|<(?:@[!&]?|\#)[0-9]{1,20}>"
    r"|<a?:\w{1,64}:[0-9]{1,20}>"
    r"|<t:-?[0-9]{1,13}(?::\w)?>"
    r"|</[^<>\n]{1,100}:[0-9]{1,20}>"
)
_LINK = re.compile(
    r"!?\[(?:[^\[\]\\\n]|\\.){0,1000}\]"
    r"\(\s{0,4}<?https?://[^\s<>()]*(?:\([^\s<>()]*\)[^\s<>()]*){0,20}>?"
    r"(?:\s{1,4}\"[^\"\n]{0,300}\")?\s{0,4}\)"
)
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_NEWLINE = re.compile(r"\n[^\S\n]*")
# Single letters with a full stop are initials, or "p.m.".
_SENTENCE = re.compile(
    r"(?<![\s.][^\W\d_])[.!?…][\"'”’)\]*_]{0,4}\s+|[。！？](?![」』）])|[」』）]"
)
_BLANK = re.compile(r"\s+")

_ZWJ = "\u200d"
_TIES_BACK = frozenset({_ZWJ, "\u200c", "\u20e3", *map(chr, range(0xFE00, 0xFE10))})


class _Place(IntEnum):
    """Where a text may be cut, from worst to best."""

    INSIDE = 0
    BLANK = 1
    SENTENCE = 2
    LINE = 3
    BLANK_LINE = 4


@dataclass(frozen=True, slots=True)
class Piece:
    """One message: what is the answer's own, and the fences that were added around it."""

    own: str
    before: str = ""
    after: str = ""

    @property
    def shown(self) -> str:
        return f"{self.before}{self.own}{self.after}"


@dataclass(frozen=True, slots=True)
class _Block:
    """A block of code from its first fence to behind its last; `body` is where its code begins.

    One that is never closed lasts until the end.
    """

    start: int
    body: int
    end: int
    opening: str


class DiscordVoice:
    """How answers are cut for Discord."""

    def parts(self, text: str) -> Sequence[str]:
        return [one.shown for one in pieces(text) if one.shown.strip()]


def pieces(text: str, *, longest: int = LONGEST) -> tuple[Piece, ...]:
    """The messages of a text, in order, each of at most so many units; none for blanks alone."""
    if not text.strip():
        return ()
    if length(text) <= longest:
        return (Piece(text),)
    return tuple(_Cutter(text, longest).pieces())


class _Cutter:
    """One text, and all that is known of where it may be cut."""

    def __init__(self, text: str, longest: int) -> None:
        self._text = text
        self._longest = longest
        self._blocks, spans = _code_in(text)
        self._starts = [block.start for block in self._blocks]
        self._atoms = _merged([*spans, *self._atoms_in_text()])
        self._atom_starts = [start for start, _ in self._atoms]
        self._places = self._all_places()
        self._ends = [end for end, _ in self._places]

    def pieces(self) -> Iterator[Piece]:
        start = 0
        while start < len(self._text):
            before = self._reopening(start)
            end = self._end_of_piece(start, before)
            own = self._text[start:end]
            yield Piece(own, before, self._closing(own, start, end))
            start = end

    def _reopening(self, start: int) -> str:
        block = self._block_at(start)
        return block.opening if block else ""

    def _closing(self, own: str, start: int, end: int) -> str:
        """What closes the block that goes on in the next message, or was opened again by us."""
        block = self._block_at(end)
        if end == len(self._text):
            # What was never closed is closed by us only if we have opened it again.
            block = self._block_at(start)
            if block is None or not self._is_left_open(block):
                return ""
        if block is None:
            return ""
        return _FENCE if own.endswith("\n") else _CLOSING

    def _is_left_open(self, block: _Block) -> bool:
        return block.end > len(self._text)

    def _end_of_piece(self, start: int, before: str) -> int:
        # Room for a fence is kept wherever a block may have to be closed.
        room = self._longest - length(before)
        rest = self._reach(start, room)
        if rest == len(self._text) and not self._has_to_close(start):
            return rest
        reach = self._reach(start, room - len(_CLOSING))
        return self._best_cut(start, reach)

    def _has_to_close(self, start: int) -> bool:
        block = self._block_at(start)
        return block is not None and self._is_left_open(block)

    def _reach(self, start: int, room: int) -> int:
        """How far a message goes that begins there, by its length alone."""
        text = self._text
        if text[start : start + room].isascii():
            return min(len(text), start + room)
        used = 0
        for at in range(start, len(text)):
            used += 2 if ord(text[at]) > 0xFFFF else 1
            if used > room:
                return at
        return len(text)

    def _best_cut(self, start: int, reach: int) -> int:
        if reach == len(self._text):
            return reach
        within = self._places[bisect_right(self._ends, start) : bisect_right(self._ends, reach)]
        allowed = [one for one in within if not self._is_bound(one[0])]
        least = start + (reach - start) // STUB
        full = [one for one in allowed if one[0] >= least]
        if full:
            return max(full, key=lambda one: (one[1], one[0]))[0]
        return self._before_an_atom(start, reach) or self._between_characters(start, reach)

    def _before_an_atom(self, start: int, reach: int) -> int | None:
        """Where something that may not be cut begins, if it is what is in the way."""
        at = bisect_left(self._atom_starts, reach) - 1
        if at < 0:
            return None
        begins, ends = self._atoms[at]
        is_in_the_way = start < begins < reach < ends
        return begins if is_in_the_way and not self._is_bound(begins) else None

    def _between_characters(self, start: int, reach: int) -> int:
        """As far as it goes; an atom that no message has room for is cut there as well."""
        for end in range(reach, start, -1):
            if not self._is_tied(end) and not self._is_bound_by_length(end, start):
                return end
        return reach

    def _is_bound_by_length(self, end: int, start: int) -> bool:
        """Whether there is an atom that could still go to the next message whole."""
        atom = self._atom_around(end)
        return atom is not None and atom[0] > start

    def _is_bound(self, end: int) -> bool:
        return self._atom_around(end) is not None or self._is_tied(end)

    def _atom_around(self, at: int) -> tuple[int, int] | None:
        """The atom that a cut there would part."""
        found = bisect_left(self._atom_starts, at) - 1
        if found < 0:
            return None
        atom = self._atoms[found]
        return atom if atom[0] < at < atom[1] else None

    def _is_tied(self, at: int) -> bool:
        return 0 < at < len(self._text) and is_tied(self._text, at)

    def _block_at(self, at: int) -> _Block | None:
        """The block of code that a cut there would part."""
        found = bisect_left(self._starts, at) - 1
        if found < 0:
            return None
        block = self._blocks[found]
        return block if block.start < at < block.end else None

    def _atoms_in_text(self) -> Iterator[tuple[int, int]]:
        yield from (found.span() for found in _ATOM.finditer(self._text))
        for found in _LINK.finditer(self._text):
            if self._block_at(found.start() + 1) is None:
                yield found.span()

    def _all_places(self) -> list[tuple[int, _Place]]:
        """Where blanks end, and how good it is to cut there, in order."""
        kinds = (
            (_BLANK, _Place.BLANK),
            (_SENTENCE, _Place.SENTENCE),
            (_NEWLINE, _Place.LINE),
            (_BLANK_LINE, _Place.BLANK_LINE),
        )
        best: dict[int, _Place] = {}
        for pattern, place in kinds:
            for found in pattern.finditer(self._text):
                end = found.end()
                if place >= _Place.LINE and self._block_at(end) is not None:
                    # Within code what a line is indented by belongs to it.
                    end = self._text.rindex("\n", found.start(), end) + 1
                best[end] = place
        for block in self._blocks:
            best.setdefault(block.start, _Place.BLANK)
        return sorted(best.items())


def _code_in(text: str) -> tuple[list[_Block], list[tuple[int, int]]]:
    """The blocks of code of a text, and what of code may not be cut, in any order."""
    blocks: list[_Block] = []
    spans: list[tuple[int, int]] = []
    runs = [found.span() for found in _TICKS.finditer(text)]
    next_alike = _next_alike(runs)
    at = 0
    while at < len(runs):
        start, end = runs[at]
        closing = next_alike[at]
        if end - start >= len(_FENCE):
            block = _block(text, start, runs[closing] if closing is not None else None)
            blocks.append(block)
            spans += _bound_in(text, block)
        elif closing is not None:
            spans.append((start, runs[closing][1]))
        elif end - start < len(_FENCE):
            spans.append((start, end))
        at = closing + 1 if closing is not None else at + 1
        if blocks and blocks[-1].end > len(text):
            break
    return blocks, spans


def _next_alike(runs: Sequence[tuple[int, int]]) -> list[int | None]:
    """For each run of backticks the next one that closes what it opens."""
    last: dict[int, int] = defaultdict(lambda: -1)
    following: list[int | None] = [None] * len(runs)
    for at in range(len(runs) - 1, -1, -1):
        size = min(runs[at][1] - runs[at][0], len(_FENCE))
        following[at] = last[size] if last[size] >= 0 else None
        last[size] = at
    return following


def _block(text: str, start: int, closing: tuple[int, int] | None) -> _Block:
    fence = _TICKS.match(text, start)
    body = fence.end() if fence else start
    named = _LANGUAGE.match(text, body)
    language = text[body : named.end() - 1] if named else ""
    body = named.end() if named else body
    end = closing[1] if closing else len(text) + 1
    return _Block(start, body, max(end, body), f"{_FENCE}{language}\n")


def _bound_in(text: str, block: _Block) -> list[tuple[int, int]]:
    """Both fences with the first and the last character of the code: no empty block is left."""
    if block.end > len(text):
        return [(block.start, min(block.body + 1, len(text)))]
    closing = block.end
    while closing > block.body and text[closing - 1] == "`":
        closing -= 1
    while closing > block.body and text[closing - 1].isspace() and block.end - closing < 16:
        closing -= 1
    last = max(block.body, closing - 1)
    return [(block.start, min(block.body + 1, block.end)), (last, block.end)]


def _merged(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """What overlaps is one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def is_tied(text: str, at: int) -> bool:
    """Whether the characters on both sides are seen as one (the rules of Unicode's UAX 29, but for
    scripts that write a vowel first).
    """
    before, after = text[at - 1], text[at]
    if before.isascii() and after.isascii():
        return before == "\r" and after == "\n"
    return (
        after in _TIES_BACK
        or before == _ZWJ
        or _is_mark(after)
        or (_is_virama(before) and after.isalpha())
        or (_is_regional(before) and _is_regional(after) and _is_odd(text, at))
        or _is_hangul_pair(before, after)
        or ("\ud800" <= before <= "\udbff" and "\udc00" <= after <= "\udfff")
    )


def _is_mark(char: str) -> bool:
    is_modifier = 0x1F3FB <= ord(char) <= 0x1F3FF or 0xE0020 <= ord(char) <= 0xE007F
    return is_modifier or unicodedata.category(char) in {"Mn", "Me", "Mc"}


def _is_virama(char: str) -> bool:
    return unicodedata.combining(char) == 9


def _is_regional(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _is_odd(text: str, at: int) -> bool:
    """Whether so many letters of flags stand before that the last of them waits for its second."""
    first = at
    while first > 0 and _is_regional(text[first - 1]):
        first -= 1
    return (at - first) % 2 == 1


def _is_hangul_pair(before: str, after: str) -> bool:
    is_lead = "\u1100" <= before <= "\u115f"
    if is_lead:
        return "\u1100" <= after <= "\u11a7" or "\uac00" <= after <= "\ud7a3"
    is_syllable = "\uac00" <= before <= "\ud7a3" or "\u1160" <= before <= "\u11ff"
    return is_syllable and "\u1160" <= after <= "\u11ff"
