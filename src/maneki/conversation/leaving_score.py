"""How much a message reads like somebody leaving, as learned from texts people wrote. Pure.

Rules hear what somebody thought of; people say it in ways nobody thought of. So beside the rules
stands a weight for each trait of a message (`leaving_traits`), learned by logistic regression from
the corpora that tests/conversation/data/README.md describes, with `bench/leaving.py --write`. The
score is the logarithm of the odds: above nought it reads more like leaving than not. What it means
for a person is decided in `maneki.conversation.leaving`.

Traits have no names here: each has a place among 131,072 by its checksum, and where two meet they
share their weight. That keeps the file small and makes room for traits that are rare.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import sqrt
from zlib import crc32

import numpy as np

from maneki.conversation.leaving_traits import traits_of

PLACES = 1 << 17


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learned: a whole number for each place, what one of it is worth, and the start.
    `learned_from` names the corpora by their digest.
    """

    at_place: bytes
    unit: float
    bias: float
    learned_from: str = ""

    def score_of(self, traits: Iterable[str]) -> float:
        """The logarithm of the odds; the more traits a message has, the less each tells."""
        places = [place_of(trait) for trait in traits]
        if not places:
            return self.bias
        signed = memoryview(self.at_place).cast("b")
        return self.bias + self.unit * sum(signed[place] for place in places) / sqrt(len(places))


def place_of(trait: str) -> int:
    """Where the weight of a trait stands."""
    return crc32(trait.encode("utf-8", "replace")) % PLACES


def leaving_score(text: str) -> float:
    """The logarithm of the odds that a message asks for no more texts; the same for the same."""
    return learned().score_of(traits_of(text))


@cache
def learned() -> Weights:
    """The weights that are shipped, read once."""
    file = resources.files("maneki.conversation").joinpath("data/leaving_weights.npz")
    with file.open("rb") as opened, np.load(opened, allow_pickle=False) as found:
        return Weights(
            at_place=found["at_place"].tobytes(),
            unit=float(found["unit"]),
            bias=float(found["bias"]),
            learned_from=str(found["learned_from"]),
        )
