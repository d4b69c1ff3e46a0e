"""What the members type is understood as it was meant, and can be saved."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maneki.channels.discord.wishes import Wishes, criteria_of
from maneki.clock import MovableClock
from maneki.filters.watchable import Watchable
from maneki.markets.feed.client import FeedMarket
from maneki.markets.known import RESERVED_NAMES
from maneki.markets.mercari_jp.client import MercariJpMarket
from maneki.matching.brands import BrandDictionary
from maneki.matching.check import criteria_problem
from maneki.model.event import EventKind
from maneki.model.filter import Criteria, Keywords, WantedType
from maneki.model.money import Money
from maneki.simulator.world.expectations import expectation_members
from maneki.simulator.world.filters import PlannedFilter, make_filters
from maneki.simulator.world.options import as_typed, options_of
from maneki.simulator.world.vocabulary import load_vocabulary

SEEDS = st.integers(min_value=0, max_value=10**6)
MARKETS = sorted({place.market for place in load_vocabulary().places})
FIELDS = {"type": "listing_type", "condition": "conditions"}


def understood(planned: PlannedFilter) -> Criteria:
    """What `/filter create` makes of the options."""
    typed = {
        FIELDS.get(option, option): text
        for option, text in planned.options.items()
        if option != "name"
    }
    return criteria_of(Wishes(**typed), markets=MARKETS, language="en")


def test_one_seed_gives_one_set_of_filters():
    assert make_filters(5, 50) == make_filters(5, 50)
    assert make_filters(5, 50) != make_filters(6, 50)


def test_one_member_more_changes_nobody_elses_filters():
    assert make_filters(5, 31)[:90] == make_filters(5, 30)


@pytest.mark.parametrize(("members", "per_member"), [(1, 3), (10, 3), (50, 3), (50, 5), (300, 4)])
def test_every_member_makes_as_many_filters_as_asked_for(members, per_member):
    filters = make_filters(1, members, per_member)
    assert Counter(one.member for one in filters) == dict.fromkeys(range(members), per_member)


@pytest.mark.parametrize(("members", "per_member"), [(0, 3), (5, 2)])
def test_too_few_members_or_filters_are_refused(members, per_member):
    with pytest.raises(ValueError, match="cannot make"):
        make_filters(1, members, per_member)


@settings(max_examples=30)
@given(seed=SEEDS, members=st.sampled_from([3, 20, 400]))
def test_the_options_are_understood_as_what_was_meant(seed, members):
    for planned in make_filters(seed, members)[:60]:
        assert understood(planned) == planned.criteria
        assert planned.options["name"] == planned.name


def test_the_options_of_the_cases_written_by_hand_are_understood_too():
    for one in expectation_members():
        assert understood(one.filter) == one.case.criteria


@settings(max_examples=30)
@given(seed=SEEDS)
def test_no_member_has_two_filters_of_one_name(seed):
    names = [(one.member, one.name) for one in make_filters(seed, 20, 8)]
    assert len(set(names)) == len(names)
    assert all(name == " ".join(name.split())[:100] for _, name in names)


async def test_every_filter_can_be_saved():
    clock = MovableClock()
    feed = FeedMarket(["http://127.0.0.1/feed.xml"], clock=clock, user_agent="Maneki tests")
    mercari = MercariJpMarket(clock=clock, user_agent="Maneki tests")
    watchable = Watchable(
        markets={"feed": feed, "mercari_jp": mercari},
        spellings=BrandDictionary.load().spellings,
        takes_any_source=True,
        built_in=RESERVED_NAMES,
    )
    cases = tuple(one.filter for one in expectation_members())
    for planned in (*make_filters(1, 60), *make_filters(2, 300), *cases):
        assert criteria_problem(planned.criteria) is None
        watchable.check(planned.criteria, language="en")
    await feed.aclose()
    await mercari.aclose()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_people_ask_for_all_kinds_of_things(seed):
    wanted = [one.criteria for one in make_filters(seed, 50)]
    assert any(one.keywords.any and not one.brands for one in wanted)
    assert any(one.keywords.all for one in wanted)
    assert any(one.keywords.none for one in wanted)
    assert any(len(one.brands) > 1 for one in wanted)
    assert any(not one.markets for one in wanted)
    assert any(len(one.markets) == 1 for one in wanted)
    assert any(one.price.min is not None for one in wanted)
    assert any(one.price.max is None for one in wanted)
    assert {one.price.currency for one in wanted} >= {"JPY", "USD"}
    assert any(one.listing_types == (WantedType.AUCTION,) for one in wanted)
    assert any(one.conditions for one in wanted)
    assert any(one.categories for one in wanted)
    assert any(one.sizes for one in wanted)
    assert any(one.blocked_sellers for one in wanted)
    assert any(one.events == (EventKind.PRICE_DROP,) for one in wanted)
    assert any(EventKind.BACK_ON_SALE in one.events for one in wanted)


def test_amounts_are_typed_in_the_unit_people_say():
    assert as_typed(Money(50_000, "JPY")) == "50,000"
    assert as_typed(Money(30_000, "USD")) == "300"
    assert as_typed(Money(120_050, "USD")) == "1,200.50"


@pytest.mark.parametrize(
    "criteria",
    [
        Criteria(brands=("Dolce, Gabbana",)),
        Criteria(keywords=Keywords(any=(" coat",))),
        Criteria(sizes=("M、L",)),
    ],
)
def test_what_cannot_be_typed_into_a_list_is_refused(criteria):
    with pytest.raises(ValueError, match="cannot be an element"):
        options_of("mine", criteria)


def test_two_listing_types_cannot_be_chosen():
    with pytest.raises(ValueError, match="one listing type"):
        options_of("mine", Criteria(listing_types=(WantedType.FIXED, WantedType.AUCTION)))
