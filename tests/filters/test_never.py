"""A filter that nothing can ever match is refused, with what would be right."""

from __future__ import annotations

import pytest

from maneki.clock import MovableClock
from maneki.errors import InvalidInputError
from maneki.filters.watchable import Watchable
from maneki.markets.feed.client import FeedMarket
from maneki.markets.market import Market
from maneki.markets.mercari_jp.client import MercariJpMarket
from maneki.matching.brands import BrandDictionary
from maneki.model.event import EventKind
from maneki.model.filter import Criteria, Keywords, WantedType

CLOCK = MovableClock()
MARKETS: dict[str, Market] = {
    "feed": FeedMarket(["https://shop.example/new.xml"], clock=CLOCK, user_agent="tests"),
    "mercari_jp": MercariJpMarket(clock=CLOCK, user_agent="tests"),
}
SPELLINGS = BrandDictionary.load().spellings


def watching(*markets: str, sources: tuple[str, ...] = ()) -> Watchable:
    return Watchable(
        markets={name: MARKETS[name] for name in markets},
        spellings=SPELLINGS,
        sources=sources,
        built_in={"feed", "mercari_jp"},
    )


def refused(watchable: Watchable, criteria: Criteria) -> str:
    with pytest.raises(InvalidInputError) as refusal:
        watchable.check(criteria, language="en")
    sentence = str(refusal.value)
    assert sentence.startswith("No market watched here can ever match this filter: ")
    return sentence.partition(": ")[2]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (Keywords(all=("Coat",), none=("ＣＯＡＴ",)), "“Coat” is both wanted and excluded; "),
        (Keywords(any=("ﾃﾞﾆﾑ",), none=("でにむ",)), "“ﾃﾞﾆﾑ” is both wanted and excluded; "),
        (
            Keywords(all=("黒", "デニムジャケット"), none=("デニム",)),
            "the excluded “デニム” is in “デニムジャケット”, which is wanted; ",
        ),
        (
            Keywords(all=("red coat",), none=("Coat", "x")),
            "the excluded “Coat” is in “red coat”, which is wanted; ",
        ),
        (
            Keywords(any=("coat", "red coat"), none=("coat",)),
            "“coat” is both wanted and excluded; ",
        ),
    ],
)
def test_what_is_wanted_must_not_be_excluded_in_any_dress(words: Keywords, why: str) -> None:
    everywhere = watching("feed", "mercari_jp", sources=("my_market",))
    assert refused(everywhere, Criteria(keywords=words)) == f"{why}drop one of the two."


@pytest.mark.parametrize(
    "words",
    [
        Keywords(any=("coat", "jacket"), none=("red coat", "jacket")),
        Keywords(all=("coat",), none=("coats", "raincoat", "red coat")),
        Keywords(all=("デニム",), none=("デニムジャケット",)),
        Keywords(all=("ro",), none=("r",)),
    ],
)
def test_what_leaves_something_is_accepted(words: Keywords) -> None:
    watching("feed").check(Criteria(keywords=words), language="en")


COATS = Keywords(all=("coat",))
BY_TYPE = Criteria(keywords=COATS, listing_types=(WantedType.AUCTION,))
BY_END = Criteria(keywords=COATS, events=(EventKind.ENDING_SOON,))


def test_a_feed_says_neither_type_nor_end() -> None:
    assert refused(watching("feed"), BY_TYPE) == (
        "feed does not say what can be bid on or bought at once; leave the listing type out."
    )
    assert refused(watching("feed"), BY_END) == (
        "feed does not say when a listing ends; ask for new ones as well."
    )
    on_feeds = Criteria(markets=("feed",), listing_types=(WantedType.FIXED,))
    assert "leave the listing type out" in refused(watching("feed", "mercari_jp"), on_feeds)


def test_a_market_or_source_that_may_say_it_is_enough() -> None:
    for watchable in (watching("feed", "mercari_jp"), watching("feed", sources=("my_market",))):
        watchable.check(BY_TYPE, language="en")
        watchable.check(BY_END, language="en")
    and_new = Criteria(keywords=COATS, events=(EventKind.NEW, EventKind.ENDING_SOON))
    watching("feed").check(and_new, language="en")


def test_a_market_that_can_never_say_it_is_not_asked() -> None:
    both = watching("feed", "mercari_jp")
    assert {query.market for query in both.queries_for(BY_TYPE)} == {"mercari_jp"}


def test_what_remains_must_be_searchable() -> None:
    by_size = Criteria(sizes=("M",), listing_types=(WantedType.FIXED,))
    assert refused(watching("feed", "mercari_jp"), by_size) == (
        "mercari_jp can only be searched by brand or keyword, so add one."
    )


def test_mercari_names_its_categories() -> None:
    watching("mercari_jp").check(Criteria(brands=("Nike",), categories=("メンズ",)), language="en")
