"""What can be seen of a listing before any filter is asked: its words, and who makes it.

The brand is what the brand field names: an alias that is all of it (weak ones too: whoever filled
in "RAF" meant Raf Simons) or several of one brand that are ("Coach(コーチ)"), else the aliases
found in it. Only if the field is empty, or names no brand we know, does the title say it. In a text

- a weak alias counts only if the category path names its brand by a strong one,
- the longest match wins: the リック of リックオウエンス is not a brand of its own,
- a title may name two brands (they work together), but one that names more than `MOST_BRANDS`,
  weak names included, is listing tags to be found by, and is not believed at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from maneki.matching.brands import BrandDictionary, BrandId, Hit, word_pattern, words_of
from maneki.matching.text import label, normalise, padded, spans_of
from maneki.model.listing import Listing

MOST_BRANDS = 4

Span = tuple[int, int]


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
    """

    listing: Listing
    title: str
    description: str
    brand_field: str
    brands: Mapping[BrandId, FoundBrand]
    may_name_brand: bool
    taken: tuple[Span, ...]
    categories: frozenset[str]
    size: str


def look_at(listing: Listing, dictionary: BrandDictionary) -> Look:
    title, field = normalise(listing.title), label(listing.brand or "")
    categories = frozenset(map(label, listing.category_path)) - {""}
    confirmed = _confirmed(categories, dictionary)
    found = _in_field(field, confirmed, dictionary)
    seen: list[Hit] = [] if found else [*dictionary.hits(title)]
    hits = _counting(seen, confirmed)
    taken = tuple((hit.start, hit.end) for hit in hits)
    is_tag_spam = len(_named_at_all(seen, hits, taken)) > MOST_BRANDS
    return Look(
        listing=listing,
        title=padded(title),
        description=padded(normalise(listing.description or "")),
        brand_field=field,
        brands=found or ({} if is_tag_spam else _named(hits, "title", dictionary)),
        may_name_brand=not found and not is_tag_spam,
        taken=taken,
        categories=categories,
        size=label(listing.size or ""),
    )


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
        hits = _counting(found, confirmed | _all_of(field, found))
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


def _named_at_all(seen: list[Hit], counting: list[Hit], taken: tuple[Span, ...]) -> set[BrandId]:
    """The brands that count, and those whose weak names are there."""
    weak = (hit for hit in seen if hit.alias.is_name and is_free((hit.start, hit.end), taken))
    return {brand for hit in (*counting, *weak) for brand in hit.alias.brands}


def _counting(hits: Iterable[Hit], confirmed: frozenset[BrandId]) -> list[Hit]:
    """The hits that count, the longest first, none of them within or across another."""
    believed = [hit for found in hits if (hit := _believed(found, confirmed)).alias.brands]
    kept: list[Hit] = []
    for hit in sorted(believed, key=lambda hit: (hit.start - hit.end, hit.start)):
        if all(hit.end <= other.start or other.end <= hit.start for other in kept):
            kept.append(hit)
    return kept


def _believed(hit: Hit, confirmed: frozenset[BrandId]) -> Hit:
    """A hit with the brands it names for certain, possibly none."""
    alias = hit.alias
    if alias.is_strong:
        return hit
    brands = tuple(brand for brand in alias.brands if brand in confirmed)
    return replace(hit, alias=replace(alias, brands=brands))


def _named(
    hits: Iterable[Hit], where: str, dictionary: BrandDictionary
) -> dict[BrandId, FoundBrand]:
    found: dict[BrandId, FoundBrand] = {}
    for hit in hits:
        for brand in hit.alias.brands:
            found.setdefault(brand, FoundBrand(dictionary.name(brand), hit.alias.words, where))
    return found
