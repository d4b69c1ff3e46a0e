"""`maneki ingest`: recorded answers of a market in, one listing per line out. No network."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from maneki.markets.feed.parse import ParsedFeed
    from maneki.model.listing import Listing

# Mercari's 404 is an answer of its own: there is no such item.
_ANSWERS = {"feed": frozenset({200}), "mercari_jp": frozenset({200, 404})}

Body = bytes | Mapping[str, Any]
Reader = Callable[[Body], "_Found"]


@dataclass(frozen=True, slots=True)
class _Found:
    """What a file holds, and what it should have held besides."""

    listings: tuple[Listing, ...]
    lacking: str | None = None


def ingest(
    market: Annotated[str, typer.Argument(help="Whose answers these are: feed, mercari_jp.")],
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

    reader = _reader(market)
    some_failed = False
    for file in files:
        try:
            found = _found(_contents(file), market, reader)
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


def _reader(market: str) -> Reader:
    """The market's parser. Ends the command with the known names for an unknown one."""
    readers: dict[str, Reader] = {"feed": _read_feed, "mercari_jp": _read_mercari_jp}
    if market not in readers:
        known = ", ".join(sorted(readers))
        typer.echo(f"There is no market {market!r}; known are {known}.", err=True)
        raise typer.Exit(2)
    return readers[market]


def _contents(file: Path) -> bytes:
    return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()


def _found(contents: bytes, market: str, reader: Reader) -> _Found:
    response = _recorded_response(contents)
    if response is None:
        return reader(contents)
    status = _recorded_status(response)
    if status not in _ANSWERS[market]:
        _refuse(status, market)
    return reader(_recorded_body(response))


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


def _refuse(status: int, market: str) -> None:
    """Raise what the market's client would raise for this status."""
    from datetime import UTC, datetime

    from maneki.markets.answer import Answer, refuse_unless

    answer = Answer(status=status, headers={}, body=b"", url="")
    refuse_unless(frozenset({200}), answer, market=market, now=datetime.min.replace(tzinfo=UTC))


def _read_feed(body: Body) -> _Found:
    from maneki.markets.feed.parse import parse_feed

    raw = body if isinstance(body, bytes) else json.dumps(dict(body)).encode()
    feed = parse_feed(raw)
    return _Found(feed.listings, _lacking(feed))


def _lacking(feed: ParsedFeed) -> str | None:
    from maneki.markets.feed.parse import MOST_ENTRIES

    if not feed.is_whole:
        return "breaks off; what stands before that was read."
    if feed.left_out:
        why = f"empty, or not among the newest {MOST_ENTRIES}"
        return f"some of its entries were left out ({feed.left_out}): {why}."
    return None


def _read_mercari_jp(body: Body) -> _Found:
    """A search's answer, or that of one item."""
    from maneki.markets.answer import json_object
    from maneki.markets.mercari_jp.parse import ItemGone, parse_item, parse_search

    data = json_object(body, market="mercari_jp") if isinstance(body, bytes) else body
    if "result" not in data:
        return _Found(parse_search(data).listings)
    item = parse_item(data)
    return _Found(() if isinstance(item, ItemGone) else (item,))
