"""`maneki match`: files in, one line per listing out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.cli.shell import Shell

BOOTS = {"market": "mercari_jp", "external_id": "m1", "title": "ﾘｯｸｵｳｴﾝｽ ﾌﾞｰﾂ"}
YEN = {"amount": 40_000, "currency": "JPY"}


class Files:
    """A folder to write files into and run the command in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.shell = Shell(folder, {})

    def lines(self, name: str, *items: Any) -> Path:
        path = self.folder / name
        texts = [one if isinstance(one, str) else json.dumps(one) for one in items]
        path.write_text("\n".join(texts) + "\n", encoding="utf-8")
        return path

    def filters(self, *items: Any) -> Path:
        return self.lines("F.jsonl", *items)

    def listings(self, *items: Any) -> Path:
        return self.lines("L.jsonl", *items)

    def run(self, *options: str) -> tuple[int, str, str]:
        files = ["--filters", f"{self.folder}/F.jsonl", "--listings", f"{self.folder}/L.jsonl"]
        ran = self.shell.called("match", *files, *options)
        return ran.code, ran.out, ran.err

    def matched(self, *options: str) -> list[dict[str, Any]]:
        code, out, err = self.run(*options)
        assert (code, err) == (0, "")
        return [json.loads(line) for line in out.splitlines()]

    def refused(self, *options: str) -> str:
        """The one sentence, without the folder. Nothing else is printed."""
        code, out, err = self.run(*options)
        assert (code, out) == (2, "")
        assert err.count("\n") == 1
        return err.strip().replace(f"{self.folder}/", "")


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def test_every_listing_gets_a_line_in_order(files: Files) -> None:
    files.filters(
        {"id": "rick", "brands": ["Rick Owens"]},
        {"id": "boots", "keywords": {"any": ["ブーツ"]}},
    )
    files.listings(BOOTS, {**BOOTS, "external_id": "m2", "title": "Nike"}, {**BOOTS, "market": "x"})
    assert files.matched() == [
        {"market": "mercari_jp", "external_id": "m1", "filters": ["rick", "boots"]},
        {"market": "mercari_jp", "external_id": "m2", "filters": []},
        {"market": "x", "external_id": "m1", "filters": ["rick", "boots"]},
    ]


@pytest.mark.parametrize("options", [(), ("--explain",)])
def test_several_processes_print_the_same(files: Files, options: tuple[str, ...]) -> None:
    files.filters({"id": "rick", "brands": ["Rick Owens"]}, {"keywords": {"any": ["2", "3"]}})
    files.listings(*({**BOOTS, "title": f"ﾘｯｸｵｳｴﾝｽ {number}"} for number in range(50)))
    alone = files.run(*options)
    for processes in ("2", "3"):
        assert files.run("--processes", processes, *options) == alone


def test_a_filter_without_an_id_is_called_by_its_line(files: Files) -> None:
    files.filters({}, "", {"id": "mine"}, {"keywords": {"any": ["nothing"]}}, {"v": 1})
    files.listings(BOOTS)
    assert files.matched()[0]["filters"] == ["1", "mine", "5"]


def test_json_arrays_are_read_as_well(files: Files) -> None:
    files.lines("F.jsonl", json.dumps([{}, {"brands": ["Rick Owens"]}], indent=2))
    files.lines("L.jsonl", json.dumps([BOOTS, BOOTS], indent=2))
    assert [line["filters"] for line in files.matched()] == [["1", "2"], ["1", "2"]]


def test_inactive_filters_match_nothing_and_events_do_not_matter(files: Files) -> None:
    files.filters({"id": "a", "active": False}, {"id": "b", "events": ["ending_soon"]})
    files.listings(BOOTS)
    assert files.matched()[0]["filters"] == ["b"]


def test_what_is_not_on_sale_fits_nothing(files: Files) -> None:
    files.filters({})
    files.listings({**BOOTS, "status": "sold"})
    assert files.matched()[0]["filters"] == []


def test_reasons_are_given_for_the_filters_that_fit(files: Files) -> None:
    files.filters(
        {"id": "a", "brands": ["Rick Owens"], "price": {"max": 50_000}},
        {"id": "b", "brands": ["Nike"]},
    )
    files.listings({**BOOTS, "price": YEN}, {**BOOTS, "title": "★"})
    assert [line["reasons"] for line in files.matched("--explain")] == [
        {
            "a": [
                "status: it is on sale",
                "brand: 'リックオウエンス' in the title is Rick Owens",
                "price: 40,000 JPY is at most 50,000 JPY",
            ]
        },
        {},
    ]


