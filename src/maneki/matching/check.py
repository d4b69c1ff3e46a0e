"""What is wrong with a filter before anything is matched. Saving and `maneki match` both ask."""

from __future__ import annotations

from maneki.matching.text import LONGEST_TERM, can_be_kept, keyword_pattern, term_problem
from maneki.matching.wording import in_words
from maneki.model.filter import Criteria, Keywords, PriceRange
from maneki.model.money import Money

MOST_TERMS = 50


def criteria_problem(criteria: Criteria) -> str | None:
    """One sentence on what cannot be asked for and what would be right, or None."""
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
            return f"There are {len(terms)} terms in {where}: use at most {MOST_TERMS}."
    for where, terms in looked_for.items():
        for term in terms:
            if problem := term_problem(term, where=where):
                return problem
    for where, names in compared.items():
        if problem := _name_problem(names, where):
            return problem
    return _price_problem(criteria.price)


def asks_for_nothing(criteria: Criteria) -> bool:
    """Whether all there is would fit, but for what is excluded. Which events to tell is no wish."""
    words = criteria.keywords
    lists = (
        *(criteria.brands, words.any, words.all, criteria.markets, criteria.listing_types),
        *(criteria.conditions, criteria.categories, criteria.sizes),
    )
    return not any(lists) and not criteria.price.is_bounded


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


def _name_problem(names: tuple[str, ...], where: str) -> str | None:
    """Names that are compared as they are may be made of anything, but not of nothing."""
    for name in names:
        if not name.strip():
            return f"A name in {where} is blank: leave it out, or write one."
        if len(name) > LONGEST_TERM:
            return f"A name in {where} has {len(name)} characters: use at most {LONGEST_TERM}."
        if not can_be_kept(name):
            return f"A name in {where} has a broken character in it: type it anew."
    return None


def _price_problem(price: PriceRange) -> str | None:
    if price.min is None or price.max is None or price.min <= price.max:
        return None
    least, most = (in_words(Money(bound, price.currency)) for bound in (price.min, price.max))
    return f"The price may not begin at {least} and end at {most}: min must be at most max."
