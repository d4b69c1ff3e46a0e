"""What we say about filters."""

from __future__ import annotations

CATALOGUE: dict[str, dict[str, str]] = {}
