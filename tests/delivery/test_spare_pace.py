"""What can be given up is given up before anything else has to wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.delivery.platform import POST, LeakyBucket, Platform
from tests.delivery.test_pace import OK, Answer, Office, limited, quota

from maneki.delivery.flow import Budget, Cap
from maneki.delivery.limits import OPEN_DM, Allowance
from maneki.delivery.pace import NoRoomToSpareError

TYPING = "POST /channels/{channel_id}/typing"
EDIT = "PATCH /channels/{channel_id}/messages/{message_id}"
EXECUTE = "POST /webhooks/{webhook_id}/{webhook_token}"
GAP = 1 / 45
ROUNDED = 0.0002


class Desk(Office):
    """An office whose callers may be such as can be given up."""

    def __init__(self, allowance: Allowance | None = None) -> None:
        super().__init__(allowance)
        self.given_up: list[str] = []

    async def spare(self, name: str, *, at: float = 0.0, **options: Any) -> None:
        await self.clock.sleep(at)
        try:
            await self.call(name, if_spare=True, **options)
        except NoRoomToSpareError:
            self.given_up.append(name)

    async def ask(self, platform: Platform, *, if_spare: bool = False) -> bool:
        """Whether a message went to the platform's only channel."""
        try:
            async with self.limiter.slot(POST, "1", if_spare=if_spare) as slot:
                slot.answered(*platform.answer(self.clock.time, POST, "1"))
        except NoRoomToSpareError:
            return False
        return True


def test_where_nobody_wants_anything_it_starts_at_once_and_teaches_its_bucket() -> None:
    desk = Desk()
    started = desk.in_turn(
        lambda: desk.spare("typing", route=TYPING, answer=quota(4, 1.0, bucket="t")),
        lambda: desk.spare("again", at=1.0, route=TYPING, answer=quota(3, 1.0, bucket="t")),
    )
    assert started == {"typing": 0.0, "again": 1.0}


def test_one_request_of_its_bucket_is_left_for_a_message() -> None:
    desk = Desk()
    started = desk.in_turn(
        lambda: desk.call("first", answer=quota(2, 9.0)),
        lambda: desk.spare("one of two", at=1.0, answer=quota(1, 9.0)),
        lambda: desk.spare("the last one", at=1.0),
        lambda: desk.call("a message", answer=quota(0, 9.0)),
        lambda: desk.spare("of nothing", at=1.0),
        lambda: desk.spare("when it is full again", at=9.0),
    )
    assert desk.given_up == ["the last one", "of nothing"]
    assert list(started) == ["first", "one of two", "a message", "when it is full again"]
    assert started["a message"] == 2.0


def test_a_bucket_for_one_request_has_none_to_spare() -> None:
    desk = Desk()
    desk.in_turn(
        lambda: desk.call("first", answer=quota(0, 1.0, limit=1)),
        lambda: desk.spare("much later", at=60.0),
    )
    assert desk.given_up == ["much later"]


def test_a_leaking_bucket_has_one_to_spare_as_soon_as_it_has_two() -> None:
    platform = Platform(lambda: LeakyBucket(5, 5.0), 5)
    desk = Desk()
    went: dict[float, bool] = {}

    async def play() -> None:
        for _ in range(20):
            await desk.ask(platform)
        emptied_at = desk.clock.time
        for passed in (0.5, 1.5, 2.2, 2.3):
            await desk.clock.sleep(emptied_at + passed - desk.clock.time)
            went[passed] = await desk.ask(platform, if_spare=True)

    desk.play(play())
    assert went == {0.5: False, 1.5: False, 2.2: True, 2.3: False}
    assert platform.refused == []


def test_it_does_not_queue_behind_a_call_to_its_bucket() -> None:
    desk = Desk()
    desk.play(
        desk.call("edit", route=EDIT, takes=0.3, answer=quota(4, 1.0)),
        desk.spare("half an answer", at=0.1, route=EDIT),
    )
    assert desk.given_up == ["half an answer"]


def test_it_does_not_queue_at_the_gate() -> None:
    desk = Desk()
    desk.play(
        *(desk.call(f"{number}", major=f"{number}") for number in range(10)),
        desk.spare("typing", at=0.05, route=TYPING, major="x"),
    )
    assert desk.given_up == ["typing"]


@pytest.mark.parametrize(
    "answer",
    [
        limited(9.5),
        limited(9.5, "shared"),
        limited(9.5, "global"),
        (403, {}, "<html>error code: 1015</html>"),
    ],
)
def test_it_does_not_wait_for_the_end_of_a_pause(answer: Answer) -> None:
    desk = Desk()
    started = desk.in_turn(
        lambda: desk.call("refused", route=EDIT, answer=answer),
        lambda: desk.spare("half an answer", at=1.0, route=EDIT),
        lambda: desk.spare("after it", at=700.0, route=EDIT),
    )
    assert desk.given_up == ["half an answer"]
    assert "after it" in started


