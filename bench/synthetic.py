"""A seeded workload for matching alone: saved filters and raw listings in fixed shares.

What decides the speed of matching is how often listings have what filters ask for. So 2,000 brands
and 20,000 keywords are drawn with Zipf's law, in filters and listings alike; forty brands are real
ones, all others are invented, and every one has a Latin and a katakana name which the dictionary
that belongs to the workload knows. Titles have about forty characters, written as people write:
Latin, capitals, katakana of both widths, hiragana, wide Latin, one in five glued together or set
apart by wide spaces. The shares of what filters ask for are constants below; a tenth of all filters
is paused.

Equal seeds give equal filters and listings, and more of either begin with the same ones.
"""

from __future__ import annotations

import math
from bisect import bisect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Any, Generic, TypeVar

from bench.typed import as_typed

from maneki.matching.aliases import BrandRow
from maneki.matching.brands import BrandDictionary
from maneki.model.filter import (
    NO_KEYWORDS,
    Criteria,
    Filter,
    FilterState,
    Keywords,
    PriceRange,
    WantedType,
)
from maneki.model.ids import FilterId
from maneki.model.listing import Condition, ListingType

BRANDS = 2_000
KEYWORDS = 20_000
CATEGORIES = 40
MARKETS = ("mercari_jp", "north", "east", "south", "west", "harbour")
SIZES = ("XS", "S", "M", "L", "XL", "26cm", "27cm", "46", "48", "50")

ACTIVE = 0.9
BRANDS_ASKED = (4, 45, 25, 15, 7, 4)
"""Of a hundred filters, how many name none, one, two, ... five brands: 1.88 on average."""
CATEGORY_ONLY = 0.025
"""Of the filters without a brand, how many have no keyword either: 0.1 % of all."""
SOME_KEYWORD, EVERY_KEYWORD, NO_KEYWORD = 0.4, 0.12, 0.15
PRICE_MAX, PRICE_MIN = 0.85, 0.5
SOME_MARKETS, SOME_TYPE, SOME_CATEGORY, SOME_CONDITION, SOME_SIZE = 0.9, 0.3, 0.4, 0.2, 0.25

NO_BRAND_FIELD, SECOND_BRAND, SOME_SIZE_SAID = 0.25, 0.04, 0.6
TITLE_CHARACTERS = 40

REAL_BRANDS = (
    ("Rick Owens", "リックオウエンス"), ("Yohji Yamamoto", "ヨウジヤマモト"),
    ("Comme des Garçons", "コムデギャルソン"), ("Issey Miyake", "イッセイミヤケ"),
    ("Undercover", "アンダーカバー"), ("Number Nine", "ナンバーナイン"),
    ("Raf Simons", "ラフシモンズ"), ("Maison Margiela", "メゾンマルジェラ"),
    ("Helmut Lang", "ヘルムートラング"), ("Vivienne Westwood", "ヴィヴィアンウエストウッド"),
    ("Louis Vuitton", "ルイヴィトン"), ("Hermès", "エルメス"), ("Chanel", "シャネル"),
    ("Gucci", "グッチ"), ("Prada", "プラダ"), ("Saint Laurent", "サンローラン"),
    ("Balenciaga", "バレンシアガ"), ("Burberry", "バーバリー"), ("Moncler", "モンクレール"),
    ("Stone Island", "ストーンアイランド"), ("Supreme", "シュプリーム"),
    ("Stussy", "ステューシー"), ("Neighborhood", "ネイバーフッド"), ("Wtaps", "ダブルタップス"),
    ("Visvim", "ビズビム"), ("Kapital", "キャピタル"), ("Porter", "ポーター"),
    ("Patagonia", "パタゴニア"), ("Arc'teryx", "アークテリクス"), ("Nike", "ナイキ"),
    ("Adidas", "アディダス"), ("New Balance", "ニューバランス"), ("Converse", "コンバース"),
    ("Red Wing", "レッドウィング"), ("Omega", "オメガ"), ("Seiko", "セイコー"),
    ("Casio", "カシオ"), ("Nikon", "ニコン"), ("Leica", "ライカ"),
    ("Takahiromiyashita", "タカヒロミヤシタ"),
)  # fmt: skip
REAL_WORDS = (
    "ジャケット", "jacket", "デニム", "denim", "ブーツ", "boots", "シャツ", "shirt", "コート",
    "coat", "ニット", "knit", "バッグ", "bag", "レザー", "leather", "黒", "白", "美品", "希少",
    "archive", "vintage", "Tシャツ", "パンツ", "スニーカー", "時計", "財布", "カメラ", "指輪",
    "sneakers",
)  # fmt: skip

