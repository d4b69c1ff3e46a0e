"""Whether an alert waits, until when and for what, decided from values alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maneki.model.digest import DigestPlan, Every, end_of_day, start_of_day
from maneki.model.hold import (
    LATELY,
    UNTIL_RESUMED,
    HeldFor,
    Hold,
    Tally,
    hold_of_alert,
    hold_of_digest,
    hold_of_notice,
    hold_under_way,
    is_counted,
)
from maneki.model.ids import FilterId
from maneki.model.outbox import Matched
from maneki.model.person import Preferences
from maneki.model.quiet import QuietHours

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
NIGHT = QuietHours(time(22), time(7))
ANYTIME = Preferences()
WANTED = Matched(id=FilterId("f"), name="coats")
HOURLY, DAILY = DigestPlan(every=Every.HOUR), DigestPlan(every=Every.DAY, at=time(9))


def snoozed(until: datetime) -> Matched:
    return replace(WANTED, snoozed_until=until)


def asked(
    *filters: Matched,
    preferences: Preferences = ANYTIME,
    tally: Tally | None = None,
    now: datetime = NOON,
) -> Hold | None:
    return hold_of_alert(filters or (WANTED,), preferences, tally or Tally(), now=now)


def test_what_nobody_holds_goes_at_once() -> None:
    assert asked() is None


def test_an_alert_of_snoozed_filters_alone_waits_for_the_first_of_them_to_wake() -> None:
    first, second = snoozed(NOON + HOUR), snoozed(NOON + DAY)
    assert asked(first, second) == Hold(NOON + HOUR, HeldFor.SNOOZED)
    assert asked(first, WANTED) is None
    assert asked(snoozed(NOON)) is None


def test_a_pause_holds_everything_until_it_ends_or_for_good() -> None:
    paused = Preferences(paused_until=NOON + HOUR)
    assert asked(preferences=paused) == Hold(NOON + HOUR, HeldFor.PAUSED)
    assert asked(preferences=paused, now=NOON + HOUR) is None
    endless = Preferences(paused_until=UNTIL_RESUMED)
    assert asked(preferences=endless, now=NOON + 900 * DAY) == Hold(UNTIL_RESUMED, HeldFor.PAUSED)


def test_in_quiet_hours_an_alert_waits_for_the_local_morning() -> None:
    tokyo = Preferences(quiet=NIGHT, time_zone="Asia/Tokyo")
    ten_pm = datetime(2026, 11, 20, 13, tzinfo=UTC)
    morning = datetime(2026, 11, 20, 22, tzinfo=UTC)
    assert asked(preferences=tokyo, now=ten_pm - HOUR) is None
    assert asked(preferences=tokyo, now=ten_pm) == Hold(morning, HeldFor.QUIET)
    assert asked(preferences=tokyo, now=morning) is None


def test_a_digest_is_told_at_the_next_full_hour_or_at_its_time_of_day() -> None:
    hourly, daily = replace(WANTED, digest=HOURLY), replace(WANTED, digest=DAILY)
    assert asked(hourly) == Hold(NOON + HOUR, HeldFor.DIGEST)
    assert asked(hourly, now=NOON + HOUR / 2) == Hold(NOON + HOUR, HeldFor.DIGEST)
    assert asked(daily) == Hold(NOON + 21 * HOUR, HeldFor.DIGEST)
    assert asked(daily, hourly) == Hold(NOON + HOUR, HeldFor.DIGEST)
    assert asked(daily, WANTED) is None


def test_what_would_be_told_in_the_night_is_one_digest_in_the_morning() -> None:
    hourly = replace(WANTED, digest=HOURLY)
    midnight, morning = NOON + 12 * HOUR, NOON + 19 * HOUR
    quiet = Preferences(quiet=NIGHT)
    assert asked(hourly, preferences=quiet, now=midnight) == Hold(morning, HeldFor.DIGEST)


def test_beyond_a_persons_limit_alerts_wait_for_the_day_to_end() -> None:
    limited = Preferences(most_alerts_a_day=3, time_zone="America/New_York")
    midnight = datetime(2026, 11, 21, 5, tzinfo=UTC)
    assert asked(preferences=limited, tally=Tally(alerts=2)) is None
    assert asked(preferences=limited, tally=Tally(alerts=3)) == Hold(midnight, HeldFor.CAP)


def test_beyond_a_filters_limit_only_what_no_other_filter_asks_for_waits() -> None:
    limited = replace(WANTED, most_alerts_a_day=1)
    reached = Tally(alerts=1, by_filter={limited.id: 1})
    assert asked(limited) is None
    assert asked(limited, tally=reached) == Hold(NOON + 12 * HOUR, HeldFor.CAP)
    assert asked(limited, replace(WANTED, id=FilterId("other")), tally=reached) is None


def test_beyond_a_filters_messages_of_an_hour_only_what_no_other_filter_asks_for_waits() -> None:
    limited = replace(WANTED, most_messages_an_hour=1, priority=3)
    reached = Tally(messages_of={limited.id: (NOON - HOUR / 2,)})
    assert asked(limited) is None
    assert asked(limited, tally=reached) == Hold(NOON + HOUR / 2, HeldFor.CAP)
    assert asked(limited, replace(WANTED, id=FilterId("other")), tally=reached) is None
    both = replace(limited, most_alerts_a_day=1)
    full = replace(reached, by_filter={limited.id: 1})
    assert asked(both, tally=full) == Hold(NOON + 12 * HOUR, HeldFor.CAP)
    digest = hold_of_digest(ANYTIME, reached, now=NOON, filters=[limited])
    assert digest == Hold(NOON + HOUR / 2, HeldFor.CAP)
    other = replace(WANTED, id=FilterId("other"))
    assert hold_of_digest(ANYTIME, reached, now=NOON, filters=[limited, other]) is None


def test_beyond_the_messages_of_an_hour_alerts_wait_until_one_is_an_hour_old() -> None:
    limited = Preferences(most_messages_an_hour=2)
    sent = tuple(NOON - timedelta(minutes=ago) for ago in (61, 40, 10))
    assert asked(preferences=limited, tally=Tally(messages=sent[:2])) is None
    assert asked(preferences=limited, tally=Tally(messages=sent)) == Hold(
        NOON + timedelta(minutes=20), HeldFor.CAP
    )


def test_a_filter_with_priority_passes_the_persons_limits_but_not_its_own() -> None:
    limited = Preferences(most_alerts_a_day=1, most_messages_an_hour=1)
    reached = Tally(alerts=1, by_filter={WANTED.id: 1}, messages=(NOON,))
    urgent = replace(WANTED, priority=5)
    assert asked(urgent, preferences=limited, tally=reached) is None
    both = replace(urgent, most_alerts_a_day=1)
    assert asked(both, preferences=limited, tally=reached) == Hold(NOON + 12 * HOUR, HeldFor.CAP)
    assert asked(urgent, preferences=replace(limited, paused_until=NOON + DAY)) is not None


def test_a_notice_waits_in_quiet_hours_alone_and_a_digest_for_pauses_too() -> None:
    paused = Preferences(paused_until=NOON + DAY)
    assert hold_of_notice(paused, now=NOON) is None
    assert hold_of_digest(paused, Tally(), now=NOON) == Hold(NOON + DAY, HeldFor.PAUSED)
    night = Preferences(quiet=NIGHT)
    midnight = NOON + 12 * HOUR
    for hold in (hold_of_notice(night, now=midnight), hold_of_digest(night, Tally(), now=midnight)):
        assert hold == Hold(midnight + 7 * HOUR, HeldFor.QUIET)


def test_no_limit_takes_out_of_a_message_what_was_in_it_once() -> None:
    limited = Preferences(most_alerts_a_day=1)
    digest = replace(WANTED, digest=HOURLY, most_alerts_a_day=1)
    assert hold_under_way([digest], limited, now=NOON) is None
    assert hold_under_way([snoozed(NOON + HOUR)], limited, now=NOON) is not None


@pytest.mark.parametrize(
    ("now", "at"),
    [
        # The clock goes from 02:00 to 03:00: half past two counts as if it had not.
        (datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        (datetime(2026, 3, 29, 1, 30, tzinfo=UTC), datetime(2026, 3, 30, 0, 30, tzinfo=UTC)),
        # It shows half past two twice: the first time counts.
        (datetime(2026, 10, 24, 12, tzinfo=UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 26, 1, 30, tzinfo=UTC)),
    ],
)
def test_a_daily_digest_comes_once_in_the_nights_that_move_the_clock(
    now: datetime, at: datetime
) -> None:
    assert DigestPlan(every=Every.DAY, at=time(2, 30)).next_at(now, ZoneInfo("Europe/Berlin")) == at


ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"]
moments = st.datetimes(
    datetime(2024, 1, 1),  # noqa: DTZ001  (as Hypothesis wants them)
    datetime(2027, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
clocks = st.builds(time, st.integers(0, 23), st.integers(0, 59))
plans = st.builds(DigestPlan, every=st.sampled_from(Every), at=clocks)
ahead = st.builds(lambda now, hours: now + hours * HOUR, moments, st.integers(-48, 48))
limits = st.none() | st.integers(1, 3)
filters = st.builds(
    Matched,
    id=st.sampled_from([FilterId("a"), FilterId("b"), FilterId("c")]),
    name=st.just("name"),
    snoozed_until=st.none() | ahead,
    digest=st.none() | plans,
    most_alerts_a_day=limits,
    priority=st.integers(0, 2),
)
quiet_hours = st.builds(lambda a, b: QuietHours(a, b) if a != b else None, clocks, clocks)
people = st.builds(
    Preferences,
    time_zone=st.sampled_from(ZONES),
    quiet=st.none() | quiet_hours,
    paused_until=st.none() | ahead,
    most_alerts_a_day=limits,
    most_messages_an_hour=limits,
)


@st.composite
def questions(draw: st.DrawFn) -> tuple[list[Matched], Preferences, Tally, datetime]:
    now = draw(moments)
    ago = draw(st.lists(st.integers(0, 90), max_size=4))
    tally = Tally(
        alerts=draw(st.integers(0, 4)),
        by_filter=draw(st.dictionaries(st.sampled_from("abc").map(FilterId), st.integers(0, 4))),
        messages=tuple(sorted(now - timedelta(minutes=minutes) for minutes in ago)),
    )
    return draw(st.lists(filters, min_size=1, max_size=3)), draw(people), tally, now


@given(questions())
def test_whatever_waits_waits_for_a_time_ahead(
    question: tuple[list[Matched], Preferences, Tally, datetime],
) -> None:
    asking, preferences, tally, now = question
    hold = hold_of_alert(asking, preferences, tally, now=now)
    if hold is not None:
        assert hold.until > now


@given(questions())
def test_whoever_asks_again_when_the_time_has_come_gets_it_in_the_end(
    question: tuple[list[Matched], Preferences, Tally, datetime],
) -> None:
    """Nothing waits for ever, unless it is in a digest: then that is when it is told."""
    asking, preferences, _, now = question
    for _turn in range(20):
        hold = hold_of_alert(asking, preferences, Tally(), now=now)
        if hold is None or hold.why in {HeldFor.DIGEST, HeldFor.CAP}:
            return
        now = hold.until
    raise AssertionError("it waits and waits")


@given(questions())
def test_nothing_goes_out_in_quiet_hours_or_a_pause(
    question: tuple[list[Matched], Preferences, Tally, datetime],
) -> None:
    asking, preferences, tally, now = question
    if hold_of_alert(asking, preferences, tally, now=now) is None:
        assert preferences.paused_until is None or preferences.paused_until <= now
        assert preferences.quiet is None or not preferences.quiet.until(now, preferences.zone)


@given(questions())
def test_a_filter_more_never_holds_an_alert_for_longer(
    question: tuple[list[Matched], Preferences, Tally, datetime],
) -> None:
    asking, preferences, tally, now = question
    with_all = hold_of_alert(asking, preferences, tally, now=now)
    with_one = hold_of_alert(asking[:1], preferences, tally, now=now)
    if with_one is None:
        assert with_all is None


@given(questions())
def test_where_nothing_is_counted_a_tally_changes_nothing(
    question: tuple[list[Matched], Preferences, Tally, datetime],
) -> None:
    asking, preferences, tally, now = question
    if not is_counted(preferences, asking):
        assert hold_of_alert(asking, preferences, tally, now=now) == hold_of_alert(
            asking, preferences, Tally(), now=now
        )


@given(moments, plans, st.sampled_from(ZONES).map(ZoneInfo))
def test_a_digest_comes_within_its_time(now: datetime, plan: DigestPlan, zone: ZoneInfo) -> None:
    most = HOUR if plan.every is Every.HOUR else DAY + 2 * HOUR
    assert now < plan.next_at(now, zone) <= now + most


@given(moments, st.sampled_from(ZONES).map(ZoneInfo))
def test_every_moment_lies_in_its_day(now: datetime, zone: ZoneInfo) -> None:
    begins, ends = start_of_day(now, zone), end_of_day(now, zone)
    assert begins <= now < ends
    assert 23 * HOUR <= ends - begins <= 25 * HOUR


def test_messages_count_for_an_hour() -> None:
    tally = Tally().with_message(NOON)
    limited = Preferences(most_messages_an_hour=1)
    assert asked(preferences=limited, tally=tally) == Hold(NOON + LATELY, HeldFor.CAP)
    assert asked(preferences=limited, tally=tally, now=NOON + LATELY) is None