def test_it_leaves_something_of_every_budget_of_our_own() -> None:
    desk = Desk(
        Allowance(posting=Cap(most=4, within=60.0), budgets={OPEN_DM: Budget(at_once=2, every=5.0)})
    )
    webhook = {"route": EXECUTE, "major": "1+t", "posts_in": "7", "answer": OK}
    desk.in_turn(
        *(lambda n=n: desk.spare(f"webhook {n}", at=1.0, **webhook) for n in range(4)),
        *(
            lambda n=n: desk.spare(f"opening {n}", at=1.0, route=OPEN_DM, major=None)
            for n in range(2)
        ),
    )
    assert desk.given_up == ["webhook 2", "webhook 3", "opening 1"]


def test_outside_the_pace_only_its_bucket_matters() -> None:
    desk = Desk()
    started = desk.play(
        *(desk.call(f"{number}", major=f"{number}") for number in range(10)),
        desk.spare("answer", at=0.05, route=EDIT, major="5+t", counts_globally=False),
    )
    assert started["answer"] == 0.05


def test_a_slow_platform_leaves_half_of_the_ceiling_to_the_others() -> None:
    desk = Desk()
    desk.play(
        *(
            desk.spare(f"{n}", at=0.1 * n, route=TYPING, major=f"{n}", takes=60.0)
            for n in range(40)
        ),
        *(desk.call(f"message {n}", at=3.9, major=f"m{n}") for n in range(20)),
    )
    assert len(desk.given_up) >= 40 - 25
    messages = [at for name, at in desk.log if name.startswith("message")]
    assert max(messages) < 3.9 + 20 * GAP


@dataclass(frozen=True)
class Wanted:
    at: float
    major: str
    takes: float


def wanted(most: int, majors: int) -> st.SearchStrategy[list[Wanted]]:
    """At random, in bursts, or in a row; the answers take up to 40 ms."""
    times = st.one_of(st.floats(1.0, 2.5), st.sampled_from([1.0, 1.2, 1.5, 2.0]))
    return st.lists(
        st.builds(Wanted, times, st.integers(1, majors).map(str), st.floats(0.0, 0.04)),
        max_size=most,
    )


def started(ordinary: Sequence[Wanted], spare: Sequence[Wanted]) -> Desk:
    """A desk where both came. Which buckets the two routes count in is known by then."""
    desk = Desk()
    desk.play(
        desk.call("message", major="0", answer=quota(4, 0.5)),
        desk.call("typing", route=TYPING, major="0", answer=quota(4, 0.5, bucket="t")),
        *(
            desk.spare(
                f"spare {number}",
                at=one.at,
                route=TYPING,
                major=one.major,
                takes=one.takes,
                answer=quota(4, 1.0, bucket="t"),
            )
            for number, one in enumerate(spare)
        ),
        *(
            desk.call(
                f"ordinary {number}",
                at=one.at,
                major=one.major,
                takes=one.takes,
                answer=quota(4, 1.0),
            )
            for number, one in enumerate(ordinary)
        ),
    )
    return desk


def times(desk: Desk, kind: str) -> list[float]:
    return sorted(at for name, at in desk.log if name.startswith(kind))


@settings(max_examples=150)
@given(ordinary=wanted(60, 12), spare=wanted(60, 12))
@example(
    ordinary=[Wanted(1.0, f"{number}", 0.01) for number in range(20)],
    spare=[Wanted(1.0, f"{number}", 0.01) for number in range(10)],
)
@example(
    ordinary=[Wanted(1.2, f"{number}", 0.01) for number in range(40)],
    spare=[Wanted(1.0 + number / 100, f"{number}", 0.01) for number in range(30)],
)
def test_however_many_come_all_others_start_as_without_them_or_one_gap_later(
    ordinary: list[Wanted], spare: list[Wanted]
) -> None:
    alone = times(started(ordinary, []), "ordinary")
    beside = times(started(ordinary, spare), "ordinary")
    assert len(alone) == len(beside) == len(ordinary)
    later = [after - before for before, after in zip(alone, beside, strict=True)]
    assert max(later, default=0.0) <= GAP + ROUNDED


@settings(max_examples=100)
@given(ordinary=wanted(60, 1), spare=wanted(60, 40))
def test_while_anybody_waits_for_the_pace_none_is_let_through(
    ordinary: list[Wanted], spare: list[Wanted]
) -> None:
    """Each ordinary call is to a channel of its own, so the pace is all that it can wait for."""
    apart = [Wanted(one.at, f"channel {number}", one.takes) for number, one in enumerate(ordinary)]
    desk = started(apart, spare)
    at = dict(desk.log)
    let_through = times(desk, "spare")
    for number, one in enumerate(apart):
        began = at[f"ordinary {number}"]
        assert not [when for when in let_through if one.at + ROUNDED < when < began - ROUNDED]


def test_to_be_given_up_costs_nobody_anything() -> None:
    without, with_them = Desk(), Desk()
    messages = [Wanted(1.0, f"{number}", 0.01) for number in range(30)]
    plays = []
    for desk, crowd in ((without, 0), (with_them, 1000)):
        plays.append(
            desk.play(
                *(desk.call(f"{n}", at=one.at, major=one.major) for n, one in enumerate(messages)),
                *(desk.spare(f"s{n}", at=1.2, route=TYPING, major=f"{n}") for n in range(crowd)),
            )
        )
    assert plays[0] == plays[1]
    assert len(with_them.given_up) == 1000
