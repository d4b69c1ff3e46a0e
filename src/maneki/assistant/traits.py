"""What is to be seen of a message by whoever weighs what it asks for (`weighing.py`). Pure.

Traits are numbers by name: the words and pieces of words, the families of words and which of them
come together, what the message looks like, what was shown and said before it, and how the rules
read it. Each kind has a fixed share, however many there are of it, so that a long message weighs as
much as a short one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise

from maneki.assistant.families import families_of
from maneki.assistant.genres import genre_in
from maneki.assistant.meaning import Context, Intent, Understood
from maneki.assistant.names import is_name
from maneki.assistant.wording import Wording, read
from maneki.learned.ngrams import features_of

_QUOTED = re.compile(r"[\"“”„«「『][^\"“”«»「」『』]{1,200}[\"“”»」』]")
_LETTERS = re.compile(r"[^\W\d_]+")
_JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_MOST_COUNTED = 12
_MOST_FAMILIES = 24
"""Families of one message that are put together two by two."""
_MOST_BEFORE = 60
"""Words of what was said before that are looked at."""


def traits_of(
    message: Wording, context: Context, read_as: tuple[str, Understood] | None
) -> dict[str, float]:
    """The traits of a message. `read_as` is which rule read it and how; None if not known."""
    words = message.plain.split()
    met = [families for word in words if (families := families_of(word))]
    kinds = (
        (1.0, features_of(words, longest=2, pieces=())),
        (0.7, features_of(words, longest=0)),
        (0.5, _looks(message, context)),
        (0.7, _families(met)),
        (0.7, _together(met)),
        (0.5, _before("h", context.heard, longest=1)),
        (0.5, _before("s", context.said, longest=2)),
        (0.2, () if read_as is None else _read(*read_as)),
    )
    return {trait: value for share, found in kinds for trait, value in _shared(share, found)}


def label_of(found: Understood) -> str:
    """An intent, with what it is about where intents of one kind are told apart by that."""
    if found.intent is Intent.POLICY:
        return f"{found.intent}.{found.slots.topic}"
    if found.intent is Intent.ORDER_INTENT:
        return f"{found.intent}.{found.slots.action}"
    return str(found.intent)


def _shared(share: float, found: Iterable[str]) -> Iterator[tuple[str, float]]:
    once = list(dict.fromkeys(found))
    value = share / max(len(once), 1) ** 0.5
    return ((trait, value) for trait in once)


def _families(met: list[tuple[str, ...]]) -> Iterator[str]:
    for families in met:
        yield from (f"f:{name}" for name in families)
    for here, there in pairwise(met):
        yield from (f"f:{one} {other}" for one in here for other in there)


def _together(met: list[tuple[str, ...]]) -> Iterator[str]:
    names = sorted({name for families in met for name in families})[:_MOST_FAMILIES]
    return (f"t:{one} {other}" for one, other in combinations(names, 2))


def _before(kind: str, text: str, *, longest: int) -> Iterator[str]:
    words = read(text).plain.split()[:_MOST_BEFORE] if text else []
    return (f"{kind}:{one}" for one in features_of(words, longest=longest, pieces=()) if words)


def _read(rule: str, found: Understood) -> Iterator[str]:
    yield f"r:{label_of(found)}"
    yield f"r:{label_of(found)} {rule}"


def _looks(message: Wording, context: Context) -> Iterator[str]:
    text, words = message.text, _LETTERS.findall(message.text)
    capitals = sum(word[0].isupper() for word in words[1:])
    yield f"x:words {min(len(message.words), _MOST_COUNTED)}"
    yield "x:capitals" if capitals > 1 else "x:capital" if capitals else "x:small"
    seen = {
        "asked": "?" in text or "？" in text,
        "quoted": _QUOTED.search(text) is not None,
        "genre": genre_in(message) is not None,
        "name": any(is_name(f"{one} {other}") for one, other in pairwise(words)),
        "japanese": _JAPANESE.search(text) is not None,
        "number": any(char.isdigit() for char in text),
        "shown": bool(context.shown),
        "filters": bool(context.filters),
        "paused": any(one.is_paused for one in context.filters),
        "filter": _names_a_filter(message, context),
        "was asked": "?" in context.said,
    }
    yield from (f"x:{name}" for name, is_seen in seen.items() if is_seen)


def _names_a_filter(message: Wording, context: Context) -> bool:
    said = set(message.words) - {"under", "the", "a", "of", "and"}
    return any(said & set(read(one.name).words) for one in context.filters)
