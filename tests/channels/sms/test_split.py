"""Long texts become messages without losing a word or breaking one."""

from __future__ import annotations

import os
import random
import re

import pytest
from babel.numbers import list_currencies
from hypothesis import given, settings
from hypothesis import strategies as st

from maneki.channels.sms.segments import STANDARD, TOLL_FREE, Room, Sizes, measured
from maneki.channels.sms.split import MOST_SEGMENTS, split

CASES = int(os.environ.get("MANEKI_TEST_SPLITS", "3000"))  # noqa: TID251  (a test's own setting)
"""How many texts the long property is tried with; 100,000 was the full run."""

TINY = Sizes(Room(24, 20), Room(12, 10))
"""Room for so little that short texts are cut often."""

OPT_OUT = "Reply STOP to opt out."
ATOMS = (
    "https://shop.example/s/search?q=dune&page=2",
    "https://shop.example/p/Ab3_x-9",
    "$9.99",
    "3.0",
    "J.R.R.",
    "J. R. R. Tolkien",
    "6 p.m.",
    "6:30 PM",
    "978-0-261-10221-7",
    "ISBN 978 0 261 10221 7",
    "9780261102217",
    "US$ 12.50",
    "12.50 USD",
    "code 4711",
    "AB12-CD34",
    "+1 212 555 0123",
    "12,50 €",
    "1 234,50 €",
    "1.234,50 €",
    "CHF 20.00",
    "20.00 CHF",
    "500 ₽",
    "R$ 50",
    "É. Dupont",
    "Ö. Müller",
    "W. E. B. Du Bois",
    "Dr. Seuss",
    "Prof. Dr. J. Watson",
    "3. Dune",
    "12) Emma",
    OPT_OUT,
)
WORDS = ("a", "tale", "of", "two", "cities.", "Really?", "Yes!", "it’s", "汉字。", "👋", "né", "\n")


CODES = sorted(list_currencies())
LETTERS = "".join(char for char in map(chr, range(0x41, 0x250)) if char.isalpha())
SIGNS = "$¢£¤¥฿₣₤₦₩₪₫€₭₮₱₲₴₸₹₺₽₿"
NAMES = ("Dupont", "Müller", "Du Bois", "van der Berg", "Le Guin", "Østergård", "O'Brian")


def made_atom(chance: random.Random) -> str:
    """An amount with a sign or a code of ISO 4217 on either side, somebody with initials, or what
    a list counts.
    """
    whole = chance.choice(
        [f"{chance.randrange(1, 999)}", f"{chance.randrange(1, 99)} 234", "1.234"]
    )
    amount = whole + chance.choice(["", ".50", ",50"])
    currency = chance.choice([chance.choice(CODES), chance.choice(SIGNS)])
    initials = " ".join(f"{chance.choice(LETTERS)}." for _ in range(chance.randrange(1, 4)))
    return chance.choice(
        [
            f"{currency} {amount}",
            f"{amount} {currency}",
            f"{initials} {chance.choice(NAMES)}",
            f"Dr. {chance.choice(NAMES)}",
            f"{chance.randrange(1, 100)}. {chance.choice(NAMES)}",
        ]
    )


def letters(text: str) -> str:
    return re.sub(r"\s+", "", text)


def one_segment(text: str) -> tuple[str, ...]:
    return split(text, most_segments=1)


@pytest.mark.parametrize("text", ["", " ", "\n\n \t", "\u00a0"])
def test_blanks_are_no_message(text: str) -> None:
    assert split(text) == ()


def test_a_short_text_is_one_message_unchanged() -> None:
    text = "hello, this is maneki. what do you want to read?"
    assert one_segment(text) == (text,)


def test_a_text_is_one_message_as_long_as_it_may_be() -> None:
    text = "One sentence of many. " * 60
    assert split(text) == (text.strip(),)
    assert measured(text.strip()).segments <= MOST_SEGMENTS


def test_two_sentences_of_eighty_are_two_messages() -> None:
    first, second = "a" * 79 + ".", "b" * 79 + "."
    assert one_segment(f"{first} {second}") == (first, second)


def test_a_long_run_is_cut_only_because_it_must_be() -> None:
    parts = one_segment("short words here " + "x" * 200)
    assert parts == ("short words here", "x" * 160, "x" * 40)


@pytest.mark.parametrize("text", ["a" * 180 + ".", "x" * 170])
def test_what_has_no_blank_is_cut_without_loss(text: str) -> None:
    parts = one_segment(text)
    assert all(len(part) <= 160 for part in parts)
    assert "".join(parts) == text


def test_every_message_but_the_last_ends_a_sentence() -> None:
    text = "this is sentence one. this is sentence two! this is sentence three? " * 10
    parts = one_segment(text)
    assert len(parts) > 1
    assert all(part.endswith((".", "!", "?")) for part in parts[:-1])


