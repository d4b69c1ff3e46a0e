"""Was everybody told of exactly what they were to hear of, once, and in the right place? Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from maneki.model.event import EventKind
from maneki.phrases import say
from maneki.simulator.world.due import DueAlert

Key = tuple[int | None, str, str, EventKind]
"""Member (None: nobody knows whose), market, the listing's id there, and what happened to it."""


def key_of(alert: DueAlert) -> Key:
    return (alert.member, alert.market, alert.external_id, alert.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An alert as it is to be seen somewhere.

    `member` is whom it is for, None if nothing says so; `place` the channel it is in, whoever
    reads there; `named` what it says of the filters, None where nothing.
    """

    member: int | None
    market: str
    external_id: str
    kind: EventKind
    place: int
    named: str | None

    @property
    def key(self) -> Key:
        return (self.member, self.market, self.external_id, self.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What became of every alert that was due, and of what nobody was to get.

    Misrouted is what is for somebody who was not to get it, or in the wrong place, or under the
    wrong filters' names, or with names where others read.
    """

    due: int
    delivered: int
    lost: tuple[Key, ...] = ()
    repeated: tuple[Key, ...] = ()
    misrouted: tuple[Seen, ...] = ()

    @property
    def is_clean(self) -> bool:
        return self.due > 0 and not (self.lost or self.repeated or self.misrouted)


def judge(
    due: Collection[DueAlert],
    seen: Sequence[Seen],
    *,
    may: Collection[DueAlert] = (),
    places: Mapping[int, int],
    private: Collection[int],
) -> Judgement:
    """Compare what was due with what was seen.

    `may` fits as well, but nobody can demand it. `places` is each member's channel, `private` the
    channels where nobody but one person ever reads.
    """
    expected, allowed = _by_key(due), _by_key(due, may)
    right = [one for one in seen if _is_right(one, allowed.get(one.key, ()), places, private)]
    wrong = [one for one in seen if not _is_right(one, allowed.get(one.key, ()), places, private)]
    times = Counter(one.key for one in right)
    wanted = {key: len(alerts) for key, alerts in expected.items()}
    return Judgement(
        due=sum(wanted.values()),
        delivered=sum(min(times[key], count) for key, count in wanted.items()),
        lost=tuple(key for key, count in wanted.items() for _ in range(count - times[key])),
        repeated=tuple(key for key, count in times.items() if count > len(allowed[key])),
        misrouted=tuple(wrong),
    )


def _by_key(*alerts: Iterable[DueAlert]) -> dict[Key, list[DueAlert]]:
    """A listing may have two events of one kind: its price fell twice."""
    found: defaultdict[Key, list[DueAlert]] = defaultdict(list)
    for several in alerts:
        for alert in several:
            found[key_of(alert)].append(alert)
    return dict(found)


def _is_right(
    one: Seen, alerts: Sequence[DueAlert], places: Mapping[int, int], private: Collection[int]
) -> bool:
    if one.member is None or places[one.member] != one.place:
        return False
    return any(_says(one, alert, is_private=one.place in private) for alert in alerts)


def _says(one: Seen, alert: DueAlert, *, is_private: bool) -> bool:
    """The names of the filters that matched, and those only where nobody else reads."""
    if not is_private:
        return one.named is None
    return one.named is not None and _names_all(one.named, sorted(alert.filters))


def _names_all(named: str, filters: Sequence[str]) -> bool:
    """Whether a line names exactly these filters, or the first ones and how many more."""
    if named == ", ".join(filters):
        return True
    return any(
        named == ", ".join((*filters[:shown], _more(len(filters) - shown)))
        for shown in range(len(filters))
    )


def _more(count: int) -> str:
    return say("alert.matched.more", "en", count=count)
