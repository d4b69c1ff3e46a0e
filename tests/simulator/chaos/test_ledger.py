"""The judge of a chaos run sees whatever is lost, repeated or left lying."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maneki.model.outbox import OutboxState
from maneki.simulator.chaos.ledger import MAY_BE_EXCUSED, Entry, Ledger, unexplained
from maneki.simulator.chaos.plan import KILLS, ChaosPlan, make_plan

SENT = Entry((0, 1), OutboxState.SENT, None)
CLEAN = Ledger(due=[(0, 1)], rows=[SENT], seen={(0, 1): 1})

plans = st.builds(
    make_plan,
    st.randoms(use_true_random=False),
    members=st.integers(4, 12),
    steps=st.integers(1, 30),
    kills=st.integers(0, 10),
)


def faults(ledger: Ledger) -> list[str]:
    return [*ledger.faults()]


def test_what_arrived_once_is_no_fault() -> None:
    assert faults(CLEAN) == []


@pytest.mark.parametrize(
    ("ledger", "says"),
    [
        (replace(CLEAN, rows=[], seen={}), "was never queued"),
        (
            replace(CLEAN, rows=[Entry((0, 1), OutboxState.MERGED, "digest")], seen={(0, 1): 2}),
            "is merged (digest) and is to be seen 2 times",
        ),
        (replace(CLEAN, rows=[SENT, SENT]), "has 2 rows"),
        (replace(CLEAN, seen={(0, 1): 2}), "was sent and is to be seen 2 times"),
        (replace(CLEAN, seen={}), "was sent and is to be seen 0 times"),
        (replace(CLEAN, rows=[], optional=[0]), "was seen and has no row"),
        (replace(CLEAN, due=[]), "was nobody's business"),
        (replace(CLEAN, rows=[Entry((0, 1), OutboxState.DUE, None)]), "is still due"),
        (replace(CLEAN, rows=[Entry((0, 1), OutboxState.SENDING, None)]), "is still sending"),
        (
            replace(CLEAN, rows=[Entry((0, 1), OutboxState.WITHDRAWN, "paused")]),
            "is withdrawn (paused) and is to be seen 1 times",
        ),
        (
            replace(CLEAN, rows=[Entry((0, 1), OutboxState.WITHDRAWN, None)], seen={}),
            "is withdrawn without a reason",
        ),
        (
            replace(CLEAN, rows=[Entry((0, 1), OutboxState.WITHDRAWN, "paused")], seen={}),
            "is withdrawn in the end: paused",
        ),
        (
            replace(
                CLEAN, rows=[Entry((0, 1), OutboxState.FAILED, "tired")], seen={}, excusable=[0]
            ),
            "is failed in the end: tired",
        ),
    ],
)
def test_every_fault_is_named(ledger: Ledger, says: str) -> None:
    assert any(says in line for line in faults(ledger))


@pytest.mark.parametrize("state", sorted(MAY_BE_EXCUSED))
def test_what_somebody_did_themselves_is_no_fault(state: OutboxState) -> None:
    excused = replace(CLEAN, rows=[Entry((0, 1), state, "so it is")], seen={}, excusable=[0])
    assert faults(excused) == []


def test_what_waits_at_a_closed_place_says_why() -> None:
    waits = [Entry((0, number), OutboxState.SUSPENDED, "closed" * number) for number in (0, 1)]
    assert [*unexplained(waits)] == ["member 0, listing 0 is suspended without a reason"]


@given(plan=plans, data=st.data())
def test_one_alert_more_or_less_never_goes_unnoticed(plan: ChaosPlan, data: st.DataObject) -> None:
    due = sorted(plan.due)
    if not due:
        return
    rows = [Entry(pair, OutboxState.SENT, None) for pair in due]
    whole = Ledger(due=due, rows=rows, seen=dict.fromkeys(due, 1))
    assert faults(whole) == []
    pair = data.draw(st.sampled_from(due))
    harm: Callable[[Ledger], Ledger] = data.draw(
        st.sampled_from(
            [
                lambda one: replace(one, seen={**one.seen, pair: 2}),
                lambda one: replace(one, seen={**one.seen, pair: 0}),
                lambda one: replace(one, rows=[row for row in one.rows if row.pair != pair]),
                lambda one: replace(one, rows=[*one.rows, Entry(pair, OutboxState.SENT, None)]),
            ]
        )
    )
    assert faults(harm(whole))


@given(plan=plans)
def test_a_plan_pushes_every_listing_once_and_kills_as_often_as_it_says(plan: ChaosPlan) -> None:
    pushed = [number for step in plan.steps for number in range(step.first, step.last)]
    assert pushed == [*range(len(plan.titles))]
    assert plan.kills == sum(step.trouble in KILLS for step in plan.steps)
    assert all(0 <= step.member < len(plan.wishes) for step in plan.steps)


def test_a_seed_is_a_plan() -> None:
    one, other = (make_plan(Random("1"), members=6, steps=9, kills=3) for _ in range(2))
    assert one == other
    assert one.kills == 3