def test_paragraphs_come_before_sentences() -> None:
    first, second = "One. Two. " * 8, "Three. Four. " * 8
    assert one_segment(f"{first.strip()}\n\n{second.strip()}") == (first.strip(), second.strip())


def test_a_stub_is_not_worth_a_message() -> None:
    text = "Hi.\n\n" + "word " * 50
    assert one_segment(text)[0].startswith("Hi.\n\nword")


def test_line_breaks_inside_a_message_are_kept() -> None:
    text = "Two books:\n- Dune\n- Emma\n\nShall I hold one?"
    assert one_segment(text) == (text,)


def test_sentences_without_blanks_are_cut_after_their_full_stop() -> None:
    sentence = "これは本です。"
    parts = one_segment(sentence * 12)
    assert all(part.endswith("。") for part in parts)
    assert "".join(parts) == sentence * 12


def test_an_address_after_ideographs_stays_whole() -> None:
    address = "https://shop.example/p/Ab3_x-9"
    parts = one_segment("字" * 60 + address)
    assert parts == ("字" * 60, address)


@pytest.mark.parametrize("joined", ["👩‍👩‍👧‍👦", "👍🏽", "🇯🇵", "e\u0301\u0302", "❤️"])
def test_what_is_seen_as_one_character_is_not_cut(joined: str) -> None:
    parts = one_segment(joined * 40)
    assert "".join(parts) == joined * 40
    assert all(len(part) % len(joined) == 0 for part in parts)


@pytest.mark.parametrize("atom", ATOMS)
@pytest.mark.parametrize("filler", ["word", "Mr. Smith", "one."])
def test_what_belongs_together_is_never_cut(atom: str, filler: str) -> None:
    for before in range(0, 170, 3):
        text = f"{(filler + ' ') * 40}"[:before].strip() + f" {atom} " + "more words follow " * 8
        assert any(atom in part for part in one_segment(text)), before


def test_the_number_of_a_list_item_stays_with_its_title() -> None:
    for length in range(90, 160):
        text = f"{'x' * length}:\n1. Dune\n2. Emma\n3. The Left Hand of Darkness\n4. Ulysses"
        parts = one_segment(text)
        assert not any(re.search(r"(?:^|\n)\d\.$", part) for part in parts), parts
        assert not any(part.startswith(("Dune", "Emma", "The", "Ulysses")) for part in parts), parts


def test_a_question_in_a_search_address_is_no_end() -> None:
    address = "https://www.shop.example/s/search?q=left+hand+of+darkness&sort=price"
    text = "Here is what we have on the shelf and what we can order for you today: " * 2 + address
    assert address in one_segment(text)[-1]


def test_nobody_sends_less_than_a_segment() -> None:
    with pytest.raises(ValueError, match="at least one"):
        split("a", most_segments=0)


def holds(text: str, parts: tuple[str, ...], most_segments: int, sizes: Sizes) -> None:
    """What is true of every text."""
    assert letters("".join(parts)) == letters(text)
    assert all(part and part == part.strip(" \n\t\r") for part in parts)
    assert all(measured(part, sizes=sizes).segments <= most_segments for part in parts)
    at = 0
    for part in parts:
        found = text.find(part, at)
        assert found >= 0
        assert not text[at:found].strip()
        at = found + len(part)


TEXTS = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from("ab .!?\n{€字👋"), max_size=700
) | st.lists(st.sampled_from(WORDS + ATOMS), max_size=120).map(" ".join)


@given(TEXTS, st.integers(1, 4), st.sampled_from([STANDARD, TOLL_FREE, TINY]))
@settings(max_examples=300, deadline=None)
def test_nothing_is_lost_and_no_limit_exceeded(text: str, most: int, sizes: Sizes) -> None:
    holds(text, split(text, most_segments=most, sizes=sizes), most, sizes)


def test_what_belongs_together_stays_so_in_any_company() -> None:
    chance = random.Random(20_261_127)
    for _ in range(CASES):
        words = chance.choices(WORDS, k=chance.randrange(4, 30))
        atom = chance.choice([chance.choice(ATOMS), made_atom(chance)])
        words.insert(chance.randrange(len(words) + 1), atom)
        text = " ".join(words)
        most = chance.randrange(1, 3)
        parts = split(text, most_segments=most, sizes=STANDARD)
        holds(text, parts, most, STANDARD)
        assert any(atom in part for part in parts), (atom, parts)


def test_absurdly_long_texts_are_cut_in_no_time() -> None:
    for text in (
        "a" * 10_000,
        "1 " * 5_000,
        "J. " * 3_000,
        "J." * 5_000,
        "111 " * 2_500,
        "du " * 3_000,
    ):
        holds(text, one_segment(text), 1, STANDARD)
    for text in ("1. " * 3_000, "Dr. " * 2_500, "reply " * 2_000, "👋" * 5_000):
        holds(text, one_segment(text), 1, STANDARD)
