"""The operator's own brands: what is taken, what is not and why, and that nobody else notices."""

from __future__ import annotations

import contextlib
import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.matching.world import listing

from maneki.errors import InvalidInputError
from maneki.matching.brands import BrandDictionary, BrandRow, plain_word
from maneki.matching.look import look_at
from maneki.matching.match import Matcher
from maneki.matching.own_brands import COLUMNS, MOST_BYTES, MOST_SHARING, OwnBrands, read_own_brands
from maneki.model.filter import Criteria

SHIPPED = BrandDictionary.from_rows(
    [
        BrandRow("Rick Owens", "リック・オウエンス", weak=("Rick", "RO")),
        BrandRow("Comme des Garçons", "コム・デ・ギャルソン", likely=("CDG",), kinds=("fashion",)),
        BrandRow("Nike", "ナイキ"),
        BrandRow("Vans", "ヴァンズ", likely=("Vans",), kinds=("fashion",)),
    ]
)


def read(*lines: str, shipped: BrandDictionary = SHIPPED) -> OwnBrands:
    return read_own_brands("\n".join((",".join(COLUMNS), *lines)).encode(), shipped=shipped)


def faults(*lines: str) -> dict[int, str]:
    return {fault.line: fault.said for fault in read(*lines).faults}


def found(dictionary: BrandDictionary, title: str) -> set[str]:
    return {one.name for one in look_at(listing(title), dictionary).brands.values()}


def test_a_brand_is_added_with_all_its_names() -> None:
    own = read("Foo Atelier,フー・アトリエ,fashion,Foo Tokyo;フートーキョー,FTO,Foo")
    assert own.faults == ()
    dictionary = SHIPPED.extended(own.rows)
    for title in (
        "FOO ATELIER coat",
        "ふーあとりえ",
        "footokyo 1",
        "フートーキョーの靴",
        "FTO coat",
    ):
        assert found(dictionary, title) == {"Foo Atelier"}
    assert found(dictionary, "FTO 3") == found(dictionary, "Foo coat") == set()
    assert dictionary.version != SHIPPED.version


def test_aliases_are_added_to_a_brand_we_know() -> None:
    own = read("rick owens,,,Rickowens Tokyo;Rickster")
    assert [row.name for row in own.rows] == ["Rick Owens"]
    dictionary = SHIPPED.extended(own.rows)
    assert len(dictionary) == len(SHIPPED)
    assert found(dictionary, "Rickster coat") == {"Rick Owens"}
    assert dictionary.resolve("Rickster") == ("rick owens", plain_word("rickster"))


def test_columns_may_be_left_out_and_in_any_order() -> None:
    own = read_own_brands(
        b"\xef\xbb\xbfaliases,NAME\r\nBaz;Qux,Foo Bar\r\n\r\n,Other", shipped=SHIPPED
    )
    assert own.faults == ()
    assert [(row.name, row.aliases) for row in own.rows] == [
        ("Foo Bar", ("Baz", "Qux")),
        ("Other", ()),
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (",フー", "It has no name. The line is left out."),
        ("★,フー", "'★' has no letters or digits. The line is left out."),
        ('"Foo,フー', "A quotation mark is not closed, or has something behind it. The line"),
        ("Foo,,fashion,a,b,c,d", "It has 7 cells for 6 columns; separate aliases by semicolons."),
        ("Foo,,shoes", "'shoes' is no kind of thing; known are audio, "),
        ("x" * 101, "A name has 101 characters; 100 are allowed. The line is left out."),
        ("CDG", "'CDG' stands for Comme des Garçons already; add aliases to that name. The"),
        ("Foo,ナイキ", "'ナイキ' stands for Nike already. It is left out."),
        ("Foo,,,ばんず", "'ばんず' stands for Vans already. It is left out."),
        ("Nike,,,ないき", "'ないき' is known to stand for Nike. It is left out."),
        ("Foo,,,黒", "'黒' is one letter, which is in too many titles. It is left out."),
        ("Foo,,,★", "'★' has no letters or digits. It is left out."),
        ("Foo,,,スニーカー", "'スニーカー' is a word for a kind of thing. It is left out."),
        ("Boots", "'Boots' is a word for a kind of thing: it counts only where something confirms"),
    ],
)
def test_what_is_wrong_is_said_with_the_number_of_its_line(line: str, said: str) -> None:
    of_line = faults("Bar Baz,バー", line, "Qux Quux,クックス")
    assert [*of_line] == [3]
    assert of_line[3].startswith(said)


