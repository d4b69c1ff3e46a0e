"""What a message most likely asks for, weighed by what was learned from examples. Pure.

The rules read a message by single signs, and take for a title what shows none of them. Here all its
traits are weighed together, what the rules read among them (`data/intents.npz`; which texts it was
learned from is in the file). Whether the rules or the weights are believed is decided in `intents`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from maneki.assistant.meaning import Context, Understood
from maneki.assistant.traits import traits_of
from maneki.assistant.wording import Wording
from maneki.learned.linear import Scorer


@dataclass(frozen=True, slots=True)
class Weighed:
    """The likeliest label, its sum (1 and more is sure, below 0 is a guess), and its lead."""

    label: str
    sum: float
    lead: float


def weighed(message: Wording, context: Context, read_as: tuple[str, Understood]) -> Weighed:
    scorer = _learned()
    sums = scorer.sums(traits_of(message, context, read_as))
    order = np.argsort(-sums, kind="stable")
    best, second = float(sums[order[0]]), float(sums[order[1]])
    return Weighed(scorer.labels[int(order[0])], best, best - second)


@cache
def _learned() -> Scorer:
    with resources.files("maneki.assistant").joinpath("data/intents.npz").open("rb") as file:
        return Scorer.load(file)
