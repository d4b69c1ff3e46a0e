"""A scorer learns from examples, says how sure it is, and is the same again from its file."""

from __future__ import annotations

import io

import numpy as np
import pytest

from maneki.learned.fit import Example, fitted
from maneki.learned.linear import Scorer
from maneki.learned.ngrams import features_of

SAID = {
    "when do you open": "hours", "when do you close today": "hours", "are you open": "hours",
    "open on monday": "hours", "what time do you close": "hours", "is the shop open": "hours",
    "do you have dune": "stock", "have you got emma": "stock", "do you have emma": "stock",
    "is dune in stock": "stock", "have you got dune": "stock", "got any copies of dune": "stock",
}  # fmt: skip


def learned() -> Scorer:
    examples = [Example(features_of(text.split()), label) for text, label in SAID.items()]
    return fitted(examples, about={"from": "the test"})


def best(scorer: Scorer, text: str) -> str:
    return scorer.labels[int(scorer.scores(features_of(text.split())).argmax())]


def test_what_was_not_among_the_examples_is_told_apart() -> None:
    scorer = learned()
    assert best(scorer, "when will you open tomorrow") == "hours"
    assert best(scorer, "do u have copies of emma") == "stock"


def test_scores_are_logarithms_of_chances_that_add_up_to_one() -> None:
    scores = learned().scores(features_of(["when", "do", "you", "open"]))
    assert float(np.exp(scores).sum()) == pytest.approx(1, abs=1e-5)
    assert float(np.exp(scores).max()) > 0.7


def test_of_an_unknown_text_nothing_is_sure() -> None:
    scores = np.exp(learned().scores(features_of(["xyzzy"])))
    assert abs(float(scores[0] - scores[1])) < 0.2


def test_an_example_that_counts_more_moves_more() -> None:
    features = features_of(["book"])
    light = [Example(features, "a"), Example(features, "b")]
    heavy = [Example(features, "a", weight=3), Example(features, "b")]
    assert fitted(light, about={}, least=1).scores(features)[0] == pytest.approx(-0.69, abs=0.02)
    assert fitted(heavy, about={}, least=1).scores(features)[0] == pytest.approx(-0.29, abs=0.05)


def test_the_file_says_the_same_and_where_it_comes_from() -> None:
    first, file = learned(), io.BytesIO()
    first.save(file)
    file.seek(0)
    again = Scorer.load(file)
    assert again.about == {"from": "the test"}
    assert again.labels == first.labels
    for text in SAID:
        features = features_of(text.split())
        assert np.array_equal(first.scores(features), again.scores(features))


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
