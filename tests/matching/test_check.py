"""What cannot be asked for is refused in one sentence that says what would be right."""

from __future__ import annotations

from typing import Any

import pytest

from maneki.matching.check import asks_for_nothing, criteria_problem
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


def test_a_sensible_filter_has_no_problem() -> None:
    assert criteria_problem(FINE) is None
    assert criteria_problem(Criteria()) is None


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
        problem = criteria_problem(asking(*terms))
        assert problem is not None
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
    assert criteria_problem(criteria) == f"There are 51 terms in {where}: use at most 50."


@pytest.mark.parametrize("broken", ["a\x00b", "a\ud800b"])
def test_what_no_database_takes_is_refused(broken: str) -> None:
    for criteria in (Criteria(blocked_sellers=(broken,)), Criteria(markets=(broken,))):
        assert "has a broken character in it" in str(criteria_problem(criteria))


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
    assert problem == (
        "The term '★🔥' in keywords.any has nothing to look for: use letters or digits."
    )


def test_a_price_range_begins_before_it_ends() -> None:
    problem = criteria_problem(Criteria(price=PriceRange(min=500_01, max=500_00, currency="USD")))
    assert problem == (
        "The price may not begin at 500.01 USD and end at 500.00 USD: min must be at most max."
    )
