"""Numbers, dates and prices as lists write them. Pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation

from maneki.errors import InvalidInputError
from maneki.model.money import MOST_MINOR_UNITS, Money, exponent, is_currency
from maneki.shop.lists.rows import Remarks, Row

MOST_COUNT = 10**9
_SYMBOLS = {"¥": "JPY", "円": "JPY", "£": "GBP", "€": "EUR", "₩": "KRW"}
_AMOUNT = re.compile(r"[0-9]+(?:[.,' ][0-9]+)*")
_DATE = re.compile(
    r"(?P<year>[0-9]{4})(?:[-/.年]?(?P<month>[0-9]{2})(?:[-/.月]?(?P<day>[0-9]{2})日?)?)?"
)
_EARLIEST_YEAR, _LATEST_YEAR = -4000, 2200


def count_in(row: Row, column: str) -> int | None:
    """A whole number from 0; None if the cell is empty. Raises `InvalidInputError`."""
    number = decimal_in(row, column)
    if number is None:
        return None
    if number != number.to_integral_value() or not 0 <= number <= MOST_COUNT:
        raise InvalidInputError(f"names {row.cells[column][:40]!r} as {column}: no such count.")
    return int(number)


def decimal_in(row: Row, column: str) -> Decimal | None:
    """A number with a point. Raises `InvalidInputError`."""
    cell = row.cells.get(column)
    if cell is None:
        return None
    try:
        number = Decimal(unicodedata.normalize("NFKC", cell).replace(",", ""))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise InvalidInputError(f"names {cell[:40]!r} as {column}, which is no number.")
    return number


def year_in(row: Row, column: str, remarks: Remarks) -> int | None:
    """A year, negative before our era; what is none is left out with a note."""
    try:
        number = decimal_in(row, column)
    except InvalidInputError:
        number = Decimal(_LATEST_YEAR + 1)
    if number is None:
        return None
    if not _EARLIEST_YEAR <= number <= _LATEST_YEAR:
        remarks.note(row.line, "Years that are none were left out.")
        return None
    return int(number)


def date_in(row: Row, column: str, remarks: Remarks) -> str | None:
    """A date as exact as it is: "2016", "2016-02", "2016-02-09"; or left out with a note."""
    cell = unicodedata.normalize("NFKC", row.cells.get(column, "")).strip()
    if not cell:
        return None
    found = _DATE.fullmatch(cell)
    if found is None or not _is_real(found):
        remarks.note(row.line, "Dates that are not written like 2016-02-09 were left out.")
        return None
    return "-".join(part for part in found.group("year", "month", "day") if part)


def _is_real(found: re.Match[str]) -> bool:
    try:
        date(int(found["year"]), int(found["month"] or 1), int(found["day"] or 1))
    except ValueError:
        return False
    return True


def price_in(row: Row, currency: str | None) -> Money | None:
    """What one copy costs. Raises `InvalidInputError`, also where nobody names the currency."""
    cell = row.cells.get("price")
    if cell is None:
        return None
    text = unicodedata.normalize("NFKC", cell)
    code = _currency(text, row.cells.get("currency") or currency)
    found = _AMOUNT.findall(text)
    if len(found) != 1 or "-" in text:
        raise InvalidInputError(f"names {cell[:40]!r} as its price: write it like 12.99.")
    try:
        amount = Decimal(_with_point(found[0], code)).scaleb(exponent(code))
    except InvalidOperation:
        amount = Decimal("NaN")
    if amount != amount.to_integral_value() or amount > MOST_MINOR_UNITS:
        raise InvalidInputError(f"names {cell[:40]!r} as its price, which is no sum of {code}.")
    return Money(int(amount), code)


def _currency(text: str, named: str | None) -> str:
    """What stands beside the amount, or else what the list or the command names."""
    beside = re.search("[A-Z]{3}", text)
    symbol = next((code for symbol, code in _SYMBOLS.items() if symbol in text), None)
    code = (beside[0] if beside else symbol) or (named or "").strip().upper()
    if not is_currency(code):
        raise InvalidInputError(
            "has a price in no currency: add a column 'currency', or name it with --currency USD."
        )
    return code


def _with_point(amount: str, currency: str) -> str:
    """Both 1.234,50 and 1,234.50 are 1234.50; a last part of three digits is one of thousands.

    Raises `InvalidOperation` if one sign would have to be both.
    """
    parts, signs = re.split("[.,' ]", amount), re.findall("[.,' ]", amount)
    if len(parts) == 1 or len(parts[-1]) == 3 or exponent(currency) == 0:
        return "".join(parts)
    if signs[-1] in signs[:-1]:
        raise InvalidOperation
    return f"{''.join(parts[:-1])}.{parts[-1]}"
