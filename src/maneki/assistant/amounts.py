"""Amounts of money in a text, in whatever way they are normally written. Pure.

"$9.99", "9.99 dollars", "9 dollars 50", "nine ninety-nine", "99 cents", "¥1,500", "1500円".
A sign that several currencies share ($, ¥) stands for each of them. A text is expected with wide
digits made narrow, as `passages.plain` does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from maneki.assistant.numerals import EASTERN, Number, kanji_number, numbers_in
from maneki.model.money import Money

_DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN"})
_SIGNS: dict[str, frozenset[str]] = {
    "$": _DOLLARS,
    "us$": frozenset({"USD"}),
    "c$": frozenset({"CAD"}),
    "ca$": frozenset({"CAD"}),
    "a$": frozenset({"AUD"}),
    "au$": frozenset({"AUD"}),
    "nz$": frozenset({"NZD"}),
    "€": frozenset({"EUR"}),
    "£": frozenset({"GBP"}),
    "¥": frozenset({"JPY", "CNY"}),
}
_CODES = "usd|cad|aud|nzd|eur|gbp|jpy|cny|krw|chf|sek|nok|dkk"
_BEFORE = re.compile(
    rf"(?:(?<![a-z])(?P<sign>(?:us|ca?|au?|nz)?\$|[€£¥])|\b(?P<code>{_CODES}))\s?$",
    re.IGNORECASE | re.ASCII,
)
_AFTER = re.compile(
    r"(?P<half>\s?and a half|½)?\s?-?(?:"
    rf"(?P<code>{_CODES})\b|(?P<dollars>dollars?|bucks?)\b|(?P<sign>[$€£¥])|(?P<euros>euros?)\b"
    r"|(?P<pounds>pounds?|quid)\b|(?P<yen>yen\b|円|圓)|(?P<cents>cents?\b|¢)"
    r"|(?P<pence>pence\b|p\b(?!\.))"
    r")",
    re.IGNORECASE | re.ASCII,
)
_AND_CENTS = re.compile(
    r"(?:\s(?:and\s)?(?P<bare>[0-9]{2})\b(?!\s*(?:cop|of|left|in\b|page|%|[:.,][0-9]))"
    r"|\s(?:and\s)?(?P<cents>[0-9]{1,2}|[a-z]+(?:[ -][a-z]+)?)\s?(?:cents?\b|¢)"
    r"|\s(?:and\s)?(?P<spoken>(?:ten|eleven|twelve|[a-z]+teen|(?:twen|thir|for"
    r"|fif|six|seven|eigh|nine)ty)(?:[ -][a-z]+)?)(?=\s*(?:[.,!;?]|$)))",
    re.IGNORECASE | re.ASCII,
)
_ONE = re.compile(
    r"\b(?:(?P<half>half )?an?|the|per|every) (?P<unit>dollar|buck|euro|pound|quid|yen|cent)\b"
    r"|\ba (?P<slang>fiver|tenner|grand)\b|\ba (?:few"
    r"|couple(?: of)?) (?P<some>dollars|bucks|euros|pounds|yen|cents)\b",
    re.IGNORECASE | re.ASCII,
)
_SLANG = {"fiver": Decimal(5), "tenner": Decimal(10), "grand": Decimal(1000)}
_RANGE = re.compile(r"\s?(?:-|–|to|and|or)\s?(?:(?:us)?[$€£¥])?$", re.IGNORECASE | re.ASCII)
_DECIMALS = re.compile(r"[0-9]+[.,][0-9]{2}")


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum that somebody wrote; `currencies` is None where no currency was named.

    `value` is in the unit people say (9.99). None stands for a vague sum ("a few dollars"), which
    equals nothing.
    """

    start: int
    end: int
    value: Decimal | None
    currencies: frozenset[str] | None = None

    def equals(self, money: Money) -> bool:
        """Whether exactly this sum was meant, to the smallest unit."""
        if self.currencies is not None and money.currency not in self.currencies:
            return False
        return self.value is not None and money.major() == self.value


