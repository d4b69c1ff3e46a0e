"""What is wrong, and what of it the operator has yet to be told. Pure.

An alarm is said once, however long or often it shows, and once more when it is over: when it has
not shown for a while, which is longer where something comes and goes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from maneki.delivery.limits import Cause, Pause
from maneki.model.alarm import Alarm, AlarmKind, Trouble
from maneki.phrases import say

FAILURES_IN_A_ROW = 3
"""A loop that failed less often may have had bad luck."""
MOST_HOSTS = 3

_QUIET = timedelta(minutes=5)
_QUIET_OF = {
    AlarmKind.RATE_LIMITED: timedelta(hours=1),
    AlarmKind.LEASE: timedelta(hours=1),
}
_IS_NEVER_OVER = frozenset({AlarmKind.LEASE})
"""It happened, and that is all there is to it."""
_KIND_OF = {Cause.BREAKER: AlarmKind.BREAKER, Cause.TURNED_AWAY: AlarmKind.TURNED_AWAY}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """From when on something is worth an alarm."""

    backlog_s: float = 120.0
    free_bytes: int = 500 * 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """All that there is to see at one moment.

    `limited` are the 429s of our own making since the last look, by scope; `down` the hosts that
    do not answer, by market; `failing` the loops, with how often they failed in a row.
    """

    limited: Mapping[str, int] = field(default_factory=dict)
    stop: Pause | None = None
    backlog_s: float = 0.0
    down: Mapping[str, Collection[str]] = field(default_factory=dict)
    free_bytes: int | None = None
    taken_over_from: str | None = None
    failing: Mapping[str, int] = field(default_factory=dict)


def troubles_in(sight: Sight, bounds: Bounds) -> tuple[Trouble, ...]:
    return tuple(_troubles_in(sight, bounds))


def _troubles_in(sight: Sight, bounds: Bounds) -> Iterator[Trouble]:
    for scope, times in sight.limited.items():
        if times:
            yield _trouble(AlarmKind.RATE_LIMITED, scope, times=times)
    if sight.stop is not None:
        yield _trouble(_KIND_OF[sight.stop.cause], minutes=_minutes(sight.stop.seconds))
    if sight.backlog_s > bounds.backlog_s:
        yield _trouble(AlarmKind.BACKLOG, minutes=_minutes(sight.backlog_s))
    for market, hosts in sorted(sight.down.items()):
        yield _trouble(AlarmKind.MARKET, market, hosts=_named(sorted(hosts)))
    if sight.free_bytes is not None and sight.free_bytes < bounds.free_bytes:
        yield _trouble(AlarmKind.DISK, megabytes=sight.free_bytes // 2**20)
    if sight.taken_over_from is not None:
        yield _trouble(AlarmKind.LEASE, holder=sight.taken_over_from)
    for loop, times in sorted(sight.failing.items()):
        if times >= FAILURES_IN_A_ROW:
            yield _trouble(AlarmKind.LOOP, loop, times=times)


def _trouble(kind: AlarmKind, subject: str = "", **values: object) -> Trouble:
    written = {name: str(value) for name, value in values.items()}
    return Trouble(kind=kind, subject=subject, values=written)


def _minutes(seconds: float) -> int:
    return max(1, round(seconds / 60))


def _named(hosts: Sequence[str]) -> str:
    more = len(hosts) - MOST_HOSTS
    return ", ".join(hosts[:MOST_HOSTS]) + (f" (+{more})" if more > 0 else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What is to be said now: what is wrong, and what is over. `seen` is known, and still so."""

    wrong: tuple[Trouble, ...] = ()
    seen: tuple[Alarm, ...] = ()
    over: tuple[Alarm, ...] = ()


def news_in(troubles: Sequence[Trouble], known: Sequence[Alarm], *, now: datetime) -> News:
    """What the operator has yet to be told, who was told of what is `known`."""
    present = {trouble.key: trouble for trouble in troubles}
    told = {alarm.key for alarm in known}
    gone = [alarm for alarm in known if alarm.key not in present]
    return News(
        wrong=tuple(trouble for key, trouble in present.items() if key not in told),
        seen=tuple(alarm for alarm in known if alarm.key in present),
        over=tuple(
            alarm for alarm in gone if now - alarm.seen_at >= _QUIET_OF.get(alarm.kind, _QUIET)
        ),
    )


def said_of(trouble: Trouble, language: str) -> str:
    """What is wrong, and what to do."""
    return say(f"alarm.{trouble.kind}", language, subject=trouble.subject, **trouble.values)


def said_when_over(alarm: Alarm, language: str, *, now: datetime) -> str | None:
    """None if there is nothing to say."""
    if alarm.kind in _IS_NEVER_OVER:
        return None
    minutes = _minutes((alarm.seen_at - alarm.opened_at).total_seconds())
    what = say(f"alarm.over.{alarm.kind}", language, subject=alarm.subject)
    return say("alarm.over", language, what=what, minutes=minutes)


def together(pairs: Collection[tuple[str, str]]) -> dict[str, list[str]]:
    """Hosts by market."""
    hosts: defaultdict[str, list[str]] = defaultdict(list)
    for market, host in pairs:
        hosts[market].append(host)
    return hosts
