"""Learn what messages ask for and which of their words are names, and write both files of weights.

    python bench/learn_intents.py            # writes src/maneki/assistant/data/{intents,names}.npz
    python bench/learn_intents.py --apart phrasings_third --parts 3
        # learns without a part of that corpus, reads that part, and prints how many rows are right

The rules have been made right on the tuning halves of the first two corpora, so what they read
there says nothing about how far they can be trusted elsewhere; there it is left out.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.assistant.marked import marked
from tests.assistant.phrasings import context_of, is_right
from tests.corpora import rows

from maneki.assistant import naming, weighing
from maneki.assistant.intents import by_rules, understand
from maneki.assistant.meaning import Context, Understood
from maneki.assistant.naming import KINDS, kinds_of, words_of
from maneki.assistant.traits import traits_of
from maneki.assistant.wording import read
from maneki.learned.examples import Example
from maneki.learned.linear import Scorer
from maneki.learned.margin import parted

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "tests" / "assistant" / "data"
WRITTEN = ROOT / "src" / "maneki" / "assistant" / "data"
CORPORA = ("phrasings", "phrasings_second", "phrasings_third")
_RULES_WERE_MADE_ON = {("phrasings", "tune"), ("phrasings_second", "tune")}
_NAMES_STRENGTH = 0.2
_NAMES_ROUNDS = 8


@dataclass(frozen=True, slots=True)
class Text:
    """A message to learn from. `read_as` is None where the rules are no guide."""

    corpus: str
    label: str
    context: Context
    text: str
    names: tuple[tuple[str, str], ...]
    read_as: tuple[str, Understood] | None
    row: dict[str, str] | None = None


def texts() -> Iterator[Text]:
    for one in marked(DATA / "phrasings_own.txt"):
        kinds = tuple(name for name in one.names if name[0] in KINDS)
        read_as = by_rules(one.text, one.context)
        yield Text("phrasings_own", one.label, one.context, one.text, kinds, read_as)
    for corpus in CORPORA:
        for row in rows(DATA / f"{corpus}.csv"):
            context = context_of(row["context"])
            is_guide = (corpus, row["half"]) not in _RULES_WERE_MADE_ON
            guide = by_rules(row["text"], context) if is_guide else None
            yield Text(corpus, _label(row), context, row["text"], _names(row), guide, row)


def _label(row: dict[str, str]) -> str:
    slots = json.loads(row["slots"])
    about = slots.get("topic") or slots.get("action")
    has_more = row["intent"] in {"policy", "order_intent"} and about
    return f"{row['intent']}.{about}" if has_more else row["intent"]


def _names(row: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """The names that stand in the text itself; what only points has none."""
    slots = json.loads(row["slots"])
    named = [(kind, slots[kind]) for kind in KINDS if kind in slots]
    named += [("title", title) for title in slots.get("titles", [])]
    return tuple(one for one in named if one[1].casefold() in row["text"].casefold())


def learned(found: Sequence[Text]) -> tuple[Scorer, Scorer]:
    """What the messages ask for, and which words are names."""
    counts = dict(sorted(Counter(one.corpus for one in found).items()))
    about = {"by": "bench/learn_intents.py", "texts": counts}
    asked = [
        Example(traits_of(read(one.text), one.context, one.read_as), one.label) for one in found
    ]
    words = [example for one in found for example in _words(one)]
    return parted(asked, about=about), parted(
        words, about=about, strength=_NAMES_STRENGTH, rounds=_NAMES_ROUNDS
    )


def _words(one: Text) -> Iterator[Example]:
    message = read(one.text)
    kinds = None if naming.is_without_words(message) else kinds_of(message, one.names)
    if kinds is None:
        return
    slots = one.read_as[1].slots if one.read_as else None
    seen = words_of(message, one.context, label=one.label, read_as=slots)
    for traits, kind in zip(seen, kinds, strict=True):
        yield Example(dict.fromkeys(traits, 1.0), kind)


def right_apart(found: Sequence[Text], corpus: str, parts: int) -> Iterator[dict[str, object]]:
    """Each part of a corpus, read by what was learned without it."""
    for part in range(parts):
        apart = [one for one in found if one.corpus == corpus and _part(one, parts) == part]
        rest = [one for one in found if one.corpus != corpus or _part(one, parts) != part]
        asked, words = learned(rest)
        with (
            mock.patch.object(weighing, "_learned", lambda asked=asked: asked),
            mock.patch.object(naming, "_learned", lambda words=words: words),
        ):
            yield from map(_read, apart)


def _part(one: Text, parts: int) -> int:
    return int(hashlib.sha256(one.text.encode()).hexdigest(), 16) % parts


def _read(one: Text) -> dict[str, object]:
    if one.row is None:
        raise ValueError("only rows of a corpus can be right")
    found = understand(one.text, one.context)
    return {
        "half": one.row["half"],
        "right": is_right(one.row),
        "intent": found.intent.value == one.row["intent"],
        "text": one.text,
        "wanted": [one.row["intent"], json.loads(one.row["slots"])],
        "found": [found.intent.value, found.slots.named(), found.confidence],
        "rules": [one.read_as[0], one.read_as[1].intent] if one.read_as else None,
    }


def _print_apart(found: Sequence[Text], options: argparse.Namespace) -> None:
    counts: Counter[str] = Counter()
    for one in right_apart(found, options.apart, options.parts):
        for name in ("rows", "intent", "right"):
            counts[f"{one['half']} {name}"] += bool(name == "rows" or one[name])
        if options.missed and not one["right"]:
            print(json.dumps(one, ensure_ascii=False))
    print(json.dumps({options.apart: dict(sorted(counts.items()))}))


def _write(files: Iterable[tuple[str, Scorer]]) -> None:
    for name, scorer in files:
        with (WRITTEN / name).open("wb") as file:
            scorer.save(file)
        size = (WRITTEN / name).stat().st_size
        print(json.dumps({name: {"bytes": size, "features": len(scorer.features)}}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--apart", choices=CORPORA)
    parser.add_argument("--parts", type=int, default=3)
    parser.add_argument("--missed", action="store_true")
    options = parser.parse_args()
    found = list(texts())
    if options.apart:
        _print_apart(found, options)
    else:
        _write(zip(("intents.npz", "names.npz"), learned(found), strict=True))


if __name__ == "__main__":
    main()
