from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from maneki.errors import InvalidInputError
from maneki.markets.mercari_jp.request import queries_for, search_body
from maneki.model.filter import Criteria, Keywords, PriceRange

Params = dict[str, str | int]

RECORDED: list[tuple[str, Params]] = [
    ("search_exclude_keywords__1", {"keyword": "sharpnel", "exclude": "beatmania"}),
    ("search_fetch_full_item_from_result__1",
     {"keyword": "完全網羅は無理でしたMix", "category_ids": "75"}),
    ("search_fetch_next_page__1", {"keyword": "sharpnel"}),
    ("search_fetch_next_page__2", {"keyword": "sharpnel"}),
    ("search_no_price_item__1", {"keyword": "beatmaniaIIDX RED TRAXX"}),
    ("search_sort_by_price_asc__1",
     {"keyword": "sharpnel", "sort": "SORT_PRICE", "order": "ORDER_ASC"}),
    ("search_with_item_condition_filter__1", {"keyword": "sharpnel", "condition_ids": "2"}),
    ("search_with_min_price_filter__1", {"keyword": "sharpnel", "price_min": 5_000}),
]  # fmt: skip

# Absent is written in several ways in the recordings: null, 0, "" and [].
_NOTHING: tuple[Any, ...] = (None, 0, "", [])


def same(ours: Any, recorded: Any) -> bool:
    if ours in _NOTHING and recorded in _NOTHING:
        return True
    return type(ours) is type(recorded) and bool(ours == recorded)


@pytest.mark.parametrize(("name", "params"), RECORDED, ids=[name for name, _ in RECORDED])
def test_we_ask_exactly_as_the_recorded_requests_do(
    recordings: Path, name: str, params: Params
) -> None:
    file = recordings / "mercari_jp" / f"search__{name}.json"
    recorded = json.loads(file.read_text("utf-8"))["request"]["json"]
    recorded_sort: Params = {"sort": "SORT_SCORE", "order": "ORDER_DESC", "status": ""}
    ours = search_body(
        recorded_sort | params,
        page_token=recorded["pageToken"] or "",
        session_id=recorded["searchSessionId"],
        device_uuid="d",
        page_size=recorded["pageSize"],
    )
    asked, recorded_asked = ours.pop("searchCondition"), recorded.pop("searchCondition")
    assert asked.keys() == recorded_asked.keys()
    assert [key for key in asked if not same(asked[key], recorded_asked[key])] == []
    assert recorded.keys() <= ours.keys()
    assert [key for key in recorded if not same(ours[key], recorded[key])] == []
    assert {key: ours[key] for key in ours.keys() - recorded.keys()} == {
        "withItemBrand": True,
        "withItemSizes": True,
        "withAuction": True,
        "laplaceDeviceUuid": "d",
    }


def test_a_search_asks_for_the_newest_that_are_on_sale() -> None:
    body = search_body(
        {"keyword": "rick owens"}, page_token="", session_id="s", device_uuid="d", page_size=120
    )
    asked = body["searchCondition"]
    assert (asked["sort"], asked["order"]) == ("SORT_CREATED_TIME", "ORDER_DESC")
    assert asked["status"] == []


@pytest.mark.parametrize(
    "params",
    [
        {"keywords": "x"},
        {"keyword": 7},
        {"keyword": "x", "price_min": -1},
        {"keyword": "x", "price_min": "cheap"},
        {"keyword": "x", "category_ids": "shoes"},
    ],
)
def test_a_search_that_cannot_be_asked_is_refused(params: Params) -> None:
    with pytest.raises(InvalidInputError):
        search_body(params, page_token="", session_id="s", device_uuid="d", page_size=120)


def keywords_for(criteria: Criteria) -> list[str]:
    known = {"Rick Owens": ("Rick Owens", "リックオウエンス", "RICK OWENS")}
    found = queries_for(criteria, spellings=lambda brand: known.get(brand, (brand,)))
    assert all(set(query.params) == {"keyword"} for query in found)
    return [str(query.params["keyword"]) for query in found]


def test_a_brand_is_asked_for_in_every_spelling_once() -> None:
    criteria = Criteria(brands=("Rick Owens", "Guidi"), keywords=Keywords(any=("boots",)))
    assert keywords_for(criteria) == ["rick owens", "リックオウエンス", "guidi"]


def test_any_of_keywords_are_asked_one_by_one_and_all_of_together() -> None:
    assert keywords_for(Criteria(keywords=Keywords(any=("coat", "Parka")))) == ["coat", "parka"]
    assert keywords_for(Criteria(keywords=Keywords(all=("leather", "boots")))) == ["leather boots"]
    both = Keywords(any=("coat", "parka"), all=("wool", "black"))
    assert keywords_for(Criteria(keywords=both)) == ["coat wool black", "parka wool black"]


def test_prices_and_the_rest_are_left_out_so_that_equal_questions_merge() -> None:
    one = Criteria(brands=("Guidi",), price=PriceRange(max=50_000))
    other = Criteria(
        brands=("ＧＵＩＤＩ ",),
        price=PriceRange(min=100, currency="USD"),
        keywords=Keywords(none=("junk",)),
    )
    spellings = lambda brand: (brand,)  # noqa: E731
    (first,), (second,) = (queries_for(each, spellings=spellings) for each in (one, other))
    assert first.key == second.key
    assert first == second


def test_a_filter_without_brand_and_keyword_or_for_other_markets_is_not_served() -> None:
    assert keywords_for(Criteria(price=PriceRange(max=1_000))) == []
    assert keywords_for(Criteria(keywords=Keywords(none=("junk",)))) == []
    assert keywords_for(Criteria(brands=("Guidi",), markets=("feed",))) == []
    assert keywords_for(Criteria(brands=("Guidi",), markets=("mercari_jp",))) == ["guidi"]
    assert keywords_for(Criteria(keywords=Keywords(any=("  ",)))) == []


def test_quotation_marks_are_not_asked_for() -> None:
    wanted = Criteria(keywords=Keywords(any=('"black coat"', "「黒」"), all=("“wool”",)))
    asked = queries_for(wanted, spellings=lambda _: ())
    assert [query.params["keyword"] for query in asked] == ["black coat wool", "黒 wool"]
