"""Reads Mercari's recorded answers: a search's, or that of one item. Pure."""

from __future__ import annotations

from maneki.markets.answer import json_object
from maneki.markets.mercari_jp.parse import NAME, ItemGone, parse_item, parse_search
from maneki.markets.recorded import Body, Found, Recorded


def _read(body: Body) -> Found:
    data = json_object(body, market=NAME) if isinstance(body, bytes) else body
    if "result" not in data:
        return Found(parse_search(data).listings)
    item = parse_item(data)
    return Found(() if isinstance(item, ItemGone) else (item,))


# 404 is an answer of its own: there is no such item.
RECORDED = Recorded(read=_read, statuses=frozenset({200, 404}))