def test_a_broken_line_spoils_no_other() -> None:
    own = read("Foo,フー・フー", '"Broken,フー', "Bar Baz,バー・バズ", "Foo,フー・ツー")
    assert [row.name for row in own.rows] == ["Foo", "Bar Baz"]
    assert [(one.line, one.said) for one in own.faults][1] == (
        5,
        "'Foo' is in line 2 already. The line is left out.",
    )


def test_an_alias_of_two_rows_is_weak_and_stands_for_both() -> None:
    own = read("Foo Atelier,,,Shared", "Bar Baz,,,Shared")
    said = "'shared' is also in 1 other line: it names {} only where something confirms it."
    assert [(one.line, one.said) for one in own.faults] == [
        (2, said.format("Foo Atelier")),
        (3, said.format("Bar Baz")),
    ]
    dictionary = SHIPPED.extended(own.rows)
    assert found(dictionary, "Shared coat") == set()
    assert set(dictionary.resolve("Shared")) == {"foo atelier", "bar baz", plain_word("shared")}


def test_an_alias_that_collides_with_200_others_stands_for_none_of_them() -> None:
    own = read(*(f"Brand {number},,,Everybody" for number in range(201)))
    assert len(own.rows) == 201 > MOST_SHARING
    assert len(own.faults) == 201
    [said] = {one.said for one in own.faults}
    assert said.startswith("'everybody' is also in 200 other lines: that is more than can be told")
    dictionary = SHIPPED.extended(own.rows)
    assert dictionary.resolve("Everybody") == (plain_word("everybody"),)
    assert dictionary.resolve("Brand 7") == ("brand 7", plain_word("brand 7"))


@pytest.mark.parametrize(
    ("contents", "said"),
    [
        (b"", "it has no header"),
        (b"brand,aliases\nFoo,Bar", "its first line names a column 'brand'"),
        (b"name,name\nFoo,Bar", "it has no header"),
        (b"name\nFoo\nB\xffr", "line 3 is not UTF-8"),
        (b"name\n" + b"x" * MOST_BYTES, "it has more than 5,000,000 bytes"),
    ],
)
def test_what_is_no_such_file_is_refused(contents: bytes, said: str) -> None:
    with pytest.raises(InvalidInputError, match=said):
        read_own_brands(contents, shipped=SHIPPED)


WORDS = ["Nike", "ナイキ", "ないき", "Rick", "RO", "リック", "CDG", "Vans", "バンズ", "Foo", "フー"]
WORDS += ["★", "", "jacket", "黒", "a", "Rick Owens", "Foo Nike", "\x00", '"', ";;", "501", "é"]
CELL = st.lists(st.sampled_from(WORDS), max_size=3).map(";".join) | st.text(max_size=8)


@given(st.lists(st.lists(CELL, max_size=7), max_size=12))
@settings(max_examples=200)
def test_no_file_changes_what_another_brands_names_mean(rows: list[list[str]]) -> None:
    file = io.StringIO()
    csv.writer(file).writerows([[*COLUMNS], *rows])
    own = read_own_brands(file.getvalue().encode("utf-8", "replace"), shipped=SHIPPED)
    dictionary = SHIPPED.extended(own.rows)
    touched = {row.id for row in own.rows}
    for alias in SHIPPED.aliases():
        assert dictionary.alias(alias.words) == alias
        if touched.isdisjoint(alias.brands):
            assert dictionary.resolve(alias.words) == SHIPPED.resolve(alias.words)
    for row in own.rows:
        assert row.id in dictionary.resolve(row.name)
    assert [fault.line for fault in own.faults] == sorted(fault.line for fault in own.faults)


