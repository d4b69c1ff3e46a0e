"""Times as people say them."""

from __future__ import annotations

from datetime import timedelta

from babel.dates import format_timedelta


def from_now(distance: timedelta, language: str) -> str:
    """`in 15 minutes`, `15 分後`."""
    said: str = format_timedelta(distance, add_direction=True, locale=language)
    return said
