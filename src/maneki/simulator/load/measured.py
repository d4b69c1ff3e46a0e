"""From what was measured in a load test to its report. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from maneki.model.outbox import Journey, OutboxState
from maneki.simulator.demo.judge import Judgement
from maneki.simulator.demo.report import Spread, spread_of
from maneki.simulator.discord import RateLimited
from maneki.simulator.load.figures import longest_gap, pace_used, stages_of, underfilled
from maneki.simulator.load.plan import PACE, LoadPlan
from maneki.simulator.load.report import SCOPES, HotReport, LoadReport
from maneki.simulator.load.seats import PER_PLACE, rooms_of
from maneki.simulator.load.usage import Usage
from maneki.simulator.load.wish import Wish

UNSEEN_FOR = timedelta(seconds=1)
"""On PostgreSQL a row's time may be this long before its transaction ends; on SQLite transactions
follow each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What is known when everything has arrived, or nothing comes any more."""

    journeys: tuple[Journey, ...]
    judgement: Judgement
    pushed_at: Mapping[str, datetime]
    pushed_late_s: float
    requests: int
    rate_limited: tuple[RateLimited, ...]
    usage: Usage
    took: float
    ended_at: datetime


def report_of(wish: Wish, plan: LoadPlan, run: Measured) -> LoadReport:
    journeys = run.journeys
    stages = stages_of(journeys)
    gap = longest_gap(journeys, by=lambda one: one.place, ended_at=run.ended_at)
    of_a_member = longest_gap(journeys, by=lambda one: one.destination_id, ended_at=run.ended_at)
    unseen_for = UNSEEN_FOR if wish.database_url else timedelta(0)
    return LoadReport(
        members=len(plan.seats),
        filters=len(plan.filters),
        listings=len(plan.arrivals),
        matches=plan.matches,
        alerts=_counts(run.judgement, journeys),
        latency_s=stages["fetched_to_accepted"],
        visible_to_fetched_s=_until_fetched(journeys, run.pushed_at),
        requests=run.requests,
        rate_limited=_by_scope(run.rate_limited),
        rate_limited_by_us=_by_scope([one for one in run.rate_limited if one.self_caused]),
        seconds=round(run.took, 1),
        load=round(plan.offered / plan.pace, 3),
        window=wish.window,
        database="postgresql" if wish.database_url else "sqlite",
        destinations=rooms_of(plan.seats),
        messages=len({one.parcel_id for one in journeys if one.times.accepted_at}),
        offered_alerts_per_s=round(plan.offered, 2),
        pace=plan.pace,
        pace_used=_rounded(pace_used(journeys, pace=plan.pace, per_place=PER_PLACE)),
        stages_s=stages,
        longest_gap_s=_rounded(gap),
        longest_gap_of_a_member_s=_rounded(of_a_member),
        underfilled=len(underfilled(journeys, unseen_for=unseen_for)),
        pushed_late_s=round(run.pushed_late_s, 3),
        cpu_s=run.usage.cpu_s,
        rss_mb=run.usage.rss_mb,
        hot=None if plan.hot is None else hot_report(plan.hot, plan.offered, journeys),
    )


def hot_report(hot: str, beside: float, journeys: Collection[Journey]) -> HotReport:
    """How the alerts of one listing went, with `beside` alerts a second of others."""
    its = [one for one in journeys if one.external_id == hot]
    others = [one for one in journeys if one.external_id != hot]
    queued = [one.times.queued_at for one in its if one.times.queued_at]
    accepted = [one.times.accepted_at for one in its if one.times.accepted_at]
    destinations, left = len({one.place for one in its}), PACE - beside
    is_over = bool(its) and len(accepted) == len(its)
    took = (max(accepted) - min(queued)).total_seconds() if is_over else None
    return HotReport(
        destinations=destinations,
        beside_per_s=beside,
        pace_left=left,
        last_accepted_s=_rounded(took),
        pace_share=_rounded(destinations / left / took) if took else None,
        others_matched_to_accepted_s=stages_of(others)["matched_to_accepted"],
    )


def _counts(judgement: Judgement, journeys: Collection[Journey]) -> dict[str, int]:
    return {
        "due": judgement.due,
        "delivered": judgement.delivered,
        "held": sum(one.state is OutboxState.HELD for one in journeys),
        "lost": len(judgement.lost),
        "repeated": len(judgement.repeated),
        "misrouted": len(judgement.misrouted),
    }


def _by_scope(limited: Collection[RateLimited]) -> dict[str, int]:
    return {scope: sum(one.scope == scope for one in limited) for scope in SCOPES}


def _until_fetched(journeys: Collection[Journey], pushed_at: Mapping[str, datetime]) -> Spread:
    """For each listing that concerned anybody, the time from its push until the program had it."""
    fetched = {one.external_id: one.times.fetched_at for one in journeys}
    return spread_of(
        max(0.0, (at - pushed_at[external_id]).total_seconds())
        for external_id, at in fetched.items()
        if at is not None
    )


def _rounded(figure: float | None) -> float | None:
    return None if figure is None else round(figure, 3)
