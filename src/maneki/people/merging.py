"""What two people who become one want, and what is left of that when they part. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields, replace
from datetime import datetime, timedelta

from maneki.model.person import Preferences
from maneki.model.quiet import QuietHours

LONGEST_NAME = 100


def both(survivor: Preferences, other: Preferences) -> Preferences:
    """What the survivor prefers, and where one of both is stricter, that."""
    quiet, zone = _quiet(survivor, other)
    return Preferences(
        currency=survivor.currency or other.currency,
        time_zone=zone,
        language=survivor.language,
        proxies={**other.proxies, **survivor.proxies},
        quiet=quiet,
        paused_until=_latest(survivor, other),
        most_alerts_a_day=_least(survivor.most_alerts_a_day, other.most_alerts_a_day),
        most_messages_an_hour=_least(survivor.most_messages_an_hour, other.most_messages_an_hour),
    )


def _quiet(survivor: Preferences, other: Preferences) -> tuple[QuietHours | None, str]:
    """The longer ones, in the zone that they were meant in."""
    if other.quiet is None:
        unsaid = survivor.quiet is None and survivor.time_zone == Preferences().time_zone
        return survivor.quiet, other.time_zone if unsaid else survivor.time_zone
    if survivor.quiet is None or _length(survivor.quiet) < _length(other.quiet):
        return other.quiet, other.time_zone
    return survivor.quiet, survivor.time_zone


def _length(quiet: QuietHours) -> timedelta:
    start = timedelta(hours=quiet.start.hour, minutes=quiet.start.minute)
    end = timedelta(hours=quiet.end.hour, minutes=quiet.end.minute)
    return (end - start) % timedelta(days=1)


def _latest(survivor: Preferences, other: Preferences) -> datetime | None:
    pauses = [one.paused_until for one in (survivor, other) if one.paused_until is not None]
    return max(pauses, default=None)


def _least(first: int | None, second: int | None) -> int | None:
    return min((one for one in (first, second) if one is not None), default=None)


def parted(now: Preferences, *, before: Preferences, after: Preferences) -> Preferences:
    """What somebody wants who wants no more what was another's: as before the two were one, but
    for what they chose themselves since.
    """
    chosen = {
        one.name: getattr(now, one.name)
        for one in fields(now)
        if getattr(now, one.name) != getattr(after, one.name)
    }
    return replace(before, **chosen)


def free_names(
    mine: Collection[str], theirs: Mapping[str, str], *, suffix: str = " ({number})"
) -> dict[str, str]:
    """What each of their filters (names by id) is to be called beside mine, where that changes."""
    taken = {*mine, *theirs.values()}
    renamed: dict[str, str] = {}
    for one, name in theirs.items():
        if name in mine:
            renamed[one] = _free(name, taken, suffix)
            taken.add(renamed[one])
    return renamed


def _free(name: str, taken: Collection[str], suffix: str) -> str:
    number = 2
    while True:
        tail = suffix.format(number=number)
        wanted = name[: LONGEST_NAME - len(tail)] + tail
        if wanted not in taken:
            return wanted
        number += 1
