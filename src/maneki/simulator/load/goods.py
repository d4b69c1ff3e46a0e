"""Things that are listed in a load test, and who is to hear of each. Pure.

Things come again and again, each time as a listing of its own: whom one concerns has to be found
out only once, by the plain matcher and from every filter there is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from maneki.matching.brands import BrandDictionary
from maneki.matching.match import Matcher
from maneki.model.filter import Criteria
from maneki.model.listing import Condition, Listing, ListingType
from maneki.model.money import Money
from maneki.simulator.load.wishes import HOT_WORD, items_of, ranked_brands
from maneki.simulator.world.filters import PlannedFilter
from maneki.simulator.world.happenings import rounded
from maneki.simulator.world.vocabulary import load_vocabulary

SOURCE = "load_market"
_UNWANTED = 0.2
"""The share of things that no brand is named of, so that nobody is to hear of them."""


@dataclass(frozen=True, slots=True)
class Good:
    """`audience` holds, for each member who is to hear of it, the names of their filters."""

    listing: Listing
    audience: Mapping[int, frozenset[str]]


def make_goods(
    filters: Sequence[PlannedFilter], *, seed: int, count: int, dictionary: BrandDictionary
) -> tuple[Good, ...]:
    """`count` things; a brand that many ask for is listed as much more often."""
    random = Random(f"goods:{seed}")
    things = [_thing(random, filters) for _ in range(count)]
    return tuple(judged(things, filters, dictionary=dictionary))


def judged(
    things: Sequence[Listing], filters: Sequence[PlannedFilter], *, dictionary: BrandDictionary
) -> Iterator[Good]:
    """Things with those who are to hear of them."""
    asking = _by_brands(filters)
    matcher = Matcher(dictionary)
    for thing in things:
        look = matcher.look_at(thing)
        audience: defaultdict[int, set[str]] = defaultdict(set)
        for brands, criteria_of in asking.items():
            # Every condition must hold: without its brand nothing else of a filter matters.
            if not matcher.is_fitting(Criteria(brands=brands), look, rates=None):
                continue
            for criteria, theirs in criteria_of.items():
                if matcher.is_fitting(criteria, look, rates=None):
                    for planned in theirs:
                        audience[planned.member].add(planned.name)
        yield Good(thing, {member: frozenset(names) for member, names in audience.items()})


_Asking = dict[tuple[str, ...], dict[Criteria, list[PlannedFilter]]]


def _by_brands(filters: Sequence[PlannedFilter]) -> _Asking:
    """Filters that ask for the same are judged once."""
    asking: _Asking = {}
    for planned in filters:
        same_brands = asking.setdefault(planned.criteria.brands, {})
        same_brands.setdefault(planned.criteria, []).append(planned)
    return asking


def _thing(random: Random, filters: Sequence[PlannedFilter]) -> Listing:
    """Something that one of the filters asks for, or that none does."""
    wanted = random.choice(filters).criteria
    brand = next(one for one in ranked_brands()[0] if one.name in wanted.brands)
    items = items_of(brand)
    named = [item for item in items if item.ja in wanted.keywords.any]
    item = random.choice(named or items)
    words = load_vocabulary().words
    names = "" if random.random() < _UNWANTED else f"{brand.name.upper()} "
    most = wanted.price.max or item.high
    return Listing(
        market=SOURCE,
        external_id="",
        title=f"{names}{random.choice(words['adjectives_ja'])} {item.ja}",
        price=rounded(most * random.uniform(0.3, 1.0), "JPY"),
        brand=brand.name if names else None,
        condition=random.choice(list(Condition)),
        listing_type=ListingType.FIXED,
        category_path=item.category_ja,
        description=random.choice(words["descriptions_ja"]),
        image_urls=(f"https://pictures.example/{random.randrange(10**6):06}.jpg",),
    )


def hot_thing() -> Listing:
    """What everybody asks for who asks for the hot word."""
    return Listing(
        market=SOURCE,
        external_id="",
        title=f"The {HOT_WORD}",
        price=Money(100_000, "JPY"),
        listing_type=ListingType.FIXED,
    )
