from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maneki.errors import MarketChangedError
from maneki.markets.mercari_jp.parse import ItemGone, parse_item, parse_search
from maneki.matching.brands import BrandDictionary
from maneki.matching.match import Matcher
from maneki.model.filter import Criteria
from maneki.model.interchange import read_listing, write_listing
from maneki.model.listing import (
    Condition,
    Listing,
    ListingStatus,
    ListingType,
    ShippingPayer,
)
from maneki.model.money import Money

Json = dict[str, Any]


def answer_of(recordings: Path, name: str) -> Json:
    recording = json.loads((recordings / "mercari_jp" / f"{name}.json").read_text("utf-8"))
    answer: Json = recording["response"]["json"]
    return answer


def item(**changes: Any) -> Json:
    whole = {
        "id": "m12345678901",
        "sellerId": "800000001",
        "buyerId": "",
        "status": "ITEM_STATUS_ON_SALE",
        "name": "ヨウジヤマモト ウールパンツ",
        "price": "14800",
        "created": "1763600000",
        "updated": "1763700000",
        "thumbnails": ["https://static.mercdn.net/thumb/photos/m12345678901_1.jpg?1"],
        "itemType": "ITEM_TYPE_MERCARI",
        "itemConditionId": "3",
        "shippingPayerId": "2",
        "itemSizes": [{"id": "5", "name": "XL(LL)"}],
        "itemBrand": {"id": "1", "name": "ヨウジヤマモト", "subName": "Yohji Yamamoto"},
        "categoryId": "32",
        "isNoPrice": False,
    }
    return whole | changes


def page(*items: Json, token: str = "", found: str = "1") -> Json:
    return {"meta": {"nextPageToken": token, "numFound": found}, "items": list(items)}


def only(**changes: Any) -> Listing:
    (listing,) = parse_search(page(item(**changes))).listings
    return listing


# --- recordings ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Recorded:
    name: str
    items: int
    first_id: str
    first_price: int | None
    sold: int
    on_sale: int
    trading: int
    found: int
    token: str | None
    first_title: str


RECORDED = [
    Recorded("search__comme_des_garcons_brands_202410", 10, "m43776722534", 12_600, 0, 10, 0,
             15_000, "v1:0", "コムデギャルソン　トートバッグ　ドット柄　コットン　ドメブラ　希少"),
    Recorded("search__search_exclude_keywords__1", 118, "m55460524784", 18_000, 85, 33, 0,
             168, "v1:1", "DJ Sharpnel  フロム・ザ・はあと地獄編　高速音楽隊　シャープネル"),
    Recorded("search__search_fetch_full_item_from_result__1", 2, "m94786104879", 4_800, 1, 1, 0,
             2, None, "DJ Sharpnel　完全網羅は無理でしたMix"),
    Recorded("search__search_fetch_next_page__1", 119, "m93879216403", 10_500, 70, 49, 0,
             150, "v1:1", "DJ Sharpnel  アニメガバイト プレス版"),
    Recorded("search__search_fetch_next_page__2", 24, "m49788155901", 4_400, 4, 20, 0,
             150, None, "beatmania IIDX 28 BISTROVER サウンドトラック"),
    Recorded("search__search_no_price_item__1", 1, "m92358406176", None, 0, 1, 0,
             1, None, "【非売品】beatmaniaIIDX RED TRAXX"),
    Recorded("search__search_sort_by_price_asc__1", 19, "m98469010672", 800, 9, 8, 2,
             19, None, "音圧愚連隊(シャープネル+m1dy)爆萌電波注意報！"),
    Recorded("search__search_with_item_condition_filter__1", 6, "m96483050341", 9_444, 3, 3, 0,
             6, None, "【廃盤】DJ SHARPNEL シャープネルサウンドコレクション壱"),
    Recorded("search__search_with_min_price_filter__1", 40, "m96483050341", 9_444, 20, 20, 0,
             42, None, "【廃盤】DJ SHARPNEL シャープネルサウンドコレクション壱"),
]  # fmt: skip


@pytest.mark.parametrize("recorded", RECORDED, ids=lambda recorded: recorded.name)
def test_a_recorded_search_is_read_as_it_was(recordings: Path, recorded: Recorded) -> None:
    answer = answer_of(recordings, recorded.name)
    read = parse_search(json.dumps(answer).encode())
    first = read.listings[0]
    assert len(read.listings) == recorded.items
    assert first.external_id == recorded.first_id
    assert first.title == recorded.first_title
    assert first.price == (
        Money(recorded.first_price, "JPY") if recorded.first_price is not None else None
    )
    statuses = [listing.status for listing in read.listings]
    assert statuses.count(ListingStatus.SOLD) == recorded.sold
    assert statuses.count(ListingStatus.ON_SALE) == recorded.on_sale
    assert statuses.count(ListingStatus.TRADING) == recorded.trading
    assert read.found == recorded.found
    assert read.next_page_token == recorded.token
    for listing in read.listings:
        assert read_listing(write_listing(listing)) == listing
        assert listing.listed_at is not None
        assert listing.image_urls


