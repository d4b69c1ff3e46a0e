"""The cases written by hand: the program gives the same answers, and they disturb nobody."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import orjson
import pytest

from maneki.alerts.decide import Fit, Surroundings, alerts_for, change_of, ways_to_hear
from maneki.clock import MovableClock
from maneki.matching.brands import BrandDictionary
from maneki.matching.index import FilterIndex
from maneki.matching.match import Matcher
from maneki.matching.price import DROP_PERCENT, price_now
from maneki.model.event import EventKind, ListingEvent, PriceDrop
from maneki.model.filter import Filter
from maneki.model.ids import DestinationId, EventId, FilterId, ListingId, PersonId
from maneki.model.interchange import read_filter_shape, read_listing
from maneki.model.listing import KnownListing, Listing
from maneki.model.person import Destination, DestinationKind, Person, Preferences
from maneki.simulator.markets.ecb import INVENTED_RATES
from maneki.simulator.world.due import due_alerts
from maneki.simulator.world.expectations import (
    Case,
    Rule,
    State,
    due_by_hand,
    expectation_members,
    read_cases,
    sources_of,
)
from maneki.simulator.world.filters import make_filters
from maneki.simulator.world.listings import make_listings
from maneki.simulator.world.vocabulary import load_vocabulary, read_data

DICTIONARY = BrandDictionary.load()
MATCHER = Matcher(DICTIONARY)
NOW = MovableClock().now()

OWNER = Person(
    id=PersonId("1"), preferences=Preferences(), default_destination_id=DestinationId("1")
)
PLACE = Destination(
    id=DestinationId("1"), kind=DestinationKind.DM, address="1", person_id=PersonId("1")
)
AROUND = Surroundings(
    people={OWNER.id: OWNER}, destinations={PLACE.id: PLACE}, dismissed=(), now=NOW
)


def told_of(case: Case) -> list[set[EventKind]]:
    """What the program's deciders make of a case: for each state, what its owner is told."""
    known: dict[str, KnownListing] = {}
    return [told(case, *happened(known, state.listing), state) for state in case.states]


def happened(
    known: dict[str, KnownListing], seen: Listing
) -> tuple[EventKind | None, PriceDrop | None]:
    """The event of a state, by `change_of`; the first one is what the insert says."""
    before = known.get(seen.external_id)
    if before is None:
        price = price_now(seen)
        known[seen.external_id] = KnownListing(
            id=ListingId(seen.external_id),
            external_id=seen.external_id,
            status=seen.status,
            price=price,
            announced=price,
            lowest=price,
        )
        return EventKind.NEW if seen.is_available else None, None
    change = change_of(
        before, seen, search_id=None, is_baseline=False, drop_percent=DROP_PERCENT, now=NOW
    )
    known[seen.external_id] = change.known
    return change.event, change.drop


def told(
    case: Case, kind: EventKind | None, drop: PriceDrop | None, state: State
) -> set[EventKind]:
    if kind is None:
        return set()
    asked = Filter(
        id=FilterId("1"), name=case.name, criteria=case.criteria, person_id=PersonId("1")
    )
    event = ListingEvent(
        id=EventId(1),
        kind=kind,
        listing_id=ListingId("1"),
        listing=state.listing,
        at=NOW,
        fetched_at=NOW,
        rates=INVENTED_RATES if case.has_rates else None,
        drop=drop,
    )
    look, index = MATCHER.look_at(state.listing), FilterIndex(MATCHER, [asked])
    fits = []
    for heard_as in ways_to_hear(event):
        heard = replace(event, kind=heard_as)
        is_match = MATCHER.judge(asked, heard, look).matched
        assert index.matches_for(heard, look) == [asked.id] * is_match, case.why
        if is_match:
            fits.append(Fit(filter=asked, heard_as=heard_as, reasons=()))
    return {one.card.event for one in alerts_for(event, fits, AROUND)}


