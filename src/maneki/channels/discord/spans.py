"""Durations and times of day as people write them. Pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import time, timedelta

from maneki.errors import InvalidInputError
from maneki.phrases import say

LONGEST = timedelta(days=366)
MOST_TYPED = 40
"""Nobody writes longer ones. More of it would only be read at length."""
_MINUTE = timedelta(minutes=1)

_UNITS = {
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes", "分", "分間"), _MINUTE),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "時間"), timedelta(hours=1)),
    **dict.fromkeys(("d", "day", "days", "日", "日間"), timedelta(days=1)),
    **dict.fromkeys(("w", "week", "weeks", "週", "週間"), timedelta(weeks=1)),
}
_PART = re.compile(r"(?P<number>[0-9]{1,5})\s*(?P<unit>[a-z]+|[分時日週間]+)\s*,?\s*")
_CLOCK = re.compile(
    r"(?P<before>am|pm|午前|午後)?\s*(?P<hour>[0-9]{1,2})\s*(?:[:.時h]\s*(?P<minute>[0-9]{2})?分?)?"
    r"\s*(?P<after>a\.?m\.?|p\.?m\.?)?"
)
_MORNING, _EVENING = {"am", "午前"}, {"pm", "午後"}


def read_duration(text: str, *, language: str) -> timedelta:
    """`90m`, `2 hours`, `1d 12h`, `3日`. Raises `InvalidInputError`."""
    words = _typed(text)
    parts = list(_PART.finditer(words))
    is_whole = words and "".join(part.group() for part in parts) == words
    if not is_whole or any(part["unit"] not in _UNITS for part in parts):
        raise InvalidInputError(_refused("holding.not_a_duration", text, language))
    duration = sum(
        (int(part["number"]) * _UNITS[part["unit"]] for part in parts), start=timedelta(0)
    )
    if not _MINUTE <= duration <= LONGEST:
        raise InvalidInputError(_refused("holding.not_a_duration", text, language))
    return duration


def read_clock(text: str, *, language: str) -> time:
    """`22:00`, `7`, `10pm`, `午後10時`. Raises `InvalidInputError`."""
    found = _CLOCK.fullmatch(_typed(text))
    clock = _clock(found) if found else None
    if clock is None:
        raise InvalidInputError(_refused("holding.not_a_time", text, language))
    return clock


def _typed(text: str) -> str:
    """With single spaces: among many of them, the patterns here would look for ever. Nothing is
    left of what is too long to be meant.
    """
    if len(text) > MOST_TYPED:
        return ""
    return " ".join(unicodedata.normalize("NFKC", text).split()).casefold()


def _refused(key: str, text: str, language: str) -> str:
    said = text.strip()
    return say(key, language, text=said if len(said) <= MOST_TYPED else f"{said[:MOST_TYPED]}…")


def _clock(found: re.Match[str]) -> time | None:
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    half = (found["before"] or found["after"] or "").replace(".", "")
    if half and not 1 <= hour <= 12:
        return None
    if half in _MORNING | _EVENING:
        hour = hour % 12 + (12 if half in _EVENING else 0)
    if hour == 24 and minute == 0:
        hour = 0
    return time(hour, minute) if hour < 24 and minute < 60 else None
