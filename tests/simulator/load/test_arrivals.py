"""Arrivals are random, but never too many at once."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maneki.simulator.load.arrivals import arrivals

SIZES = st.lists(st.integers(0, 45), max_size=200)


@given(SIZES, st.integers(), st.floats(0.1, 60.0))
def test_never_more_than_the_most_arrive_within_a_second(sizes, seed, seconds):
    times = arrivals(sizes, seconds=seconds, random=Random(seed), most_at_once=45)
    for begin in times:
        within = [size for at, size in zip(times, sizes, strict=True) if begin <= at <= begin + 1]
        assert sum(within) <= 45


@given(SIZES, st.integers(), st.floats(0.1, 60.0))
def test_everything_arrives_in_order_and_nothing_sooner_than_drawn(sizes, seed, seconds):
    drawn = arrivals(sizes, seconds=seconds, random=Random(seed))
    times = arrivals(sizes, seconds=seconds, random=Random(seed), most_at_once=45)
    assert len(times) == len(sizes)
    assert all(before <= after for before, after in pairwise(times))
    assert all(at >= wanted for at, wanted in zip(times, drawn, strict=True))
    assert all(0 <= at <= seconds for at in drawn)


def test_what_is_rare_arrives_when_it_was_drawn():
    drawn = arrivals([1] * 20, seconds=600, random=Random(3))
    assert arrivals([1] * 20, seconds=600, random=Random(3), most_at_once=45) == drawn


def test_one_arrival_that_is_too_much_alone_is_refused():
    with pytest.raises(ValueError, match="more than 45"):
        arrivals([46], seconds=1, random=Random(1), most_at_once=45)
