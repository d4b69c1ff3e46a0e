"""A load test on paper: its load, its places, and who is to hear of what."""

from __future__ import annotations

from collections import Counter

import pytest

from maneki.matching.brands import BrandDictionary
from maneki.simulator.load.plan import BURST, plan_feed, plan_hot
from maneki.simulator.load.seats import MOST_DMS, Kind, make_seats, own_channels, rooms_of
from maneki.simulator.load.wishes import MOST_FILTERS, make_wishes
from maneki.simulator.world.due import due_alerts
from maneki.simulator.world.listings import PlannedListing


@pytest.mark.parametrize("load", [0.6, 4.0])
def test_as_much_is_due_as_the_load_says(load):
    plan = plan_feed(seed=1, members=50, seconds=60, load=load)
    offered = load * plan.pace
    assert plan.offered == offered
    most_at_once = max(len(one.good.audience) for one in plan.arrivals)
    assert offered * 60 <= len(plan.due) < offered * 60 + most_at_once


def test_the_pace_is_ours_or_that_of_all_channels_together():
    assert plan_feed(seed=1, members=10, seconds=5, load=0.6).pace == 9
    assert plan_feed(seed=1, members=100, seconds=5, load=0.6).pace == 45


def test_at_a_load_of_one_no_more_destinations_than_we_can_write_to_are_concerned_in_a_second():
    plan = plan_feed(seed=2, members=300, seconds=20, load=1.0)
    for first in plan.arrivals:
        within = [one for one in plan.arrivals if first.at <= one.at <= first.at + 1.0]
        concerned = {(one.external_id, who) for one in within for who in one.good.audience}
        assert len(concerned) <= BURST + len(plan.seats) - rooms_of(plan.seats)


def test_who_is_to_hear_of_what_is_what_the_judge_of_the_demo_says():
    plan = plan_feed(seed=3, members=12, seconds=10, load=2.0)
    listed = [
        PlannedListing(where="push:x", listing=one.listing, appears_at=0) for one in plan.arrivals
    ]
    due = due_alerts(plan.filters, listed, dictionary=BrandDictionary.load(), rates=None)
    assert plan.due == due.must
    assert plan.matches == sum(len(alert.filters) for alert in plan.due)


def test_equal_wishes_make_equal_plans():
    assert plan_feed(seed=5, members=20, seconds=5, load=1) == plan_feed(
        seed=5, members=20, seconds=5, load=1
    )


def test_a_hot_listing_concerns_every_member_and_nobody_else():
    plan = plan_hot(seed=1, members=30, seconds=20, beside=5)
    hot = [alert for alert in plan.due if alert.external_id == plan.hot]
    assert sorted(alert.member for alert in hot) == list(range(30))
    others = {alert.member for alert in plan.due if alert.external_id != plan.hot}
    assert others
    assert min(others) >= 30
    assert rooms_of(plan.seats) == len(plan.seats) == 50


def test_a_hot_listing_alone_is_all_there_is():
    plan = plan_hot(seed=1, members=30, seconds=20, beside=0)
    assert [one.external_id for one in plan.arrivals] == [plan.hot]
    assert len(plan.due) == len(plan.seats) == 30


def test_members_have_one_to_ten_filters_and_some_brands_are_asked_for_far_more():
    filters = make_wishes(1, 300)
    each = Counter(one.member for one in filters)
    assert len(each) == 300
    assert min(each.values()) == 1
    assert max(each.values()) <= MOST_FILTERS
    names = Counter((one.member, one.name) for one in filters)
    assert max(names.values()) == 1
    brands = [count for _, count in Counter(one.criteria.brands for one in filters).most_common()]
    assert brands[0] > 1.5 * brands[1] > 1.5 * brands[3]


def test_there_are_about_as_many_places_as_members():
    seats = make_seats(1000)
    assert [seat.member for seat in seats] == list(range(1000))
    kinds = Counter(seat.kind for seat in seats)
    assert kinds[Kind.DM] == MOST_DMS
    assert kinds[Kind.SHARED] == 200
    assert rooms_of(seats) == 900
    rooms = Counter(seat.room for seat in seats)
    assert max(rooms.values()) == 2
    assert {rooms[seat.room] for seat in seats if seat.kind is not Kind.SHARED} == {1}
    assert rooms_of(own_channels(7)) == 7
