"""When the shop is open: by its own clock, on days unlike others, and when clocks are set."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maneki.errors import SettingsError
from maneki.shop.hours import Opening, read_hours

NEW_YORK = ZoneInfo("America/New_York")
HOURS = read_hours(
    """
    [week]
    tuesday = "10:00-18:00"
    wednesday = ["9:30-12:00", "13:00-18:00"]
    friday = "18:00-02:00"
    saturday = "00:00-24:00"
    sunday = "closed"

    [days]
    2026-12-22 = "10:00-14:00"
    "12-25" = "closed"
    "2027-01-02" = ["12:00-13:00"]
    """,
    zone=NEW_YORK,
)


BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK).astimezone(UTC)


@pytest.mark.parametrize(
    ("when", "is_open"),
    [
        ("2026-12-01T09:59", False),
        ("2026-12-01T10:00", True),
        ("2026-12-01T17:59", True),
        ("2026-12-01T18:00", False),
        ("2026-12-02T12:30", False),
        ("2026-12-02T13:00", True),
        ("2026-12-04T23:00", True),
        ("2026-12-05T01:59", True),
        ("2026-12-07T12:00", False),
        ("2026-12-22T15:00", False),
        ("2026-12-25T19:00", False),
        ("2027-12-25T12:00", False),
    ],
)
def test_it_is_open_or_not(when: str, is_open: bool) -> None:
    assert HOURS.is_open(at(when)) is is_open


def test_an_opening_over_midnight_closes_on_the_next_day() -> None:
    assert HOURS.closes_at(at("2026-11-27T23:00")) == at("2026-11-28T02:00")


def test_the_next_opening_passes_over_closed_days() -> None:
    assert HOURS.next_opening(at("2026-12-01T18:00")) == at("2026-12-02T09:30")
    assert HOURS.next_opening(at("2026-12-06T12:00")) == at("2026-12-08T10:00")
    assert read_hours("", zone=NEW_YORK).next_opening(at("2026-12-01T18:00")) is None


def test_today_is_the_shops_today() -> None:
    assert HOURS.today(datetime(2026, 12, 2, 3, 0, tzinfo=UTC)) == date(2026, 12, 1)


def test_special_days_of_the_year_ahead_have_their_dates() -> None:
    special = HOURS.special_days(at("2026-12-01T12:00"))
    assert special == {
        date(2026, 12, 22): (Opening(time(10), time(14)),),
        date(2026, 12, 25): (),
        date(2027, 1, 2): (Opening(time(12), time(13)),),
    }


@pytest.mark.parametrize(
    ("sunday", "closes"),
    [("2026-11-01", 23), ("2027-03-14", 21)],
    ids=["an hour more", "an hour less"],
)
def test_clocks_that_are_set_change_no_wall_time(sunday: str, closes: int) -> None:
    """From ten to ten is twelve hours on the wall, whichever hour the night had twice."""
    always = read_hours('[week]\nsunday = "00:30-22:00"', zone=NEW_YORK)
    day = date.fromisoformat(sunday)
    opened = datetime.combine(day, time(0, 30), NEW_YORK).astimezone(UTC)
    shut = always.closes_at(opened)
    assert shut is not None
    assert (shut.date(), shut.time()) == (day, time(22))
    assert shut.astimezone(UTC) - opened == timedelta(hours=closes - 0.5)


@given(st.integers(0, 2 * 365 * 24 * 60).map(lambda n: BEGIN + timedelta(minutes=n)))
def test_it_opens_when_it_says_and_not_before(now: datetime) -> None:
    opening = HOURS.next_opening(now)
    assert opening is not None
    assert opening > now
    assert HOURS.is_open(opening)
    if not HOURS.is_open(now):
        assert not HOURS.is_open(opening - timedelta(seconds=1))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[week", "cannot be read"),
        ("[wek]", r"\[wek\] is unknown"),
        ("week = 1", r"write \[week\]"),
        ('[week]\nmunday = "closed"', "'munday' is no weekday"),
        ('[week]\nmonday = "ten to six"', "monday says 'ten to six'"),
        ('[week]\nmonday = "10:00"', "monday says '10:00'"),
        ("[week]\nmonday = 10", "monday says 10"),
        ('[days]\n"12-32" = "closed"', "'12-32' is no day"),
        ('[days]\n"christmas" = "closed"', "'christmas' is no day"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_sentence(text: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said) as caught:
        read_hours(text, zone=NEW_YORK)
    assert str(caught.value).startswith("hours.toml")
