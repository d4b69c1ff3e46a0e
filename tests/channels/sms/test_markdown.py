"""Whoever writes markdown is read without its marks, and nothing else is touched."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maneki.channels.sms.markdown import plain_words
from maneki.channels.sms.voice import TextVoice

CASES = 20_000

INTACT = (
    "$9.99*",
    "*plus tax",
    "9.99*, 12.99*",
    "5 * 3 * 2",
    "2*3*4",
    "M*A*S*H",
    "*NSYNC",
    "F***",
    "*****",
    "snake_case_name",
    "978-0-261-10221-7",
    "ISBN 978 0 261 10221 7",
    "AB12-CD34",
    "#1 bestseller",
    "C#",
    "~~$10~~ $8",
    ">5 left",
    "a | b",
    "*_*",
    ">_<",
    "[sic]",
    "[x](note)",
    "rock 'n' roll",
    "https://shop.example/p/a_b_c_d",
    "https://shop.example/s/search?q=*dune*&page=2",
    "https://shop.example/wiki/Dune_(novel)",
    "www.shop.example/a_b_c",
    "- 3 copies",
    "1. Dune",
)


@pytest.mark.parametrize("text", INTACT)
def test_what_only_looks_like_a_mark_is_left_alone(text: str) -> None:
    assert plain_words(text) == text
    assert plain_words(f"We have {text} for you.") == f"We have {text} for you."


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("**Dune** by *Frank Herbert*", "Dune by Frank Herbert"),
        ("__Dune__, _Emma_ and ***Ulysses***", "Dune, Emma and Ulysses"),
        ("**bold *and more* of it**", "bold and more of it"),
        ("*more **and bold** of it*", "more and bold of it"),
        ("**two\nlines**", "two\nlines"),
        ("**デューン**は*良い*です", "デューンは良いです"),
        ("**Price:** $9.99*", "Price: $9.99*"),
        ("“**Dune**”, (*Emma*)", "“Dune”, (Emma)"),
        ("[Dune](https://shop.example/p/a_b)", "Dune: https://shop.example/p/a_b"),
        ("[**Dune**](https://x.example/z_(1)).", "Dune: https://x.example/z_(1)."),
        ("**[Dune](https://x.example/z)**", "Dune: https://x.example/z"),
        ("[https://x.example/](https://x.example)", "https://x.example"),
        ("[x.example/z](https://x.example/z)", "https://x.example/z"),
        ('[Dune](https://x.example/z "the book")', "Dune (the book): https://x.example/z"),
        ("![cover](https://x.example/c.jpg)", "cover: https://x.example/c.jpg"),
        ("![](https://x.example/c.jpg)", "https://x.example/c.jpg"),
        ("[write us](mailto:help@x.example)", "write us: help@x.example"),
        ("<https://x.example/a_b_c>", "https://x.example/a_b_c"),
        ("**https://x.example/a**", "https://x.example/a"),
        ("__https://x.example/a_b__", "https://x.example/a_b"),
        ("# Books\n\n## About C# ##", "Books\n\nAbout C#"),
        ("* Dune\n* *Emma*\n  + Ulysses", "- Dune\n- Emma\n  - Ulysses"),
        ("1. **Dune**\n2. Emma", "1. Dune\n2. Emma"),
        ("```python\nprint('*a*', _b_)\n```\nthen *this*", "print('*a*', _b_)\nthen this"),
        ("say `*code*` to us", "say *code* to us"),
        (r"\*not\* and \[no\]", "*not* and [no]"),
        ("| Book | Price |\n| --- | ---: |\n| **Dune** | $9 |", "Book | Price\nDune | $9"),
        ("above\n\n---\n\nbelow", "above\n\n\n\nbelow"),
        ("Heading\n=======\nbelow", "Heading\n\nbelow"),
        ("one<br>two", "one\ntwo"),
        ("the end: ||he dies||", "the end: he dies"),
        ("-# small print", "small print"),
        ("<:cat:123456789012345678> hello", ":cat: hello"),
        ("**not\n\nclosed** here", "**not\n\nclosed** here"),
        ("*****", "*****"),
        ("***", "***"),
    ],
)
def test_marks_become_plain_words(written: str, read: str) -> None:
    assert plain_words(written) == read


def test_the_voice_of_texts_reads_markdown_before_it_writes_plainly() -> None:
    voice = TextVoice(most_segments=2)
    [said] = voice.parts("We have **Dune** — “used”:\n* [here](https://x.example/a_b)\n* `AB-12`")
    assert said == 'We have Dune - "used":\n- here: https://x.example/a_b\n- AB-12'


UNMARKED = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="*_`[]#~|<>\\=+-•\x00\r")
)


@given(UNMARKED)
def test_a_text_without_marks_is_unchanged(text: str) -> None:
    assert plain_words(text) == text


MARKED = st.lists(
    st.sampled_from(["*", "**", "_", "__", "`", "||", "[", "](", ")", "#", "-", "\n", " ", "|"])
    | st.sampled_from(["a", "b2", "汉", "é", "9.99", "x.example/a_b", "https://x.example/a"])
).map("".join)


def letters(text: str) -> str:
    return "".join(re.findall(r"[^\W_]+", text))


@given(MARKED)
def test_no_letter_is_ever_lost_or_moved(text: str) -> None:
    """But the words of a link that are its address: those are said once."""
    if "](" in text:
        said = letters(plain_words(text))
        assert all(word in said or word == "https" for word in re.findall(r"[^\W_]+", text))
    else:
        assert letters(plain_words(text)) == letters(text)


def wrapped(chance: random.Random, words: str) -> str:
    run = chance.choice(["*", "**", "***", "_", "__", "___", "||"])
    return f"{run}{words}{run}"


def test_emphasis_goes_and_what_stands_beside_it_stays() -> None:
    chance = random.Random(20_261_128)
    intact = [one for one in INTACT if not one.startswith(("*", "[", "- "))]
    for _ in range(CASES):
        title = chance.choice(["Dune", "The Left Hand of Darkness", "Ulysses (1922)", "汉字", "é"])
        other = chance.choice(intact)
        before, after = chance.choice([("", ""), ("We have ", "."), ("(", ")"), ("- ", ", too")])
        written = f"{before}{wrapped(chance, title)}{after} {other}"
        assert plain_words(written) == f"{before}{title}{after} {other}", written
        assert plain_words(f"{other} {wrapped(chance, title)}") == f"{other} {title}"


def test_absurd_texts_are_read_in_no_time() -> None:
    for text in ("*" * 10_000, "*a " * 4_000, "[a" * 5_000, "_a" * 5_000, "[a](b:(" * 1_500):
        assert len(plain_words(text)) <= len(text)
