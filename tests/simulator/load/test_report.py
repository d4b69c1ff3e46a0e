"""The figures of a load test, its goals, and the promises that were broken."""

from __future__ import annotations

from dataclasses import replace

import pytest
import typer
from rich.console import Console
from tests.simulator.load.journeys import moment, way

from maneki.cli.loadtest import conclude
from maneki.model.event import EventKind
from maneki.simulator.demo.judge import Judgement, Key, Seen
from maneki.simulator.demo.report import DemoReport, spread_of
from maneki.simulator.discord import RateLimited, Scope
from maneki.simulator.load.console import summary
from maneki.simulator.load.measured import Measured, hot_report, report_of
from maneki.simulator.load.plan import plan_feed
from maneki.simulator.load.report import LoadOutcome, LoadReport
from maneki.simulator.load.usage import Usage
from maneki.simulator.load.wish import Wish

KEY: Key = (7, "load_market", "load-000001", EventKind.NEW)
PLAN = plan_feed(seed=1, members=10, seconds=1, load=0.6)
WISH = Wish(members=10, minutes=1, load=0.6, window="fixed", seed=1)


def measured(*journeys, **more) -> Measured:
    values = {
        "journeys": journeys or (way("a", 0, 1, "p1", 0.1),),
        "judgement": Judgement(due=1, delivered=1),
        "pushed_at": {"x": moment(-0.25)},
        "pushed_late_s": 0.0,
        "requests": 9,
        "rate_limited": (),
        "usage": Usage(cpu_s=1.5, rss_mb=99.0),
        "took": 60.0,
        "ended_at": moment(100),
    }
    return Measured(**{**values, **more})


def report(*journeys, load: float = 0.6, **more) -> LoadReport:
    plan = replace(PLAN, offered=load * PLAN.pace)
    return report_of(WISH, plan, measured(*journeys, **more))


def outcome(**more) -> LoadOutcome:
    values = {
        "report": report(),
        "judgement": Judgement(due=1, delivered=1),
        "violations": (),
        "exit_code": 0,
    }
    return LoadOutcome(**{**values, **more})


def goals_of(one: LoadReport) -> dict[str, bool | None]:
    return {goal.name: goal.is_met for goal in one.goals}


def test_it_has_the_keys_of_a_demo_and_more():
    shape = report().shape()
    assert set(DemoReport.__dataclass_fields__) < set(shape)
    wanted = {"stages_s", "cpu_s", "rss_mb", "window", "offered_alerts_per_s", "pace_used"}
    assert wanted < set(shape)
    assert (shape["window"], shape["cpu_s"], shape["rss_mb"]) == ("fixed", 1.5, 99.0)
    assert shape["visible_to_fetched_s"]["mean"] == 0.25


def test_only_rate_limits_of_our_own_making_count():
    def limited(scope: Scope, *, ours: bool) -> RateLimited:
        return RateLimited(at=0, scope=scope, route=None, major="", retry_after=1, self_caused=ours)

    found = report(rate_limited=(limited(Scope.USER, ours=True), limited(Scope.SHARED, ours=False)))
    assert found.rate_limited == {"user": 1, "global": 0, "shared": 1}
    assert found.rate_limited_by_us == {"user": 1, "global": 0, "shared": 0}
    shared = report(rate_limited=(limited(Scope.SHARED, ours=False),))
    assert outcome(report=shared).is_clean
    assert not outcome(report=found).is_clean


def test_up_to_a_gentle_load_alerts_are_to_be_quick():
    assert goals_of(report()) == {
        "matched → accepted, p95": True,
        "matched → accepted, p99": True,
        "fetched → accepted, mean": True,
        "underfilled messages": True,
    }
    late = goals_of(report(way("a", 0, 3, "p1", 0.1)))
    assert late["matched → accepted, p95"] is False
    assert late["matched → accepted, p99"] is True
    assert late["fetched → accepted, mean"] is False


def test_under_overload_the_pace_is_to_be_used_and_nobody_left_alone():
    backlog = [way(str(n % 90), 0, n / 9 + 0.01, f"p{n}", 0) for n in range(90)]
    goals = goals_of(report(*backlog, load=4))
    assert goals["pace used"] is True
    assert goals["longest gap"] is False
    assert goals["underfilled messages"] is True
    slow = [way(str(n), n, n + 0.5, f"p{n}", n) for n in range(9)]
    goals = goals_of(report(*slow, load=4))
    assert goals["pace used"] is None
    assert goals["longest gap"] is True


