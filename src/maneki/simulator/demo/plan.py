"""The whole demo on paper: who asks for what, what will happen, and who is to hear of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from maneki.matching.brands import BrandDictionary
from maneki.simulator.markets.ecb import INVENTED_RATES
from maneki.simulator.world.due import DueAlert, due_alerts, questions_of
from maneki.simulator.world.expectations import (
    EXPECTATION_MEMBERS,
    due_by_hand,
    expectation_members,
    sources_of,
)
from maneki.simulator.world.filters import PlannedFilter, make_filters
from maneki.simulator.world.listings import PlannedListing, make_listings

LEAST_MEMBERS = EXPECTATION_MEMBERS + 2
LISTINGS_A_SECOND = 9
CASES_A_SECOND = 5
"""Of the cases written by hand. A minute is enough for all of them; a short run shows some."""
PUSH = "push:"
FEED = "feed:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`due` comes from the plain matcher for the world at large, and by hand for the cases.

    `may` fits as well, but is on no page that anybody's search shows: `questions` are what people
    would type there.
    """

    members: int
    filters: tuple[PlannedFilter, ...]
    listings: tuple[PlannedListing, ...]
    due: frozenset[DueAlert]
    may: frozenset[DueAlert]
    questions: frozenset[str]
    sources: tuple[str, ...]
    feeds: tuple[str, ...]

    @property
    def matches(self) -> int:
        """Filter and event pairs: an alert of two filters is two matches."""
        return sum(len(alert.filters) for alert in self.due)


def make_plan(*, seed: int, members: int, seconds: float, opens_at: datetime) -> Plan:
    """A world of that many members, some of whom are there for the cases written by hand."""
    others = members - EXPECTATION_MEMBERS
    ordinary = make_filters(seed, others)
    world = make_listings(seed, _listings(seconds), opens_at=opens_at)
    cases = expectation_members(first_member=others, most=round(seconds * CASES_A_SECOND))
    computed = due_alerts(
        ordinary,
        world,
        dictionary=BrandDictionary.load(),
        rates=INVENTED_RATES,
    )
    pushed = {one.where.removeprefix(PUSH) for one in world if one.where.startswith(PUSH)}
    return Plan(
        members=members,
        filters=ordinary + tuple(one.filter for one in cases),
        listings=world + tuple(one.listing for one in cases),
        due=computed.must | due_by_hand(cases),
        may=computed.may,
        questions=questions_of(ordinary),
        sources=tuple(sorted(pushed | set(sources_of(cases)))),
        feeds=tuple(
            sorted({one.where.removeprefix(FEED) for one in world if one.where.startswith(FEED)})
        ),
    )


def _listings(seconds: float) -> int:
    return max(60, round(seconds * LISTINGS_A_SECOND))
