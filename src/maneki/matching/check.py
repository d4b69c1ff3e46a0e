"""What is wrong with a filter before anything is matched. Saving and `maneki match` both ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from maneki.matching.expression import fault_in
from maneki.matching.text import keyword_pattern, normalise
from maneki.model.filter import Criteria, Keywords, PriceRange
from maneki.model.keepable import can_be_kept
from maneki.model.money import Money
from maneki.phrases import say
from maneki.phrases.amounts import amount

MOST_TERMS = 50
LONGEST_TERM = 100
MOST_BIDS = 999
MOST_BELOW_MEDIAN = 90
MOST_EXPRESSIONS = 3
MOST_EXPRESSIONS_OF_A_PERSON = 20
MOST_WORDLESS_OF_A_PERSON = 5
"""Whatever a listing is called, it may fit these, and all of them together would be a flood."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What cannot be asked for, as the key of a phrase and the values it takes.

    `where` is the list of the filter shape that it is in, such as `keywords.any`.
    """

    key: str
    values: Mapping[str, str | int | Money]
    where: str | None = None

    def said_in(self, language: str) -> str:
        """One sentence on what is wrong and what would be right."""
        values: dict[str, object] = {
            name: amount(value, language) if isinstance(value, Money) else value
            for name, value in self.values.items()
        }
        if self.where is not None:
            values["where"] = say(f"filters.problem.in.{self.where}", language)
        return say(f"filters.problem.{self.key}", language, **values)


def criteria_problem(criteria: Criteria) -> Problem | None:
    """The first thing that cannot be asked for, or None."""
    return next(_problems(criteria), None)


def _problems(criteria: Criteria) -> Iterator[Problem]:
    words = criteria.keywords
    looked_for = {
        "brands": criteria.brands,
        "keywords.any": words.any,
        "keywords.all": words.all,
        "keywords.none": words.none,
        "categories": criteria.categories,
        "sizes": criteria.sizes,
    }
    compared = {"markets": criteria.markets, "blocked_sellers": criteria.blocked_sellers}
    chosen = {
        "listing_types": criteria.listing_types,
        "conditions": criteria.conditions,
        "events": criteria.events,
    }
    for where, terms in (looked_for | compared | chosen).items():
        if len(terms) > MOST_TERMS:
            yield Problem("too_many", {"count": len(terms), "most": MOST_TERMS}, where)
    for where, terms in looked_for.items():
        yield from filter(None, (term_problem(term, where=where) for term in terms))
    for where, names in compared.items():
        yield from filter(None, (name_problem(name, where=where) for name in names))
    if problem := _price_problem(criteria.price):
        yield problem
    yield from _number_problems(criteria)
    yield from _expression_problems(criteria.expressions)
    yield from _median_problems(criteria.below_median)


def term_problem(term: str, *, where: str) -> Problem | None:
    """Why a term cannot be looked for, or None."""
    if problem := name_problem(term, where=where):
        return problem
    return None if normalise(term) else Problem("no_letters", {"term": term}, where)


def name_problem(name: str, *, where: str) -> Problem | None:
    """Names that are compared as they are may be made of anything, but not of nothing."""
    if not name.strip():
        return Problem("blank", {}, where)
    if len(name) > LONGEST_TERM:
        return Problem("too_long", {"length": len(name), "most": LONGEST_TERM}, where)
    return None if can_be_kept(name) else Problem("broken", {}, where)


def _price_problem(price: PriceRange) -> Problem | None:
    if price.min is None or price.max is None or price.min <= price.max:
        return None
    least, most = Money(price.min, price.currency), Money(price.max, price.currency)
    return Problem("price", {"least": least, "most": most})


def _expression_problems(expressions: tuple[str, ...]) -> Iterator[Problem]:
    if len(expressions) > MOST_EXPRESSIONS:
        values = {"count": len(expressions), "most": MOST_EXPRESSIONS}
        yield Problem("too_many", values, "expressions")
    for one in expressions:
        if problem := name_problem(one, where="expressions"):
            yield problem
        elif fault := fault_in(one):
            yield Problem(f"expression.{fault}", {"term": one})


def _number_problems(criteria: Criteria) -> Iterator[Problem]:
    bids, rating = criteria.max_bids, criteria.min_rating
    if bids is not None and not 0 <= bids <= MOST_BIDS:
        yield Problem("bids", {"most": MOST_BIDS})
    # In tenths, which is as fine as any market says it.
    if rating is not None and not (0 < rating <= 100 and rating * 10 % 1 == 0):
        yield Problem("rating", {})


def _median_problems(percent: int | None) -> Iterator[Problem]:
    if percent is not None and not 1 <= percent <= MOST_BELOW_MEDIAN:
        yield Problem("median", {"most": MOST_BELOW_MEDIAN})


def is_wordless(criteria: Criteria) -> bool:
    """Whether neither a brand nor a word is asked for: only kinds of things, markets and prices."""
    words = criteria.keywords
    return not (criteria.brands or words.any or words.all or criteria.expressions)


def asks_for_nothing(criteria: Criteria) -> bool:
    """Whether all there is would fit, but for what is excluded. Which events to tell is no wish."""
    words = criteria.keywords
    lists = (
        *(criteria.brands, words.any, words.all, criteria.markets, criteria.listing_types),
        criteria.expressions,
        *(criteria.conditions, criteria.categories, criteria.sizes),
    )
    numbers = (criteria.max_bids, criteria.min_rating)
    is_limited = criteria.price.is_bounded or any(one is not None for one in numbers)
    return not any(lists) and not is_limited


def contradiction(words: Keywords) -> tuple[str, str] | None:
    """A wanted keyword and an excluded one that is always in it, if so nothing can be found."""
    for term in words.all:
        if excluded := _excluded_in(term, words.none):
            return term, excluded
    caught = [(term, _excluded_in(term, words.none)) for term in words.any]
    if all(excluded for _, excluded in caught):
        return next(((term, excluded) for term, excluded in caught if excluded), None)
    return None


def _excluded_in(term: str, unwanted: tuple[str, ...]) -> str | None:
    """An excluded keyword whose pattern is within that of a wanted one."""
    pattern = keyword_pattern(term) or ""
    return next((one for one in unwanted if (keyword_pattern(one) or "-") in pattern), None)
