"""What people call a market."""

from __future__ import annotations

from maneki.phrases.say import say


def market_name(market: str, language: str) -> str:
    """`メルカリ` for `mercari_jp`; for a source that we do not know, the name it has itself."""
    try:
        return say(f"alert.market.{market}", language)
    except KeyError:
        return market