_SYLLABLES = (
    ("ka", "カ"), ("ri", "リ"), ("no", "ノ"), ("mo", "モ"), ("te", "テ"), ("su", "ス"),
    ("ve", "ヴェ"), ("la", "ラ"), ("do", "ド"), ("mi", "ミ"), ("ro", "ロ"), ("na", "ナ"),
    ("pe", "ペ"), ("zo", "ゾ"), ("fi", "フィ"), ("ba", "バ"), ("ku", "ク"), ("ge", "ゲ"),
    ("he", "ヘ"), ("yu", "ユ"), ("wa", "ワ"), ("shi", "シ"), ("to", "ト"), ("mu", "ム"),
)  # fmt: skip

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Brand:
    """How it is written in Latin and in katakana, and what an ordinary thing of it costs in yen."""

    latin: str
    katakana: str
    level: float


class _Zipf(Generic[_T]):
    """Draws the n-th of some things as often as 1/n**power."""

    def __init__(self, things: Sequence[_T], power: float) -> None:
        self._things = things
        self._weights = list(accumulate(1 / place**power for place in range(1, len(things) + 1)))
        self._sum = self._weights[-1]

    def one(self, random: Random) -> _T:
        # Half the time of `random.choices`, and it is asked some millions of times.
        return self._things[bisect(self._weights, random.random() * self._sum)]

    def some(self, random: Random, count: int) -> tuple[_T, ...]:
        """As many different ones, in the order drawn."""
        drawn: dict[_T, None] = {}
        while len(drawn) < count:
            drawn[self.one(random)] = None
        return tuple(drawn)


def filter_id(number: int) -> FilterId:
    """As long as the store's own, and in the same order."""
    return FilterId(f"01F{number:023d}")


def number_of(name: str) -> int:
    """The number of the filter that has this id."""
    return int(name[3:])


