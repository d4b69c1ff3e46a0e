"""The figures of a demo, and when they are clean."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.simulator.talk.said import TALK

from maneki.simulator.demo.judge import Judgement
from maneki.simulator.demo.outcome import Outcome
from maneki.simulator.demo.report import DemoReport, spread_of
from maneki.simulator.talk.judge import Promise

SPREAD = spread_of([1.0])
CLEAN = DemoReport(
    members=12,
    filters=40,
    listings=200,
    matches=60,
    alerts={"due": 5, "delivered": 5, "held": 0, "lost": 0, "repeated": 0, "misrouted": 0},
    latency_s=SPREAD,
    visible_to_fetched_s=SPREAD,
    requests=99,
    rate_limited=0,
    seconds=20.0,
)
OUTCOME = Outcome(
    report=CLEAN,
    judgement=Judgement(due=5, delivered=5),
    talk=TALK,
    violations=(),
    exit_code=0,
)


def test_percentiles_are_those_of_the_nearest_rank():
    assert spread_of(range(1, 101)) == {"mean": 50.5, "p50": 50, "p95": 95, "p99": 99}
    assert spread_of([3.0]) == {"mean": 3.0, "p50": 3.0, "p95": 3.0, "p99": 3.0}


def test_of_nothing_nothing_was_measured():
    assert spread_of([]) == {"mean": None, "p50": None, "p95": None, "p99": None}


def test_nothing_wrong_is_clean():
    assert CLEAN.is_clean
    assert OUTCOME.is_clean


@pytest.mark.parametrize("name", ["lost", "repeated", "misrouted"])
def test_one_alert_gone_wrong_is_not_clean(name):
    assert not replace(CLEAN, alerts=CLEAN.alerts | {name: 1}).is_clean


def test_one_rate_limit_error_is_not_clean():
    assert not replace(CLEAN, rate_limited=1).is_clean


def test_nothing_due_is_not_clean():
    assert not replace(CLEAN, alerts=CLEAN.alerts | {"due": 0, "delivered": 0}).is_clean


def test_held_alerts_are():
    assert replace(CLEAN, alerts=CLEAN.alerts | {"held": 3}).is_clean


def test_a_broken_rule_or_a_bad_end_of_the_program_is_not_clean():
    assert not replace(OUTCOME, violations=("too soon",)).is_clean
    assert not replace(OUTCOME, exit_code=1).is_clean


def test_a_broken_promise_to_a_customer_is_not_clean():
    broken = Promise(says="each message was answered once", of=2, broken=("one was not",))
    assert not replace(OUTCOME, talk=replace(TALK, promises=(broken,))).is_clean


def test_machines_are_told_both_halves():
    shape = OUTCOME.shape()
    assert shape["alerts"]["due"] == 5
    assert shape["talk"]["messages"] == 3
