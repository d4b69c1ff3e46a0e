from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maneki.markets.text import (
    has_markup,
    one_line,
    paragraphs,
    phrase,
    web_address,
    without_markup,
)


def test_control_characters_and_direction_overrides_are_taken_out_of_a_title() -> None:
    assert one_line("a\x00b\x1b[31mc\u202ed\ud800") == "ab[31mcd"


def test_a_title_stays_on_one_line_and_keeps_its_wide_spaces() -> None:
    assert one_line(" コム　デ  ギャルソン\n シャツ ") == "コム　デ  ギャルソン シャツ"


def test_a_title_of_10_mb_is_cut_and_not_refused() -> None:
    assert one_line("あ" * 10_000_000) == "あ" * 1_000


@given(st.text(alphabet=st.characters()))
def test_what_is_left_of_any_text_can_be_stored_and_printed(text: str) -> None:
    kept = one_line(text)
    assert kept.encode().decode() == kept
    assert "\x00" not in kept
    assert "\n" not in kept


def test_a_description_keeps_its_lines_and_loses_its_markup() -> None:
    html = "<p>One &amp; only</p><script>alert(1)</script><br><br><br>Two<style>p{}</style>"
    assert paragraphs(without_markup(html)) == "One & only\n\nTwo"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<p title="a > b">x</p>', "\nx\n"),
        ("<p class=it's>x</p> y's", "\nx\n y's"),
        ("a < b, c <3, d <M", "a < b, c <3, d <M"),
        ("a<!-- <b>b</b> -->c<!-->d<!-- e", "acd"),
        ("a<SCRIPT type='x'>if (1 </2) '</b>'</script >b<style/>c<script>d", "abc"),
        ("<head><title>a</title></head>b<template>c<template>d</template>e</template>f", "bf"),
        ("a<?xml version='1.0'?>b<!DOCTYPE html>c</ p>d", "abcd"),
        ("&lt;b&gt; &amp;amp; &#x1F600; &nosuch;", "<b> &amp; 😀 &nosuch;"),
        ("<custom-tag x='1'>Coat</custom-tag>", "Coat"),
        (f"&#{'9' * 6_000};", "\ufffd"),
    ],
)
def test_markup_is_read_as_a_browser_does(html: str, text: str) -> None:
    assert without_markup(html) == text


NASTY = ["<a ", "<!--", "<![CDATA[", "</", "<!", "&#", "&#9", "<a href='", "<p x=\"y='", "<script>",
         "<script></scrip", "<head>", "<a ='\">\" ", "<a \"\" '>", " \n", "= ", "<b/>"]  # fmt: skip


@pytest.mark.parametrize("nasty", NASTY)
def test_no_text_of_400_kb_takes_longer_than_the_tests_may(nasty: str) -> None:
    text = nasty * (400_000 // len(nasty))
    for whole in (text, f"<p>{text}", f'<a x="{text}', f"{text}'>", f'{text}">'):
        without_markup(whole)
        has_markup(whole)
        paragraphs(whole, longest=len(whole))
        one_line(whole, longest=len(whole))


def test_runs_of_spaces_are_read_once() -> None:
    assert one_line("a" + " " * 400_000 + "b", longest=400_002) == "a" + " " * 400_000 + "b"
    assert one_line("a" + " " * 400_000 + "\nb", longest=400_002) == "a b"


def test_markup_is_read_so_far_and_no_further() -> None:
    assert len(without_markup("あ" * 10_000_000)) == 400_000


def test_a_plain_text_is_told_from_markup() -> None:
    assert has_markup("<b>Coat</b>")
    assert has_markup("Coat<br/>")
    assert not has_markup("Coat <M>, 2 < 3")


def test_an_empty_text_is_absent() -> None:
    assert paragraphs(" \n\x00 ") is None
    assert phrase("  ") is None
    assert phrase(7) is None


def test_only_web_addresses_are_kept_as_addresses() -> None:
    assert web_address(" https://example.com/a?b=c ") == "https://example.com/a?b=c"
    for wrong in (
        None,
        7,
        "",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://",
        "http://[::1",
        "https://example.com/\x00",
        "https://example.com/\ud800",
        "https://example.com/\u202egpj.exe",
        "https://example.com/\x85a",
        "https://example.com/a b",
        "https://example.com/" + "a" * 3_000,
    ):
        assert web_address(wrong) is None


@given(st.text())
def test_no_markup_makes_the_reader_fail(html: str) -> None:
    without_markup(html)
    without_markup(f"<p {html}><![CDATA[{html}")
