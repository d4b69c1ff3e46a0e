"""However odd a text of 10,000 characters is, reading it takes a bounded number of steps.

Counted are calls, Python's and the interpreter's own, so that the machine's load does not matter.
What one call of a pattern costs is bounded by the length of what it is given: the clauses' lengths
are counted as well.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest
from bench.rules import MOST_CHARACTERS, ODD, READ, SEEN
from hypothesis import given, settings
from hypothesis import strategies as st

from maneki.assistant.claims import Kind
from maneki.assistant.evidence import Evidence
from maneki.assistant.guard import judge, without_unbacked
from maneki.assistant.passages import LONGEST_CLAUSE, MOST_CLAUSES, MOST_READ, read

MOST_STEPS = 1_500_000
"""A few hundred for each character that is read."""
UNITS = st.text(
    st.sampled_from("aA1$.,'\"“”*_-():;!?…\n 三巻円時ー『』é½😀Ŧ%") | st.characters(), min_size=1
)


def steps_of(read_text: Callable[[str], object], text: str) -> int:
    """How many calls reading a text takes."""
    steps = 0

    def count(_frame: FrameType, event: str, _arg: object) -> None:
        nonlocal steps
        steps += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        read_text(text)
    finally:
        sys.setprofile(before)
    return steps


def long(unit: str) -> str:
    return (unit * MOST_CHARACTERS)[:MOST_CHARACTERS]


@pytest.mark.parametrize("what", READ)
@pytest.mark.parametrize("unit", ODD)
def test_an_odd_text_takes_bounded_steps(what: str, unit: str) -> None:
    assert steps_of(READ[what], long(unit)) < MOST_STEPS


@settings(max_examples=8, deadline=None)
@given(unit=UNITS)
def test_any_repeated_text_takes_bounded_steps(unit: str) -> None:
    for read_text in READ.values():
        assert steps_of(read_text, long(unit)) < MOST_STEPS


@settings(deadline=None)
@given(unit=UNITS, times=st.integers(1, 400))
def test_what_is_read_together_is_bounded(unit: str, times: int) -> None:
    passage = read((unit * times)[:MOST_CHARACTERS], evidence=SEEN)
    assert len(passage.clauses) <= MOST_CLAUSES
    assert all(len(clause.text) <= LONGEST_CLAUSE for clause in passage.clauses)
    assert sum(len(clause.text) for clause in passage.clauses) <= 2 * MOST_READ


def test_what_is_not_read_is_not_sent() -> None:
    """A claim far behind an endless greeting is no way past the guard."""
    verdict = judge("Hello there. " * 400 + "It is $3.", evidence=Evidence())
    assert [claim.kind for claim in verdict.unbacked] == [Kind.UNREAD]
    rest = without_unbacked(verdict)
    assert rest.text.startswith("Hello there. Hello there.")
    assert len(rest.text) <= MOST_READ
    assert "$3" not in rest.text


@pytest.mark.parametrize("filler", ["so ", "well and good ", "x", "and then "])
def test_a_claim_in_an_endless_sentence_is_found(filler: str) -> None:
    for length in range(200, 900, 40):
        start = (filler * 500)[:length].rstrip()
        verdict = judge(f"{start} we have three copies of it here", evidence=Evidence())
        assert verdict.unbacked, length
