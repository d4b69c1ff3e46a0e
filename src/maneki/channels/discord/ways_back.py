"""What was so before, in the few characters of a button that brings it back. Pure.

What is read here was written by us, behind the last `=` (an imported id may have one); what cannot
be read all the same (a button of another version) is None.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, time

from maneki.errors import InvalidInputError
from maneki.model.digest import DigestOrder, DigestPlan, Every
from maneki.model.filter import Filter
from maneki.model.hold import UNTIL_RESUMED
from maneki.model.ids import DestinationId, FilterId
from maneki.model.person import Preferences
from maneki.model.quiet import QuietHours

_NONE = "off"
_OPEN = "open"


@dataclass(frozen=True, slots=True)
class QuietBefore:
    quiet: QuietHours | None
    zone: str


@dataclass(frozen=True, slots=True)
class LimitsBefore:
    """Of all of somebody's alerts."""

    alerts_a_day: int | None
    messages_an_hour: int | None


@dataclass(frozen=True, slots=True)
class FilterLimitsBefore:
    filter_id: FilterId
    alerts_a_day: int | None
    messages_an_hour: int | None


@dataclass(frozen=True, slots=True)
class DigestBefore:
    filter_id: FilterId
    plan: DigestPlan | None


@dataclass(frozen=True, slots=True)
class EditBefore:
    """Which revision of a filter the edit made, and what the log of changes does not know."""

    filter_id: FilterId
    revision: int
    priority: int
    destination_id: DestinationId | None


def write_quiet(before: Preferences) -> str:
    quiet = before.quiet
    hours = f"{_clock(quiet.start)}-{_clock(quiet.end)}" if quiet else _NONE
    return f"{hours}@{before.time_zone}"


def read_quiet(text: str) -> QuietBefore | None:
    hours, _, zone = text.partition("@")
    if hours == _NONE:
        return QuietBefore(None, zone)
    with suppress(ValueError, InvalidInputError):
        start, end = map(_read_clock, hours.split("-"))
        return QuietBefore(QuietHours(start, end), zone)
    return None


def write_pause(before: Preferences) -> str:
    until = before.paused_until
    if until is None:
        return _NONE
    return _OPEN if until == UNTIL_RESUMED else str(int(until.timestamp()))


def read_pause(text: str) -> datetime | None:
    """Until when there was one. What cannot be read was none: to go on loses nothing."""
    if text == _OPEN:
        return UNTIL_RESUMED
    with suppress(ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(int(text), UTC)
    return None


def write_limits(before: Preferences) -> str:
    return _both(before.most_alerts_a_day, before.most_messages_an_hour)


def write_filter_limits(
    filter_id: FilterId, alerts_a_day: int | None, messages_an_hour: int | None
) -> str:
    return f"{filter_id}={_both(alerts_a_day, messages_an_hour)}"


def _both(alerts_a_day: int | None, messages_an_hour: int | None) -> str:
    return f"{alerts_a_day or 0}-{messages_an_hour or 0}"


def read_limits(text: str) -> LimitsBefore | FilterLimitsBefore | None:
    filter_id, of_filter, limits = text.rpartition("=")
    with suppress(ValueError):
        alerts, messages = (int(part) or None for part in limits.split("-"))
        if of_filter:
            return FilterLimitsBefore(FilterId(filter_id), alerts, messages)
        return LimitsBefore(alerts, messages)
    return None


def write_digest(filter_id: FilterId, plan: DigestPlan | None) -> str:
    if plan is None:
        return f"{filter_id}={_NONE}"
    return f"{filter_id}={plan.every}-{_clock(plan.at)}-{plan.top}-{plan.order}"


def read_digest(text: str) -> DigestBefore | None:
    filter_id, _, planned = text.rpartition("=")
    if planned == _NONE:
        return DigestBefore(FilterId(filter_id), None)
    with suppress(ValueError):
        every, at, top, order = planned.split("-")
        plan = DigestPlan(
            every=Every(every), at=_read_clock(at), top=int(top), order=DigestOrder(order)
        )
        return DigestBefore(FilterId(filter_id), plan)
    return None


def write_edit(before: Filter, *, revision: int) -> str:
    return f"{before.id}={revision}-{before.priority}-{before.destination_id or _NONE}"


def read_edit(text: str) -> EditBefore | None:
    filter_id, _, written = text.rpartition("=")
    with suppress(ValueError):
        revision, priority, place = written.split("-", 2)
        destination_id = None if place == _NONE else DestinationId(place)
        if filter_id:
            return EditBefore(FilterId(filter_id), int(revision), int(priority), destination_id)
    return None


def _clock(clock: time) -> str:
    return f"{clock:%H.%M}"


def _read_clock(text: str) -> time:
    hour, minute = map(int, text.split("."))
    return time(hour, minute)
