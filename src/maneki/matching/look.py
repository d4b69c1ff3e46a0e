"""What can be seen of a listing before any filter is asked: its words, and who makes it.

The brand is what the brand field names: an alias that is all of it (weak ones too: whoever filled
in "RAF" meant Raf Simons) or several of one brand that are ("Coach(コーチ)"), else the aliases
found in it. Only if the field is empty, or names no brand we know, does the title say it. In a text

- a weak alias counts only if something confirms it: the category path that names its brand by a
  strong one; in a title the brand's other name in the other script (コーチ COACH), or, for a likely
  one, a word for what the brand makes (Coach bag), if that fits one brand only, or an x between it
  and another brand (Uniqlo x Undercover),
- the longest match wins: the リック of リックオウエンス is not a brand of its own, and neither is
  the Coach of a "coach jacket" (a decoy),
- a katakana name that begins within a katakana word is none (the スウォッチ of レディースウォッチ),
  unless it is long, follows another name, or what comes before it goes before names (メンズ),
- what a thing is for or like does not make it (`likened.py`: "for Nikon", ソニー用, シャネル風),
  nor does the maker of a part, as Leica in a Panasonic, or of what a model shows (LEGO Nintendo),
- a title may name two brands (they work together), but one that names more than `MOST_BRANDS`,
  weak names included, is listing tags to be found by, and more than `MOST_DEVICES` makers of
  devices are a list of what it fits; neither is believed at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from maneki.matching.brands import BrandDictionary, BrandId, Hit, word_pattern, words_of
from maneki.matching.likened import likened
from maneki.matching.size import sizes_of
from maneki.matching.text import label, normalise, padded, spans_of
from maneki.model.listing import Listing

MOST_BRANDS = 4
MOST_DEVICES = 2
_DEVICES = frozenset({"camera", "tech"})
_MODELS = frozenset({"model"})
_TOYS = frozenset({"toy"})
_TOGETHER = " x "
_SHORT_WITHIN = 7
_BEFORE_NAMES = (
    "メンズ",
    "レディース",
    "キッズ",
    "ヴィンテージ",
    "ビンテージ",
    "ユーズド",
    "バイ",
    "アンド",
)

Span = tuple[int, int]
NOWHERE: tuple[Span, ...] = ()
_NO_SIZES: Mapping[str, str] = {}
NOBODY: frozenset[BrandId] = frozenset()


@dataclass(frozen=True, slots=True)
class FoundBrand:
    """A brand of the dictionary, the normalised words that named it, and where they stood."""

    name: str
    words: str
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A listing with everything a filter may ask of it made comparable. Normalised throughout.

    `title` and `description` are padded for searching. `may_name_brand` says whether the title is
    believed about brands; `taken` are the places in it that belong to the brands found there.
    `sizes` are terms (`size.py`).
    """

    listing: Listing
    title: str
    description: str
    brand_field: str
    brands: Mapping[BrandId, FoundBrand]
    may_name_brand: bool
    taken: tuple[Span, ...]
    categories: frozenset[str]
    sizes: Mapping[str, str]


def look_at(listing: Listing, dictionary: BrandDictionary) -> Look:
    """What a dictionary was extended by adds brands, and takes none away.

    So what its base finds is found without it; then what is there is looked at with all of it.
    """
    look = _looked_at(listing, dictionary.base)
    texts = (look.brand_field, look.title)
    if dictionary.base is dictionary or not any(map(dictionary.names_added, texts)):
        return look
    found = _looked_at(listing, dictionary).brands
    more = {brand: how for brand, how in found.items() if dictionary.is_added(how.words)}
    return replace(look, brands={**more, **look.brands})


def _looked_at(listing: Listing, dictionary: BrandDictionary) -> Look:
    title, field = normalise(listing.title), label(listing.brand or "")
    categories = frozenset(map(label, listing.category_path)) - {""}
    confirmed = _confirmed(categories, dictionary) if categories else NOBODY
    brands = _in_field(field, confirmed, dictionary) if field else {}
    may_name_brand, taken = not brands, NOWHERE
    if may_name_brand and (seen := _whole([*dictionary.hits(title)], title)):
        brands, taken, may_name_brand = _in_title(title, seen, confirmed, dictionary)
    return Look(
        listing=listing,
        title=padded(title),
        description=padded(normalise(listing.description or "")),
        brand_field=field,
        brands=brands,
        may_name_brand=may_name_brand,
        taken=taken,
        categories=categories,
        sizes=sizes_of(listing.size, listing.category_path, listing.market)
        if listing.size
        else _NO_SIZES,
    )


