"""Regular expressions: what they see, what is refused, and that nothing takes long."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.matching.world import event, listing, wanting

from maneki.matching.check import asks_for_nothing, criteria_problem
from maneki.matching.expression import READ, Fault, fault_in, found_by
from maneki.matching.index import FilterIndex
from maneki.matching.match import Matcher
from maneki.model.filter import Criteria, Keywords


@pytest.mark.parametrize(
    ("expression", "title", "words"),
    [
        ("MA-?1", "フライトジャケット ＭＡ－１ 黒", "MA-1"),
        ("size ?(27|28)", "Boots SIZE28", "SIZE28"),
        (r"サイズ\s*2[6-8]", "ｻｲｽﾞ27 靴", "サイズ27"),
        ("ﾊﾞｯｸﾞ", "革のバッグ", "バッグ"),
        ("28cm", "28㎝です", "28cm"),
        ("（美品", "（美品）靴", "(美品"),
        ("[（]美", "(美品)", "(美"),
        (r"\bro\b", "bronze", None),
        ("ro", "bronze", "ro"),
        ("デニム", "でにむ", None),
        ("^黒", "靴 黒", None),
        ("靴$", "黒い靴", "靴"),
        ("é", "Hermès", None),
    ],
)
def test_it_sees_what_was_written_in_one_width(
    expression: str, title: str, words: str | None
) -> None:
    assert fault_in(expression) is None
    found = found_by(expression, listing(title))
    assert (found and found.words) == words


def test_the_description_is_read_to_some_length() -> None:
    at_the_end = "x" * (READ - 4) + "coat"
    assert found_by("coat", listing("boots", description=at_the_end)) == ("coat", "description")
    assert found_by("coat", listing("boots", description="x" + at_the_end)) is None
    assert found_by("boots.*coat", listing("boots", description="coat")) is None


@pytest.mark.parametrize(
    ("expression", "fault"),
    [
        *(
            (bad, Fault.UNREADABLE)
            for bad in ("(", "a{2,1}", "[z-a]", r"(a)\1", "(?=a)", "*", "\\")
        ),
        *((big, Fault.TOO_BIG) for big in ("x{600}", r"\pL{100}", "(あ{30}){30}")),
        *((none, Fault.NOTHING) for none in (r"[^\s\S]", r"coat[^\x00-\x{10FFFF}]")),
        *((all_, Fault.EVERYTHING) for all_ in ("a*", ".", "^", "$", "(a|)", "[^b]", "x?", ".+")),
    ],
)
def test_what_cannot_be_asked_is_refused_and_finds_nothing(expression: str, fault: Fault) -> None:
    assert fault_in(expression) is fault
    assert found_by(expression, listing("a coat x 7 (")) is None
    problem = criteria_problem(Criteria(expressions=(expression,)))
    assert problem is not None
    for language in ("en", "ja"):
        assert expression in problem.said_in(language)


def test_half_a_character_is_looked_for_by_nobody(matcher: Matcher) -> None:
    index = FilterIndex(matcher, [wanting(Criteria(expressions=("\ud800",))), wanting(Criteria())])
    found = listing(title="a coat")
    assert fault_in("\ud800") is Fault.UNREADABLE
    assert found_by("\ud800", found) is None
    assert len(index.matches_for(event(found), matcher.look_at(found))) == 1


def test_there_are_few_of_them_and_they_are_short() -> None:
    def said(*expressions: str) -> str:
        problem = criteria_problem(Criteria(expressions=expressions))
        assert problem is not None
        return problem.said_in("en")

    assert criteria_problem(Criteria(expressions=("a", "b", "c"))) is None
    assert "4" in said("a", "b", "c", "d")
    assert "101" in said("a" * 101)
    assert said(" ")
    assert said("a\x00")
    assert not asks_for_nothing(Criteria(expressions=("a",)))


@given(st.text(max_size=100), st.text(max_size=300))
def test_whatever_is_written_is_looked_for_or_refused(expression: str, title: str) -> None:
    if fault_in(expression) is not None:
        assert found_by(expression, listing(title or "x")) is None
    else:
        found_by(expression, listing(title or "x"))


@pytest.mark.parametrize(
    "evil", ["(a+)+$", "(a|a)*b", "(x+x+)+y", "(.*)(.*)(.*)(.*)[^a]b", ".*a.{40}b"]
)
def test_nothing_takes_long(evil: str) -> None:
    found = listing("a" * 1_000, description="ab" * 1_000 + "x" * 20_000)
    began = time.perf_counter()
    for _ in range(5):
        found_by(evil, found)
    assert time.perf_counter() - began < 1


def test_the_reason_names_what_was_found(matcher: Matcher) -> None:
    wanted = Criteria(expressions=("M-?65", "size [0-9]+"))
    verdict = matcher.fits(
        wanted, matcher.look_at(listing("Alpha M65", description="none")), rates=None
    )
    assert [one.text for one in verdict.reasons[1:]] == [
        "expression: 'M-?65' finds 'M65' in the title",
        "expression: 'size [0-9]+' finds nothing",
    ]


def test_the_index_finds_what_the_matcher_finds(matcher: Matcher) -> None:
    boots = Criteria(keywords=Keywords(any=("boots",)), expressions=("[0-9]+",))
    index = FilterIndex(matcher, [wanting(boots, "f1"), wanting(boots, "f2")], few=0)
    for title, found in {"coat 7": [], "boots": [], "boots 7": ["f1", "f2"]}.items():
        happened = event(listing(title))
        assert index.matches_for(happened, matcher.look_at(happened.listing)) == found
