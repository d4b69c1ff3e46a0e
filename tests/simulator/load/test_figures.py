"""What the rows of the outbox tell."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.simulator.load.journeys import moment, way

from maneki.model.outbox import Journey
from maneki.simulator.load.figures import longest_gap, pace_used, stages_of, underfilled


def gap(*journeys: Journey, ended: float = 100) -> float | None:
    return longest_gap(journeys, by=lambda one: one.place, ended_at=moment(ended))


def test_a_gap_begins_with_what_waits_or_with_the_message_before():
    assert gap(way("a", 0, 1)) == 1
    assert gap(way("a", 0, 1), way("a", 0.5, 4)) == 3
    assert gap(way("a", 0, 1), way("a", 3.5, 4)) == 1


def test_what_nobody_waited_for_is_no_gap():
    assert gap(way("a", 0, 1), way("a", 50, 51)) == 1
    assert gap() is None


def test_what_goes_out_early_leaves_no_gap_for_what_waits_longer():
    """The freshest goes first: the place has been served, whichever of its alerts it was."""
    assert gap(way("a", 0, 6), way("a", 1, 2), way("a", 3, 4)) == 2


def test_destinations_are_looked_at_one_by_one():
    assert gap(way("a", 0, 3), way("b", 1, 2)) == 3
    shared = [way("a", 0, 2, member="m"), way("a", 0, 4, member="n")]
    assert gap(*shared) == 2
    assert longest_gap(shared, by=lambda one: one.destination_id, ended_at=moment(9)) == 4


def test_what_never_came_waits_to_the_end():
    assert gap(way("a", 0, 1), way("a", 2, None), ended=30) == 28


@given(
    st.lists(
        st.tuples(st.floats(0, 50), st.floats(0, 50)).map(lambda pair: (min(pair), max(pair))),
        min_size=1,
        max_size=30,
    )
)
def test_a_gap_is_no_longer_than_the_longest_wait_and_no_shorter_than_the_shortest(waits):
    journeys = [way("a", queued, accepted) for queued, accepted in waits]
    found = gap(*journeys)
    assert found is not None
    longest = max(accepted - queued for queued, accepted in waits)
    shortest = min(accepted - queued for queued, accepted in waits)
    assert shortest - 1e-5 <= found <= longest + 1e-5


def test_stages_are_told_apart():
    spread = {"mean": 2.0, "p50": 2.0, "p95": 2.0, "p99": 2.0}
    nothing = dict.fromkeys(spread, 0.0)
    assert stages_of([way("a", 1, 3)]) == {
        "fetched_to_matched": nothing,
        "matched_to_accepted": spread,
        "fetched_to_accepted": spread,
    }


def used(*journeys: Journey, pace: float) -> float | None:
    return pace_used(journeys, pace=pace, per_place=1.0)


def test_the_pace_is_used_if_a_message_goes_whenever_it_may():
    """Two hundred places, and ten messages a second."""
    journeys = [way(str(n), 0, n / 10 + 0.01, f"p{n}") for n in range(200)]
    assert used(*journeys, pace=10) == 1.0
    assert used(*journeys, pace=20) == 0.5


def test_a_message_with_many_alerts_is_one_message():
    journeys = [way(str(n), 0, n / 2 + 0.1, f"p{n}") for n in range(40) for _ in range(10)]
    assert used(*journeys, pace=4) == pytest.approx(0.5)


def test_few_places_may_not_get_more_than_their_buckets_allow():
    """Three of five places wait all the time, and each gets what its bucket allows."""
    journeys = [way(p, 0, n + 0.5, f"{p}{n}") for p in "abc" for n in range(20)]
    assert used(*journeys, pace=5) == 1.0
    assert used(*[one for one in journeys if one.place != "c"], pace=5) is None


def test_messages_to_other_places_do_not_make_up_for_those_that_wait():
    """Three places wait, and two of them get nothing before the end; the messages go elsewhere."""
    waiting = [way("a", 0, n + 0.5, f"a{n}") for n in range(20)]
    waiting += [way(p, 0, 19.9, f"{p}0") for p in "bc"]
    others = [way(f"o{n}", n / 2, n / 2 + 0.1, f"o{n}") for n in range(40)]
    assert used(*waiting, *others, pace=5) == pytest.approx(1 / 3, abs=0.05)


def test_five_messages_at_once_every_five_seconds_use_it_too():
    journeys = [
        way(p, 0, 5 * n + 0.5 + again / 10, f"{p}{n}{again}")
        for p in "abc"
        for n in range(4)
        for again in range(5)
    ]
    assert used(*journeys, pace=3) == 1.0


def test_where_nothing_piles_up_no_pace_is_wanted():
    assert used(*[way("a", 7 * n, 7 * n + 0.1, f"p{n}") for n in range(9)], pace=1) is None
    assert used(way("a", 0, None), pace=1) is None
    assert used(pace=1) is None


def test_a_message_is_underfilled_if_more_waited_when_it_was_packed():
    left_out = way("a", 0, 5, "p2", 4)
    assert underfilled([way("a", 0, 2, "p1", 1), left_out]) == ["p1"]


def test_a_message_with_all_that_waited_is_not():
    assert underfilled([way("a", 0, 2, "p1", 1), way("a", 1.5, 5, "p2", 4)]) == []


def test_ten_are_enough():
    full = [way("a", 0, 2, "p1", 1) for _ in range(10)]
    assert underfilled([*full, way("a", 0, 5, "p2", 4)]) == []
    assert underfilled([*full[1:], way("a", 0, 5, "p2", 4)]) == ["p1"]


def test_what_waits_for_somebody_else_does_not_count():
    theirs = way("a", 0, 5, "p2", 4, member="n")
    assert underfilled([way("a", 0, 2, "p1", 1, member="m"), theirs]) == []


def test_what_was_never_packed_waits_all_the_time():
    assert underfilled([way("a", 0, 2, "p1", 1), way("a", 0.5, None)]) == ["p1"]


def test_what_travels_alone_after_a_refusal_is_no_room_left_empty():
    alone = way("a", 0, 3, "p2", 2, attempts=2)
    assert underfilled([alone, way("a", 0, 5, "p3", 4, attempts=2)]) == []


def test_a_row_may_be_unseen_for_a_while():
    journeys = [way("a", 0, 2, "p1", 1), way("a", 0.8, 5, "p2", 4)]
    assert underfilled(journeys) == ["p1"]
    assert underfilled(journeys, unseen_for=timedelta(seconds=0.5)) == []