def _in_title(
    title: str, seen: list[Hit], confirmed: frozenset[BrandId], dictionary: BrandDictionary
) -> tuple[dict[BrandId, FoundBrand], tuple[Span, ...], bool]:
    """The brands a title names, the places that belong to them, and whether it is believed."""
    counting = _counting(_confirmed_in_title(title, seen, confirmed, dictionary))
    not_it = likened(padded(title), seen)
    hits = [hit for hit in counting if _span(hit) not in not_it]
    taken = (*(_span(hit) for hit in hits if hit.alias.brands), *not_it.values())
    brands = _named(hits, "title", dictionary)
    if len(seen) > 1:
        brands = _makers(brands, seen, dictionary)
    if len(seen) > MOST_DEVICES and _is_list(brands, counting, seen, dictionary):
        return {}, taken, False
    return brands, taken, True


def _whole(seen: list[Hit], title: str) -> list[Hit]:
    """The hits without those that only end a longer katakana word."""
    if not seen or title.isascii():
        return seen
    text, ends = padded(title), {hit.end for hit in seen}
    return [hit for hit in seen if hit.start in ends or not _ends_a_word(hit, text)]


def _ends_a_word(hit: Hit, text: str) -> bool:
    is_short = hit.end - hit.start <= _SHORT_WITHIN
    is_within = is_short and all(map(_is_katakana, text[hit.start - 1 : hit.start + 1]))
    return is_within and not text.endswith(_BEFORE_NAMES, 0, hit.start)


def _is_katakana(char: str) -> bool:
    return "ァ" <= char <= "ヺ" or char == "ー"


def _span(hit: Hit) -> Span:
    return hit.start, hit.end


def _confirmed_in_title(
    title: str, seen: list[Hit], confirmed: frozenset[BrandId], dictionary: BrandDictionary
) -> Iterator[Hit]:
    """The hits that name brands for certain, and decoys."""
    if all(hit.alias.is_strong for hit in seen):
        yield from seen
        return
    kinds: frozenset[str] = frozenset()
    if _may_be_confirmed(seen):
        kinds = dictionary.kinds_in(title)
        if len(seen) > 1:
            confirmed |= _in_both_scripts(seen)
    if _TOGETHER in (spaced := padded(title)):
        confirmed |= _working_together(spaced, seen)
    for hit in seen:
        if sure := _believed(hit, confirmed):
            yield sure
        elif kinds and (maker := dictionary.maker(hit.alias, kinds)):
            yield _naming(hit, (maker,))


def _may_be_confirmed(seen: list[Hit]) -> bool:
    """Whether there is a likely alias that is not just a part of a sure one: Levi in "Levi's"."""
    sure = [hit for hit in seen if hit.alias.is_strong]
    return any(
        hit.alias.likely
        and not any(other.start <= hit.start and hit.end <= other.end for other in sure)
        for hit in seen
    )


def _in_both_scripts(seen: list[Hit]) -> frozenset[BrandId]:
    """The brands with a likely name that are there in both scripts: コーチ COACH."""
    names = [hit.alias for hit in seen if hit.alias.is_name]
    latin, japanese = (
        {brand for alias in names if alias.words.isascii() is is_latin for brand in alias.brands}
        for is_latin in (True, False)
    )
    likely = frozenset(brand for alias in names for brand in alias.likely)
    return likely & latin & japanese


def _working_together(title: str, seen: list[Hit]) -> frozenset[BrandId]:
    """The brands whose names an x begins the title with, or whose likely names it joins to another.

    Where sellers say who made it in a field of its own, what is left is "x Supreme tee".
    """
    gap = len(_TOGETHER)
    ends, starts = {hit.end for hit in seen}, {hit.start for hit in seen}
    joined: set[BrandId] = set()
    for hit in (hit for hit in seen if hit.alias.is_name):
        follows = title.endswith(_TOGETHER, 0, hit.start)
        if follows and hit.start == gap:
            joined.update(hit.alias.brands)
        elif (follows and hit.start - gap in ends) or (
            title.startswith(_TOGETHER, hit.end) and hit.end + gap in starts
        ):
            joined |= hit.alias.likely
    return frozenset(joined)


