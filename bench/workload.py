"""Filters and Mercari answers to measure with: invented, seeded, and alike in what matters.

What decides the speed of matching is how many filters share a brand, a word or a price range, and
how often listings have it. So brands and words are drawn with Zipf's law, in filters and listings
alike; most brands are invented, the others are in the dictionary; titles are written as people
write them: Latin, capitals, katakana of both widths, hiragana, glued together or set apart by wide
spaces. A filter asks for what filters ask for, in shares that `_Wishes` names. Every filter is
active and every listing is on sale, so that a count of either is what it says.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice
from random import Random
from typing import Any, Generic, TypeVar

import orjson
from bench.typed import as_typed

from maneki.matching.brands import BrandDictionary
from maneki.model.filter import Criteria, Filter, Keywords, PriceRange, WantedType
from maneki.model.ids import FilterId
from maneki.model.listing import Condition

ITEMS_A_PAGE = 120
"""As many as Mercari gives on one page of a search."""

BRANDS = 2_000
KNOWN_BRANDS = 346
"""So many are of the dictionary, however many it has: workloads stay what they were."""
MODELS = 800
CATEGORIES = 40

MARKETS = ("mercari_jp", "north", "east", "south", "west", "harbour")
"""Filters name one to three of these or none; the listings are all of the first."""

THINGS = (
    ("ジャケット", "jacket"), ("コート", "coat"), ("デニム", "denim"), ("ブーツ", "boots"),
    ("シャツ", "shirt"), ("パンツ", "trousers"), ("ニット", "knit"), ("バッグ", "bag"),
    ("スニーカー", "sneakers"), ("パーカー", "hoodie"), ("Tシャツ", "tee"), ("スカート", "skirt"),
    ("財布", "wallet"), ("時計", "watch"), ("指輪", "ring"), ("帽子", "hat"), ("眼鏡", "glasses"),
    ("マフラー", "scarf"), ("ベスト", "vest"), ("ブルゾン", "blouson"), ("サンダル", "sandals"),
    ("ネックレス", "necklace"), ("ベルト", "belt"), ("レザー", "leather"), ("カメラ", "camera"),
    ("レンズ", "lens"), ("着物", "kimono"), ("ローファー", "loafers"), ("トート", "tote"),
    ("ダウン", "down"), ("セーター", "sweater"), ("ワンピース", "dress"), ("手袋", "gloves"),
    ("靴下", "socks"), ("ネクタイ", "tie"), ("リュック", "backpack"), ("傘", "umbrella"),
    ("スーツ", "suit"), ("カーディガン", "cardigan"), ("香水", "perfume"),
)  # fmt: skip
COLOURS = ("黒", "白", "ネイビー", "グレー", "beige", "brown", "赤", "カーキ", "blue", "olive")
MARKS = (
    "美品",
    "未使用",
    "希少",
    "送料無料",
    "archive",
    "レア",
    "定番",
    "正規品",
    "vintage",
    "国内",
)
UNWANTED = ("ジャンク", "難あり", "キッズ", "for parts", "レプリカ風", "訳あり")
SIZES = ("XS", "S", "M", "L", "XL", "26cm", "27cm", "46", "48", "50")

_SYLLABLES = (
    ("ka", "カ"), ("ri", "リ"), ("no", "ノ"), ("mo", "モ"), ("te", "テ"), ("su", "ス"),
    ("ve", "ヴェ"), ("la", "ラ"), ("do", "ド"), ("mi", "ミ"), ("ro", "ロ"), ("na", "ナ"),
    ("pe", "ペ"), ("zo", "ゾ"), ("fi", "フィ"), ("ba", "バ"), ("ku", "ク"), ("ge", "ゲ"),
)  # fmt: skip
_FIRST_NUMBER = 30_000_000_000
_OPENED = 1_700_000_000
_CLOSES = 4_000_000_000

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

    def one(self, random: Random) -> _T:
        return random.choices(self._things, cum_weights=self._weights)[0]

    def some(self, random: Random, count: int) -> list[_T]:
        """As many different ones, in the order drawn."""
        drawn: dict[_T, None] = {}
        while len(drawn) < count:
            drawn[self.one(random)] = None
        return list(drawn)


def brands_of(seed: int, dictionary: BrandDictionary) -> tuple[Brand, ...]:
    """The brands, the most popular first: those of the dictionary and others."""
    random = Random(f"brands:{seed}")
    known = islice(dictionary.brands(), KNOWN_BRANDS)
    named = [dictionary.spellings(dictionary.name(brand)) for brand in known]
    written = [(one[0], one[-1]) for one in named]
    written += _invented(random, BRANDS - len(written))
    random.shuffle(written)
    return tuple(
        Brand(latin, katakana, 3_000 * math.exp(random.uniform(0, 2.5)))
        for latin, katakana in written
    )


def _invented(random: Random, count: int) -> list[tuple[str, str]]:
    made: dict[str, str] = {}
    while len(made) < count:
        parts = random.choices(_SYLLABLES, k=random.randint(3, 5))
        made["".join(latin for latin, _ in parts).capitalize()] = "".join(kana for _, kana in parts)
    return list(made.items())


def _models() -> tuple[tuple[str, str], ...]:
    """What people call a model or a line: the same in every workload."""
    return tuple((kana, latin.lower()) for latin, kana in _invented(Random("models"), MODELS))


class Workload:
    """Equal seeds give equal filters and listings; more of either begin with the same ones."""

    def __init__(self, seed: int, dictionary: BrandDictionary) -> None:
        self._seed = seed
        self._brands = _Zipf(brands_of(seed, dictionary), 1.0)

    def filters(self, count: int) -> list[Filter]:
        """Active filters; whose they are is for whoever stores them."""
        wishes = _Wishes(Random(f"filters:{self._seed}"), self._brands)
        return [
            Filter(id=filter_id(number), name=f"filter {number}", criteria=wishes.criteria())
            for number in range(count)
        ]

    def pages(self, listings: int) -> list[bytes]:
        """So many listings as the bodies of answers to searches, as Mercari would send them."""
        seller = _Seller(Random(f"listings:{self._seed}"), self._brands)
        items = [seller.item(number) for number in range(listings)]
        return [
            orjson.dumps(_answer(items[start : start + ITEMS_A_PAGE]))
            for start in range(0, listings, ITEMS_A_PAGE)
        ]


def filter_id(number: int) -> FilterId:
    """As long as the store's own, and in the same order."""
    return FilterId(f"01F{number:023d}")


