"""What was recorded of a market's answers, read again without asking the market."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from maneki.model.listing import Listing

Body = bytes | Mapping[str, Any]
"""An answer's body as it came, or the JSON object that it was."""


@dataclass(frozen=True, slots=True)
class Found:
    """What an answer holds; `lacking` says what it should have held besides."""

    listings: tuple[Listing, ...]
    lacking: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """How a market's answers are read. Those of other `statuses` are refusals, as for its client.

    `read` raises `MarketChangedError`.
    """

    read: Callable[[Body], Found]
    statuses: frozenset[int] = frozenset({200})
