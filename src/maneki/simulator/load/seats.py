"""Who hears of things where. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

IN_A_CHANNEL = 2
"""How many share a shared channel."""
MOST_DMS = 10
"""So many DMs can be opened at once; a load test is not about waiting to open more."""
PER_PLACE = 1.0
"""Messages a second that Discord lets a bot write to one channel: five in five seconds."""


class Kind(StrEnum):
    CHANNEL = "channel"
    """One's own, in which others may read."""
    THREAD = "thread"
    SHARED = "shared"
    DM = "dm"


_OF_TEN = (*[Kind.CHANNEL] * 5, *[Kind.THREAD] * 2, *[Kind.SHARED] * 2, Kind.DM)


@dataclass(frozen=True, slots=True)
class Seat:
    """Member number `member`'s place. Those with the same `room` share it."""

    member: int
    kind: Kind
    room: int


def make_seats(members: int) -> tuple[Seat, ...]:
    """A mix of places, so that there are about as many of them as members."""
    seats: list[Seat] = []
    room, sharing, dms = -1, 0, 0
    shared = -1
    for member in range(members):
        kind = _OF_TEN[member % len(_OF_TEN)]
        if kind is Kind.DM:
            dms += 1
            kind = Kind.DM if dms <= MOST_DMS else Kind.CHANNEL
        if kind is Kind.SHARED and 0 < sharing < IN_A_CHANNEL:
            seats.append(Seat(member, kind, shared))
            sharing += 1
            continue
        room += 1
        if kind is Kind.SHARED:
            shared, sharing = room, 1
        seats.append(Seat(member, kind, room))
    return tuple(seats)


def own_channels(members: int) -> tuple[Seat, ...]:
    """A channel for each member."""
    return tuple(Seat(member, Kind.CHANNEL, member) for member in range(members))


def rooms_of(seats: Sequence[Seat]) -> int:
    return len({seat.room for seat in seats})
