"""What we say about discord."""

from __future__ import annotations

CATALOGUE: dict[str, dict[str, str]] = {}
