"""A message in a form for rules to be written in, that still knows how everything was spelt. Pure.

Rules look at `plain`: lower case, one space between words, short forms written out ("u": you),
"what's" as "what is", a possessive as a word of its own ("khaw 's"), "|" where a sentence ends and
"," where it pauses. What they find is taken from the text itself (`said`), so that "J.R.R. Tolkien"
keeps its points and "Norrell" its capital.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

MOST_READ = 600
MOST_PIECES = 120
MOST_LETTERS = 48
"""Latin letters or digits of a word: a longer one is none, and patterns take long over it."""
"""Characters, and words with their punctuation, that are read: what is wanted is said sooner."""

_SENTENCES = re.compile(r"(?<=[.!?\n。！？])\s+|(?<=[。！？\n])")
_PIECES = re.compile(
    r"(?P<money>[$¥€£] ?\d+(?:[.,]\d+)*)"
    r"|(?P<number>\d+(?:[.,]\d+)+)"
    r"|(?P<word>[^\W_]+(?:['’´`][^\W_]+)?)"
    r"|(?P<end>[.!?…。]+|[\r\n]+)"
    r"|(?P<pause>[,;:、()/]|(?<=\s)[-–—]+(?=\s))"
    r"|(?P<sign>[#&])"
)
_ABBREVIATIONS = frozenset({"vol", "no", "mr", "mrs", "ms", "dr", "st", "bk", "jr", "sr", "nr"})
_TAILS = {"t": "not", "re": "are", "ll": "will", "d": "would", "ve": "have", "m": "am"}
_BEFORE_IS = frozenset(
    {"what", "who", "where", "when", "how", "it", "that", "there", "here", "he", "she", "which"}
)
_WRITTEN_OUT = {
    "u": "you", "yall": "you all", "ur": "your", "r": "are", "n": "and", "w": "with",
    "pls": "please", "plz": "please", "pleas": "please", "thx": "thanks", "thnx": "thanks",
    "tks": "thanks", "ty": "thank you", "tysm": "thank you so much", "tyvm": "thank you so much",
    "thankyou": "thank you", "thanx": "thanks", "lmk": "let me know", "gimme": "give me",
    "lemme": "let me", "wanna": "want to", "gonna": "going to", "gotta": "got to",
    "whats": "what is", "whos": "who is", "wheres": "where is", "whens": "when is",
    "hows": "how is", "wats": "what is", "wat": "what", "theres": "there is", "thats": "that is",
    "im": "i am", "ive": "i have", "ill": "i will", "id": "i would", "youre": "you are",
    "dont": "do not", "doesnt": "does not", "didnt": "did not", "isnt": "is not",
    "arent": "are not", "havent": "have not", "cant": "can not", "cannot": "can not",
    "wont": "will not", "abt": "about", "rn": "right now", "tmrw": "tomorrow", "tmr": "tomorrow",
    "tomorow": "tomorrow", "tonite": "tonight", "til": "until", "till": "until", "hrs": "hours",
    "bday": "birthday", "recs": "recommendations", "rec": "recommend", "vol": "volume",
    "vols": "volumes", "bk": "book", "bks": "books", "txt": "text", "txts": "texts",
    "msg": "message", "msgs": "messages", "notifs": "notifications", "acct": "account",
    "favourite": "favorite", "fav": "favorite", "ppl": "people", "nite": "night", "info": "info",
    "sth": "something", "smth": "something", "smthn": "something", "sumthin": "something",
    "recc": "recommend", "reccs": "recommendations", "reco": "recommend", "y": "why", "k": "ok",
    "ok": "ok", "okay": "ok", "cos": "because", "cuz": "because", "coz": "because", "bout": "about",
    "hv": "have", "hav": "have", "hve": "have", "haev": "have", "av": "have",
    "gd": "good", "pb": "paperback", "hc": "hardcover",
    "hb": "hardcover",
    "hardback": "hardcover", "hardbound": "hardcover", "softcover": "paperback", "b4": "before",
    "2day": "today", "2moro": "tomorrow", "2nite": "tonight", "cud": "could", "wud": "would",
    "shud": "should", "dat": "that", "da": "the", "tht": "that", "availible": "available",
    "avail": "available", "mom": "mom", "luv": "love", "luvd": "loved", "sry": "sorry",
}  # fmt: skip
# Short forms that are names or numbers when they are capitals or stand with points.
_NOT_WHEN_INITIAL = frozenset({"u", "r", "n", "w", "y", "k", "id", "ill", "da", "av"})


@dataclass(frozen=True, slots=True)
class _Piece:
    plain: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a piece stands in the plain form, and where in the text."""

    at: int
    until: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Wording:
    """A text, its plain form, and the way back from one to the other."""

    text: str
    plain: str
    places: tuple[_Place, ...]

    def said(self, start: int, end: int) -> str:
        """The text of a stretch of the plain form, without punctuation around it."""
        spans = [span for place in self.places if (span := self._span(place, start, end))]
        return self.text[spans[0][0] : spans[-1][1]] if spans else ""

    def _span(self, place: _Place, start: int, end: int) -> tuple[int, int] | None:
        """What a stretch covers of a piece: all of it, or part of a run that has no spaces."""
        if self.plain[place.at : place.until] in "|,":
            return None
        if start <= place.at and place.until <= end:
            return place.start, place.end
        at, until = max(start, place.at), min(end, place.until)
        is_spelt_out = place.until - place.at == place.end - place.start
        if at >= until or not is_spelt_out or self.plain[place.at : place.until].isascii():
            return None
        return place.start + at - place.at, place.start + until - place.at

    def group(self, found: re.Match[str], *names: str) -> str:
        """The text of the first of these groups that a match on `plain` has; "" if it has none."""
        groups = found.groupdict()
        name = next((one for one in names if groups.get(one)), None)
        return self.said(*found.span(name)) if name else ""

    def without(self, found: re.Match[str]) -> Wording:
        """The same wording without what a match on `plain` covers."""
        return self.cut(found.start(), found.end())

    def cut(self, start: int, end: int) -> Wording:
        """The same wording without a stretch of the plain form."""
        spans = [span for place in self.places if (span := self._span(place, start, end))]
        if not spans:
            return self
        return read(f"{self.text[: spans[0][0]]} {self.text[spans[-1][1] :]}")

    def clauses(self) -> Iterator[Wording]:
        """The sentences, each by itself; none of what is empty."""
        at = 0
        for part in self.plain.split("|"):
            text = self.said(at, at + len(part))
            at += len(part) + 1
            if text:
                yield read(text)

    @property
    def words(self) -> list[str]:
        """The words of the plain form, without punctuation."""
        return [word for word in self.plain.split() if word not in "|,"]