def test_every_condition_of_every_filter_can_be_explained(files: Files) -> None:
    files.filters(
        {"id": "a", "brands": ["Nike"], "keywords": {"any": ["ブーツ"]}, "price": {"max": 1}},
        {"id": "b", "brands": ["Rick Owens"], "active": False},
    )
    files.listings({**BOOTS, "price": YEN})
    [line] = files.matched("--explain-all")
    assert line["filters"] == []
    assert "reasons" not in line
    assert [(one["condition"], one["passed"]) for one in line["conditions"]["a"]] == [
        ("status", True),
        ("brand", False),
        ("keyword", True),
        ("price", False),
    ]
    assert line["conditions"]["b"][1] == {
        "condition": "brand",
        "passed": True,
        "found": "リックオウエンス",
        "where": "title",
        "text": "brand: 'リックオウエンス' in the title is Rick Owens",
    }


@pytest.mark.parametrize(
    "rates",
    [
        {"base": "USD", "rates": {"JPY": 147.5, "GBP": 0.75}},
        {"base": "EUR", "date": "2026-11-20", "rates": {"USD": "1", "JPY": "147.5", "GBP": 0.75}},
        {"USD": {"JPY": 147.5}, "GBP": {"USD": 1.3333333333333}},
        {"USDJPY": 147.5, "USDGBP": 0.75},
        {"USD/JPY": 147.5, "GBP/USD": 1.3333333333333},
        {"date": "2026-11-20", "rates": {"USD": {"JPY": 147.5, "GBP": 0.75}}},
        {"GBP": {"JPY": 196.666666666667}, "USD": {"JPY": 147.5}},
    ],
)
def test_rates_may_be_written_in_several_ways(files: Files, rates: Any) -> None:
    files.filters({"price": {"max": 14_750}}, {"price": {"max": 14_749}})
    files.listings(
        {**BOOTS, "price": {"amount": 100_00, "currency": "USD"}},
        {**BOOTS, "price": {"amount": 75_00, "currency": "GBP"}},
        {**BOOTS, "price": {"amount": 1, "currency": "CHF"}},
    )
    path = files.lines("R.json", rates)
    assert [line["filters"] for line in files.matched("--rates", str(path))] == [["1"], ["1"], []]


def test_the_farthest_rates_there_may_be_still_convert(files: Files) -> None:
    files.filters({"price": {"min": 1, "currency": "JPY"}}, {})
    files.listings({**BOOTS, "price": {"amount": 10**12, "currency": "USD"}})
    path = files.lines("R.json", '{"base": "EUR", "rates": {"USD": 1e-9, "JPY": 1e9}}')
    assert files.matched("--rates", str(path))[0]["filters"] == ["1", "2"]


def test_without_rates_other_currencies_meet_no_bound(files: Files) -> None:
    files.filters({"price": {"max": 10**9}}, {})
    files.listings({**BOOTS, "price": {"amount": 1, "currency": "USD"}})
    assert files.matched()[0]["filters"] == ["2"]


def test_a_title_cut_within_an_emoji_is_still_a_listing(files: Files) -> None:
    files.filters({"brands": ["Rick Owens"]})
    files.listings('{"market": "x", "external_id": "1", "title": "Rick Owens \\ud83d"}')
    assert files.matched()[0]["filters"] == ["1"]


def test_a_byte_order_mark_and_line_separators_do_no_harm(files: Files) -> None:
    (files.folder / "F.jsonl").write_bytes(b"\xef\xbb\xbf{}\r\n")
    title = "Rick\u2028Owens\x85boots"
    files.listings(json.dumps({**BOOTS, "title": title}, ensure_ascii=False))
    assert files.matched()[0]["filters"] == ["1"]


def test_empty_files_are_no_error(files: Files) -> None:
    files.filters()
    files.listings(BOOTS)
    assert files.matched()[0]["filters"] == []
    files.listings()
    assert files.matched() == []


@pytest.mark.parametrize(
    ("item", "sentence"),
    [
        ({"brand": "Nike"}, "F.jsonl, line 2, has an unknown key 'brand'."),
        ("{", "F.jsonl, line 2, is not JSON"),
        ("<html>", "F.jsonl, line 2, is not JSON"),
        ({"brands": [" "]}, "F.jsonl, line 2: A term in brands is blank"),
        ({"keywords": {"any": ["★"]}}, "F.jsonl, line 2: The term “★” in keywords.any has nothing"),
        ({"sizes": ["M"] * 51}, "F.jsonl, line 2: There are 51 terms in sizes: use at most 50."),
        ({"price": {"min": 2, "max": 1}}, "F.jsonl, line 2: The price may not begin at ¥2"),
        ({"price": {"min": -1}}, "F.jsonl, line 2, has a wrong 'price.min'"),
        ({"active": "yes"}, "F.jsonl, line 2, has a wrong 'active'"),
        ({"events": ["gone"]}, "F.jsonl, line 2, has a wrong 'events.0'"),
        ({"id": "1"}, "F.jsonl, line 2: The id '1' is another filter's: give each its own."),
    ],
)
def test_a_bad_filter_is_named_with_its_line(files: Files, item: Any, sentence: str) -> None:
    files.filters({}, item)
    files.listings(BOOTS)
    assert files.refused().startswith(sentence)


