from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.cli.shell import Ran, Shell

from maneki.model.interchange import read_listing

FEED = (
    "<rss version='2.0'><channel><item><title>古着 コート ¥5,000</title><guid>g-1</guid></item>"
    "</channel></rss>"
)
ITEM = {
    "id": "m12345678901",
    "name": "コムデギャルソン　シャツ",
    "price": "9800",
    "status": "ITEM_STATUS_ON_SALE",
    "created": "1763600000",
    "updated": "1763600000",
}
PAGE: dict[str, Any] = {"meta": {"nextPageToken": "", "numFound": "1"}, "items": [ITEM]}


def run(market: str, *files: Path | str, stdin: bytes = b"") -> Ran:
    return Shell(Path(), {}).called("ingest", market, *map(str, files), stdin=stdin)


def write(folder: Path, name: str, content: Any) -> Path:
    path = folder / name
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    path.write_text(text, "utf-8")
    return path


def lines(result: Ran) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.out.splitlines()]


def test_a_raw_body_becomes_one_listing_per_line_in_the_listing_shape(tmp_path: Path) -> None:
    result = run("mercari_jp", write(tmp_path, "page.json", PAGE))
    assert result.code == 0
    (listing,) = lines(result)
    assert listing["external_id"] == "m12345678901"
    assert listing["price"] == {"amount": 9_800, "currency": "JPY"}
    assert read_listing(listing).market == "mercari_jp"
    assert "コムデギャルソン　シャツ" in result.out


@pytest.mark.parametrize("key", ["json", "body", "text"])
def test_a_recording_is_read_wherever_its_body_is(tmp_path: Path, key: str) -> None:
    content = PAGE if key == "json" else json.dumps(PAGE)
    recording = {"request": {}, "response": {"status": 200, key: content}}
    result = run("mercari_jp", write(tmp_path, "recording.json", recording))
    assert [one["external_id"] for one in lines(result)] == ["m12345678901"]


def test_a_feed_is_read_raw_and_recorded(tmp_path: Path) -> None:
    raw = write(tmp_path, "feed.xml", FEED)
    recorded = write(tmp_path, "feed.json", {"request": {}, "response": {"text": FEED}})
    result = run("feed", raw, recorded)
    assert result.code == 0
    assert [one["title"] for one in lines(result)] == ["古着 コート ¥5,000"] * 2


def test_a_dash_reads_standard_input() -> None:
    result = run("feed", "-", stdin=FEED.encode())
    assert [one["external_id"] for one in lines(result)] == ["g-1"]


def test_a_bad_file_is_named_and_the_good_ones_are_printed(tmp_path: Path) -> None:
    half = write(tmp_path, "half.json", json.dumps(PAGE)[:60])
    page = write(tmp_path, "page.html", "<!DOCTYPE html><html></html>")
    shape = write(tmp_path, "shape.json", {"meta": {"nextPageToken": ""}, "items": [{"id": "?"}]})
    missing = tmp_path / "missing.json"
    good = write(tmp_path, "good.json", PAGE)
    result = run("mercari_jp", half, page, shape, missing, good, tmp_path)
    assert result.code == 2
    assert len(lines(result)) == 1
    errors = result.err.splitlines()
    assert [line.partition(": ")[0] for line in errors] == [
        str(path) for path in (half, page, shape, missing, tmp_path)
    ]
    assert "broken or incomplete JSON" in errors[0]
    assert "a web page" in errors[1]
    assert "items[0].id" in errors[2]
    assert "No such file" in errors[3]


@pytest.mark.parametrize(
    ("market", "response", "sentence"),
    [
        ("mercari_jp", {"status": 403, "text": "Forbidden"}, "refuses our requests (HTTP 403)"),
        ("mercari_jp", {"status": 503, "text": ""}, "out of order"),
        ("feed", {"status": 404, "text": ""}, "HTTP 404"),
        ("feed", {"status": "fine", "text": FEED}, "no number"),
        ("feed", {"status": [], "text": FEED}, "no number"),
        ("feed", {"status": {}, "text": FEED}, "no number"),
        ("feed", {"status": True, "text": FEED}, "no number"),
        ("feed", {"status": 200}, "neither 'json' nor 'body' nor 'text'"),
        ("feed", {"status": 200, "json": {"items": []}}, "JSON"),
    ],
)
def test_a_recorded_refusal_is_no_empty_file(
    tmp_path: Path, market: str, response: dict[str, Any], sentence: str
) -> None:
    file = write(tmp_path, "recording.json", {"request": {}, "response": response})
    result = run(market, file)
    assert result.code == 2
    assert result.out == ""
    assert sentence in result.err


def test_a_feed_that_breaks_off_is_named_and_its_good_entries_are_printed(tmp_path: Path) -> None:
    two = FEED.replace("</channel>", "<item><title>half</title></item></channel>")
    half = write(tmp_path, "half.xml", two[: two.index("half")])
    result = run("feed", half, write(tmp_path, "whole.xml", FEED))
    assert result.code == 2
    assert [one["external_id"] for one in lines(result)] == ["g-1", "g-1"]
    assert result.err == f"{half}: breaks off; what stands before that was read.\n"


def test_entries_that_are_left_out_are_told(tmp_path: Path) -> None:
    file = write(tmp_path, "feed.xml", FEED.replace("</channel>", "<item></item></channel>"))
    result = run("feed", file)
    assert result.code == 2
    assert len(lines(result)) == 1
    assert result.err.startswith(f"{file}: some of its entries were left out (1): empty, or")


def test_an_odd_deadline_or_picture_costs_only_itself(tmp_path: Path) -> None:
    page = PAGE | {
        "items": [
            ITEM
            | {
                "auction": {"bidDeadline": "0001-01-01T00:00:00+23:59", "highestBid": "9800"},
                "thumbnails": ["https://a.test/\ud800.jpg", "https://a.test/1.jpg"],
            }
        ]
    }
    path = tmp_path / "page.json"
    path.write_text(json.dumps(page), "utf-8")
    (listing,) = lines(run("mercari_jp", path))
    assert listing["ends_at"] is None
    assert listing["image_urls"] == ["https://a.test/1.jpg"]


def test_a_file_without_listings_says_so_and_is_not_bad(tmp_path: Path) -> None:
    result = run("mercari_jp", write(tmp_path, "none.json", PAGE | {"items": []}))
    assert result.code == 0
    assert result.out == ""
    assert "holds no listings" in result.err


def test_an_unknown_market_is_told_the_known_ones(tmp_path: Path) -> None:
    result = run("mercari", write(tmp_path, "page.json", PAGE))
    assert result.code == 2
    assert "There is no market 'mercari'; known are feed, mercari_jp." in result.err


def test_a_hostile_title_stays_on_its_line(tmp_path: Path) -> None:
    page = PAGE | {"items": [ITEM | {"name": "a\u2028b\nc\x00\ud800" + "x" * 5_000}]}
    path = tmp_path / "page.json"
    path.write_text(json.dumps(page), "utf-8")
    result = run("mercari_jp", path)
    assert result.code == 0
    (listing,) = lines(result)
    assert listing["title"].startswith("a b cxxx")


def test_every_recorded_answer_can_be_ingested(recordings: Path) -> None:
    files = sorted((recordings / "mercari_jp").glob("*__*.json"))
    result = run("mercari_jp", *files)
    assert result.code == 0
    found = lines(result)
    assert len(found) == 339 + 1
    assert all(read_listing(one) for one in found)
    assert sum(one["status"] == "sold" for one in found) == 192
    feeds = run("feed", *sorted((recordings / "rss").iterdir()))
    assert len(lines(feeds)) == 80
