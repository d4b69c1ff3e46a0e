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

    `matches_alone` if other processes should help and cannot.
    `limited` are the 429s of our own making that nobody was told of, by scope; `down` the hosts
    that do not answer, each behind its market; `failing` the loops, with how often they failed in
    a row.
    """

    limited: Mapping[str, int] = field(default_factory=dict)
    stop: Pause | None = None
    backlog_s: float = 0.0
    down: Collection[tuple[str, str]] = ()
    free_bytes: int | None = None
    taken_over_from: str | None = None
    failing: Mapping[str, int] = field(default_factory=dict)
    matches_alone: bool = False


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
    for market, host in sorted(sight.down):
        # As long as it may be where alarms are kept.
        subject = f"{market} ({host[:180]})"
        yield _trouble(AlarmKind.MARKET, subject, market=market, host=host)
    if sight.free_bytes is not None and sight.free_bytes < bounds.free_bytes:
        yield _trouble(AlarmKind.DISK, megabytes=sight.free_bytes // 2**20)
    if sight.taken_over_from is not None:
        yield _trouble(AlarmKind.LEASE, holder=sight.taken_over_from)
    yield from _troubles_within(sight)


def _troubles_within(sight: Sight) -> Iterator[Trouble]:
    """Those of the program itself."""
    for loop, times in sorted(sight.failing.items()):
        if times >= FAILURES_IN_A_ROW:
            yield _trouble(AlarmKind.LOOP, loop, times=times)
    if sight.matches_alone:
        yield _trouble(AlarmKind.MATCHING)


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


def said_together(troubles: Sequence[Trouble]) -> list[tuple[Trouble, ...]]:
    """Each in a message of its own, but the hosts of a market in one."""
    groups: defaultdict[tuple[AlarmKind, str], list[Trouble]] = defaultdict(list)
    for trouble in troubles:
        groups[trouble.kind, trouble.values.get("market", trouble.subject)].append(trouble)
    return [tuple(group) for group in groups.values()]


def said_of(troubles: Sequence[Trouble], language: str) -> str:
    """What is wrong, and what to do, with things that are said together."""
    first = troubles[0]
    values = dict(first.values)
    if first.kind is AlarmKind.MARKET:
        values["hosts"] = _named([one.values["host"] for one in troubles])
    return say(f"alarm.{first.kind}", language, subject=first.subject, **values)


def over_together(alarms: Sequence[Alarm]) -> list[tuple[Alarm, ...]]:
    """Each in a message of its own, but hosts in one; less what nothing is to be said of."""
    told = [alarm for alarm in alarms if alarm.kind not in _IS_NEVER_OVER]
    hosts = tuple(alarm for alarm in told if alarm.kind is AlarmKind.MARKET)
    others = [(alarm,) for alarm in told if alarm.kind is not AlarmKind.MARKET]
    return [*others, hosts] if hosts else [*others]


def said_when_over(alarms: Sequence[Alarm], language: str) -> str:
    """What is over, of things that are said together."""
    first = min(alarm.opened_at for alarm in alarms)
    last = max(alarm.seen_at for alarm in alarms)
    subject = _named([alarm.subject for alarm in alarms])
    what = say(f"alarm.over.{alarms[0].kind}", language, subject=subject)
    return say("alarm.over", language, what=what, minutes=_minutes((last - first).total_seconds()))