@given(
    st.lists(st.lists(CELL, max_size=7), max_size=12),
    st.lists(st.sampled_from([*WORDS, "rare", "bag", "x", "for"]), max_size=8),
    st.sampled_from(["", *WORDS]),
)
@settings(max_examples=200)
def test_no_file_changes_where_another_brand_is_found(
    rows: list[list[str]], words: list[str], field: str
) -> None:
    file = io.StringIO()
    csv.writer(file).writerows([[*COLUMNS], *rows])
    own = read_own_brands(file.getvalue().encode("utf-8", "replace"), shipped=SHIPPED)
    there = listing(" ".join(words), brand=field or None)
    before, after = look_at(there, SHIPPED), look_at(there, SHIPPED.extended(own.rows))
    assert before.brands.items() <= after.brands.items()
    assert {*after.brands} - {*before.brands} <= {row.id for row in own.rows}
    assert replace(after, brands=before.brands) == before


@pytest.mark.parametrize(
    ("lines", "wanted", "title"),
    [
        (
            ["vintage", "brown", "large", "rare"],
            "Nike",
            "Nike dunk vintage silver brown rare large",
        ),
        (
            ["Bar Cams,,camera", "Baz Cams,,camera", "Qux,,camera"],
            "Nikon",
            "Nikon Bar Cams Baz Cams Qux",
        ),
        (["Foo Models,,model"], "Nike", "Nike Foo Models dunk"),
        (["Nike Air Max"], "Nike", "Nike Air Max 95"),
        (["Zzyzx Atelier,,,ce"], "C.E", "ce item"),
        (["Zzyzx Atelier,,,hm"], "H&M", "hm shirt"),
        (["Zzyzx Atelier,,,zzyzx"], "zzyzx", "a zzyzx coat"),
    ],
)
def test_names_of_ones_own_hide_no_other_name(
    dictionary: BrandDictionary, lines: list[str], wanted: str, title: str
) -> None:
    extended = dictionary.extended(read(*lines, shipped=dictionary).rows)
    criteria, there = Criteria(brands=(wanted,)), listing(title)
    for matcher in (Matcher(dictionary), Matcher(extended)):
        assert matcher.fits(criteria, matcher.look_at(there), rates=None).matched


def test_a_name_that_many_others_list_stays_the_name_of_its_own_brand() -> None:
    own = read("Zorbax", *(f"Brand {number},,,Zorbax" for number in range(MOST_SHARING)))
    [first, *others] = own.faults
    assert first.said.endswith("it stays the name of this one, and of no other.")
    assert {one.said.rpartition(" It ")[2] for one in others} == {"is left out."}
    assert SHIPPED.extended(own.rows).resolve("Zorbax")[0] == "zorbax"


@given(st.binary(max_size=200))
def test_no_bytes_at_all_break_it(contents: bytes) -> None:
    with contextlib.suppress(InvalidInputError):
        own = read_own_brands(b"name,aliases\n" + contents, shipped=SHIPPED)
        assert len(SHIPPED.extended(own.rows)) >= len(SHIPPED)


def test_the_shipped_dictionary_is_extended_without_a_change(dictionary: BrandDictionary) -> None:
    own = read("Zzyzx Atelier,ジジクス,fashion,Nike Zzyzx;スープリーム", shipped=dictionary)
    extended = dictionary.extended(own.rows)
    assert len(extended) == len(dictionary) + 1
    for brand in dictionary.brands():
        name = dictionary.name(brand)
        assert extended.resolve(name) == dictionary.resolve(name)
    assert extended.resolve("Zzyzx Atelier") == ("zzyzx atelier", plain_word("zzyzx atelier"))
