from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from maneki.markets.text import one_line, paragraphs, phrase, web_address, without_markup


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
        "https://example.com/a b",
        "https://example.com/" + "a" * 3_000,
    ):
        assert web_address(wrong) is None


@given(st.text())
def test_no_markup_makes_the_reader_fail(html: str) -> None:
    without_markup(html)
    without_markup(f"<p {html}><![CDATA[{html}")
