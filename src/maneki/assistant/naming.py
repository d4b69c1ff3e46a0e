"""Which words of a message name something: a title, author or series, what was liked, a mood.

Every word is weighed for each kind of name by what stands around it and by what the message asks
for (`data/names.npz`, learned from marked texts), and the likeliest row of kinds is taken in which
a name goes on only where it began. Japanese is left to the rules: without blanks there are no words
to weigh. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from maneki.assistant.families import families_of
from maneki.assistant.genres import genre_in
from maneki.assistant.meaning import Context, Slots
from maneki.assistant.names import is_given_name, is_known_surname
from maneki.assistant.wording import Wording, read
from maneki.learned.linear import Scorer

KINDS = ("title", "author", "series", "like", "mood")
OUTSIDE = "-"
_JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_QUOTES = re.compile(r"[\"“”„«「『](?P<inside>[^\"“”«»「」『』]{1,200})[\"“”»」』]")
_NONE = "_"


@dataclass(frozen=True, slots=True)
class Named:
    """A name in a message: its kind, and its words as they stand there."""

    kind: str
    text: str


def named_in(
    message: Wording, context: Context, *, label: str, read_as: Slots | None
) -> tuple[Named, ...]:
    """The names in a message that asks for `label`, in order. `read_as` is what rules found."""
    if is_without_words(message):
        return ()
    scorer = _learned()
    rows = words_of(message, context, label=label, read_as=read_as)
    sums = np.array([scorer.sums(dict.fromkeys(row, 1.0)) for row in rows])
    sums[_signed(message) :, [label != OUTSIDE for label in scorer.labels]] -= _NEVER
    row = _mended(message, _best_row(sums, scorer.labels))
    found = (Named(one.kind, _bared(one)) for one in _joined(message, row))
    return tuple({(one.kind, one.text.casefold()): one for one in found if one.text}.values())


def is_without_words(message: Wording) -> bool:
    return not message.places or _JAPANESE.search(message.text) is not None


def words_of(
    message: Wording, context: Context, *, label: str, read_as: Slots | None
) -> list[list[str]]:
    """For each word or mark of a message, what is to be seen of it and around it."""
    plain = [message.plain[place.at : place.until] for place in message.places]
    marks = [_of_itself(message, place) for place in range(len(plain))]
    found = [_NONE] * len(plain) if read_as is None else _found(message, read_as)
    shown = {word for book in context.shown for word in read(book.title).words}
    return [
        [*_around(plain, at, label), *marks[at], *_looks_around(marks, at),
         *(() if read_as is None else (f"r:{found[at]}", f"r:{found[at]} {label}")),
         *(("shown",) if plain[at] in shown else ())]
        for at in range(len(plain))
    ]  # fmt: skip


def _around(plain: Sequence[str], at: int, label: str) -> Iterator[str]:
    def word(away: int) -> str:
        place = at + away
        return plain[place] if 0 <= place < len(plain) else _NONE

    asked = label.partition(".")[0]
    yield from (f"{away}:{word(away)}" for away in (-3, -2, -1, 0, 1, 2, 3))
    yield from (f"{away} {away + 1}:{word(away)} {word(away + 1)}" for away in (-2, -1, 0, 1))
    yield from (f"l {away}:{asked} {word(away)}" for away in (-1, 0, 1))
    yield f"l:{asked}"
    for away in (-2, -1, 0, 1, 2):
        yield from (f"f {away}:{name}" for name in families_of(word(away)))
    for away in (-1, 0, 1):
        yield from (f"lf {away}:{asked} {name}" for name in families_of(word(away)))


def _of_itself(message: Wording, number: int) -> tuple[str, ...]:
    place = message.places[number]
    said = message.text[place.start : place.end]
    word = message.plain[place.at : place.until]
    genre = genre_in(message)
    seen = {
        "capital": said[:1].isupper(),
        "all capital": len(said) > 1 and said.isupper(),
        "digit": any(char.isdigit() for char in said),
        "mark": not said[:1].isalnum(),
        "given": is_given_name(word),
        "surname": is_known_surname(word),
        "quoted": any(
            found.start("inside") <= place.start < found.end("inside")
            for found in _QUOTES.finditer(message.text)
        ),
        "genre": genre is not None and genre[1].start() <= place.at < genre[1].end(),
    }
    kinds = [name for name, is_seen in seen.items() if is_seen]
    capitals = sum(char.isupper() for char in message.text[1:])
    cased = "cased" if capitals else "uncased"
    return (
        f"is:{' '.join(kinds)}",
        f"is {cased}:{' '.join(kinds)}",
        *(f"i:{one}" for one in kinds),
    )


def _looks_around(marks: Sequence[tuple[str, ...]], at: int) -> Iterator[str]:
    for away in (-1, 1):
        place = at + away
        looks = marks[place][0] if 0 <= place < len(marks) else _NONE
        yield f"{away} {looks}"
        yield f"{away} {looks} {marks[at][0]}"


def _found(message: Wording, slots: Slots) -> list[str]:
    """What the rules took each word for."""
    found = [OUTSIDE] * len(message.places)
    values = [(kind, getattr(slots, kind)) for kind in KINDS]
    values += [("title", title) for title in slots.titles]
    for kind, value in values:
        if value and (span := span_of(message, value)):
            for at in range(*span):
                found[at] = kind
    return found


def span_of(message: Wording, name: str) -> tuple[int, int] | None:
    """The places of a name in a message, first and one past the last; None if it is not there."""
    start = message.text.casefold().find(name.casefold())
    if start < 0:
        return None
    places = [
        at
        for at, place in enumerate(message.places)
        if place.start >= start and place.end <= start + len(name)
    ]
    return (places[0], places[-1] + 1) if places else None


_GOING_ON = 0.35
"""How much likelier a name goes on than that it ends or another begins, measured as the sums."""


def _best_row(sums: NDArray[np.float32], labels: Sequence[str]) -> list[str]:
    """The likeliest row of kinds, in which "title+" follows only "title" and itself (Viterbi)."""
    going_on = np.array([label.endswith("+") for label in labels], dtype=np.float32)
    sums = sums + np.float32(_GOING_ON) * going_on
    may = np.array([[_may_follow(one, other) for other in labels] for one in labels])
    first = np.array([not label.endswith("+") for label in labels])
    best = np.where(first, sums[0], np.float32(-np.inf))
    back: list[NDArray[np.int64]] = []
    for row in sums[1:]:
        reach = np.where(may, best[:, None], np.float32(-np.inf))
        back.append(reach.argmax(axis=0))
        best = reach.max(axis=0) + row
    at = int(best.argmax())
    path = [at]
    for step in reversed(back):
        at = int(step[at])
        path.append(at)
    return [labels[one] for one in reversed(path)]


def _may_follow(before: str, after: str) -> bool:
    return not after.endswith("+") or before.removesuffix("+") == after.removesuffix("+")


_LOOSE = re.compile(r"^(?:and|or)\s+|\s+(?:and|or|by|the)$|['’]s$", re.IGNORECASE)
"""What stands at an end of a name and is none of it."""
_BEFORE_A_NAME = re.compile(
    r"^(?:(?:any|some|more|other|got|all|by|from|of)\s+)+(?=\w)", re.IGNORECASE
)
_BEHIND_A_NAME = re.compile(
    r"\s+(?:nothing|not|no|under|below|over|above|up to|less|max|[$¥€£]?\s?\d.*)$", re.IGNORECASE
)


def _bared(name: Named) -> str:
    """A name without what is asked of it; somebody's name has no number in it."""
    text = _LOOSE.sub("", name.text)
    if name.kind != "author":
        return text
    return _BEHIND_A_NAME.sub("", _BEFORE_A_NAME.sub("", text))


