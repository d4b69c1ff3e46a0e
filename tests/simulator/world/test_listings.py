"""What is planned is what Maneki reads: through a feed, Mercari's search and a push."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.simulator.world.shelves import found_on_mercari, shelf_of, timed

from maneki.markets.feed.parse import parse_feed
from maneki.model.interchange import read_listing, write_listing
from maneki.model.listing import Listing, ListingStatus, ListingType
from maneki.model.money import Money
from maneki.simulator.markets.feeds import feed_xml, in_feed_order
from maneki.simulator.world.happenings import (
    LAST_CHANGE,
    SHORTEST_ON_MERCARI,
    SHORTEST_STATE,
    HappeningKind,
)
from maneki.simulator.world.listings import PlannedListing, make_listings

OPENS_AT = datetime(2026, 5, 1, 9, 30, 15, 123456, tzinfo=UTC)
SEEDS = st.integers(min_value=0, max_value=10**6)
WRITINGS = {
    "half-width kana": "[\uff66-\uff9d]",
    "hiragana brands": "[ぁ-ん]{5}",
    "full-width Latin": "[Ａ-Ｚ]{2}",
    "accents": "[èçüōéÈÇ]",
    "odd dashes": "MA[−‐–]1|ＭＡー１|ＭＡ[－−‐–]１",
    "wave dash": "〜",
    "Roman numeral": "Ⅱ",
    "compatibility characters": "[㈱①㎝]",
    "spacing marks": "[゛゜]",
    "full-width space": "\u3000",
    "middle dot": "・",
    "glued to the thing": "[ァ-ヴー](?=[A-Z])|[A-Z](?=[ァ-ヴ])",
    "collab": "×",
    "Latin only": "^[\x20-\x7e]+$",
    "mixed case": "[a-z][A-Z]|^[a-z]",
    "a mention": "@everyone|@here",
    "what looks like markup": "<",
}


def states_of(planned: Iterable[PlannedListing]) -> list[list[tuple[str, Listing]]]:
    """What there is to see of each listing at first, after one happening, after two, ..."""
    rounds: list[list[tuple[str, Listing]]] = []
    for one in planned:
        for number, listing in enumerate([one.listing, *(h.listing for h in one.happenings)]):
            rounds += [[] for _ in range(number + 1 - len(rounds))]
            rounds[number].append((one.where, listing))
    return rounds


def test_one_seed_is_one_world():
    assert make_listings(7, 500) == make_listings(7, 500)
    assert make_listings(7, 500, opens_at=OPENS_AT) == make_listings(7, 500, opens_at=OPENS_AT)


def test_another_seed_is_another_world():
    assert make_listings(7, 500) != make_listings(8, 500)


def test_the_shares_of_the_places_are_kept():
    where = Counter(one.where.partition(":")[0] for one in make_listings(1, 500))
    assert where == {"feed": 200, "mercari_jp": 175, "push": 125}
    assert len({one.where for one in make_listings(1, 500)}) == 10


@settings(max_examples=20)
@given(seed=SEEDS, count=st.integers(0, 150))
def test_there_are_as_many_as_asked_for_and_no_two_share_an_id_or_address(seed, count):
    planned = make_listings(seed, count)
    assert len(planned) == count
    seen = [one.listing for one in planned]
    seen += [h.listing for one in planned for h in one.happenings if h.kind == "relist"]
    assert len({(one.market, one.external_id) for one in seen}) == len(seen)
    assert len({one.url for one in seen}) == len(seen)


def test_fewer_than_none_cannot_be_made():
    with pytest.raises(ValueError, match="cannot be -1"):
        make_listings(1, -1)


@settings(max_examples=15)
@given(seed=SEEDS)
def test_what_a_feed_is_planned_to_carry_is_read_back_unchanged(seed):
    for states in states_of(make_listings(seed, 120, opens_at=OPENS_AT)):
        listings = [listing for where, listing in states if where.startswith("feed:")]
        shelf = shelf_of(listings)
        entries = in_feed_order(shelf, length=1_000)
        feed = parse_feed(feed_xml("all", entries, ttl_minutes=None))
        read = {one.external_id: one for one in feed.listings}
        assert read == {one.external_id: timed(one, shelf) for one in listings}


@settings(max_examples=15)
@given(seed=SEEDS)
def test_what_mercari_is_planned_to_carry_is_read_back_unchanged(seed):
    for states in states_of(make_listings(seed, 120, opens_at=OPENS_AT)):
        listings = [listing for where, listing in states if where == "mercari_jp"]
        shelf = shelf_of(listings)
        read = {one.external_id: one for one in found_on_mercari(shelf, "")}
        assert read == {one.external_id: timed(one, shelf) for one in listings}


@settings(max_examples=15)
@given(seed=SEEDS)
def test_what_is_planned_to_be_pushed_is_read_back_unchanged(seed):
    for states in states_of(make_listings(seed, 120, opens_at=OPENS_AT)):
        pushed = [(where, listing) for where, listing in states if where.startswith("push:")]
        for where, listing in pushed:
            assert read_listing(orjson.dumps(write_listing(listing))) == listing
            assert where == f"push:{listing.market}"


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("writing", WRITINGS)
def test_every_way_of_writing_a_title_is_there(seed, writing):
    titles = [one.listing.title for one in make_listings(seed, 500)]
    assert any(re.search(WRITINGS[writing], title) for title in titles)


@settings(max_examples=25)
@given(seed=SEEDS)
def test_titles_stand_on_one_line_without_spaces_at_their_ends(seed):
    for one in make_listings(seed, 60):
        assert one.listing.title == one.listing.title.strip()
        assert one.listing.title.replace("\u3000", " ").isprintable()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_everything_that_can_happen_to_a_listing_happens(seed):
    planned = make_listings(seed, 500)
    assert {h.kind for one in planned for h in one.happenings} == set(HappeningKind)
    assert any(one.listing.status is ListingStatus.SOLD for one in planned)
    around_one_price = [one for one in planned if len(one.happenings) == 3]
    assert around_one_price
    for one in around_one_price:
        down, up, down_again = (h.listing.price for h in one.happenings)
        assert up == one.listing.price
        assert down == down_again
        assert isinstance(down, Money)
        assert isinstance(up, Money)
        assert down.amount < up.amount


@settings(max_examples=25)
@given(seed=SEEDS)
def test_every_state_lasts_long_enough_to_be_seen_and_begins_before_the_end(seed):
    for one in make_listings(seed, 100):
        shortest = SHORTEST_ON_MERCARI if one.where == "mercari_jp" else SHORTEST_STATE
        times = [one.appears_at, *(h.at for h in one.happenings)]
        assert times[0] >= 0
        assert times[-1] <= LAST_CHANGE + 1e-9
        for before, after in pairwise(times):
            assert after - before >= shortest - 1e-9


@settings(max_examples=25)
@given(seed=SEEDS)
def test_prices_change_only_where_there_is_one_fixed_price(seed):
    for one in make_listings(seed, 100):
        if any(h.kind is HappeningKind.PRICE for h in one.happenings):
            assert one.listing.price is not None
            assert one.listing.listing_type in {None, ListingType.FIXED}


def test_auctions_end_days_after_the_opening():
    planned = make_listings(3, 500, opens_at=OPENS_AT)
    ends = [one.listing.ends_at for one in planned if one.listing.bids is not None]
    assert len(ends) > 10
    for ends_at in ends:
        assert ends_at is not None
        assert ends_at.microsecond == 0
        assert timedelta(days=1) < ends_at - OPENS_AT < timedelta(days=7)
