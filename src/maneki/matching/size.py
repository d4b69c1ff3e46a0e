"""Sizes as sellers write them, brought into systems that can be compared.

A size is a number or a letter in a system: 26.5 cm, US 8.5, EU 42, M, waist 30, ring 11. Two of one
system are compared as they are, whoever writes サイズＭ, "size M" or M. Those of two systems are
the same only for one kind of thing and for men or for women, so a listing must say both, in its
category path or (men, women) beside the size: 26.5cm under メンズ > 靴 is US 8.5 and EU 42, and
under レディース > 靴 it is US 9.5. Tables differ a little from maker to maker: what they disagree
about (British shoes, Japanese clothes by number) is not converted, and neither are letters.

A number without a system is what it can only be, for that kind of thing: of shoes 27 is cm and 42
is EU, of trousers 30 is the waist; of shoes 8.5 is US or UK, and so no more than itself, but on a
market whose sellers write one of them. What a filter asks for without a system is read likewise
for every kind of thing. Ranges ("27～28", "M/L") are compared as they are written, like all else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache

from maneki.matching.text import REMEMBERED, label, one_width

HOME_SYSTEM: Mapping[str, str] = {"ebay": "us"}
"""On which markets a small number is the size of a shoe in this system."""

# One row is one size. Conversions that the large makers agree on, as numbers.
_SHOES = {
    "men": (
        *(("24", "6", "38.5"), ("24.5", "6.5", "39"), ("25", "7", "40"), ("25.5", "7.5", "40.5")),
        *(("26", "8", "41"), ("26.5", "8.5", "42"), ("27", "9", "42.5"), ("27.5", "9.5", "43")),
        *(("28", "10", "44"), ("28.5", "10.5", "44.5"), ("29", "11", "45")),
        *(("29.5", "11.5", "45.5"), ("30", "12", "46")),
    ),
    "women": (
        *(("22", "5", "35.5"), ("22.5", "5.5", "36"), ("23", "6", "36.5"), ("23.5", "6.5", "37.5")),
        *(("24", "7", "38"), ("24.5", "7.5", "38.5"), ("25", "8", "39"), ("25.5", "8.5", "40")),
        *(("26", "9", "40.5"), ("26.5", "9.5", "41"), ("27", "10", "42")),
    ),
}
_CLOTHES = {
    # us, uk, it, fr, de
    "women": tuple(
        (str(n), str(n + 4), str(n + 36), str(n + 32), str(n + 30)) for n in range(0, 14, 2)
    ),
    "men": tuple((str(n), str(n), str(n + 10), str(n + 10), str(n + 10)) for n in range(34, 50, 2)),
}
_RINGS = tuple((str(n), str((n - 7) // 2 + 4)) for n in range(5, 25, 2))

_TABLES: Mapping[tuple[str, str], tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]] = {
    ("shoes", "men"): (("cm", "us", "eu"), _SHOES["men"]),
    ("shoes", "women"): (("cm", "us", "eu"), _SHOES["women"]),
    ("clothes", "women"): (("us", "uk", "it", "fr", "de"), _CLOTHES["women"]),
    ("clothes", "men"): (("us", "uk", "it", "fr", "de"), _CLOTHES["men"]),
    ("ring", ""): (("jp", "us"), _RINGS),
}

_KINDS: Mapping[str, tuple[str, ...]] = {
    "shoes": (
        *("靴", "シューズ", "スニーカー", "ブーツ", "サンダル", "パンプス", "ローファー"),
        *("shoes", "shoe", "sneakers", "boots", "sandals", "pumps", "loafers", "footwear"),
    ),
    "trousers": (
        *("パンツ", "ジーンズ", "ズボン", "スラックス", "trousers", "jeans", "pants", "chinos"),
    ),
    "clothes": (
        *("トップス", "ジャケット", "アウター", "コート", "スーツ", "ワンピース", "ニット"),
        *("シャツ", "スカート", "ベスト", "tops", "jackets", "coats", "suits", "dresses", "shirts"),
        *("knitwear", "skirts", "outerwear", "blazers"),
    ),
    # Centimetres are those of shoes, unless something else is named.
    "socks": ("靴下", "ソックス", "ストッキング", "socks", "stockings"),
    "ring": ("指輪", "リング", "rings", "ring"),
}
_SEXES: Mapping[str, tuple[str, ...]] = {
    "men": ("メンズ", "紳士", "men", "mens"),
    "women": ("レディース", "婦人", "women", "womens", "ladies", "wmns"),
}
_ANYWHERE = frozenset(_SEXES["men"] + _SEXES["women"])
_WHOLE_LABELS = frozenset({"リング"})  # イヤリング and キーリング are something else.

_LETTERS: Mapping[str, str] = {
    **{letter: letter for letter in ("xxs", "xs", "s", "m", "l", "xl")},
    "ss": "xs",
    "3s": "xxs",
    "sss": "xxs",
    "2xs": "xxs",
    "ll": "xl",
    "3l": "2xl",
    "4l": "3xl",
    "xxl": "2xl",
    "2xl": "2xl",
    "lll": "2xl",
    "xxxl": "3xl",
    "3xl": "3xl",
    "4xl": "4xl",
}
_COUNTRIES = {"eur": "eu", "日本": "jp"}
_NUMBER = r"(\d{1,3}(?:\.\d)?)"
_COUNTRY = r"(us|uk|eur?|it|fr|de|jp|日本)"
_IN_COUNTRY = re.compile(rf"{_COUNTRY} ?{_NUMBER}(?: ?cm)?")
_OF_COUNTRY = re.compile(rf"{_NUMBER} ?{_COUNTRY}")
_WRITINGS = (
    ("cm", re.compile(rf"{_NUMBER} ?(?:cm|センチ)")),
    ("waist", re.compile(r"(?:w|ウエスト) ?(\d\d)(?: ?[x×]? ?l ?\d\d)?(?:インチ|inch)?")),
    ("inch", re.compile(r'(\d\d) ?(?:インチ|inch|inches|")')),
    ("go", re.compile(rf"{_NUMBER} ?号")),
    ("", re.compile(_NUMBER)),
)
_NOTE = re.compile(r"\((.*?)\)")
_PARTS = re.compile(r"[/|,、・=]|\s-\s")
_NOISE = re.compile(r"サイズ|\bsize\b|\bsz\b|相当|表記|約")
_SEX = re.compile(r"メンズ|紳士|レディース|婦人|\b(?:wo)?men'?s?\b|\bladies\b|\bwmns\b")

Size = tuple[str, str]
"""A system and a value in it. Without a system it is ""."""


@lru_cache(REMEMBERED)
def sizes_of(size: str, path: tuple[str, ...], market: str) -> Mapping[str, str]:
    """What a listing's size is, as terms, and each as a reason puts it.

    `path` is the listing's category path.
    """
    found = {label(size): "", **{term: term for term in _offered(size, path, market)}}
    found.pop("", None)
    return found


@lru_cache(REMEMBERED)
def sizes_asked(size: str) -> tuple[str, ...]:
    """The terms of which a listing must have one, to have the size that a filter asks for."""
    sizes, sex = _read(size)
    terms = [label(size), *(term for one in sizes for term in _wanted(one, sex))]
    return tuple(dict.fromkeys(term for term in terms if term))


def _offered(size: str, path: tuple[str, ...], market: str) -> Iterator[str]:
    sizes, said = _read(size)
    if len({system for system, _ in sizes}) < len(sizes):
        # Two of one system are a range, or a choice.
        return
    kind = _last_of(_KINDS, path)
    sex = said or _last_of(_SEXES, path)
    for system, value in sizes:
        here = system or _system(value, kind, market)
        if here == "inch" and (kind == "trousers" or not path):
            here = "waist"
        if here in ("letter", "waist", "go") or (here in _BY_COUNTRY and system):
            yield f"{here}:{value}"
        of_kind = kind or _only_kind(here)
        if of_kind and here:
            yield from _converted(of_kind, sex, (_country_of(here, of_kind), value))


def _wanted(size: Size, sex: str) -> Iterator[str]:
    system, value = size
    if system in ("letter", "waist", "go") or system in _BY_COUNTRY:
        yield f"{system}:{value}"
    elif system == "inch":
        yield f"waist:{value}"
    for kind in ("shoes", "trousers", "clothes", "ring"):
        here = system or _system(value, kind, "")
        if kind == "trousers" and here == "waist":
            yield f"waist:{value}"
        elif here:
            yield from _named(kind, sex, (_country_of(here, kind), value))


def _country_of(system: str, kind: str) -> str:
    """号 counts rings; of clothes it is another system."""
    return "jp" if system == "go" and kind == "ring" else system


def _named(kind: str, sex: str, size: Size) -> Iterator[str]:
    system, value = size
    for (of, who), (systems, _) in _TABLES.items():
        if of == kind and system in systems and sex in ("", who):
            yield _term(kind, who, system, value)
    if system == "cm" and kind == "shoes" and not sex:
        yield _term(kind, "", system, value)


def _converted(kind: str, sex: str, size: Size) -> Iterator[str]:
    """The same size in every system, as far as it is known for whom it is."""
    system, value = size
    if kind == "shoes" and system in ("cm", "jp"):
        system = "cm"
        yield _term(kind, "", system, value)
    who = "" if kind == "ring" else sex
    systems, rows = _TABLES.get((kind, who), ((), ()))
    if system not in systems:
        return
    yield _term(kind, who, system, value)
    for row in rows:
        if row[systems.index(system)] == value:
            yield from (
                _term(kind, who, *other)
                for other in zip(systems, row, strict=True)
                if other[0] != system
            )


def _term(kind: str, who: str, system: str, value: str) -> str:
    return f"{kind}:{who}:{system}:{value}"


_BY_COUNTRY = frozenset({"us", "uk", "eu", "it", "fr", "de", "jp"})


def _only_kind(system: str) -> str:
    return "shoes" if system == "cm" else ""


def _system(value: str, kind: str, market: str) -> str:
    """What a number without a system can only be, for a kind of thing."""
    number = Decimal(value)
    is_half = number % 1 != 0
    if kind == "shoes" or (not kind and is_half):
        if 20 <= number <= 33:
            return "cm"
        if 34 <= number <= 50 and kind:
            return "eu"
        if kind and 3 <= number <= 16:
            return HOME_SYSTEM.get(market, "")
    if kind == "trousers" and 24 <= number <= 44 and not is_half:
        return "waist"
    return ""


@lru_cache(REMEMBERED)
def _read(text: str) -> tuple[tuple[Size, ...], str]:
    """The sizes that a text is made of, and who they are for. None of them, if anything is odd."""
    plain = one_width(text[:100]).casefold()
    said = {_sex_of(word[0]) for word in _SEX.finditer(plain)}
    plain = _NOISE.sub(" ", _SEX.sub(" ", plain))
    plain = _NOTE.sub(r"/\1", plain)
    sizes: dict[Size, None] = {}
    for part in filter(None, map(str.strip, _PARTS.split(plain))):
        size = _size(" ".join(part.split()))
        if size is None:
            return (), ""
        sizes[size] = None
    return tuple(sizes), said.pop() if len(said) == 1 else ""


def _sex_of(word: str) -> str:
    is_women = word in ("レディース", "婦人", "ladies", "wmns") or word.startswith("wo")
    return "women" if is_women else "men"


def _size(part: str) -> Size | None:
    if part in _LETTERS:
        return "letter", _LETTERS[part]
    if found := _IN_COUNTRY.fullmatch(part):
        return _of_country(found[1], found[2], is_cm="cm" in part)
    if found := _OF_COUNTRY.fullmatch(part):
        return _of_country(found[2], found[1], is_cm=False)
    for system, writing in _WRITINGS:
        if found := writing.fullmatch(part):
            return system, _plain(found[1])
    return None


def _of_country(country: str, number: str, *, is_cm: bool) -> Size:
    code = _COUNTRIES.get(country, country)
    return "cm" if is_cm and code == "jp" else code, _plain(number)


def _plain(number: str) -> str:
    """One writing for equal numbers: 27 for 27.0 and 027."""
    whole, _, tenth = number.partition(".")
    return f"{int(whole)}.{tenth}" if tenth.strip("0") else str(int(whole))


def _last_of(words: Mapping[str, tuple[str, ...]], path: tuple[str, ...]) -> str:
    """What the lowest category that names only one of them says."""
    for element in reversed(path):
        said = {what for what, names in words.items() if _names(label(element), names)}
        if len(said) == 1:
            return said.pop()
    return ""


def _names(element: str, names: tuple[str, ...]) -> bool:
    return any(_is_named(element, name) for name in names)


def _is_named(element: str, name: str) -> bool:
    if name.isascii() or name in _WHOLE_LABELS:
        return name in element.split()
    # What a word is about stands at its end: 紳士靴 are shoes and 靴下 are not.
    return name in element if name in _ANYWHERE else f"{name} " in f"{element} "
