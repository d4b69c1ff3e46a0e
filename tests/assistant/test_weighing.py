"""What was learned: the files fit the program, and say what no rule says."""

from __future__ import annotations

from collections import Counter
from importlib import resources
from pathlib import Path

import pytest
from tests.assistant.marked import marked
from tests.assistant.phrasings import is_right
from tests.corpora import rows

from maneki.assistant.families import families_of
from maneki.assistant.intents import understand
from maneki.assistant.meaning import Context, Intent, ShownBook
from maneki.assistant.naming import KINDS, OUTSIDE, kinds_of, named_in
from maneki.assistant.wording import read
from maneki.learned.linear import Scorer

DATA = Path(__file__).parent / "data"
LEAST_RIGHT = {"phrasings": 0.97, "phrasings_second": 0.97, "phrasings_third": 0.93}
"""Of what was learned from: what is lower says that files and program do not fit any more."""


def packaged(name: str) -> Scorer:
    with resources.files("maneki.assistant").joinpath(f"data/{name}.npz").open("rb") as file:
        return Scorer.load(file)


def test_labels_are_intents_and_kinds_of_names() -> None:
    intents = {label.partition(".")[0] for label in packaged("intents").labels}
    assert intents <= {intent.value for intent in Intent}
    assert set(packaged("names").labels) == {
        OUTSIDE, *KINDS, *(f"{kind}+" for kind in KINDS)
    }  # fmt: skip


def test_the_files_are_of_the_texts_that_are_there() -> None:
    counts = {name: len(rows(DATA / f"{name}.csv")) for name in LEAST_RIGHT}
    counts["phrasings_own"] = sum(1 for _ in marked(DATA / "phrasings_own.txt"))
    for name in ("intents", "names"):
        assert packaged(name).about["texts"] == counts


@pytest.mark.parametrize("name", LEAST_RIGHT)
def test_what_was_learned_from_is_read_right(name: str) -> None:
    found = Counter(is_right(row) for row in rows(DATA / f"{name}.csv"))
    assert found[True] / found.total() >= LEAST_RIGHT[name]


@pytest.mark.parametrize("name", ["phrasings_fourth", "phrasings_fifth"])
def test_nine_in_ten_texts_of_a_stranger_are_read_right(name: str) -> None:
    """What was reached when they were first seen stands in data/README.md."""
    found = Counter(is_right(row) for row in rows(DATA / f"{name}.csv"))
    assert found[True] / found.total() >= 0.9


def test_own_texts_are_marked_with_names_that_stand_in_them() -> None:
    found = list(marked(DATA / "phrasings_own.txt"))
    assert {one.label.partition(".")[0] for one in found} <= {intent.value for intent in Intent}
    for one in found:
        names = [name for name in one.names if name[0] in KINDS]
        assert one.text
        assert kinds_of(read(one.text), names) is not None or not one.text.isascii(), one.text


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("nuke every trace of me from your computers", Intent.FORGET),
        ("get me whoever runs the place, I want to talk to them", Intent.HUMAN),
        ("does your door stay unlocked past nine on thursdays", Intent.HOURS),
        ("could the notifications be revived please", Intent.RESUME_FILTER),
    ],
)
def test_what_no_rule_says(text: str, intent: Intent) -> None:
    assert understand(text).intent is intent


def test_names_are_told_by_what_is_asked() -> None:
    text = "somebody at work keeps on about Piranesi by Susanna Clarke, is it there"
    named = named_in(read(text), Context(), label="stock", read_as=None)
    assert [(one.kind, one.text) for one in named] == [
        ("title", "Piranesi"),
        ("author", "Susanna Clarke"),
    ]


def test_a_signature_is_no_name_of_a_book() -> None:
    text = "What would Emma be, please? Kind regards, Harriet Smith"
    named = named_in(read(text), Context(), label="price", read_as=None)
    assert [one.text for one in named] == ["Emma"]


def test_a_word_of_an_author_points_at_the_shown_book() -> None:
    shown = Context(
        shown=(ShownBook("Circe", "Madeline Miller"), ShownBook("Dune", "Frank Herbert"))
    )
    found = understand("how much would the Herbert be", shown)
    assert (found.intent, found.slots.title) == (Intent.PRICE, "Dune")


def test_families_are_of_whole_words_beginnings_and_japanese_anywhere() -> None:
    assert "delete" in families_of("scrubbed")
    assert "greet" in families_of("hola")
    assert "greet" not in families_of("holan")
    assert "hours" not in families_of("xyzzy")
    assert families_of("xyzzy") == ()
    assert "hold" in families_of("お取り置きして")