@lru_cache(maxsize=256)
def amounts_in(text: str) -> tuple[Amount, ...]:
    """Every sum that is marked as money, and every number with two decimals, in order."""
    found: list[Amount] = []
    numbers = list(numbers_in(text))
    for number in numbers:
        if found and number.start < found[-1].end:
            continue
        amount = _amount_at(text, number)
        if amount is not None:
            found.extend(_start_of_range(text, amount, numbers))
            found.append(amount)
    taken = [(amount.start, amount.end) for amount in found]
    found.extend(
        amount
        for amount in (*_in_kanji(text), *_single(text))
        if not any(start < amount.end and amount.start < end for start, end in taken)
    )
    return tuple(sorted(set(found), key=lambda amount: amount.start))


def _amount_at(text: str, number: Number) -> Amount | None:
    before = _BEFORE.search(text[max(0, number.start - 8) : number.start])
    after = _AFTER.match(text, number.end)
    if before is not None:
        # A dollar sign with decimals ends there: "$9.99" is not followed by a second currency.
        end = after.end() if after is not None and after["half"] is None else number.end
        start = number.start - len(before.group())
        return Amount(start, end, number.value, _named(before))
    if after is not None:
        return _with_unit(text, number, after)
    if _DECIMALS.fullmatch(text[number.start : number.end]):
        return Amount(number.start, number.end, number.value)
    return None


def _with_unit(text: str, number: Number, after: re.Match[str]) -> Amount:
    value = number.value + (Decimal("0.5") if after["half"] else 0)
    if after["cents"] or after["pence"]:
        kept = _DOLLARS | {"EUR"} if after["cents"] else frozenset({"GBP"})
        return Amount(number.start, after.end(), value / 100, kept)
    if number.aloud is not None and "hundred" not in text[number.start : number.end]:
        value = number.aloud
    more = None if after["yen"] else _AND_CENTS.match(text, after.end())
    cents = _cents(more)
    if more is not None and cents is not None:
        return Amount(number.start, more.end(), value + cents, _named(after))
    return Amount(number.start, after.end(), value, _named(after))


def _cents(more: re.Match[str] | None) -> Decimal | None:
    if more is None:
        return None
    numbers = list(numbers_in(more["bare"] or more["cents"] or more["spoken"]))
    return numbers[0].value / 100 if len(numbers) == 1 else None


def _named(found: re.Match[str]) -> frozenset[str]:
    groups = found.groupdict()
    if groups.get("code"):
        return frozenset({found["code"].upper()})
    if groups.get("sign"):
        return _SIGNS[found["sign"].lower()]
    return _of_unit(next(name for name in ("dollars", "euros", "pounds", "yen") if groups[name]))


def _of_unit(name: str) -> frozenset[str]:
    for unit, sign in (("euro", "€"), ("pound", "£"), ("quid", "£"), ("yen", "¥")):
        if name.lower().startswith(unit):
            return _SIGNS[sign]
    return _DOLLARS


def _start_of_range(text: str, amount: Amount, numbers: list[Number]) -> Iterator[Amount]:
    """The 10 of "10 to 15 dollars"."""
    gap = _RANGE.search(text[max(0, amount.start - 12) : amount.start])
    if gap is None:
        return
    for number in numbers:
        if number.end == amount.start - len(gap.group()) and not _BEFORE.search(
            text[max(0, number.start - 8) : number.start]
        ):
            yield Amount(number.start, number.end, number.value, amount.currencies)


def _in_kanji(text: str) -> Iterator[Amount]:
    for found in EASTERN.finditer(text):
        value = kanji_number(found.group())
        if value is not None and text[found.end() : found.end() + 1] == "円":
            yield Amount(found.start(), found.end() + 1, value, _SIGNS["¥"])


def _single(text: str) -> Iterator[Amount]:
    """ "a dollar", "a fiver", "half a dollar", "a few dollars"."""
    for found in _ONE.finditer(text):
        if found["some"]:
            yield Amount(found.start(), found.end(), None)
        elif found["slang"]:
            value = _SLANG[found["slang"].lower()]
            yield Amount(found.start(), found.end(), value, _DOLLARS | {"GBP", "EUR"})
        elif found.group().lower().startswith(("a", "half")):
            value = Decimal("0.5") if found["half"] else Decimal(1)
            small = found["unit"].lower() == "cent"
            yield Amount(
                found.start(), found.end(), value / 100 if small else value, _of_unit(found["unit"])
            )
