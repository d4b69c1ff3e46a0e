"""A genre with a slip in it: philosphy books, any sience fiction. Pure.

Only where nothing else is said than what people say around a genre: alone, or beside other words,
an odd word is rather part of a name.
"""

from __future__ import annotations

import re

from maneki.assistant.genres import AROUND_A_GENRE, genre_in
from maneki.assistant.wording import read

_SPELT = (
    "fantasy", "fantasies", "science", "mystery", "mysteries", "thriller", "thrillers", "horror",
    "romance", "romances", "historical", "history", "biography", "biographies", "memoir", "memoirs",
    "poetry", "manga", "graphic", "cookbook", "cookbooks", "childrens", "children", "philosophy",
    "fiction", "novels", "suspense", "crime", "comics", "stories", "short", "detective",
)  # fmt: skip
_FOR_A_GENRE = frozenset({"fiction", "novels", "crime", "stories", "short"})
"""Parts of what a genre is called: a slip in one of them may make a genre, too."""
_REAL = frozenset(
    {
        "mastery", "crimes", "prime", "grime", "mango", "shirt", "shore", "store", "stores",
        "romanic", "factions", "faction", "friction", "history's", "comic", "thrilled", "sport",
        "shot", "sort", "novel", "tories", "children's", "cook", "cooks", "horrors",
    }
)  # fmt: skip
"""Words of their own that are a letter away."""
_SHORTEST = 5
_WORDS = re.compile(r"[^\W\d_]+")
_MOST_WORDS = 10


def without_slips(text: str) -> str:
    """The message with its genre as it is spelt; itself if there is no such slip."""
    message = read(text)
    if not 2 <= len(message.words) <= _MOST_WORDS or genre_in(message) is not None:
        return text
    odd = [word for word in message.words if not _is_said_around(word)]
    if not 1 <= len(odd) <= 2:
        return text
    meant = {word: _meant(word) for word in odd}
    mended = _WORDS.sub(lambda found: meant.get(found[0].casefold()) or found[0], text)
    if mended == text:
        return text
    after = read(mended)
    known = genre_in(after)
    rest = after.without(known[1]).words if known else []
    return mended if known and rest and all(map(_is_said_around, rest)) else text


def genre_meant(text: str) -> str | None:
    """The genre that a message of one odd word, or two, is but for a slip."""
    words = read(text).words
    if not 1 <= len(words) <= 2:
        return None
    mended = " ".join(_meant(word) or word for word in words)
    known = genre_in(read(mended)) if mended != " ".join(words) else None
    return known[0] if known and not read(mended).without(known[1]).words else None


def _is_said_around(word: str) -> bool:
    return word in AROUND_A_GENRE or not word.isalpha()


def _meant(word: str) -> str | None:
    """The word of a genre that is one slip away."""
    if len(word) < _SHORTEST or word in _REAL or word in _SPELT:
        return None
    near = [one for one in _SPELT if one[0] == word[0] and is_a_slip(word, one)]
    return near[0] if near else None


def is_a_slip(written: str, meant: str) -> bool:
    """Whether one letter is missing, too many, another, or two have changed places."""
    if abs(len(written) - len(meant)) > 1 or written == meant:
        return False
    start = next((n for n, (a, b) in enumerate(zip(written, meant, strict=False)) if a != b), None)
    if start is None:
        return True
    a, b = written[start:], meant[start:]
    if a[1:] == b[1:] or a[1:] == b or a == b[1:]:
        return True
    return len(a) > 1 and len(b) > 1 and a[:2] == b[1::-1] and a[2:] == b[2:]
