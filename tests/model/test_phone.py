"""One spelling of each phone number, whoever wrote it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maneki.model.phone import (
    PhoneNumberError,
    PhoneProblem,
    digits_of,
    masked,
    number_from_person,
    number_from_provider,
)
from maneki.phrases import say

ANYTHING = st.text(st.characters() | st.sampled_from("+0123456789 -().x"), max_size=80)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("+1-212-555-1234", "+12125551234"),
        ("(212) 555-1234", "+12125551234"),
        ("212.555.1234", "+12125551234"),
        ("2125551234", "+12125551234"),
        ("1-212-555-1234", "+12125551234"),
        ("12125551234", "+12125551234"),
        ("+12125551234", "+12125551234"),
        (" ２１２ ５５５ １２３４ ", "+12125551234"),
        ("+44 20 7946 0958", "+442079460958"),
        ("+49 30 12345678", "+493012345678"),
        ("+33 1 42 86 20 00", "+33142862000"),
        ("+81 3-1234-5678", "+81312345678"),
        ("+81 90-1234-5678", "+819012345678"),
        ("+12125550123", "+12125550123"),
        ("+14155550100", "+14155550100"),
        ("+13235550142", "+13235550142"),
    ],
)
def test_every_spelling_of_a_number_is_one_number(written: str, number: str) -> None:
    assert number_from_person(written, region="US") == number


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("442079460958", "+442079460958"),
        ("+442079460958", "+442079460958"),
        # A + that was not escaped in a form.
        (" 12125551234", "+12125551234"),
        ("12125551234", "+12125551234"),
        ("819012345678", "+819012345678"),
    ],
)
def test_a_providers_number_is_international_already(written: str, number: str) -> None:
    assert number_from_provider(written) == number


def test_the_region_is_the_shops() -> None:
    assert number_from_person("09012345678", region="JP") == "+819012345678"
    with pytest.raises(PhoneNumberError, match="invalid phone number"):
        number_from_person("09012345678", region="US")


@pytest.mark.parametrize(
    "written",
    ["123", "+1-555-123", "+1234567890", "+19876543210", "+447700900123", "212 555 1234 ext. 5"],
)
def test_what_no_plan_knows_is_invalid(written: str) -> None:
    with pytest.raises(PhoneNumberError, match="invalid phone number") as caught:
        number_from_person(written, region="US")
    assert caught.value.problem is PhoneProblem.INVALID


@pytest.mark.parametrize("written", ["not-a-number", "", "   ", "👋", "+", "2" * 100])
def test_what_is_no_number_at_all_cannot_be_read(written: str) -> None:
    with pytest.raises(PhoneNumberError, match="could not read this as a phone number") as caught:
        number_from_person(written, region="US")
    assert caught.value.problem is PhoneProblem.UNREADABLE


@pytest.mark.parametrize(
    "written", ["AMAZON", "72345", "", "(212) 555-1234", "whatsapp:+12125551234"]
)
def test_short_codes_and_names_are_no_numbers_of_a_provider(written: str) -> None:
    with pytest.raises(PhoneNumberError):
        number_from_provider(written)


def test_the_sentence_never_repeats_what_was_written() -> None:
    with pytest.raises(PhoneNumberError) as caught:
        number_from_person("+1-555-123", region="US")
    assert "555-123" not in str(caught.value)


@pytest.mark.parametrize("problem", PhoneProblem)
def test_the_sentence_is_in_the_catalogue_too(problem: PhoneProblem) -> None:
    assert say(f"phones.{problem}", "en") == str(PhoneNumberError(problem))
    assert "国番号" in say(f"phones.{problem}", "ja")


@pytest.mark.parametrize(
    ("number", "shown"),
    [("+12125550123", "…23"), ("72345", "…45"), ("12", "…"), ("", "…"), ("AMAZON", "…")],
)
def test_only_two_digits_are_shown(number: str, shown: str) -> None:
    assert masked(number) == shown


def test_a_number_without_its_plus_is_digits() -> None:
    assert digits_of(number_from_provider("+12125550123")) == "12125550123"


@given(ANYTHING, st.sampled_from(["US", "JP", "GB", "DE"]))
def test_anything_is_a_number_that_stays_the_same_or_an_error(text: str, region: str) -> None:
    try:
        number = number_from_person(text, region=region)
    except PhoneNumberError:
        return
    assert number_from_provider(number) == number
    assert number_from_person(number, region="US") == number
