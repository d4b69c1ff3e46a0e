"""Very many filters, and strange ones: the bitmaps agree with the plain matcher, and bear it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.matching.world import dropped, event, listing, up_to, wanting, yen

from maneki.matching.bitmaps import FEWEST_IN_RUN, MOST_CURRENCIES, MOST_RUNS
from maneki.matching.bits import packed, places_of, set_bits, words_for
from maneki.matching.columns import NO_COLUMNS, Page, merged
from maneki.matching.index import FilterIndex
from maneki.matching.match import Matcher
from maneki.matching.terms import TermTable
from maneki.matching.wish import ACCEPT_BITS, Compiler
from maneki.model.event import EventKind, ListingEvent
from maneki.model.filter import Criteria, Filter, Keywords, PriceRange
from maneki.model.ids import FilterId
from maneki.model.listing import Listing
from maneki.model.money import Money, Rates

MANY = FEWEST_IN_RUN + 1
RATES = Rates(base="EUR", per_base={"JPY": Decimal(160), "USD": Decimal("1.1")})


def agrees(
    matcher: Matcher, filters: Iterable[Filter], happened: Iterable[ListingEvent]
) -> list[list[FilterId]]:
    """What the bitmaps say of each event, which is what the matcher says of each filter."""
    wanted = [*filters]
    index, found = FilterIndex(matcher, wanted, few=0), []
    for one in happened:
        look = matcher.look_at(one.listing)
        expected = [each.id for each in wanted if matcher.is_news(each, one, look)]
        found.append(index.matches_for(one, look))
        assert found[-1] == expected
    return found


def every(criteria: Iterable[Criteria]) -> list[Filter]:
    return [wanting(one, f"f{number:04}") for number, one in enumerate(criteria)]


@given(st.lists(st.booleans(), min_size=1, max_size=200), st.data())
def test_bits_are_where_they_were_put(flags: list[bool], data: st.DataObject) -> None:
    rows = packed(np.array([flags, flags]))
    first = data.draw(st.integers(0, len(flags) - 1))
    expected = [place for place, flag in enumerate(flags) if flag and place >= first]
    assert places_of(rows[0].copy(), first).tolist() == expected


@given(st.lists(st.integers(0, 299), max_size=50))
def test_bits_are_counted_through_from_row_to_row(places: list[int]) -> None:
    rows = np.zeros((5, words_for(60)), np.uint64)
    set_bits(rows, np.array(places, np.uint32))
    assert places_of(rows.reshape(-1), 0).tolist() == sorted(set(places))


def test_there_is_a_bit_for_everything_that_has_few_values() -> None:
    assert np.iinfo(NO_COLUMNS.accepts.dtype).bits >= ACCEPT_BITS


def test_wishes_come_out_of_columns_as_they_went_in(matcher: Matcher) -> None:
    compiler = Compiler(matcher.dictionary, TermTable())
    wishes = [
        compiler.wish(one)
        for one in (
            Criteria(),
            Criteria(brands=("Rick Owens", "Foo"), markets=("a", "b"), price=up_to(5)),
            Criteria(keywords=Keywords(any=("x", "y"), all=("z", "x"), none=("w",))),
            Criteria(sizes=("M",), categories=("x",), blocked_sellers=("s",)),
            Criteria(price=PriceRange(min=1, max=9, currency="USD")),
        )
    ]
    first, second = Page(), Page()
    for ordinal, wish in enumerate(wishes[:4]):
        assert first.add(ordinal, wish)
    # One is replaced, one is behind a gap; a page does not know the money of the others.
    assert second.add(6, wishes[4])
    assert second.add(2, wishes[1])
    before = merged(NO_COLUMNS, np.zeros(0, np.bool_), first)
    columns = merged(before, np.array([True, True, False, True]), second)
    for ordinal, number in {0: 0, 1: 1, 2: 1, 3: 3, 6: 4}.items():
        assert columns.wish(ordinal) == wishes[number]
        assert sorted(columns.terms(ordinal)) == sorted(wishes[number].terms)
    assert [at for at in range(7) if not columns.accepts[at]] == [4, 5]


def test_a_brand_with_a_run_of_its_own_and_one_without(matcher: Matcher) -> None:
    """Filters that name both are found once, whichever of them a listing names."""
    popular = [Criteria(brands=("Rick Owens",))] * MANY
    both = Criteria(brands=("Rick Owens", "Foo Bar"))
    filters = every([both, Criteria(brands=("Foo Bar",)), *popular, both, Criteria()])
    titles = ("Rick Owens", "Foo Bar", "Foo Bar Rick Owens", "Nike", "boots")
    found = agrees(matcher, filters, [event(listing(title)) for title in titles])
    assert [len(ids) for ids in found] == [MANY + 3, 4, MANY + 4, 1, 1]


def test_who_names_very_many_brands_is_found_by_each(matcher: Matcher) -> None:
    names = [f"Brand{number}" for number in range(1_000)]
    popular = [Criteria(brands=(name,)) for name in names[:2] for _ in range(MANY)]
    crowded = (names[: MOST_RUNS + 1], names)
    filters = every([*popular, *(Criteria(brands=tuple(some)) for some in crowded)])
    found = agrees(matcher, filters, [event(listing(f"x {name}")) for name in names[::100]])
    assert len(found[0]) == MANY + 2
    assert [len(ids) for ids in found[1:]] == [1] * 9


def test_fifty_markets_are_told_apart(matcher: Matcher) -> None:
    markets = [f"feed{number}" for number in range(50)]
    wanted = [markets[at : at + 3] for at in range(50)]
    filters = every([*(Criteria(markets=tuple(some)) for some in wanted), Criteria(), Criteria()])
    seen = [event(listing(market=name)) for name in (*markets, "", "shop")]
    assert [len(ids) for ids in agrees(matcher, filters, seen)][-3:] == [5, 2, 2]


def test_a_market_may_be_called_anything(matcher: Matcher) -> None:
    filters = every([Criteria(markets=("",)), Criteria(markets=(" ",)), Criteria()])
    seen = [event(listing(market=name)) for name in ("", " ", "★")]
    assert [len(ids) for ids in agrees(matcher, filters, seen)] == [2, 2, 1]


def test_each_currency_is_compared_in_its_own_units(matcher: Matcher) -> None:
    bounds = [
        PriceRange(min=low, max=high, currency=currency)
        for currency in ("JPY", "USD", "EUR", "CHF")
        for low in (None, 50, 10_000)
        for high in (None, 10_000, 2_000_000)
    ]
    filters = every([Criteria(price=one) for one in bounds] * 3)
    prices = [
        *(None, Money(10_000, "JPY"), Money(9_999, "USD"), Money(10_001, "EUR")),
        *(Money(1, "CHF"), Money(49, "JPY"), Money(3, "XAU")),
    ]
    agrees(
        matcher,
        filters,
        [
            event(listing(price=price, buy_now=buy_now), rates=rates)
            for price in prices
            for buy_now in (None, Money(15_000, "JPY"), Money(12_000, "CHF"))
            for rates in (None, RATES)
        ],
    )


def test_more_currencies_than_there_is_room_for_are_matched_all_the_same(matcher: Matcher) -> None:
    codes = [f"X{chr(65 + number)}X" for number in range(MOST_CURRENCIES + 5)]
    filters = every([Criteria(price=up_to(5, code)) for code in codes for _ in range(2)])
    found = agrees(matcher, filters, [event(listing(price=Money(5, code))) for code in codes])
    assert [len(ids) for ids in found] == [2] * len(codes)


def test_bounds_and_amounts_at_the_limits_of_integers_and_beyond(matcher: Matcher) -> None:
    edges = [
        number * sign + away
        for number in (0, 2**31, 2**53, 2**62, 2**63, 2**64, 10**30)
        for sign in (1, -1)
        for away in (-1, 0, 1)
    ]
    ranges = [
        *(PriceRange(min=edge) for edge in edges),
        *(PriceRange(max=edge) for edge in edges),
        *(PriceRange(min=edge, max=edge) for edge in edges),
    ]
    filters = every([Criteria(price=one) for one in ranges])
    agrees(matcher, filters, [event(listing(price=yen(edge))) for edge in edges])
    falls = [dropped(listing(price=yen(at - 1)), announced=at, lowest=at) for at in edges if at > 0]
    agrees(matcher, filters, falls)


def test_either_price_of_an_auction_may_do(matcher: Matcher) -> None:
    ranges = [
        PriceRange(min=low, max=high)
        for low in (None, *range(0, 60, 7))
        for high in (None, *range(0, 60, 7))
    ]
    filters = every([Criteria(price=one) for one in ranges] * 2)
    seen = [
        event(listing(price=None, current_bid=yen(bid), buy_now=yen(buy)))
        for bid in range(0, 50, 9)
        for buy in range(5, 60, 11)
    ]
    agrees(matcher, filters, seen)


def test_a_drop_is_told_to_those_into_whose_range_it_comes(matcher: Matcher) -> None:
    filters = every(
        [
            *(Criteria(price=up_to(most)) for most in (97_999, 98_000, 99_999, 100_000)),
            Criteria(price=up_to(70_000, "USD")),
            Criteria(price=PriceRange(min=98_000)),
            Criteria(price=PriceRange(min=99_000)),
            Criteria(),
            Criteria(events=(EventKind.NEW,)),
        ]
    )
    small = dropped(listing(price=yen(98_000)), announced=100_000, lowest=100_000)
    large = dropped(listing(price=yen(90_000)), announced=100_000, lowest=100_000)
    [few, many] = agrees(matcher, filters, [small, large])
    assert (len(few), len(many)) == (2, 5)


@pytest.mark.parametrize("count", [9, 10, 30, 300])
def test_so_many_keywords_must_all_be_there(matcher: Matcher, count: int) -> None:
    words = tuple(f"w{number}" for number in range(count))
    filters = every(
        [Criteria(keywords=Keywords(all=words[:some])) for some in (1, count - 1, count)]
    )
    seen = [event(listing(" ".join(words[:some]))) for some in (1, count - 1, count)]
    assert [len(ids) for ids in agrees(matcher, filters, seen)] == [1, 2, 3]


def test_strange_filters_change_nobody_elses_result(matcher: Matcher) -> None:
    words = tuple(f"w{number}" for number in range(1_000))
    strange = [
        Criteria(keywords=Keywords(any=words)),
        Criteria(keywords=Keywords(none=words)),
        Criteria(keywords=Keywords(any=("x" * 10_000, "boots"))),
        Criteria(keywords=Keywords(any=("\ud800", "boots\udfff"))),
        Criteria(brands=("\U0001f97e\u200d", "́")),
        Criteria(keywords=Keywords(all=("゙́", "🥾"))),
        Criteria(keywords=Keywords(none=("🥾",))),
        Criteria(categories=("", "★"), sizes=("",)),
        Criteria(brands=("",)),
        Criteria(keywords=Keywords(any=("",))),
        Criteria(blocked_sellers=("", "s1", "\ud800")),
        Criteria(markets=words),
        Criteria(categories=words, sizes=words),
        Criteria(price=PriceRange(min=5, max=4)),
        Criteria(),
    ]
    plain = [Criteria(keywords=Keywords(any=("boots",))), Criteria(brands=("Rick Owens",))] * MANY
    seen: list[Listing] = [
        listing("Rick Owens boots"),
        listing("boots 🥾\ud800", seller_id="s1"),
        listing("w7 w999", market="w3", size="w1", category_path=("w2", "★")),
        listing("", seller_id=""),
        listing("x" * 10_000, description="\udfff boots " + "́" * 10_000),
        listing(" ".join(words)),
    ]
    agrees(matcher, every([*strange, *plain]), map(event, seen))


def test_a_filter_that_cannot_be_met_is_no_row(matcher: Matcher) -> None:
    compiler = Compiler(matcher.dictionary, TermTable())
    assert not Page().add(0, compiler.wish(Criteria(brands=("★",))))
    assert Page().add(0, compiler.wish(Criteria(keywords=Keywords(none=("★",)))))


def test_what_is_gone_makes_room(matcher: Matcher) -> None:
    """Ordinals are used again: nothing grows with how often filters come and go."""
    index = FilterIndex(matcher, every([Criteria()] * 10), few=0)
    index.settle()
    for turn in range(100):
        index.remove(FilterId(f"f{turn:04}"))
        index.put(FilterId(f"f{turn + 10:04}"), Criteria())
    look = matcher.look_at(listing())
    ordinals = index.ordinals_for(event(listing()), look)
    assert ordinals.dtype == np.int32
    assert sorted(ordinals.tolist()) == [*range(10)]
    assert set(index.ids_of(ordinals)) == {f"f{number:04}" for number in range(100, 110)}
