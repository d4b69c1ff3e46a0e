"""What we say about alerts."""

from __future__ import annotations

CATALOGUE: dict[str, dict[str, str]] = {}
