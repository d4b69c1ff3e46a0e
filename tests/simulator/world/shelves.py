"""The twin's shelves with planned listings on them, and what Mercari's search says of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from random import Random

import orjson

from maneki.clock import MovableClock
from maneki.markets.mercari_jp.parse import parse_search
from maneki.markets.mercari_jp.request import search_body
from maneki.model.listing import Listing
from maneki.simulator.markets.mercari import read_search, search_page
from maneki.simulator.markets.shelf import Shelf


def shelf_of(listings: Iterable[Listing]) -> Shelf:
    clock = MovableClock()
    shelf = Shelf(now=clock.now, random=Random(0))
    for listing in listings:
        shelf.add(listing, visible_after=timedelta(0), feed="all")
    return shelf


def timed(listing: Listing, shelf: Shelf) -> Listing:
    """The planned listing with the times that the place gave it."""
    there = shelf[listing.external_id].listing
    return replace(listing, listed_at=there.listed_at, updated_at=there.updated_at)


def found_on_mercari(shelf: Shelf, keyword: str) -> list[Listing]:
    """Every hit, sold ones too, as Maneki reads them."""
    found: list[Listing] = []
    token: str | None = ""
    while token is not None:
        body = search_body(
            {"keyword": keyword, "status": ""},
            page_token=token,
            session_id="0" * 32,
            device_uuid="device",
            page_size=120,
        )
        page = parse_search(orjson.dumps(search_page(read_search(body), shelf, seed=0)))
        found += page.listings
        token = page.next_page_token
    return found
