"""The demo's words: every writing of a brand is one that a filter for it reads."""

from __future__ import annotations

import unicodedata

import pytest

from maneki.matching.brands import BrandDictionary
from maneki.matching.match import Matcher
from maneki.matching.text import normalise
from maneki.model.filter import Criteria
from maneki.model.listing import Listing
from maneki.simulator.world.vocabulary import (
    Writing,
    full_width,
    half_width,
    hiragana,
    load_vocabulary,
    with_spacing_marks,
    written,
)

DICTIONARY = BrandDictionary.load()


@pytest.mark.parametrize("brand", load_vocabulary().brands, ids=lambda brand: brand.name)
def test_every_writing_of_a_brand_names_that_brand_in_a_title(brand):
    matcher = Matcher(DICTIONARY)
    for how in Writing:
        listing = Listing(market="feed", external_id="1", title=f"{written(brand, how)} 100")
        look = matcher.look_at(listing)
        assert set(look.brands) <= {normalise(brand.name)}, how
        for asked in (brand.name, brand.japanese):
            assert matcher.fits(Criteria(brands=(asked,)), look, rates=None).matched, (how, asked)


def test_narrow_and_wide_letters_are_the_same_letters():
    assert half_width("リックオウエンス") == "ﾘｯｸｵｳｴﾝｽ"
    assert half_width("バーバリー") == "ﾊﾞｰﾊﾞﾘｰ"
    assert full_width("RICK OWENS 1") == "ＲＩＣＫ　ＯＷＥＮＳ　１"
    for brand in load_vocabulary().brands:
        narrow = half_width(brand.japanese)
        assert unicodedata.normalize("NFKC", narrow) == brand.japanese
        assert narrow != brand.japanese


def test_hiragana_and_loose_voicing_marks():
    assert hiragana("リックオウエンス") == "りっくおうえんす"
    assert with_spacing_marks("パーカー デニム") == "ハ゜ーカー テ゛ニム"


def test_every_place_has_things_to_sell_and_brands_that_make_them():
    vocabulary = load_vocabulary()
    assert sum(place.share for place in vocabulary.places) == 100
    for place in vocabulary.places:
        kinds = {item.kind for item in vocabulary.items if item.kind in place.kinds}
        assert kinds == place.kinds
        for kind in kinds - {"records", "software"}:
            assert len(vocabulary.brands_of(kind)) >= 2
