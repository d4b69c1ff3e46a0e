"""What the rows of the outbox tell of a load test. Pure.

A row waits from `queued_at` until `accepted_at`; one that was never accepted waits to the end.
Times of the rows are the program's own, taken by the clock of the machine that the judge is on.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import accumulate, pairwise

from maneki.model.ids import ParcelId
from maneki.model.outbox import Journey, Times
from maneki.simulator.demo.report import Spread, spread_of

MOST_IN_A_MESSAGE = 10
_STRETCH = timedelta(seconds=5)


# How long each stage took


def stages_of(journeys: Iterable[Journey]) -> dict[str, Spread]:
    """Seconds from one stage to the next, and over all of them."""
    known = list(journeys)
    return {
        "fetched_to_matched": _between(known, lambda at: (at.fetched_at, at.matched_at)),
        "matched_to_accepted": _between(known, lambda at: (at.matched_at, at.accepted_at)),
        "fetched_to_accepted": _between(known, lambda at: (at.fetched_at, at.accepted_at)),
    }


def _between(
    journeys: Iterable[Journey],
    ends: Callable[[Times], tuple[datetime | None, datetime | None]],
) -> Spread:
    pairs = (ends(one.times) for one in journeys)
    return spread_of((end - begin).total_seconds() for begin, end in pairs if begin and end)


# How evenly it went on


def longest_gap(
    journeys: Iterable[Journey], *, by: Callable[[Journey], Hashable], ended_at: datetime
) -> float | None:
    """The longest time in which something waited at a destination, and no message came there.

    `by` says what counts as one destination. None if nothing ever waited.
    """
    grouped: defaultdict[Hashable, list[tuple[datetime, datetime]]] = defaultdict(list)
    for one in journeys:
        if one.times.queued_at is not None:
            grouped[by(one)].append((one.times.accepted_at or ended_at, one.times.queued_at))
    gaps = (gap for rows in grouped.values() for gap in _gaps(rows))
    return max((gap.total_seconds() for gap in gaps), default=None)


def _gaps(rows: list[tuple[datetime, datetime]]) -> Iterator[timedelta]:
    """`rows` are when each was accepted and queued. Those accepted together are one message."""
    rows.sort()
    messages = sorted({accepted for accepted, _ in rows})
    accepted_at = [accepted for accepted, _ in rows]
    # Of what is accepted from each row on, when the first was queued.
    waits_since = list(accumulate((queued for _, queued in reversed(rows)), min))[::-1]
    for before, now in pairwise([None, *messages]):
        assert now is not None  # noqa: S101  (only the first is None)
        since = waits_since[bisect_left(accepted_at, now)]
        yield now - (since if before is None else max(before, since))


# How much of the pace was used


def pace_used(journeys: Iterable[Journey], *, pace: float, per_place: float) -> float | None:
    """The share of what was allowed that was used while there was a backlog.

    In a second all together may get `pace` messages, and each place `per_place`. It is looked at
    five seconds at a time, because so long a place may have to wait for its next five messages. A
    place has a backlog in these if something waits there at their beginning and at their end; all
    together have one if those places may get half of the pace at least. None if there never was
    one.
    """
    rows = [one for one in journeys if one.times.queued_at is not None]
    begin = min((one.times.queued_at for one in rows if one.times.queued_at), default=None)
    if begin is None:
        return None
    waiting = _places_waiting(rows, begin)
    messages = _messages(rows, begin)
    most = pace * _STRETCH.total_seconds()
    allowed = used = 0.0
    for number in range(max(messages, default=-1) + 1):
        together = waiting[number] & waiting[number + 1]
        may = per_place * _STRETCH.total_seconds() * len(together)
        if may >= most / 2:
            allowed += min(may, most)
            # What others get is of the pace that all share, but none of what these places may get.
            theirs = sum(messages[number][place] for place in together)
            used += messages[number].total() if may >= most else min(may, theirs)
    return used / allowed if allowed else None


def _stretch(at: datetime, begin: datetime) -> int:
    return math.floor((at - begin) / _STRETCH)


def _messages(rows: Iterable[Journey], begin: datetime) -> defaultdict[int, Counter[str]]:
    """How many were accepted at each place in each stretch."""
    accepted = {(one.parcel_id, one.place, one.times.accepted_at) for one in rows}
    messages: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for _, place, at in accepted:
        if at is not None:
            messages[_stretch(at, begin)][place] += 1
    return messages


def _places_waiting(rows: Iterable[Journey], begin: datetime) -> defaultdict[int, set[str]]:
    """The places where something waits at the beginning of each stretch.

    What was never accepted is left out: it may have been lost at once.
    """
    waiting: defaultdict[int, set[str]] = defaultdict(set)
    for one in rows:
        queued, accepted = one.times.queued_at, one.times.accepted_at
        if queued is not None and accepted is not None:
            first = math.ceil((queued - begin) / _STRETCH)
            for number in range(first, _stretch(accepted, begin) + 1):
                waiting[number].add(one.place)
    return waiting


# How full the messages were


def underfilled(
    journeys: Iterable[Journey], *, unseen_for: timedelta = timedelta(0)
) -> list[ParcelId]:
    """The messages that had room for more although more waited when they were packed.

    Ten alerts, of 600 characters at most, always fit into the 6,000 of a message. What was in a
    message before that came to nothing is to travel alone; what was shown to somebody else anyway
    is no message of its own. `unseen_for` is how long a row may stay
    unseen by others after the time it was queued at (until its transaction ends).
    """
    grouped: defaultdict[str, list[Journey]] = defaultdict(list)
    for one in journeys:
        if one.attempts <= 1:
            grouped[one.destination_id].append(one)
    return [parcel for rows in grouped.values() for parcel in _underfilled(rows, unseen_for)]


def _underfilled(rows: Sequence[Journey], unseen_for: timedelta) -> Iterator[ParcelId]:
    packed = sorted((one for one in rows if one.packed_at), key=_packing)
    waiting = [one.times.queued_at for one in rows if one.packed_at is None and one.times.queued_at]
    parcels: defaultdict[ParcelId, list[Journey]] = defaultdict(list)
    for one in packed:
        if one.parcel_id is not None:
            parcels[one.parcel_id].append(one)
    left = min(waiting, default=None)
    for parcel_id, items in reversed(parcels.items()):
        packed_at = items[0].packed_at
        assert packed_at is not None  # noqa: S101  (only what is packed is among them)
        has_more = left is not None and left <= packed_at - unseen_for
        if has_more and len(items) < MOST_IN_A_MESSAGE and not items[0].is_fellow:
            yield parcel_id
        times = (item.times.queued_at for item in items)
        left = min((at for at in (left, *times) if at is not None), default=None)


def _packing(one: Journey) -> tuple[datetime | None, ParcelId | None]:
    return (one.packed_at, one.parcel_id)
