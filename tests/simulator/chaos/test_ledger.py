"""The judge of a chaos run sees whatever is lost, repeated or left lying."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maneki.model.hold import HeldFor
from maneki.model.ids import OutboxId
from maneki.model.outbox import Digested, OutboxState
from maneki.simulator.chaos.ledger import LATE_S, Entry, Ledger, Lull, not_forgotten
from maneki.simulator.chaos.plan import (
    HOLDING,
    KILLS,
    SHARING,
    ChaosPlan,
    Trouble,
    make_plan,
    seats_of,
)
from maneki.simulator.demo.read import SeenDigest
from maneki.simulator.discord import RateLimited, Scope
from maneki.simulator.load.seats import Kind

PLACES = {member: 100 + member for member in range(12)}
SENT = Entry((0, 1), OutboxState.SENT)
CLEAN = Ledger(due=[(0, 1)], rows=[SENT], seen={(0, 1): 1}, places=PLACES)

DIGEST = Digested(id=OutboxId("d"), state=OutboxState.SENT, message_id="7")
MERGED = [
    Entry((0, number), OutboxState.MERGED, "it is in a digest", digest=DIGEST) for number in (1, 2)
]
SHOWN = SeenDigest(
    message_id="7", member=0, place=100, count=2, shown=(("chaos", "1"), ("chaos", "2"))
)
IN_A_DIGEST = Ledger(
    due=[(0, 1), (0, 2)], rows=MERGED, seen={}, digests=[SHOWN], places=PLACES, merging=[0]
)

plans = st.builds(
    make_plan,
    # A seed: what is drawn of a plan is too much to be drawn by Hypothesis, number by number.
    st.integers(0, 2**32 - 1).map(Random),
    members=st.integers(4, 12),
    steps=st.integers(1, 40),
    kills=st.integers(0, 10),
)


def faults(ledger: Ledger | Lull) -> list[str]:
    return [*ledger.faults()]


def in_digest(**changes: Any) -> list[Entry]:
    return [replace(entry, digest=replace(DIGEST, **changes)) for entry in MERGED]


def test_what_arrived_once_is_no_fault() -> None:
    assert faults(CLEAN) == []


@pytest.mark.parametrize(
    ("ledger", "says"),
    [
        (replace(CLEAN, rows=[], seen={}), "was never queued"),
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
        *(
            (
                replace(
                    CLEAN, rows=[Entry((0, 1), state, "so")], seen={}, optional=[0], merging=[0]
                ),
                f"is {state} in the end: so",
            )
            for state in (OutboxState.FAILED, OutboxState.HELD, OutboxState.SUSPENDED)
        ),
    ],
)
def test_every_fault_is_named(ledger: Ledger, says: str) -> None:
    assert any(says in line for line in faults(ledger))


def test_what_somebody_paused_is_no_fault() -> None:
    paused = [Entry((0, 1), OutboxState.WITHDRAWN, "so it is")]
    assert faults(replace(CLEAN, rows=paused, seen={}, optional=[0])) == []


# Digests


def test_what_is_in_a_digest_that_is_to_be_seen_is_no_fault() -> None:
    assert faults(IN_A_DIGEST) == []


@pytest.mark.parametrize(
    ("ledger", "says"),
    [
        (replace(IN_A_DIGEST, digests=[]), "is sent and is to be seen 0 times"),
        (replace(IN_A_DIGEST, digests=[SHOWN, SHOWN]), "is sent and is to be seen 2 times"),
        *(
            (
                replace(IN_A_DIGEST, rows=in_digest(state=state, message_id=None), digests=[]),
                f"is {state} in the end",
            )
            for state in OutboxState
            if state is not OutboxState.SENT
        ),
        (
            replace(
                IN_A_DIGEST,
                rows=in_digest(state=OutboxState.WITHDRAWN),
                digests=[SHOWN],
                optional=[0],
            ),
            "is withdrawn and is to be seen 1 times",
        ),
        (
            replace(IN_A_DIGEST, digests=[SHOWN, replace(SHOWN, message_id="8")]),
            "a digest of 2 for member 0 is to be seen unaccounted",
        ),
        (
            replace(IN_A_DIGEST, digests=[replace(SHOWN, member=3)]),
            "is to be seen in channel 100, for member 3",
        ),
        (replace(IN_A_DIGEST, digests=[replace(SHOWN, place=103)]), "is to be seen in channel 103"),
        (
            replace(IN_A_DIGEST, digests=[replace(SHOWN, count=1, shown=SHOWN.shown[:1])]),
            "says that it tells of 1",
        ),
        (
            replace(IN_A_DIGEST, digests=[replace(SHOWN, shown=(("chaos", "5"),))]),
            "shows ['5'] as well",
        ),
        (
            replace(IN_A_DIGEST, seen={(0, 1): 1}),
            "is merged (it is in a digest) and is to be seen 1 times",
        ),
        (replace(IN_A_DIGEST, merging=[]), "is merged in the end"),
        (
            replace(IN_A_DIGEST, rows=[replace(MERGED[0], digest=None)], digests=[]),
            "is merged in the end",
        ),
    ],
)
def test_every_fault_of_a_digest_is_named(ledger: Ledger, says: str) -> None:
    assert any(says in line for line in faults(ledger))


def test_a_digest_of_a_filter_that_was_paused_may_be_withdrawn() -> None:
    withdrawn = in_digest(state=OutboxState.WITHDRAWN, message_id=None)
    assert faults(replace(IN_A_DIGEST, rows=withdrawn, digests=[], optional=[0])) == []


# What waits

SHUT_OUT = Entry((0, 1), OutboxState.SUSPENDED, "I may not write there")
QUIET = Entry((0, 1), OutboxState.HELD, "these are your quiet hours", HeldFor.QUIET, 60.0)
PILED_UP = Entry((0, 1), OutboxState.HELD, "much piled up", HeldFor.BACKLOG, -100.0)


def held_digest(state: OutboxState) -> Lull:
    return Lull(rows=in_digest(state=state), causes={})


@pytest.mark.parametrize(
    "lull",
    [
        Lull(rows=[SENT, SHUT_OUT], closed=[0], told=[0], causes={}),
        Lull(rows=[QUIET], causes={0: {HeldFor.QUIET}}),
        Lull(rows=[PILED_UP], closed=[0], causes={}),
        replace(held_digest(OutboxState.HELD), causes={0: {HeldFor.PAUSED}}),
        replace(held_digest(OutboxState.SUSPENDED), closed=[0]),
        held_digest(OutboxState.SENT),
    ],
)
def test_what_waits_for_something_is_no_fault(lull: Lull) -> None:
    assert faults(lull) == []


@pytest.mark.parametrize(
    ("lull", "says"),
    [
        (Lull(rows=[SHUT_OUT], causes={}), "at a place that is open"),
        (Lull(rows=[SHUT_OUT], closed=[0], causes={}), "nobody told them"),
        (
            Lull(rows=[replace(SHUT_OUT, reason=None)], closed=[0], told=[0], causes={}),
            "is suspended without a reason",
        ),
        (Lull(rows=[QUIET], causes={}), "is held (quiet), and that is over"),
        (Lull(rows=[QUIET], causes={0: {HeldFor.PAUSED}, 1: {HeldFor.QUIET}}), "that is over"),
        (Lull(rows=[QUIET], closed=[0], causes={}), "that is over"),
        (Lull(rows=[PILED_UP], causes={}), "is held (backlog), and that is over"),
        (
            Lull(rows=[replace(QUIET, due_in_s=-2 * LATE_S)], causes={0: {HeldFor.QUIET}}),
            "although its time has come",
        ),
        (
            Lull(rows=[replace(QUIET, reason=None)], causes={0: {HeldFor.QUIET}}),
            "is held without a reason",
        ),
        (held_digest(OutboxState.HELD), "in a digest that is held, and that is over"),
        (held_digest(OutboxState.SUSPENDED), "in a digest that is suspended at a place"),
    ],
)
def test_what_waits_for_nothing_is_named(lull: Lull, says: str) -> None:
    assert any(says in line for line in faults(lull))


def test_a_digest_that_is_under_way_is_waited_for() -> None:
    [moving, *_] = in_digest(state=OutboxState.DUE)
    assert moving.is_moving
    assert not moving.is_over
    assert MERGED[0].is_over
    assert not QUIET.is_over
    assert not QUIET.is_moving


def test_what_is_due_behind_a_closed_door_is_not_waited_for() -> None:
    due = Lull(rows=[Entry((0, 1), OutboxState.DUE)], causes={})
    assert due.is_moving
    assert not replace(due, closed=[0]).is_moving


# Rate limits


def limited(at: float, major: str = "a") -> RateLimited:
    return RateLimited(
        at=at, scope=Scope.USER, route=None, major=major, retry_after=1.0, self_caused=True
    )


def test_a_429_is_forgiven_once_in_each_place_and_shortly_after_a_start_only() -> None:
    forgiven = [limited(11), limited(12, "b"), limited(31)]
    blamed = [limited(9), limited(13), limited(20, "c")]
    everything = sorted([*forgiven, *blamed], key=lambda one: one.at)
    assert not_forgotten(everything, [10.0, 30.0]) == blamed


# Plans


@settings(max_examples=40)
@given(plan=plans, data=st.data())
def test_one_alert_more_or_less_never_goes_unnoticed(plan: ChaosPlan, data: st.DataObject) -> None:
    due = sorted(plan.due)
    if not due:
        return
    rows = [Entry(pair, OutboxState.SENT) for pair in due]
    whole = Ledger(due=due, rows=rows, seen=dict.fromkeys(due, 1), places=PLACES)
    assert faults(whole) == []
    pair = data.draw(st.sampled_from(due))
    harm: Callable[[Ledger], Ledger] = data.draw(
        st.sampled_from(
            [
                lambda one: replace(one, seen={**one.seen, pair: 2}),
                lambda one: replace(one, seen={**one.seen, pair: 0}),
                lambda one: replace(one, rows=[row for row in one.rows if row.pair != pair]),
                lambda one: replace(one, rows=[*one.rows, Entry(pair, OutboxState.SENT)]),
            ]
        )
    )
    assert faults(harm(whole))


@settings(max_examples=40)
@given(plan=plans)
def test_a_plan_pushes_every_listing_once_and_kills_as_often_as_it_says(plan: ChaosPlan) -> None:
    pushed = [number for step in plan.steps for number in range(step.first, step.last)]
    assert pushed == [*range(len(plan.titles))]
    assert plan.kills == sum(step.trouble in KILLS for step in plan.steps)
    assert all(0 <= step.member < len(plan.wishes) for step in plan.steps)


@settings(max_examples=40)
@given(plan=plans)
def test_most_members_have_no_moods_and_everybody_else_is_to_get_everything(
    plan: ChaosPlan,
) -> None:
    touched = {
        step.member
        for step in plan.steps
        if step.trouble in {*HOLDING, Trouble.PAUSE, Trouble.CLOSE}
    }
    assert 2 * len(touched) <= len(plan.wishes)


def test_every_trouble_comes_before_any_comes_twice() -> None:
    plan = make_plan(Random("all"), members=8, steps=len(Trouble), kills=len(KILLS))
    others = [step.trouble for step in plan.steps if not step.is_kill]
    assert sorted(others) == sorted({*Trouble} - {*KILLS})


def test_in_the_end_somebody_is_shut_out_while_something_is_for_them() -> None:
    plan = make_plan(Random("shut"), members=8, steps=6, kills=2)
    closing, last = plan.steps[-2:]
    assert (closing.trouble, closing.member, last.trouble) == ("close", 0, "nothing")


@settings(max_examples=40)
@given(st.integers(4, 40))
def test_some_share_a_channel_and_some_do_not(members: int) -> None:
    seats = seats_of(members)
    assert [seat.member for seat in seats] == [*range(members)]
    rooms = [seat.room for seat in seats]
    assert max(rooms.count(room) for room in rooms) <= SHARING
    assert [seat.kind for seat in seats[-2:]] == [Kind.THREAD, Kind.DM]
    assert rooms.count(rooms[0]) == 1
    if members >= 6:
        assert rooms.count(rooms[1]) == SHARING


def test_a_seed_is_a_plan() -> None:
    one, other = (make_plan(Random("1"), members=6, steps=9, kills=3) for _ in range(2))
    assert one == other
    assert one.kills == 3
