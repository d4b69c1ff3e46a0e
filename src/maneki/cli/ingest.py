"""`maneki ingest`: recorded answers of a market in, one listing per line out. No network."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from maneki.markets.known import KnownMarket
    from maneki.markets.recorded import Body, Found


def ingest(
    market: Annotated[str, typer.Argument(help="Whose answers these are, such as mercari_jp.")],
    files: Annotated[
        list[Path],
        typer.Argument(help="Raw bodies, or recordings {request, response}; - reads stdin."),
    ],
) -> None:
    """Read recorded answers of a market and print one listing per line, as JSON.

    A file that cannot be read, or not to its end, is named on stderr; the others and what is good
    of it are printed all the same, and the exit code is 2. A file does not say which feed it is
    of, so that the ids of a feed's listings lack its mark here.
    """
    from maneki.errors import ManekiError
    from maneki.model.interchange import write_listing

    known = _known(market)
    some_failed = False
    for file in files:
        try:
            found = _found(_contents(file), known)
        except (ManekiError, OSError) as exc:
            reason = exc.strerror if isinstance(exc, OSError) else str(exc)
            typer.echo(f"{file}: {reason}", err=True)
            some_failed = True
            continue
        for listing in found.listings:
            typer.echo(json.dumps(write_listing(listing), ensure_ascii=False))
        if found.lacking:
            typer.echo(f"{file}: {found.lacking}", err=True)
            some_failed = True
        elif not found.listings:
            typer.echo(f"{file}: holds no listings.", err=True)
    if some_failed:
        raise typer.Exit(2)


def _known(market: str) -> KnownMarket:
    """Raises `InvalidInputError` with the known names for an unknown one."""
    from maneki.errors import InvalidInputError
    from maneki.markets.known import KNOWN_MARKETS

    if market not in KNOWN_MARKETS:
        known = ", ".join(sorted(KNOWN_MARKETS))
        raise InvalidInputError(f"There is no market {market!r}; known are {known}.")
    return KNOWN_MARKETS[market]


def _contents(file: Path) -> bytes:
    return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()


def _found(contents: bytes, market: KnownMarket) -> Found:
    response = _recorded_response(contents)
    if response is None:
        return market.recorded.read(contents)
    _refuse_what_is_no_answer(_recorded_status(response), market)
    return market.recorded.read(_recorded_body(response))


def _recorded_response(contents: bytes) -> Mapping[str, Any] | None:
    """The response of a recording, or None for a raw body."""
    try:
        data = json.loads(contents)
    except (ValueError, RecursionError):
        return None
    is_recording = isinstance(data, dict) and "response" in data and "request" in data
    response = data["response"] if is_recording else None
    return response if isinstance(response, dict) else None


def _recorded_status(response: Mapping[str, Any]) -> int:
    from maneki.errors import InvalidInputError

    status = response.get("status", 200)
    if type(status) is not int:
        raise InvalidInputError(f"The recording's status {str(status)[:60]!r} is no number.")
    return status


def _recorded_body(response: Mapping[str, Any]) -> Body:
    from maneki.errors import InvalidInputError

    for key in ("json", "body", "text"):
        value = response.get(key)
        if isinstance(value, dict):
            return value
        if isinstance(value, str):
            return value.encode("utf-8", "replace")
    raise InvalidInputError("The recording's response has neither 'json' nor 'body' nor 'text'.")


def _refuse_what_is_no_answer(status: int, market: KnownMarket) -> None:
    """Raise what the market's client would raise for this status."""
    from datetime import UTC, datetime

    from maneki.markets.answer import Answer, refuse_unless

    answer = Answer(status=status, headers={}, body=b"", url="")
    now = datetime.min.replace(tzinfo=UTC)
    refuse_unless(market.recorded.statuses, answer, market=market.name, now=now)
