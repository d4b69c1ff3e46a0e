"""What the earlier alert system knew is taken over: filters sleep, and what was seen is no news."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from tests.cli.shell import Ran, Shell

from maneki.errors import InvalidInputError
from maneki.filters.swagsearch_rows import filter_of, listing_of

FILTERS = """
CREATE TABLE user_filters (id INTEGER PRIMARY KEY, user_id TEXT, name TEXT, markets TEXT,
    brands TEXT, keywords TEXT, price_min REAL, price_max REAL, listing_types TEXT, active INTEGER);
INSERT INTO user_filters VALUES
    (1, '1001', 'coats', '', '["Rick Owens"]', NULL, NULL, 999999, 'auction,buy_it_now', 1),
    (2, '1001', 'boots', '', 'Rick Owens, Undercover', '', 5000.0, 20000.0, 'auction', 0),
    (3, '1002', 'wrong', '', '["Undercover"]', '', 9000, 100, '', 1),
    (4, 'nobody', 'whose', '', '["Undercover"]', '', NULL, NULL, '', 1),
    (5, '1002', 'blank', '', '["", " "]', '', NULL, NULL, '', 1);
CREATE TABLE listings (id INTEGER PRIMARY KEY, market TEXT, external_id TEXT, title TEXT,
    price_jpy INTEGER);
INSERT INTO listings VALUES
    (1, 'mercari', 'm1', 'A coat', 12000), (2, 'yahoo', 'y1', '', NULL), (3, 'ebay', 'e1', 'x', 1);
"""


def row(**columns: object) -> dict[str, object]:
    return {"id": 7, "user_id": "1001", "name": "coats", "active": True, **columns}


@pytest.mark.parametrize(
    ("written", "brands"),
    [
        ('["Rick Owens", "Undercover"]', ("Rick Owens", "Undercover")),
        ('"Rick Owens, Undercover"', ("Rick Owens", "Undercover")),
        ("Rick Owens,Undercover,", ("Rick Owens", "Undercover")),
        ('["*"]', None),
        ("*", None),
        ("", None),
        (None, None),
    ],
)
def test_a_list_is_read_however_it_was_written(
    written: str | None, brands: tuple[str, ...] | None
) -> None:
    assert filter_of(row(brands=written)).brands == brands


def test_a_filter_says_what_it_said() -> None:
    shape = filter_of(
        row(
            markets="Yahoo Japan,mercari",
            keywords='["denim"]',
            price_min=0.0,
            price_max=999999.0,
            listing_types="buy_it_now",
        )
    )
    assert shape.markets == ("mercari_jp", "yahoo_auctions")
    assert shape.keywords is not None
    assert shape.keywords.any == ("denim",)
    assert shape.price is None
    assert shape.listing_types == ("fixed",)
    assert (shape.id, shape.owner, shape.active) == ("swagsearch-7", "discord:1001", None)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"price_min": 9000, "price_max": 100}, "at least ¥9,000 and at most ¥100"),
        ({"price_min": "cheap"}, "price_min that is no number"),
        ({"markets": "ebay"}, "market that is none of ours"),
        ({"listing_types": "gift"}, "listing type that is none of ours"),
    ],
)
def test_what_cannot_be_used_is_said(columns: dict[str, object], said: str) -> None:
    with pytest.raises(InvalidInputError, match=said):
        filter_of(row(**columns))


def test_a_listing_is_known_by_its_market_and_id() -> None:
    listing = listing_of({"market": "yahoo", "external_id": "y1", "title": None, "price_jpy": 0})
    assert (listing.market, listing.external_id, listing.price) == ("yahoo_auctions", "y1", None)


async def _moves(shell: Shell, *arguments: str) -> Ran:
    await shell.maneki("migrate")
    return await shell.maneki("move-in", "swagsearch", *arguments)


async def test_filters_are_moved_in_once_and_sleep(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "swagsearch.sqlite3"
    with sqlite3.connect(file) as old:
        old.executescript(FILTERS)
    old.close()
    rehearsed = await _moves(shell, f"sqlite:///{file}", "--dry-run")
    assert "2 filters\n2 listings that were seen\n" in rehearsed.out
    assert "nothing was changed" in rehearsed.out
    ran = await _moves(shell, f"sqlite:///{file}")
    assert ran.code == 2
    assert "2 filters: 2 new" in ran.out
    assert "2 listings that were seen: 2 new" in ran.out
    assert "user_filters: 3 rows could not be used" in ran.out
    assert "user_filters 3 asks for at least" in ran.err
    listed = await shell.maneki("filters", "export")
    assert '"name": "coats"' in listed.out or '"name":"coats"' in listed.out
    again = await _moves(shell, f"sqlite:///{file}")
    assert "2 filters: 0 new" in again.out
    assert "2 listings that were seen: 0 new" in again.out
