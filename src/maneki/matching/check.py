"""What is wrong with a filter before anything is matched. Saving and `maneki match` both ask."""

from __future__ import annotations

from maneki.matching.text import LONGEST_TERM, term_problem
from maneki.matching.wording import in_words
from maneki.model.filter import Criteria, PriceRange
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
    for where, terms in (looked_for | compared).items():
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


def _name_problem(names: tuple[str, ...], where: str) -> str | None:
    """Names that are compared as they are may be made of anything, but not of nothing."""
    for name in names:
        if not name.strip():
            return f"A name in {where} is blank: leave it out, or write one."
        if len(name) > LONGEST_TERM:
            return f"A name in {where} has {len(name)} characters: use at most {LONGEST_TERM}."
    return None


def _price_problem(price: PriceRange) -> str | None:
    if price.min is None or price.max is None or price.min <= price.max:
        return None
    least, most = (in_words(Money(bound, price.currency)) for bound in (price.min, price.max))
    return f"The price may not begin at {least} and end at {most}: min must be at most max."
