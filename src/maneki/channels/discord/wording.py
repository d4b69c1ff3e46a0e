"""Text that others wrote, made fit to be shown on Discord. Pure.

Titles, brands and filter names come from strangers. Shown as they are they could ping people,
draw links, read backwards or break a request. So control characters, direction marks and lone
surrogates go, whatever Discord's markdown would act on is escaped (a backslash before punctuation
is not shown), and an `@` is followed by a zero-width space, so that no mention is left in any
reading. Lengths are counted in UTF-16 units, Discord's widest way of counting: an emoji is two.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import quote, urlsplit

LONGEST_URL = 2048

_ELLIPSIS = "…"
_AT = "@\u200b"  # with a zero-width space
_JOINERS = frozenset("\u200c\u200d")
# What Discord's markdown acts on: some marks anywhere, a colon in an address, some at the start.
_ACTING = re.compile(r"[\\*_~`|<\[\]]|:(?=//)|\A[-+#>]")
_BLANKS = re.compile(r"\s+")
# In our own words: addresses, emphasis, channels and times are meant. What others wrote in them
# was `quoted` before it was filled in.
_MEANT = re.compile(r"https?://[^\s<>]+|\*\*|<#[0-9]{1,20}>|<t:-?[0-9]{1,13}(?::[tTdDfFR])?>")
_EMPHASIS = "**"
_A_CHANNEL = re.compile(r"<#[0-9]{1,20}>")
_BAD_IN_ADDRESS = re.compile(r"[\s<>\"\\\x00-\x20\x7f-\x9f\ud800-\udfff]")


def length(text: str) -> int:
    """How long Discord may find this text, in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cleaned(text: str, *, longest: int) -> str:
    """`text` on one line without what cannot be shown, still to be cut.

    Of an absurdly long text only a beginning, more than `longest`, is looked at.
    """
    beginning = text[: longest * 4]
    # What is printable has no blanks but spaces, and nothing that is hidden.
    kept = beginning if beginning.isprintable() else "".join(map(_shown, beginning))
    return _BLANKS.sub(" ", kept).strip()


def _shown(char: str) -> str:
    if char.isspace():
        return " "
    hidden = unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co"}
    return "" if hidden and char not in _JOINERS else char


def plain(text: str, *, longest: int) -> str:
    """For places that know no markdown (labels of menus): cleaned, mentions inert, and cut."""
    words = cleaned(text, longest=longest)
    whole = _inert(words)
    return whole if length(whole) <= longest else _cut(map(_inert, words), longest)


def escaped(text: str, *, longest: int) -> str:
    """For places that know markdown: reads as written, and does nothing."""
    words = cleaned(text, longest=longest)
    whole = _inert(_ACTING.sub(r"\\\g<0>", words))
    return whole if length(whole) <= longest else _cut(_escaped_chars(words), longest)


def cut(text: str, *, longest: int) -> str:
    """Our own words, shortened where they are too long."""
    return _cut(text, longest)


def escaped_lines(text: str, *, longest: int) -> str:
    """For our own words with others' in them: line breaks, emphasis, links, channels stay."""
    lines = text[: longest * 4].replace("\r", "\n").split("\n")
    return _cut(_pieces(lines, longest), longest).strip()


def glimpse(text: str, *, longest: int) -> str:
    """The beginning of our own words, on one line: channels, times and addresses whole or not at
    all, and no emphasis, whose end might be cut off.
    """
    pieces = _but_for(_MEANT, cleaned(text, longest=longest))
    return _cut((piece for piece in pieces if piece != _EMPHASIS), longest)


def escaped_sentence(text: str, *, longest: int) -> str:
    """For a sentence of ours that says back what somebody typed: only channels stay."""
    return _cut(_but_for(_A_CHANNEL, cleaned(text, longest=longest)), longest)


def _pieces(lines: list[str], longest: int) -> Iterable[str]:
    for number, line in enumerate(lines):
        if number:
            yield "\n"
        yield from _but_for(_MEANT, cleaned(line, longest=longest))


def _but_for(meant: re.Pattern[str], words: str) -> Iterable[str]:
    """The words escaped, but for what is meant."""
    start = 0
    for found in meant.finditer(words):
        yield from _escaped_chars(words[start : found.start()])
        yield found[0]
        start = found.end()
    yield from _escaped_chars(words[start:])


def _escaped_chars(text: str) -> Iterable[str]:
    acting = {found.start() for found in _ACTING.finditer(text)}
    for position, char in enumerate(text):
        yield f"\\{char}" if position in acting else _inert(char)


def _inert(text: str) -> str:
    return text.replace("@", _AT) if "@" in text else text


def _cut(pieces: Iterable[str], longest: int) -> str:
    """The pieces that fit whole; an ellipsis says that there were more."""
    kept: list[str] = []
    room = longest
    for piece in pieces:
        kept.append(piece)
        room -= length(piece)
        if room < 0:
            return _ended(kept, longest)
    return "".join(kept)


def _ended(kept: list[str], longest: int) -> str:
    excess = sum(map(length, kept)) + length(_ELLIPSIS) - longest
    while kept and (excess > 0 or _hangs(kept[-1])):
        excess -= length(kept.pop())
    return "".join(kept).rstrip() + _ELLIPSIS


def _hangs(piece: str) -> bool:
    """Whether this is half of what it belongs to: a mark or a joiner without what it joins."""
    return piece in _JOINERS


def web_address(url: str | None, *, longest: int = LONGEST_URL) -> str | None:
    """The address as Discord takes it (http or https, ASCII), or None if it takes it in no form."""
    if not url or len(url) > longest or _BAD_IN_ADDRESS.search(url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
        parts.port  # noqa: B018  (raises for a port that is none)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host or not parts.netloc.isascii():
        return None
    ascii_only = quote(url, safe="%:/?#[]@!$&'()*+,;=~-._")
    return ascii_only if len(ascii_only) <= longest else None