@pytest.mark.parametrize(
    ("item", "sentence"),
    [
        ({"market": "x", "external_id": "1"}, "L.jsonl, line 3, has no 'title'."),
        ({**BOOTS, "price": 5}, "L.jsonl, line 3, has a wrong 'price'"),
        ({**BOOTS, "price": {"amount": 1.5, "currency": "JPY"}}, "L.jsonl, line 3, has a wrong"),
        ({**BOOTS, "colour": "red"}, "L.jsonl, line 3, has an unknown key 'colour'."),
        (
            {**BOOTS, "listed_at": "0001-01-01T00:00:00+23:59"},
            "L.jsonl, line 3, has a wrong 'listed_at': there is no such time as 0001-",
        ),
        ({**BOOTS, "v": 2}, "L.jsonl, line 3, has a wrong 'v': write 1 or leave it out"),
        ("null", "L.jsonl, line 3, is not right"),
    ],
)
def test_a_bad_listing_prints_nothing_of_the_good_ones(
    files: Files, item: Any, sentence: str
) -> None:
    files.filters({})
    files.listings(BOOTS, "", item)
    assert files.refused().startswith(sentence)


def test_a_bad_item_of_an_array_is_named_with_its_place(files: Files) -> None:
    files.filters({})
    files.listings([BOOTS, {**BOOTS, "title": ""}])
    assert files.refused().startswith("L.jsonl, item 2, has a wrong 'title'")
    files.lines("L.jsonl", "[1, 2")
    assert files.refused().startswith("L.jsonl is not JSON")


def test_bytes_that_are_no_text_are_named(files: Files) -> None:
    files.filters({})
    (files.folder / "L.jsonl").write_bytes(b'{"title": "\xff"}')
    assert files.refused().startswith("L.jsonl, line 1, is not JSON")
    (files.folder / "L.jsonl").write_bytes(b'["\xff"]')
    assert files.refused().startswith("L.jsonl is not JSON in UTF-8")
    (files.folder / "L.jsonl").write_bytes(b"[" * 100_000)
    assert files.refused().startswith("L.jsonl is not JSON")


def test_a_file_that_is_not_there_is_named(files: Files) -> None:
    files.filters({})
    assert files.refused() == "L.jsonl cannot be read: No such file or directory."


RATE = "write a number between 0.000000001 and 1000000000"


@pytest.mark.parametrize(
    ("rates", "sentence"),
    [
        ("{", "R.json is not JSON"),
        ({}, "R.json has no rates in it; write them as"),
        ([1], "R.json has no rates in it; write them as"),
        ({"base": "USD"}, "R.json has no 'rates'."),
        ({"USD": {"JPY": -1}}, f"R.json has a wrong rate from USD to JPY: {RATE}."),
        ({"USDJPY": "147"}, f"R.json has a wrong rate from USD to JPY: {RATE}."),
        ('{"USDJPY": NaN}', f"R.json has a wrong rate from USD to JPY: {RATE}."),
        ('{"USDJPY": 1e30}', f"R.json has a wrong rate from USD to JPY: {RATE}."),
        ('{"USDJPY": 1e400}', f"R.json has a wrong rate from USD to JPY: {RATE}."),
        ('{"USDJPY": 1e-300}', f"R.json has a wrong rate from USD to JPY: {RATE}."),
        ('{"USDJPY": 0}', f"R.json has a wrong rate from USD to JPY: {RATE}."),
        ('{"USDJPY": 1e9, "JPYGBP": 1e9}', f"R.json has a wrong rate from USD to GBP: {RATE}."),
        ('{"base": "USD", "rates": {"JPY": 1e40}}', f"R.json has a wrong 'rates.JPY': {RATE}."),
        ('{"base": "USD", "rates": {"JPY": 0}}', f"R.json has a wrong 'rates.JPY': {RATE}."),
        ('{"base": "USD", "rates": {"JPY": -147}}', f"R.json has a wrong 'rates.JPY': {RATE}."),
        ('{"base": "USD", "rates": {"JPY": NaN}}', "R.json has a wrong 'rates.JPY': "),
        ({"USDJPY": 147, "GBPEUR": 1}, "R.json has no rate between USD and EUR: add one of them."),
    ],
)
def test_bad_rates_are_refused(files: Files, rates: Any, sentence: str) -> None:
    files.filters({})
    files.listings(BOOTS)
    path = files.lines("R.json", rates)
    assert files.refused("--rates", str(path)).startswith(sentence)
