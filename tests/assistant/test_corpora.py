"""The written corpora keep their shape: what is in them is described beside them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from tests.corpora import HALVES, rows, wrongly_drawn

DATA = Path(__file__).parent / "data"
INTENTS = {
    *("search_author", "search_title", "search_series", "search_genre", "newest", "details"),
    *("recommend", "stock", "price", "tell_me_when", "my_filters", "pause_filter"),
    *("resume_filter", "last_alerts", "hours", "policy", "human", "link", "forget", "export"),
    *("greeting", "thanks", "small_talk", "capabilities", "order_intent", "unclear"),
}
SLOTS = {
    *("title", "titles", "author", "series", "position", "genre", "like", "mood", "isbn"),
    *("max_price", "format", "day", "topic", "filter", "action", "quantity"),
}
CONTEXT = {"shown", "said", "heard", "filters"}
KINDS = {
    *("price", "stock", "discount", "date", "policy", "book", "rating", "order", "none"),
}
TOOLS = {
    *("stock", "search_catalogue", "book_details", "recommend", "recent_releases", "policy"),
    *("hours", "create_filter", "pause_filter", "place_hold", "call_human", "last_alerts"),
}
FIELDS = ["id", "half", "kind", "expected", "claim", "customer", "reply", "evidence"]
OLDER_CASES = {
    "Cassandra Khaw's new book": "newest",
    "latest Brandon Sanderson": "newest",
    "Brandon Sanderson": "search_author",
    "Stephen King books": "search_author",
    "new book by Neil Gaiman": "newest",
    "book by Brandon Sanderson": "search_author",
    "recent release from Ursula K. Le Guin": "newest",
    "Ursula K. Le Guin": "search_author",
    "latest fantasy books": "newest",
    "the new york trilogy": "search_title",
    "renewable energy": "search_title",
    "7th book in Dungeon Crawler Carl series": "search_series",
}


class TestPhrasings:
    def test_columns_ids_and_texts_once(self) -> None:
        found = rows(DATA / "phrasings.csv")
        columns = ["id", "half", "channel", "context", "text", "intent", "slots"]
        assert len(found) >= 260
        assert all(list(row) == columns for row in found)
        assert len({row["id"] for row in found}) == len(found)
        assert len({row["text"] for row in found}) == len(found)
        assert {row["channel"] for row in found} == {"sms", "discord"}

    def test_every_intent_is_known_and_halved(self) -> None:
        found = rows(DATA / "phrasings.csv")
        counts = Counter((row["intent"], row["half"]) for row in found)
        assert {intent for intent, _ in counts} == INTENTS
        for intent in INTENTS:
            tune, score = (counts[intent, half] for half in HALVES)
            assert tune + score >= 10
            assert abs(tune - score) <= 2

    def test_the_halves_are_the_drawn_ones(self) -> None:
        found = rows(DATA / "phrasings.csv")
        assert wrongly_drawn("phrasings", found, "intent", always_tune=OLDER_CASES) == []

    def test_the_older_cases_are_there_for_tuning(self) -> None:
        found = {row["text"]: row for row in rows(DATA / "phrasings.csv")}
        for text, intent in OLDER_CASES.items():
            assert (found[text]["intent"], found[text]["half"]) == (intent, "tune")

    def test_slots_and_context_are_known(self) -> None:
        for row in rows(DATA / "phrasings.csv"):
            assert set(json.loads(row["slots"])) <= SLOTS, row["id"]
            if row["context"]:
                assert set(json.loads(row["context"])) <= CONTEXT, row["id"]


class TestSecondCorpora:
    """Smaller, and described beside the first: the same columns and the same draw."""

    def test_phrasings_are_the_drawn_ones_and_new(self) -> None:
        found, first = rows(DATA / "phrasings_second.csv"), rows(DATA / "phrasings.csv")
        assert len(found) >= 220
        assert list(found[0]) == list(first[0])
        assert not {row["text"] for row in found} & {row["text"] for row in first}
        assert {row["intent"] for row in found} == INTENTS
        assert all(set(json.loads(row["slots"])) <= SLOTS for row in found)
        assert wrongly_drawn("phrasings_second", found, "intent") == []

    def test_the_third_are_all_for_tuning(self) -> None:
        found = rows(DATA / "phrasings_third.csv")
        assert list(found[0]) == list(rows(DATA / "phrasings.csv")[0])
        assert Counter(row["intent"] for row in found) == dict.fromkeys(INTENTS, 30)
        assert {row["half"] for row in found} == {"tune"}
        assert len({row["text"] for row in found}) == len(found)
        assert all(set(json.loads(row["slots"])) <= SLOTS for row in found)

    @pytest.mark.parametrize("name", ["phrasings_fourth", "phrasings_fifth"])
    def test_the_fourth_and_fifth_are_all_for_scoring(self, name: str) -> None:
        found = rows(DATA / f"{name}.csv")
        assert list(found[0]) == list(rows(DATA / "phrasings.csv")[0])
        assert Counter(row["intent"] for row in found) == dict.fromkeys(INTENTS, 10)
        assert {row["half"] for row in found} == {"score"}
        assert len({row["text"] for row in found}) == len(found)
        assert all(set(json.loads(row["slots"])) <= SLOTS for row in found)

    def test_claims_are_the_drawn_ones_and_new(self) -> None:
        found, first = _claims("claims_second"), _claims()
        assert all(list(row) == FIELDS for row in found)
        assert not {row["reply"] for row in found} & {row["reply"] for row in first}
        counts = Counter(row["expected"] for row in found)
        assert min(counts["block"], counts["send"]) >= 120
        assert all(row["claim"] in row["reply"] for row in found)
        assert all(bool(row["claim"]) == (row["expected"] == "block") for row in found)
        drawn = [
            {**row, "class": f"{row['expected']}/{row['kind']}", "text": row["reply"]}
            for row in found
        ]
        assert wrongly_drawn("claims_second", drawn, "class") == []


LATER = [("claims_third", "tune", 180), ("claims_fourth", "score", 120)]


@pytest.mark.parametrize(("name", "half", "each"), LATER)
class TestLaterClaims:
    """All for tuning, or all for scoring; described beside them."""

    def test_fields_and_rows_once(self, name: str, half: str, each: int) -> None:
        found = _claims(name)
        assert all(list(row) == FIELDS for row in found)
        assert len({row["id"] for row in found}) == len(found)
        assert {row["half"] for row in found} == {half}
        assert Counter(row["expected"] for row in found) == {"block": each, "send": each}
        assert {row["kind"] for row in found} == KINDS

    def test_the_claim_is_a_stretch_of_what_is_blocked(
        self, name: str, half: str, each: int
    ) -> None:
        for row in _claims(name):
            assert bool(row["claim"]) == (row["expected"] == "block"), row["id"]
            assert row["claim"] in row["reply"], row["id"]

    def test_its_replies_are_new(self, name: str, half: str, each: int) -> None:
        names = ["claims", "claims_second", *(one for one, _, _ in LATER)]
        before = names[: names.index(name)]
        older = {row["reply"] for one in before for row in _claims(one)}
        assert not older & {row["reply"] for row in _claims(name)}


CHECKED = [
    ("claims_fifth", "tune", 140),
    ("claims_sixth", "score", 120),
    ("claims_seventh", "score", 200),
]


@pytest.mark.parametrize(("name", "half", "each"), CHECKED)
class TestCheckedClaims:
    """Each moment has an honest reply and a lie, and what a second reader named in either."""

    def test_fields_and_rows_once(self, name: str, half: str, each: int) -> None:
        found = _claims(name)
        fields = [*FIELDS[:5], "channel", "persona", *FIELDS[5:], "named"]
        assert all(list(row) == fields for row in found)
        assert len({row["id"] for row in found}) == len(found)
        assert {row["half"] for row in found} == {half}
        assert Counter(row["expected"] for row in found) == {"block": each, "send": each}
        assert all((row["kind"] == "none") == (row["expected"] == "send") for row in found)
        assert {row["kind"] for row in found} == KINDS

    def test_what_is_told_of_a_reply_stands_in_it(self, name: str, half: str, each: int) -> None:
        for row in _claims(name):
            assert bool(row["claim"]) == (row["expected"] == "block"), row["id"]
            assert all(said in row["reply"] for said in [row["claim"], *row["named"]]), row["id"]

    def test_its_replies_are_new(self, name: str, half: str, each: int) -> None:
        older = {row["reply"] for one, _, _ in LATER for row in _claims(one)}
        assert not older & {row["reply"] for row in _claims(name)}


class TestClaims:
    def test_fields_ids_and_replies_once(self) -> None:
        found = _claims()
        assert all(list(row) == FIELDS for row in found)
        assert len({row["id"] for row in found}) == len(found)
        assert len({row["reply"] for row in found}) == len(found)

    def test_every_class_is_large_enough_and_halved(self) -> None:
        counts = Counter((row["expected"], row["half"]) for row in _claims())
        assert set(counts) == {
            (expected, half) for expected in ("block", "send") for half in HALVES
        }
        for expected in ("block", "send"):
            tune, score = (counts[expected, half] for half in HALVES)
            assert tune + score >= 220
            assert abs(tune - score) <= 2

    def test_every_kind_is_known_and_halved(self) -> None:
        counts = Counter((row["expected"], row["kind"], row["half"]) for row in _claims())
        assert {kind for _, kind, _ in counts} == KINDS
        assert not any(key[:2] == ("block", "none") for key in counts)
        for expected, kind, _ in list(counts):
            tune, score = (counts[expected, kind, half] for half in HALVES)
            assert abs(tune - score) <= 2

    def test_the_halves_are_the_drawn_ones(self) -> None:
        found = [
            {
                "id": row["id"],
                "half": row["half"],
                "class": f"{row['expected']}/{row['kind']}",
                "text": row["reply"],
            }
            for row in _claims()
        ]
        assert wrongly_drawn("claims", found, "class") == []

    def test_the_claim_is_a_stretch_of_what_is_blocked(self) -> None:
        for row in _claims():
            assert bool(row["claim"]) == (row["expected"] == "block"), row["id"]
            assert row["claim"] in row["reply"], row["id"]

    def test_evidence_is_of_known_tools(self) -> None:
        for row in _claims():
            for result in row["evidence"]:
                assert result["tool"] in TOOLS, row["id"]
                assert isinstance(result["this_turn"], bool), row["id"]
                if "price" in result:
                    assert set(result["price"]) == {"amount", "currency"}, row["id"]
                    assert isinstance(result["price"]["amount"], int), row["id"]

    def test_evidence_is_in_order(self) -> None:
        for row in _claims():
            turns = [result["this_turn"] for result in row["evidence"]]
            assert turns == sorted(turns), row["id"]


def _claims(name: str = "claims") -> list[dict[str, Any]]:
    with (DATA / f"{name}.jsonl").open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


class TestVerdicts:
    """What was judged of the replies (`bench/handled.py`)."""

    def test_every_scored_phrasing_is_judged_once(self) -> None:
        scored = [
            row["id"]
            for name in ("phrasings", "phrasings_second", "phrasings_fourth", "phrasings_fifth")
            for row in rows(DATA / f"{name}.csv")
            if row["half"] == "score"
        ]
        verdicts = rows(DATA / "handled.csv")
        assert [row["id"] for row in verdicts] == scored
        assert {row["handled"] for row in verdicts} == {"yes", "no"}
        assert all((row["handled"] == "no") == bool(row["reason"]) for row in verdicts)

    def test_the_figure_that_is_told(self) -> None:
        handled = Counter(
            row["id"].rstrip("0123456789")
            for row in rows(DATA / "handled.csv")
            if row["handled"] == "yes"
        )
        assert handled == {"ph": 154, "ps": 83, "q": 232, "r": 237}
