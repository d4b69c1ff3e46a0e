"""What one member of the demo cares for, and the filters that come of it.

Everybody has a taste, a few kinds of things, so that the filters of one person overlap as they do
in life. `Taste` thinks of one filter after another: a name, and what is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from random import Random

from maneki.model.event import DEFAULT_EVENTS, EventKind
from maneki.model.filter import Criteria, Keywords, PriceRange, WantedType
from maneki.model.listing import Condition
from maneki.model.money import Money, convert
from maneki.simulator.markets.ecb import INVENTED_RATES
from maneki.simulator.world.happenings import rounded
from maneki.simulator.world.options import as_typed
from maneki.simulator.world.vocabulary import Brand, Place, load_vocabulary

_BEST_KNOWN = 5
_TASTES: Mapping[tuple[str, ...], int] = {
    ("coats", "tops", "trousers"): 34,
    ("shoes", "bags", "accessories", "tops"): 22,
    ("cameras",): 16,
    ("watches",): 10,
    ("audio", "instruments"): 9,
    ("games", "toys"): 9,
}
_COMMON = frozenset({"tops", "cameras"})
"""Of the other kinds so little is listed that one brand alone may never turn up."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A filter somebody thought of."""

    name: str
    criteria: Criteria


class Taste:
    """One member's, made of `random`."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._vocabulary = load_vocabulary()
        self._kinds = random.choices(list(_TASTES), list(_TASTES.values()))[0]
        self._items = [item for item in self._vocabulary.items if item.kind in self._kinds]

    def drafts(self, count: int) -> list[Draft]:
        """The first is a generous one, so that everybody hears of something."""
        drafts = [self._well_known()]
        makers = self._makers(drafts[0])
        weights = [weight for _, weight in makers]
        while len(drafts) < count:
            make, _ = self._random.choices(makers, weights)[0]
            drafts.append(make())
        return drafts

    def narrowed(self, draft: Draft, *, luck: Random) -> Draft:
        """The same for one kind of thing only; as it was, if it names words already."""
        words = draft.criteria.keywords
        if words.any or words.all:
            return draft
        item = luck.choice(self._items)
        criteria = replace(draft.criteria, keywords=replace(words, any=(item.ja, item.en)))
        return Draft(f"{draft.name}, {item.en} only", criteria)

    def _makers(self, first: Draft) -> list[tuple[Callable[[], Draft], int]]:
        return [
            (self._brand_under, 34),
            (lambda: self._wider_than(first), 8),
            (self._several_brands, 10),
            (self._brand_and_thing, 10),
            (self._keywords_only, 10),
            (self._without_words, 6),
            (self._sized, 8),
            (self._auctions, 6),
            (self._in_dollars, 8),
            (self._well_kept, 5),
            (self._in_category, 3),
            (self._not_from, 3),
            (self._drops_only, 4),
            (self._backs_too, 4),
            (self._nothing_like_it, 6),
        ]

    # --- what people ask for -------------------------------------------------------------------

    def _well_known(self) -> Draft:
        """What the member cares for most, wherever it turns up; two brands if it is rare."""
        best = sorted(self._brands(), key=lambda brand: -brand.popularity)[:_BEST_KNOWN]
        is_rare = _COMMON.isdisjoint(self._kinds)
        chosen = self._random.sample(best, 2 if is_rare else 1)
        factor = self._random.uniform(0.9, 1.4) if is_rare else self._random.uniform(0.45, 0.8)
        most = self._yen(chosen[0], factor, of_dearest=True)
        places = sorted({place.market for brand in chosen for place in self._places_for(brand)})
        criteria = Criteria(
            brands=tuple(self._as_asked(brand) for brand in chosen),
            price=PriceRange(max=most.amount),
            markets=tuple(places) if any(brand.in_cases for brand in chosen) else (),
        )
        names = " or ".join(brand.name for brand in chosen)
        return Draft(f"{names} under ¥{as_typed(most)}", criteria)

    def _brand_under(self) -> Draft:
        brand = self._brand()
        most = self._yen(brand, self._random.uniform(0.5, 1.4))
        criteria = Criteria(
            brands=(self._as_asked(brand),),
            price=PriceRange(max=most.amount),
            markets=self._markets(brand),
        )
        return Draft(f"{brand.name} under ¥{as_typed(most)}", criteria)

    def _wider_than(self, first: Draft) -> Draft:
        """The same brand at any price: overlaps with the member's first filter."""
        brands = first.criteria.brands
        criteria = Criteria(brands=brands, markets=first.criteria.markets)
        return Draft(f"anything by {brands[0]}", criteria)

    def _several_brands(self) -> Draft:
        brands = list(dict.fromkeys(self._brand() for _ in range(3)))
        least = self._yen(brands[0], 0.4)
        most = self._yen(brands[0], self._random.uniform(1.0, 2.0))
        criteria = Criteria(
            brands=tuple(brand.name for brand in brands),
            price=PriceRange(min=least.amount, max=most.amount),
            markets=self._markets(*brands),
        )
        return Draft(f"my {len(brands)} favourites", criteria)

    def _brand_and_thing(self) -> Draft:
        brand = self._brand()
        item = self._random.choice([one for one in self._items if one.kind in brand.kinds])
        criteria = Criteria(
            brands=(brand.name,),
            keywords=Keywords(any=(item.ja, item.en)),
            markets=self._markets(brand),
        )
        return Draft(f"{brand.name} {item.en}", criteria)

    def _keywords_only(self) -> Draft:
        item = self._random.choice(self._items)
        words = self._vocabulary.words
        criteria = Criteria(
            keywords=Keywords(
                any=(item.ja, item.en),
                all=(self._random.choice(words["colours_ja"]),) if self._chance(0.3) else (),
                none=("ジャンク", "for parts") if self._chance(0.6) else (),
            ),
            markets=self._somewhere(),
        )
        return Draft(f"{item.en}, no junk", criteria)

    def _without_words(self) -> Draft:
        """A brand, but not everything of it: exclusions look at descriptions too."""
        brand = self._brand()
        unwanted = ("ジャンク", "for parts", "汚れ", "箱付き", "レア")
        criteria = Criteria(
            brands=(brand.name,),
            keywords=Keywords(none=tuple(self._random.sample(unwanted, 3))),
            markets=self._markets(brand),
        )
        return Draft(f"{brand.name}, clean ones", criteria)

    def _sized(self) -> Draft:
        brand = self._brand()
        item = self._random.choice(self._items)
        sizes = self._random.sample(item.sizes, 2) if item.sizes else []
        criteria = Criteria(brands=(brand.name,), sizes=tuple(sizes), markets=self._markets(brand))
        return Draft(f"{brand.name} in my size", criteria)

    def _auctions(self) -> Draft:
        brand = self._brand()
        criteria = Criteria(
            brands=(brand.name,),
            listing_types=(WantedType.AUCTION,),
            markets=("mercari_jp", *self._sources(brand)),
        )
        return Draft(f"{brand.name} auctions", criteria)

    def _in_dollars(self) -> Draft:
        brand = self._brand()
        currency = self._random.choice(("USD", "USD", "EUR", "GBP"))
        most = self._yen(brand, self._random.uniform(0.8, 2.0))
        converted = convert(most, to=currency, rates=INVENTED_RATES) or most
        bound = rounded(converted.amount, converted.currency)
        criteria = Criteria(
            brands=(brand.name,),
            price=PriceRange(max=bound.amount, currency=bound.currency),
            markets=self._markets(brand),
        )
        return Draft(f"{brand.name} up to {as_typed(bound)} {bound.currency}", criteria)

    def _well_kept(self) -> Draft:
        brand = self._brand()
        criteria = Criteria(
            brands=(brand.name,),
            conditions=(Condition.NEW, Condition.LIKE_NEW, Condition.VERY_GOOD),
            markets=self._markets(brand),
        )
        return Draft(f"{brand.name} in good nick", criteria)

    def _in_category(self) -> Draft:
        item = self._random.choice(self._items)
        most = rounded(self._random.uniform(0.8, 1.4) * item.low, "JPY")
        criteria = Criteria(
            categories=(item.category_ja[-1], item.category_en[-1]),
            price=PriceRange(max=most.amount),
            markets=self._pushed_or_fed(),
        )
        return Draft(f"cheap: {item.category_en[-1]}", criteria)

    def _not_from(self) -> Draft:
        brand = self._brand()
        place = self._random.choice(self._places_for(brand))
        blocked = self._random.sample(place.sellers, min(2, len(place.sellers)))
        criteria = Criteria(
            brands=(brand.name,), blocked_sellers=tuple(blocked), markets=(place.market,)
        )
        return Draft(f"{brand.name} from decent sellers", criteria)

    def _drops_only(self) -> Draft:
        brand = self._brand()
        criteria = Criteria(
            brands=(brand.name,),
            markets=self._markets(brand),
            events=(EventKind.PRICE_DROP,),
        )
        return Draft(f"{brand.name} bargains", criteria)

    def _backs_too(self) -> Draft:
        brand = self._brand()
        criteria = Criteria(
            brands=(brand.name,),
            markets=self._sources(brand),
            events=(*DEFAULT_EVENTS, EventKind.BACK_ON_SALE),
        )
        return Draft(f"{brand.name}, second chances", criteria)

    def _nothing_like_it(self) -> Draft:
        name = self._random.choice(self._vocabulary.words["nothing_like_it"])
        criteria = Criteria(brands=(name,), markets=self._somewhere())
        return Draft(f"one day: {name}", criteria)

    # --- choices -------------------------------------------------------------------------------

    def _brand(self) -> Brand:
        makers = self._brands()
        return self._random.choices(makers, [brand.popularity**1.5 for brand in makers])[0]

    def _brands(self) -> list[Brand]:
        kinds, brands = set(self._kinds), self._vocabulary.brands
        return [brand for brand in brands if not kinds.isdisjoint(brand.kinds)]

    def _as_asked(self, brand: Brand) -> str:
        """Most type the name, some in katakana."""
        return brand.japanese.replace("・", "") if self._chance(0.2) else brand.name

    def _yen(self, brand: Brand, factor: float, *, of_dearest: bool = False) -> Money:
        """A round sum: `factor` times what a thing of the brand usually costs."""
        middles = [
            (item.low * item.high) ** 0.5 for item in self._items if item.kind in brand.kinds
        ]
        middle = max(middles) if of_dearest else self._random.choice(middles)
        return Money(max(1, round(middle * brand.price * factor / 1000)) * 1000, "JPY")

    def _markets(self, *brands: Brand) -> tuple[str, ...]:
        """Every market, or some that have the brands.

        A brand that the hand-written cases name is asked for on named markets only, so that their
        listings are nobody else's.
        """
        if self._chance(0.25) and not any(brand.in_cases for brand in brands):
            return ()
        markets = [place.market for brand in brands for place in self._places_for(brand)]
        markets = list(dict.fromkeys(markets))
        return tuple(sorted(self._random.sample(markets, self._random.randint(1, len(markets)))))

    def _places_for(self, brand: Brand) -> list[Place]:
        places = self._vocabulary.places
        return [place for place in places if not place.kinds.isdisjoint(brand.kinds)]

    def _sources(self, brand: Brand) -> tuple[str, ...]:
        places = self._places_for(brand)
        return tuple(place.market for place in places if place.where.startswith("push:"))

    def _somewhere(self) -> tuple[str, ...]:
        """Named markets that have what the member likes, Mercari in every other case."""
        markets = self._pushed_or_fed()
        return ("mercari_jp", *markets) if self._chance(0.5) else markets

    def _pushed_or_fed(self) -> tuple[str, ...]:
        wanted = set(self._kinds)
        places = [place for place in self._vocabulary.places if not wanted.isdisjoint(place.kinds)]
        markets = dict.fromkeys(place.market for place in places)
        return tuple(sorted(market for market in markets if market != "mercari_jp"))

    def _chance(self, chance: float) -> bool:
        return self._random.random() < chance