def test_every_recorded_search_is_in_the_list(recordings: Path) -> None:
    names = {path.stem for path in (recordings / "mercari_jp").glob("search__*.json")}
    assert names == {recorded.name for recorded in RECORDED}


def test_recorded_brands_are_the_latin_names(recordings: Path) -> None:
    answer = answer_of(recordings, "search__comme_des_garcons_brands_202410")
    listings = parse_search(answer).listings
    assert [listing.brand for listing in listings] == [
        item["itemBrand"]["subName"] for item in answer["items"]
    ]
    assert listings[0].brand == "COMME des GARCONS"
    assert listings[0].condition is Condition.GOOD
    assert listings[0].shipping_payer is ShippingPayer.SELLER
    assert listings[0].category_path == (
        "メンズ", "Men", "2", "バッグ", "Bags", "34", "トートバッグ", "353",
    )  # fmt: skip


def test_the_recorded_shops_item_has_its_own_address_and_no_seller(recordings: Path) -> None:
    answer = answer_of(recordings, "search__comme_des_garcons_brands_202410")
    (shops,) = (one for one in parse_search(answer).listings if not one.external_id.startswith("m"))
    assert shops.external_id == "ZHoogkkHAkVkwfACrChNVW"
    assert shops.url == "https://jp.mercari.com/shops/product/ZHoogkkHAkVkwfACrChNVW"
    assert shops.seller_id is None
    assert shops.shipping_payer is None
    assert shops.price == Money(12_481, "JPY")


def test_the_placeholder_of_a_recorded_item_without_price_is_no_price(recordings: Path) -> None:
    answer = answer_of(recordings, "search__search_no_price_item__1")
    assert answer["items"][0]["price"] == "9999999"
    assert parse_search(answer).listings[0].price is None


def test_the_recorded_item_page_gives_what_a_search_does_not(recordings: Path) -> None:
    read = parse_item(answer_of(recordings, "item__search_fetch_full_item_from_result__2"))
    assert isinstance(read, Listing)
    found = parse_search(answer_of(recordings, "search__search_fetch_full_item_from_result__1"))
    searched = found.listings[0]
    assert read.external_id == searched.external_id == "m94786104879"
    assert (read.title, read.price, read.status) == (
        searched.title,
        Money(4_800, "JPY"),
        ListingStatus.ON_SALE,
    )
    assert read.condition is searched.condition is Condition.VERY_GOOD
    assert read.category_path == (
        "本・音楽・ゲーム", "Books, Music & Games", "5", "CD", "CDs", "75", "その他", "700",
    )  # fmt: skip
    assert read.seller_id == searched.seller_id
    assert len(read.image_urls) == 1
    assert read.description is not None
    assert len(read.description.splitlines()) > 5


def test_a_recorded_unknown_item_is_an_answer_and_no_error(recordings: Path) -> None:
    answer = answer_of(recordings, "item__item_not_found__1")
    assert parse_item(json.dumps(answer).encode()) == ItemGone("RecordNotFoundException")


# --- fields ----------------------------------------------------------------------------------


def test_every_field_of_an_item_is_kept() -> None:
    assert only() == Listing(
        market="mercari_jp",
        external_id="m12345678901",
        title="ヨウジヤマモト ウールパンツ",
        url="https://jp.mercari.com/item/m12345678901",
        price=Money(14_800, "JPY"),
        brand="Yohji Yamamoto",
        condition=Condition.VERY_GOOD,
        size="XL",
        listing_type=ListingType.FIXED,
        status=ListingStatus.ON_SALE,
        seller_id="800000001",
        category_path=("メンズ", "Men", "2", "パンツ", "Trousers", "32"),
        shipping_payer=ShippingPayer.SELLER,
        image_urls=("https://static.mercdn.net/thumb/photos/m12345678901_1.jpg?1",),
        listed_at=datetime(2025, 11, 20, 0, 53, 20, tzinfo=UTC),
        updated_at=datetime(2025, 11, 21, 4, 40, tzinfo=UTC),
    )


