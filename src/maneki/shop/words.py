"""Of which words a title, a name or a question consists, and which words are one slip apart.

Both sides, what is looked through and what is looked for, come through here, so that neither
database needs to know a language. Width, case, accents and points are dress; so are apostrophes
("Enders Game") and "&". Initials are one word however they are set: "J. R. R. Tolkien" and "JRR
Tolkien". A leading article is dress too, for keys of titles only.

Scripts without spaces are cut into overlapping pairs of characters, because a word of two is an
ordinary one there (初版), and single characters are kept beside them. Hiragana is read as katakana.

Why not the normaliser of filters (`maneki.matching.text`): what it gives for an apostrophe is right
for brands and wrong for titles, and a change of it must not make a stored index unreadable.

**Slips.** Leaving out any one letter of two words gives one common rest if, and with a check
(`is_slip`) only if, they are one letter apart: added, left out, wrong, or swapped with its
neighbour. So words are stored with all of their rests, and a slip is found by equality, which both
databases are good at (the symmetric deletes of Wolf Garbe's SymSpell). A space that was added or
left out is no slip of a word; `joins` and `splits` look after it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from rapidfuzz.distance import OSA

WORDS_VERSION = 1
"""Grows when the same text gives other words: the catalogue is then made anew by an import."""

LONGEST_KEY = 255
LONGEST_WORD = 64
_SHORTEST_SLIP, _LONGEST_SLIP = 3, 24
"""Of a shorter word one letter is too much of it; a longer one is no word that people type."""

_APOSTROPHES = re.compile(r"(?<=\w)['\u2019\u02bc\u2018`](?=\w)")
_KATAKANA = "ァ-ヺヽヾㇰ-ㇿ"
_NO_SPACES = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff々〆\u3041-\u3096ゝゞ"
    rf"{_KATAKANA}ー\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_RUNS = re.compile(rf"[{_NO_SPACES}]+|[^\W_{_NO_SPACES}]+")
_IS_DENSE = re.compile(rf"[{_NO_SPACES}]")
_TO_KATAKANA = {code: code + 0x60 for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
)
_ARTICLES = frozenset({"the", "a", "an"})


def runs(text: str) -> tuple[str, ...]:
    """The words of a text in their order; a run of a script without spaces is one."""
    return tuple(_with_joined_initials(_RUNS.findall(_plain(text))))


def key_of(text: str) -> str:
    """The one form of a title or a name, as far as a database keeps it."""
    return " ".join(runs(text))[:LONGEST_KEY].rstrip()


def title_keys(title: str) -> tuple[str, ...]:
    """What a title is asked for by, the whole of it first: without article, without subtitle."""
    whole = key_of(title)
    main = key_of(re.split(r"\s*[:：(（\[]|\s[-–—]\s", title, maxsplit=1)[0])
    keys = (whole, without_article(whole), main, without_article(main))
    return tuple(key for key in dict.fromkeys(keys) if key)


def without_article(key: str) -> str:
    first, _, rest = key.partition(" ")
    return rest if rest and first in _ARTICLES else key


def words_of(text: str) -> tuple[str, ...]:
    """Every word by which a text is to be found, each once."""
    return tuple(dict.fromkeys(_words_of(text)))


def _words_of(text: str) -> Iterator[str]:
    for run in runs(text):
        if is_dense(run):
            yield from run
            yield from _pairs(run)
        else:
            yield run[:LONGEST_WORD]


def asked_words(text: str) -> tuple[str, ...]:
    """The words that a text must have to fit a question, each once, in its order."""
    return tuple(dict.fromkeys(_asked_words(text)))


def _asked_words(text: str) -> Iterator[str]:
    for run in runs(text):
        if is_dense(run) and len(run) > 1:
            yield from _pairs(run)
        else:
            yield run[:LONGEST_WORD]


def is_dense(word: str) -> bool:
    """Whether a word is of a script without spaces."""
    return _IS_DENSE.match(word) is not None


def rests(word: str) -> frozenset[str]:
    """The word, and what is left of it without any one letter."""
    if is_dense(word) or not _SHORTEST_SLIP <= len(word) <= _LONGEST_SLIP:
        return frozenset({word})
    return frozenset({word, *(word[:at] + word[at + 1 :] for at in range(len(word)))})


def is_slip(word: str, other: str) -> bool:
    """Whether two words are the same, or one letter apart."""
    return OSA.distance(word, other, score_cutoff=1) <= 1


def joins(words: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Two neighbours written as one word, with where the first of them is."""
    for at in range(len(words) - 1):
        yield at, words[at] + words[at + 1]


def splits(word: str) -> Iterator[tuple[str, str]]:
    """One word written as two: no space between them, or a letter in the place of it."""
    if not is_dense(word) and len(word) <= _LONGEST_SLIP:
        for at in range(1, len(word)):
            yield word[:at], word[at:]
            yield word[:at], word[at + 1 :]


def _pairs(run: str) -> Iterator[str]:
    for at in range(len(run) - 1):
        yield run[at : at + 2]


def _with_joined_initials(words: list[str]) -> Iterator[str]:
    initials = ""
    for word in words:
        if len(word) == 1 and word.isalpha() and not is_dense(word):
            initials += word
            continue
        if initials:
            yield initials
            initials = ""
        yield word
    if initials:
        yield initials


def _plain(text: str) -> str:
    """One width and one case, without accents and apostrophes. Voicing marks of kana are kept."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("&", " and ")
    text = _APOSTROPHES.sub("", text)
    if text.isascii():
        return text
    text = "".join(map(_without_accents, text)).translate(_LETTERS)
    return text.translate(_TO_KATAKANA)


def _without_accents(char: str) -> str:
    if char < "\u00c0" or "\u0590" <= char < "\u1e00" or char >= "\u2000":
        return char
    parts = unicodedata.normalize("NFD", char)
    return "".join(part for part in parts if not unicodedata.combining(part))
