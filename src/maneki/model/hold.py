"""Whether something that is to go out waits, until when, and for what. Pure.

Asked when an alert is written, and again whenever anything is about to go out: what people say
about when they want to hear holds for what waits already. Nothing is ever dropped. What waits for a
snooze, a pause or quiet hours goes out by itself afterwards; what waits for a digest, or because a
limit is reached, is told in one message then.

Of several filters that ask for one alert, none waits for the others: it waits only if all do, for
the first of them. A filter with a priority is not held by its owner's own limits, only by its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import chain
from typing import Protocol

from maneki.model.digest import DigestPlan, end_of_day
from maneki.model.ids import FilterId
from maneki.model.person import Preferences

UNTIL_RESUMED = datetime(9999, 1, 1, tzinfo=UTC)
"""Until when somebody is paused who did not say for how long."""
LATELY = timedelta(hours=1)
MOST_LIMIT = 1_000
MOST_AFTER_SUSPENSION = 10
"""More alerts than this, that waited for a closed destination, come as a digest."""


class HeldFor(StrEnum):
    """What a row waits for; `delivery.held.*` says it in words."""

    SNOOZED = "snoozed"
    PAUSED = "paused"
    QUIET = "quiet"
    DIGEST = "digest"
    CAP = "cap"
    """A limit of the person's, or of the filter's, is reached."""
    BACKLOG = "backlog"
    """More piled up while the destination was closed than anybody wants one by one."""
    HOURS = "hours"
    """Nobody is texted at this hour what they have not just asked for."""
    DOUBT = "doubt"
    """It may be that the number wants no more texts."""
    SPENT = "spent"
    """What the shop's texts may cost in a month is spent."""


DIGESTED = frozenset(
    {
        HeldFor.DIGEST,
        HeldFor.CAP,
        HeldFor.BACKLOG,
        HeldFor.HOURS,
        HeldFor.DOUBT,
        HeldFor.SPENT,
    }
)
"""Alerts that wait for one of these are merged when the time comes."""


@dataclass(frozen=True, slots=True)
class Hold:
    until: datetime
    why: HeldFor