@pytest.mark.parametrize("case", read_cases(), ids=lambda case: case.name)
def test_the_program_gives_the_answer_that_was_written_by_hand(case):
    assert told_of(case) == [set(state.tells) for state in case.states], case.why


@pytest.mark.parametrize("rule", Rule)
def test_every_rule_has_a_case_for_and_a_case_against_it(rule):
    answers = {case.matches for case in read_cases() if case.rule is rule}
    assert answers == {True, False}


def test_there_are_many_cases_and_no_two_share_a_name():
    names = [case.name for case in read_cases()]
    assert len(names) >= 60
    assert len(set(names)) == len(names)


def test_every_line_is_valid_interchange():
    for line in read_data("expectations.jsonl").splitlines():
        case = orjson.loads(line)
        assert set(case) <= {"rule", "matches", "why", "filter", "listing", "then", "rates"}
        criteria = read_filter_shape(case["filter"]).criteria()
        shape = case["listing"]
        for later in [{"change": {}}, *case.get("then", [])]:
            shape |= later["change"]
            listing = read_listing(shape)
            assert listing.market.startswith(f"case_{case['rule']}_")
            assert listing.url == f"https://cases.example/{listing.external_id}"
        assert criteria.markets or case["rule"] == Rule.MARKET


def test_only_cases_without_rates_stay_off_the_stage():
    played = {one.case.name for one in expectation_members()}
    left_out = {case.name for case in read_cases()} - played
    assert left_out == {case.name for case in read_cases() if not case.has_rates}
    assert left_out


def test_the_cases_are_shared_out_evenly_and_in_time():
    planned = expectation_members(first_member=42, members=8)
    each = Counter(one.filter.member for one in planned)
    assert set(each) == set(range(42, 50))
    assert max(each.values()) - min(each.values()) <= 1
    times = [one.listing.appears_at for one in planned]
    assert times == sorted(times)
    assert times[0] > 0
    happenings = [what.at for one in planned for what in one.listing.happenings]
    assert max(*times, *happenings) < 0.95
    assert all(one.listing.where == f"push:{one.case.listing.market}" for one in planned)


def test_every_listing_is_judged_by_its_own_filter_only():
    planned = expectation_members(first_member=5)
    computed = due_alerts(
        [one.filter for one in planned],
        [one.listing for one in planned],
        dictionary=DICTIONARY,
        rates=INVENTED_RATES,
    )
    assert computed.must == due_by_hand(planned)
    assert not computed.may


@pytest.mark.parametrize(("seed", "members"), [(1, 50), (2, 50), (3, 50), (4, 400)])
def test_no_other_filter_of_the_world_fits_a_case(seed, members):
    cases = {one.case.listing.market for one in expectation_members()}
    looks = [MATCHER.look_at(one.case.listing) for one in expectation_members()]
    for planned in make_filters(seed, members):
        assert cases.isdisjoint(planned.criteria.markets)
        if planned.criteria.markets:
            continue
        for look in looks:
            verdict = MATCHER.fits(planned.criteria, look, rates=INVENTED_RATES)
            assert not verdict.matched, (planned.name, look.listing.title)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_case_fits_another_listing_of_the_world(seed):
    filters = [one.filter for one in expectation_members()]
    due = due_alerts(filters, make_listings(seed, 500), dictionary=DICTIONARY, rates=INVENTED_RATES)
    assert not due.must
    assert not due.may


def test_brands_that_cases_name_are_known_as_such():
    named = {found for case in read_cases() for found in MATCHER.look_at(case.listing).brands}
    for brand in load_vocabulary().brands:
        if not named.isdisjoint(DICTIONARY.resolve(brand.name)):
            assert brand.in_cases, brand.name


def test_every_source_that_must_be_accepted_is_named():
    planned = expectation_members()
    sources = sources_of(planned)
    asked = {market for one in planned for market in one.filter.criteria.markets}
    assert asked <= set(sources)
    assert {one.case.listing.market for one in planned} <= set(sources)
    assert list(sources) == sorted(set(sources))
