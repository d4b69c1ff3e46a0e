"""A listing is found by whatever somebody has at hand."""

from __future__ import annotations

import pytest

from maneki.model.page import LONGEST, meant_by, page_of


@pytest.mark.parametrize(
    "url",
    [
        "https://jp.mercari.com/item/m123",
        "http://jp.mercari.com/item/m123/",
        "https://JP.mercari.com/item/m123?utm_source=x&utm_medium=y#top",
        "https://www.jp.mercari.com/item/m123?ref=search",
        " https://jp.mercari.com/item/m123 ",
    ],
)
def test_one_page_has_one_name_however_its_address_is_written(url: str) -> None:
    assert page_of(url) == "jp.mercari.com/item/m123"


def test_a_query_that_says_which_listing_stays_in_one_order() -> None:
    one = page_of("https://shop.example/view?id=7&colour=red")
    assert one == page_of("https://shop.example/view?colour=red&id=7&fbclid=abc")
    assert one == "shop.example/view?colour=red&id=7"
    assert page_of("https://shop.example/view?id=8&colour=red") != one


def test_an_address_is_looked_for_with_its_query_and_without() -> None:
    assert meant_by("https://b.example/1?x=1").pages == ("b.example/1?x=1", "b.example/1")
    assert meant_by("https://b.example/1").pages == ("b.example/1",)
    assert meant_by("m123").pages == ()


def test_whatever_in_an_address_may_be_an_id_of_that_host_the_last_part_first() -> None:
    meant = meant_by("https://jp.mercari.com/item/m123?sku=9")
    assert meant.external_ids == ("https://jp.mercari.com/item/m123?sku=9", "m123", "item", "9")
    assert meant.host == "jp.mercari.com"
    assert (meant_by(" m123 ").external_ids, meant_by(" m123 ").host) == (("m123",), None)
    assert meant_by("  ").external_ids == ()


@pytest.mark.parametrize("text", [None, "", "m123", "ftp://a/b", "https://", "http://[::1", "//a"])
def test_what_is_no_address_is_no_page(text: str | None) -> None:
    assert page_of(text) is None


def test_an_endless_address_is_cut() -> None:
    assert len(page_of("https://a.example/" + "x" * 5000) or "") == LONGEST
