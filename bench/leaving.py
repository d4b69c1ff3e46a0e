"""Learns what of a message tells that somebody leaves, and says how well that does on other hands.

`--write` learns from all corpora and writes the weights that are shipped; the same corpora give the
same file. Without it each corpus of another hand is left out in turn, the weights are learned from
the rest, and the whole reader (rules and score together) is counted on the one that was left out.
That is the honest estimate for texts of strangers; on what was learned from nearly all is right.

Learning is logistic regression with a penalty on large weights, by L-BFGS over all texts at once.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.corpora import rows

from maneki.conversation.leaving import DOUBT_FROM, Leaving, answer_of, by_rules
from maneki.conversation.leaving_score import PLACES, Weights, place_of
from maneki.conversation.leaving_traits import traits_of

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "tests/conversation/data"
WRITTEN_TO = ROOT / "src/maneki/conversation/data/leaving_weights.npz"
THIRD = "opt_out_third"
OTHER_HANDS = ("opt_out", "opt_out_second", THIRD)
OWN_HAND = "opt_out_voices"
PHRASINGS = ("phrasings", "phrasings_second")
LEFT_OUT = (THIRD, "opt_out", "opt_out_second", "phrasings_second")
PENALTY = 0.3
MOST_STEPS = 300
_MOST_OF_A_BYTE = 127

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Slope = Callable[[Floats], tuple[float, Floats]]


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a corpus; `expected` is opt_out, not_opt_out or doubt."""

    corpus: str
    expected: str
    text: str

    @property
    def wanted(self) -> float:
        """How likely it is to be taken for leaving; what is in doubt is to be asked, so rather."""
        return {"opt_out": 1.0, "doubt": 0.8, "not_opt_out": 0.0}[self.expected]


@dataclass(frozen=True, slots=True)
class Traits:
    """The traits of many texts, as pairs of a text's number and a place, each with its share."""

    texts: int
    of_text: Ints
    at_place: Ints
    share: Floats


def all_texts() -> list[Text]:
    """Every text to learn from."""
    found = [
        Text(name, row["expected"], row["text"])
        for name in (*OTHER_HANDS, OWN_HAND)
        for row in rows(DATA / f"{name}.csv")
    ]
    return found + [
        Text(name, "not_opt_out", row["text"])
        for name in PHRASINGS
        for row in rows(ROOT / f"tests/assistant/data/{name}.csv")
        # To be forgotten is to leave, too.
        if row["intent"] != "forget"
    ]


def digest_of_corpora() -> str:
    """What the weights were learned from: the SHA-256 of the texts of this room, in their order."""
    read = hashlib.sha256()
    for name in (*OTHER_HANDS, OWN_HAND):
        read.update((DATA / f"{name}.csv").read_bytes())
    return read.hexdigest()


def places_of(text: str) -> Ints:
    return np.array(sorted(map(place_of, traits_of(text))), dtype=np.int64)


def traits_in(places: Sequence[Ints]) -> Traits:
    """The same as `Weights.score_of` counts them."""
    counts = np.array([len(found) for found in places], dtype=np.int64)
    of_text = np.repeat(np.arange(len(places)), counts)
    share = np.repeat(1 / np.sqrt(np.maximum(counts, 1)), counts)
    return Traits(len(places), of_text, np.concatenate(places), share)


def learn(places: Sequence[Ints], wanted: Floats) -> Weights:
    """The weights that give these texts the likelihoods wanted. Rare traits may weigh more (as in
    tf-idf).
    """
    seen = traits_in(places)
    texts_with = np.bincount(np.concatenate([np.unique(p) for p in places]), minlength=PLACES)
    rarity = np.where(texts_with > 0, np.log(seen.texts / np.maximum(texts_with, 1)), 0.0)
    values = seen.share * rarity[seen.at_place]

    def slope(at: Floats) -> tuple[float, Floats]:
        weights, bias = at[:-1], at[-1]
        odds = np.bincount(seen.of_text, values * weights[seen.at_place], seen.texts) + bias
        loss = np.sum(np.logaddexp(0, odds) - wanted * odds) + PENALTY / 2 * (weights @ weights)
        off = 1 / (1 + np.exp(-np.clip(odds, -50, 50))) - wanted
        down = np.bincount(seen.at_place, values * off[seen.of_text], PLACES) + PENALTY * weights
        return float(loss), np.append(down, off.sum())

    at = lowest(slope, np.zeros(PLACES + 1))
    return rounded(at[:-1] * rarity, float(at[-1]))


