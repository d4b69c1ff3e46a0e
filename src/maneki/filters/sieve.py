"""What is queued for a filter, once it asks for something else: which of it is wanted no more."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import replace

from maneki.matching.match import Matcher
from maneki.model.event import MatchedEvent
from maneki.model.filter import Filter
from maneki.model.ids import AlertId, EventId
from maneki.model.median import median_key, read_median
from maneki.model.outbox import UntoldAlert
from maneki.store import Transaction


class Sieve:
    """For one filter as it is to be. What was judged once is not judged again: so most of it can
    be done before the transaction that changes the filter, which others wait for.
    """

    def __init__(self, matcher: Matcher, wanted: Filter) -> None:
        self._matcher = matcher
        self.wanted = wanted
        self._is_wanted: dict[AlertId, bool] = {}

    async def unwanted(self, tx: Transaction) -> list[AlertId]:
        """The alerts that nobody has been told of and that the filter does not ask for."""
        untold = await tx.alerts.untold_of(self.wanted.id)
        unjudged = [one for one in untold if one.id not in self._is_wanted]
        if unjudged:
            kept = await tx.events.kept({one.event_id for one in unjudged})
            # In a thread: a filter that is held for long may have gathered thousands.
            self._is_wanted |= await asyncio.to_thread(self._judged, unjudged, kept)
        return [one.id for one in untold if not self._is_wanted[one.id]]

    def _judged(
        self, untold: Collection[UntoldAlert], kept: Mapping[EventId, MatchedEvent]
    ) -> dict[AlertId, bool]:
        return {
            one.id: still_wants(self.wanted, one, kept.get(one.event_id), self._matcher)
            for one in untold
        }


def still_wants(
    wanted: Filter, untold: UntoldAlert, happened: MatchedEvent | None, matcher: Matcher
) -> bool:
    """Whether an alert that was queued for a filter fits what it asks for now. Pure.

    Told is what cannot be judged: an event that nobody can read, or a price of which we do not know
    what was usual. A price drop that was one stays one.
    """
    if happened is None:
        return True
    criteria, event = wanted.criteria, happened.event
    if criteria.events and untold.heard_as not in criteria.events:
        return False
    median = read_median(happened.using.get(median_key(wanted.id)))
    if median is None:
        criteria = replace(criteria, below_median=None)
    look = matcher.look_at(event.listing)
    return matcher.is_fitting(criteria, look, rates=event.rates, median=median)
