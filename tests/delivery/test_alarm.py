"""What is worth telling the operator, and when it is over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from maneki.delivery.alarm import (
    Bounds,
    Sight,
    news_in,
    over_together,
    said_of,
    said_together,
    said_when_over,
    troubles_in,
)
from maneki.delivery.limits import Cause, Pause
from maneki.model.alarm import Alarm, AlarmId, AlarmKind, Trouble

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
BOUNDS = Bounds(backlog_s=120, free_bytes=500 * 2**20)


def kinds(sight: Sight) -> list[tuple[AlarmKind, str]]:
    return [trouble.key for trouble in troubles_in(sight, BOUNDS)]


def an_alarm(kind: AlarmKind, *, subject: str = "", seen: timedelta = timedelta(0)) -> Alarm:
    seen_at = NOW - seen
    return Alarm(
        id=AlarmId("a"),
        kind=kind,
        subject=subject,
        opened_at=seen_at - timedelta(minutes=20),
        seen_at=seen_at,
    )


def test_where_all_is_well_there_is_no_trouble() -> None:
    assert kinds(Sight()) == []
    well = Sight(
        limited={"user": 0},
        backlog_s=119,
        free_bytes=600 * 2**20,
        failing={"match": 2, "rescue": 0},
    )
    assert kinds(well) == []


@pytest.mark.parametrize(
    ("sight", "kind", "subject"),
    [
        (Sight(limited={"user": 1, "global": 0}), AlarmKind.RATE_LIMITED, "user"),
        (Sight(stop=Pause(Cause.BREAKER, 600)), AlarmKind.BREAKER, ""),
        (Sight(stop=Pause(Cause.TURNED_AWAY, 600)), AlarmKind.TURNED_AWAY, ""),
        (Sight(backlog_s=121), AlarmKind.BACKLOG, ""),
        (
            Sight(down=[("mercari_jp", "mercari_jp")]),
            AlarmKind.MARKET,
            "mercari_jp (mercari_jp)",
        ),
        (Sight(free_bytes=499 * 2**20), AlarmKind.DISK, ""),
        (Sight(taken_over_from="77@box"), AlarmKind.LEASE, ""),
        (Sight(failing={"match": 3}), AlarmKind.LOOP, "match"),
        (Sight(matches_alone=True), AlarmKind.MATCHING, ""),
    ],
)
def test_each_trouble_is_named_and_says_what_to_do(
    sight: Sight, kind: AlarmKind, subject: str
) -> None:
    [trouble] = troubles_in(sight, BOUNDS)
    assert trouble.key == (kind, subject)
    for language in ("en", "ja"):
        said = said_of([trouble], language)
        assert subject.partition(" ")[0] in said
        assert len(said) < 1_000


def test_a_hundred_feeds_that_are_down_are_said_together_and_so_is_their_end() -> None:
    hosts = [f"h{number}.example" for number in range(100)]
    troubles = troubles_in(Sight(down=[("feed", host) for host in hosts]), BOUNDS)
    assert len({trouble.key for trouble in troubles}) == 100
    [group] = said_together(troubles)
    assert "feed does not answer as it should (h0.example, h1.example, h10.example (+97))" in (
        said_of(group, "en")
    )
    [over] = over_together([an_alarm(AlarmKind.MARKET, subject=one.subject) for one in troubles])
    assert said_when_over(over, "en").startswith(
        "✅ Over: feed (h0.example), feed (h1.example), feed (h10.example) (+97) answers again"
    )


def test_a_host_with_a_long_name_is_the_same_trouble_at_every_look() -> None:
    [trouble] = troubles_in(Sight(down=[("f" * 64, "h" * 255)]), BOUNDS)
    assert len(trouble.subject) <= 255


def test_what_is_wrong_is_said_once_until_it_is_over() -> None:
    trouble = Trouble(kind=AlarmKind.BACKLOG)
    assert news_in([trouble], [], now=NOW).wrong == (trouble,)
    known = an_alarm(AlarmKind.BACKLOG, seen=timedelta(seconds=15))
    again = news_in([trouble], [known], now=NOW)
    assert (again.wrong, again.seen, again.over) == ((), (known,), ())


def test_what_comes_and_goes_is_not_called_over_in_between() -> None:
    just_now = an_alarm(AlarmKind.BACKLOG, seen=timedelta(minutes=4))
    assert news_in([], [just_now], now=NOW).over == ()
    quiet = an_alarm(AlarmKind.BACKLOG, seen=timedelta(minutes=5))
    assert news_in([], [quiet], now=NOW).over == (quiet,)


def test_rate_limits_are_over_after_an_hour_without_one() -> None:
    known = an_alarm(AlarmKind.RATE_LIMITED, subject="user", seen=timedelta(minutes=59))
    assert news_in([], [known], now=NOW).over == ()
    assert news_in([], [known], now=NOW + timedelta(minutes=1)).over == (known,)
    # Another scope is another trouble.
    other = Trouble(kind=AlarmKind.RATE_LIMITED, subject="global")
    assert news_in([other], [known], now=NOW).wrong == (other,)


def test_what_is_over_is_said_with_how_long_it_went_on() -> None:
    known = an_alarm(AlarmKind.LOOP, subject="match")
    [group] = over_together([known])
    assert said_when_over(group, "en") == ("✅ Over: “match” works again (it went on for 20 min).")


def test_a_lease_that_was_taken_over_is_not_called_over() -> None:
    assert over_together([an_alarm(AlarmKind.LEASE)]) == []
