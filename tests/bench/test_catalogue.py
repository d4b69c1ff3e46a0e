"""The benchmark of the catalogue asks the same of both databases, and counts what is wrong."""

from __future__ import annotations

import random
from pathlib import Path

from bench import catalogue

from maneki.shop.words import is_slip


async def test_a_small_run_reports_recall_and_times(tmp_path: Path) -> None:
    absent = str(tmp_path / "absent.csv")
    options = ["--books", absent, "--database", "sqlite", "--questions", "5"]
    made = await catalogue.report(catalogue.options_of(options))
    [run] = made["runs"]
    assert (made["source"], made["books"], run["asked"]) == ("made up", catalogue.MADE_UP, 20)
    assert set(run["recall"]) == {"exact", "title_slip", "author_slip", "words"}
    assert run["recall"]["exact"] == 1
    assert run["p50_ms"] > 0


def test_a_slip_is_one_letter_away() -> None:
    rng = random.Random(1)
    assert all(is_slip(catalogue.slipped("The Hunger", rng), "The Hunger") for _ in range(500))
