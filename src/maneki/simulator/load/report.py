"""The figures of a load test, and what was promised of them. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from maneki.simulator.demo.judge import Judgement, Key
from maneki.simulator.demo.report import Spread

SCOPES = ("user", "global", "shared")
GENTLE = 0.6
"""Up to this load alerts are promised to be quick."""
HEAVY = 1.0
"""Above this load the whole pace is promised to be used, and nobody to be left out for long."""
P95_S, P99_S, MEAN_S = 2.0, 4.0, 1.5
SPARE_GAP_S = 2.0
LEAST_PACE, LEAST_HOT_PACE = 0.95, 0.97
LEAST_HOT_PACE_BESIDE = 1000 / 35 / 30
"""A thousand destinations within 30 s, where 10 alerts a second beside them leave 35 of 45."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HotReport:
    """One listing for so many destinations. `pace_left` is what alerts beside it leave of ours.

    `last_accepted_s` is counted from when the first of its alerts was queued; `pace_share` is the
    time that the pace that is left would take at best, over that.
    """

    destinations: int
    beside_per_s: float
    pace_left: float
    last_accepted_s: float | None
    pace_share: float | None
    others_matched_to_accepted_s: Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadReport:
    """What `maneki loadtest --json` prints: what `maneki demo --json` does, and more.

    `rate_limited` counts the 429s by scope, `rate_limited_by_us` those that nobody else had a part
    in. `longest_gap_s` is about places, `longest_gap_of_a_member_s` about members, some of whom
    share one. `pushed_late_s` is how far behind the plan the pushes were at worst: a busy machine
    makes bursts that were not planned.
    """

    members: int
    filters: int
    listings: int
    matches: int
    alerts: dict[str, int]
    latency_s: Spread
    visible_to_fetched_s: Spread
    requests: int
    rate_limited: dict[str, int]
    rate_limited_by_us: dict[str, int]
    seconds: float
    load: float
    window: str
    database: str
    destinations: int
    messages: int
    offered_alerts_per_s: float
    pace: float
    pace_used: float | None
    stages_s: dict[str, Spread]
    longest_gap_s: float | None
    longest_gap_of_a_member_s: float | None
    underfilled: int
    pushed_late_s: float
    cpu_s: float | None
    rss_mb: float | None
    hot: HotReport | None = None

    def shape(self) -> dict[str, Any]:
        return asdict(self) | {"goals": {goal.name: goal.is_met for goal in self.goals}}

    @property
    def goals(self) -> tuple[Goal, ...]:
        return tuple(_goals(self))


@dataclass(frozen=True, slots=True)
class Goal:
    """Something that is aimed at. `is_met` is None where it could not be measured."""

    name: str
    wanted: str
    measured: float | None
    is_met: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadOutcome:
    """The figures, what went wrong in detail, and the program's own end.

    `folder` holds the program's log (and its database, if that is a file) if there is something to
    look into.
    """

    report: LoadReport
    judgement: Judgement
    violations: tuple[str, ...]
    exit_code: int
    folder: Path | None = None

    @property
    def broken(self) -> tuple[str, ...]:
        """The promises that were broken, a line each."""
        return tuple(_broken(self))

    @property
    def is_clean(self) -> bool:
        return not self.broken


def _at_most(name: str, most: float, measured: float | None, unit: str = " s") -> Goal:
    is_met = None if measured is None else measured <= most
    return Goal(name, f"at most {most:.4g}{unit}", measured, is_met)


def _at_least(name: str, least: float, measured: float | None) -> Goal:
    is_met = None if measured is None else measured >= least
    return Goal(name, f"at least {round(100 * least, 1):g}%", measured, is_met)


def _goals(report: LoadReport) -> Iterator[Goal]:
    if report.hot is not None:
        yield from _goals_of_hot(report.hot)
    elif report.load <= GENTLE:
        yield from _goals_of_speed(report.stages_s["matched_to_accepted"])
        yield _at_most("fetched → accepted, mean", MEAN_S, report.latency_s["mean"])
    elif report.load > HEAVY:
        yield _at_least("pace used", LEAST_PACE, report.pace_used)
        most = report.destinations / report.pace + SPARE_GAP_S
        yield _at_most("longest gap", round(most, 2), report.longest_gap_s)
    yield _at_most("underfilled messages", 0, report.underfilled, "")


def _goals_of_speed(waited: Spread, whose: str = "") -> Iterator[Goal]:
    yield _at_most(f"{whose}matched → accepted, p95", P95_S, waited["p95"])
    if not whose:
        yield _at_most("matched → accepted, p99", P99_S, waited["p99"])


def _goals_of_hot(hot: HotReport) -> Iterator[Goal]:
    least = LEAST_HOT_PACE_BESIDE if hot.beside_per_s else LEAST_HOT_PACE
    most = hot.destinations / hot.pace_left / least
    yield _at_most("hot listing, last accepted", round(most, 1), hot.last_accepted_s)
    yield _at_least("hot listing, pace", least, hot.pace_share)
    if hot.beside_per_s:
        yield from _goals_of_speed(hot.others_matched_to_accepted_s, "others, ")


def _broken(outcome: LoadOutcome) -> Iterator[str]:
    judgement, limited = outcome.judgement, outcome.report.rate_limited_by_us
    if judgement.due == 0:
        yield "nothing was due"
    if judgement.lost:
        yield f"{len(judgement.lost)} lost, such as {_worded(judgement.lost[0])}"
    if judgement.repeated:
        yield f"{len(judgement.repeated)} repeated, such as {_worded(judgement.repeated[0])}"
    if judgement.misrouted:
        first = judgement.misrouted[0]
        yield (
            f"{len(judgement.misrouted)} misrouted, such as {_worded(first.key)}, seen in channel "
            f"{first.place}"
        )
    if any(limited.values()):
        by_scope = ", ".join(f"{count} {scope}" for scope, count in limited.items() if count)
        yield f"{sum(limited.values())} rate-limit errors of our own making ({by_scope})"
    if outcome.violations:
        yield f"{len(outcome.violations)} rules broken, such as {outcome.violations[0]}"
    if outcome.exit_code != 0:
        yield f"the program ended with {outcome.exit_code}"


def _worded(key: Key) -> str:
    member, _, external_id, _ = key
    whose = "nobody we know" if member is None else f"member-{member:03}"
    return f"{external_id} for {whose}"
