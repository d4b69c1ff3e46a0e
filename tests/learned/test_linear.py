"""A scorer learns from examples, says how sure it is, and is the same again from its file."""

from __future__ import annotations

import io

import numpy as np
import pytest

from maneki.learned.examples import Example
from maneki.learned.linear import Floats, Scorer, shares
from maneki.learned.margin import parted
from maneki.learned.ngrams import features_of

SAID = {
    "when do you open": "hours", "when do you close today": "hours", "are you open": "hours",
    "open on monday": "hours", "what time do you close": "hours", "is the shop open": "hours",
    "do you have dune": "stock", "have you got emma": "stock", "do you have emma": "stock",
    "is dune in stock": "stock", "have you got dune": "stock", "got any copies of dune": "stock",
}  # fmt: skip


def learned() -> Scorer:
    examples = [Example(features_of(text.split()), label) for text, label in SAID.items()]
    return parted(examples, about={"from": "the test"})


def sums(scorer: Scorer, text: str) -> Floats:
    return scorer.sums(shares(features_of(text.split())))


def best(scorer: Scorer, text: str) -> str:
    return scorer.labels[int(sums(scorer, text).argmax())]


def test_what_was_not_among_the_examples_is_told_apart() -> None:
    scorer = learned()
    assert best(scorer, "when will you open tomorrow") == "hours"
    assert best(scorer, "do u have copies of emma") == "stock"


def test_what_was_learned_from_is_on_its_own_side() -> None:
    scorer = learned()
    for text, label in SAID.items():
        found = dict(zip(scorer.labels, sums(scorer, text), strict=True))
        assert found.pop(label) > 0 > max(found.values())


def test_of_an_unknown_text_nothing_is_sure() -> None:
    assert float(np.abs(sums(learned(), "xyzzy")).max()) < 0.3


def test_an_example_that_counts_more_moves_more() -> None:
    features = features_of(["book"])
    light = [Example(features, "a"), Example(features, "b")]
    heavy = [Example(features, "a", weight=3), Example(features, "b")]
    even, uneven = (parted(one, about={}, least=1) for one in (light, heavy))
    assert float(sums(even, "book")[0]) == pytest.approx(0, abs=0.05)
    assert float(sums(uneven, "book")[0]) > 0.2


def test_the_file_says_the_same_and_where_it_comes_from() -> None:
    first, file = learned(), io.BytesIO()
    first.save(file)
    file.seek(0)
    again = Scorer.load(file)
    assert again.about == {"from": "the test"}
    assert again.labels == first.labels
    for text in SAID:
        assert np.array_equal(sums(first, text), sums(again, text))


def test_the_same_examples_make_the_same_file() -> None:
    files = [io.BytesIO(), io.BytesIO()]
    for file in files:
        learned().save(file)
    first, again = (Scorer.load(io.BytesIO(file.getvalue())) for file in files)
    assert list(first.features) == list(again.features)
    assert np.array_equal(first.weights, again.weights)


def test_features_stand_once_and_know_the_edges() -> None:
    found = features_of(["no", "no"], longest=2, pieces=(3,))
    assert found == ["w:no", "w:\x02 no", "w:no no", "w:no \x02", "c: no", "c:no "]


def test_of_no_words_there_is_nothing_to_read() -> None:
    assert features_of([]) == ["w:\x02 \x02"]
