"""Many filters and listings, made from a seed, with the noise that sellers and people make."""

from __future__ import annotations

from decimal import Decimal
from itertools import accumulate
from random import Random

from tests.matching.world import dropped, event, listing, wanting

from maneki.matching.brands import BrandDictionary
from maneki.model.event import EventKind, ListingEvent
from maneki.model.filter import (
    Criteria,
    Filter,
    FilterState,
    Keywords,
    PriceRange,
    Shipping,
    WantedType,
)
from maneki.model.listing import (
    Condition,
    Listing,
    ListingStatus,
    ListingType,
    ShippingPayer,
)
from maneki.model.money import Money

MARKETS = ("mercari_jp", "yahoo_auctions", "rakuma", "ebay", "vinted", "shop")
SIZES = (
    "S",
    "M",
    "L",
    "XL",
    "27.5",
    "42",
    "フリー",
    "US 8.5",
    "26.5cm",
    "W30",
    "LL",
    "M/L",
    "EU42",
)
CATEGORIES = (
    "メンズ",
    "レディース",
    "Shoes",
    "靴",
    "パンツ",
    "Bags",
    "Watches",
    "ｶﾒﾗ",
    "ゲーム",
    "ラフシモンズ",
)
EXPRESSIONS = ("デニム|black", "[0-9]+", r"\bMA-?1\b", "^.レザー", "シャツ$", "(coat", "ﾃﾞﾆﾑ")
RATINGS = tuple(map(Decimal, ("90", "98.5", "99", "100")))
SELLERS = ("s1", "s2", "s3", "s4")
WORDS = (
    *(
        "デニム",
        "シャツ",
        "Tシャツ",
        "ロンT",
        "レザー",
        "ジャケット",
        "ブーツ",
        "財布",
        "長財布",
        "黒",
    ),
    *(
        "black",
        "coat",
        "MA-1",
        "501",
        "28cm",
        "archive",
        "レア",
        "ヴィンテージ",
        "美品",
        "ジャンク",
    ),
    *("fake", "set", "リック", "ナイキ", "air max", "折り財布", "スニーカー"),
)
UNKNOWN = ("Foo Bar", "ミノス", "Zyx", "無名堂", "Owens", "Polo")
FULL_WIDTH = (
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワンー"
)
HALF_WIDTH = "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝｰ"
NARROW = str.maketrans(FULL_WIDTH, HALF_WIDTH)
HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


