"""Whatever the platform says of its limits is read for what it is, and nonsense for nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maneki.delivery.answer import LONGEST_WAIT, UNSTATED_WAIT, Quota, Scope, read_answer

GOOD = {
    "X-RateLimit-Limit": "5",
    "X-RateLimit-Remaining": "4",
    "X-RateLimit-Reset-After": "0.97",
    "X-RateLimit-Bucket": "abcd",
}


@pytest.mark.parametrize("spelled", [str.upper, str.lower, str.title])
def test_header_names_are_read_however_they_are_spelled(spelled) -> None:
    answer = read_answer(200, {spelled(name): value for name, value in GOOD.items()})
    assert answer.quota == Quota(5, 4, 0.97)
    assert answer.bucket == "abcd"


@pytest.mark.parametrize(
    "wrong",
    [
        {"X-RateLimit-Limit": "0"},
        {"X-RateLimit-Limit": "many"},
        {"X-RateLimit-Remaining": "9"},
        {"X-RateLimit-Remaining": "-1"},
        {"X-RateLimit-Reset-After": "nan"},
        {"X-RateLimit-Reset-After": "inf"},
        {"X-RateLimit-Reset-After": ""},
    ],
)
def test_headers_that_make_no_sense_tell_nothing(wrong: dict[str, str]) -> None:
    assert read_answer(200, {**GOOD, **wrong}).quota is None


@pytest.mark.parametrize(
    ("headers", "body", "seconds"),
    [
        ({"Retry-After": "65"}, {"retry_after": 64.57}, 64.57),
        ({"Retry-After": "65"}, {"retry_after": "soon"}, 65.0),
        ({"Retry-After": "3600"}, {"message": "later"}, 3600.0),
        ({}, {"message": "later"}, UNSTATED_WAIT),
        ({"Retry-After": "1"}, b'{"retry_after": 0.3}', 0.3),
        ({"Retry-After": "7"}, {"retry_after": "inf"}, 7.0),
        ({"Retry-After": "nan"}, {"retry_after": -1}, UNSTATED_WAIT),
        ({"Retry-After": "1e300"}, {}, LONGEST_WAIT),
        ({}, {"retry_after": 10**400}, UNSTATED_WAIT),
    ],
)
def test_a_refusal_says_how_long_first_in_its_body(
    headers: dict[str, str], body: object, seconds: float
) -> None:
    assert read_answer(429, {"Via": "1.1 google", **headers}, body).retry_after == seconds


def test_no_window_is_waited_out_for_longer_than_a_day() -> None:
    answer = read_answer(200, {**GOOD, "X-RateLimit-Reset-After": "1e300"})
    assert answer.quota == Quota(5, 4, LONGEST_WAIT)


@pytest.mark.parametrize(
    ("headers", "body", "scope"),
    [
        ({"X-RateLimit-Scope": "shared"}, {"global": False}, Scope.SHARED),
        ({"X-RateLimit-Global": "true"}, {"retry_after": 1}, Scope.GLOBAL),
        ({}, {"global": True}, Scope.GLOBAL),
        ({"X-RateLimit-Scope": "galactic"}, {"global": False}, Scope.USER),
    ],
)
def test_a_refusal_says_whose_limit_it_is(
    headers: dict[str, str], body: object, scope: Scope
) -> None:
    assert read_answer(429, headers, body).scope is scope


@pytest.mark.parametrize(
    ("status", "scope", "is_invalid"),
    [(401, "", True), (403, "", True), (404, "", False), (429, "user", True),
     (429, "shared", False), (500, "", False), (200, "", False)],
)  # fmt: skip
def test_only_what_the_platform_counts_as_invalid_is_counted(
    status: int, scope: str, is_invalid: bool
) -> None:
    assert read_answer(status, {"X-RateLimit-Scope": scope}, {}).is_invalid is is_invalid


@given(
    st.integers(100, 599),
    st.dictionaries(st.sampled_from([*GOOD, "Retry-After", "X-RateLimit-Scope"]), st.text()),
    st.one_of(st.none(), st.text(), st.binary(), st.lists(st.integers()),
              st.dictionaries(st.one_of(st.text(), st.just("retry_after")),
                              st.one_of(st.none(), st.floats(), st.integers(), st.text()))),
)  # fmt: skip
def test_no_answer_is_too_strange_to_read(
    status: int, headers: dict[str, str], body: object
) -> None:
    answer = read_answer(status, headers, body)
    assert answer.retry_after is None or 0 <= answer.retry_after <= LONGEST_WAIT
