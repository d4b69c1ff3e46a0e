"""What a decision about an event used, as it is kept with the event. Pure.

The listing as it was, the day of the exchange rates and the prices before a drop have columns of
their own. Beside them lie, as lines of text by name:

    dictionary, normaliser   the versions of the two
    drop_percent             from how many per cent on a fall of the price is told
    changes                  up to which change of the log filters were followed, and up to which
                             they were read: "120 121"
    median ID                what comparable listings cost, for each filter that asks
    told                     how many filters made alerts, and
    unheard REASON           the ids of those that fit and whose owners are not told all the same

Where no filter fits, the last two are absent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from maneki.alerts.decide import Unheard
from maneki.model.ids import FilterId
from maneki.model.median import Median, median_key, read_median, write_median

NOBODY_UNHEARD: Mapping[FilterId, Unheard] = {}
_UNHEARD = "unheard "


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """`followed` and `read` are sequences of the log of filter changes; `using` is all of it."""

    dictionary: str
    normaliser: str
    drop_percent: Decimal
    followed: int
    read: int
    told: int = 0
    unheard: Mapping[FilterId, Unheard] = field(default_factory=dict)
    using: Mapping[str, str] = field(default_factory=dict)

    def median(self, filter_id: FilterId) -> Median | None:
        return read_median(self.using.get(median_key(filter_id)))


def write_outcome(
    medians: Mapping[FilterId, Median], *, told: int, unheard: Mapping[FilterId, Unheard]
) -> dict[str, str]:
    """What is to be kept of one event beside what all of its batch have in common."""
    lines = {median_key(one): write_median(median) for one, median in medians.items()}
    if told or unheard:
        lines["told"] = str(told)
    by_reason: dict[Unheard, list[FilterId]] = defaultdict(list)
    for filter_id, why in unheard.items():
        by_reason[why].append(filter_id)
    return lines | {f"{_UNHEARD}{why}": " ".join(ids) for why, ids in by_reason.items()}


def write_changes(*, followed: int, read: int) -> str:
    return f"{followed} {read}"


def drop_percent_in(using: Mapping[str, str]) -> Decimal | None:
    """None for an event from before this was written down."""
    said = using.get("drop_percent")
    return None if said is None else Decimal(said)


def read_used(using: Mapping[str, str]) -> Used | None:
    """None for an event from before all of this was written down."""
    changes, percent = using.get("changes"), drop_percent_in(using)
    if changes is None or percent is None:
        return None
    followed, read = map(int, changes.split())
    return Used(
        dictionary=using["dictionary"],
        normaliser=using["normaliser"],
        drop_percent=percent,
        followed=followed,
        read=read,
        told=int(using.get("told", 0)),
        unheard=unheard_in(using),
        using=using,
    )


def unheard_in(using: Mapping[str, str]) -> dict[FilterId, Unheard]:
    return {
        FilterId(filter_id): Unheard(key.removeprefix(_UNHEARD))
        for key, ids in using.items()
        if key.startswith(_UNHEARD)
        for filter_id in ids.split(" ")
    }
