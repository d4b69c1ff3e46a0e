"""Who asks for the same is matched once, whoever comes and goes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.matching.crowd import Crowd
from tests.matching.world import event, listing, up_to, wanting, yen

from maneki.matching.brands import BrandDictionary, BrandRow
from maneki.matching.index import FilterIndex
from maneki.matching.match import Matcher
from maneki.matching.share import shared
from maneki.model.filter import Criteria, Keywords, PriceRange
from maneki.model.ids import FilterId
from maneki.model.money import Money


def in_bitmaps(index: FilterIndex) -> int:
    return sum(len(block.ordinals) for block in index._sheet.bitmaps.blocks)


def test_the_same_in_another_order_or_dress_is_the_same(matcher: Matcher) -> None:
    one = Criteria(
        keywords=Keywords(any=("coat", "デニム"), all=("black", "wool"), none=("fake", "junk")),
        markets=("rakuma", "ebay"),
        price=up_to(5_000),
    )
    other = Criteria(
        keywords=Keywords(
            any=("ﾃﾞﾆﾑ", "Coat", "COAT"), all=("WOOL", "black", "Wool"), none=("junk", "Fake")
        ),
        markets=("ebay", "rakuma", "ebay"),
        price=up_to(5_000),
    )
    different = replace(one, price=up_to(5_001)), replace(one, markets=("ebay",))
    filters = [wanting(each, f"f{n}") for n, each in enumerate([one, other, *different])]
    index = FilterIndex(matcher, filters, few=0)
    found = listing("black wool coat", market="rakuma", price=yen(4_000))
    happened = event(found)
    assert index.matches_for(happened, matcher.look_at(found)) == ["f0", "f1", "f2"]
    assert in_bitmaps(index) == 3


def test_a_thousand_alike_are_matched_once_and_found_each(matcher: Matcher) -> None:
    wanted = Criteria(keywords=Keywords(any=("boots",)))
    index = FilterIndex(matcher, [wanting(wanted, f"f{n}") for n in range(1_000)], few=0)
    happened = event(listing("boots"))
    look = matcher.look_at(happened.listing)
    assert len(index.matches_for(happened, look)) == 1_000
    assert in_bitmaps(index) == 1
    # Also when the one that leads is gone or asks for something else.
    index.remove(FilterId("f0"))
    index.add(wanting(Criteria(keywords=Keywords(any=("coat",))), "f1"))
    assert len(index.matches_for(happened, look)) == 998
    draft = index.draft()
    index.adopt(draft, draft.sheet())
    assert len(index.matches_for(happened, look)) == 998
    assert in_bitmaps(index) == 2


def test_ranges_in_rare_currencies_are_left_out_together(matcher: Matcher) -> None:
    codes = [f"{a}{b}A" for a in "ABCDE" for b in "ABCDE"]
    rare = [Criteria(price=PriceRange(min=1, currency=code)) for code in codes]
    filters = [wanting(one, f"{n}-{k}") for n, one in enumerate(rare) for k in range(2)]
    index = FilterIndex(matcher, filters, few=0)
    for one in filters:
        priced = listing(price=Money(5, one.criteria.price.currency))
        number = one.id.split("-")[0]
        expected = [f"{number}-0", f"{number}-1"]
        assert index.matches_for(event(priced), matcher.look_at(priced)) == expected


@given(st.integers(0, 10**6), st.integers(1, 5))
def test_sharing_changes_no_answer(seed: int, kinds: int) -> None:
    dictionary = BrandDictionary.from_rows([BrandRow("Rick Owens", "リック・オウエンス")])
    crowd, matcher = Crowd(seed, dictionary), Matcher(dictionary)
    some = [crowd.criteria() for _ in range(kinds)]
    filters = [wanting(crowd.random.choice(some), f"f{n}") for n in range(20)]
    index = FilterIndex(matcher, filters, few=0)
    for _ in range(5):
        happened = crowd.event()
        look = matcher.look_at(happened.listing)
        expected = [one.id for one in filters if matcher.is_news(one, happened, look)]
        assert index.matches_for(happened, look) == expected


def test_groups_are_those_of_equal_wishes(matcher: Matcher, dictionary: BrandDictionary) -> None:
    crowd = Crowd(11, dictionary)
    some = [crowd.criteria() for _ in range(200)]
    filters = [wanting(crowd.random.choice(some), f"f{n}") for n in range(2_000)]
    columns = FilterIndex(matcher, filters, few=0)
    columns.settle()
    groups = shared(columns._sheet.columns, pause=lambda: None)
    assert groups is not None
    wishes = [columns._sheet.columns.wish(one) for one in range(len(columns._sheet.columns))]
    led = np.flatnonzero(groups.leads).tolist()
    assert len(led) <= 200
    for one in led:
        for other in groups.members[groups.starts[one] : groups.starts[one + 1]].tolist():
            mine, theirs = (
                (w.accepts, w.price, {(slot, *sorted(of)) for slot, of in w.clauses}, {*w.never})
                for w in (wishes[one], wishes[other])
            )
            assert mine == theirs
