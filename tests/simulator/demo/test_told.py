"""Whether everybody has been told of a listing by now."""

from __future__ import annotations

from dataclasses import replace

from maneki.clock import MovableClock
from maneki.model.event import EventKind
from maneki.model.listing import Listing, ListingStatus
from maneki.simulator.demo.judge import Seen
from maneki.simulator.demo.told import LOOK_AGAIN_S, Told
from maneki.simulator.world.due import DueAlert
from maneki.simulator.world.happenings import Happening, HappeningKind
from maneki.simulator.world.listings import PlannedListing

HAT = Listing(market="feed", external_id="hat", title="hat")
SOLD = replace(HAT, status=ListingStatus.SOLD)
LIFE = PlannedListing(
    where="feed:hats",
    listing=HAT,
    appears_at=0.1,
    happenings=(
        Happening(kind=HappeningKind.SOLD, at=0.4, listing=SOLD),
        Happening(kind=HappeningKind.BACK, at=0.7, listing=HAT),
    ),
)
NEW = DueAlert(
    member=0, market="feed", external_id="hat", kind=EventKind.NEW, filters=frozenset({"hats"})
)
NEW_TOO = replace(NEW, member=1)
BACK = replace(NEW, kind=EventKind.BACK_ON_SALE, state=2)


def seen(alert: DueAlert) -> Seen:
    return Seen(
        member=alert.member,
        market="feed",
        external_id="hat",
        kind=alert.kind,
        place=1,
        named=None,
    )


def test_everybody_is_told_when_the_last_one_is():
    clock, there = MovableClock(), [seen(NEW)]
    told = Told([NEW, NEW_TOO, BACK], clock, seen=lambda: there)
    assert not told.everybody(LIFE, 0)
    there.append(seen(NEW_TOO))
    clock.move(LOOK_AGAIN_S * 2)
    assert told.everybody(LIFE, 0)
    assert told.everybody(LIFE, 1)
    assert not told.everybody(LIFE, 2)


def test_two_alerts_of_one_kind_must_both_have_come():
    fell = replace(NEW, kind=EventKind.PRICE_DROP, state=1)
    once = Told([fell, replace(fell, state=2)], MovableClock(), seen=lambda: [seen(fell)])
    assert once.everybody(LIFE, 1)
    assert not once.everybody(LIFE, 2)


def test_where_nobody_is_to_hear_everybody_has_been_told():
    assert Told([], MovableClock(), seen=list).everybody(LIFE, 2)
