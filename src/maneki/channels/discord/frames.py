"""An answer that is still being written, as it is shown meanwhile. Pure.

What was opened and not closed yet is closed for display: half a block of code, or half of a bold
word, would show its marks, or turn all that follows into code. A link is shown once it is whole.
"""

from __future__ import annotations

import re

from maneki.channels.discord.parts import LONGEST, pieces

MORE = " …"

_FENCE = "```"
_TICKS = re.compile("`+")
_HALF_A_LINK = re.compile(r"!?\[[^\[\]\n]*(?:\]|\]\([^()\s]*)?\Z")
_HALF_A_MENTION = re.compile(r"<[^<>\s]{0,40}\Z")
_HALF_A_MARK = re.compile(r"[*_~|`\\]+\Z")
_MARK = re.compile(r"\\.|\*\*|\*|__|~~|\|\|")
_BULLET = re.compile(r"^[^\S\n]*\*[^\S\n]", re.MULTILINE)


def frame(text: str) -> str:
    """The beginning of an answer, as one message that says that there is more to come."""
    whole = pieces(text.strip())
    if not whole:
        return ""
    if len(whole) > 1:
        return whole[0].shown.rstrip()
    return healed(text.strip(), longest=LONGEST - len(MORE)) + MORE


def healed(text: str, *, longest: int = LONGEST) -> str:
    """The text with what is open in it closed; what is only half there at its end is left out."""
    kept = text[:longest]
    opened = _opened_code(kept)
    if opened == _FENCE:
        return kept + (_FENCE if kept.endswith("\n") else f"\n{_FENCE}")
    if opened:
        return kept + opened
    for half in (_HALF_A_LINK, _HALF_A_MENTION, _HALF_A_MARK):
        kept = half.sub("", kept)
    kept = kept.rstrip()
    return kept + "".join(reversed(_opened_marks(kept)))


def _opened_code(text: str) -> str:
    """The backticks that close what is code at the end of a text; empty if nothing is."""
    opened = ""
    for found in _TICKS.finditer(text):
        run = _FENCE if len(found[0]) >= len(_FENCE) else found[0]
        if not opened:
            opened = run
        elif run == opened:
            opened = ""
    # A run at the very end may be the beginning of a longer one: nothing is in it yet.
    return "" if opened and text.endswith(opened) else opened


def _opened_marks(text: str) -> list[str]:
    """The marks that are open at the end of a text, outside of code, in the order of opening."""
    words = _BULLET.sub("", _without_code(text))
    opened: list[str] = []
    for found in _MARK.finditer(words):
        mark = found[0]
        if mark.startswith("\\"):
            continue
        if mark in opened:
            del opened[opened.index(mark) :]
        elif words[found.end() : found.end() + 1].strip():
            opened.append(mark)
    return opened


def _without_code(text: str) -> str:
    kept, opened, since = "", "", 0
    for found in _TICKS.finditer(text):
        run = _FENCE if len(found[0]) >= len(_FENCE) else found[0]
        if not opened:
            kept, opened = kept + text[since : found.start()], run
        elif run == opened:
            opened, since = "", found.end()
    return kept if opened else kept + text[since:]
