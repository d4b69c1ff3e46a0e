"""When local days and months begin and end."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from maneki.model.digest import end_of_day, start_of_day, start_of_month

NEW_YORK = ZoneInfo("America/New_York")
ZONES = st.sampled_from(["America/New_York", "Asia/Tokyo", "Europe/Berlin", "Pacific/Apia"])
TIMES = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def test_days_and_months_begin_where_the_shop_is() -> None:
    late = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
    assert start_of_day(late, NEW_YORK) == datetime(2026, 11, 30, 5, 0, tzinfo=UTC)
    # The clocks went back on the first Sunday of November.
    assert start_of_month(late, NEW_YORK) == datetime(2026, 11, 1, 4, 0, tzinfo=UTC)


@given(TIMES, ZONES)
def test_every_moment_lies_in_its_day_and_that_in_its_month(now: datetime, zone: str) -> None:
    where = ZoneInfo(zone)
    month, day = start_of_month(now, where), start_of_day(now, where)
    assert month <= day <= now < end_of_day(now, where)
    assert month.astimezone(where).day == 1
    assert month.astimezone(where).month == now.astimezone(where).month
    assert start_of_month(month, where) == month
