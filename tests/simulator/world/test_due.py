"""Who is to hear of what, in small worlds written out and in large ones made up."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from tests.simulator.world.shelves import found_on_mercari, shelf_of

from maneki.markets.mercari_jp.request import queries_for
from maneki.matching.brands import BrandDictionary
from maneki.model.event import DEFAULT_EVENTS, EventKind
from maneki.model.filter import Criteria, Keywords, PriceRange
from maneki.model.listing import Listing, ListingStatus
from maneki.model.money import Money
from maneki.simulator.markets.ecb import INVENTED_RATES
from maneki.simulator.world.due import (
    DueAlert,
    can_be_found,
    due_alerts,
    events_of,
    last_told,
    questions_of,
)
from maneki.simulator.world.filters import PlannedFilter, make_filters
from maneki.simulator.world.happenings import Happening, HappeningKind
from maneki.simulator.world.listings import PlannedListing, make_listings

DICTIONARY = BrandDictionary.load()
SECONDS = 60

KETTLE = Listing(
    market="attic",
    external_id="k1",
    title="copper kettle",
    price=Money(10_000, "JPY"),
)
EVERY_KETTLE = PlannedFilter.of(0, "kettles", Criteria(keywords=Keywords(all=("kettle",))))


def kettles_below(most: int, *, member: int = 0) -> PlannedFilter:
    criteria = Criteria(keywords=Keywords(all=("kettle",)), price=PriceRange(max=most))
    return PlannedFilter.of(member, f"kettles below {most}", criteria)


def life_of(first: Listing, *then: tuple[HappeningKind, Listing]) -> PlannedListing:
    return PlannedListing(
        where=f"push:{first.market}",
        listing=first,
        appears_at=0.1,
        happenings=tuple(
            Happening(kind=kind, at=0.2 * number, listing=listing)
            for number, (kind, listing) in enumerate(then, start=1)
        ),
    )


def at(amount: int) -> tuple[HappeningKind, Listing]:
    return HappeningKind.PRICE, replace(KETTLE, price=Money(amount, "JPY"))


def due(planned: PlannedListing, *filters: PlannedFilter) -> frozenset[DueAlert]:
    return due_alerts(filters, [planned], dictionary=DICTIONARY, rates=INVENTED_RATES).must


def kinds(planned: PlannedListing) -> list[EventKind]:
    return [kind for event in events_of(planned) for kind in event.kinds]


def alert(
    kind: EventKind, *names: str, member: int = 0, external_id: str = "k1", state: int = 0
) -> DueAlert:
    return DueAlert(
        member=member,
        market="attic",
        external_id=external_id,
        kind=kind,
        filters=frozenset(names),
        state=state,
    )


def test_two_filters_of_one_member_make_one_alert_that_names_both():
    both = due(life_of(KETTLE), EVERY_KETTLE, kettles_below(12_000))
    assert both == {alert(EventKind.NEW, "kettles", "kettles below 12000")}


def test_two_members_get_an_alert_each():
    alerts = due(life_of(KETTLE), EVERY_KETTLE, kettles_below(12_000, member=1))
    assert alerts == {
        alert(EventKind.NEW, "kettles"),
        alert(EventKind.NEW, "kettles below 12000", member=1),
    }


def test_a_price_drop_is_told_to_all_whom_it_fits():
    alerts = due(life_of(KETTLE, at(9_000)), EVERY_KETTLE, kettles_below(9_500, member=1))
    assert alerts == {
        alert(EventKind.NEW, "kettles"),
        alert(EventKind.PRICE_DROP, "kettles", state=1),
        alert(EventKind.PRICE_DROP, "kettles below 9500", member=1, state=1),
    }


def test_a_small_drop_is_told_only_to_those_whose_range_it_reaches():
    alerts = due(life_of(KETTLE, at(9_700)), EVERY_KETTLE, kettles_below(9_800, member=1))
    assert alerts == {
        alert(EventKind.NEW, "kettles"),
        alert(EventKind.PRICE_DROP, "kettles below 9800", member=1, state=1),
    }


def test_ups_and_downs_around_one_price_are_told_once():
    life = life_of(KETTLE, at(8_000), at(10_000), at(8_000))
    assert kinds(life) == [EventKind.NEW, EventKind.PRICE_DROP]


def test_two_drops_of_one_listing_are_two_alerts():
    alerts = due(life_of(KETTLE, at(9_500), at(9_025)), EVERY_KETTLE)
    assert alerts == {
        alert(EventKind.NEW, "kettles"),
        alert(EventKind.PRICE_DROP, "kettles", state=1),
        alert(EventKind.PRICE_DROP, "kettles", state=2),
    }


def test_the_price_last_told_is_the_first_or_one_five_per_cent_below_it():
    assert last_told([10_000, 9_600]) == 10_000
    assert last_told([10_000, 9_500, 9_100]) == 9_500
    assert last_told([10_000, 9_500, 12_000, 9_025]) == 9_025


def test_a_higher_price_and_a_bump_are_nothing_that_happened():
    life = life_of(KETTLE, at(12_000), (HappeningKind.BUMP, KETTLE))
    assert kinds(life) == [EventKind.NEW]


def test_what_was_sold_before_anybody_saw_it_is_told_to_nobody():
    assert not kinds(life_of(replace(KETTLE, status=ListingStatus.SOLD)))


def test_what_is_sold_later_was_new_all_the_same():
    sold = replace(KETTLE, status=ListingStatus.SOLD)
    alerts = due(life_of(KETTLE, (HappeningKind.SOLD, sold)), EVERY_KETTLE)
    assert alerts == {alert(EventKind.NEW, "kettles")}


def test_what_is_back_is_told_to_those_who_asked_for_that():
    sold = replace(KETTLE, status=ListingStatus.SOLD)
    patient = PlannedFilter.of(
        1,
        "patient",
        replace(EVERY_KETTLE.criteria, events=(*DEFAULT_EVENTS, EventKind.BACK_ON_SALE)),
    )
    life = life_of(KETTLE, (HappeningKind.SOLD, sold), (HappeningKind.BACK, KETTLE))
    assert due(life, EVERY_KETTLE, patient) == {
        alert(EventKind.NEW, "kettles"),
        alert(EventKind.NEW, "patient", member=1),
        alert(EventKind.BACK_ON_SALE, "patient", member=1, state=2),
    }


def test_back_for_less_is_told_once():
    sold = replace(KETTLE, status=ListingStatus.SOLD)
    wishes = replace(EVERY_KETTLE.criteria, events=(*DEFAULT_EVENTS, EventKind.BACK_ON_SALE))
    patient, thrifty = PlannedFilter.of(1, "patient", wishes), replace(EVERY_KETTLE, member=1)
    life = life_of(KETTLE, (HappeningKind.SOLD, sold), (HappeningKind.BACK, at(3_000)[1]))
    back = {one for one in due(life, EVERY_KETTLE, patient, thrifty) if one.state == 2}
    assert back == {
        alert(EventKind.PRICE_DROP, "kettles", state=2),
        alert(EventKind.BACK_ON_SALE, "patient", "kettles", member=1, state=2),
    }


def test_a_relisting_under_a_new_id_is_new():
    again = replace(KETTLE, external_id="k2")
    alerts = due(life_of(KETTLE, (HappeningKind.RELIST, again)), EVERY_KETTLE)
    assert alerts == {
        alert(EventKind.NEW, "kettles"),
        alert(EventKind.NEW, "kettles", external_id="k2", state=1),
    }


def test_listings_for_adults_are_told_to_nobody():
    assert not due(life_of(replace(KETTLE, adult=True)), EVERY_KETTLE)


def test_other_currencies_need_rates():
    dear = replace(KETTLE, price=Money(10_000, "USD"))
    asked, life = [kettles_below(20_000)], [life_of(dear)]
    assert due_alerts(asked, life, dictionary=DICTIONARY, rates=INVENTED_RATES).must
    assert not due_alerts(asked, life, dictionary=DICTIONARY, rates=None).must


def test_on_mercari_nobody_need_hear_of_what_no_search_finds():
    kettle = replace(KETTLE, market="mercari_jp", title="やかん")
    planned = replace(life_of(kettle), where="mercari_jp")
    by_price = PlannedFilter.of(0, "cheap", Criteria(price=PriceRange(max=20_000)))
    by_word = PlannedFilter.of(1, "words", Criteria(keywords=Keywords(any=("やかん",))))
    alone = due_alerts([by_price], [planned], dictionary=DICTIONARY, rates=INVENTED_RATES)
    assert (len(alone.must), len(alone.may)) == (0, 1)
    assert {one.member for one in due(planned, by_price, by_word)} == {0, 1}


def test_a_brand_is_typed_as_the_member_wrote_it_and_in_both_scripts():
    asked = PlannedFilter.of(0, "bags", Criteria(brands=("HERMES", "ヨウジヤマモト", "Kumo")))
    assert questions_of([asked]) == {
        "hermes",
        "エルメス",
        "ヨウジヤマモト",
        "yohji yamamoto",
        "kumo",
    }


def test_keywords_are_typed_together_and_nothing_for_other_markets():
    words = Keywords(any=("coat", "コート"), all=("wool",))
    asked = PlannedFilter.of(0, "coats", Criteria(keywords=words))
    elsewhere = PlannedFilter.of(0, "hats", Criteria(brands=("Hermès",), markets=("attic",)))
    assert questions_of([asked, elsewhere]) == {"coat wool", "コート wool"}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_can_be_found_on_mercari_is_what_its_search_finds(seed):
    questions = questions_of(make_filters(seed, 50))
    there = [one.listing for one in make_listings(seed, 500) if one.where == "mercari_jp"]
    shelf = shelf_of(there)
    found = {hit.external_id for text in questions for hit in found_on_mercari(shelf, text)}
    assert found == {one.external_id for one in there if can_be_found(one, questions)}
    assert 100 < len(found) < len(there)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_maneki_asks_mercari_what_finds_all_that_people_could(seed):
    filters = make_filters(seed, 50)
    asked = {
        str(query.params["keyword"])
        for planned in filters
        for query in queries_for(planned.criteria, spellings=DICTIONARY.spellings)
    }
    assert len(asked) <= 130
    questions = questions_of(filters)
    for one in make_listings(seed, 500):
        if can_be_found(one.listing, questions):
            assert can_be_found(one.listing, asked), one.listing.title


@pytest.mark.parametrize("seed", [1, 2])
def test_the_usual_demo_has_enough_to_tell_everybody_and_not_too_much_for_anybody(seed):
    filters, planned = make_filters(seed, 50), make_listings(seed, 500)
    both = due_alerts(filters, planned, dictionary=DICTIONARY, rates=INVENTED_RATES)
    alerts = both.must
    assert len(both.may) < len(both.must) / 20
    assert len(filters) >= 150
    assert 300 <= len(alerts) <= 900
    each = Counter(one.member for one in alerts)
    assert set(each) == set(range(50))
    assert max(each.values()) <= SECONDS
    assert {one.kind for one in alerts} >= set(DEFAULT_EVENTS)
    assert any(len(one.filters) > 1 for one in alerts)
    markets = Counter(one.market for one in alerts)
    assert set(markets) >= {"feed", "mercari_jp", "vintage_tokyo", "harbour_cameras"}
    assert len({(one.member, one.market, one.external_id, one.kind) for one in alerts}) == len(
        alerts
    )


@pytest.mark.parametrize(("members", "least", "most"), [(10, 50, 250), (120, 400, 1_500)])
def test_larger_and_smaller_demos_stay_within_what_one_bot_can_say(members, least, most):
    alerts = due_alerts(
        make_filters(1, members),
        make_listings(1, 500),
        dictionary=DICTIONARY,
        rates=INVENTED_RATES,
    ).must
    assert least <= len(alerts) <= most
    assert max(Counter(one.member for one in alerts).values()) <= SECONDS
