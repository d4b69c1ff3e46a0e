"""The markets there are, and what to know before turning one on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from maneki.markets.feed import recorded as feed
from maneki.markets.mercari_jp import recorded as mercari_jp
from maneki.markets.recorded import Recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownMarket:
    """`warning` is what an operator must have read and accepted; None for official ones.
    `recorded` is how its recorded answers are read.
    """

    name: str
    is_official: bool
    recorded: Recorded
    warning: str | None = None


_UNOFFICIAL = (
    "{title} offers no public interface for this. Maneki asks the one its own web pages use, "
    "slowly, one request at a time, says honestly who it is, and stops when it is refused; its "
    "terms may forbid automated access all the same, and it may change or block this at any time. "
    "Whoever turns it on answers for that."
)

KNOWN_MARKETS: Mapping[str, KnownMarket] = {
    market.name: market
    for market in (
        KnownMarket(name="feed", is_official=True, recorded=feed.RECORDED),
        KnownMarket(
            name="mercari_jp",
            is_official=False,
            recorded=mercari_jp.RECORDED,
            warning=_UNOFFICIAL.format(title="Mercari"),
        ),
    )
}

RESERVED_NAMES = frozenset(
    {
        "mercari_jp",
        "yahoo_auctions",
        "yahoo_fleamarket",
        "rakuma",
        "rakuten",
        "yahoo_shopping",
        "ebay",
        "vinted",
        "feed",
        "shop",
    }
)
"""Names that a source of pushed listings may not take: they are markets' names, now or later."""
SOURCE_NAME = re.compile(r"[a-z0-9][a-z0-9_]{0,63}")
"""What the name of a source of pushed listings looks like."""