def rounded(weights: Floats, bias: float) -> Weights:
    unit = float(np.abs(weights).max()) / _MOST_OF_A_BYTE
    return Weights(np.rint(weights / unit).astype(np.int8).tobytes(), unit, bias)


def lowest(slope: Slope, at: Floats, kept: int = 10) -> Floats:
    """Where a smooth function with one valley is lowest, by L-BFGS (Nocedal, 1980)."""
    value, down = slope(at)
    steps: list[tuple[Floats, Floats]] = []
    for _ in range(MOST_STEPS):
        way = -_uncurved(down, steps)
        reach, length = float(down @ way), 1.0 if steps else 1 / float(np.linalg.norm(down))
        there, down_there = slope(at + length * way)
        while there > value + 1e-4 * length * reach and length > 1e-10:
            length /= 2
            there, down_there = slope(at + length * way)
        step, turned = length * way, down_there - down
        at = at + step
        if step @ turned > 0:
            steps = [*steps, (step, turned)][-kept:]
        is_flat = value - there < 1e-5 * abs(value)
        value, down = there, down_there
        if is_flat:
            break
    return at


def _uncurved(down: Floats, steps: Sequence[tuple[Floats, Floats]]) -> Floats:
    """The slope, divided by how the function was seen to bend on the last steps."""
    left, shares = down.copy(), []
    for step, turned in reversed(steps):
        share = (step @ left) / (turned @ step)
        left -= share * turned
        shares.append(share)
    if steps:
        step, turned = steps[-1]
        left *= (step @ turned) / (turned @ turned)
    for (step, turned), share in zip(steps, reversed(shares), strict=True):
        left += step * (share - (turned @ left) / (turned @ step))
    return left


def learned_from(texts: Sequence[Text], places: Sequence[Ints]) -> Weights:
    return learn(places, np.array([text.wanted for text in texts]))


@dataclass(frozen=True, slots=True)
class Read:
    """What rules and score say of a text that was left out."""

    text: Text
    rules: Leaving
    score: float


def left_out(texts: Sequence[Text], places: Sequence[Ints], corpus: str) -> list[Read]:
    """One corpus as read with weights learned from all others."""
    rest = [at for at, text in enumerate(texts) if text.corpus != corpus]
    weights = learned_from([texts[at] for at in rest], [places[at] for at in rest])
    return [
        Read(text, by_rules(text.text), weights.score_of(traits_of(text.text)))
        for text in texts
        if text.corpus == corpus
    ]


def print_counts(name: str, read: Sequence[Read]) -> None:
    """What becomes of each class, for other thresholds of doubt, too."""
    for doubt_from in sorted({-1.0, -0.5, 0.0, 0.5, DOUBT_FROM}):
        found = Counter(
            (one.text.expected, answer_of(one.rules, one.score, doubt_from=doubt_from))
            for one in read
        )
        for expected in sorted({one.text.expected for one in read}):
            each = " ".join(f"{answer.value} {found[expected, answer]:4}" for answer in Leaving)
            print(f"{name:24} doubt from {doubt_from:5} {expected:12} {each}", flush=True)


def was_read(text: Text) -> bool:
    """Of the third corpus: whether its text was known when the last voices were written."""
    return hashlib.sha256(text.text.encode()).digest()[0] % 2 == 0


def write(found: Weights) -> None:
    np.savez_compressed(
        WRITTEN_TO,
        at_place=np.frombuffer(found.at_place, dtype=np.int8),
        unit=found.unit,
        bias=found.bias,
        learned_from=digest_of_corpora(),
    )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--write", action="store_true", help="learn from all and write the file")
    options.add_argument("--leave-out", nargs="*", choices=LEFT_OUT, default=LEFT_OUT)
    chosen = options.parse_args()
    texts = all_texts()
    places = [places_of(text.text) for text in texts]
    if not chosen.write:
        for corpus in chosen.leave_out:
            read = left_out(texts, places, corpus)
            print_counts(corpus, read)
            if corpus == THIRD:
                print_counts(f"{THIRD}, unread", [one for one in read if not was_read(one.text)])
        return
    found = learned_from(texts, places)
    write(found)
    learned = sum(weight != 0 for weight in found.at_place)
    print(f"{len(texts)} texts, {learned} weights, {WRITTEN_TO.stat().st_size} bytes")


if __name__ == "__main__":
    main()
