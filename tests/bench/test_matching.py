"""The benchmark of matching measures the same for every engine, and tells when one is wrong."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from bench import matching, sql_engines
from bench.engines import Index
from bench.synthetic import Synthetic

SQLITE_AND_MEMORY = ("ours", "plain", "dict", "sqlite_plan", "sqlite_anchor")


def report(*arguments: str) -> dict[str, Any]:
    small = ("--listings", "60", "--seconds", "0.5", "--check", "--check-pairs", "20000")
    options, _ = matching.options_of([*small, *arguments])
    made: dict[str, Any] = matching.Bench(options, lambda _: None, lambda: None).report()
    return made


def runs_of(made: dict[str, Any], engine: str) -> list[dict[str, Any]]:
    return [run for run in made["runs"] if run["engine"] == engine]


def test_every_exact_engine_agrees_with_the_plain_matcher() -> None:
    made = report("--filters", "400", "--engine", ",".join(SQLITE_AND_MEMORY))
    for engine in SQLITE_AND_MEMORY:
        assert [run["processes"] for run in runs_of(made, engine)] == [1, 2]
        for run in runs_of(made, engine):
            assert run["checked"] > 0
            if engine not in matching.INEXACT:
                assert run["mismatches"] == 0
            if engine in {"dict", "sqlite_anchor"}:
                assert run["differs_from_ours"] == 0
                assert run["compared_with_ours"] > 0
    assert matching.is_right(made)


def test_what_the_plans_sql_cannot_say_is_counted() -> None:
    [run] = runs_of(
        report("--filters", "400", "--engine", "sqlite_plan", "--processes", "1"), "sqlite_plan"
    )
    assert run["mismatches"] > 0


@pytest.mark.parametrize("engine", ["ours", "turbo"])
def test_bitmaps_are_checked_after_changes_and_while_they_are_made_anew(engine: str) -> None:
    made = report("--filters", "5000", "--engine", engine, "--processes", "1")
    [run] = runs_of(made, engine)
    assert run["mismatches"] == 0
    assert run["bytes_per_filter"] > 0
    assert run["columns_s"] < run["build_s"]
    assert run["rebuilding_max_ms"] > 0
    assert run["end_to_end"]["listings_per_s"] > 0


def test_pyroaring_agrees_too() -> None:
    [run] = runs_of(
        report("--filters", "400", "--engine", "pyroaring", "--processes", "1"), "pyroaring"
    )
    assert run["mismatches"] == 0


def test_an_engine_that_loses_matches_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    match = Index.match
    monkeypatch.setattr(Index, "match", lambda self, seen: match(self, seen)[1:])
    made = report("--filters", "400", "--engine", "ours", "--processes", "1")
    assert runs_of(made, "ours")[0]["mismatches"] > 0
    assert not matching.is_right(made)


def test_without_a_server_postgresql_is_left_out_with_the_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Nobody listens at the port for discarding.
    nowhere = "postgresql://postgres@127.0.0.1:9/{database}"
    monkeypatch.setattr(sql_engines, "POSTGRESQL", nowhere)
    made = report("--filters", "50", "--engine", "pg_plan,pg_anchor", "--processes", "1")
    assert made["runs"] == []
    assert "cannot be used" in made["left_out"]["pg_plan"]
    assert set(made["left_out"]) == {"pg_plan", "pg_anchor"}


def test_equal_seeds_give_equal_workloads_and_more_begin_with_the_same() -> None:
    one, other = Synthetic(7), Synthetic(7)
    assert [*one.filters(200)] == [*other.filters(300)][:200]
    assert [*one.listings(200)] == [*other.listings(300)][:200]
    assert [*Synthetic(8).filters(200)] != [*one.filters(200)]


def test_filters_ask_for_things_in_the_shares_that_were_measured() -> None:
    saved = [*Synthetic(1).filters(20_000)]
    asked = [one.criteria for one in saved]
    share = {
        "active": sum(one.is_active for one in saved),
        "no brand": sum(not one.brands for one in asked),
        "any keyword": sum(bool(one.keywords.any) for one in asked),
        "every keyword": sum(bool(one.keywords.all) for one in asked),
        "no keyword": sum(bool(one.keywords.none) for one in asked),
        "price max": sum(one.price.max is not None for one in asked),
        "price min": sum(one.price.min is not None for one in asked),
        "market": sum(bool(one.markets) for one in asked),
        "category": sum(bool(one.categories) for one in asked),
        "size": sum(bool(one.sizes) for one in asked),
    }
    expected = {
        "active": 0.9, "no brand": 0.04, "any keyword": 0.42, "every keyword": 0.12,
        "no keyword": 0.15, "price max": 0.85, "price min": 0.5, "market": 0.9,
        "category": 0.4, "size": 0.25,
    }  # fmt: skip
    assert {name: count / len(saved) for name, count in share.items()} == pytest.approx(
        expected, abs=0.015
    )
    assert sum(len(one.brands) for one in asked) / len(asked) == pytest.approx(1.88, abs=0.03)
    popular = Counter(brand for one in asked for brand in one.brands).most_common(1)[0][1]
    assert popular > len(saved) * 0.1


def test_listings_are_written_in_every_way() -> None:
    listings = [*Synthetic(1).listings(4_000)]
    without = sum(one["brand"] is None for one in listings) / len(listings)
    assert without == pytest.approx(0.25, abs=0.03)
    titles = "".join(one["title"] for one in listings)
    assert all(sample in titles for sample in "ｶＫかカ　×")
    lengths = sorted(len(one["title"]) for one in listings)
    assert 38 <= lengths[len(lengths) // 2] <= 48
