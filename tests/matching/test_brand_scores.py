"""The half of the labelled titles that may be looked at. The other half is scored by hand, once."""

from __future__ import annotations

from pathlib import Path

from bench.brands import measured
from tests.matching.labels import Half


def test_the_brands_of_recorded_titles_are_found(recordings: Path) -> None:
    report, titles = measured(Half.TUNING, recordings)
    assert report["titles"] == len(titles) >= 200
    assert report["lenient"]["precision"] >= 0.99
    assert report["strict"]["precision"] >= 0.97
    assert report["strict"]["recall"] >= 0.98
