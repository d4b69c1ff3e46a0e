"""What a button brings back is what there was; durations and times as people write them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maneki.channels.discord import ways_back
from maneki.channels.discord.spans import read_clock, read_duration
from maneki.errors import InvalidInputError
from maneki.model.digest import DigestOrder, DigestPlan, Every
from maneki.model.filter import Criteria, Filter
from maneki.model.hold import UNTIL_RESUMED
from maneki.model.ids import DestinationId, FilterId
from maneki.model.person import Preferences
from maneki.model.quiet import QuietHours
from maneki.model.zones import zone_named, zone_names

HOUR = timedelta(hours=1)
ID = FilterId("01JDM3N0000000000000000000")

clocks = st.builds(time, st.integers(0, 23), st.integers(0, 59))
moments = st.integers(0, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
quiet = st.builds(lambda a, b: QuietHours(a, b) if a != b else None, clocks, clocks)
limits = st.none() | st.integers(1, 1000)
plans = st.none() | st.builds(
    DigestPlan,
    every=st.sampled_from(Every),
    at=clocks,
    top=st.integers(1, 10),
    order=st.sampled_from(DigestOrder),
)


@given(quiet, st.sampled_from(zone_names()))
def test_quiet_hours_come_back(hours: QuietHours | None, zone: str) -> None:
    before = Preferences(quiet=hours, time_zone=zone)
    assert ways_back.read_quiet(ways_back.write_quiet(before)) == ways_back.QuietBefore(hours, zone)


@given(moments | st.none() | st.just(UNTIL_RESUMED))
def test_a_pause_comes_back(until: datetime | None) -> None:
    back = ways_back.read_pause(ways_back.write_pause(Preferences(paused_until=until)))
    assert back == until


def test_a_pause_that_cannot_be_read_is_none() -> None:
    assert all(ways_back.read_pause(text) is None for text in ("me", "", "1.5", "9" * 30))


@given(limits, limits)
def test_limits_come_back(alerts: int | None, messages: int | None) -> None:
    before = Preferences(most_alerts_a_day=alerts, most_messages_an_hour=messages)
    written = ways_back.write_limits(before)
    assert ways_back.read_limits(written) == ways_back.LimitsBefore(alerts, messages)
    of_filter = ways_back.write_filter_limits(ID, alerts, messages)
    assert ways_back.read_limits(of_filter) == ways_back.FilterLimitsBefore(ID, alerts, messages)


@given(plans)
def test_a_digest_comes_back_and_fits_a_button(plan: DigestPlan | None) -> None:
    written = ways_back.write_digest(ID, plan)
    assert ways_back.read_digest(written) == ways_back.DigestBefore(ID, plan)
    assert len(f"mk1:digest:{written}") <= 100


@given(st.integers(1, 10**6), st.integers(0, 9), st.none() | st.just(DestinationId(ID)))
def test_an_edit_comes_back_and_fits_a_button(
    revision: int, priority: int, place: DestinationId | None
) -> None:
    before = Filter(
        id=ID, name="geos", criteria=Criteria(), priority=priority, destination_id=place
    )
    written = ways_back.write_edit(before, revision=revision)
    assert ways_back.read_edit(written) == ways_back.EditBefore(ID, revision, priority, place)
    assert len(f"mk1:unedit:{written}") <= 100


def test_an_edit_of_a_filter_with_an_odd_id_comes_back() -> None:
    before = Filter(id=FilterId("a=b-c:1"), name="geos", criteria=Criteria())
    written = ways_back.write_edit(before, revision=2)
    assert ways_back.read_edit(written) == ways_back.EditBefore(before.id, 2, 0, None)


@pytest.mark.parametrize("text", ["", "x", "1-2-3@UTC", "07.00-07.00@UTC", "99.00-01.00@UTC"])
def test_a_button_of_another_version_is_none_of_ours(text: str) -> None:
    assert ways_back.read_quiet(text) is None
    assert ways_back.read_digest(text) is None
    assert ways_back.read_limits(text) is None
    assert ways_back.read_edit(text) is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("90m", 1.5 * HOUR),
        ("2 Hours", 2 * HOUR),
        ("1d 12h", 36 * HOUR),
        ("1 day, 2 hours", 26 * HOUR),
        ("３日", 72 * HOUR),
        ("1時間30分", 1.5 * HOUR),
        ("1w", 168 * HOUR),
    ],
)
def test_durations_are_read_as_people_write_them(text: str, meant: timedelta) -> None:
    assert read_duration(text, language="en") == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("22:00", time(22)),
        ("7", time(7)),
        ("7.30", time(7, 30)),
        ("10pm", time(22)),
        ("12 am", time(0)),
        ("12 p.m.", time(12)),
        ("午後10時30分", time(22, 30)),
        ("２２時", time(22)),
        ("24:00", time(0)),
    ],
)
def test_times_of_day_are_read_as_people_write_them(text: str, meant: time) -> None:
    assert read_clock(text, language="en") == meant


@pytest.mark.parametrize("read", [read_clock, read_duration])
def test_what_is_too_long_to_be_meant_is_not_read_at_length(read: Callable[..., object]) -> None:
    with pytest.raises(InvalidInputError) as refused:
        read(f"7{' ' * 5990}m", language="en")
    assert len(str(refused.value)) < 200


@given(st.text(max_size=12))
def test_what_cannot_be_read_is_said_in_one_sentence(text: str) -> None:
    for read in (read_duration, read_clock):
        try:
            read(text, language="ja")
        except InvalidInputError as exc:
            assert str(exc)  # noqa: PT017  (most texts are refused, and some are not)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Asia/Tokyo", "Asia/Tokyo"),
        ("asia/tokyo", "Asia/Tokyo"),
        ("new york", "America/New_York"),
        ("utc", "UTC"),
        ("", None),
        ("Atlantis", None),
        ("../../etc/passwd", None),
    ],
)
def test_a_time_zone_is_found_by_its_name_or_city(text: str, meant: str | None) -> None:
    assert zone_named(text) == meant
