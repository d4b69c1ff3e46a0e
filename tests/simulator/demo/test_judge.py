"""The judge of a demo: what was due, once, in the right place, under the right names."""

from __future__ import annotations

from dataclasses import replace

from maneki.model.event import EventKind
from maneki.simulator.demo.judge import Judgement, Seen, judge, key_of
from maneki.simulator.world.due import DueAlert

DM, SHARED = 100, 200
PLACES = {0: DM, 1: SHARED}
HATS = DueAlert(
    member=0,
    market="feed",
    external_id="hat",
    kind=EventKind.NEW,
    filters=frozenset({"hats", "all"}),
)
HATS_TOO = replace(HATS, member=1, filters=frozenset({"hats"}))
SEEN = Seen(
    member=0, market="feed", external_id="hat", kind=EventKind.NEW, place=DM, named="all, hats"
)
SEEN_TOO = replace(SEEN, member=1, place=SHARED, named=None)


def judged(*seen: Seen, due: tuple[DueAlert, ...] = (HATS, HATS_TOO)) -> Judgement:
    return judge(due, seen, places=PLACES, private={DM})


def test_what_was_due_and_came_once_is_clean():
    judgement = judged(SEEN, SEEN_TOO)
    assert judgement.is_clean
    assert (judgement.due, judgement.delivered) == (2, 2)


def test_what_did_not_come_is_lost():
    judgement = judged(SEEN)
    assert judgement.lost == (key_of(HATS_TOO),)
    assert not judgement.is_clean
    assert not judgement.repeated


def test_what_came_twice_is_repeated():
    judgement = judged(SEEN, SEEN_TOO, SEEN_TOO)
    assert judgement.repeated == (SEEN_TOO.key,)
    assert not judgement.is_clean
    assert not judgement.lost


def test_what_came_in_a_place_nobody_chose_is_misrouted_and_lost():
    elsewhere = replace(SEEN, place=SHARED)
    judgement = judged(elsewhere, SEEN_TOO)
    assert judgement.misrouted == (elsewhere,)
    assert judgement.lost == (key_of(HATS),)


def test_a_copy_elsewhere_is_misrouted_although_nothing_is_lost():
    copy = replace(SEEN, place=999)
    judgement = judged(SEEN, SEEN_TOO, copy)
    assert (judgement.lost, judgement.repeated) == ((), ())
    assert judgement.misrouted == (copy,)
    assert not judgement.is_clean


def test_what_is_for_nobody_in_particular_is_misrouted():
    stray = replace(SEEN, member=None, place=999)
    assert judged(SEEN, SEEN_TOO, stray).misrouted == (stray,)


def test_what_nobody_asked_for_is_misrouted():
    unasked = replace(SEEN, kind=EventKind.BACK_ON_SALE)
    assert judged(SEEN, SEEN_TOO, unasked).misrouted == (unasked,)


def test_where_nobody_else_reads_an_alert_names_all_its_filters_and_no_other():
    for named in (None, "all", "hats, all", "all, hats, more", "all, hats, +1 more"):
        assert judged(replace(SEEN, named=named), SEEN_TOO).misrouted, named
    for named in ("all, hats", "all, +1 more"):
        assert judged(replace(SEEN, named=named), SEEN_TOO).is_clean, named


def test_where_others_read_an_alert_names_no_filter():
    assert judged(SEEN, replace(SEEN_TOO, named="hats")).misrouted


def test_two_events_of_one_kind_are_two_alerts():
    first = replace(HATS, kind=EventKind.PRICE_DROP, state=1)
    second = replace(first, state=2)
    fell = replace(SEEN, kind=EventKind.PRICE_DROP)
    assert judged(fell, fell, due=(first, second)).is_clean
    assert judged(fell, due=(first, second)).lost == (key_of(first),)
    assert judged(fell, fell, fell, due=(first, second)).repeated == (fell.key,)


def test_where_nothing_was_due_nothing_is_clean():
    assert not judged(due=()).is_clean


def test_what_nobody_can_demand_may_come_once():
    def allowed(*seen: Seen) -> Judgement:
        return judge([HATS_TOO], seen, may=[HATS], places=PLACES, private={DM})

    assert allowed(SEEN_TOO).is_clean
    assert allowed(SEEN_TOO, SEEN).is_clean
    assert allowed(SEEN_TOO, SEEN).delivered == 1
    assert allowed(SEEN_TOO, SEEN, SEEN).repeated == (SEEN.key,)