class Crowd:
    """Endless filters and listings; equal seeds give equal ones."""

    def __init__(self, seed: int, dictionary: BrandDictionary) -> None:
        self.random = Random(seed)
        self._brands = [dictionary.name(brand) for brand in dictionary.brands()]
        places = range(1, len(self._brands) + 1)
        # The first ones rather. Summed up once: there are thousands.
        self._popularity = [*accumulate(1 / place for place in places)]
        self._spellings = {name: dictionary.spellings(name) for name in self._brands}

    def few(self, values: tuple[str, ...], most: int, odds: float) -> tuple[str, ...]:
        """Nothing, or with these odds one to `most` of the values, the first ones rather."""
        if self.random.random() >= odds:
            return ()
        weights = [1 / (place + 1) for place in range(len(values))]
        return tuple(self.random.choices(values, weights, k=self.random.randint(1, most)))

    def brand(self) -> str:
        roll = self.random.random()
        if roll < 0.1:
            return self.random.choice(UNKNOWN)
        [name] = self.random.choices(self._brands, cum_weights=self._popularity)
        return self.random.choice(self._spellings[name]) if roll < 0.6 else name

    def dressed(self, text: str) -> str:
        match self.random.randrange(8):
            case 0:
                return text.upper()
            case 1:
                return text.translate(WIDE)
            case 2:
                return text.translate(NARROW)
            case 3:
                return text.translate(HIRAGANA)
            case _:
                return text

    def keyword(self, word: str) -> str:
        """Now and then in quotation marks."""
        roll = self.random.random()
        word = self.dressed(word)
        return f'"{word}"' if roll < 0.1 else f"「{word}」" if roll < 0.2 else word

    def filter(self, name: str) -> Filter:
        is_active = self.random.random() < 0.9
        state = FilterState.ACTIVE if is_active else FilterState.PAUSED
        return wanting(self.criteria(), name, state)

    def criteria(self) -> Criteria:
        one_in = self.random.random
        brands = tuple(self.dressed(self.brand()) for _ in range(self.random.randint(0, 3)))
        types = tuple(self.random.sample([*WantedType], self.random.randint(1, 2)))
        conditions = tuple(self.random.sample([*Condition], 3))
        kinds = tuple(self.random.sample([*EventKind], self.random.randint(1, 4)))
        return Criteria(
            brands=brands if one_in() < 0.7 else (),
            keywords=Keywords(
                any=tuple(map(self.keyword, self.few(WORDS, 3, 0.4))),
                all=tuple(map(self.keyword, self.few(WORDS, 2, 0.15))),
                none=tuple(map(self.keyword, self.few(WORDS, 2, 0.2))),
            ),
            expressions=self.few(EXPRESSIONS, 2, 0.05),
            price=self.price(),
            markets=self.few(MARKETS, 3, 0.5),
            listing_types=types if one_in() < 0.2 else (),
            conditions=conditions if one_in() < 0.2 else (),
            categories=tuple(map(self.dressed, self.few(CATEGORIES, 2, 0.2))),
            sizes=tuple(map(self.dressed, self.few(SIZES, 2, 0.15))),
            blocked_sellers=self.few(SELLERS, 2, 0.1),
            max_bids=self.random.choice((0, 1, 3, 10)) if one_in() < 0.1 else None,
            min_rating=self.random.choice(RATINGS) if one_in() < 0.1 else None,
            events=kinds if one_in() < 0.3 else (EventKind.NEW, EventKind.PRICE_DROP),
        )

    def price(self) -> PriceRange:
        least, most = sorted(self.random.randrange(1_000, 100_000) for _ in range(2))
        return PriceRange(
            min=least if self.random.random() < 0.3 else None,
            max=most if self.random.random() < 0.6 else None,
            currency=self.random.choice(("JPY", "JPY", "JPY", "USD", "GBP")),
            shipping=self.random.choice((Shipping.EXCLUDED, Shipping.EXCLUDED, *Shipping)),
        )

    def title(self) -> str:
        words = [self.dressed(self.brand()) for _ in range(self.random.choice((0, 1, 1, 1, 2, 6)))]
        words += [self.dressed(word) for word in self.few(WORDS, 5, 0.9)]
        self.random.shuffle(words)
        return self.random.choice((" ", "　", "", "の", "/", "〜")).join(words) or "★"

    def maybe(self, values: tuple[str, ...]) -> str | None:
        return self.dressed(self.random.choice(values)) if self.random.random() < 0.7 else None

    def amount(self) -> Money | None:
        if self.random.random() < 0.1:
            return None
        amount = self.random.randrange(500, 120_000)
        return Money(amount, self.random.choice(("JPY", "JPY", "JPY", "USD", "EUR", "XAU")))

    def shipping_cost(self) -> Money:
        amount = self.random.choice((0, 580, 3_000))
        return Money(amount, self.random.choice(("JPY", "USD", "XAU")))

    def listing(self) -> Listing:
        one_in = self.random.random
        is_gone = one_in() < 0.05
        return listing(
            self.title(),
            market=self.random.choice(MARKETS),
            brand=self.dressed(self.brand()) if one_in() < 0.5 else None,
            description=self.title() if one_in() < 0.3 else None,
            price=self.amount(),
            current_bid=self.amount() if one_in() < 0.2 else None,
            buy_now=self.amount() if one_in() < 0.2 else None,
            listing_type=self.random.choice((None, *ListingType)),
            condition=self.random.choice((None, *Condition)),
            size=self.maybe(SIZES),
            category_path=tuple(map(self.dressed, self.few(CATEGORIES, 3, 0.7))),
            seller_id=self.random.choice((None, *SELLERS)),
            seller_rating=self.random.choice((None, Decimal("98.49"), *RATINGS)),
            bids=self.random.choice((None, None, 0, 1, 4, 30)),
            shipping_payer=self.random.choice((None, *ShippingPayer)),
            shipping_cost=self.shipping_cost() if one_in() < 0.3 else None,
            status=self.random.choice([*ListingStatus]) if is_gone else ListingStatus.ON_SALE,
        )

    def event(self) -> ListingEvent:
        found = self.listing()
        kind = self.random.choice([*EventKind])
        if kind is not EventKind.PRICE_DROP or found.price is None:
            return event(found, kind)
        now, currency = found.price.amount, found.price.currency
        lowest = now + self.random.randrange(1, 4_000)
        announced = lowest + self.random.randrange(4_000)
        return dropped(found, announced=announced, lowest=lowest, currency=currency)
