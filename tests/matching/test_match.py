"""What every condition of a filter means."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.matching.world import dropped, event, listing, up_to, wanting, yen

from maneki.matching.match import Matcher, Reason
from maneki.model.event import EventKind
from maneki.model.filter import Criteria, FilterState, Keywords, PriceRange, WantedType
from maneki.model.listing import Condition, Listing, ListingStatus, ListingType
from maneki.model.money import Money, Rates

RATES = Rates(base="EUR", per_base={"JPY": Decimal(160), "USD": Decimal("1.10")})
BOOTS = Criteria(brands=("Rick Owens",))


def fits(matcher: Matcher, criteria: Criteria, found: Listing, rates: Rates | None = None) -> bool:
    look = matcher.look_at(found)
    said = matcher.fits(criteria, look, rates=rates).matched
    assert matcher.is_fitting(criteria, look, rates=rates) is said
    return said


def reasons(
    matcher: Matcher, criteria: Criteria, found: Listing, rates: Rates | None = None
) -> list[str]:
    return [one.text for one in matcher.fits(criteria, matcher.look_at(found), rates=rates).reasons]


def test_a_filter_that_asks_nothing_fits_all_that_is_on_sale(matcher: Matcher) -> None:
    assert fits(matcher, Criteria(), listing())


@pytest.mark.parametrize("status", [ListingStatus.TRADING, ListingStatus.SOLD, ListingStatus.ENDED])
def test_what_is_not_on_sale_fits_nothing(matcher: Matcher, status: ListingStatus) -> None:
    gone = listing("Rick Owens boots", status=status)
    verdict = matcher.fits(BOOTS, matcher.look_at(gone), rates=None)
    assert not verdict.matched
    assert Reason("status", False, f"status: it is {status}, not on sale") in verdict.reasons


def explained(
    matcher: Matcher, criteria: Criteria, found: Listing
) -> list[tuple[str, bool, str | None, str | None]]:
    verdict = matcher.fits(criteria, matcher.look_at(found), rates=RATES)
    return [(one.condition, one.passed, one.found, one.where) for one in verdict.reasons]


def test_every_condition_is_named_with_what_decided_also_behind_one_that_fails(
    matcher: Matcher,
) -> None:
    asked = Criteria(
        brands=("Rick Owens",),
        keywords=Keywords(any=("デニム",), all=("black", "coat"), none=("kids",)),
        expressions=("size ?4[0-9]",),
        price=PriceRange(max=1),
        markets=("elsewhere",),
    )
    found = listing("ﾘｯｸ・ｵｳｴﾝｽ デニムジャケット BLACK kids' size48", price=Money(10_000, "USD"))
    assert explained(matcher, asked, found) == [
        ("status", True, None, None),
        ("brand", True, "リック オウエンス", "title"),
        ("keyword", True, "デニムジャケット", "title"),
        ("all keywords", True, "black", "title"),
        ("all keywords", False, None, None),
        ("excluded keyword", False, "kids", "title"),
        ("expression", True, "size48", "title"),
        ("price", False, None, None),
        ("market", False, None, None),
    ]
    assert "price: 100.00 USD = 14,545 JPY is not at most 1 JPY" in reasons(
        matcher, asked, found, RATES
    )


def test_words_of_the_description_and_of_the_brand_field_say_so(matcher: Matcher) -> None:
    asked = Criteria(brands=("Rick Owens",), keywords=Keywords(any=("coat",)))
    found = listing("nice", brand="RICK OWENS", description="a long coat")
    assert explained(matcher, asked, found)[1:] == [
        ("brand", True, "rick owens", "brand field"),
        ("keyword", True, "coat", "description"),
    ]
    other = listing("Prada and Gucci", description="x")
    assert explained(matcher, asked, other)[1] == ("brand", False, "Gucci and Prada", None)


# Brands


@pytest.mark.parametrize(
    "term", ["Rick Owens", "RICK OWENS", "リックオウエンス", "ﾘｯｸ･ｵｳｴﾝｽ", "りっくおうえんす"]
)
@pytest.mark.parametrize(
    "found",
    [
        listing("ブーツ", brand="Rick Owens"),
        listing("Rick Owens ブーツ"),
        listing("ﾘｯｸｵｳｴﾝｽのブーツ"),
        listing("RICK　OWENS", brand="その他"),
    ],
)
def test_a_brand_is_the_same_in_every_dress(matcher: Matcher, term: str, found: Listing) -> None:
    assert fits(matcher, Criteria(brands=(term,)), found)


def test_any_of_the_brands_will_do(matcher: Matcher) -> None:
    either = Criteria(brands=("Raf Simons", "Rick Owens"))
    assert fits(matcher, either, listing("Rick Owens boots"))
    assert fits(matcher, either, listing("Raf Simons parka"))
    assert not fits(matcher, either, listing("Prada bag"))


def test_the_brand_field_wins_over_the_title(matcher: Matcher) -> None:
    assert not fits(matcher, BOOTS, listing("Rick Owens style boots", brand="ZARA-like Nike"))


def test_a_name_within_a_name_is_not_the_brand(matcher: Matcher) -> None:
    valentino = Criteria(brands=("Valentino",))
    assert not fits(matcher, valentino, listing("Mario Valentino bag"))
    assert not fits(matcher, BOOTS, listing("パトリック スニーカー"))
    assert not fits(matcher, Criteria(brands=("RO",)), listing("bronze"))


def test_an_unknown_brand_is_met_by_its_own_words(matcher: Matcher) -> None:
    unknown = Criteria(brands=("Ｆｏｏ Bar",))
    assert fits(matcher, unknown, listing("shirt", brand="foo bar"))
    assert fits(matcher, unknown, listing("FOO-BAR shirt"))
    assert not fits(matcher, unknown, listing("foobar shirt"))
    assert not fits(matcher, unknown, listing("Foo Bar shirt", brand="Nike"))


def test_an_unknown_short_katakana_brand_is_a_whole_run(matcher: Matcher) -> None:
    unknown = Criteria(brands=("ミノス",))
    assert fits(matcher, unknown, listing("ミノス 財布"))
    assert not fits(matcher, unknown, listing("ミノスケ 財布"))


def test_who_writes_a_weak_alias_means_these_letters_too(matcher: Matcher) -> None:
    letters = listing("CDG 2003")
    assert fits(matcher, Criteria(brands=("CDG",)), letters)
    assert not fits(matcher, Criteria(brands=("Comme des Garçons",)), letters)
    assert fits(matcher, Criteria(brands=("Comme des Garçons",)), listing("CDG wallet"))
    assert fits(matcher, Criteria(brands=("CDG",)), listing("コムデギャルソン 財布"))


@pytest.mark.parametrize(
    ("term", "title"),
    [
        ("A.P.C.", "APC デニム"),
        ("APC", "A.P.C. デニム"),
        ("Y-3", "Y3 スニーカー"),
        ("Y's", "Ys コート"),
        ("Off-White", "OFFWHITE tee"),
        ("Coach", "コーチ シグネチャー トートバッグ"),
        ("コーチ", "COACH バッグ"),
        ("Hyke", "ハイク ブルゾン"),
        ("Columbia", "コロンビア マウンテンパーカー"),
        ("Diesel", "ディーゼル デニム"),
        ("Theory", "セオリー ジャケット"),
        ("Champion", "チャンピオン リバースウィーブ"),
        ("Needles", "NEEDLES track pants"),
        ("ニードルズ", "NEEDLES トラックパンツ"),
        ("Ray-Ban", "レイバン サングラス"),
    ],
)
def test_a_brand_asked_for_by_name_is_met_by_its_weak_names(
    matcher: Matcher, term: str, title: str
) -> None:
    assert fits(matcher, Criteria(brands=(term,)), listing(title))


@pytest.mark.parametrize(
    ("term", "title"),
    [
        ("Champion", "チャンピオンズリーグ ユニフォーム"),
        ("Marshall", "マーシャルアーツ グローブ"),
        ("Diesel", "ディーゼルエンジン オイル"),
        ("Y's", "革靴 ワイズ 4E"),
        ("Off-White", "オフホワイト ニット"),
        ("Kith", "キスマイ DVD"),
        ("吉田カバン", "porter beer glass"),
        ("Alexander McQueen", "Lightning McQueen toy car"),
    ],
)
def test_a_weak_name_is_not_met_within_another_word_or_by_who_did_not_ask_for_it(
    matcher: Matcher, term: str, title: str
) -> None:
    assert not fits(matcher, Criteria(brands=(term,)), listing(title))


def test_a_brand_of_marks_alone_is_met_by_nothing(matcher: Matcher) -> None:
    assert not fits(matcher, Criteria(brands=("★",)), listing("★", brand="★"))


# Keywords


def test_any_keyword_will_do_in_the_title_or_the_description(matcher: Matcher) -> None:
    wanted = Criteria(keywords=Keywords(any=("デニム", "leather")))
    assert fits(matcher, wanted, listing("ﾃﾞﾆﾑｼﾞｬｹｯﾄ"))
    assert fits(matcher, wanted, listing("jacket", description="ＬＥＡＴＨＥＲ"))
    assert not fits(matcher, wanted, listing("pleather jacket"))


def test_all_keywords_must_be_there_wherever(matcher: Matcher) -> None:
    wanted = Criteria(keywords=Keywords(all=("coat", "黒")))
    assert fits(matcher, wanted, listing("coat", description="真っ黒です"))
    assert not fits(matcher, wanted, listing("coat", description="白"))


def test_an_excluded_keyword_excludes_from_the_description_too(matcher: Matcher) -> None:
    wanted = Criteria(keywords=Keywords(none=("ジャンク", "fake")))
    assert fits(matcher, wanted, listing("camera", description="fakery"))
    assert not fits(matcher, wanted, listing("camera ｼﾞｬﾝｸ品"))
    assert not fits(matcher, wanted, listing("camera", description="ジャンクです"))


def test_words_do_not_meet_across_title_and_description(matcher: Matcher) -> None:
    wanted = Criteria(keywords=Keywords(any=("Air Max", "黒靴")))
    assert not fits(matcher, wanted, listing("Nike Air", description="Max size"))
    assert not fits(matcher, wanted, listing("黒", description="靴"))


# Price


@pytest.mark.parametrize(
    ("price", "amount", "is_met"),
    [
        (PriceRange(min=10_000, max=20_000), 9_999, False),
        (PriceRange(min=10_000, max=20_000), 10_000, True),
        (PriceRange(min=10_000, max=20_000), 20_000, True),
        (PriceRange(min=10_000, max=20_000), 20_001, False),
        (PriceRange(min=10_000), 10**9, True),
        (PriceRange(max=0), 0, True),
        (PriceRange(max=0), 1, False),
    ],
)
def test_both_bounds_are_included(
    matcher: Matcher, price: PriceRange, amount: int, is_met: bool
) -> None:
    assert fits(matcher, Criteria(price=price), listing(price=yen(amount))) is is_met


def test_the_bid_or_the_buy_now_price_will_do(matcher: Matcher) -> None:
    auction = listing(
        price=yen(1),
        current_bid=yen(30_000),
        buy_now=yen(90_000),
        listing_type=ListingType.AUCTION_BUY_NOW,
    )
    assert fits(matcher, Criteria(price=up_to(30_000)), auction)
    assert fits(matcher, Criteria(price=PriceRange(min=80_000, max=90_000)), auction)
    assert not fits(matcher, Criteria(price=PriceRange(min=40_000, max=80_000)), auction)
    assert not fits(matcher, Criteria(price=up_to(20_000)), auction)


def test_no_price_meets_only_filters_without_bounds(matcher: Matcher) -> None:
    unpriced = listing(price=None)
    assert fits(matcher, Criteria(), unpriced)
    assert not fits(matcher, Criteria(price=up_to(10**12)), unpriced)
    assert not fits(matcher, Criteria(price=PriceRange(min=0)), unpriced)


def test_other_currencies_are_converted_with_the_rates(matcher: Matcher) -> None:
    dollars = listing(price=Money(300_00, "USD"))  # 300 / 1.10 * 160 = 43,636.36 yen
    assert fits(matcher, Criteria(price=up_to(43_636)), dollars, RATES)
    assert not fits(matcher, Criteria(price=up_to(43_635)), dollars, RATES)
    assert fits(matcher, Criteria(price=up_to(275_00, "USD")), listing(price=yen(40_000)), RATES)


def test_without_a_rate_no_bound_is_met(matcher: Matcher) -> None:
    pounds = listing(price=Money(1, "GBP"))
    for rates in (None, RATES):
        assert not fits(matcher, Criteria(price=up_to(10**12)), pounds, rates)
        assert not fits(matcher, Criteria(price=PriceRange(min=0)), pounds, rates)
        assert fits(matcher, Criteria(), pounds, rates)


def test_the_same_currency_needs_no_rate(matcher: Matcher) -> None:
    assert fits(matcher, Criteria(price=up_to(100_00, "GBP")), listing(price=Money(99_99, "GBP")))


# What a listing may not say


@pytest.mark.parametrize(
    ("wanted", "offered", "is_met"),
    [
        (WantedType.FIXED, ListingType.FIXED, True),
        (WantedType.FIXED, ListingType.AUCTION, False),
        (WantedType.FIXED, ListingType.AUCTION_BUY_NOW, True),
        (WantedType.AUCTION, ListingType.FIXED, False),
        (WantedType.AUCTION, ListingType.AUCTION, True),
        (WantedType.AUCTION, ListingType.AUCTION_BUY_NOW, True),
        (WantedType.FIXED, None, False),
        (WantedType.AUCTION, None, False),
    ],
)
def test_fixed_can_be_bought_now_and_auction_can_be_bid_on(
    matcher: Matcher, wanted: WantedType, offered: ListingType | None, is_met: bool
) -> None:
    asked = Criteria(listing_types=(wanted,))
    assert fits(matcher, asked, listing(listing_type=offered)) is is_met


def test_an_unsaid_type_does_not_meet_even_both_types(matcher: Matcher) -> None:
    assert not fits(matcher, Criteria(listing_types=tuple(WantedType)), listing())
    assert fits(matcher, Criteria(), listing())


def test_conditions_are_compared_as_they_are(matcher: Matcher) -> None:
    asked = Criteria(conditions=(Condition.NEW, Condition.LIKE_NEW))
    assert fits(matcher, asked, listing(condition=Condition.LIKE_NEW))
    assert not fits(matcher, asked, listing(condition=Condition.GOOD))
    assert not fits(matcher, asked, listing())


def test_any_element_of_the_category_path_will_do(matcher: Matcher) -> None:
    boots = listing(category_path=("Fashion", "メンズ", "Shoes", "1234"))
    for category in ("fashion", "ﾒﾝｽﾞ", "ＳＨＯＥＳ", "1234"):
        assert fits(matcher, Criteria(categories=("nothing", category)), boots)
    assert not fits(matcher, Criteria(categories=("Shoe", "メン", "12")), boots)
    assert not fits(matcher, Criteria(categories=("Shoes",)), listing())
    assert not fits(matcher, Criteria(categories=("-",)), listing(category_path=("・",)))


def test_sizes_are_equal_or_not(matcher: Matcher) -> None:
    asked = Criteria(sizes=("M", "27.5cm"))
    assert fits(matcher, asked, listing(size="ｍ"))
    assert fits(matcher, asked, listing(size="２７．５㎝"))
    assert not fits(matcher, asked, listing(size="M-L"))
    assert not fits(matcher, asked, listing())
    assert not fits(matcher, Criteria(sizes=("-",)), listing(size="ー"))


def test_markets_are_equal_or_not(matcher: Matcher) -> None:
    asked = Criteria(markets=("mercari_jp", "rakuma"))
    assert fits(matcher, asked, listing())
    assert not fits(matcher, asked, listing(market="mercari"))


def test_a_blocked_seller_is_not_heard_of_and_an_unnamed_one_is(matcher: Matcher) -> None:
    asked = Criteria(blocked_sellers=("s1", "s2"))
    assert not fits(matcher, asked, listing(seller_id="s2"))
    assert fits(matcher, asked, listing(seller_id="S2"))
    assert fits(matcher, asked, listing(seller_id=None))


# Reasons


def test_the_reasons_say_which_words_decided(matcher: Matcher) -> None:
    criteria = Criteria(
        brands=("Rick Owens",),
        keywords=Keywords(any=("coat", "boots"), all=("leather",), none=("fake",)),
        price=up_to(50_000),
        markets=("mercari_jp",),
        sizes=("42",),
    )
    found = listing("ﾘｯｸｵｳｴﾝｽ Boots", description="real leather", size="42", seller_id="s1")
    assert reasons(matcher, criteria, found) == [
        "status: it is on sale",
        "brand: 'リックオウエンス' in the title is Rick Owens",
        "keyword: 'boots' is in the title",
        "all keywords: 'leather' is in the description",
        "excluded keyword: nothing mentions fake",
        "price: 40,000 JPY is at most 50,000 JPY",
        "market: 'mercari_jp'",
        "size: '42'",
    ]


def test_every_condition_that_fails_is_named(matcher: Matcher) -> None:
    criteria = Criteria(
        brands=("Rick Owens", "Guidi"),
        keywords=Keywords(any=("coat",), all=("black",), none=("boots",)),
        price=PriceRange(min=100_00, max=200_00, currency="USD"),
        markets=("rakuma",),
        listing_types=(WantedType.AUCTION,),
        conditions=(Condition.NEW,),
        categories=("Coats",),
        sizes=("42",),
        blocked_sellers=("s1",),
    )
    found = listing("Nike boots", seller_id="s1", category_path=("Shoes", "Boots"))
    look = matcher.look_at(found)
    failed = [one for one in matcher.fits(criteria, look, rates=None).reasons if not one.passed]
    assert [one.text for one in failed] == [
        "brand: it is Nike, not Rick Owens or Guidi",
        "keyword: nothing mentions coat",
        "all keywords: 'black' is missing",
        "excluded keyword: 'boots' is in the title",
        "price: 40,000 JPY (no rate to USD) is not between 100.00 USD and 200.00 USD",
        "market: 'mercari_jp', wanted is rakuma",
        "type: not said, wanted is auction",
        "condition: not said, wanted is new",
        "category: 'Shoes > Boots', wanted is Coats",
        "size: not said, wanted is 42",
        "seller: 's1' is blocked",
    ]


def test_a_converted_price_is_shown_beside_the_asked_one(matcher: Matcher) -> None:
    look = matcher.look_at(listing(price=Money(300_00, "USD")))
    [_, price] = matcher.fits(Criteria(price=up_to(50_000)), look, rates=RATES).reasons
    assert price.text == "price: 300.00 USD = 43,636 JPY is at most 50,000 JPY"


def test_long_lists_are_cut_short_in_words(matcher: Matcher) -> None:
    many = Criteria(keywords=Keywords(any=tuple(f"word{n}" for n in range(50))))
    [_, text] = reasons(matcher, many, listing())
    assert text == "keyword: nothing mentions word0, word1, word2, word3, word4 or 45 more"


# Events


def judged(matcher: Matcher, criteria: Criteria, happened: object, **facts: object) -> bool:
    look = matcher.look_at(happened.listing)  # type: ignore[attr-defined]
    said = matcher.judge(wanting(criteria), happened, look, **facts).matched  # type: ignore[arg-type]
    assert matcher.is_news(wanting(criteria), happened, look, **facts) is said  # type: ignore[arg-type]
    return said


@pytest.mark.parametrize("state", [FilterState.PAUSED, FilterState.SLEEPING, FilterState.DELETED])
def test_only_an_active_filter_hears_of_anything(matcher: Matcher, state: FilterState) -> None:
    new = event(listing("Rick Owens boots"))
    look = matcher.look_at(new.listing)
    assert matcher.judge(wanting(BOOTS), new, look).matched
    silent = matcher.judge(wanting(BOOTS, state=state), new, look)
    assert not silent.matched
    assert not matcher.is_news(wanting(BOOTS, state=state), new, look)
    assert [one.condition for one in silent.reasons if not one.passed] == ["filter"]


@pytest.mark.parametrize("kind", [kind for kind in EventKind if kind != EventKind.PRICE_DROP])
def test_a_filter_hears_of_the_events_it_asks_for(matcher: Matcher, kind: EventKind) -> None:
    happened = event(listing(), kind)
    others = tuple(other for other in EventKind if other is not kind)
    assert judged(matcher, Criteria(events=(kind,)), happened)
    assert not judged(matcher, Criteria(events=others), happened)
    assert judged(matcher, Criteria(events=()), happened)


def test_new_and_price_drop_are_asked_for_by_default(matcher: Matcher) -> None:
    heard = [kind for kind in EventKind if judged(matcher, Criteria(), event(listing(), kind))]
    assert heard == [EventKind.NEW]
    assert judged(matcher, Criteria(), dropped(listing(), announced=80_000, lowest=80_000))


@pytest.mark.parametrize(("now", "is_heard"), [(95_000, True), (95_001, False), (1, True)])
def test_a_drop_of_five_percent_is_heard_of(matcher: Matcher, now: int, is_heard: bool) -> None:
    drop = dropped(listing(price=yen(now)), announced=100_000, lowest=100_000)
    assert judged(matcher, Criteria(), drop) is is_heard


def test_the_percentage_is_of_the_price_last_announced(matcher: Matcher) -> None:
    slowly = dropped(listing(price=yen(95_000)), announced=100_000, lowest=96_000)
    assert judged(matcher, Criteria(), slowly)


def test_the_percentage_is_a_setting(matcher: Matcher) -> None:
    drop = dropped(listing(price=yen(98_000)), announced=100_000, lowest=100_000)
    assert judged(matcher, Criteria(), drop, drop_percent=Decimal(2))
    assert not judged(matcher, Criteria(), drop, drop_percent=Decimal("2.1"))


def test_a_small_drop_into_the_range_is_heard_of_once(matcher: Matcher) -> None:
    asked = Criteria(price=up_to(50_000))
    into = dropped(listing(price=yen(49_900)), announced=50_100, lowest=50_100)
    within = dropped(listing(price=yen(49_800)), announced=50_100, lowest=49_900)
    outside = dropped(listing(price=yen(50_050)), announced=50_100, lowest=50_100)
    assert judged(matcher, asked, into)
    assert not judged(matcher, asked, within)
    assert not judged(matcher, asked, outside)


def test_a_small_drop_brings_nothing_into_a_range_without_bounds(matcher: Matcher) -> None:
    drop = dropped(
        listing(price=Money(99_00, "GBP")), announced=100_00, lowest=100_00, currency="GBP"
    )
    assert not judged(matcher, Criteria(), drop)
    assert not judged(matcher, Criteria(price=PriceRange(currency="USD")), drop)


def test_a_large_drop_below_the_range_is_not_heard_of(matcher: Matcher) -> None:
    asked = Criteria(price=PriceRange(min=50_000))
    assert not judged(matcher, asked, dropped(listing(), announced=90_000, lowest=90_000))


def test_an_auction_drops_by_its_buy_now_price(matcher: Matcher) -> None:
    auction = listing(
        price=None,
        current_bid=yen(100),
        buy_now=yen(99_000),
        listing_type=ListingType.AUCTION_BUY_NOW,
    )
    assert not judged(matcher, Criteria(), dropped(auction, announced=100_000, lowest=100_000))
    assert judged(matcher, Criteria(), dropped(auction, announced=120_000, lowest=120_000))


def test_a_drop_that_does_not_say_from_what_is_not_heard_of(matcher: Matcher) -> None:
    assert not judged(matcher, Criteria(), event(listing(), EventKind.PRICE_DROP))
    unpriced = dropped(listing(price=None), announced=100_000, lowest=100_000)
    assert not judged(matcher, Criteria(), unpriced)


def test_a_drop_says_what_it_is_measured_by(matcher: Matcher) -> None:
    drop = dropped(listing(price=yen(49_000)), announced=50_100, lowest=50_100)
    look = matcher.look_at(drop.listing)
    for criteria, text in {
        Criteria(
            price=up_to(49_500)
        ): "price drop: 49,000 JPY is at most 49,500 JPY for the first time",
        Criteria(): "price drop: 49,000 JPY is not 5 % below 50,100 JPY",
    }.items():
        verdict = matcher.judge(wanting(criteria), drop, look)
        assert text in [one.text for one in verdict.reasons]
