"""One dress for all text, and terms that are found in whatever dress."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maneki.matching.text import (
    brand_pattern,
    keyword_pattern,
    normalise,
    padded,
    spans_of,
)
from maneki.model.phrase import QUOTES

ANYTHING = st.text(st.characters(), max_size=40)
JAPANESE = st.text(
    st.sampled_from("アカサパヴァィーョガおうえのぱ゛゜゙゚ー・ 　黒靴財布ｱｶﾊﾟｰaZé9−〜_"), max_size=20
)


@pytest.mark.parametrize(
    ("written", "one_form"),
    [
        # kana of either width, and hiragana
        ("ﾘｯｸｵｳｴﾝｽ", "リックオウエンス"),
        ("りっくおうえんす", "リックオウエンス"),
        ("ｳﾞｨﾄﾝ", "ヴィトン"),
        ("う゛ぃとん", "ヴィトン"),
        ("ゔぃとん", "ヴィトン"),
        # a run of each script stands alone, and only then is hiragana folded
        ("リックオウエンスのブーツ", "リックオウエンス ノ ブーツ"),
        ("折り財布", "折 リ 財布"),
        ("黒Tシャツ3枚", "黒 t シャツ 3 枚"),
        ("ロンT", "ロン t"),
        ("28cm", "28cm"),
        # compatibility characters
        ("Ⅱ ㈱ 28㎝ ①", "ii 株 28cm 1"),
        ("ＲＩＣＫ　ＯＷＥＮＳ", "rick owens"),
        ("𝓡𝓲𝓬𝓴 𝑶𝒘𝒆𝒏𝒔", "rick owens"),
        ("Nike™ Air® Sale℠", "nike air sale"),
        # the wave dash is no long vowel, and no dash is either
        ("スニーカー〜レア〜", "スニーカー レア"),
        ("スニーカー～レア～", "スニーカー レア"),
        ("MA−1", "ma 1"),
        ("MA‐1", "ma 1"),
        ("MA–1", "ma 1"),
        ("MA-1", "ma 1"),
        ("ＭＡー１", "ma 1"),
        ("ＭＡｰ１", "ma 1"),
        ("らーめん", "ラーメン"),
        ("コーヒー", "コーヒー"),
        # spaces and points between words are kept as one space
        ("コム デ ギャルソン", "コム デ ギャルソン"),
        ("コム・デ･ギャルソン", "コム デ ギャルソン"),
        ("A.P.C.", "a p c"),
        ("Levi’s", "levi s"),
        ("snake_case", "snake case"),
        # accents of Latin letters only
        ("Hermès, İstanbul", "hermes istanbul"),
        ("Hermes\u0300", "hermes"),
        ("Søren Œuvre Łódź Đà Straße", "soren oeuvre lodz da strasse"),
        ("Край", "край"),
        ("ハ゜", "パ"),
        ("カ゛", "ガ"),
        ("ハﾟ", "パ"),
        ("ハ\u309a", "パ"),
        ("あ゛っ", "アッ"),
        # what nobody sees
        ("Ri\u00adck\ufeff Owe\u200dns", "rick owens"),
        ("Rick\u200bOwens", "rick owens"),
        ("Rick\x00Owens\x07\r\n\tboots", "rick owens boots"),
        ("Rick\ud83dOwens", "rick owens"),
        ("辻\U000e0100", "辻"),
        ("\u3164", ""),
        # pictures and signs
        ("🔥Rick Owens🔥", "rick owens"),
        ("★美品★", "美品"),
        ("👨‍👩‍👧", ""),
        ("♪〜ー−・…", ""),
        ("", ""),
    ],
)
def test_all_ways_to_write_a_thing_become_one(written: str, one_form: str) -> None:
    assert normalise(written) == one_form


@given(ANYTHING | JAPANESE)
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(ANYTHING | JAPANESE)
def test_only_letters_and_digits_are_left_with_single_spaces_between(text: str) -> None:
    words = normalise(text).split(" ")
    assert words == [""] or all(word and word.isalnum() for word in words)


@given(st.text(st.sampled_from(string.printable + "\x00\x7f")))
def test_plain_latin_takes_the_short_way_to_the_same_result(text: str) -> None:
    assert normalise(text + "é")[:-1].strip() == normalise(text + "e")[:-1].strip()


def test_a_heap_of_marks_is_cut_down_and_the_letters_stay() -> None:
    zalgo = "R" + "\u0323\u0301" * 10_000 + "ick Owens"
    assert normalise(zalgo) == "rick owens"


def test_a_long_description_keeps_its_voicing_marks() -> None:
    decomposed = "カ\u3099キ\u3099" * 1_000
    assert normalise(decomposed) == "ガギ" * 1_000


DRESSES = [
    ("リックオウエンス", "ﾘｯｸｵｳｴﾝｽ"),
    ("リックオウエンス", "りっくおうえんす"),
    ("Rick Owens", "RICK OWENS"),
    ("Rick Owens", "ｒｉｃｋ　ｏｗｅｎｓ"),
    ("Tシャツ", "Ｔｼｬﾂ"),
    ("MA-1", "ＭＡー１"),
    ("Hermès", "HERMES"),
    ("コム・デ・ギャルソン", "ｺﾑ ﾃﾞ ｷﾞｬﾙｿﾝ"),
]


@pytest.mark.parametrize(("one", "other"), DRESSES + [(b, a) for a, b in DRESSES])
@pytest.mark.parametrize("pattern_of", [keyword_pattern, brand_pattern])
def test_a_term_is_found_whatever_dress_it_and_the_title_wear(one, other, pattern_of) -> None:
    pattern = pattern_of(one)
    assert pattern is not None
    assert pattern in padded(normalise(f"【美品】{other}/黒"))


@pytest.mark.parametrize(
    ("keyword", "text", "is_there"),
    [
        ("rick", "Patrick Cox", False),
        ("rick", "Rick-Owens", True),
        ("ro", "bronze", False),
        ("28", "28cm", False),
        ("28cm", "サイズ28㎝です", True),
        ("501", "リーバイス501デニム", True),
        ("デニム", "デニムジャケット", True),
        ("リック", "パトリック", True),
        ("財布", "長財布", True),
        ("Tシャツ", "ロンTシャツ", True),
        ("Tシャツ", "GIANT シャツ", False),
        ("ロンT", "白ロンTです", True),
        ("ロンT", "ロンTEE", False),
        ("Rick Owens", "Rick boots by Owens", False),
        ("Rick Owens", "Rick/Owens", True),
        ("レア", "どれアンド", False),
        ("кот", "который", False),
        ("레어", "한정레어판", True),
    ],
)
def test_latin_ends_at_words_and_japanese_does_not(keyword: str, text: str, is_there: bool) -> None:
    pattern = keyword_pattern(keyword)
    assert pattern is not None
    assert (pattern in padded(normalise(text))) is is_there


@pytest.mark.parametrize(
    ("keyword", "text", "is_there"),
    [
        ('"デニム"', "デニムジャケット", False),
        ("「ﾃﾞﾆﾑ」", "デニムのジャケット", True),
        ("“デニム ジャケット”", "デニム・ジャケット", True),
        ("“デニム ジャケット”", "デニムジャケット", False),
        ('"財布"', "長財布", False),
        ('"black coat"', "Black-Coat", True),
        ('"black coat"', "black wool coat", False),
        ("『黒 coat』", "黒COAT", True),
        ('"Tシャツ"', "Tシャツワンピース", False),
        ("＂あの花＂", "映画 あの花 Blu-ray", True),
    ],
)
def test_a_phrase_begins_and_ends_where_words_do(keyword: str, text: str, is_there: bool) -> None:
    pattern = keyword_pattern(keyword)
    assert pattern is not None
    assert (pattern in padded(normalise(text))) is is_there


@pytest.mark.parametrize("keyword", ['7"', '"', '"coat', 'coat"', '"7" vinyl"', "“coat", "」「"])
def test_marks_that_enclose_no_keyword_are_marks_like_others(keyword: str) -> None:
    plain = "".join(char for char in keyword if char not in QUOTES and char not in "”」』")
    assert keyword_pattern(keyword) == keyword_pattern(plain)


@given(ANYTHING, ANYTHING)
def test_a_phrase_is_found_nowhere_that_its_words_are_not(words: str, text: str) -> None:
    phrase, plain = keyword_pattern(f"「{words}」"), keyword_pattern(words)
    if phrase is not None and plain is not None and phrase in padded(normalise(text)):
        assert plain in padded(normalise(text))


@pytest.mark.parametrize(
    ("alias", "text", "is_there"),
    [
        ("リック", "パトリック", False),
        ("リック", "リックのブーツ", True),
        ("りっく", "リック", True),
        ("ナイキ", "ナイキエア", False),
        ("シャネル", "シャネル バッグ", True),
        ("シャネル", "ヴィンテージシャネルバッグ", False),
        ("バーバリー", "バーバリーチェック", True),
        ("コム・デ", "コム・デ・ギャルソン", True),
        ("コム・デ", "オコム・デ", False),
        ("無印", "無印良品", True),
    ],
)
def test_a_short_katakana_name_is_a_whole_run(alias: str, text: str, is_there: bool) -> None:
    pattern = brand_pattern(alias)
    assert pattern is not None
    assert (pattern in padded(normalise(text))) is is_there


def test_spans_are_those_of_the_words_without_their_spaces() -> None:
    text = padded(normalise("aa aa アア aa"))
    pattern = keyword_pattern("aa")
    assert pattern is not None
    assert [text[start:end] for start, end in spans_of(pattern, text)] == ["aa"] * 3
    assert [*spans_of("アア", padded("アアア"))] == [(1, 3), (2, 4)]


@pytest.mark.parametrize("empty", ["★★", "〜", "・", "ー", "🔥", "\u200d", "ﾞ", '""', '"★"', "「」"])
def test_a_term_of_marks_alone_has_no_pattern(empty: str) -> None:
    assert keyword_pattern(empty) is None
    assert brand_pattern(empty) is None