def _answer(items: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {
        "meta": {"nextPageToken": "v1:1", "previousPageToken": "", "numFound": str(len(items))},
        "items": items,
        "components": [],
        "searchCondition": None,
    }


class _Wishes:
    """What people ask for."""

    def __init__(self, random: Random, brands: _Zipf[Brand]) -> None:
        self._random = random
        self._brands = brands
        self._things = _Zipf(THINGS, 0.9)
        self._models = _Zipf(_models(), 0.9)

    def criteria(self) -> Criteria:
        count = self._random.choices((0, 1, 2, 3, 4, 5), (4, 50, 22, 12, 7, 5))[0]
        brands = self._brands.some(self._random, count)
        return Criteria(
            brands=tuple(self._written(brand) for brand in brands),
            keywords=self._keywords(must_have=not brands),
            price=self._price(brands[0].level if brands else 8_000),
            markets=self._markets(),
            listing_types=self._perhaps(0.3, lambda: (self._random.choice(list(WantedType)),)),
            categories=self._perhaps(0.25, self._categories),
            conditions=self._perhaps(0.2, lambda: tuple(Condition)[: self._random.randint(2, 4)]),
            sizes=self._perhaps(0.25, lambda: tuple(self._random.sample(SIZES, 3))),
        )

    def _written(self, brand: Brand) -> str:
        return brand.katakana if self._random.random() < 0.1 else brand.latin

    def _keywords(self, *, must_have: bool) -> Keywords:
        return Keywords(
            any=self._perhaps(1.0 if must_have else 0.4, self._words),
            all=self._perhaps(0.12, lambda: (self._random.choice(COLOURS),)),
            none=self._perhaps(
                0.15, lambda: tuple(self._random.sample(UNWANTED, self._random.randint(1, 3)))
            ),
        )

    def _words(self) -> tuple[str, ...]:
        words = self._random.choices((self._things, self._models), (1, 2))[0]
        return tuple(map(self._random.choice, words.some(self._random, self._random.randint(1, 3))))

    def _price(self, level: float) -> PriceRange:
        most = round(level * math.exp(self._random.gauss(0, 0.6)) / 500) * 500 + 500
        least = round(most * self._random.uniform(0.05, 0.5) / 100) * 100
        return PriceRange(
            max=most if self._random.random() < 0.85 else None,
            min=least if self._random.random() < 0.5 else None,
        )

    def _markets(self) -> tuple[str, ...]:
        wanted = self._perhaps(
            0.9, lambda: tuple(self._random.sample(MARKETS, self._random.randint(1, 3)))
        )
        return tuple(sorted(wanted))

    def _categories(self) -> tuple[str, ...]:
        return tuple(map(str, self._random.sample(range(1, CATEGORIES + 1), 6)))

    def _perhaps(self, chance: float, make: Callable[[], tuple[_T, ...]]) -> tuple[_T, ...]:
        return make() if self._random.random() < chance else ()


class _Seller:
    """What people list, as an item of Mercari's answers."""

    def __init__(self, random: Random, brands: _Zipf[Brand]) -> None:
        self._random = random
        self._brands = brands
        self._things = _Zipf(THINGS, 1.0)
        self._models = _Zipf(_models(), 1.0)

    def item(self, number: int) -> dict[str, Any]:
        brand = self._brands.one(self._random)
        price = max(300, round(brand.level * math.exp(self._random.gauss(0, 0.6)) / 100) * 100)
        external_id = f"m{_FIRST_NUMBER + 7 * number}"
        listed = str(_OPENED + 5 * number)
        size = self._random.choice(SIZES) if self._random.random() < 0.6 else None
        return {
            "id": external_id,
            "sellerId": str(self._random.randrange(10**8, 10**9)),
            "status": "ITEM_STATUS_ON_SALE",
            "name": self._title(brand, size),
            "price": str(price),
            "created": listed,
            "updated": listed,
            "thumbnails": [f"https://pictures.example/{external_id}_1.jpg"],
            "itemType": "ITEM_TYPE_MERCARI",
            "itemConditionId": str(self._random.choices((1, 2, 3, 4, 5, 6), (1, 3, 5, 3, 2, 1))[0]),
            "shippingPayerId": self._random.choice("12"),
            "itemSizes": [{"id": "1", "name": size}] if size else [],
            "itemBrand": self._brand_field(brand),
            "categoryId": str(self._random.randint(1, CATEGORIES)),
            "isNoPrice": False,
            "auction": self._auction(price),
        }

    def _brand_field(self, brand: Brand) -> dict[str, str] | None:
        if self._random.random() < 0.25:
            return None
        return {"id": "1", "name": brand.katakana, "subName": brand.latin}

    def _auction(self, price: int) -> dict[str, str] | None:
        if self._random.random() >= 0.1:
            return None
        bids = self._random.randrange(6)
        return {
            "bidDeadline": str(_CLOSES),
            "totalBid": str(bids),
            "highestBid": str(price if bids else 0),
        }

    def _title(self, brand: Brand, size: str | None) -> str:
        words = [as_typed(self._random, latin=brand.latin, katakana=brand.katakana)]
        if self._random.random() < 0.04:
            words.append("×" + self._brands.one(self._random).latin)
        words += map(self._random.choice, self._models.some(self._random, 1))
        words += map(self._random.choice, self._things.some(self._random, 2))
        words += self._random.sample(COLOURS, self._random.randint(0, 2))
        words += self._random.sample(MARKS, self._random.randint(0, 2))
        words += [self._random.choice(UNWANTED)] if self._random.random() < 0.08 else []
        words += [f"サイズ{size}"] if size else []
        joint = self._random.choices((" ", "", "　"), (80, 10, 10))[0]
        return joint.join(words)