_NEVER = 100.0
_SIGNED = re.compile(
    r"(?:\b(?:regards|sincerely|faithfully|yours(?: truly)?|cheers|best wishes|many thanks"
    r"|thank you|thanks|with thanks)\b[ |,]*|[-—–]+ )(?P<name>(?:[^|,]+ ?){1,4})[ |,]*$"
)


def _signed(message: Wording) -> int:
    """Where the name of whoever wrote it begins, behind regards; else behind the last word."""
    found = _SIGNED.search(message.plain)
    start = (
        found.start("name") if found and len(found["name"].split()) <= _LONGEST_SIGNATURE else -1
    )
    at = next((at for at, place in enumerate(message.places) if place.at >= start >= 0), None)
    return len(message.places) if at is None else at


_LONGEST_SIGNATURE = 4
_WITHIN = frozenset(
    {
        "a", "an", "at", "by", "das", "de", "del", "der", "des", "die", "du", "el", "for", "from",
        "in", "is", "la", "las", "le", "les", "los", "of", "on", "the", "to", "und", "with", "y",
    }
)  # fmt: skip
"""Small words that stand within a name rather than between two."""


def _mended(message: Wording, row: list[str]) -> list[str]:
    """A name that is torn in two at small words is one: The Art of Racing in the Rain."""
    row = list(row)
    end: int | None = None
    for at, kind in enumerate(row):
        bare = kind.removesuffix("+")
        if kind == OUTSIDE:
            continue
        if end is not None and kind == row[end].removesuffix("+") and at > end + 1:
            between = [message.plain[one.at : one.until] for one in message.places[end + 1 : at]]
            if set(between) <= _WITHIN and kind in {"title", "series"}:
                row[end + 1 : at + 1] = [f"{bare}+"] * (at - end)
        end = at
    return row


def _joined(message: Wording, row: Sequence[str]) -> Iterator[Named]:
    begun: tuple[str, int] | None = None
    for at, kind in enumerate([*row, OUTSIDE]):
        if begun and not kind.endswith("+"):
            start, end = message.places[begun[1]].start, message.places[at - 1].end
            yield Named(begun[0], message.text[start:end])
            begun = None
        if kind != OUTSIDE and not kind.endswith("+"):
            begun = kind, at


@cache
def _learned() -> Scorer:
    with resources.files("maneki.assistant").joinpath("data/names.npz").open("rb") as file:
        return Scorer.load(file)


def kinds_of(message: Wording, names: Sequence[tuple[str, str]]) -> list[str] | None:
    """The kind of each word by the names it is marked with; None if one of them is not there."""
    row = [OUTSIDE] * len(message.places)
    for kind, name in names:
        span = span_of(message, name)
        if span is None:
            return None
        row[span[0]] = kind
        row[span[0] + 1 : span[1]] = [f"{kind}+"] * (span[1] - span[0] - 1)
    return row


def tagged(named: Sequence[Named]) -> Mapping[str, list[str]]:
    """Names by their kind."""
    return {kind: [one.text for one in named if one.kind == kind] for kind in KINDS}
