"""Markdown, as models and the shop's staff write it, in the plain words of a text message. Pure.

A phone shows every mark as it is written. So emphasis is dropped, a link becomes its words and its
address, and a list keeps its marks. What only looks like a mark is left alone: an asterisk behind a
price, a title such as M*A*S*H, an underscore in an address. In doubt a mark stays: to be shown one
too many says more than to miss a word. What is crossed out stays so marked, because it would mean
the opposite without.

https://spec.commonmark.org/0.31.2/ says what the marks mean; of Discord's own there are the
spoiler, the small print and its emoji.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

MOST_NESTED = 4
"""How often marks are looked for within marks."""


def plain_words(text: str) -> str:
    """A text without the marks of markdown; nothing that can be read gets lost.

    What is nothing but marks stays as it is.
    """
    kept = _Kept()
    lines = [
        kept.whole(line) if is_code else kept.inside(line)
        for line, is_code in _lines(text.replace(_NUL, "").replace("\r\n", "\n"))
    ]
    plain = kept.put_back(_without_emphasis("\n".join(lines)))
    return plain if plain.strip() else text


# Lines

_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})[^`]*")
_HEADING = re.compile(r"[ ]{0,3}#{1,6}[ \t]+(\S.*?)(?:[ \t]+#+)?[ \t]*")
_SMALL_PRINT = re.compile(r"-#[ \t]+(\S.*)")
_BULLET = re.compile(r"([ \t]*)[*+•][ \t]+(\S.*)")
_RULE = re.compile(r"[ ]{0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|={3,}[ \t]*)")
_TABLE_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)+\|?[ \t]*")
_ROW = re.compile(r"[ \t]*\|[ \t]*(\S.*?)[ \t]*\|[ \t]*")


def _lines(text: str) -> Iterator[tuple[str, bool]]:
    """Every line without the marks at its beginning, and whether it is code."""
    fence = ""
    lines = text.split("\n")
    has_table = any(_TABLE_RULE.fullmatch(line) for line in lines)
    for line in lines:
        mark = _FENCE.fullmatch(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and line.strip().startswith(fence) and not line.strip().strip(fence[0]):
            fence = ""
        elif fence:
            yield line, True
        elif not (has_table and _TABLE_RULE.fullmatch(line)):
            yield _line(line, has_table=has_table), False


def _line(line: str, *, has_table: bool) -> str:
    if _RULE.fullmatch(line):
        return ""
    if found := _HEADING.fullmatch(line) or _SMALL_PRINT.fullmatch(line):
        return found[1]
    if found := _BULLET.fullmatch(line):
        return f"{found[1]}- {found[2]}"
    if has_table and (found := _ROW.fullmatch(line)):
        return found[1]
    return line


# Inside a line

_NUL = "\x00"
"""No text that is kept has one: it stands around the number of what is put back in the end."""

_URL = r"[^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*"
_ADDRESS = rf"(?:[a-zA-Z][a-zA-Z0-9+.-]*:|www\.|(?:[\w-]+\.)+[a-zA-Z]{{2,}}(?=[/?#)\s])){_URL}"
_INLINE = re.compile(
    r"(?P<code>(?P<ticks>`+)(?P<inside>[^`\n]*[^`\s][^`\n]*)(?P=ticks)(?!`))"
    rf"|(?P<link>!?\[(?P<words>[^\[\]\n]*)\]\(<?(?P<to>{_ADDRESS})>?"
    r"(?:[ ]+[\"'](?P<title>[^\"'\n]*)[\"'])?[ ]*\))"
    r"|<(?P<auto>[a-zA-Z][a-zA-Z0-9+.-]*:[^\s<>]+|[\w.+-]+@[\w.-]+)>"
    r"|<a?(?P<emoji>:\w+:)\d+>"
    r"|(?P<break><br[ ]?/?>)"
    r"|(?P<bare>(?<![a-zA-Z0-9])(?:https?://|www\.)[^\s<>]*[^\s<>*_.,;:!?'\"\])|])"
    r"|\\(?P<escaped>[*_`\[\]#~|$<>\\-])"
)
_MAIL = "mailto:"


class _Kept:
    """What marks are not looked for in: code, addresses, and what was written to be no mark."""

    def __init__(self) -> None:
        self._pieces: list[str] = []

    def inside(self, line: str) -> str:
        return _INLINE.sub(self._kept, line)

    def whole(self, line: str) -> str:
        return self._keep(line) if line else line

    def put_back(self, text: str) -> str:
        return re.sub(f"{_NUL}([0-9]+){_NUL}", lambda found: self._pieces[int(found[1])], text)

    def _kept(self, found: re.Match[str]) -> str:
        if found["link"] is not None:
            return self._link(found)
        if found["code"] is not None:
            return self._keep(found["inside"].strip(" "))
        if found["break"] is not None:
            return "\n"
        return self._keep(found["auto"] or found["emoji"] or found["bare"] or found["escaped"])

    def _link(self, found: re.Match[str]) -> str:
        address = found["to"].removeprefix(_MAIL)
        words = found["words"].strip()
        title = f" ({found['title']})" if found["title"] else ""
        if not words or _is_same(words, address):
            return f"{self._keep(address)}{title}"
        return f"{words}{title}: {self._keep(address)}"

    def _keep(self, piece: str) -> str:
        self._pieces.append(piece)
        return f"{_NUL}{len(self._pieces) - 1}{_NUL}"


def _is_same(words: str, address: str) -> bool:
    """Whether the words of a link are its address, as far as people write addresses."""
    return _bare(words) == _bare(address)


def _bare(address: str) -> str:
    return re.sub(r"^https?://(?:www\.)?|^www\.|/$", "", address.strip().lower())


# Emphasis

_LATIN = r"0-9A-Za-z\u00c0-\u024f"
# From inside to outside. What is emphasised has something that can be read, and no empty line.
_EMPHASIS = tuple(
    re.compile(
        rf"(?<![{outside}{mark}]){run}(?![\s{mark}])(?=[^{mark}]*[^\W_])"
        rf"((?:(?!\n[ \t]*\n)[^{mark}])+?)(?<![\s{mark}]){run}(?![{outside}{mark}])"
    )
    for mark, run, outside in (
        (r"*", r"\*", _LATIN),
        (r"_", r"_", r"\w"),
        (r"*", r"\*\*", _LATIN),
        (r"_", r"__", r"\w"),
        (r"*", r"\*\*\*", _LATIN),
        (r"_", r"___", r"\w"),
        (r"|", r"\|\|", ""),
    )
)


def _without_emphasis(text: str) -> str:
    for _ in range(MOST_NESTED):
        before = text
        for pattern in _EMPHASIS:
            text = pattern.sub(r"\1", text)
        if text == before:
            break
    return text