class Synthetic:
    """The workload of a seed. `dictionary` knows every brand that is in it, and no other."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        brands = _brands(Random(f"brands:{seed}"))
        self._brands = _Zipf(brands, 1.0)
        self._words = _words(Random(f"words:{seed}"))
        self.dictionary = BrandDictionary.from_rows(
            BrandRow(name=brand.latin, japanese=brand.katakana) for brand in brands
        )

    def filters(self, count: int) -> Iterator[Filter]:
        wishes = _Wishes(Random(f"filters:{self._seed}"), self._brands, _Zipf(self._words, 0.9))
        return map(wishes.saved, range(count))

    def listings(self, count: int) -> Iterator[dict[str, Any]]:
        """Raw ones: the fields of a `Listing` by name, prices as yen."""
        seller = _Seller(Random(f"listings:{self._seed}"), self._brands, _Zipf(self._words, 1.0))
        return map(seller.raw, range(count))


def _brands(random: Random) -> list[Brand]:
    taken = {latin.casefold() for latin, _ in REAL_BRANDS}
    names = [*REAL_BRANDS]
    while len(names) < BRANDS:
        latin, katakana = _invented(random, random.randint(3, 5))
        if latin not in taken:
            taken.add(latin)
            names.append((latin.capitalize(), katakana))
    random.shuffle(names)
    return [Brand(*name, level=3_000 * math.exp(random.uniform(0, 2.5))) for name in names]


def _words(random: Random) -> list[str]:
    """The most popular first: real ones, then invented ones in either script."""
    words = dict.fromkeys(REAL_WORDS)
    while len(words) < KEYWORDS:
        words[random.choice(_invented(random, random.randint(3, 4)))] = None
    return list(words)


def _invented(random: Random, syllables: int) -> tuple[str, str]:
    parts = random.choices(_SYLLABLES, k=syllables)
    return "".join(latin for latin, _ in parts), "".join(katakana for _, katakana in parts)


class _Wishes:
    """What people ask for."""

    def __init__(self, random: Random, brands: _Zipf[Brand], words: _Zipf[str]) -> None:
        self._random = random
        self._brands = brands
        self._words = words

    def saved(self, number: int) -> Filter:
        is_active = self._random.random() < ACTIVE
        return Filter(
            id=filter_id(number),
            name="",
            criteria=self._criteria(),
            state=FilterState.ACTIVE if is_active else FilterState.PAUSED,
        )

    def _criteria(self) -> Criteria:
        random = self._random
        count = random.choices(range(len(BRANDS_ASKED)), BRANDS_ASKED)[0]
        brands = self._brands.some(random, count)
        is_category_only = not brands and random.random() < CATEGORY_ONLY
        return Criteria(
            brands=tuple(self._written(brand) for brand in brands),
            keywords=NO_KEYWORDS if is_category_only else self._keywords(must_have=not brands),
            price=self._price(brands[0].level if brands else 9_000.0),
            markets=self._perhaps(SOME_MARKETS, lambda: self._sample(MARKETS, 3)),
            listing_types=self._perhaps(SOME_TYPE, lambda: (random.choice(list(WantedType)),)),
            categories=self._perhaps(
                1.0 if is_category_only else SOME_CATEGORY, lambda: self._sample(_CATEGORIES, 3)
            ),
            conditions=self._perhaps(
                SOME_CONDITION, lambda: tuple(Condition)[: random.randint(2, 4)]
            ),
            sizes=self._perhaps(SOME_SIZE, lambda: self._sample(SIZES, 3)),
        )

    def _written(self, brand: Brand) -> str:
        return brand.katakana if self._random.random() < 0.1 else brand.latin

    def _keywords(self, *, must_have: bool) -> Keywords:
        return Keywords(
            any=self._perhaps(1.0 if must_have else SOME_KEYWORD, lambda: self._some_words(3)),
            all=self._perhaps(EVERY_KEYWORD, lambda: self._some_words(2)),
            none=self._perhaps(NO_KEYWORD, lambda: self._some_words(3)),
        )

    def _some_words(self, most: int) -> tuple[str, ...]:
        return self._words.some(self._random, self._random.randint(1, most))

    def _price(self, level: float) -> PriceRange:
        most = round(level * math.exp(self._random.gauss(0, 0.6)) / 500) * 500 + 500
        least = round(most * self._random.uniform(0.05, 0.5) / 100) * 100
        return PriceRange(
            max=most if self._random.random() < PRICE_MAX else None,
            min=least if self._random.random() < PRICE_MIN else None,
        )

    def _sample(self, things: Sequence[str], most: int) -> tuple[str, ...]:
        return tuple(self._random.sample(things, self._random.randint(1, most)))

    def _perhaps(self, chance: float, make: Callable[[], tuple[_T, ...]]) -> tuple[_T, ...]:
        return make() if self._random.random() < chance else ()


_CATEGORIES = tuple(f"category {number}" for number in range(CATEGORIES))


class _Seller:
    """What people list."""

    def __init__(self, random: Random, brands: _Zipf[Brand], words: _Zipf[str]) -> None:
        self._random = random
        self._brands = brands
        self._words = words

    def raw(self, number: int) -> dict[str, Any]:
        random = self._random
        brand = self._brands.one(random)
        price = max(300, round(brand.level * math.exp(random.gauss(0, 0.6)) / 100) * 100)
        has_field = random.random() >= NO_BRAND_FIELD
        return {
            "market": random.choice(MARKETS),
            "external_id": f"m{30_000_000_000 + 7 * number}",
            "title": self._title(brand),
            "brand": (brand.katakana if random.random() < 0.3 else brand.latin)
            if has_field
            else None,
            "price": price,
            "condition": random.choices(tuple(Condition), (1, 3, 5, 3, 2, 1))[0],
            "size": random.choice(SIZES) if random.random() < SOME_SIZE_SAID else None,
            "listing_type": random.choices(tuple(ListingType), (8, 1, 1))[0],
            "category_path": ("everything", random.choice(_CATEGORIES)),
        }

    def _title(self, brand: Brand) -> str:
        words = [as_typed(self._random, latin=brand.latin, katakana=brand.katakana)]
        if self._random.random() < SECOND_BRAND:
            words.append("×" + self._brands.one(self._random).latin)
        room = TITLE_CHARACTERS - sum(map(len, words))
        while room > 0:
            words.append(self._words.one(self._random))
            room -= len(words[-1]) + 1
        return self._random.choices((" ", "", "　"), (80, 10, 10))[0].join(words)