def _is_list(
    brands: Mapping[BrandId, FoundBrand],
    counting: list[Hit],
    seen: list[Hit],
    dictionary: BrandDictionary,
) -> bool:
    """Whether a title names so many that they are tags, or what a thing fits."""
    devices = [brand for brand in brands if dictionary.kinds_of(brand) & _DEVICES]
    places = [_span(hit) for hit in counting]
    weak = (hit for hit in seen if hit.alias.is_name and is_free(_span(hit), places))
    named = {brand for hit in (*counting, *weak) for brand in hit.alias.brands}
    return len(devices) > MOST_DEVICES or len(named) > MOST_BRANDS


def names_word(look: Look, brand: BrandId) -> str | None:
    """Where a listing has a `plain_word` or `whole_word`: "brand field", "title", or None.

    The field must be just these words. In the title they must stand as a brand's name would, and
    not within the longer name of a brand that was found there.
    """
    pattern = word_pattern(brand)
    if pattern is None:
        return None
    if look.brand_field == words_of(brand):
        return "brand field"
    if not look.may_name_brand:
        return None
    is_there = any(is_free(span, look.taken) for span in spans_of(pattern, look.title))
    return "title" if is_there else None


def is_free(span: Span, taken: Iterable[Span]) -> bool:
    """Whether no longer match has a part of this place in the text."""
    start, end = span
    return not any(
        there < end and start < until and until - there > end - start for there, until in taken
    )


def _confirmed(categories: frozenset[str], dictionary: BrandDictionary) -> frozenset[BrandId]:
    """The brands the category path names: on some markets it ends in "by brand, R, Rick Owens"."""
    aliases = map(dictionary.alias, categories)
    strong = (alias for alias in aliases if alias is not None and alias.is_strong)
    return frozenset(brand for alias in strong for brand in alias.brands)


def _in_field(
    field: str, confirmed: frozenset[BrandId], dictionary: BrandDictionary
) -> dict[BrandId, FoundBrand]:
    if exact := dictionary.alias(field):
        hits = [Hit(1, 1 + len(field), exact)]
    else:
        found = [*dictionary.hits(field)]
        confirmed |= _all_of(field, found)
        hits = _counting(sure for hit in found if (sure := _believed(hit, confirmed)))
    return _named(hits, "brand field", dictionary)


def _all_of(field: str, hits: list[Hit]) -> frozenset[BrandId]:
    """The brands whose aliases the whole field is made of: "VANS(バンズ)"."""
    brands = frozenset(brand for hit in hits for brand in hit.alias.brands)
    return frozenset(brand for brand in brands if not _left_of(field, hits, brand))


def _left_of(field: str, hits: list[Hit], brand: BrandId) -> str:
    """What is left of a field without the aliases of a brand."""
    left = list(padded(field))
    for hit in hits:
        if brand in hit.alias.brands:
            left[hit.start : hit.end] = " " * (hit.end - hit.start)
    return "".join(left).strip()


def _counting(hits: Iterable[Hit]) -> list[Hit]:
    """The hits that count, the longest first, none of them within or across another."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start - hit.end, hit.start)):
        if all(hit.end <= other.start or other.end <= hit.start for other in kept):
            kept.append(hit)
    return kept


def _believed(hit: Hit, confirmed: frozenset[BrandId]) -> Hit | None:
    """A hit with the brands it names for certain, or none."""
    if hit.alias.is_strong:
        return hit
    brands = tuple(brand for brand in hit.alias.brands if brand in confirmed)
    return _naming(hit, brands) if brands else None


def _naming(hit: Hit, brands: tuple[BrandId, ...]) -> Hit:
    return Hit(hit.start, hit.end, replace(hit.alias, brands=brands))


def _named(
    hits: Iterable[Hit], where: str, dictionary: BrandDictionary
) -> dict[BrandId, FoundBrand]:
    found: dict[BrandId, FoundBrand] = {}
    for hit in hits:
        for brand in hit.alias.brands:
            found.setdefault(brand, FoundBrand(dictionary.name(brand), hit.alias.words, where))
    return found


def _makers(
    brands: dict[BrandId, FoundBrand], seen: list[Hit], dictionary: BrandDictionary
) -> dict[BrandId, FoundBrand]:
    """Without who made a part of what another seems to have made, or what a model is a model of."""
    there = {brand for hit in seen for brand in hit.alias.brands}
    no_makers = {brand for brand in brands if dictionary.wholes(brand) & there}
    if any(_MODELS & dictionary.kinds_of(brand) for brand in brands):
        no_makers |= {brand for brand in brands if not dictionary.kinds_of(brand) & _TOYS}
    return {brand: how for brand, how in brands.items() if brand not in no_makers}