class Asking(Protocol):
    """A filter that asks for an alert, as far as it matters here."""

    @property
    def id(self) -> FilterId: ...
    @property
    def snoozed_until(self) -> datetime | None: ...
    @property
    def digest(self) -> DigestPlan | None: ...
    @property
    def most_alerts_a_day(self) -> int | None: ...
    @property
    def most_messages_an_hour(self) -> int | None: ...
    @property
    def priority(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Tally:
    """What one person was told: alerts on their local day, messages within `LATELY`."""

    alerts: int = 0
    by_filter: Mapping[FilterId, int] = field(default_factory=dict)
    messages: tuple[datetime, ...] = ()
    """When each was made, the oldest first."""
    messages_of: Mapping[FilterId, tuple[datetime, ...]] = field(default_factory=dict)
    """Those that told of something that a filter asked for."""

    def with_alert(self, filter_ids: Iterable[FilterId]) -> Tally:
        """One more, which these filters asked for."""
        more = {one: self.by_filter.get(one, 0) + 1 for one in filter_ids}
        return replace(self, alerts=self.alerts + 1, by_filter={**self.by_filter, **more})

    def with_message(self, at: datetime, filter_ids: Iterable[FilterId] = ()) -> Tally:
        """One more, with what these filters asked for."""
        more = {one: (*self.messages_of.get(one, ()), at) for one in filter_ids}
        return replace(
            self, messages=(*self.messages, at), messages_of={**self.messages_of, **more}
        )

    def with_filters(self, counted: Tally) -> Tally:
        """What was counted for further filters as well."""
        return replace(
            self,
            by_filter={**self.by_filter, **counted.by_filter},
            messages_of={**self.messages_of, **counted.messages_of},
        )


def is_limit(value: int | None) -> bool:
    """Whether somebody may set this limit; None is none."""
    return value is None or 1 <= value <= MOST_LIMIT


def limit_after(before: int | None, wanted: int | None) -> int | None:
    """A limit once somebody has said what it is to be: 0 is none, and None leaves it as it is."""
    return before if wanted is None else wanted or None


def is_counted(preferences: Preferences, filters: Collection[Asking]) -> bool:
    """Whether the answers below depend on a tally."""
    theirs = (preferences.most_alerts_a_day, preferences.most_messages_an_hour)
    of_filters = ((one.most_alerts_a_day, one.most_messages_an_hour) for one in filters)
    return any(limit is not None for limit in chain(theirs, *of_filters))


def hold_of_alert(
    filters: Sequence[Asking], preferences: Preferences, tally: Tally, *, now: datetime
) -> Hold | None:
    """For what an alert that these filters ask for waits; None if it may go now."""
    return (
        _snoozed(filters, now)
        or _paused(preferences, now)
        or _of_filters(filters, preferences, tally, now)
        or _of_limits(filters, preferences, tally, now)
        or _quiet(preferences, now)
    )


def hold_under_way(
    filters: Sequence[Asking], preferences: Preferences, *, now: datetime
) -> Hold | None:
    """As above for an alert that has been in a message before, which no limit takes it out of."""
    return _snoozed(filters, now) or _paused(preferences, now) or _quiet(preferences, now)


def hold_of_digest(
    preferences: Preferences, tally: Tally, *, now: datetime, filters: Collection[Asking] = ()
) -> Hold | None:
    """For what a digest waits that tells of what these filters asked for."""
    return (
        _paused(preferences, now)
        or _all_of([_too_many_messages_of(one, preferences, tally, now) for one in filters])
        or _too_many_messages(preferences, tally, now)
        or _quiet(preferences, now)
    )


def hold_of_notice(preferences: Preferences, *, now: datetime) -> Hold | None:
    """A pause is about alerts: what else happens is still told."""
    return _quiet(preferences, now)


def _snoozed(filters: Sequence[Asking], now: datetime) -> Hold | None:
    ends = [_wakes_at(one, now) for one in filters]
    known = [end for end in ends if end is not None]
    if not known or len(known) < len(ends):
        return None
    return Hold(min(known), HeldFor.SNOOZED)


def _wakes_at(one: Asking, now: datetime) -> datetime | None:
    until = one.snoozed_until
    return until if until is not None and until > now else None


def _paused(preferences: Preferences, now: datetime) -> Hold | None:
    until = preferences.paused_until
    return Hold(until, HeldFor.PAUSED) if until is not None and until > now else None


def _quiet(preferences: Preferences, now: datetime) -> Hold | None:
    until = preferences.quiet and preferences.quiet.until(now, preferences.zone)
    return Hold(until, HeldFor.QUIET) if until else None


def _of_filters(
    filters: Sequence[Asking], preferences: Preferences, tally: Tally, now: datetime
) -> Hold | None:
    return _all_of([_of_filter(one, preferences, tally, now) for one in filters])


def _all_of(holds: Sequence[Hold | None]) -> Hold | None:
    """None as soon as one of several filters wants it at once."""
    known = [hold for hold in holds if hold is not None]
    if not known or len(known) < len(holds):
        return None
    return min(known, key=lambda hold: hold.until)


def _of_filter(one: Asking, preferences: Preferences, tally: Tally, now: datetime) -> Hold | None:
    if wakes_at := _wakes_at(one, now):
        return Hold(wakes_at, HeldFor.SNOOZED)
    if one.digest is not None:
        return _merged(one.digest.next_at(now, preferences.zone), HeldFor.DIGEST, preferences)
    most = one.most_alerts_a_day
    if most is not None and tally.by_filter.get(one.id, 0) >= most:
        return _tomorrow(preferences, now)
    return _too_many_messages_of(one, preferences, tally, now)


def _of_limits(
    filters: Sequence[Asking], preferences: Preferences, tally: Tally, now: datetime
) -> Hold | None:
    if any(
        one.priority > 0 and _of_filter(one, preferences, tally, now) is None for one in filters
    ):
        return None
    most = preferences.most_alerts_a_day
    if most is not None and tally.alerts >= most:
        return _tomorrow(preferences, now)
    return _too_many_messages(preferences, tally, now)


def _too_many_messages(preferences: Preferences, tally: Tally, now: datetime) -> Hold | None:
    return _too_many(preferences.most_messages_an_hour, tally.messages, preferences, now)


def _too_many_messages_of(
    one: Asking, preferences: Preferences, tally: Tally, now: datetime
) -> Hold | None:
    return _too_many(one.most_messages_an_hour, tally.messages_of.get(one.id, ()), preferences, now)


def _too_many(
    most: int | None, messages: Sequence[datetime], preferences: Preferences, now: datetime
) -> Hold | None:
    if most is None:
        return None
    lately = [moment for moment in messages if moment + LATELY > now]
    if len(lately) < most:
        return None
    return _merged(lately[-most] + LATELY, HeldFor.CAP, preferences)


def _tomorrow(preferences: Preferences, now: datetime) -> Hold:
    return _merged(end_of_day(now, preferences.zone), HeldFor.CAP, preferences)


def _merged(at: datetime, why: HeldFor, preferences: Preferences) -> Hold:
    """Not in quiet hours: what several digests would tell in the night is one in the morning."""
    quiet = _quiet(preferences, at)
    return Hold(quiet.until if quiet else at, why)
