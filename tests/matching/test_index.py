"""The index says what the plain matcher says, whatever was added, changed and removed before."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import repeat

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
)
from tests.matching.crowd import Crowd
from tests.matching.world import dropped, event, listing, up_to, wanting, yen

from maneki.matching.brands import BrandDictionary, BrandRow
from maneki.matching.fastest import fastest, plainly
from maneki.matching.index import FEW, FEWEST_CHANGES, FilterIndex
from maneki.matching.match import Matcher
from maneki.matching.sheet import Choose, Draft, Sheet
from maneki.model.event import EventKind, ListingEvent
from maneki.model.filter import (
    Criteria,
    Filter,
    FilterState,
    Keywords,
    PriceRange,
    Shipping,
    WantedType,
)
from maneki.model.ids import FilterId
from maneki.model.listing import Condition, Listing, ListingType, ShippingPayer
from maneki.model.money import Money, Rates

RATES = Rates(base="EUR", per_base={"JPY": Decimal(160), "USD": Decimal("1.1")})


@pytest.fixture(params=[FEW, 0], ids=["one by one", "bitmaps"])
def few(request: pytest.FixtureRequest) -> int:
    """Up to how many filters are asked one by one."""
    most: int = request.param
    return most


def holds_nothing(index: FilterIndex) -> bool:
    """Whether nothing that filters left behind is kept: it would grow for ever."""
    postings = index._postings
    kept = (index, postings._entries, postings._posted, postings._prices, index._terms)
    return not any(len(what) for what in kept)


def made_anew(index: FilterIndex) -> None:
    draft = index.draft()
    index.adopt(draft, draft.sheet())


def ids(index: FilterIndex, matcher: Matcher, happened: ListingEvent) -> list[str]:
    return [str(one) for one in index.matches_for(happened, matcher.look_at(happened.listing))]


@pytest.mark.parametrize("seed", [1, 2])
def test_thousands_of_filters_match_as_one_by_one(
    matcher: Matcher, dictionary: BrandDictionary, seed: int
) -> None:
    crowd = Crowd(seed, dictionary)
    filters = [crowd.filter(f"f{number}") for number in range(2_000)]
    indexes = [FilterIndex(matcher, filters, few=few) for few in (FEW, 0)]
    matches = 0
    for _ in range(125):
        happened = replace(crowd.event(), rates=crowd.random.choice((None, RATES)))
        look = matcher.look_at(happened.listing)
        expected = [one.id for one in filters if matcher.is_news(one, happened, look)]
        for index in indexes:
            assert index.matches_for(happened, look) == expected
        matches += len(expected)
    assert matches > 1_000
    for index in indexes:
        assert len(index) == sum(one.is_active for one in filters)


def test_fitting_is_matching_whatever_the_event(
    matcher: Matcher, dictionary: BrandDictionary, few: int
) -> None:
    crowd = Crowd(7, dictionary)
    filters = [crowd.filter(f"f{number}") for number in range(300)]
    index = FilterIndex(matcher, filters, few=few)
    for _ in range(100):
        look = matcher.look_at(crowd.listing())
        assert index.fitting(look, rates=RATES) == [
            one.id
            for one in filters
            if one.is_active and matcher.is_fitting(one.criteria, look, rates=RATES)
        ]


def test_filters_that_come_and_go_leave_nothing_behind(
    matcher: Matcher, dictionary: BrandDictionary, few: int
) -> None:
    crowd = Crowd(3, dictionary)
    first = [crowd.filter(f"f{number}") for number in range(400)]
    index = FilterIndex(matcher, first, few=few)
    kept = {one.id: one for one in first}
    for turn in range(300):
        happened = crowd.event()
        look = matcher.look_at(happened.listing)
        expected = {one.id for one in kept.values() if matcher.is_news(one, happened, look)}
        assert set(index.matches_for(happened, look)) == expected
        index.remove(FilterId(f"f{turn}"))
        kept.pop(FilterId(f"f{turn}"))
        changed = crowd.filter(f"f{crowd.random.randrange(turn + 1, 600)}")
        index.add(changed)
        kept[changed.id] = changed
        if few == 0 and turn % 50 == 49:
            made_anew(index)
    for one in kept:
        index.remove(one)
    assert len(index) == 0
    assert index.matches_for(event(listing()), matcher.look_at(listing())) == []
    assert holds_nothing(index)


def test_what_is_changed_while_a_sheet_is_made_stays_changed(
    matcher: Matcher, dictionary: BrandDictionary
) -> None:
    """And until then everything is matched as ever."""
    crowd = Crowd(4, dictionary)
    kept = {one.id: one for one in (crowd.filter(f"f{number}") for number in range(200))}
    index = FilterIndex(matcher, kept.values(), few=0)
    steps = 0

    def change_something() -> None:
        nonlocal steps
        steps += 1
        changed = crowd.filter(f"f{crowd.random.randrange(300)}")
        gone = FilterId(f"f{crowd.random.randrange(300)}")
        index.add(changed)
        kept[changed.id] = changed
        index.remove(gone)
        kept.pop(gone, None)
        agree()

    def agree() -> None:
        happened = replace(crowd.event(), rates=RATES)
        look = matcher.look_at(happened.listing)
        expected = {one.id for one in kept.values() if matcher.is_news(one, happened, look)}
        matched = index.matches_for(happened, look)
        assert set(matched) == expected
        assert len(matched) == len(expected)

    for _ in range(3):
        draft = index.draft()
        index.adopt(draft, draft.sheet(change_something))
        agree()
    assert steps > 20


def test_a_sheet_that_was_overtaken_is_left_alone(matcher: Matcher) -> None:
    index = FilterIndex(matcher, [wanting(Criteria())], few=0)
    first = index.draft()
    index.add(wanting(Criteria(), "f2"))
    second = index.draft()
    index.remove(FilterId("f1"))
    index.adopt(second, second.sheet())
    index.adopt(first, first.sheet())
    assert ids(index, matcher, event(listing())) == ["f2"]


def test_a_new_sheet_is_due_after_many_changes(matcher: Matcher) -> None:
    every = [(FilterId(f"f{number}"), Criteria()) for number in range(FEWEST_CHANGES + 2)]
    index = FilterIndex(matcher, few=10)
    index.put_many(every[:20])
    index.settle()
    assert not index.is_stale
    for filter_id, criteria in every:
        index.put(filter_id, criteria)
    assert index.is_stale
    made_anew(index)
    assert not index.is_stale
    assert len(ids(index, matcher, event(listing()))) == len(every)


def test_filters_that_come_one_by_one_are_in_time_too_many_to_be_asked_so(matcher: Matcher) -> None:
    index = FilterIndex(matcher, few=2)
    for number in range(3):
        assert not index.is_stale
        index.put(FilterId(f"f{number}"), Criteria())
    assert index.is_stale


def test_a_filter_is_matched_by_the_very_next_listing(matcher: Matcher) -> None:
    index = FilterIndex(matcher)
    boots = event(listing("Rick Owens boots"))
    assert ids(index, matcher, boots) == []
    index.add(wanting(Criteria(brands=("Rick Owens",))))
    assert ids(index, matcher, boots) == ["f1"]
    index.add(wanting(Criteria(keywords=Keywords(any=("boots",))), "f2"))
    assert ids(index, matcher, boots) == ["f1", "f2"]
    index.remove(FilterId("f1"))
    assert ids(index, matcher, boots) == ["f2"]


def test_a_changed_filter_is_matched_as_it_is_now_and_keeps_its_turn(matcher: Matcher) -> None:
    index = FilterIndex(matcher)
    for name in ("f1", "f2"):
        index.add(wanting(Criteria(keywords=Keywords(any=("boots",))), name))
    index.add(wanting(Criteria(keywords=Keywords(any=("leather",))), "f1"))
    assert ids(index, matcher, event(listing("leather boots"))) == ["f1", "f2"]
    assert ids(index, matcher, event(listing("rubber boots"))) == ["f2"]
    assert len(index) == 2


def test_a_paused_filter_is_not_in_it(matcher: Matcher, few: int) -> None:
    index = FilterIndex(matcher, [wanting(Criteria())], few=few)
    index.add(wanting(Criteria(), state=FilterState.PAUSED))
    assert len(index) == 0
    assert ids(index, matcher, event(listing())) == []
    index.add(wanting(Criteria()))
    assert ids(index, matcher, event(listing())) == ["f1"]


def test_removing_what_is_not_there_changes_nothing(matcher: Matcher) -> None:
    index = FilterIndex(matcher, [wanting(Criteria())])
    index.remove(FilterId("f9"))
    assert len(index) == 1


def test_a_term_that_was_dropped_and_taken_up_again_is_found(matcher: Matcher) -> None:
    """Also when so many other terms came that all were put together anew."""
    words = [f"word{number}" for number in range(300)]
    index = FilterIndex(matcher)
    for number, word in enumerate(words):
        index.add(wanting(Criteria(keywords=Keywords(any=(word,))), f"f{number}"))
    assert ids(index, matcher, event(listing("word7"))) == ["f7"]
    index.remove(FilterId("f7"))
    assert ids(index, matcher, event(listing("word7"))) == []
    index.add(wanting(Criteria(keywords=Keywords(any=("word7",))), "again"))
    assert ids(index, matcher, event(listing("word7"))) == ["again"]
    for number in range(300, 700):
        index.add(wanting(Criteria(keywords=Keywords(any=(f"word{number}",))), f"f{number}"))
        assert ids(index, matcher, event(listing(f"word7 word{number}"))) == ["again", f"f{number}"]


def test_a_filter_found_by_two_of_its_terms_is_named_once(matcher: Matcher, few: int) -> None:
    both = Criteria(brands=("Adidas", "Rick Owens"))
    index = FilterIndex(matcher, [wanting(both)], few=few)
    assert ids(index, matcher, event(listing("Adidas × Rick Owens"))) == ["f1"]


@pytest.mark.parametrize(
    "criteria",
    [
        Criteria(brands=("★",)),
        Criteria(keywords=Keywords(any=("〜",))),
        Criteria(keywords=Keywords(all=("boots", "・"))),
        Criteria(categories=("-",)),
        Criteria(sizes=("-",)),
    ],
)
def test_a_term_of_marks_alone_is_met_by_nothing(
    matcher: Matcher, criteria: Criteria, few: int
) -> None:
    index = FilterIndex(matcher, [wanting(criteria)], few=few)
    found = listing("boots ★〜・-", brand="★", size="-", category_path=("-",))
    assert ids(index, matcher, event(found)) == []
    index.remove(FilterId("f1"))
    assert holds_nothing(index)


def test_the_percentage_of_a_drop_is_a_setting(matcher: Matcher, few: int) -> None:
    index = FilterIndex(
        matcher, [wanting(Criteria()), wanting(Criteria(price=up_to(99_000)), "f2")], few=few
    )
    drop = dropped(listing(price=yen(98_000)), announced=100_000, lowest=100_000)
    look = matcher.look_at(drop.listing)
    assert index.matches_for(drop, look) == ["f2"]
    assert index.matches_for(drop, look, drop_percent=Decimal(2)) == ["f1", "f2"]


# Everything that can happen, in any order, over a small world where terms often coincide.

TITLES = st.lists(
    st.sampled_from(
        [
            "Rick",
            "Owens",
            "Nike",
            "Foo",
            "リック",
            "オウエンス",
            "パト",
            "boots",
            "デニム",
            "T",
            "シャツ",
            "Champion",
            "チャンピオン",
            "ズ",
            "A.P.C.",
            "APC",
        ]
    ),
    max_size=6,
).flatmap(lambda words: st.sampled_from(["", " ", "の"]).map(lambda glue: glue.join(words) or "x"))
WORDS = st.sampled_from(
    ["boots", "ﾃﾞﾆﾑ", "Tシャツ", "リック", "rick owens", "T", '"T"', "「デニム」"]
)
BRANDS = st.sampled_from(
    [
        *("Rick Owens", "Rick", "リック", "Nike", "Foo", "Owens", "★"),
        *("Champion", "チャンピオン", "チャンピオンズ", "A.P.C.", "APC"),
    ]
)
MARKET = st.sampled_from(["a", "b"])
CURRENCY = st.sampled_from(["JPY", "JPY", "USD", "CHF"])


def some(values: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(values, max_size=2).map(tuple)


CRITERIA = st.builds(
    Criteria,
    brands=some(BRANDS),
    keywords=st.builds(Keywords, any=some(WORDS), all=some(WORDS), none=some(WORDS)),
    expressions=some(st.sampled_from(["^b", "T.?シャツ", "rick|nike", "(", "ズ"])),
    price=st.sampled_from(
        [
            *(PriceRange(), up_to(2), PriceRange(min=2), PriceRange(min=1, max=1)),
            *(up_to(2, "USD"), PriceRange(min=1, currency="EUR")),
            PriceRange(max=2, shipping=Shipping.INCLUDED),
            PriceRange(min=2, max=3, shipping=Shipping.INCLUDED_IF_KNOWN),
        ]
    ),
    markets=some(MARKET),
    listing_types=st.sampled_from([(), (WantedType.FIXED,), (WantedType.AUCTION,)]),
    conditions=st.sampled_from([(), (Condition.NEW,)]),
    categories=some(st.sampled_from(["x", "Y", "・", "Men"])),
    sizes=some(st.sampled_from(["M", "L", "-", "US 8.5", "42"])),
    blocked_sellers=some(st.sampled_from(["s1", "s2"])),
    max_bids=st.sampled_from([None, None, 0, 2]),
    min_rating=st.sampled_from([None, None, Decimal(99), Decimal("99.5")]),
    events=st.sampled_from([(), (EventKind.NEW,), (EventKind.PRICE_DROP,)]),
)
LISTINGS = st.builds(
    Listing,
    market=MARKET,
    external_id=st.just("m1"),
    title=TITLES,
    brand=st.none() | BRANDS,
    description=st.none() | TITLES,
    price=st.none() | st.builds(Money, st.integers(0, 3), CURRENCY),
    current_bid=st.none() | st.builds(Money, st.integers(0, 3), CURRENCY),
    buy_now=st.none() | st.builds(Money, st.integers(0, 3), CURRENCY),
    listing_type=st.none() | st.sampled_from(ListingType),
    condition=st.none() | st.sampled_from([Condition.NEW, Condition.POOR]),
    category_path=some(st.sampled_from(["X", "y", "・", "men", "shoes"])),
    size=st.none() | st.sampled_from(["m", "-", "26.5cm", "8.5 us", "42"]),
    seller_id=st.none() | st.sampled_from(["s1", "s3"]),
    seller_rating=st.none() | st.sampled_from([Decimal(99), Decimal("99.45"), Decimal(100)]),
    bids=st.none() | st.integers(0, 3),
    shipping_payer=st.none() | st.sampled_from(ShippingPayer),
    shipping_cost=st.none() | st.builds(Money, st.integers(0, 2), CURRENCY),
)


class IndexMachine(RuleBasedStateMachine):
    filters = Bundle("filters")

    def __init__(self) -> None:
        super().__init__()
        rick = BrandRow("Rick Owens", "リック・オウエンス", weak=("Rick", "リック"))
        rows = [
            rick,
            BrandRow("Nike", "ナイキ"),
            BrandRow("Champion", "チャンピオン", weak=("Champion", "チャンピオン")),
            BrandRow("A.P.C.", weak=("APC",)),
        ]
        self.matcher = Matcher(BrandDictionary.from_rows(rows))
        self.index = FilterIndex(self.matcher)
        self.kept: dict[FilterId, Filter] = {}
        self.drafts: list[tuple[Draft, Sheet]] = []

    @initialize(few=st.sampled_from([0, 0, 3, FEW]), choose=st.sampled_from([plainly, fastest]))
    def begin(self, few: int, choose: Choose) -> None:
        self.index = FilterIndex(self.matcher, few=few, choose=choose)

    @rule(target=filters, criteria=CRITERIA, state=st.sampled_from(FilterState))
    def save(self, criteria: Criteria, state: FilterState) -> FilterId:
        return self._put(wanting(criteria, f"f{len(self.kept)}", state))

    @rule(one=filters, criteria=CRITERIA)
    def change(self, one: FilterId, criteria: Criteria) -> None:
        self._put(replace(self.kept[one], criteria=criteria))

    @rule(one=filters, state=st.sampled_from(FilterState))
    def pause_or_resume(self, one: FilterId, state: FilterState) -> None:
        self._put(replace(self.kept[one], state=state))

    @rule(one=consumes(filters))
    def remove(self, one: FilterId) -> None:
        self.index.remove(one)
        self.kept[one] = replace(self.kept[one], state=FilterState.DELETED)

    @rule(target=filters, criteria=CRITERIA, more=CRITERIA, count=st.sampled_from([2, 2, 40]))
    def save_many(
        self, criteria: Criteria, more: Criteria, count: int
    ) -> MultipleResults[FilterId]:
        """So many that a brand is worth a run of its own, sometimes."""
        every = [more, *repeat(criteria, count - 1)]
        saved = [wanting(one, f"f{len(self.kept) + place}") for place, one in enumerate(every)]
        self.index.put_many([(one.id, one.criteria) for one in saved])
        self.kept |= {one.id: one for one in saved}
        return multiple(*(one.id for one in saved[:3]))

    @rule()
    def begin_a_new_sheet(self) -> None:
        draft = self.index.draft()
        self.drafts.append((draft, draft.sheet()))

    @rule()
    def adopt_a_sheet(self) -> None:
        """That of the last draft, or of one that was overtaken."""
        if self.drafts:
            self.index.adopt(*self.drafts.pop(0))

    @rule(
        found=LISTINGS,
        kind=st.sampled_from([EventKind.NEW, EventKind.ENDING_SOON]),
        rates=st.sampled_from([None, RATES]),
    )
    def happens(self, found: Listing, kind: EventKind, rates: Rates | None) -> None:
        self._agree(event(found, kind, rates=rates))

    @rule(
        found=LISTINGS,
        lowest=st.integers(1, 4),
        announced=st.integers(1, 200),
        rates=st.sampled_from([None, RATES]),
    )
    def falls_in_price(
        self, found: Listing, lowest: int, announced: int, rates: Rates | None
    ) -> None:
        self._agree(replace(dropped(found, announced=announced, lowest=lowest), rates=rates))

    @invariant()
    def holds_the_active_ones(self) -> None:
        assert len(self.index) == sum(one.is_active for one in self.kept.values())

    def _put(self, user_filter: Filter) -> FilterId:
        self.index.add(user_filter)
        self.kept[user_filter.id] = user_filter
        return user_filter.id

    def _agree(self, happened: ListingEvent) -> None:
        look = self.matcher.look_at(happened.listing)
        expected = {
            one.id for one in self.kept.values() if self.matcher.is_news(one, happened, look)
        }
        matched = self.index.matches_for(happened, look)
        assert set(matched) == expected
        assert len(matched) == len(expected)


TestIndexAgreesWithTheMatcher = IndexMachine.TestCase
TestIndexAgreesWithTheMatcher.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None
)
