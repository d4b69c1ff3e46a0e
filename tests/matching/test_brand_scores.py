"""The half of the labelled titles that may be looked at. All others are scored by hand, once."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from bench import brands
from bench.brands import Scored, measured
from tests.matching.labels import Half


def test_the_brands_of_recorded_titles_are_found(recordings: Path) -> None:
    report, titles = measured(Half.TUNING, recordings)
    assert report["titles"] == len(titles) >= 200
    assert report["lenient"]["precision"] >= 0.99
    assert report["strict"]["precision"] >= 0.97
    assert report["strict"]["recall"] >= 0.98


def test_only_figures_are_told_of_titles_that_nobody_may_read(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(brands, "measured", one_wrong_title)
    shown = {half: told(capsys, monkeypatch, "--half", half) for half in Half}
    assert {half for half in Half if "Leather boots" in shown[half]} == {Half.TUNING}
    assert "precision 50.00%, recall 50.00% (1 right, 1 wrong, 1 missed)" in shown[Half.FRESH]


def test_who_wants_to_see_the_titles_has_to_say_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(brands, "measured", one_wrong_title)
    shown = told(capsys, monkeypatch, "--half", Half.FRESH, "--reveal-titles")
    assert "wrong: diesel | Leather boots" in shown
    assert "missed: guidi | Leather boots" in shown


def told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: str
) -> str:
    monkeypatch.setattr(sys, "argv", ["brands.py", *arguments])
    brands.main()
    return capsys.readouterr().out


def one_wrong_title(half: Half, recordings: Path) -> tuple[dict[str, object], list[Scored]]:
    named, found = frozenset({"guidi", "nike"}), frozenset({"diesel", "nike"})
    scored = [Scored("Leather boots", named, frozenset(), found)]
    report: dict[str, object] = {"half": half, "titles": 1, "brands": 3}
    for how in ("strict", "lenient"):
        report[how] = brands.figures(scored, is_strict=how == "strict")
    return report, scored
