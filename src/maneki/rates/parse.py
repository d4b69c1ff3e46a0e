"""The European Central Bank's daily reference rates (`eurofxref-daily.xml`). Pure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from xml.etree import ElementTree as ET

from maneki.model.money import Rates, is_currency, is_rate
from maneki.rates.errors import RatesUnavailableError

BASE = "EUR"


def parse_daily(body: bytes) -> Rates:
    """Read the daily file: `<Cube time="2026-11-20"><Cube currency="USD" rate="1.0550"/>...`.

    Raises `RatesUnavailableError` naming what is missing or wrong.
    """
    day = next((cube for cube in _cubes(body) if "time" in cube.attrib), None)
    if day is None:
        raise RatesUnavailableError("The rates file names no day.")
    rates = dict(_rate(cube) for cube in day if "currency" in cube.attrib)
    if not rates:
        raise RatesUnavailableError("The rates file names no rates.")
    return Rates(base=BASE, per_base=rates, as_of=_day(day.attrib["time"]))


def _cubes(body: bytes) -> list[ET.Element]:
    text = body.decode("utf-8-sig", "replace")
    # The file has no document type; one would only serve to blow up the parser.
    if "<!" in text.replace("<!--", ""):
        raise RatesUnavailableError("The rates file is not the plain XML it should be.")
    try:
        root = ET.fromstring(text)  # noqa: S314  (no document type gets here)
    except ET.ParseError as exc:
        raise RatesUnavailableError("The rates file is no XML, or breaks off.") from exc
    return [element for element in root.iter() if element.tag.rpartition("}")[2] == "Cube"]


def _rate(cube: ET.Element) -> tuple[str, Decimal]:
    currency, text = cube.attrib["currency"], cube.attrib.get("rate", "")
    try:
        rate = Decimal(text)
    except InvalidOperation:
        rate = Decimal(0)
    if not is_currency(currency) or not is_rate(rate):
        raise RatesUnavailableError(f"The rates file gives {currency[:10]!r} as {text[:20]!r}.")
    return currency, rate


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as exc:
        raise RatesUnavailableError(f"The rates file is of the odd day {text[:20]!r}.") from exc
