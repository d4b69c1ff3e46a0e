"""Snowflakes: ids that carry their time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from maneki.clock import Clock

DISCORD_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


class Snowflakes:
    """Makes ids that only grow, `(milliseconds since 2015) << 22 | count`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0

    def next(self) -> int:
        self._last = max(self._last + 1, snowflake_at(self._clock.now()))
        return self._last


def snowflake_at(moment: datetime) -> int:
    """The smallest id of that millisecond."""
    return ((moment - DISCORD_EPOCH) // _MS) << 22


def moment_of(snowflake: int) -> datetime:
    return DISCORD_EPOCH + timedelta(milliseconds=snowflake >> 22)


def iso(moment: datetime) -> str:
    """A time as Discord writes it."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
