"""What is learned of texts tells them apart and repeats; the shipped weights are of these texts."""

from __future__ import annotations

import numpy as np
import pytest
from bench import leaving

from maneki.conversation.leaving_score import Weights, learned
from maneki.conversation.leaving_traits import traits_of

LEAVE = ["please stop texting me", "take me off the list", "no more texts", "lose my number"]
STAY = ["cancel my order", "do you have Emma", "when do you close", "hold it till friday"]


def learned_of_these() -> Weights:
    places = [leaving.places_of(text) for text in (*LEAVE, *STAY)]
    return leaving.learn(places, np.array([1.0] * len(LEAVE) + [0.0] * len(STAY)))


def test_what_was_learned_tells_apart_what_it_was_learned_from_and_what_is_like_it() -> None:
    weights = learned_of_these()
    scores = [weights.score_of(traits_of(text)) for text in (*LEAVE, *STAY)]
    assert min(scores[: len(LEAVE)]) > 0 > max(scores[len(LEAVE) :])
    assert weights.score_of(traits_of("stop texting")) > 0
    assert weights.score_of(traits_of("hold my order")) < 0


def test_learning_the_same_gives_the_same_to_the_byte() -> None:
    assert learned_of_these() == learned_of_these()


def test_the_lowest_point_of_a_bent_bowl_is_found() -> None:
    bends, middle = np.array([1.0, 10.0, 100.0]), np.array([3.0, -2.0, 0.5])

    def slope(at: leaving.Floats) -> tuple[float, leaving.Floats]:
        return float(bends @ (at - middle) ** 2), 2 * bends * (at - middle)

    assert leaving.lowest(slope, np.zeros(3)) == pytest.approx(middle, abs=1e-2)


def test_the_shipped_weights_were_learned_from_the_corpora_as_they_are() -> None:
    """If this fails, a corpus was changed: `python bench/leaving.py --write`."""
    assert learned().learned_from == leaving.digest_of_corpora()
