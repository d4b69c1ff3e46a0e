"""What a text costs, to the unit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maneki.channels.sms.segments import (
    STANDARD,
    TOLL_FREE,
    Encoding,
    Measure,
    Sizes,
    Unknown,
    is_gsm_7,
    measured,
    transliterated,
)

GSM_7, UCS_2 = Encoding.GSM_7, Encoding.UCS_2
COSTLY = st.text(
    st.characters() | st.sampled_from("aé€{}[]~^|\\\f字👋’ç\n"), max_size=400
) | st.text(st.sampled_from("a{€é"), min_size=100, max_size=500)


@pytest.mark.parametrize(
    ("text", "encoding", "units", "segments"),
    [
        ("a" * 160, GSM_7, 160, 1),
        ("a" * 161, GSM_7, 161, 2),
        ("a" * 306, GSM_7, 306, 2),
        ("a" * 307, GSM_7, 307, 3),
        ("{" * 80, GSM_7, 160, 1),
        ("{" * 81, GSM_7, 162, 2),
        ("{" * 160, GSM_7, 320, 3),
        ("a" * 158 + "€", GSM_7, 160, 1),
        ("a" * 159 + "€", GSM_7, 161, 2),
        # The pair may not straddle the seam.
        ("a" * 152 + "{" + "a" * 152, GSM_7, 306, 3),
        ("字" * 70, UCS_2, 70, 1),
        ("字" * 71, UCS_2, 71, 2),
        ("字" * 134, UCS_2, 134, 2),
        ("字" * 135, UCS_2, 135, 3),
        ("👋" * 35, UCS_2, 70, 1),
        ("👋" * 36, UCS_2, 72, 2),
        ("👋" * 67, UCS_2, 134, 3),
        ("a" * 69 + "👋", UCS_2, 71, 2),
        ("a" * 159 + "’", UCS_2, 160, 3),
        ("“" * 160, UCS_2, 160, 3),
        ("hi 👋", UCS_2, 5, 1),
        ("{}[]|~^€", GSM_7, 16, 1),
        ("", GSM_7, 0, 0),
    ],
)
def test_a_text_costs_what_the_networks_count(
    text: str, encoding: Encoding, units: int, segments: int
) -> None:
    assert measured(text) == Measure(encoding, units, segments)


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 304, 2),
        ("a" * 305, 3),
        ("字" * 70, 1),
        ("字" * 71, 2),
        ("字" * 132, 2),
        ("字" * 133, 3),
    ],
)
def test_toll_free_numbers_have_less_room_in_each(text: str, segments: int) -> None:
    assert measured(text, sizes=TOLL_FREE).segments == segments


@pytest.mark.parametrize(
    "text",
    [
        "hello, this is maneki.",
        "café",
        "1234567890!@#?",
        "ümlaut ü",
        "accented à",
        "greek Δ",
        "{}[]|~^€",
        "Ç",
        "é è à ù ì ò ä ö ü ñ ß Ç Å å Δ",
        "line\nline\r\f",
    ],
)
def test_the_seven_bit_alphabet_is_larger_than_ascii(text: str) -> None:
    assert is_gsm_7(text)
    assert measured(text).encoding is GSM_7


@pytest.mark.parametrize(
    "text", ["hi 👋", "smart quotes: “hello”", "chinese 汉字", "ç", "`", "–", "—", "…", "’", "\t"]
)
def test_one_character_outside_makes_all_of_it_ucs_2(text: str) -> None:
    assert not is_gsm_7(text)
    assert measured(text + "a").encoding is UCS_2


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("it’s great — try “Dune”…", 'it\'s great - try "Dune"...'),
        ("‘a’ – b\u00a0c", "'a' - b c"),
        ("«a» ‹b› `c`", "\"a\" 'b' 'c'"),
        ("a\u200bb\u00adc\ufeff", "abc"),
        ("a\tb\u2028c", "a b\nc"),
        ("hi 👋 François 汉字", "hi 👋 François 汉字"),
    ],
)
def test_typography_becomes_plain_and_letters_stay(text: str, plain: str) -> None:
    assert transliterated(text) == plain


@pytest.mark.parametrize("text", ["a" * 159 + "’", "“" * 160])
def test_a_plain_quotation_mark_saves_two_segments(text: str) -> None:
    assert measured(transliterated(text)).segments == 1


@pytest.mark.parametrize(
    ("text", "strict"), [("hi 👋", "hi ?"), ("chinese 汉字", "chinese ??"), ("it’s", "it's")]
)
def test_question_marks_are_an_option_with_a_name(text: str, strict: str) -> None:
    assert transliterated(text, unknown=Unknown.QUESTION_MARK) == strict


# The same counted another way: through the octets that really go over the air.

ESCAPE = b"\x1b"


def octets(text: str) -> tuple[bytes, int]:
    """The text as the network sees it, one byte or two bytes a unit."""
    basic = (
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMN"
        "OPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
    )
    escaped = {"\f": 10, "^": 20, "{": 40, "}": 41, "\\": 47, "[": 60, "~": 61, "]": 62, "|": 64}
    escaped["€"] = 101
    coded = b""
    for char in text:
        if char in escaped:
            coded += ESCAPE + bytes([escaped[char]])
        elif char in basic and char != "\x1b":
            coded += bytes([basic.index(char)])
        else:
            return text.encode("utf-16-be", "surrogatepass"), 2
    return coded, 1


def cut_at(coded: bytes, start: int, most: int, width: int) -> int:
    """Where a segment ends that begins at `start`: as far as it may, but between no pair."""
    end = start + most * width
    if end >= len(coded):
        return len(coded)
    if width == 1 and coded[end - 1 : end] == ESCAPE:
        return end - 1
    if width == 2 and 0xDC <= coded[end] <= 0xDF and 0xD8 <= coded[end - 2] <= 0xDB:
        return end - 2
    return end


def counted(text: str, sizes: Sizes) -> Measure:
    coded, width = octets(text)
    encoding = GSM_7 if width == 1 else UCS_2
    room = sizes.of(encoding)
    units = len(coded) // width
    if units <= room.alone:
        return Measure(encoding, units, min(units, 1))
    segments, at = 0, 0
    while at < len(coded):
        at = cut_at(coded, at, room.each, width)
        segments += 1
    return Measure(encoding, units, segments)


@given(COSTLY, st.sampled_from([STANDARD, TOLL_FREE]))
def test_an_independent_count_agrees(text: str, sizes: Sizes) -> None:
    assert measured(text, sizes=sizes) == counted(text, sizes)


@given(COSTLY)
def test_transliterating_twice_changes_nothing_more(text: str) -> None:
    once = transliterated(text)
    assert transliterated(once) == once
    assert is_gsm_7(transliterated(text, unknown=Unknown.QUESTION_MARK))


@given(COSTLY, st.text(max_size=3))
def test_a_longer_text_never_costs_less(text: str, more: str) -> None:
    assert measured(text).segments <= measured(text + more).segments
