"""What each answer of Discord means for a parcel."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from maneki.channels.discord.answer import Answer
from maneki.channels.discord.outcomes import outcome_of
from maneki.delivery.outcome import Later, Outcome, Refused, Stop, Unclear, Unreachable


def outcome(status: int, code: int = 0, **body: Any) -> Outcome:
    said = {"code": code, "message": "no", **body}
    return outcome_of(Answer(status=status, body=said), language="en")


@pytest.mark.parametrize(
    ("status", "code", "reason"),
    [
        (403, 50007, "your direct messages are closed to me"),
        (400, 50007, "your direct messages are closed to me"),
        (403, 50278, "we have no server in common any more"),
        (403, 50001, "I cannot see the channel any more"),
        (403, 50013, "I lack the permission to post there"),
        (404, 10003, "the channel was deleted"),
        (404, 10004, "I am not on that server any more"),
        (404, 10007, "you are no longer on that server"),
        (404, 10013, "that account does not exist any more"),
        (400, 50083, "the thread is archived"),
        (400, 160005, "the thread is locked"),
        (400, 40058, "messages cannot be posted in that kind of channel"),
        (400, 50033, "Discord does not let me write there (code 50033)"),
        (400, 50041, "Discord does not let me write there (code 50041)"),
        (403, 77777, "Discord does not let me write there (code 77777)"),
    ],
)
def test_some_places_cannot_be_written_to_until_something_changes(
    status: int, code: int, reason: str
) -> None:
    assert outcome(status, code) == Unreachable(reason, code)


@pytest.mark.parametrize(
    ("status", "code"),
    [(400, 50035), (400, 50006), (403, 20009), (400, 200000), (400, 240000), (413, 40005)],
)  # fmt: skip
def test_content_may_be_refused_where_a_plainer_one_is_not(status: int, code: int) -> None:
    assert isinstance(outcome(status, code), Refused)


@pytest.mark.parametrize(("status", "code"), [(401, 0), (401, 40001), (403, 50014)])
def test_a_token_that_is_refused_stops_everything_with_one_clear_line(
    status: int, code: int
) -> None:
    stopped = outcome(status, code)
    assert isinstance(stopped, Stop)
    assert stopped.reason.startswith("Discord does not accept the bot's token; check DISCORD_BOT")


def test_a_limit_is_waited_for_exactly_as_long_as_it_says() -> None:
    assert outcome(429, retry_after=1337.5) == Later(1337.5, "429/0: no")
    assert outcome(429, 20028, retry_after=0.3) == Later(0.3, "429/20028: no")
    header = Answer(status=429, body="<html>", headers={"Retry-After": "12"})
    assert outcome_of(header, language="en") == Later(12.0, "429/0: <html>")


@pytest.mark.parametrize("seconds", ["inf", "nan", "-1", "1e300", "soon", 1e300, -5])
@pytest.mark.parametrize(("status", "code"), [(429, 0), (503, 130000), (403, 40003)])
def test_whatever_time_is_named_it_can_be_waited_for(
    status: int, code: int, seconds: float | str
) -> None:
    in_header = Answer(status=status, body={"code": code}, headers={"Retry-After": str(seconds)})
    for waited in (
        outcome(status, code, retry_after=seconds),
        outcome_of(in_header, language="en"),
    ):
        assert isinstance(waited, Later)
        assert timedelta(0) < timedelta(seconds=waited.retry_after) <= timedelta(days=1)


def test_what_says_no_time_is_left_alone_for_a_while() -> None:
    for answer in (outcome(403, 40003), outcome(503, 130000), outcome(429)):
        assert isinstance(answer, Later)
        assert answer.retry_after > 0


def test_opening_dms_too_fast_is_a_wait_and_not_a_closed_door() -> None:
    waited = outcome(403, 40003)
    assert isinstance(waited, Later)
    assert waited.retry_after >= 60


@pytest.mark.parametrize("status", [500, 502, 503, 504, 520, 524])
def test_after_an_error_of_discords_nobody_knows(status: int) -> None:
    assert isinstance(outcome(status), Unclear)


def test_half_an_answer_that_says_it_is_well_tells_nothing() -> None:
    assert isinstance(outcome_of(Answer(status=200, body='{"id": "1'), language="en"), Unclear)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(status=403, body="<html>error 1015"),
        Answer(status=403, body={"code": 40333, "message": "internal network error"}),
        Answer(status=404, body="<html>nothing here"),
        Answer(status=404, body={"code": 0, "message": "404: Not Found"}),
        Answer(status=405, body={"code": 0, "message": "405: Method Not Allowed"}),
    ],
)
def test_what_never_got_to_the_place_is_tried_later_and_is_nobodys_fault(answer: Answer) -> None:
    waited = outcome_of(answer, language="en")
    assert isinstance(waited, Later)
    assert waited.retry_after >= 60
