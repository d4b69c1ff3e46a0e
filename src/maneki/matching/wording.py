"""How reasons put things: money, lists, ranges. For people who ask why."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from maneki.model.filter import PriceRange, Shipping
from maneki.model.money import Money, Rates, convert

MOST_NAMED = 5
# A filter's terms, range and prices are put into the same words for one listing after the other.
REMEMBERED = 4_096


def either(terms: Iterable[str]) -> str:
    """The first few terms as people list them: "a, b or c"; and how many more, if there are."""
    return _joined(tuple(terms), "or")


def every(terms: Iterable[str]) -> str:
    """The same with "and"."""
    return _joined(tuple(terms), "and")


@lru_cache(REMEMBERED)
def _joined(terms: tuple[str, ...], last: str) -> str:
    named = [str(term) for term in terms]
    if len(named) > MOST_NAMED:
        named[MOST_NAMED:] = [f"{len(named) - MOST_NAMED} more"]
    return f" {last} ".join(filter(None, [", ".join(named[:-1]), *named[-1:]]))


@lru_cache(REMEMBERED)
def in_words(money: Money) -> str:
    return f"{money.major():,} {money.currency}"


def converted(money: Money, currency: str, rates: Rates | None) -> str:
    """An amount beside what it comes to in another currency: "300.00 USD = 44,100 JPY"."""
    other = convert(money, to=currency, rates=rates)
    if other is None:
        return f"{in_words(money)} (no rate to {currency})"
    return in_words(money) if other == money else f"{in_words(money)} = {in_words(other)}"


@lru_cache(REMEMBERED)
def bounds(price: PriceRange) -> str:
    """A range that has at least one bound: "at most 50,000 JPY"."""
    least, most = (
        None if bound is None else in_words(Money(bound, price.currency))
        for bound in (price.min, price.max)
    )
    if least and most:
        said = f"between {least} and {most}"
    else:
        said = f"at most {most}" if most else f"at least {least}"
    return said + _WITH[price.shipping]


_WITH = {
    Shipping.EXCLUDED: "",
    Shipping.INCLUDED: " with shipping",
    Shipping.INCLUDED_IF_KNOWN: " with shipping where it is known",
}


def shipped(cost: Money | None, currency: str, rates: Rates | None) -> str:
    """What shipping adds, behind a price: " + 580 JPY shipping"."""
    if cost is None:
        return ", shipping unknown,"
    return f" + {converted(cost, currency, rates)} shipping" if cost.amount else " shipped"
