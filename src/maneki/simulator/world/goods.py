"""Listings, one at a time: a thing, named and priced as its place does it.

Each has exactly what its place can carry, so that what Maneki reads there equals it, but for the
times, which the place sets, and a feed's mark before its ids:

    feed:NAME     no listing type, payer or bids; one picture; any currency
    mercari_jp    yen; no description; a category's path; a brand its search box finds it by
    push:SOURCE   everything
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from math import exp, log
from random import Random

from maneki.markets.mercari_jp.categories import path_of
from maneki.model.listing import Condition, Listing, ListingType, ShippingPayer
from maneki.model.money import Money, convert
from maneki.simulator.markets.ecb import INVENTED_RATES
from maneki.simulator.markets.shelf import plain
from maneki.simulator.world.happenings import rounded
from maneki.simulator.world.titles import NAMINGS, Naming, TitleWriter
from maneki.simulator.world.vocabulary import (
    Brand,
    Item,
    Place,
    Vocabulary,
    Writing,
    unaccented,
    written,
)

_LETTERS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_FIRST_MERCARI_NUMBER = 21_000_000_000
_MERCARI_STEP = 977
_MEDIA = frozenset({"records", "software"})
_FIELD_WRITINGS = (Writing.NAME, Writing.NAME, Writing.UPPER, Writing.KATAKANA, Writing.BOTH)
_NO_BRAND = ("ノーブランド", "unknown", "その他")
_UNBRANDED = 0.6
"""What a thing nobody signed costs, compared with an ordinary one."""


class GoodsMaker:
    """Makes listings with the luck of `random`; their ids are never used twice."""

    def __init__(self, random: Random, vocabulary: Vocabulary, *, opens_at: datetime | None):
        self._random = random
        self._vocabulary = vocabulary
        self._opens_at = opens_at
        self._made = 0

    def listing(self, place: Place) -> Listing:
        items = [item for item in self._vocabulary.items if item.kind in place.kinds]
        item = self._random.choice(items)
        naming = self._naming(item)
        brands = self._brands(item, naming)
        size = self._random.choice(item.sizes) if item.sizes and self._chance(0.7) else None
        title = self._title(place, item, brands, naming, size)
        listing = Listing(
            market=place.market,
            external_id="",
            title=title,
            price=self._price(place, item, brands),
            brand=self._brand_field(place, brands, naming, title),
            condition=self._random.choice(list(Condition)) if self._chance(0.75) else None,
            size=size,
            seller_id=self._random.choice(place.sellers) if self._chance(0.9) else None,
        )
        return self.renamed(place, self._dressed(place, item, listing))

    def renamed(self, place: Place, listing: Listing) -> Listing:
        """The same thing under an id that is new; pictures stay where they are."""
        self._made += 1
        if place.where == "mercari_jp":
            return self._renamed_on_mercari(listing)
        slug = _slug(place)
        external_id = f"{slug}-{self._made:05d}"
        return replace(
            listing,
            external_id=external_id,
            url=f"https://{slug}.example/items/{external_id}",
        )

    # --- the thing -----------------------------------------------------------------------------

    def _naming(self, item: Item) -> Naming:
        if item.kind in _MEDIA:
            return Naming.NONE
        return self._random.choices(list(NAMINGS), list(NAMINGS.values()))[0]

    def _brands(self, item: Item, naming: Naming) -> tuple[Brand, ...]:
        """The brands a title is to name, none of them twice."""
        if naming in {Naming.NONE, Naming.TAG_SPAM}:
            return ()
        makers = list(self._vocabulary.brands_of(item.kind))
        chosen: list[Brand] = []
        for _ in range(1 if naming is Naming.ONE else 2):
            weights = [brand.popularity for brand in makers]
            chosen.append(self._random.choices(makers, weights)[0])
            makers.remove(chosen[-1])
        return tuple(chosen)

    def _title(
        self, place: Place, item: Item, brands: tuple[Brand, ...], naming: Naming, size: str | None
    ) -> str:
        writer = TitleWriter(self._random, self._vocabulary, place.language)
        if item.kind in _MEDIA:
            return writer.media(item)
        return writer.title(item, brands, naming, size)

    def _brand_field(
        self, place: Place, brands: tuple[Brand, ...], naming: Naming, title: str
    ) -> str | None:
        if not brands:
            return self._random.choice(_NO_BRAND) if self._chance(0.1) else None
        brand = brands[-1]
        if place.where == "mercari_jp":
            # Whoever lists there picks a brand from a list, in capitals; without one, and with an
            # odd title, no search would find the thing.
            is_needed = naming is not Naming.ONE or not is_found_by_name(brand, title)
            picked = unaccented(brand.name).upper()
            return picked if is_needed or self._chance(0.5) else None
        if naming is Naming.COLLAB or (naming is Naming.ONE and self._chance(0.55)):
            return None
        return written(brand, self._random.choice(_FIELD_WRITINGS))

    def _price(self, place: Place, item: Item, brands: tuple[Brand, ...]) -> Money | None:
        if self._chance(0.03):
            return None
        ordinary = exp(self._random.uniform(log(item.low), log(item.high)))
        unbranded = 1.0 if item.kind in _MEDIA else _UNBRANDED
        yen = Money(round(ordinary * (brands[0].price if brands else unbranded)), "JPY")
        price = convert(yen, to=place.currency, rates=INVENTED_RATES) or yen
        return rounded(price.amount, price.currency)

    # --- what a place carries ------------------------------------------------------------------

    def _dressed(self, place: Place, item: Item, listing: Listing) -> Listing:
        if place.where == "mercari_jp":
            return self._on_mercari(item, listing)
        words = self._vocabulary.words[f"descriptions_{place.language}"]
        listing = replace(
            listing,
            category_path=item.category_ja if place.language == "ja" else item.category_en,
            description=self._random.choice(words) if self._chance(0.6) else None,
            image_urls=(self._picture(1),) if self._chance(0.9) else (),
        )
        return listing if place.where.startswith("feed:") else self._pushed(place, listing)

    def _on_mercari(self, item: Item, listing: Listing) -> Listing:
        listing = replace(
            listing,
            category_path=path_of(item.mercari_category),
            shipping_payer=self._random.choice(list(ShippingPayer)),
            image_urls=(self._picture(1),),
            listing_type=ListingType.FIXED,
        )
        if self._chance(0.1):
            return replace(listing, seller_id=None)  # a shop has no seller id
        # A private seller has one, and is the only one to hold auctions.
        seller = listing.seller_id or self._random.choice(_sellers_on_mercari(self._vocabulary))
        return self._auctioned(replace(listing, seller_id=seller), 0.1)

    def _pushed(self, place: Place, listing: Listing) -> Listing:
        listing = replace(
            listing,
            listing_type=ListingType.FIXED if self._chance(0.9) else None,
            shipping_payer=self._random.choice((None, *ShippingPayer)),
            image_urls=(*listing.image_urls, self._picture(2)),
        )
        listing = self._auctioned(listing, 0.3 if "vintage" in place.where else 0.15)
        bid = listing.current_bid
        if bid is None:
            return listing
        # Unlike Mercari's, these auctions say what is bid and what they can be had for at once.
        listing = replace(listing, price=None)
        if self._chance(0.5):
            return listing
        buy_now = rounded(bid.amount * 2.2, bid.currency)
        return replace(listing, listing_type=ListingType.AUCTION_BUY_NOW, buy_now=buy_now)

    def _auctioned(self, listing: Listing, chance: float) -> Listing:
        """The listing as an auction, with that chance; one without a price stays as it is."""
        if listing.price is None or not self._chance(chance):
            return listing
        lasts = timedelta(hours=self._random.randint(26, 150))
        return replace(
            listing,
            listing_type=ListingType.AUCTION,
            current_bid=listing.price,
            bids=self._random.randint(0, 14),
            ends_at=(self._opens_at + lasts).replace(microsecond=0) if self._opens_at else None,
        )

    def _renamed_on_mercari(self, listing: Listing) -> Listing:
        if listing.seller_id is None:
            letters = "".join(self._random.choices(_LETTERS, k=13))
            external_id = f"s{letters}{self._made:08d}"
            kind = "shops/product"
        else:
            number = _FIRST_MERCARI_NUMBER + self._made * _MERCARI_STEP
            external_id = f"m{number + self._random.randrange(_MERCARI_STEP)}"
            kind = "item"
        return replace(
            listing,
            external_id=external_id,
            url=f"https://jp.mercari.com/{kind}/{external_id}",
        )

    def _picture(self, number: int) -> str:
        return f"https://pictures.example/{self._made:05d}_{number}.jpg"

    def _chance(self, chance: float) -> bool:
        return self._random.random() < chance


def is_found_by_name(brand: Brand, title: str) -> bool:
    """Whether a search box that knows neither kana nor accents finds the title by the brand."""
    text = plain(title)
    latin = plain(unaccented(brand.name)).split()
    japanese = plain(brand.japanese.replace("・", ""))
    return all(word in text for word in latin) or japanese in text


def _sellers_on_mercari(vocabulary: Vocabulary) -> tuple[str, ...]:
    return next(place.sellers for place in vocabulary.places if place.where == "mercari_jp")


def _slug(place: Place) -> str:
    return place.where.rpartition(":")[2].replace("_", "-")