def test_a_hot_listing_is_judged_by_its_last_alert():
    its = [way(str(n), 0, n / 45, f"p{n}", listing="hot") for n in range(1, 91)]
    other = way("other", 0, 0.5, "q")
    found = hot_report("hot", 0.0, [*its, other])
    assert (found.destinations, found.last_accepted_s, found.pace_share) == (90, 2.0, 1.0)
    assert found.others_matched_to_accepted_s["p95"] == 0.5
    unfinished = hot_report("hot", 0.0, [*its, way("x", 0, None, listing="hot")])
    assert (unfinished.last_accepted_s, unfinished.pace_share) == (None, None)


def test_beside_others_a_hot_listing_has_what_they_leave():
    its = [way(str(n), 0, n / 35, f"p{n}", listing="hot") for n in range(1, 71)]
    hot = replace(report(), hot=hot_report("hot", 10.0, its))
    assert goals_of(hot)["hot listing, pace"] is True
    assert goals_of(hot)["hot listing, last accepted"] is True
    assert goals_of(hot)["others, matched → accepted, p95"] is None


def test_a_thousand_have_a_hot_listing_within_thirty_seconds_beside_others():
    def met(last: float) -> bool | None:
        its = [way(str(n), 0, n * last / 1000, f"p{n}", listing="hot") for n in range(1, 1001)]
        hot = replace(report(), hot=hot_report("hot", 10.0, its))
        return goals_of(hot)["hot listing, last accepted"]

    assert met(30.0) is True
    assert met(30.05) is False


def test_nothing_wrong_is_clean():
    assert outcome().is_clean


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        ({"judgement": Judgement(due=0, delivered=0)}, "nothing was due"),
        (
            {"judgement": Judgement(due=1, delivered=0, lost=(KEY,))},
            "1 lost, such as load-000001 for member-007",
        ),
        (
            {"judgement": Judgement(due=1, delivered=1, repeated=(KEY,))},
            "1 repeated, such as load-000001 for member-007",
        ),
        (
            {
                "judgement": Judgement(
                    due=1,
                    delivered=1,
                    misrouted=(
                        Seen(
                            member=None,
                            market="load_market",
                            external_id="y",
                            kind=EventKind.NEW,
                            place=5,
                            named=None,
                        ),
                    ),
                )
            },
            "1 misrouted, such as y for nobody we know, seen in channel 5",
        ),
        (
            {"report": replace(report(), rate_limited_by_us={"user": 2, "global": 0, "shared": 1})},
            "3 rate-limit errors of our own making (2 user, 1 shared)",
        ),
        ({"violations": ("user agent: ''",)}, "1 rules broken, such as user agent: ''"),
        ({"exit_code": 3}, "the program ended with 3"),
    ],
)
def test_each_broken_promise_is_a_line_and_ends_with_one(wrong, line, capsys):
    found = outcome(**wrong)
    assert found.broken == (line,)
    with pytest.raises(typer.Exit) as end:
        conclude(found, as_json=True, must_meet_goals=False)
    assert end.value.exit_code == 1
    assert line in capsys.readouterr().err


def test_a_goal_that_is_not_met_counts_only_if_asked_for(capsys):
    slow = outcome(report=report(way("a", 0, 3, "p1", 0.1)))
    conclude(slow, as_json=False, must_meet_goals=False)
    assert "matched → accepted, p95: not met, 3 (wanted at most 2 s)" in _said(capsys)
    with pytest.raises(typer.Exit):
        conclude(slow, as_json=True, must_meet_goals=True)
    assert "goal not met: matched → accepted, p95, 3" in capsys.readouterr().err


def test_a_goal_that_was_not_measured_is_not_met_if_goals_are_asked_for(capsys):
    idle = outcome(report=replace(report(load=4), pace_used=None))
    conclude(idle, as_json=True, must_meet_goals=False)
    with pytest.raises(typer.Exit) as end:
        conclude(idle, as_json=True, must_meet_goals=True)
    assert end.value.exit_code == 1
    assert "goal not measured: pace used" in capsys.readouterr().err


def test_figures_that_could_not_be_measured_are_said_to_be_so(capsys):
    nothing = replace(report(load=4), latency_s=spread_of([]), cpu_s=None)
    Console(width=200).print(summary(nothing))
    assert "pace used: not measured (wanted at least 95%)" in _said(capsys)


def _said(capsys) -> str:
    return " ".join(capsys.readouterr().out.split())
