"""What can go wrong with exchange rates."""

from __future__ import annotations

from maneki.errors import ManekiError


class RatesUnavailableError(ManekiError):
    """Today's rates cannot be had. The caller keeps the ones it has, with their own date."""