def test_an_auction_is_an_auction() -> None:
    listing = only(
        auction={
            "id": "1",
            "bidDeadline": "2025-11-27T12:00:00Z",
            "totalBid": "4",
            "highestBid": "16000",
        }
    )
    assert listing.listing_type is ListingType.AUCTION
    assert listing.current_bid == Money(16_000, "JPY")
    assert listing.price == Money(14_800, "JPY")
    assert listing.bids == 4
    assert listing.ends_at == datetime(2025, 11, 27, 12, tzinfo=UTC)


def test_an_auctions_end_may_be_a_number_and_an_odd_one_is_absent() -> None:
    assert only(auction={"bidDeadline": "1764244800"}).ends_at == datetime(
        2025, 11, 27, 12, tzinfo=UTC
    )
    for odd in ("soon", "", None, "9" * 17, "2025-11-27T12:00:00", "0001-01-01T00:00:00+23:59"):
        assert only(auction={"bidDeadline": odd, "highestBid": "1"}).ends_at is None


@pytest.mark.parametrize(("number", "condition"), list(zip("123456", Condition, strict=True)))
def test_the_six_conditions_are_ours_in_their_order(number: str, condition: Condition) -> None:
    assert only(itemConditionId=number).condition is condition


@pytest.mark.parametrize(
    ("status", "ours"),
    [
        ("ITEM_STATUS_ON_SALE", ListingStatus.ON_SALE),
        ("ITEM_STATUS_TRADING", ListingStatus.TRADING),
        ("ITEM_STATUS_SOLD_OUT", ListingStatus.SOLD),
        ("ITEM_STATUS_STOP", ListingStatus.ENDED),
    ],
)
def test_the_statuses_are_ours(status: str, ours: ListingStatus) -> None:
    assert only(status=status).status is ours


def test_what_older_answers_lack_is_absent() -> None:
    bare = item()
    for key in ("itemSizes", "itemBrand", "categoryId", "isNoPrice", "thumbnails", "sellerId",
                "itemConditionId", "shippingPayerId", "buyerId", "itemType"):  # fmt: skip
        del bare[key]
    (listing,) = parse_search(page(bare)).listings
    assert (listing.brand, listing.size, listing.condition, listing.seller_id) == (None,) * 4
    assert listing.category_path == listing.image_urls == ()


def test_a_brand_without_a_latin_name_keeps_its_japanese_one() -> None:
    assert only(itemBrand={"id": "1", "name": "ユイマ", "subName": ""}).brand == "ユイマ"


def test_sizes_lose_their_notes_and_several_are_none() -> None:
    sizes = [{"name": "S"}, {"name": "M"}]
    assert only(itemSizes=[{"name": "27cm"}]).size == "27cm"
    assert only(itemSizes=sizes).size is None


def test_absurd_numbers_and_texts_beside_the_price_are_absent_or_cut() -> None:
    assert only(auction={"totalBid": 10**40, "highestBid": "1"}).bids is None
    assert only(auction={"totalBid": "1", "highestBid": 10**17}).current_bid == only().price
    assert len(only(categoryId="x" * 5_000).category_path[0]) <= 2_048
    assert only(categoryId=True).category_path == ()


def test_a_category_that_our_table_does_not_know_is_its_id() -> None:
    assert only(categoryId="10852").category_path == ("10852",)
    assert only(categoryId="0").category_path == ()


def test_an_item_may_name_categories_that_our_table_does_not_know() -> None:
    data = {"id": "m12345678901", "name": "x", "price": 500, "status": "on_sale",
            "created": 1_763_600_000, "updated": 1_763_600_000,
            "item_category": {"id": 10852, "name": "ロンT", "parent_category_id": 30,
                              "parent_category_name": "トップス", "root_category_id": 2,
                              "root_category_name": "メンズ"}}  # fmt: skip
    read = parse_item({"result": "OK", "data": data})
    assert isinstance(read, Listing)
    assert read.category_path == ("メンズ", "Men", "2", "トップス", "Tops", "30", "ロンT", "10852")


@pytest.mark.parametrize(
    "category", ["メンズ", "men", "バッグ", "BAGS", "34", "トートバッグ", "353"]
)
def test_a_filter_may_name_any_category_above_a_listing(category: str) -> None:
    matcher = Matcher(BrandDictionary.load())
    bag, blouse = (matcher.look_at(only(categoryId=one)) for one in ("353", "121"))
    criteria = Criteria(categories=(category,))
    assert matcher.fits(criteria, bag, rates=None).matched
    assert not matcher.fits(criteria, blouse, rates=None).matched


def test_a_price_of_ten_million_that_is_meant_is_kept() -> None:
    assert only(price="9999999").price == Money(9_999_999, "JPY")
    assert only(price="0").price is None


# --- bad input -------------------------------------------------------------------------------


