"""The demo on paper."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from functools import cache

from maneki.simulator.demo.plan import Plan, make_plan
from maneki.simulator.world.expectations import expectation_members

OPENS_AT = datetime(2026, 5, 1, tzinfo=UTC)
CASES = len(expectation_members())


@cache
def planned(*, seconds: float = 60.0, members: int = 50) -> Plan:
    return make_plan(seed=1, members=members, seconds=seconds, opens_at=OPENS_AT)


def cases_in(plan: Plan) -> int:
    return sum(one.name.startswith("rule: ") for one in plan.filters)


def test_the_usual_demo_is_as_large_as_it_is_to_be():
    plan = planned()
    assert {one.member for one in plan.filters} == set(range(50))
    assert len(plan.filters) >= 150
    assert len(plan.listings) >= 500
    assert len(plan.due) >= 300
    assert plan.matches >= len(plan.due)


def test_in_the_usual_demo_every_case_written_by_hand_is_played():
    assert cases_in(planned()) == CASES


def test_a_short_demo_plays_as_many_cases_as_there_is_time_for():
    short = planned(seconds=15, members=12)
    assert CASES / 5 < cases_in(short) <= 75
    assert len(short.due) > 50


def test_no_member_is_told_more_than_a_channel_takes():
    each = Counter(alert.member for alert in planned().due)
    assert max(each.values()) <= 60


def test_equal_wishes_are_equal_worlds():
    again = make_plan(seed=1, members=12, seconds=15, opens_at=OPENS_AT)
    assert planned(seconds=15, members=12) == again
