"""Reads the recorded answers of feeds. Pure."""

from __future__ import annotations

import json

from maneki.markets.feed.parse import MOST_ENTRIES, ParsedFeed, parse_feed
from maneki.markets.recorded import Body, Found, Recorded


def _read(body: Body) -> Found:
    """An answer does not say which feed it is of, so that ids lack the feed's mark."""
    feed = parse_feed(body if isinstance(body, bytes) else json.dumps(dict(body)).encode())
    return Found(feed.listings, _lacking(feed))


def _lacking(feed: ParsedFeed) -> str | None:
    if not feed.is_whole:
        return "breaks off; what stands before that was read."
    if feed.left_out:
        why = f"empty, or not among the newest {MOST_ENTRIES}"
        return f"some of its entries were left out ({feed.left_out}): {why}."
    return None


RECORDED = Recorded(read=_read)
