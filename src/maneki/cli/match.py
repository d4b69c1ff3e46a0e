"""`maneki match`: which filters the listings of a file fit. No database, no network, no settings.

It asks whether a listing fits, not what happened to it, so the `events` of a filter are not
considered. The index is the one that live matching uses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from maneki.cli.records import contents_of, json_of, records

if TYPE_CHECKING:
    from maneki.matching.brands import BrandDictionary
    from maneki.matching.match import Verdict
    from maneki.model.filter import Filter
    from maneki.model.listing import Listing
    from maneki.model.money import Rates


def match(
    filters: Annotated[Path, typer.Option(help="Filters, one a line or a JSON array.")],
    listings: Annotated[Path, typer.Option(help="Listings, one a line or a JSON array.")],
    rates: Annotated[
        Path | None,
        typer.Option(help="Exchange rates; without them other currencies meet no price bound."),
    ] = None,
    brands: Annotated[
        Path | None, typer.Option(help="Your own brands: a CSV as MANEKI_BRANDS_FILE names one.")
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say why each filter fits.", metavar="")
    ] = False,
    explain_all: Annotated[
        bool,
        typer.Option(
            "--explain-all",
            help="Say of every filter, fitting or not, which conditions hold and what decided.",
            metavar="",
        ),
    ] = False,
    processes: Annotated[
        int, typer.Option(min=1, max=64, help="How many processes share the listings.")
    ] = 1,
) -> None:
    """Print, for every listing, the filters that it fits."""
    from maneki.matching.pool.spread import spread

    wanted, offered = _filters(filters), _listings(listings)
    quoted = None if rates is None else _rates(rates)
    line_of = _line_of(
        wanted, quoted, _dictionary(brands), explain=explain, explain_all=explain_all
    )
    lines = (
        map(line_of, offered) if processes == 1 else spread(line_of, offered, processes=processes)
    )
    for line in lines:
        typer.echo(line)


def _line_of(
    filters: list[Filter],
    rates: Rates | None,
    dictionary: BrandDictionary,
    *,
    explain: bool,
    explain_all: bool,
) -> Callable[[Listing], bytes]:
    import orjson

    from maneki.matching.fastest import fastest
    from maneki.matching.index import FilterIndex
    from maneki.matching.match import Matcher
    from maneki.matching.pool.worker import make_ready

    matcher = Matcher(dictionary)
    index = FilterIndex(matcher, filters, choose=fastest)
    make_ready(index, matcher)
    criteria = {one.id: one.criteria for one in filters}

    def line_of(listing: Listing) -> bytes:
        look = matcher.look_at(listing)
        # Nothing is known here of what else was on offer.
        fitting = [
            one for one in index.fitting(look, rates=rates) if criteria[one].below_median is None
        ]
        line: dict[str, Any] = {
            "market": listing.market,
            "external_id": listing.external_id,
            "filters": fitting,
        }
        if explain:
            verdicts = {one: matcher.fits(criteria[one], look, rates=rates) for one in fitting}
            line["reasons"] = {
                one: [reason.text for reason in verdict.reasons]
                for one, verdict in verdicts.items()
            }
        if explain_all:
            line["conditions"] = {
                one.id: _conditions(matcher.fits(one.criteria, look, rates=rates))
                for one in filters
            }
        return orjson.dumps(line)

    return line_of


def _conditions(verdict: Verdict) -> list[dict[str, Any]]:
    """Every condition with whether it holds, the words of the listing that decided, and where they
    stand.
    """
    return [
        {
            "condition": reason.condition,
            "passed": reason.passed,
            "found": reason.found,
            "where": reason.where,
            "text": reason.text,
        }
        for reason in verdict.reasons
    ]


def _dictionary(own: Path | None) -> BrandDictionary:
    from maneki.matching.brands import BrandDictionary
    from maneki.run.brands import own_brands_in

    shipped = BrandDictionary.load()
    return shipped if own is None else shipped.extended(own_brands_in(own, shipped=shipped).rows)


def _filters(path: Path) -> list[Filter]:
    """The filters of a file; one without an id is called by the number of its line."""
    from maneki.errors import InvalidInputError
    from maneki.matching.check import criteria_problem
    from maneki.model.interchange import read_filter_shape

    filters: dict[str, Filter] = {}
    for number, what, record in records(path):
        user_filter = read_filter_shape(record, what=f"{what},").value(default_id=str(number))
        if problem := criteria_problem(user_filter.criteria):
            raise InvalidInputError(f"{what}: {problem.said_in('en')}")
        if user_filter.id in filters:
            raise InvalidInputError(
                f"{what}: The id {user_filter.id!r} is another filter's: give each its own."
            )
        filters[user_filter.id] = user_filter
    return list(filters.values())


def _listings(path: Path) -> list[Listing]:
    from maneki.model.interchange import read_listing

    return [read_listing(record, what=f"{what},") for _, what, record in records(path)]


def _rates(path: Path) -> Rates:
    """Rates in the shape of `read_rates`, or as pairs: {"USD": {"JPY": 147}}, {"USDJPY": 147}."""
    from maneki.errors import InvalidInputError
    from maneki.model.interchange import read_rates

    contents = contents_of(path)
    data = json_of(path, contents, parse_float=Decimal, parse_int=Decimal)
    if isinstance(data, Mapping) and "base" in data:
        return read_rates(contents, what=str(path))
    pairs = {pair: _rate(path, pair, value) for pair, value in _pairs(data)}
    if not pairs:
        raise InvalidInputError(
            f"{path} has no rates in it; write them as"
            ' {"base": "USD", "rates": {"JPY": 147}} or {"USD": {"JPY": 147}}.'
        )
    return _joined(path, pairs)


def _pairs(data: Any, start: str = "") -> Iterator[tuple[tuple[str, str], Any]]:
    """Every {"USD": {"JPY": 147}}, {"USDJPY": 147} or {"USD/JPY": 147}, however deep it is."""
    from maneki.model.money import is_currency

    for key, value in data.items() if isinstance(data, Mapping) else ():
        letters = start + "".join(filter(str.isalpha, key))
        if isinstance(value, Mapping):
            yield from _pairs(value, letters if is_currency(letters) else "")
        elif is_currency(letters[:3]) and is_currency(letters[3:]):
            yield (letters[:3], letters[3:]), value


def _rate(path: Path, pair: tuple[str, str], value: Any) -> Decimal:
    from maneki.errors import InvalidInputError
    from maneki.model.money import LEAST_RATE, MOST_RATE, is_rate

    if isinstance(value, Decimal) and is_rate(value):
        return value
    raise InvalidInputError(
        f"{path} has a wrong rate from {pair[0]} to {pair[1]}: write a number between"
        f" {LEAST_RATE:f} and {MOST_RATE:f}."
    )


def _joined(path: Path, pairs: Mapping[tuple[str, str], Decimal]) -> Rates:
    """One table of rates, by way of the first currency. A pair must have a way to it."""
    from maneki.errors import InvalidInputError
    from maneki.model.money import Rates

    base = next(iter(pairs))[0]
    per_base = {base: Decimal(1)}
    for _ in pairs:
        for (one, other), rate in pairs.items():
            if one in per_base:
                per_base.setdefault(other, per_base[one] * rate)
            elif other in per_base:
                per_base[one] = per_base[other] / rate
    unreached = {currency for pair in pairs for currency in pair} - per_base.keys()
    if unreached:
        raise InvalidInputError(
            f"{path} has no rate between {base} and {min(unreached)}: add one of them."
        )
    return Rates(
        base=base,
        per_base={to: _rate(path, (base, to), rate) for to, rate in per_base.items()},
    )
