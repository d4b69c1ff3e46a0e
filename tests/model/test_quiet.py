"""Quiet hours by the local clock, also in the two nights in which that is moved."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from maneki.errors import InvalidInputError
from maneki.model.quiet import QuietHours

BERLIN, TOKYO = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Tokyo")
NIGHT = QuietHours(time(22, 0), time(7, 30))
ZONES = [BERLIN, TOKYO, *map(ZoneInfo, ("America/New_York", "Australia/Lord_Howe", "UTC"))]

times = st.builds(time, st.integers(0, 23), st.integers(0, 59))
_FIRST, _LAST = datetime(2024, 1, 1), datetime(2027, 1, 1)  # noqa: DTZ001  (as Hypothesis wants them)
moments = st.datetimes(_FIRST, _LAST, timezones=st.just(UTC))
GAP = datetime(2026, 3, 29, 0, 45, tzinfo=UTC)


def utc(*when: int) -> datetime:
    return datetime(*when, tzinfo=UTC)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (utc(2026, 1, 10, 12), None),
        (utc(2026, 1, 10, 20, 59), None),
        (utc(2026, 1, 10, 21), utc(2026, 1, 11, 6, 30)),
        (utc(2026, 1, 11, 3), utc(2026, 1, 11, 6, 30)),
        (utc(2026, 1, 11, 6, 29), utc(2026, 1, 11, 6, 30)),
        (utc(2026, 1, 11, 6, 30), None),
        (utc(2026, 7, 10, 21), utc(2026, 7, 11, 5, 30)),
        (utc(2026, 3, 28, 22), utc(2026, 3, 29, 5, 30)),
        (utc(2026, 10, 24, 22), utc(2026, 10, 25, 6, 30)),
    ],
)
def test_a_night_in_berlin(now: datetime, until: datetime | None) -> None:
    assert NIGHT.until(now, BERLIN) == until


def test_hours_of_one_day() -> None:
    siesta = QuietHours(time(13, 0), time(15, 0))
    assert siesta.until(utc(2026, 5, 1, 5), TOKYO) == utc(2026, 5, 1, 6)
    assert siesta.until(utc(2026, 5, 1, 6), TOKYO) is None
    assert siesta.until(utc(2026, 5, 1, 3, 59), TOKYO) is None


@given(start=times, end=times, now=moments, zone=st.sampled_from(ZONES))
@example(start=time(2, 15), end=time(2, 45), now=GAP, zone=BERLIN)
@example(start=time(1, 0), end=time(2, 30), now=utc(2026, 10, 25, 0, 40), zone=BERLIN)
def test_they_end_and_are_over_then(start: time, end: time, now: datetime, zone: ZoneInfo) -> None:
    assume(start != end)
    hours = QuietHours(start, end)
    until = hours.until(now, zone)
    if until is None:
        return
    assert now < until <= now + timedelta(hours=26)
    assert hours.until(until - timedelta(microseconds=1), zone) == until
    # Nobody is kept quiet for longer than their night.
    assert hours.until(until, zone) is None


@given(now=moments, zone=st.sampled_from(ZONES))
def test_a_clock_that_is_not_moved_says_it_all(now: datetime, zone: ZoneInfo) -> None:
    local = now.astimezone(zone)
    day_before, day_after = ((local + timedelta(days=days)).utcoffset() for days in (-2, 2))
    assume(day_before == day_after)
    is_night = local.time() >= NIGHT.start or local.time() < NIGHT.end
    assert (NIGHT.until(now, zone) is not None) == is_night


def test_hours_that_end_when_they_begin_are_refused() -> None:
    with pytest.raises(InvalidInputError, match="may not end when they begin"):
        QuietHours(time(7, 0), time(7, 0))
