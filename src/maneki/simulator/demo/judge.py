"""Was everybody told of exactly what they were to hear of, once, and in the right place? Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from maneki.model.event import EventKind
from maneki.phrases import say
from maneki.simulator.world.due import DueAlert

Key = tuple[int, str, str, EventKind]
"""Member, market, the listing's id there, and what happened to it."""


def key_of(alert: DueAlert) -> Key:
    return (alert.member, alert.market, alert.external_id, alert.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An alert as a member saw it.

    `place` is the channel it was in, `named` what it said of the filters, None where nothing.
    """

    member: int
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

    Misrouted is what somebody saw who was not to, or in the wrong place, or under the wrong
    filters' names, or with names where others read.
    """

    due: int
    delivered: int
    held: int
    lost: tuple[Key, ...] = ()
    repeated: tuple[Key, ...] = ()
    misrouted: tuple[Seen, ...] = field(default=())

    @property
    def is_clean(self) -> bool:
        return self.due > 0 and not (self.lost or self.repeated or self.misrouted)


def judge(
    due: Collection[DueAlert],
    seen: Sequence[Seen],
    *,
    places: Mapping[int, int],
    private: Collection[int],
    held: int = 0,
) -> Judgement:
    """Compare what was due with what was seen.

    `places` is each member's channel, `private` the channels that only one person reads.
    """
    expected = {key_of(alert): alert for alert in due}
    right = [one for one in seen if _is_right(one, expected.get(one.key), places, private)]
    times = Counter(one.key for one in right)
    lost = tuple(key for key in expected if key not in times)
    return Judgement(
        due=len(expected),
        delivered=len(times),
        held=held,
        lost=lost[held:],
        repeated=tuple(key for key, count in times.items() if count > 1),
        misrouted=tuple(
            one for one in seen if not _is_right(one, expected.get(one.key), places, private)
        ),
    )


def _is_right(
    one: Seen, alert: DueAlert | None, places: Mapping[int, int], private: Collection[int]
) -> bool:
    if alert is None or places[one.member] != one.place:
        return False
    if one.place not in private:
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