def without(key: str) -> Callable[[Json], None]:
    def change(answer: Json) -> None:
        del answer["items"][3][key]

    return change


def with_value(key: str, value: Any) -> Callable[[Json], None]:
    def change(answer: Json) -> None:
        answer["items"][3][key] = value

    return change


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        (lambda answer: answer.pop("items"), "items"),
        (lambda answer: answer.update(items=None), "items"),
        (lambda answer: answer.update(items={}), "items"),
        (lambda answer: answer.pop("meta"), "meta"),
        (lambda answer: answer["meta"].pop("nextPageToken"), "meta.nextPageToken"),
        (lambda answer: answer["items"].insert(3, None), "items[3]"),
        (without("id"), "items[3].id"),
        (with_value("id", ""), "items[3].id"),
        (with_value("id", 12345678901), "items[3].id"),
        (with_value("id", "../../etc/passwd"), "items[3].id"),
        (without("name"), "items[3].name"),
        (with_value("name", " \x00 "), "items[3].name"),
        (without("price"), "items[3].price"),
        (with_value("price", ""), "items[3].price"),
        (with_value("price", "-500"), "items[3].price"),
        (with_value("price", "12.5"), "items[3].price"),
        (with_value("price", 12.5), "items[3].price"),
        (with_value("price", True), "items[3].price"),
        (with_value("price", "１２０００"), "items[3].price"),
        (with_value("price", "9" * 5_000), "items[3].price"),
        (with_value("price", 10**17), "items[3].price"),
        (without("status"), "items[3].status"),
        (with_value("status", "ITEM_STATUS_BRAND_NEW"), "items[3].status"),
        (without("created"), "items[3].created"),
        (with_value("created", "yesterday"), "items[3].created"),
        (with_value("updated", "99999999999999"), "items[3].updated"),
    ],
)
def test_what_a_listing_cannot_be_without_is_named_when_it_is_missing(
    change: Callable[[Json], object], missing: str
) -> None:
    answer = copy.deepcopy(page(*(item(id=f"m1234567890{n}") for n in range(5))))
    change(answer)
    with pytest.raises(MarketChangedError) as caught:
        parse_search(answer)
    assert caught.value.missing == missing
    assert missing in str(caught.value)
    assert caught.value.market == "mercari_jp"


@pytest.mark.parametrize("body", [b"", b"<html></html>", b'{"items": [{"id"', b"[]"])
def test_what_is_no_json_object_is_a_changed_shape(body: bytes) -> None:
    with pytest.raises(MarketChangedError):
        parse_search(body)
    with pytest.raises(MarketChangedError):
        parse_item(body)


def test_an_item_error_that_we_do_not_know_is_a_changed_shape() -> None:
    with pytest.raises(MarketChangedError, match="SomethingElse"):
        parse_item({"result": "error", "errors": [{"code": "SomethingElse"}]})
    with pytest.raises(MarketChangedError) as caught:
        parse_item({"result": "OK"})
    assert caught.value.missing == "data"


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*item(), "auction", "itemSize"]), ANY_JSON, max_size=4))
def test_no_json_makes_the_search_parser_fail_in_another_way(changes: Json) -> None:
    try:
        (listing,) = parse_search(page(item(**changes))).listings
    except MarketChangedError:
        return
    assert read_listing(write_listing(listing)) == listing


@given(
    st.dictionaries(
        st.sampled_from(["id", "name", "price", "status", "created", "updated", "photos", "seller",
                         "item_category", "item_condition", "description", "shipping_payer"]),
        ANY_JSON,
    )
)  # fmt: skip
def test_no_json_makes_the_item_parser_fail_in_another_way(changes: Json) -> None:
    whole = {"id": "m12345678901", "name": "x", "price": 500, "status": "on_sale",
             "created": 1_763_600_000, "updated": 1_763_600_000}  # fmt: skip
    try:
        parsed = parse_item({"result": "OK", "data": whole | changes})
    except MarketChangedError:
        return
    assert isinstance(parsed, Listing)
    assert read_listing(write_listing(parsed)) == parsed


def test_hostile_text_does_no_harm() -> None:
    body = json.dumps(page(item(name="\ud800@everyone \x00\u202ecoat" + "あ" * 3_000_000)))
    (listing,) = parse_search(body.encode()).listings
    assert listing.title.startswith("@everyone coatああ")
    assert len(listing.title) == 1_000
    assert read_listing(write_listing(listing)) == listing


def test_addresses_that_are_none_are_left_out() -> None:
    listing = only(thumbnails=["javascript:x", None, "https://a.example/1.jpg"])
    assert listing.image_urls == ("https://a.example/1.jpg",)
