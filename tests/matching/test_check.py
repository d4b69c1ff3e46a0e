"""What cannot be asked for is refused in one sentence that says what would be right."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maneki.matching.check import (
    Problem,
    asks_for_nothing,
    criteria_problem,
    term_problem,
)
from maneki.matching.text import keyword_pattern, normalise, padded
from maneki.model.event import EventKind
from maneki.model.filter import Criteria, Keywords, PriceRange, WantedType
from maneki.model.listing import Condition

FINE = Criteria(
    brands=("Rick Owens", "コムデギャルソン"),
    keywords=Keywords(any=("coat",) * 50, none=("x" * 100,)),
    price=PriceRange(min=1_000, max=1_000),
    sizes=("27.5",),
    blocked_sellers=("—",),
)


def sentence(problem: Problem | None) -> str:
    assert problem is not None
    return problem.said_in("en")


def test_a_sensible_filter_has_no_problem() -> None:
    assert criteria_problem(FINE) is None
    assert criteria_problem(Criteria()) is None


@pytest.mark.parametrize(
    ("criteria", "said"),
    [
        (Criteria(max_bids=-1), "a whole number from 0 to 999"),
        (Criteria(max_bids=1_000), "a whole number from 0 to 999"),
        (Criteria(min_rating=Decimal(0)), "a percentage above 0 and up to 100"),
        (Criteria(min_rating=Decimal("100.1")), "a percentage above 0 and up to 100"),
        (Criteria(min_rating=Decimal("98.55")), "with one decimal at most"),
    ],
)
def test_limits_are_numbers_that_mean_something(criteria: Criteria, said: str) -> None:
    assert said in sentence(criteria_problem(criteria))
    assert not asks_for_nothing(criteria)


@pytest.mark.parametrize(
    ("field", "where"),
    [
        ("brands", "brands"),
        ("categories", "categories"),
        ("sizes", "sizes"),
        ("markets", "markets"),
        ("blocked_sellers", "blocked_sellers"),
        ("any", "keywords.any"),
        ("all", "keywords.all"),
        ("none", "keywords.none"),
    ],
)
def test_every_list_is_looked_through(field: str, where: str) -> None:
    def asking(*terms: str) -> Criteria:
        facts: dict[str, Any] = {field: terms}
        is_keyword = where.startswith("keywords")
        return Criteria(keywords=Keywords(**facts)) if is_keyword else Criteria(**facts)

    for terms, what in {
        ("fine", ""): "blank",
        ("fine", " 　"): "blank",
        ("x" * 101,): "use at most 100",
        ("fine",) * 51: "use at most 50",
    }.items():
        problem = sentence(criteria_problem(asking(*terms)))
        assert what in problem
        assert where in problem
        assert problem.endswith(".")


@pytest.mark.parametrize(
    ("where", "criteria"),
    [
        ("listing_types", Criteria(listing_types=(WantedType.FIXED,) * 51)),
        ("conditions", Criteria(conditions=(Condition.NEW,) * 51)),
        ("events", Criteria(events=(EventKind.NEW,) * 51)),
    ],
)
def test_lists_of_what_can_be_chosen_are_no_longer_either(where: str, criteria: Criteria) -> None:
    assert sentence(criteria_problem(criteria)) == f"There are 51 terms in {where}: use at most 50."


@pytest.mark.parametrize("broken", ["a\x00b", "a\ud800b"])
def test_what_no_database_takes_is_refused(broken: str) -> None:
    for criteria in (Criteria(blocked_sellers=(broken,)), Criteria(markets=(broken,))):
        assert "has a broken character in it" in sentence(criteria_problem(criteria))


@pytest.mark.parametrize(
    "criteria",
    [
        Criteria(),
        Criteria(price=PriceRange(currency="EUR")),
        Criteria(keywords=Keywords(none=("junk",))),
        Criteria(blocked_sellers=("s1",), events=(EventKind.PRICE_DROP,)),
    ],
)
def test_what_leaves_everything_in_asks_for_nothing(criteria: Criteria) -> None:
    assert asks_for_nothing(criteria)


@pytest.mark.parametrize(
    "criteria",
    [
        FINE,
        Criteria(markets=("feed",)),
        Criteria(price=PriceRange(min=0)),
        Criteria(keywords=Keywords(all=("coat",))),
        Criteria(sizes=("M",)),
    ],
)
def test_a_single_wish_asks_for_something(criteria: Criteria) -> None:
    assert not asks_for_nothing(criteria)


def test_a_term_of_marks_alone_is_refused() -> None:
    problem = criteria_problem(Criteria(keywords=Keywords(any=("★🔥",))))
    assert sentence(problem) == (
        "The term “★🔥” in keywords.any has nothing to look for: use letters or digits."
    )


def test_a_price_range_begins_before_it_ends() -> None:
    problem = criteria_problem(Criteria(price=PriceRange(min=500_01, max=500_00, currency="USD")))
    assert sentence(problem) == (
        "The price may not begin at $500.01 and end at $500.00: min must be at most max."
    )


@pytest.mark.parametrize("empty", ["★★", "〜", "・", "ー", "🔥", "\u200d", "ﾞ"])
def test_marks_alone_are_no_term(empty: str) -> None:
    assert "use letters or digits" in sentence(term_problem(empty, where="sizes"))


@pytest.mark.parametrize(
    ("term", "what"),
    [
        ("", "blank"),
        (" 　\t", "blank"),
        ("x" * 101, "at most 100"),
        ("a\x00b", "broken"),
        ("a\ud800", "broken"),
    ],
)
def test_a_term_that_cannot_be_used_is_refused_in_one_sentence(term: str, what: str) -> None:
    problem = sentence(term_problem(term, where="brands"))
    assert what in problem
    assert "in brands" in problem
    assert problem.endswith(".")


@given(st.text(min_size=1, max_size=100))
def test_a_term_that_is_not_refused_is_found_in_itself(term: str) -> None:
    if term_problem(term, where="brands") is None:
        pattern = keyword_pattern(term)
        assert pattern is not None
        assert pattern in padded(normalise(term))
