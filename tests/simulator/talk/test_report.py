"""The figures of a shop's conversations."""

from __future__ import annotations

from dataclasses import replace

from tests.simulator.talk.said import MISSED, ROUND, TALK

from maneki.simulator.talk.judge import Promise


def test_what_waited_for_a_restart_does_not_count_as_slow() -> None:
    assert TALK.by_text_ms == {"p50": 1300, "p95": 1300, "most": 1300}
    assert TALK.on_discord_ms == {"p50": 600, "p95": 600, "most": 600}
    assert TALK.restart_s == 2.0


def test_of_nothing_nothing_was_measured() -> None:
    silent = replace(TALK, rounds=(MISSED,), away=None)
    assert silent.by_text_ms == {"p50": None, "p95": None, "most": None}
    assert silent.restart_s == 0.0


def test_a_promise_that_is_broken_or_was_never_tried_is_not_clean() -> None:
    assert TALK.is_clean
    assert not replace(TALK, promises=(Promise(says="x", of=2, broken=("once",)),)).is_clean
    assert not replace(TALK, promises=(Promise(says="x", of=0),)).is_clean
    assert not replace(TALK, promises=()).is_clean


def test_machines_are_told_what_was_said_by_whom_and_after_how_long() -> None:
    shape = TALK.shape()
    assert (shape["messages"], shape["answered"]) == (3, 3)
    assert replace(TALK, rounds=(replace(ROUND, answers=()),)).shape()["answered"] == 0
    asked, answered, stopped, *_ = shape["lines"]
    assert (asked["by"], asked["via"], asked["customer"]) == ("customer", "text", "Sally")
    assert answered["after_ms"] == 1300
    assert answered["at"] == "2026-01-05T12:00:01.300+00:00"
    assert "via" not in stopped
    assert shape["lines"][4]["books"] == ["Piranesi"]
    assert shape["promises"][0] == {
        "says": "each message was answered once",
        "of": 3,
        "kept": 3,
        "broken": [],
    }
