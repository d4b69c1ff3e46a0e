"""Phone numbers: one spelling of each (E.164 with its +), whoever wrote it and however.

Where a number comes from decides how it is read. A person writes it as people do where the shop
is, with or without the country's code. A provider writes international numbers, some of them
without the + (Sinch: "12125551234"); read as a person's, "442079460958" would be no number of the
US and a stranger's somewhere else.

phonenumbers is a table of the world's numbering plans and does no I/O, so it may be used here, in
the lowest room: addresses of people, webhooks and settings all need the same spelling.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NewType

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from maneki.errors import InvalidInputError

PhoneNumber = NewType("PhoneNumber", str)
"""E.164: +, the country's code and the national number, at most 15 digits; it exists as a plan."""

LONGEST_WRITTEN = 64
"""Characters: what is longer is not a number with something around it."""

_SHOWN_DIGITS = 2
# As providers write them: digits, perhaps a + (which a form that was not escaped makes a space).
_INTERNATIONAL = re.compile(r"\+?([0-9]{1,20})")


class PhoneProblem(StrEnum):
    """What is wrong with what was to be a phone number."""

    UNREADABLE = "unreadable"
    INVALID = "invalid"


_SENTENCES = {
    PhoneProblem.UNREADABLE: (
        "We could not read this as a phone number; write it with its country code, such as "
        "+1 212 555 0123."
    ),
    PhoneProblem.INVALID: (
        "This is an invalid phone number; write all of it, with its country code, such as "
        "+1 212 555 0123."
    ),
}


class PhoneNumberError(InvalidInputError):
    """This is no phone number. The sentence is in English and never repeats what was written.

    `maneki.phrases` has it in every language, by `problem`.
    """

    def __init__(self, problem: PhoneProblem) -> None:
        super().__init__(_SENTENCES[problem])
        self.problem = problem


def number_from_person(text: str, *, region: str) -> PhoneNumber:
    """What somebody typed: without a country's code it is a number of `region` ("US", "JP").

    Raises `PhoneNumberError`. An extension is refused: no text message reaches one.
    """
    if len(text) > LONGEST_WRITTEN:
        raise PhoneNumberError(PhoneProblem.UNREADABLE)
    return _number(text, region)


def number_from_provider(text: str) -> PhoneNumber:
    """What a provider of text messages wrote: international, with its + or without.

    Raises `PhoneNumberError`, also for short codes and for names that send ("AMAZON").
    """
    written = _INTERNATIONAL.fullmatch(text.strip())
    if written is None:
        raise PhoneNumberError(PhoneProblem.UNREADABLE)
    return _number(f"+{written[1]}", None)


def _number(text: str, region: str | None) -> PhoneNumber:
    try:
        parsed = phonenumbers.parse(text, region)
    except NumberParseException as exc:
        # Too short or too long was read very well.
        is_number = exc.error_type not in _NOT_READ
        problem = PhoneProblem.INVALID if is_number else PhoneProblem.UNREADABLE
        raise PhoneNumberError(problem) from exc
    if parsed.extension or not phonenumbers.is_valid_number(parsed):
        raise PhoneNumberError(PhoneProblem.INVALID)
    return PhoneNumber(phonenumbers.format_number(parsed, PhoneNumberFormat.E164))


_NOT_READ = (NumberParseException.NOT_A_NUMBER, NumberParseException.INVALID_COUNTRY_CODE)


def region_of(number: PhoneNumber) -> str | None:
    """The country of a number, in two letters; None where a code is no country's."""
    return phonenumbers.region_code_for_number(phonenumbers.parse(number, None))


def digits_of(number: PhoneNumber) -> str:
    """The number without its +, as Sinch wants it."""
    return number.removeprefix("+")


def masked(number: str) -> str:
    """A number as logs and pages may show it: its last two digits. Nothing of what has fewer."""
    digits = [char for char in number if char.isdigit()]
    shown = digits[-_SHOWN_DIGITS:] if len(digits) > _SHOWN_DIGITS else []
    return "…" + "".join(shown)
