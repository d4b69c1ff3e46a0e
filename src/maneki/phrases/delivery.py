"""What we say about delivery."""

from __future__ import annotations

CATALOGUE: dict[str, dict[str, str]] = {}
