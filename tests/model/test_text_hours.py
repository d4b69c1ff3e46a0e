"""Nobody is texted at night, whatever the clock does."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maneki.errors import InvalidInputError
from maneki.model.text_hours import Span, TextHours

NEW_YORK, TOKYO = ZoneInfo("America/New_York"), ZoneInfo("Asia/Tokyo")
ZONES = st.sampled_from(
    [
        "America/New_York",
        "America/Los_Angeles",
        "America/Santiago",
        "America/Sao_Paulo",
        "Europe/London",
        "Africa/Cairo",
        "Asia/Tokyo",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "UTC",
    ]
).map(ZoneInfo)
MOMENTS = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
# Around every change of the clock of New York's in 2026 and 2027, minute by minute.
CHANGES = st.builds(
    lambda change, minutes: change + timedelta(minutes=minutes),
    st.sampled_from(
        [
            datetime(2026, 3, 8, 7, tzinfo=UTC),
            datetime(2026, 11, 1, 6, tzinfo=UTC),
            datetime(2027, 3, 14, 7, tzinfo=UTC),
            datetime(2027, 11, 7, 6, tzinfo=UTC),
        ]
    ),
    st.integers(-2880, 2880),
)


def local(*when: int, zone: ZoneInfo = NEW_YORK) -> datetime:
    year, month, day, hour, minute = when
    return datetime(year, month, day, hour, minute, tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        # Tuesday
        (local(2026, 1, 6, 8, 59), local(2026, 1, 6, 9, 0)),
        (local(2026, 1, 6, 9, 0), local(2026, 1, 6, 9, 0)),
        (local(2026, 1, 6, 19, 59), local(2026, 1, 6, 19, 59)),
        (local(2026, 1, 6, 20, 0), local(2026, 1, 7, 9, 0)),
        # Saturday night, and Sunday
        (local(2026, 1, 10, 20, 0), local(2026, 1, 11, 12, 0)),
        (local(2026, 1, 11, 11, 59), local(2026, 1, 11, 12, 0)),
        (local(2026, 1, 11, 20, 0), local(2026, 1, 12, 9, 0)),
    ],
)
def test_weekdays_begin_at_nine_sundays_at_noon_and_all_end_at_eight(
    now: datetime, opens: datetime
) -> None:
    assert TextHours().open_at(now, NEW_YORK) == opens


def test_on_the_sunday_that_summer_begins_noon_is_an_hour_nearer() -> None:
    # 2026-03-08, when New York's clock goes from 2 to 3.
    saturday_evening = local(2026, 3, 7, 21, 0)
    opens = TextHours().open_at(saturday_evening, NEW_YORK)
    assert opens == datetime(2026, 3, 8, 16, 0, tzinfo=UTC)
    assert opens - saturday_evening == timedelta(hours=14)


def test_on_the_sunday_that_summer_ends_noon_is_an_hour_further() -> None:
    saturday_evening = local(2026, 10, 31, 21, 0)
    opens = TextHours().open_at(saturday_evening, NEW_YORK)
    assert opens == datetime(2026, 11, 1, 17, 0, tzinfo=UTC)
    assert opens - saturday_evening == timedelta(hours=16)


def test_it_is_the_clock_at_the_recipient_that_counts() -> None:
    morning_in_new_york = local(2026, 1, 6, 9, 0)
    assert TextHours().open_at(morning_in_new_york, TOKYO) == local(2026, 1, 7, 9, 0, zone=TOKYO)


@given(MOMENTS | CHANGES, ZONES)
def test_the_clock_always_shows_a_decent_hour_then(now: datetime, zone: ZoneInfo) -> None:
    hours = TextHours()
    opens = hours.open_at(now, zone)
    shown = opens.astimezone(zone)
    span = hours.sundays if shown.weekday() == 6 else hours.weekdays
    assert opens >= now
    assert span.opens <= shown.time() < span.closes


@given(MOMENTS | CHANGES, ZONES, st.integers(0, 24 * 60))
def test_nobody_waits_longer_than_they_have_to(now: datetime, zone: ZoneInfo, minutes: int) -> None:
    hours = TextHours()
    opens = hours.open_at(now, zone)
    earlier = now + timedelta(minutes=minutes)
    if earlier >= opens:
        return
    shown = earlier.astimezone(zone)
    span = hours.sundays if shown.weekday() == 6 else hours.weekdays
    assert not span.opens <= shown.time() < span.closes


def test_hours_that_end_before_they_begin_are_refused() -> None:
    with pytest.raises(InvalidInputError):
        Span(time(20), time(9))


LOS_ANGELES, HONOLULU = ZoneInfo("America/Los_Angeles"), ZoneInfo("Pacific/Honolulu")


def test_where_somebody_may_be_in_two_zones_it_is_day_in_both() -> None:
    both = (NEW_YORK, LOS_ANGELES)
    nine_in_new_york = local(2026, 1, 6, 9, 0)
    nine_in_los_angeles = local(2026, 1, 6, 9, 0, zone=LOS_ANGELES)
    assert TextHours().open_everywhere_at(nine_in_new_york, both) == nine_in_los_angeles
    evening_in_new_york = local(2026, 1, 6, 20, 0)
    next_day = local(2026, 1, 7, 9, 0, zone=LOS_ANGELES)
    assert TextHours().open_everywhere_at(evening_in_new_york, both) == next_day


def test_where_no_hour_is_day_everywhere_there_is_none() -> None:
    hours = TextHours(
        weekdays=Span(time(12), time(13)),
        sundays=Span(time(12), time(13)),
    )
    now = local(2026, 1, 6, 9, 0)
    assert hours.open_everywhere_at(now, (NEW_YORK, HONOLULU)) is None


@given(MOMENTS | CHANGES, st.lists(ZONES, min_size=1, max_size=4))
def test_the_common_hour_is_the_first_that_is_open_in_every_zone(
    now: datetime, zones: list[ZoneInfo]
) -> None:
    hours = TextHours()
    at = hours.open_everywhere_at(now, zones)
    steps = (now + timedelta(minutes=30 * step) for step in range(2 * 24 * 7))
    if at is None:
        assert not any(all(hours.open_at(one, zone) == one for zone in zones) for one in steps)
        return
    assert at >= now
    assert all(hours.open_at(at, zone) == at for zone in zones)
    earlier = (one for one in steps if one < at)
    assert not any(all(hours.open_at(one, zone) == one for zone in zones) for one in earlier)