def read(text: str) -> Wording:
    """The wording of a text. Only the first `MOST_READ` characters are looked at."""
    text = unicodedata.normalize("NFKC", text[:MOST_READ])[:MOST_READ]
    places: list[_Place] = []
    plain = " "
    for piece in islice(_pieces(text), MOST_PIECES):
        places.append(_Place(len(plain), len(plain) + len(piece.plain), piece.start, piece.end))
        plain += f"{piece.plain} "
    return Wording(text, plain, tuple(places))


_PREFACE = re.compile(
    r"^[ |,]*(?:(?:hi|hello|hey|um|so|excuse me|sorry|quick question|question|shopkeeper"
    r")(?: there)? [|, ]*)*"
    r"(?:(?:just )?(?:i was |i am |was )?(?:just )?wondering (?:if|whether)|i wonder (?:if|whether)"
    r"|(?:do you )?(?:happen to )?know (?:if|whether)|(?:can|could|would) you (?:please "
    r")?(?:tell me|check|see|look) (?:if|whether)"
    r"|(?:is there )?any chance(?: that| of)?|is it possible (?:that|to))(?= .*\w)"
)


def sentences_of(text: str) -> list[str]:
    """A text cut behind the signs that end a sentence or a line."""
    return _SENTENCES.split(text)


def without_preface(message: Wording) -> Wording:
    """A message without what only leads up to it: I was wondering if, is there any chance that."""
    found = _PREFACE.match(message.plain)
    return message.without(found) if found else message


def _pieces(text: str) -> Iterator[_Piece]:
    for found in _PIECES.finditer(text):
        if found["word"] and len(found[0]) > MOST_LETTERS and found[0].isascii():
            continue
        if found["word"]:
            yield from _of_a_word(text, found)
        elif found["end"]:
            if not _is_abbreviation(text, found):
                yield _Piece("|", *found.span())
        elif found["pause"]:
            yield _Piece(",", *found.span())
        else:
            yield _Piece(found[0].replace(" ", "").replace("&", "and"), *found.span())


def _of_a_word(text: str, found: re.Match[str]) -> Iterator[_Piece]:
    word, start = found[0], found.start()
    parts = re.split("['’´`]", word.casefold(), maxsplit=1)
    if len(parts) == 1:
        yield _Piece(_written_out(text, found), start, found.end())
        return
    head, tail = parts
    if tail == "t" and head.endswith("n"):
        head = {"can": "can", "won": "will", "shan": "shall"}.get(head, head[:-1])
        yield _Piece(f"{head} not", start, found.end())
        return
    middle = start + len(word) - len(tail) - 1
    if tail == "s":
        tail = "is" if head in _BEFORE_IS else "us" if head == "let" else "'s"
    elif tail not in _TAILS:
        # O'Brien, l'engle: one word.
        yield _Piece(head + tail, start, found.end())
        return
    yield _Piece(head, start, middle)
    yield _Piece(_TAILS.get(tail, tail), middle, found.end())


_YOUNG_ADULT = re.compile(r"(?: ?[/&]| (?:fiction|books?|novels?|fantasy|romance|section|lit)\b|$)")


def _written_out(text: str, found: re.Match[str]) -> str:
    word = found[0].casefold()
    if word == "ya" and not found[0].isupper() and not _YOUNG_ADULT.match(text, found.end()):
        return "you"
    if word in _NOT_WHEN_INITIAL and (
        found[0].isupper() or text[found.end() : found.end() + 1] == "."
    ):
        return word
    return _WRITTEN_OUT.get(word, word)


def _is_abbreviation(text: str, found: re.Match[str]) -> bool:
    """Whether a point belongs to the word before it: J.R.R., vol. 3, p.m."""
    if found[0] != ".":
        return False
    if text[found.end() : found.end() + 1].isalnum():
        return True
    before = re.search(r"[^\W\d_]+$", text[max(0, found.start() - 8) : found.start()])
    if before is None:
        return False
    word = before[0].casefold()
    return (len(word) == 1 and word != "i") or word in _ABBREVIATIONS
