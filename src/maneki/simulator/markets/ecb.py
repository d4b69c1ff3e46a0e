"""The twin's daily reference rates, in the European Central Bank's file format. Pure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from maneki.model.money import Rates

INVENTED_RATES = Rates(
    base="EUR",
    per_base={
        "USD": Decimal("1.1000"),
        "JPY": Decimal("161.70"),
        "GBP": Decimal("0.8600"),
        "CAD": Decimal("1.5000"),
        "AUD": Decimal("1.6500"),
    },
)
"""Round and made up: 147 yen to the dollar."""


def daily_xml(rates: Rates, *, today: date) -> bytes:
    """The file as of the rates' own day, or of `today` if they have none."""
    cubes = "".join(
        f"<Cube currency='{currency}' rate='{rate}'/>" for currency, rate in rates.per_base.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"'
        ' xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">'
        "<gesmes:subject>Reference rates</gesmes:subject>"
        f"<Cube><Cube time='{(rates.as_of or today).isoformat()}'>{cubes}</Cube></Cube>"
        "</gesmes:Envelope>\n"
    ).encode()
