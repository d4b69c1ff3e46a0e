"""What the members of a load test ask for. Pure.

A brand, mostly one kind of thing of it, and a price they would pay. How many ask for a brand falls
off with its rank as 1, 1/2, 1/3, ... (Zipf's law), so that some listings concern many members and
most concern few.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from random import Random

from maneki.model.filter import Criteria, Keywords, PriceRange
from maneki.simulator.world.filters import PlannedFilter
from maneki.simulator.world.happenings import rounded
from maneki.simulator.world.options import as_typed
from maneki.simulator.world.vocabulary import Brand, Item, load_vocabulary

MOST_FILTERS = 10
HOT_WORD = "grail"
"""What everybody asks for where one listing is to concern everybody. No brand is called so."""

_ANYTHING = 0.3
"""The share of filters that ask for anything by a brand."""
_LEAST, _MOST = 0.3, 1.2
"""What people would pay, in shares of what the dearest thing of its kind costs."""


def make_wishes(seed: int, members: int, *, first: int = 0) -> tuple[PlannedFilter, ...]:
    """One to ten filters for each of these members, who are numbered from `first` on."""
    return tuple(
        planned
        for member in range(first, first + members)
        for planned in _of_member(member, Random(f"wishes:{seed}:{member}"))
    )


def _of_member(member: int, random: Random) -> Iterator[PlannedFilter]:
    """Filters of different names; few of them are left out because their names are alike."""
    named: dict[str, Criteria] = {}
    for _ in range(random.randint(1, MOST_FILTERS)):
        name, criteria = _wish(random)
        named.setdefault(name, criteria)
    return (PlannedFilter.of(member, name, criteria) for name, criteria in named.items())


def _wish(random: Random) -> tuple[str, Criteria]:
    brands, weights = ranked_brands()
    brand = random.choices(brands, weights)[0]
    item = random.choice(items_of(brand))
    most = rounded(item.high * brand.price * random.uniform(_LEAST, _MOST), "JPY")
    wants_anything = random.random() < _ANYTHING
    words = Keywords() if wants_anything else Keywords(any=(item.ja, item.en))
    criteria = Criteria(brands=(brand.name,), keywords=words, price=PriceRange(max=most.amount))
    thing = "anything" if wants_anything else item.en
    return f"{brand.name}, {thing} under ¥{as_typed(most)}", criteria


@cache
def ranked_brands() -> tuple[tuple[Brand, ...], tuple[float, ...]]:
    """The brands, the most popular first, and how often each is asked for."""
    known = [brand for brand in load_vocabulary().brands if items_of(brand)]
    ranked = sorted(known, key=lambda brand: -brand.popularity)
    return tuple(ranked), tuple(1.0 / rank for rank in range(1, len(ranked) + 1))


def items_of(brand: Brand) -> tuple[Item, ...]:
    return tuple(item for item in load_vocabulary().items if item.kind in brand.kinds)


def hot_wishes(members: int) -> tuple[PlannedFilter, ...]:
    """One filter for each, and the same for all."""
    criteria = Criteria(keywords=Keywords(all=(HOT_WORD,)))
    return tuple(PlannedFilter.of(member, "the grail", criteria) for member in range(members))
