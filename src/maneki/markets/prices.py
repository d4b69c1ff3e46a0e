"""Prices out of text: a price field in yen, and prices named in running text. Pure.

A text that names no price (`-`, `即決-`, an empty one) has none: that is never zero, and a price
of zero is none either, for nobody sells for nothing and some markets write 0 for "absent". A text
that names something we cannot read for certain, or an absurd amount, is an error in a price field
and no price in running text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from maneki.errors import ManekiError
from maneki.model.money import MOST_MINOR_UNITS, Money, exponent


class PriceTextError(ManekiError):
    """A price field holds something that is not one price."""


_MYRIAD = 10_000
_WHOLE = r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,16}"
_NOTE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_YEN_FIELD = re.compile(
    rf"""[^0-9\-−–]*                                        # a label, a yen sign
    (?P<whole>{_WHOLE})(?P<decimals>\.[0-9]{{1,4}})?\s*
    (?:(?P<myriads>万)\s*(?P<rest>{_WHOLE})?)?
    [^0-9万億兆千百]*""",
    re.VERBOSE,
)


def read_yen(text: str) -> int | None:
    """The price in whole yen of a price field such as `現在1,000円`, `12.5万円`, `１２，０００円`.

    None if it names no price. Raises `PriceTextError` if it names something else than one price
    between 1 yen and `MOST_MINOR_UNITS`. Notes in brackets, as in `1,234円（税込）`, are ignored.
    """
    plain = _NOTE.sub("", unicodedata.normalize("NFKC", text[:200])).strip()
    if not any(char.isdigit() for char in plain):
        return None
    field = _YEN_FIELD.fullmatch(plain)
    if field is None:
        raise PriceTextError(f"{text[:60]!r} is not one price in yen.")
    amount = _yen(field, text)
    if amount > MOST_MINOR_UNITS:
        raise PriceTextError(f"{text[:60]!r} is too much to be a price.")
    return amount or None


def _yen(field: re.Match[str], text: str) -> int:
    amount = Decimal(field["whole"].replace(",", "") + (field["decimals"] or ""))
    if field["myriads"]:
        amount = amount * _MYRIAD + Decimal((field["rest"] or "0").replace(",", ""))
    elif field["decimals"] and len(field["decimals"]) > 3:
        # "12.000" may mean twelve or twelve thousand.
        raise PriceTextError(f"{text[:60]!r} can be read in two ways.")
    if amount != amount.to_integral_value():
        raise PriceTextError(f"{text[:60]!r} is not a whole number of yen.")
    return int(amount)


_SIGNS = {
    "US$": "USD", "C$": "CAD", "CA$": "CAD", "A$": "AUD", "AU$": "AUD", "NZ$": "NZD",
    "HK$": "HKD", "S$": "SGD", "NT$": "TWD", "CN¥": "CNY", "$": "USD", "£": "GBP", "€": "EUR",
    "¥": "JPY", "₩": "KRW",
}  # fmt: skip
_CODES = (
    "JPY", "USD", "EUR", "GBP", "AUD", "CAD", "CHF", "CNY", "HKD", "KRW", "NZD",
    "SEK", "NOK", "DKK", "PLN", "CZK", "SGD", "TWD",
)  # fmt: skip
_WORDS = {"円": "JPY", "€": "EUR", "£": "GBP", "yen": "JPY", "euro": "EUR"}

_SIGN = "|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True))
_CODE = "|".join(_CODES)
# A 10円玉 is a coin and an 80円切手 a stamp, whatever they cost.
_WORD = f"(?:{'|'.join(_WORDS)})(?!玉|硬貨|銀貨|金貨|切手|札)"
_AMOUNT = r"[0-9](?:[0-9.,]{0,20}[0-9])?"
_NAMED = re.compile(
    rf"""(?:(?<![A-Za-z])(?P<code>{_CODE})\s?|(?<![A-Za-z$])(?P<sign>{_SIGN})\s?)
            (?P<after>{_AMOUNT})(?P<myriad>\s?万)?(?!\s?[0-9万億兆千百])
       | (?<![0-9.,万億兆千百])(?P<before>{_AMOUNT})\s?(?P<myriads>万)?\s?
            (?:(?P<word>{_WORD})|(?P<late_code>{_CODE})(?![A-Za-z]))""",
    re.VERBOSE,
)
_DISCOUNT = re.compile(
    r"\+(?!\s)|\+$|\s*(?:off\b|rebate|discount|coupon|gift|credit|引|オフ|クーポン|割引)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PriceInText:
    """What running text says of a price: the one it names, or how many it names."""

    price: Money | None
    named: int


def price_in(text: str) -> PriceInText:
    """The price that `text` names with its currency, if it names exactly one.

    `$`, `£`, `€`, `¥`, `円`, `万円` and ISO codes are known; a bare `$` is the US dollar, a bare
    `¥` the yen. The same amount twice is one price. An amount that is taken off ("$5 rebate",
    "500円引き") is named, but is not the price.
    """
    plain = unicodedata.normalize("NFKC", text)
    prices: set[Money] = set()
    others: set[str] = set()
    for named in _NAMED.finditer(plain):
        money = _money(named)
        if money is None or _DISCOUNT.match(plain, named.end()):
            others.add(named[0])
        else:
            prices.add(money)
    is_one = len(prices) == 1 and not others
    return PriceInText(
        price=next(iter(prices)) if is_one else None, named=len(prices) + len(others)
    )


def _money(named: re.Match[str]) -> Money | None:
    currency = (
        named["code"]
        or named["late_code"]
        or _SIGNS.get(named["sign"] or "")
        or _WORDS[named["word"]]
    )
    return read_amount(
        named["after"] or named["before"],
        currency,
        times=_MYRIAD if named["myriad"] or named["myriads"] else 1,
    )


def read_amount(text: str, currency: str, *, times: int = 1) -> Money | None:
    """`1,234.50`, `1.234,50` or `1234.5` major units of a currency, as money.

    None if it cannot be told what is meant, is zero or absurd. A single separator before exactly
    three digits parts thousands.
    """
    number = _decimal(text.strip())
    if number is None:
        return None
    minor = (number * times).scaleb(exponent(currency))
    if minor != minor.to_integral_value() or not 0 < minor <= MOST_MINOR_UNITS:
        return None
    return Money(int(minor), currency)


def _decimal(text: str) -> Decimal | None:
    for thousands, point in ((",", "."), (".", ",")):
        grouped = (
            rf"[0-9]{{1,3}}(?:{re.escape(thousands)}[0-9]{{3}})+(?:{re.escape(point)}[0-9]{{1,2}})?"
        )
        plain = rf"[0-9]{{1,16}}(?:{re.escape(point)}[0-9]{{1,2}})?"
        if re.fullmatch(f"{grouped}|{plain}", text):
            return Decimal(text.replace(thousands, "").replace(point, "."))
    return None
