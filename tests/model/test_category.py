"""A filter for a category hears of all below it, where somebody wrote down the tree."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.matching.world import listing

from maneki.errors import InvalidInputError
from maneki.model.category import CategoryTrees, read_trees

FILE = """market,id,parent,name
rakuma,10001,,レディース
rakuma,1,10001,トップス
rakuma,20,1,Tシャツ
rakuma,10005,,メンズ
rakuma,30,10005,トップス
vinted,1,,Clothing
""".encode()


def completed(trees: CategoryTrees, *path: str, market: str = "rakuma") -> tuple[str, ...]:
    return trees.completed(listing(market=market, category_path=path)).category_path


def test_a_path_has_all_that_lies_above_what_it_says() -> None:
    trees = read_trees(FILE)
    whole = ("レディース", "10001", "トップス", "1", "Tシャツ", "20")
    assert completed(trees, "20") == whole
    assert completed(trees, "Tシャツ") == whole
    assert completed(trees, *whole) == whole
    assert completed(trees, "1", market="vinted") == ("Clothing", "1")


def test_what_nobody_knows_stays_as_it_is() -> None:
    trees = read_trees(FILE)
    assert completed(trees, "99", "20") == ("99", *completed(trees, "20"))
    assert completed(trees, "トップス") == ("トップス",)
    assert completed(trees, "20", market="shop") == ("20",)
    assert completed(trees) == ()


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("rakuma,1,,A\nrakuma,1,,B\n", "line 3 has the category '1' again (line 2)"),
        ("rakuma,1,2,A\n", "line 2 lies below '2', which is on no line"),
        ("rakuma,1,2,A\nrakuma,2,1,B\n", "line 2 lies below itself"),
        ("rakuma,1,1,A\n", "line 2 lies below itself"),
        (",1,,A\n", "line 2 names no market"),
        ("rakuma,,,A\n", "line 2 names no market or no id"),
        ("rakuma,1,A\n", "line 2 has not 4 cells"),
        ('rakuma,1,,"A\n', "is no CSV"),
    ],
)
def test_a_broken_file_is_refused_with_its_line(rows: str, said: str) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        read_trees(f"market,id,parent,name\n{rows}".encode())
    assert said in str(refusal.value)


@pytest.mark.parametrize("contents", [b"", b"id,name\n1,A\n", b"\xff\xfe\x00"])
def test_a_file_of_something_else_is_refused(contents: bytes) -> None:
    with pytest.raises(InvalidInputError, match=r"first line|UTF-8"):
        read_trees(contents)


@given(st.binary(max_size=200))
def test_whatever_is_in_a_file_is_read_or_refused(contents: bytes) -> None:
    with contextlib.suppress(InvalidInputError):
        read_trees(b"market,id,parent,name\n" + contents)
